"""How does a reply reach her? Lease, send without a transaction open, write what became of it."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from bot.bodies import read_erasure
from bot.care import undelivered
from bot.channels.port import (
    Channel,
    NotNow,
    Outbound,
    RefusalReason,
    Refused,
    UnknownOutcome,
)
from bot.road.clocks import Clock
from bot.road.erasing import TRY_FOR, outbound_is_sent
from bot.road.failing import kind_of, tell
from bot.road.gathering import Gathering
from bot.road.pace import Pace
from bot.road.verdicts import Judge, Sent
from bot.road.wording import TooLate, wordings
from db.encryption import Keyring
from db.engine import Database, Transaction
from db.statuses import Lane, OutboxKind
from db.stores import leases, receipts
from db.stores import outbox as store
from db.stores.leases import Leased

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""After it another process looks what became of the row."""

CALL: Final = timedelta(seconds=25)
"""How long a provider may take for one message; then its outcome is unknown."""

RESERVE: Final = CALL + timedelta(seconds=5)
"""What must be left of a lease when a call begins, so that it never outlives it."""

LOOK_EVERY: Final = timedelta(seconds=1)
AT_ONCE: Final = 64
MOST_UNDER_WAY: Final = 128
"""Messages of one lane on one channel: a provider that hangs holds up no other."""

CHORES_AT_ONCE: Final = 4
"""Few: they must not use up what a provider allows, for replies have to go out."""

SETTLE_PAUSES: Final = (0.2, 1.0, 3.0, 10.0)
CHORES: Final = frozenset({OutboxKind.ERASE.value, OutboxKind.LEAVE.value})

T = TypeVar("T")


