"""How long until a phone rings, when ten thousand check-ins wait to go out?"""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count, islice
from typing import Any, Final
from unittest.mock import patch

from bot.bodies import Spoken, spoken_body
from bot.care import alerting, coming, duty, policy_file
from bot.channels.port import Outbound, WebhookPost
from bot.channels.telegram.channel import TelegramChannel
from bot.organisation import Organisation
from bot.road.clocks import SystemClock
from bot.road.inbox import GroupCommit
from bot.road.pace import ProviderPace
from bot.road.worker import Worker
from bot.wiring import Alba, wire
from db.directory_files import load_seed
from db.encryption import Keyring
from db.engine import connect
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import identities, outbox
from db.stores.identities import Sender
from flows.engine.vocabulary import Severity
from tests.bench.alba import NOWHERE, TOKEN
from tests.bench.figures import Figure
from tests.bench.women import SECRET

DANGER: Final = "él está afuera de la puerta y me va a matar"
PHONE: Final = "999"
AT_MOST_MS: Final = 1000
PROVIDER_SECONDS: Final = 0.05  # a request to Telegram and back
PORTION: Final = 500
HOUSE: Final = Organisation("una organización", "America/Mexico_City")


class Slow(TelegramChannel):
    """Takes a while for each message, and tells when the phone of the staff was called."""

    def __init__(self) -> None:
        """Nobody was called yet."""
        super().__init__(TOKEN, SECRET, NOWHERE)
        self.rung: asyncio.Queue[float] = asyncio.Queue()
        self.others = 0

    async def send(self, message: Outbound) -> str:
        """Accept it."""
        if message.address == PHONE:
            self.rung.put_nowait(time.perf_counter())
        else:
            self.others += 1
        await asyncio.sleep(PROVIDER_SECONDS)
        return f"sent-{message.reference}"


def alerts(url: str, waiting: int, dangers: int) -> Iterator[Figure]:
    """From the webhook of a danger word to the provider's call of the alert, one by one."""
    channel = Slow()
    with closing(connect(url)) as database:
        clock = SystemClock()
        load_seed(database, clock.now())
        keyring = Keyring([bytes(range(32))])
        alba = wire(database, keyring, clock, HOUSE, {channel.kind: channel}, ProviderPace())
        _on_call(alba)
        _queue_check_ins(alba, waiting)
        everything = dict.fromkeys(Severity, dangers)  # else many cases are one message
        with patch.object(alerting, "MOST", everything):
            waits = sorted(asyncio.run(_ring(alba, channel, dangers)))
    yield Figure("alert, 1 of 2 within", waits[len(waits) // 2] * 1e3, "ms")
    slowest = waits[min(len(waits) - 1, len(waits) * 99 // 100)] * 1e3
    yield Figure("alert, 99 of 100 within", slowest, "ms", at_most=AT_MOST_MS)
    yield Figure("check-ins that went out meanwhile", channel.others, "")


async def _ring(alba: Alba, channel: Slow, dangers: int) -> Sequence[float]:
    stop, waits = asyncio.Event(), []
    with ThreadPoolExecutor(8) as executor:
        group = GroupCommit(alba.inbox.accept, executor)
        parts = (alba.turns, alba.outbox, alba.clockwork, alba.bell, alba.clock)
        working = asyncio.create_task(Worker(*parts, executor).run(stop))
        for number in range(dangers):
            start = time.perf_counter()
            await group.accept(channel.read(_post(number)))
            waits.append(await asyncio.wait_for(channel.rung.get(), 60) - start)
        stop.set()
        await working
    return waits


def _on_call(alba: Alba) -> None:
    now = alba.clock.now()
    with alba.database.write() as tx:
        hands = duty.Hands(tx, alba.keyring, duty.Duty(HOUSE, (), policy_file.load()), now)
        coming.join(hands, "lucia", "caseworker", TelegramChannel.kind, PHONE)
        tx.commit()


def _queue_check_ins(alba: Alba, number: int) -> None:
    """So many women to whom Alba wants to write first, all of them now."""
    now = alba.clock.now()
    body = alba.keyring.seal("outbox.body", spoken_body(Spoken("Hola, aquí ando. ¿Cómo vas?")))
    senders = (Sender("telegram", str(2_000_000 + each)) for each in range(number))
    while some := tuple(islice(senders, PORTION)):
        with alba.database.write() as tx:
            known = identities.find_or_make(tx, alba.keyring, some, now)
            rows: list[dict[str, Any]] = [
                {
                    "recipient": f"c{each.contact_id}",
                    "contact_id": each.contact_id,
                    "identity_id": each.identity_id,
                    "channel": "telegram",
                    "lane": Lane.PLANNED,
                    "kind": OutboxKind.CHECK_IN,
                    "body": body,
                    "reference": f"bench-{each.contact_id}",
                    "status": OutboxStatus.QUEUED,
                    "due_at": now,
                    "created_at": now,
                }
                for each in known.values()
            ]
            outbox.add_once(tx, rows)
            tx.commit()


_UPDATES: Final = count(1)


def _post(number: int) -> WebhookPost:
    """A woman's word of danger, as Telegram posts it."""
    who = {"id": 3_000_000 + number, "first_name": "A", "language_code": "es"}
    message = {
        "message_id": 1,
        "from": {**who, "is_bot": False},
        "chat": {**who, "type": "private"},
        "date": 1_764_000_000,
        "text": DANGER,
    }
    body = {"update_id": next(_UPDATES), "message": message}
    headers = {"x-telegram-bot-api-secret-token": SECRET}
    return WebhookPost("/telegram", headers, json.dumps(body).encode())
