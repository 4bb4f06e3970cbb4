"""When is she asked next? By day, by zone, by what she chose, never more than she agreed to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.following.cadence import Terms, Track, at_her_hour, is_night, next_ask
from bot.following.policy_files import load_check_ins

POLICY = load_check_ins()
ZONES = (
    "America/Mexico_City",
    "America/Tijuana",  # the border's own summer time
    "America/Ciudad_Juarez",
    "America/Mazatlan",
    "America/Hermosillo",
    "America/Cancun",
)
GATE = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # eleven in the morning in Mexico City
MEXICO = ZONES[0]


def asked(terms: Terms, zone: str = MEXICO) -> list[datetime]:
    """All check-ins of a woman who always answers at once."""
    found: list[datetime] = []
    after = terms.since
    while (at := next_ask(POLICY, terms, after, zone)) is not None:
        found.append(at)
        after = at + POLICY.apart
    return found


def hours(terms: Terms) -> list[float]:
    """The first of them, in hours after the beginning."""
    return [(at - terms.since) / timedelta(hours=1) for at in asked(terms)]


def test_the_first_days_are_close_and_then_weekly_and_then_monthly() -> None:
    found = hours(Terms(Track.RELEASED, GATE))
    assert found[:4] == [2.0, 24.0, 72.0, 240.0]  # the twelfth hour falls into the night
    steps = [later - sooner for sooner, later in pairwise(found[3:])]
    assert steps[0] == 24 * 7
    assert steps[-1] == 24 * 30
    assert found[-1] <= 24 * 365


def test_the_first_night_is_asked_only_if_she_agreed() -> None:
    evening = GATE + timedelta(hours=11)
    assert hours(Terms(Track.RELEASED, evening, first_night=True))[:2] == [2.0, 12.0]
    first = asked(Terms(Track.RELEASED, evening))[0]
    assert first.astimezone(ZoneInfo(MEXICO)).hour == 10  # twelve hours after, when it is day


def test_without_a_date_nothing_is_asked_in_the_first_day() -> None:
    assert hours(Terms(Track.RELEASED, GATE, dated=False))[0] >= 24


def test_who_chose_an_hour_is_asked_at_that_hour_once_the_first_day_is_over() -> None:
    terms = Terms(Track.RELEASED, GATE, hour=17 * 60 + 30)
    local = [at.astimezone(ZoneInfo(MEXICO)) for at in asked(terms)[1:]]
    assert {(each.hour, each.minute) for each in local} == {(17, 30)}


def test_an_hour_of_the_night_becomes_the_nearest_by_day() -> None:
    late = next_ask(
        POLICY, Terms(Track.RELEASED, GATE, hour=23 * 60), GATE + timedelta(days=5), MEXICO
    )
    early = next_ask(
        POLICY, Terms(Track.RELEASED, GATE, hour=6 * 60), GATE + timedelta(days=5), MEXICO
    )
    assert late is not None
    assert early is not None
    assert late.astimezone(ZoneInfo(MEXICO)).hour == 20
    assert early.astimezone(ZoneInfo(MEXICO)).hour == 9


def test_less_often_doubles_the_rhythm_and_leaves_the_first_days() -> None:
    usual, slower = Terms(Track.RELEASED, GATE), Terms(Track.RELEASED, GATE, pace=2)
    assert hours(slower)[:3] == hours(usual)[:3]
    assert len(asked(slower)) < len(asked(usual)) * 0.7


def test_a_pause_is_kept_and_afterwards_the_rhythm_goes_on() -> None:
    until = GATE + timedelta(days=20)
    found = asked(Terms(Track.RELEASED, GATE, paused_until=until))
    assert found[0] >= until
    assert found[0] - until <= timedelta(days=7)


def test_summer_time_begins_and_her_hour_stays_her_hour() -> None:
    since = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)
    found = asked(Terms(Track.RELEASED, since, hour=10 * 60), "America/Tijuana")
    local = [at.astimezone(ZoneInfo("America/Tijuana")) for at in found[1:]]
    assert {each.hour for each in local} == {10}
    assert {each.utcoffset() for each in local} == {timedelta(hours=-8), timedelta(hours=-7)}


@pytest.mark.parametrize("zone", ZONES)
def test_a_leap_day_is_a_day_as_any_other(zone: str) -> None:
    terms = Terms(Track.HOUSE_ARREST, datetime(2028, 2, 27, 17, 0, tzinfo=UTC), hour=11 * 60)
    days = {at.astimezone(ZoneInfo(zone)).date().isoformat() for at in asked(terms, zone)}
    assert days & {"2028-02-28", "2028-02-29", "2028-03-01"}


a_moment = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
some_terms = st.builds(
    Terms,
    track=st.sampled_from(Track),
    since=a_moment,
    hour=st.none() | st.integers(0, 24 * 60 - 1),
    pace=st.integers(1, 3),
    paused_until=st.none() | a_moment,
    first_night=st.just(False),
    dated=st.booleans(),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    terms=some_terms,
    zone=st.sampled_from(ZONES),
    after=st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_never_at_night_never_two_at_once_and_never_in_the_past(
    terms: Terms, zone: str, after: timedelta
) -> None:
    moment = terms.since + after
    found: list[datetime] = []
    for _ in range(6):
        at = next_ask(POLICY, terms, moment, zone)
        if at is None:
            break
        assert at > moment
        assert not is_night(POLICY, at, zone)
        assert terms.paused_until is None or at >= terms.paused_until
        assert at - terms.since <= timedelta(days=366)
        found.append(at)
        moment = at + POLICY.apart
    assert all(later - sooner >= POLICY.apart for sooner, later in pairwise(found))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(terms=some_terms, zone=st.sampled_from(ZONES))
def test_never_more_than_the_policy_and_a_slower_pace_never_means_more(
    terms: Terms, zone: str
) -> None:
    usual = replace(terms, pace=1, paused_until=None)
    assert len(asked(terms, zone)) <= len(asked(usual, zone))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(terms=some_terms, zone=st.sampled_from(ZONES), moment=a_moment)
def test_what_fell_into_the_night_moves_to_her_next_hour(
    terms: Terms, zone: str, moment: datetime
) -> None:
    at = at_her_hour(POLICY, terms, moment, zone)
    assert timedelta() < at - moment <= timedelta(hours=26)
    assert not is_night(POLICY, at, zone)
