"""Whose turn is it at any moment: holidays, nights, the change of hour, weeks, cover and leave?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.care import rota
from bot.care.coverage import presence
from bot.organisation import (
    Cover,
    Coverage,
    EasterHoliday,
    Leave,
    Organisation,
    Rota,
    Shift,
    SingleHoliday,
)
from db.statuses import StaffRole
from db.stores.staff import OnCall

ZONE = "America/Mexico_City"
OFFICE = Shift(frozenset(range(5)), time(9), time(18))
FRIDAY_NIGHT = Shift(frozenset({4}), time(18), time(9), ("irma",))


def person(number: int, alias: str, *, role: str = "caseworker", always: bool = False) -> OnCall:
    return OnCall(number, alias, StaffRole(role), always, ("telegram",))


LUCIA, IRMA, SOL = person(1, "lucia"), person(2, "irma"), person(3, "sol")
MARTA = person(4, "marta", role="supervisor")
ALL = (LUCIA, IRMA, SOL, MARTA)
MONDAY = date(2026, 11, 23)


def at(written: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def house(zone: str = ZONE, plan: Rota | None = None, **coverage: object) -> Organisation:
    given = {"hours": (OFFICE,), "nights": (FRIDAY_NIGHT,), **coverage}
    return Organisation("la casa", zone, coverage=Coverage(**given), rota=plan or Rota())  # type: ignore[arg-type]  # a builder


def names(turn: rota.Turn) -> list[str]:
    return [each.alias for each in turn.order]


@pytest.mark.parametrize(
    ("moment", "within", "expected"),
    [
        pytest.param("2026-11-23T09:00", True, ["lucia", "irma", "sol"], id="the first minute"),
        pytest.param("2026-11-23T08:59", False, [], id="a minute before"),
        pytest.param("2026-11-23T17:59", True, ["lucia", "irma", "sol"], id="the last minute"),
        pytest.param("2026-11-23T18:00", False, [], id="the end is not part of it"),
        pytest.param("2026-11-27T18:00", False, ["irma"], id="Friday night a volunteer"),
        pytest.param("2026-11-28T00:30", False, ["irma"], id="past midnight still hers"),
        pytest.param("2026-11-28T08:59", False, ["irma"], id="until the morning"),
        pytest.param("2026-11-28T09:00", False, [], id="and no longer"),
        pytest.param("2026-11-29T12:00", False, [], id="a Sunday"),
        pytest.param("2026-12-25T10:00", False, [], id="a holiday of the country"),
        pytest.param("2026-12-25T20:00", False, ["irma"], id="its night is still offered"),
        pytest.param("2027-03-26T10:00", False, [], id="Good Friday, which is its own"),
        pytest.param("2026-12-12T10:00", False, [], id="a day of its own"),
    ],
)
def test_who_is_called(moment: str, within: bool, expected: list[str]) -> None:
    own = (EasterHoliday(-2, "Viernes Santo"), SingleHoliday(date(2026, 12, 12), "la Virgen"))
    turn = rota.turn(house(country="MX", own_holidays=own), ALL, at(moment))
    assert (turn.within, names(turn)) == (within, expected)


def test_closed_until_a_day_nobody_is_called_not_even_at_night() -> None:
    closed = house(closed_until=date(2027, 1, 6))
    assert not rota.turn(closed, ALL, at("2027-01-01T20:00")).order
    there = presence(closed, ALL, at("2026-12-28T10:00"))
    assert there.back == at("2027-01-06T09:00")
    assert rota.turn(closed, ALL, at("2027-01-06T09:00")).within


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T10:00", "lucia"),
        ("2026-11-30T08:59", "lucia"),
        ("2026-11-30T09:00", "irma"),
        ("2026-12-07T10:00", "sol"),
        ("2026-12-14T10:00", "lucia"),
        ("2026-11-16T10:00", "sol"),
    ],
    ids=[
        "her week",
        "until it is handed over",
        "the next",
        "the third",
        "around",
        "before it began",
    ],
)
def test_the_week_turns(moment: str, expected: str) -> None:
    plan = Rota(("lucia", "irma", "sol"), MONDAY)
    assert rota.weekly(house(plan=plan), at(moment))[0] == expected


def test_cover_and_leave() -> None:
    plan = Rota(
        weekly=("lucia", "irma", "sol"),
        begins=MONDAY,
        cover=(Cover("sol", "lucia", MONDAY, MONDAY),),
        leave=(Leave("irma", MONDAY, MONDAY + timedelta(days=1)),),
    )
    organisation = house(plan=plan)
    assert names(rota.turn(organisation, ALL, at("2026-11-23T10:00"))) == ["sol", "lucia"]
    assert names(rota.turn(organisation, ALL, at("2026-11-24T10:00"))) == ["lucia", "sol"]
    assert names(rota.turn(organisation, ALL, at("2026-11-25T10:00"))) == ["lucia", "irma", "sol"]
    there = presence(organisation, ALL, at("2026-11-23T10:00"))
    assert "irma" not in {each.alias for each in there.everybody}


def test_two_swap_their_weeks() -> None:
    sunday = MONDAY + timedelta(days=6)
    plan = Rota(
        weekly=("lucia", "irma", "sol"),
        begins=MONDAY,
        cover=(Cover("irma", "lucia", MONDAY, sunday), Cover("lucia", "irma", MONDAY, sunday)),
    )
    assert rota.weekly(house(plan=plan), at("2026-11-23T10:00")) == ("irma", "lucia", "sol")


def test_a_gap_begins_in_the_middle_of_a_shift_when_somebody_goes_off() -> None:
    long = Shift(frozenset({0}), time(9), time(9))
    tuesday = MONDAY + timedelta(days=1)
    away = tuple(Leave(each, tuesday, tuesday) for each in ("lucia", "irma", "sol"))
    organisation = house(plan=Rota(leave=away), hours=(long,))
    found = list(rota.gaps(organisation, ALL, at("2026-11-23T08:00"), 2))
    assert found == [rota.Gap(at("2026-11-24T00:00"), at("2026-11-24T09:00"))]


def test_who_has_left_has_no_turn() -> None:
    plan = Rota(("lucia", "irma"), MONDAY)
    assert names(rota.turn(house(plan=plan), (IRMA,), at("2026-11-23T10:00"))) == ["irma"]


def test_supervisors_are_called_in_their_turn_only_where_a_plan_names_them() -> None:
    moment = at("2026-11-23T10:00")
    assert "marta" not in names(rota.turn(house(), ALL, moment))
    plan = Rota(("marta", "lucia"), MONDAY)
    assert names(rota.turn(house(plan=plan), ALL, moment))[0] == "marta"
    gap = presence(house(), (MARTA,), moment)
    assert (gap.gap, gap.on_call, gap.state) == (True, (MARTA,), "here")


def test_at_all_hours_means_all_hours() -> None:
    always = person(9, "noche", always=True)
    turn = rota.turn(house(), (always,), at("2026-11-29T03:00"))
    assert (turn.within, names(turn)) == (True, ["noche"])


@pytest.mark.parametrize(
    ("moment", "within"),
    [
        ("2027-03-14T02:30", False),
        ("2027-03-14T09:00", True),
        ("2027-03-14T17:59", True),
        ("2027-11-07T09:00", True),
        ("2027-11-07T18:00", False),
    ],
    ids=["the hour that is skipped", "after it", "its evening", "the long day", "its evening too"],
)
def test_the_change_of_hour_at_the_border(moment: str, within: bool) -> None:
    sundays = Shift(frozenset({6}), time(9), time(18))
    border = house("America/Tijuana", hours=(sundays,), nights=())
    assert rota.turn(border, ALL, at(moment, "America/Tijuana")).within is within


def test_gaps_are_seen_beforehand() -> None:
    away = tuple(Leave(each, MONDAY, MONDAY) for each in ("lucia", "irma", "sol"))
    found = list(rota.gaps(house(plan=Rota(leave=away)), ALL, at("2026-11-23T12:00"), 14))
    assert found == [rota.Gap(at("2026-11-23T12:00"), at("2026-11-23T18:00"))]
    assert not list(rota.gaps(house(), ALL, at("2026-11-23T12:00"), 14))


def test_with_nobody_every_hour_is_a_gap() -> None:
    assert len(list(rota.gaps(house(), (), at("2026-11-23T08:00"), 7))) == 5
    assert presence(house(), (), at("2026-11-23T10:00")).state == "none"
