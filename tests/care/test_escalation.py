"""Does the walker take each step at its minute, and does the file say what it is meant to?"""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.care import policy_file
from bot.care.escalation import Policy, Running, Tell, There, decide, reached_by
from bot.care.working_time import WorkingHours
from bot.marked_yaml import WrongFile
from bot.organisation import Coverage, Shift
from flows.engine.vocabulary import Severity

MEXICO = ZoneInfo("America/Mexico_City")
OFFICE = Shift(frozenset(range(5)), time(9), time(18))
HOURS = WorkingHours(Coverage((OFFICE,)), MEXICO)
POLICY = policy_file.load()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Mexico City; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=MEXICO).astimezone(UTC)


def played(
    running: Running, until: datetime, *, anybody: bool = True, policy: Policy = POLICY
) -> list[tuple[datetime, Tell | str]]:
    """All that happens from the start of a clock until then."""
    now, happened = running.since, list[tuple[datetime, Tell | str]]()
    while now <= until:
        there = There(HOURS.within(now), anybody, HOURS)
        decision = decide(policy, running, there, now)
        if decision.tell:
            happened.append((now, decision.tell))
        if decision.unattended:
            happened.append((now, "unattended"))
        if decision.at is None:
            break
        running, now = decision.running, decision.at
    return happened


def minutes(happened: list[tuple[datetime, Tell | str]], start: datetime) -> list[tuple[int, str]]:
    return [((moment - start) // timedelta(minutes=1), str(what)) for moment, what in happened]


def test_urgent_within_hours_goes_up_to_everybody() -> None:
    start = at(23, 9)
    happened = minutes(played(Running(Severity.URGENT, start), at(23, 13)), start)
    assert happened[:4] == [(0, "on_call"), (5, "next"), (10, "supervisors"), (15, "everybody")]
    assert [when for when, _ in happened[4:]] == [30, 45, 60, 75, 90, 105, 120, 135, 195]
    assert {what for _, what in happened[4:]} == {"everybody"}


def test_urgent_at_night_is_three_rings_and_then_the_truth_until_the_morning() -> None:
    start = at(23, 22)
    happened = minutes(played(Running(Severity.URGENT, start, within=False), at(24, 9)), start)
    volunteers = [(0, "volunteers"), (10, "volunteers"), (20, "volunteers")]
    assert happened == [*volunteers, (30, "unattended"), (660, "on_call")]


def test_with_nobody_to_call_it_is_unattended_at_once() -> None:
    start = at(23, 22)
    running = Running(Severity.URGENT, start, within=False)
    decision = decide(POLICY, running, There(False, False, HOURS), start)
    assert (decision.tell, decision.unattended, decision.at) == (None, True, at(24, 9))


@pytest.mark.parametrize(
    ("severity", "start", "expected"),
    [
        pytest.param(
            Severity.HIGH,
            at(23, 17, 30),
            [(at(23, 17, 30), "on_call"), (at(24, 9, 30), "next"), (at(24, 10, 30), "supervisors")],
            id="high waits for the next working day when the hour is over",
        ),
        pytest.param(
            Severity.HIGH,
            at(27, 20),
            [(at(30, 9), "on_call"), (at(30, 10), "next"), (at(30, 11), "supervisors")],
            id="high of a Friday night begins on Monday",
        ),
        pytest.param(
            Severity.NORMAL,
            at(26, 12),
            [(at(26, 12), "on_call"), (at(27, 12), "next"), (at(30, 12), "supervisors")],
            id="normal counts working days",
        ),
    ],
)
def test_high_and_normal_by_working_hours(
    severity: Severity, start: datetime, expected: list[tuple[datetime, str]]
) -> None:
    running = Running(severity, start, within=HOURS.within(start))
    assert played(running, expected[-1][0]) == expected


@pytest.mark.parametrize(
    ("severity", "taken", "by"),
    [
        (Severity.URGENT, at(23, 23), at(23, 23, 30)),
        (Severity.HIGH, at(23, 16), at(24, 11)),
        (Severity.NORMAL, at(26, 10), at(30, 10)),
    ],
    ids=["urgent by the clock", "high in four working hours", "normal in two working days"],
)
def test_taken_must_be_reached(severity: Severity, taken: datetime, by: datetime) -> None:
    assert reached_by(POLICY, severity, taken, HOURS) == by


def test_what_was_slept_through_is_not_rung_ten_times() -> None:
    start = at(23, 9)
    running = Running(Severity.URGENT, start, taken=5)
    decision = decide(POLICY, running, There(True, True, HOURS), at(23, 12))
    assert decision.tell is Tell.EVERYBODY
    assert decision.at is not None
    assert decision.at > at(23, 12)


def test_a_policy_is_the_same_after_it_was_kept() -> None:
    again = policy_file.from_json(policy_file.to_json(POLICY))
    assert again == POLICY
    assert again.fingerprint == POLICY.fingerprint != ""


def test_another_rule_is_another_fingerprint(tmp_path: Path) -> None:
    written = policy_file.ESCALATION.read_text(encoding="utf-8")
    other = tmp_path / "escalation.yaml"
    other.write_text(written.replace("untaken: 10m", "untaken: 12m"), encoding="utf-8")
    assert policy_file.load(other).fingerprint != POLICY.fingerprint


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("after: 5m", "after: cinco", "within.urgent.steps.after: debe ser un tiempo"),
        ("tell: next", "tell: todas", "within.urgent.steps.tell: debe ser una de"),
        ("untaken: 10m", "", "untaken: falta"),
        ("unattended: 30m", "unatended: 30m", "Quisiste decir «unattended»"),
        ("{after: 5m, tell: next}", "{after: 20m, tell: next}", "del primero al último"),
    ],
)
def test_what_cannot_be_played_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    written = policy_file.ESCALATION.read_text(encoding="utf-8")
    assert old in written
    broken = tmp_path / "escalation.yaml"
    broken.write_text(written.replace(old, new), encoding="utf-8")
    with pytest.raises(WrongFile) as caught:
        policy_file.load(broken)
    assert problem in str(caught.value)


def test_a_day_that_is_never_worked_has_no_hours() -> None:
    closed = WorkingHours(Coverage(), MEXICO)
    assert closed.after(at(23, 9), timedelta(hours=1)) is None
    assert closed.opens(at(23, 9)) is None
