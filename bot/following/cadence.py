"""When is she asked next how she is? Pure: the policy, what she agreed to, and now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = timedelta(days=1)
NEVER_EARLIER: Final = timedelta(hours=36)
"""By how much a point may be moved at most; what lies further back is passed over at a glance."""


class Track(StrEnum):
    """Which cadence is hers."""

    RELEASED = "released"
    ENROLLED = "enrolled"  # before release: her clock starts at the gate
    HOUSE_ARREST = "house_arrest"
    HIGH_RISK = "high_risk"  # its clock starts when the danger was seen


class WhyNot(StrEnum):
    """Why there is no next check-in."""

    NO_CONSENT = "no_consent"  # she has not said yes, or takes it back
    STOPPED = "stopped"  # she wrote ALTO
    OVER = "over"  # the cadence has come to its end


@dataclass(frozen=True, slots=True)
class Every:
    """One check-in each so often, until so long after the beginning."""

    every: timedelta
    until: timedelta


@dataclass(frozen=True, slots=True)
class Cadence:
    """The first check-ins one by one, then a rhythm that gets slower."""

    at: tuple[timedelta, ...]
    then: tuple[Every, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiet:
    """From and to which hour of her own nobody writes to her; it goes over midnight or not."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Whether that is at night."""
        if self.start > self.end:
            return moment >= self.start or moment < self.end
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Policy:
    """`policies/checkins.yaml`, where each is explained."""

    cadences: Mapping[Track, Cadence]
    without_date: timedelta
    high_risk_after: frozenset[str]
    quiet: Quiet
    usual_hour: time
    parts: Mapping[str, time] = field(default_factory=dict)
    apart: timedelta = timedelta(hours=8)
    stale: timedelta = timedelta(hours=3)
    less_often: int = 2
    unknown_after: timedelta = timedelta(days=60)
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What she agreed to. `hour`: the one she chose, in minutes of her day. `pace`: how many times

    further apart than the policy says. `dated`: whether `since` is when she came out, or only when
    she said yes. `first_night`: she may be written to at night on the first day.
    """

    track: Track
    since: datetime
    hour: int | None = None
    pace: int = 1
    paused_until: datetime | None = None
    first_night: bool = False
    dated: bool = True


def next_ask(policy: Policy, terms: Terms, after: datetime, zone: str) -> datetime | None:
    """The first check-in later than `after` (UTC), in her waking hours; None when it is over."""
    here = ZoneInfo(zone)
    found: datetime | None = None
    for point in _points(policy.cadences[terms.track], terms.pace):
        raw = terms.since + point
        if found is not None and raw - NEVER_EARLIER >= found:
            break
        if raw + NEVER_EARLIER <= after or (not terms.dated and point < policy.without_date):
            continue
        placed = _placed(policy, terms, raw, point, here)
        if placed <= after or (terms.paused_until and placed < terms.paused_until):
            continue
        found = placed if found is None else min(found, placed)
    return found


def at_her_hour(policy: Policy, terms: Terms, after: datetime, zone: str) -> datetime:
    """The next moment after `after` at which her hour strikes: for what fell into the night."""
    here = ZoneInfo(zone)
    local = after.astimezone(here)
    hour = her_hour(policy, terms)
    today = _on(local, hour, here)
    return today if today > after else _on(local + DAY, hour, here)


def is_night(policy: Policy, moment: datetime, zone: str) -> bool:
    """Whether nobody writes to her at that moment."""
    return policy.quiet.covers(moment.astimezone(ZoneInfo(zone)).time())


def may_ask_at(policy: Policy, terms: Terms, moment: datetime, zone: str) -> bool:
    """By day, or in the first night when she agreed to that."""
    return not is_night(policy, moment, zone) or _is_first_night(terms, moment)


def her_hour(policy: Policy, terms: Terms) -> time:
    """The hour she chose, or the usual one; what she chose at night is moved to its edge."""
    if terms.hour is None:
        return policy.usual_hour
    return waking(policy, time(*divmod(terms.hour, 60)))


def waking(policy: Policy, hour: time) -> time:
    """The hour itself, or the nearest one at which Alba writes: never at night."""
    if not policy.quiet.covers(hour):
        return hour
    last = policy.quiet.start.replace(hour=(policy.quiet.start.hour - 1) % 24)
    is_evening = policy.quiet.start > policy.quiet.end and hour >= policy.quiet.start
    return last if is_evening else policy.quiet.end


def _points(cadence: Cadence, pace: int) -> Iterator[timedelta]:
    """How long after the beginning each check-in falls; a slower pace thins out the rhythm only."""
    yield from cadence.at
    last = cadence.at[-1] if cadence.at else timedelta()
    for rhythm in cadence.then:
        step = rhythm.every * pace
        while last + step <= rhythm.until:
            last += step
            yield last


def _placed(
    policy: Policy, terms: Terms, raw: datetime, point: timedelta, here: ZoneInfo
) -> datetime:
    """A point as she is written to: the first hours as they fall, whole days at her hour."""
    local = raw.astimezone(here)
    if point >= DAY and terms.hour is not None:
        return _on(local, her_hour(policy, terms), here)
    if not policy.quiet.covers(local.time()) or _is_first_night(terms, raw):
        return raw
    morning = _on(local, her_hour(policy, terms), here)
    return morning if morning > raw else _on(local + DAY, her_hour(policy, terms), here)


def _is_first_night(terms: Terms, moment: datetime) -> bool:
    return terms.first_night and terms.since <= moment < terms.since + DAY


def _on(local: datetime, hour: time, here: ZoneInfo) -> datetime:
    """That hour of her day, in UTC; an hour that the clocks skip is the one after it."""
    return datetime.combine(local.date(), hour, here).astimezone(UTC)
