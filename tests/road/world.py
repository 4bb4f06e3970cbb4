"""How is the road tested? A database, a clock and providers that stay, and lives of Alba."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from sqlalchemy import exists, func, insert, select, update

from bot.bodies import Spoken, spoken_body
from bot.care import coming, handling
from bot.care.duty import Hands
from bot.channels.port import Channel, ChannelKind, Inbound, InboundKind, Receipt, Template
from bot.organisation import Organisation
from bot.road.clocks import SetClock
from bot.road.outbox import Outbox
from bot.road.pace import NoPace
from bot.road.thought import Report
from bot.road.verdicts import Judge
from bot.wiring import Alba, wire
from db.encryption import Keyring
from db.engine import Database, Transaction
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import case_history, rehearsing
from db.stores import identities as identity_store
from db.stores import outbox as outbox_store
from db.tables.care import cases
from db.tables.directory import services
from db.tables.people import sessions
from db.tables.road import IS_UNSETTLED, IS_WAITING, inbox, outbox
from tests.road.provider import Provider
from tests.road.small_book import small_book
from tests.road.words import understand

NOW: Final = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # Monday, ten in the morning in Mexico City
KEYS: Final = Keyring([bytes(range(32))])
ORGANISATION: Final = Organisation("una organización", "America/Mexico_City")
ANA: Final = "5550001"
BETO: Final = "5550002"
CARO: Final = "5550003"
LUCIA: Final = "5559999"
MOST_ROUNDS: Final = 5000


class Middle(random.Random):
    """Chance without chance: always the middle, so that a test knows when something is tried."""

    def uniform(self, a: float, b: float) -> float:
        """The middle of both."""
        return (a + b) / 2


@dataclass
class World:
    """What outlives a process: the database, the clock, the providers, what was posted."""

    database: Database
    providers: dict[str, Channel] = field(default_factory=lambda: {"telegram": Provider()})
    clock: SetClock = field(default_factory=lambda: SetClock(NOW))
    numbers: Any = field(default_factory=lambda: count(1))
    lives: list["Life"] = field(default_factory=list)

    @property
    def telegram(self) -> Provider:
        """The provider of most tests."""
        found = self.providers["telegram"]
        assert isinstance(found, Provider)
        return found

    def life(self, database: Database | None = None) -> "Life":
        """A new process of Alba, perhaps with a way of its own to the database."""
        alba = wire(
            database or self.database,
            KEYS,
            self.clock,
            ORGANISATION,
            self.providers,
            NoPace(),
            understand,
            small_book(),
        )
        alba.outbox.judge = Judge(Middle())
        life = Life(self, alba)
        self.lives.append(life)
        return life

    def close(self) -> None:
        """End all lives."""
        for life in self.lives:
            life.end()

    # -- what people do ---------------------------------------------------------------------------

    def text(self, who: str, text: str, **more: Any) -> Inbound:
        """A text of somebody's."""
        return self.thing(who, InboundKind.TEXT, text=text, **more)

    def thing(self, who: str, kind: InboundKind, **more: Any) -> Inbound:
        """Anything that somebody sends."""
        number = next(self.numbers)
        made = {
            "channel": ChannelKind.TELEGRAM,
            "provider_id": f"u{number}",
            "position": number,
            "message_ref": f"{number}",
        }
        return Inbound(address=who, kind=kind, **{**made, **more})

    def press(self, who: str, choice: str, **more: Any) -> Inbound:
        """A button that somebody presses."""
        return self.thing(who, InboundKind.CHOICE, choice=choice, **more)


