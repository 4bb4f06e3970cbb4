"""Who stands around the application in a test? A page that asks, a clock, an Alba that answers."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, Final

import httpx
from sqlalchemy import func, insert, select

from bot.bodies import Spoken, read_heard, spoken_body
from bot.channels.port import Inbound, OfferedChoice, Receipt
from bot.road.clocks import SetClock
from bot.road.inbox import Inbox
from bot.road.wake import Bell
from bot.serving.app import make_app
from bot.serving.parts import Parts, Waits
from db.encryption import Keyring
from db.engine import Database
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import mailbox
from db.tables.road import inbox, outbox
from db.tables.whole import SEALED

NOW: Final = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
BRIEF: Final = Waits(timedelta(seconds=0.05), timedelta(seconds=0.005), timedelta(seconds=0.005))
BASE: Final = "https://alba.example"
FROM_THE_PAGE: Final = {"sec-fetch-site": "same-origin"}


@dataclass
class Served:
    """The application and what it stands on."""

    parts: Parts
    client: httpx.AsyncClient
    database: Database
    keyring: Keyring
    clock: SetClock
    accepted: list[Inbound | Receipt]
    numbers: Any = field(default_factory=lambda: count(1))

    async def open_page(self, language: str = "es-MX,es;q=0.9") -> "Page":
        """A page with its ticket."""
        answer = await self.client.get("/chat", headers={"accept-language": language})
        ticket = answer.text.partition('data-token="')[2].partition('"')[0]
        return Page(self, ticket, language, answer)

    def words(self) -> list[str]:
        """The texts that the inbox keeps, in order."""
        with self.database.read() as tx:
            rows = tx.execute(select(inbox.c.body).order_by(inbox.c.id)).scalars().all()
        opened = [self.keyring.open(SEALED[inbox.c.body], bytes(body)) for body in rows]
        return [read_heard(body).text for body in opened]

    def alba_says(
        self, page: "Page", text: str, choices: Sequence[OfferedChoice] = (), **more: Any
    ) -> str:
        """A reply in the page's mailbox; its reference."""
        reply = Reply(text, tuple(choices), **more)
        return put(self.database, self.keyring, page.address, reply, self.clock.now())


@dataclass(frozen=True, slots=True)
class Reply:
    """What Alba says, as the outbox would have sent it."""

    text: str
    choices: tuple[OfferedChoice, ...] = ()
    expired: str = ""
    use_by: datetime | None = None
    status: OutboxStatus = OutboxStatus.SENT


def put(database: Database, keyring: Keyring, address: str, reply: Reply, now: datetime) -> str:
    """Put a reply into the mailbox of an address; its reference."""
    body = spoken_body(Spoken(reply.text, reply.choices, reply.expired))
    with database.write() as tx:
        box = mailbox.find(tx, keyring, address)
        assert box is not None
        number = tx.execute(select(func.count()).select_from(outbox)).scalar_one()
        tx.execute(
            insert(outbox).values(
                recipient=f"c{box.contact_id}",
                contact_id=box.contact_id,
                identity_id=box.identity_id,
                channel="web",
                lane=Lane.REPLY,
                kind=OutboxKind.REPLY,
                body=keyring.seal(SEALED[outbox.c.body], body),
                reference=f"reply-{number}",
                status=reply.status,
                due_at=now,
                use_by=reply.use_by,
                provider_ref=f"ref-{number}" if reply.status is OutboxStatus.SENT else None,
                created_at=now,
            )
        )
        tx.commit()
    return f"ref-{number}"


@dataclass
class Page:
    """One open page: its ticket, and what a script of ours would post."""

    served: Served
    ticket: str
    language: str
    answer: httpx.Response

    @property
    def address(self) -> str:
        """The address that is stored for it."""
        return sha256(self.ticket.encode()).hexdigest()[:32]

    async def post(
        self, path: str, said: object, headers: Mapping[str, str] = FROM_THE_PAGE
    ) -> httpx.Response:
        """Post JSON, or bytes as they are."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        sent = {"content-type": "application/json", "accept-language": self.language, **headers}
        return await self.served.client.post(path, content=body, headers=sent)

    async def says(self, text: str, number: str = "") -> httpx.Response:
        """She writes."""
        number = number or f"message-{next(self.served.numbers)}"
        return await self.post("/chat/messages", {"token": self.ticket, "id": number, "text": text})

    async def starts(self) -> httpx.Response:
        """The page has opened."""
        return await self.post(
            "/chat/messages", {"token": self.ticket, "id": "start-page", "start": True}
        )

    async def asks(self, got: Sequence[str] = (), cleared: str = "") -> dict[str, Any]:
        """The page asks for replies."""
        said = {"token": self.ticket, "got": list(got), "cleared": cleared}
        answer = await self.post("/chat/replies", said)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def closes(self) -> httpx.Response:
        """She closes it."""
        return await self.post("/chat/close", {"token": self.ticket})


@asynccontextmanager
async def serving(database: Database, keyring: Keyring, **changes: Any) -> AsyncIterator[Served]:
    """The real application over the real inbox."""
    clock = SetClock(NOW)
    store = Inbox(database, keyring, clock, Bell())
    accepted: list[Inbound | Receipt] = []

    async def accept(items: Sequence[Inbound | Receipt]) -> None:
        store.accept(items)
        accepted.extend(items)

    given: dict[str, Any] = {"accept": accept, "public_url": BASE, "waits": BRIEF, **changes}
    parts = Parts(database=database, keyring=keyring, clock=clock, **given)
    transport = httpx.ASGITransport(app=make_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield Served(parts, client, database, keyring, clock, accepted)


class Forgetful:
    """An accept that fails as a database does, the first times."""

    def __init__(self, times: int) -> None:
        """Fail so often."""
        self.left = times
        self.accepted: list[Inbound | Receipt] = []

    async def __call__(self, items: Sequence[Inbound | Receipt]) -> None:
        """Fail, or take."""
        if self.left:
            self.left -= 1
            raise OSError("disk full, and a secret word")
        self.accepted.extend(items)
