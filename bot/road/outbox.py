"""How does a reply reach her? Lease, send without a transaction open, write what became of it."""

import asyncio
import logging
import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from bot.bodies import Spoken, read_erasure, read_spoken
from bot.care.undelivered import Refusal, tell_of_refusals
from bot.channels.port import (
    LIST_LABEL,
    NUMBER_HINT,
    Channel,
    NotNow,
    Outbound,
    Refused,
    UnknownOutcome,
)
from bot.road.clocks import Clock
from bot.road.erasing import BODIES_KEPT, TRY_FOR, processed
from bot.road.ground import Grounds
from bot.road.pace import Pace
from bot.translations import catalogue
from db.encryption import Keyring
from db.engine import Database, Transaction
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import outbox as store
from db.stores.outbox import Leased, Outcome

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""Longer than any provider call may take; after it another process looks what became of the row."""

AT_ONCE: Final = 64
LOOK_AGAIN: Final = timedelta(seconds=5)
LONGEST_BACKOFF: Final = timedelta(minutes=2)
GIVE_UP_AFTER: Final = timedelta(hours=24)
"""A reply that no provider took for a day is given up, and a person is told. Alerts never are."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one leased row, and what it says of the address."""

    row: Leased
    outcome: Outcome
    refusal: Refusal | None = None