@dataclass
class Life:
    """One process of Alba, driven by hand."""

    world: World
    alba: Alba
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    ended: bool = False

    @property
    def database(self) -> Database:
        """Its way to the database."""
        return self.alba.database

    @property
    def outbox(self) -> Outbox:
        """What it sends with."""
        return self.alba.outbox

    def end(self) -> None:
        """End it, cleanly or not: nothing of it goes on, and what it had begun is undone."""
        if not self.ended:
            self.ended = True
            self.runner.get_loop().set_exception_handler(_nobody_is_told)
            self.runner.close()
        if self.database is not self.world.database:
            self.database.close()

    def hear(self, *items: Inbound | Receipt) -> int:
        """Let things arrive."""
        return self.alba.inbox.accept(items)

    def turns(self) -> tuple[Report, ...]:
        """Have all the turns that may be had now."""
        found: list[Report] = []
        while made := self.alba.turns.run(self.world.clock.now()):
            found.extend(made)
        return tuple(found)

    def send(self, *lanes: Lane) -> int:
        """Send what is due in these lanes, or in all."""
        sent = 0
        for lane in lanes or tuple(Lane):
            while rows := self.runner.run(self.outbox.run(lane)):
                sent += rows
        return sent

    def send_once(self, *lanes: Lane) -> None:
        """Send one batch of each of these lanes."""
        for lane in lanes:
            self.runner.run(self.outbox.run(lane))

    def settle(self) -> None:
        """Do all that can be done at this moment."""
        for _ in range(MOST_ROUNDS):
            worked = len(self.turns())
            worked += self.alba.clockwork.due(self.world.clock.now())
            if not worked + self.send():
                return
        raise AssertionError("it never settles")

    def takes(self, *items: Inbound | Receipt) -> None:
        """Let things arrive and everything follow."""
        self.hear(*items)
        self.settle()

    def passes(self, by: timedelta) -> None:
        """Let time pass, each thing done at its moment."""
        goal = self.world.clock.now() + by
        self.settle()
        while (moment := self._next()) is not None and moment <= goal:
            self.world.clock.move_to(moment)
            self.settle()
        self.world.clock.move_to(goal)
        self.settle()

    def _next(self) -> datetime | None:
        with self.database.read() as tx:
            return rehearsing.next_moment(tx, self.world.clock.now())

    def is_busy(self) -> bool:
        """Whether anything waits for its turn, or to be sent."""
        with self.database.read() as tx:
            there = select(exists().where(IS_WAITING) | exists().where(IS_UNSETTLED))
            return bool(tx.execute(there).scalar())

    # -- what is set up and looked at -------------------------------------------------------------

    def joins(self, alias: str = "lucia", address: str = LUCIA, channel: str = "telegram") -> None:
        """Somebody of the staff comes on call."""
        with self.database.write() as tx:
            coming.join(self._hands(tx), alias, "caseworker", ChannelKind(channel), address)
            tx.commit()
        self.alba.grounds.renew()

    def lists(self, *ids: str) -> None:
        """The directory has entries with a telephone."""
        with self.database.write() as tx:
            for each in ids:
                tx.execute(
                    insert(services).values(
                        id=each,
                        organization="Una línea",
                        service_name="Una línea que escucha",
                        category="crisis_line",
                        phone="800 911 2000",
                        shown=True,
                        seed="test",
                    )
                )
            tx.commit()
        self.alba.grounds.renew()

    def acts(self, alias: str, action: str, case: int, text: str = "") -> None:
        """A caseworker does something with a case."""
        with self.database.write() as tx:
            handling.act(self._hands(tx), alias, action, case, text)
            tx.commit()
        self.alba.grounds.renew()

    def _hands(self, tx: Transaction) -> Hands:
        now = self.world.clock.now()
        return Hands(tx, KEYS, self.alba.grounds.at(tx, now).duty, now)

    def contact_of(self, who: str, channel: str = "telegram") -> int:
        """Whose address this is now."""
        with self.database.read() as tx:
            known = identity_store.find(tx, KEYS, identity_store.Sender(channel, who))
        assert known is not None
        return known.contact_id

    def identity_of(self, who: str, channel: str = "telegram") -> str:
        """What is thought of an address."""
        contact = self.contact_of(who, channel)
        with self.database.read() as tx:
            (identity,) = identity_store.of_contact(tx, KEYS, contact)
        return identity.status

    def history(self, case: int) -> list[str]:
        """What happened to a case."""
        with self.database.read() as tx:
            return [each.what for each in case_history.history(tx, KEYS, case)]

    def queue(
        self,
        who: str,
        text: str,
        lane: Lane,
        *,
        kind: OutboxKind = OutboxKind.CHECK_IN,
        template: Template | None = None,
        use_by: datetime | None = None,
    ) -> None:
        """Something that Alba starts."""
        contact, now = self.contact_of(who), self.world.clock.now()
        row = {
            "recipient": f"c{contact}",
            "contact_id": contact,
            "identity_id": contact,
            "channel": "telegram",
            "lane": lane,
            "kind": kind,
            "body": KEYS.seal("outbox.body", spoken_body(Spoken(text, template=template))),
            "reference": f"planned-{next(self.world.numbers)}",
            "status": OutboxStatus.QUEUED,
            "due_at": now,
            "use_by": use_by,
            "created_at": now,
        }
        with self.database.write() as tx:
            row["identity_id"] = identity_store.of_contact(tx, KEYS, contact)[0].id
            outbox_store.add_once(tx, [row])
            tx.commit()

    def kept(self, tx: Transaction, contact: int) -> int:
        """How many sessions there are of a contact, and how many messages wait."""
        there = select(
            select(func.count()).where(sessions.c.contact_id == contact).scalar_subquery()
            + select(func.count())
            .where(IS_WAITING, inbox.c.contact_id == contact)
            .scalar_subquery()
        )
        return int(tx.execute(there).scalar_one())

    def arrives_late(self, world: "World", contact: int, message: Inbound) -> None:
        """A message is stored for a contact who was forgotten a moment ago."""
        self.hear(message)
        with self.database.write() as tx:
            tx.execute(
                update(inbox)
                .where(inbox.c.provider_id == message.provider_id)
                .values(contact_id=contact)
            )
            tx.commit()

    def damage_inbox(self) -> None:
        """All that came can no longer be opened."""
        with self.database.write() as tx:
            tx.execute(update(inbox).values(body=KEYS.seal("another purpose", b"{}")))
            tx.commit()

    def cases(self) -> list[tuple[str, str, str]]:
        """Reason, severity and status of all cases, oldest first."""
        wanted = select(cases.c.reason, cases.c.severity, cases.c.status).order_by(cases.c.id)
        with self.database.read() as tx:
            return [tuple(row) for row in tx.execute(wanted)]

    def inbox_rows(self) -> Sequence[Any]:
        """The inbox as it is."""
        with self.database.read() as tx:
            return tx.execute(select(inbox).order_by(inbox.c.id)).all()

    def outbox_rows(self) -> Sequence[Any]:
        """The outbox as it is."""
        with self.database.read() as tx:
            return tx.execute(select(outbox).order_by(outbox.c.id)).all()


def _nobody_is_told(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What a killed process left undone tells nobody."""
    del loop, context
