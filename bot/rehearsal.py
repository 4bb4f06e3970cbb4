"""How is the whole road played on a set clock? Only the channels and the clock are stand-ins."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.channels.port import Inbound, OfferedChoice
from bot.channels.terminal import Carried, TerminalChannel
from bot.road.clocks import SetClock
from bot.road.thought import Report
from bot.wiring import Alba
from db.statuses import Lane
from db.stores import rehearsing as store
from flows.engine.session import Session, from_json

MOST_ROUNDS: Final = 10_000
"""Rounds of one settling; past it something wakes itself for ever, which is a defect."""

SWEEP_EVERY: Final = timedelta(hours=1)


class NeverSettles(Exception):
    """The road keeps waking itself up at one moment of the clock: a defect, tell the developers."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it reached somebody: `to` is an address, `staff` whether of the staff's."""

    to: str
    staff: bool
    kind: str
    text: str = field(repr=False)
    choices: tuple[OfferedChoice, ...]
    at: datetime
    zone: str
    severity: str | None = None
    case: int | None = None
    reason: str | None = None


@dataclass(slots=True)
class Rehearsal:
    """Plays messages and time on the real road."""

    alba: Alba
    clock: SetClock
    channels: Mapping[str, TerminalChannel]
    carried: list[Carried]
    _swept: datetime | None = None
    _heard: list[Heard] = field(default_factory=list, repr=False)

    def take(self, *inbound: Inbound) -> tuple[Report, ...]:
        """Let messages arrive and everything follow that follows at this moment."""
        self.alba.inbox.accept(inbound)
        return self.settle()

    def settle(self) -> tuple[Report, ...]:
        """Run turns, due rows and the outbox until nothing is left to do at this moment."""
        reports: list[Report] = []
        for _ in range(MOST_ROUNDS):
            now = self.clock.now()
            made = self.alba.turns.run(now)
            reports.extend(made)
            worked = bool(made) + self.alba.clockwork.due(now) + asyncio.run(self._send())
            worked += self._receipts()
            if not worked:
                return tuple(reports)
        raise NeverSettles

    async def _send(self) -> int:
        return sum([await self.alba.outbox.run(lane) for lane in Lane])

    def _receipts(self) -> int:
        count = 0
        for channel in self.channels.values():
            told, channel.receipts = channel.receipts, []
            self.alba.inbox.accept(told)
            count += len(told)
        return count

    def advance(self, by: timedelta) -> tuple[Report, ...]:
        """Move the clock, doing all that falls due on the way, each thing at its moment."""
        goal = self.clock.now() + by
        reports = list(self.settle())
        self._sweep()
        while (moment := self._next()) is not None and moment <= goal:
            reports.extend(self._move_to(moment))
        reports.extend(self._move_to(goal))
        return tuple(reports)

    def _move_to(self, moment: datetime) -> tuple[Report, ...]:
        self.clock.move_to(moment)
        reports = self.settle()
        self._collect()  # before it is swept away: without consent nothing is kept for long
        self._sweep()
        return reports

    def slowed(self, channel: str, address: str) -> datetime | None:
        """When somebody who writes too fast has her next turn; None when nothing of hers waits."""
        with self.alba.database.read() as tx:
            return store.slowed_until(tx, self.alba.keyring, channel, address, self.clock.now())

    def _next(self) -> datetime | None:
        with self.alba.database.read() as tx:
            return store.next_moment(tx, self.clock.now())

    def _sweep(self) -> None:
        now = self.clock.now()
        if self._swept is None or now - self._swept >= SWEEP_EVERY:
            self.alba.clockwork.sweep(now)
            self._swept = now

    def heard(self) -> Iterator[Heard]:
        """What reached anybody since the last time, in the order in which it was sent."""
        self._collect()
        found, self._heard = self._heard, []
        yield from found

    def _collect(self) -> None:
        self._heard.extend(self._carried())

    def _carried(self) -> Iterator[Heard]:
        carried = tuple(self.carried)
        if not carried:
            return
        self.carried.clear()
        with self.alba.database.read() as tx:
            rows = store.rows_of(tx, [each.message.reference for each in carried])
        for each in carried:
            row = rows[each.message.reference]
            yield Heard(
                to=each.message.address,
                staff=row.staff_id is not None,
                kind=row.kind,
                text=each.message.text,
                choices=each.message.choices,
                at=row.settled_at,
                zone=row.zone or self.alba.organisation.zone,
                severity=row.severity,
                case=row.case_id,
                reason=row.reason,
            )

    def session(self, channel: str, address: str) -> Session:
        """Where somebody is in the conversation."""
        with self.alba.database.read() as tx:
            state = store.session_of(tx, self.alba.keyring, channel, address)
        return from_json(json.loads(state)) if state else Session()