@dataclass(slots=True)
class Outbox:
    """Sends what is due. Any number of these may run; a row is sent by who holds its lease."""

    database: Database
    keyring: Keyring
    channels: Mapping[str, Channel]
    clock: Clock
    pace: Pace
    executor: Executor | None = None
    judge: Judge = field(default_factory=Judge)
    patience: timedelta = CALL
    _paused: dict[str, datetime] = field(default_factory=dict)
    _looked: dict[Lane, datetime] = field(default_factory=dict)
    _under_way: Counter[tuple[int, str]] = field(default_factory=Counter)
    _settling: Gathering[Sent] = field(init=False)

    def __post_init__(self) -> None:
        """Outcomes that come together share a commit."""
        self._settling = Gathering(self._settle_in_thread)

    async def run(self, lane: Lane) -> int:
        """Send one batch of a lane to its end; how many rows were taken."""
        rows = await self.lease(lane)
        await self.deliver(rows)
        return len(rows)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Database work beside the event loop; in place where there is no executor."""
        if self.executor is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)

    # -- leasing ------------------------------------------------------------------------------

    async def lease(self, lane: Lane) -> tuple[Leased, ...]:
        """Take what is due; whoever takes rows hands them to `deliver`."""
        rows = await self._in_thread(lambda: self._lease(lane))
        self._under_way.update(_place(row) for row in rows)
        return rows

    def _lease(self, lane: Lane) -> tuple[Leased, ...]:
        now = self.clock.now()
        channels = [name for name in self.channels if self._may_send(lane, name, now)]
        if not channels:
            return ()
        most = CHORES_AT_ONCE if lane is Lane.CHORE else AT_ONCE
        wanted = leases.Wanted(lane, channels, most, secrets.token_hex(8), now + LEASE)
        looked = self._looked.get(lane)
        with self.database.write() as tx:
            rows = leases.lease(tx, self.keyring, wanted, now)
            if looked is None or not looked <= now < looked + LOOK_EVERY:
                rows += leases.lease_lapsed(tx, self.keyring, wanted, now)
                self._looked[lane] = now
            if rows:
                tx.commit()
        return rows

    def _may_send(self, lane: Lane, channel: str, now: datetime) -> bool:
        paused = self._paused.get(channel)
        return (paused is None or paused <= now) and (
            self._under_way[lane, channel] < MOST_UNDER_WAY
        )

    # -- sending: no transaction is open ------------------------------------------------------

    async def deliver(self, rows: Sequence[Leased]) -> None:
        """Send leased rows, each woman's in their order, and write what became of each."""
        queues: dict[str, list[Leased]] = {}
        for row in rows:
            queues.setdefault(row.recipient, []).append(row)
        try:
            await asyncio.gather(*(self._deliver(queue) for queue in queues.values()))
        finally:
            self._under_way.subtract(_place(row) for row in rows)

    async def _deliver(self, queue: Sequence[Leased]) -> None:
        """One recipient's rows, stopping at the first that has to wait."""
        settling: list[asyncio.Task[None]] = []
        stopped = False
        for row in queue:
            sent = self.judge.untried(row, row.due_at) if stopped else await self._attempt(row)
            stopped = stopped or sent.waits
            settling.append(asyncio.create_task(self._settle(sent)))
        await asyncio.gather(*settling)

    async def _attempt(self, row: Leased) -> Sent:
        channel = self.channels[row.channel]
        if row.kind in CHORES:
            return await self._do(channel, row)
        await self.pace.wait(channel, row.recipient, urgent=row.lane == Lane.ALERT)
        now = self.clock.now()
        paused = self._paused.get(row.channel)
        if paused is not None and paused > now:
            return self.judge.untried(row, paused)
        if now > row.until - RESERVE:
            return self.judge.untried(row, row.due_at)
        try:
            return await self._send(channel, row, now)
        except TooLate:
            return self.judge.too_late(row)

    async def _send(self, channel: Channel, row: Leased, now: datetime) -> Sent:
        try:
            forms = wordings(channel, row, now)
        except (ValueError, KeyError, TypeError) as error:
            return self.judge.refused(row, Refused(RefusalReason.REJECTED, kind_of(error)))
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                return self.judge.sent(row, await self._hand_over(channel, row, forms))
        except Refused as error:
            return self.judge.refused(row, error)
        except NotNow as error:
            return self._not_now(row, error, now)
        except (UnknownOutcome, TimeoutError):
            pass
        except Exception as error:
            tell(log, error, "row %s: sending failed", row.id)
        return self.judge.unknown(row, now, looks_up=channel.limits.looks_up)

    async def _hand_over(self, channel: Channel, row: Leased, forms: tuple[Outbound, ...]) -> str:
        """Send it, unless an earlier attempt did: in these words or in those of then."""
        if row.was_unknown and channel.limits.looks_up:
            for form in forms:
                found = await channel.look_up(form)
                if found is not None:
                    return found
        try:
            return await channel.send(forms[0])
        except Refused as error:
            closed = error.reason is RefusalReason.WINDOW_CLOSED and forms[0].free_text
            if not closed or forms[0].template is None:
                raise
            return await channel.send(replace(forms[0], free_text=False))

    async def _do(self, channel: Channel, row: Leased) -> Sent:
        """A chore: doing it twice does no harm."""
        now = self.clock.now()
        try:
            erasure = read_erasure(row.body or b"")
            async with asyncio.timeout(self.patience.total_seconds()):
                if row.kind == OutboxKind.LEAVE:
                    await channel.leave(erasure.address)
                else:
                    await channel.erase(erasure)
        except NotNow as error:
            return self._not_now(row, error, now)
        except Exception as error:
            tell(log, error, "chore %s failed", row.id)
            return self._not_now(row, NotNow(code=kind_of(error)), now)
        return self.judge.sent(row, None)

    def _not_now(self, row: Leased, error: NotNow, now: datetime) -> Sent:
        if error.whole_channel:
            self._paused[row.channel] = now + self.judge.pause(row, error)
        return self.judge.not_now(row, error, now)

    # -- settling -----------------------------------------------------------------------------

    async def _settle(self, sent: Sent) -> None:
        """Write what became of it. A database that stumbles must not make her read it twice."""
        for pause in SETTLE_PAUSES:
            try:
                return await self._settling.add([sent])
            except Exception as error:
                tell(log, error, "row %s is not settled yet", sent.row.id)
                await asyncio.sleep(pause)
        return await self._settling.add([sent])

    async def _settle_in_thread(self, sent: Sequence[Sent]) -> None:
        await self._in_thread(lambda: self._settle_together(sent))

    def _settle_together(self, sent: Sequence[Sent]) -> None:
        now = self.clock.now()
        with self.database.write() as tx:
            leases.settle(tx, [each.outcome for each in sent], now)
            for each in sent:
                if each.refusal is not None:
                    undelivered.plan(tx, self.keyring, each.row, each.refusal, now)
            self._after_sending(tx, [each for each in sent if each.outcome.provider_ref], now)
            tx.commit()

    def _after_sending(self, tx: Transaction, sent: Sequence[Sent], now: datetime) -> None:
        """Receipts may have been faster; and where a provider keeps words, ours go in a while."""
        told = [each for each in sent if self.channels[each.row.channel].limits.receipts]
        for failed in receipts.match_early(tx, [each.row.id for each in told]):
            undelivered.plan_failed(tx, self.keyring, failed, now)
        chores = [
            outbound_is_sent(each.row.channel, each.row.reference, each.outcome.provider_ref)
            for each in sent
            if each.outcome.provider_ref and self.channels[each.row.channel].limits.keeps_bodies
        ]
        store.add_chores(tx, self.keyring, chores, now, TRY_FOR)


def _place(row: Leased) -> tuple[int, str]:
    return row.lane, row.channel
