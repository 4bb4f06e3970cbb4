"""Whose phone rings next for a case, and when? Pure: a policy and a moment in, a decision out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice, repeat
from typing import Final, Protocol

from flows.engine.vocabulary import Severity


class Tell(StrEnum):
    """Who is told at a step."""

    ON_CALL = "on_call"  # whose turn it is
    NEXT = "next"  # who follows in the order of the rota
    SUPERVISORS = "supervisors"
    EVERYBODY = "everybody"  # all who are not off
    VOLUNTEERS = "volunteers"  # who offered to be called that night


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody is told, so long after the clock started."""

    after: timedelta
    tell: Tell


@dataclass(frozen=True, slots=True)
class Again:
    """After the last step its people are told again; `lasting` None: until somebody answers."""

    every: timedelta
    lasting: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who is told one after the other; `unattended`: when it is given up, None: never."""

    steps: tuple[Step, ...]
    again: tuple[Again, ...] = ()
    unattended: timedelta | None = None

    def step(self, number: int) -> Step | None:
        """The step of that number, from 0; None when the ladder has ended."""
        return next(islice(self._all(), number, None), None)

    def _all(self) -> Iterator[Step]:
        yield from self.steps
        last = self.steps[-1]
        for again in self.again:
            times = None if again.lasting is None else again.lasting // again.every
            for _ in repeat(None) if times is None else range(times):
                last = replace(last, after=last.after + again.every)
                yield last


@dataclass(frozen=True, slots=True)
class Policy:
    """How cases are escalated. `working_time`: whose time runs only while people are there.

    `untaken`: when she is told that nobody has taken her urgent case; `reached_within`: how long
    somebody may have a case without having reached her. `fingerprint` names these very rules.
    """

    name: str
    version: int
    within: Mapping[Severity, Ladder]
    outside: Mapping[Severity, Ladder]
    working_time: frozenset[Severity]
    untaken: timedelta
    reached_within: Mapping[Severity, timedelta]
    fingerprint: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Running:
    """Where the escalation of one case is. `taken`: steps done; `since`: when its clock started."""

    severity: Severity
    since: datetime
    taken: int = 0
    within: bool = True


class Hours(Protocol):
    """When people are there."""

    def after(self, start: datetime, span: timedelta) -> datetime | None:
        """When `span` of working time has passed since `start`; None when it never does."""

    def opens(self, now: datetime) -> datetime | None:
        """When somebody is there again, after `now`; None when that is not known."""


@dataclass(frozen=True, slots=True)
class There:
    """Whether people are there by the hours, and whether anybody at all can be called now."""

    within: bool
    anybody: bool
    hours: Hours


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do now: whom to tell, and when to look again (`at` None: never by itself).

    `unattended`: nobody answered, or nobody is there to be told; she is told the truth.
    """

    tell: Tell | None
    running: Running
    at: datetime | None
    unattended: bool = False


LOOK_AGAIN: Final = timedelta(days=1)
"""When nobody knows when somebody is there again, it is looked at each day."""


def decide(policy: Policy, running: Running, there: There, now: datetime) -> Decision:
    """The step that is due at `now`.

    Who goes home takes no ladder along: at the end of the hours the one of the night begins anew,
    and the other way round.
    """
    if running.within != there.within:
        running = Running(running.severity, now, 0, there.within)
    morning = there.hours.opens(now) or now + LOOK_AGAIN
    if not there.within and running.severity not in policy.outside:
        return Decision(None, running, morning)
    ladder = (policy.within if there.within else policy.outside)[running.severity]
    step = ladder.step(running.taken)
    if step is None or not there.anybody:
        return Decision(None, running, morning, unattended=True)
    return Decision(step.tell, *_next(policy, ladder, running, there.hours, now))


def reached_by(policy: Policy, severity: Severity, taken_at: datetime, hours: Hours) -> datetime:
    """By when she must have been reached by who took the case."""
    span = policy.reached_within[severity]
    if severity in policy.working_time:
        return hours.after(taken_at, span) or taken_at + span
    return taken_at + span


def _next(
    policy: Policy, ladder: Ladder, running: Running, hours: Hours, now: datetime
) -> tuple[Running, datetime | None]:
    """The step after this one; repetitions that were slept through are not caught up."""
    number = running.taken + 1
    while True:
        step = ladder.step(number)
        if step is None:
            span = ladder.unattended
            at = None if span is None else running.since + span
            return replace(running, taken=number), at
        at = _moment(policy, running, step.after, hours)
        if at is None or at > now or number < len(ladder.steps):
            return replace(running, taken=number), at
        number += 1


def _moment(policy: Policy, running: Running, after: timedelta, hours: Hours) -> datetime | None:
    if running.severity in policy.working_time:
        return hours.after(running.since, after)
    return running.since + after