@dataclass(slots=True)
class Outbox:
    """Sends what is due. Any number of these may run; a row is sent by who holds its lease."""

    database: Database
    keyring: Keyring
    channels: Mapping[str, Channel]
    clock: Clock
    grounds: Grounds
    pace: Pace
    executor: Executor | None = None
    chance: random.Random = field(default_factory=random.SystemRandom)
    _paused: dict[str, datetime] = field(default_factory=dict)

    async def run(self, lane: Lane) -> int:
        """Send one batch of a lane; how many rows were taken."""
        token = secrets.token_hex(8)
        rows = await self._in_thread(lambda: self._lease(lane, token))
        if not rows:
            return 0
        queues: dict[str, list[Leased]] = {}
        for row in rows:
            queues.setdefault(row.recipient, []).append(row)
        sent = await asyncio.gather(*(self._send_in_order(queue) for queue in queues.values()))
        outcomes = [each for queue in sent for each in queue]
        await self._in_thread(lambda: self._settle(outcomes, token))
        return len(rows)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Database work beside the event loop; in place where there is no executor (the terminal)."""
        if self.executor is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)

    # -- leasing ------------------------------------------------------------------------------

    def _lease(self, lane: Lane, token: str) -> tuple[Leased, ...]:
        now = self.clock.now()
        channels = [name for name in self.channels if self._paused.get(name, now) <= now]
        if not channels:
            return ()
        with self.database.write() as tx:
            wanted = store.Wanted(lane, channels, AT_ONCE, token, now + LEASE)
            rows = store.lease(tx, self.keyring, wanted, now)
            if lane is Lane.REPLY:
                rows += store.lease_lapsed(tx, self.keyring, wanted, now)
            if rows:
                tx.commit()
        return rows

    # -- sending: no transaction is open ------------------------------------------------------

    async def _send_in_order(self, queue: Sequence[Leased]) -> list[Sent]:
        """One recipient's rows, stopping at the first that has to wait."""
        done: list[Sent] = []
        for row in queue:
            sent = await self._send(row)
            done.append(sent)
            if sent.outcome.status in (OutboxStatus.QUEUED, OutboxStatus.UNKNOWN):
                break
        untried = (
            Sent(row, Outcome(row.id, OutboxStatus.QUEUED, again_at=row.due_at, tried=False))
            for row in queue[len(done) :]
        )
        return [*done, *untried]

    async def _send(self, row: Leased) -> Sent:
        channel = self.channels[row.channel]
        now = self.clock.now()
        try:
            await self.pace.wait(channel, row.recipient, urgent=row.lane == Lane.ALERT)
            reference = await self._hand_over(channel, row, now)
        except Refused as error:
            outcome = Outcome(row.id, OutboxStatus.REFUSED, code=error.code or error.reason.value)
            return Sent(row, outcome, Refusal(error.reason, error.code))
        except NotNow as error:
            return self._not_now(row, error, now)
        except UnknownOutcome:
            return Sent(row, self._unknown(row, now))
        except Exception as error:
            log.exception(
                "row %s: sending failed: %s", row.id, type(error).__name__, exc_info=False
            )
            return self._not_now(row, NotNow(code=type(error).__name__), now)
        return Sent(row, Outcome(row.id, OutboxStatus.SENT, provider_ref=reference))

    async def _hand_over(self, channel: Channel, row: Leased, now: datetime) -> str | None:
        match row.kind:
            case OutboxKind.ERASE:
                await channel.erase(read_erasure(row.body))
                return None
            case OutboxKind.LEAVE:
                await channel.leave(read_erasure(row.body).address)
                return None
        message = _outbound(channel, row, now)
        if row.was_unknown and channel.limits.looks_up:
            found = await channel.look_up(message)
            if found is not None:
                return found
        return await channel.send(message)

    def _not_now(self, row: Leased, error: NotNow, now: datetime) -> Sent:
        """The provider surely did not take it: later, or never when it has waited for too long."""
        wait = timedelta(seconds=error.after_seconds) or self._backoff(row.attempts)
        if error.whole_channel:
            self._paused[row.channel] = now + wait
        began = row.first_attempt_at or now
        hopeless = row.lane != Lane.ALERT and now - began > GIVE_UP_AFTER
        late_chore = row.lane == Lane.CHORE and row.use_by is not None and now > row.use_by
        if hopeless or late_chore:
            outcome = Outcome(row.id, OutboxStatus.GIVEN_UP, code=error.code)
            return Sent(row, outcome, None if late_chore else Refusal(None, error.code))
        status = OutboxStatus.UNKNOWN if row.was_unknown else OutboxStatus.QUEUED
        return Sent(row, Outcome(row.id, status, code=error.code, again_at=now + wait))

    def _unknown(self, row: Leased, now: datetime) -> Outcome:
        again = now + max(LOOK_AGAIN, self._backoff(row.attempts))
        return Outcome(row.id, OutboxStatus.UNKNOWN, again_at=again)

    def _backoff(self, attempts: int) -> timedelta:
        """Doubling from one second to two minutes, with jitter so that all do not come at once."""
        ceiling = min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempts, 10)))
        return ceiling * self.chance.uniform(0.5, 1.0)

    # -- settling -----------------------------------------------------------------------------

    def _settle(self, sent: Sequence[Sent], token: str) -> None:
        now = self.clock.now()
        with self.database.write() as tx:
            store.settle(tx, [each.outcome for each in sent], token, now)
            self._consequences(tx, sent, now)
            tx.commit()

    def _consequences(self, tx: Transaction, sent: Sequence[Sent], now: datetime) -> None:
        refused = [(each.row, each.refusal) for each in sent if each.refusal is not None]
        if refused:
            there = self.grounds.at(tx, now).presence
            tell_of_refusals(tx, self.keyring, refused, there, now)
        self._delete_bodies(tx, sent, now)

    def _delete_bodies(self, tx: Transaction, sent: Sequence[Sent], now: datetime) -> None:
        """Where a provider keeps words, ours are deleted there once they surely arrived."""
        chores = [
            processed(
                each.row.channel,
                each.row.reference,
                each.row.address,
                (each.outcome.provider_ref,),
                after=BODIES_KEPT,
            )
            for each in sent
            if each.outcome.provider_ref is not None
            and self.channels[each.row.channel].limits.keeps_bodies
        ]
        store.add_chores(tx, self.keyring, chores, now, TRY_FOR)


def _outbound(channel: Channel, row: Leased, now: datetime) -> Outbound:
    """The message as it goes out at this moment: in time or expired, in the window or outside."""
    spoken = read_spoken(row.body)
    if row.use_by is not None and now > row.use_by and spoken.expired:
        spoken = Spoken(spoken.expired, language=spoken.language)
    window = channel.limits.window
    is_open = window is None or (row.heard_at is not None and now - row.heard_at < window)
    translate = catalogue(spoken.language)
    return Outbound(
        reference=row.reference,
        address=row.address,
        text=spoken.text,
        choices=spoken.choices,
        list_button=translate(LIST_LABEL),
        number_hint=translate(NUMBER_HINT),
        template=spoken.template,
        free_text=is_open,
        first_attempt_at=row.first_attempt_at,
    )
