"""What would a policy ask of the people? A month played on the same walker, with seeded chance."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.care.coverage import presence
from bot.care.duty import circle
from bot.care.escalation import Policy, Running, There, decide
from bot.organisation import Organisation
from db.stores.staff import OnCall
from flows.engine.vocabulary import Severity

MONTH: Final = timedelta(days=28)
WEEK: Final = timedelta(weeks=1)
NIGHT: Final = (22, 8)
"""From ten at night to eight in the morning, in the organisation's zone."""

SLOWEST_ANSWER_SECONDS: Final = 240.0


@dataclass(frozen=True, slots=True)
class Load:
    """What happens in a month. `cases`: for each woman and week, by severity.

    `silence`: the share of weekly questions that nobody answers, each a normal case; `answers`: the
    chance that a phone that rings is answered, within four minutes.
    """

    women: int = 40
    cases: Mapping[Severity, float] = field(
        default_factory=lambda: {
            Severity.URGENT: 0.02,
            Severity.HIGH: 0.05,
            Severity.NORMAL: 0.1,
        }
    )
    silence: float = 0.2
    answers: float = 0.5


@dataclass(slots=True)
class Played:
    """What came of a month: cases, rings by person, those of each night, and the waits."""

    cases: Counter[Severity] = field(default_factory=Counter)
    rings: Counter[str] = field(default_factory=Counter)
    nights: dict[str, Counter[str]] = field(default_factory=dict)
    waits: dict[Severity, list[timedelta]] = field(default_factory=dict)
    unattended: int = 0
    never: int = 0

    def note_ring(self, alias: str, local: datetime) -> None:
        """A phone rang, perhaps at night."""
        self.rings[alias] += 1
        if local.hour >= NIGHT[0] or local.hour < NIGHT[1]:
            night = (local - timedelta(hours=NIGHT[1])).date().isoformat()
            self.nights.setdefault(alias, Counter())[night] += 1


def play(
    policy: Policy,
    organisation: Organisation,
    staff: Sequence[OnCall],
    load: Load,
    start: datetime,
    seed: int = 1,
) -> Played:
    """A month from `start`; the same seed gives the same month."""
    chance = Random(seed)  # noqa: S311 - a simulation, not a secret
    played = Played()
    for opened, severity in _opened(load, start, chance):
        played.cases[severity] += 1
        case = _Case(policy, organisation, staff, load.answers, chance, played)
        case.run(severity, opened, start + MONTH + WEEK)
    return played


@dataclass(frozen=True, slots=True)
class _Case:
    """One case of the simulation."""

    policy: Policy
    organisation: Organisation
    staff: Sequence[OnCall]
    answers: float
    chance: Random
    played: Played

    def run(self, severity: Severity, opened: datetime, end: datetime) -> None:
        """Call it out until somebody answers, or until the end."""
        there = presence(self.organisation, self.staff, opened)
        running, now, unattended = Running(severity, opened, 0, there.within), opened, False
        while now <= end:
            there = presence(self.organisation, self.staff, now)
            here = There(there.within, bool(there.on_call), there.working)
            decision = decide(self.policy, running, here, now)
            unattended = unattended or decision.unattended
            people = circle(decision.tell, there) if decision.tell else ()
            answered = self._answered(people, now)
            if answered is not None and (decision.at is None or answered <= decision.at):
                self.played.waits.setdefault(severity, []).append(answered - opened)
                break
            if decision.at is None:
                self.played.never += 1
                break
            running, now = decision.running, decision.at
        else:
            self.played.never += 1
        self.played.unattended += unattended

    def _answered(self, people: Sequence[OnCall], now: datetime) -> datetime | None:
        """When the first of those whose phones ring answers; None when nobody does."""
        zone = ZoneInfo(self.organisation.zone)
        first: datetime | None = None
        for person in people:
            self.played.note_ring(person.alias, now.astimezone(zone))
            if self.chance.random() < self.answers:
                seconds = self.chance.uniform(20, SLOWEST_ANSWER_SECONDS)
                at = now + timedelta(seconds=seconds)
                first = at if first is None else min(first, at)
        return first


def _opened(load: Load, start: datetime, chance: Random) -> Iterator[tuple[datetime, Severity]]:
    """When cases open, in order: at any minute of the month."""
    weeks = MONTH // WEEK
    moments: list[tuple[datetime, Severity]] = []
    for _woman in range(load.women):
        for _week in range(weeks):
            for severity in Severity:
                if chance.random() < load.cases.get(severity, 0.0):
                    moments.append((_somewhen(start, chance), severity))
            if chance.random() < load.silence:
                moments.append((_somewhen(start, chance), Severity.NORMAL))
    yield from sorted(moments)


def _somewhen(start: datetime, chance: Random) -> datetime:
    return start + timedelta(seconds=chance.uniform(0, MONTH.total_seconds()))
