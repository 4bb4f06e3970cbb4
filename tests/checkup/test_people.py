"""Is it red when a promise of a person would be empty?"""

from datetime import UTC, datetime, time

import pytest

from bot.checkup.findings import State
from bot.checkup.people import of_people
from bot.organisation import Coverage, Organisation, Shift
from db.statuses import StaffRole
from db.stores.staff import OnCall

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # ten in the morning in Mexico City
NIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OFFICE = Coverage(hours=(Shift(frozenset(range(5)), time(9), time(18)),))
LUCIA = OnCall(1, "lucía", StaffRole.CASEWORKER, always=False, channels=("telegram",))
ALWAYS = OnCall(2, "irma", StaffRole.CASEWORKER, always=True, channels=("telegram",))
UNLINKED = OnCall(3, "eva", StaffRole.CASEWORKER, always=True, channels=())
NAMES_EVA = Coverage(
    hours=(Shift(frozenset(range(5)), time(9), time(18), ("eva",)),),
)


@pytest.mark.parametrize(
    ("staff", "coverage", "now", "state", "says"),
    [
        ((), OFFICE, MONDAY, State.RED, "staff add"),
        ((UNLINKED,), OFFICE, MONDAY, State.RED, "staff link"),
        ((LUCIA,), Coverage(), MONDAY, State.RED, "organisation.yaml"),
        ((ALWAYS,), Coverage(), NIGHT, State.OK, "De guardia ahora: 1."),
        ((LUCIA,), OFFICE, MONDAY, State.OK, "De guardia ahora: 1."),
        ((LUCIA,), OFFICE, NIGHT, State.OK, "vuelven el 24/11 a las 09:00"),
        ((LUCIA,), NAMES_EVA, MONDAY, State.WARNING, "eva"),
    ],
    ids=[
        "nobody works here",
        "nobody can be reached",
        "there are no hours",
        "somebody is always there",
        "somebody is there now",
        "somebody is back in the morning",
        "the hours name a stranger",
    ],
)
def test_who_can_be_told(
    staff: tuple[OnCall, ...], coverage: Coverage, now: datetime, state: State, says: str
) -> None:
    organisation = Organisation("Casa", "America/Mexico_City", coverage=coverage)
    found = of_people(organisation, staff, {"telegram"}, now)
    assert found.state is state
    assert says in f"{found.found} {found.remedy}"


def test_a_channel_that_is_not_configured_reaches_nobody() -> None:
    organisation = Organisation("Casa", "America/Mexico_City", coverage=OFFICE)
    assert of_people(organisation, (LUCIA,), {"whatsapp"}, MONDAY).state is State.RED


def test_hours_that_never_come_are_seen() -> None:
    closed = Coverage(hours=OFFICE.hours, closed_until=datetime(2027, 6, 1, tzinfo=UTC).date())
    organisation = Organisation("Casa", "America/Mexico_City", coverage=closed)
    assert of_people(organisation, (LUCIA,), {"telegram"}, MONDAY).state is State.WARNING
