"""What follows from an attempt to send? Sent, refused, later, unknown, or given up visibly."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.care.undelivered import Refusal
from bot.channels.port import NotNow, Refused
from db.statuses import Lane, OutboxStatus
from db.stores.leases import Leased, Outcome

LOOK_AGAIN: Final = timedelta(seconds=5)
LONGEST_BACKOFF: Final = timedelta(minutes=2)
LONGEST_FOR_CHORES: Final = timedelta(hours=1)
LONGEST_DOUBT: Final = timedelta(minutes=10)
"""Where nobody can look, each further attempt may come twice: they get rare quickly."""

GIVE_UP_AFTER: Final = timedelta(hours=24)
"""A reply that no provider took for a day is given up, and a person is told. Alerts never are."""

TOO_LATE: Final = "too_late"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one leased row, and what it says of the address."""

    row: Leased
    outcome: Outcome
    refusal: Refusal | None = None

    @property
    def waits(self) -> bool:
        """Whether what follows to the same person has to wait for it."""
        return self.outcome.status in (OutboxStatus.QUEUED, OutboxStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Judge:
    """Says what follows; `chance` spreads attempts, so that all do not come at once."""

    chance: random.Random = field(default_factory=random.SystemRandom)

    def sent(self, row: Leased, reference: str | None) -> Sent:
        """The provider took it, under this name."""
        status = OutboxStatus.SENT
        return Sent(row, Outcome(row.id, row.token, status, provider_ref=reference))

    def refused(self, row: Leased, error: Refused) -> Sent:
        """The provider will never take it."""
        code = error.code or error.reason.value
        outcome = Outcome(row.id, row.token, OutboxStatus.REFUSED, code=code)
        return Sent(row, outcome, Refusal(error.reason, error.code))

    def too_late(self, row: Leased) -> Sent:
        """There is nothing left to say."""
        return self._given_up(row, TOO_LATE)

    def not_now(self, row: Leased, error: NotNow, now: datetime) -> Sent:
        """The provider surely did not take it: later, or never when it has waited for too long."""
        if self._hopeless(row, now):
            return self._given_up(row, error.code)
        outcome = Outcome(
            row.id,
            row.token,
            OutboxStatus.UNKNOWN if row.was_unknown else OutboxStatus.QUEUED,
            code=error.code,
            again_at=now + self.pause(row, error),
        )
        return Sent(row, outcome)

    def pause(self, row: Leased, error: NotNow) -> timedelta:
        """How long to wait: as the provider asks, else twice as long each time, up to a limit."""
        asked = timedelta(seconds=error.after_seconds)
        if row.lane == Lane.CHORE:  # nobody waits for it
            return max(asked, self._backoff(2.0**row.attempts, LONGEST_FOR_CHORES))
        return asked or self._backoff(2.0**row.attempts, LONGEST_BACKOFF)

    def unknown(self, row: Leased, now: datetime, *, looks_up: bool) -> Sent:
        """The line was cut: to be looked up soon, or sent again where nobody can look."""
        if self._hopeless(row, now):
            return self._given_up(row, "unknown")
        base, longest = (2.0, LONGEST_BACKOFF) if looks_up else (4.0, LONGEST_DOUBT)
        wait = max(LOOK_AGAIN, self._backoff(base**row.attempts, longest))
        outcome = Outcome(row.id, row.token, OutboxStatus.UNKNOWN, again_at=now + wait)
        return Sent(row, outcome)

    def untried(self, row: Leased, until: datetime) -> Sent:
        """Nobody was asked: the same again, not before `until`."""
        status = OutboxStatus.UNKNOWN if row.was_unknown else OutboxStatus.QUEUED
        return Sent(row, Outcome(row.id, row.token, status, again_at=until, tried=False))

    def _given_up(self, row: Leased, code: str) -> Sent:
        outcome = Outcome(row.id, row.token, OutboxStatus.GIVEN_UP, code=code)
        return Sent(row, outcome, Refusal(None, code))

    def _hopeless(self, row: Leased, now: datetime) -> bool:
        if row.lane == Lane.ALERT:
            return False
        if row.lane == Lane.CHORE:
            return row.use_by is not None and now > row.use_by
        return now - row.created_at > GIVE_UP_AFTER

    def _backoff(self, seconds: float, longest: timedelta) -> timedelta:
        ceiling = min(longest, timedelta(seconds=min(seconds, longest.total_seconds())))
        return ceiling * self.chance.uniform(0.5, 1.0)
