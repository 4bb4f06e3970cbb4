"""When is she reminded, and when does it come again? Clock changes, leap days, the 31st."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.following.appointment_times import Step, next_occurrence, next_step
from bot.following.policy_files import load_appointments, load_check_ins

POLICY = load_appointments()
QUIET = load_check_ins().quiet
MEXICO = "America/Mexico_City"
TIJUANA = "America/Tijuana"


def at(zone: str, *parts: int) -> datetime:
    """A moment of a zone's clock."""
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type,misc]


def steps(appointment: datetime, told: datetime, zone: str = MEXICO) -> list[tuple[str, datetime]]:
    """All that falls due of an appointment told then."""
    found: list[tuple[str, datetime]] = []
    after = told
    while not found or found[-1][0] != Step.ASK:
        step = next_step(POLICY, QUIET, appointment, after, zone)
        found.append((step.step, step.at))
        after = step.at
    return found


def test_three_days_the_evening_and_the_morning_before_and_one_question() -> None:
    appointment = at(MEXICO, 2026, 11, 27, 10)
    found = steps(appointment, at(MEXICO, 2026, 11, 20, 10))
    assert [
        (step, moment.astimezone(ZoneInfo(MEXICO)).strftime("%d %H:%M")) for step, moment in found
    ] == [
        ("remind", "24 11:00"),
        ("remind", "26 19:00"),
        ("remind", "27 08:00"),
        ("ask", "27 13:00"),
    ]


def test_what_is_over_when_she_tells_is_not_reminded_of() -> None:
    found = steps(at(MEXICO, 2026, 11, 27, 10), at(MEXICO, 2026, 11, 26, 20))
    assert [step for step, _ in found] == ["remind", "ask"]


def test_an_early_one_is_not_reminded_of_in_the_night() -> None:
    found = steps(at(MEXICO, 2026, 11, 27, 7), at(MEXICO, 2026, 11, 20, 10))
    assert found[2][1].astimezone(ZoneInfo(MEXICO)).time() == POLICY.not_before


def test_a_late_one_is_asked_about_in_the_morning() -> None:
    found = steps(at(MEXICO, 2026, 11, 27, 20), at(MEXICO, 2026, 11, 20, 10))
    assert found[-1][1].astimezone(ZoneInfo(MEXICO)).strftime("%d %H:%M") == "28 09:00"


def test_across_a_clock_change_it_stays_at_its_hour() -> None:
    before = at(TIJUANA, 2027, 3, 8, 10)  # the clocks change on the 14th
    after = next_occurrence("w1", date(2027, 3, 8), before, TIJUANA)
    assert after == at(TIJUANA, 2027, 3, 15, 10)
    assert after is not None
    assert after - before == timedelta(days=7) - timedelta(hours=1)


def test_the_31st_is_the_last_day_of_shorter_months_and_comes_back() -> None:
    first = date(2027, 1, 31)
    moment: datetime | None = at(MEXICO, 2027, 1, 31, 10)
    days = []
    for _ in range(3):
        assert moment is not None
        moment = next_occurrence("m1", first, moment, MEXICO)
        assert moment is not None
        days.append(moment.astimezone(ZoneInfo(MEXICO)).strftime("%m-%d"))
    assert days == ["02-28", "03-31", "04-30"]


def test_a_leap_day_comes_back_each_year_as_it_can() -> None:
    after = next_occurrence("m12", date(2028, 2, 29), at(MEXICO, 2028, 2, 29, 10), MEXICO)
    assert after == at(MEXICO, 2029, 2, 28, 10)


@pytest.mark.parametrize(
    ("every", "first", "expected"),
    [("n2", (2026, 12, 14), (2027, 1, 11)), ("n-1", (2026, 11, 30), (2026, 12, 28))],
    ids=["the second Monday", "the last Monday"],
)
def test_a_certain_weekday_of_each_month(
    every: str, first: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    after = next_occurrence(every, date(*first), at(MEXICO, *first, 9), MEXICO)
    assert after == at(MEXICO, *expected, 9)


def test_what_comes_once_comes_once() -> None:
    assert next_occurrence("", date(2026, 11, 27), at(MEXICO, 2026, 11, 27, 10), MEXICO) is None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    hour=st.times(time(6), time(20)),
    days=st.integers(0, 800),
    told=st.timedeltas(timedelta(), timedelta(days=10)),
    zone=st.sampled_from([MEXICO, TIJUANA, "America/Cancun", "America/Hermosillo"]),
)
def test_reminders_come_before_it_in_order_and_the_question_always_comes(
    hour: time, days: int, told: timedelta, zone: str
) -> None:
    day = date(2026, 1, 5) + timedelta(days=days)
    appointment = datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
    found = steps(appointment, appointment - told, zone)
    moments = [moment for _, moment in found]
    assert moments == sorted(moments)
    assert all(moment < appointment for step, moment in found if step == Step.REMIND)
    assert [step for step, _ in found].count(Step.ASK) == 1
    assert moments[-1] >= appointment + POLICY.ask_after
    assert not QUIET.covers(moments[-1].astimezone(ZoneInfo(zone)).time())
