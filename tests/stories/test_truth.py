"""Is what she is told of people true at each minute? One story for each state and each change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.organisation import Coverage, Leave, Organisation, Rota, Shift
from tests.stories.conftest import Begin
from tests.stories.story import MORNING, NIGHT, Person, Story

DANGER = "él está afuera de la puerta y me va a matar"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OFFICE = Shift(frozenset(range(5)), time(9), time(18))
VOLUNTEER = Shift(frozenset({0}), time(18), time(9), ("irma",))
FRIDAY_EVENING = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)  # seven in the evening of the 27th

NOTICED = "Dejé aviso al equipo."
READ = "ya leyó"
NOT_YET = "Todavía nadie del equipo me responde."
AWAY = "A esta hora no hay nadie del equipo."
TRUTH = "Te digo la verdad"
NOBODY = "Por ahora ninguna persona está leyendo este chat."
GREETING = "Ya hay alguien del equipo."
ALL = (NOTICED, READ, NOT_YET, AWAY, TRUTH, NOBODY, GREETING)


def house(*nights: Shift, **more: object) -> Organisation:
    coverage = Coverage((OFFICE,), nights, **more)  # type: ignore[arg-type]
    return Organisation("la casa", "America/Mexico_City", coverage=coverage)


def told(ana: Person) -> set[str]:
    """Which of all that can be said of people she was told last."""
    return {each for each in ALL if each in ana.reads}


# -- the states ---------------------------------------------------------------------------------


def test_open_within_hours_notice_was_given(story_at: Begin) -> None:
    story = story_at(MORNING, house())
    story.hires("lucia")
    assert told(story.woman().writes(DANGER)) == {NOTICED}


def test_open_at_night_with_a_volunteer_notice_was_given(story_at: Begin) -> None:
    story = story_at(NIGHT, house(VOLUNTEER))
    story.hires("irma")
    assert told(story.woman().writes(DANGER)) == {NOTICED}


def test_acknowledged_somebody_has_read_it(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    lucia.presses("Lo tomo")
    assert told(ana) == {READ}
    ana.writes("quiero hablar con una persona")
    assert READ in ana.reads or NOTICED in ana.reads


def test_in_contact_nothing_is_said_of_people_by_itself(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    lucia.presses("Lo tomo")
    lucia.presses("Ya hablamos")
    assert told(ana) == set()
    story.passes(24 * HOUR)
    assert told(ana) == set()


def test_unattended_when_nobody_is_there_until_tomorrow(story_at: Begin) -> None:
    story = story_at(NIGHT, house())
    story.hires("lucia")
    ana = story.woman().writes(DANGER)
    assert told(ana) == {AWAY}
    assert "Te leen mañana a las 9:00." in ana.reads


def test_on_friday_evening_it_is_monday(story_at: Begin) -> None:
    story = story_at(FRIDAY_EVENING, house())
    story.hires("lucia")
    ana = story.woman().writes(DANGER)
    assert "Te leen el lunes a las 9:00." in ana.reads


def test_closed_until_it_is_the_day_on_which_somebody_is_back(story_at: Begin) -> None:
    story = story_at(NIGHT, house(closed_until=date(2026, 12, 7)))
    story.hires("lucia")
    ana = story.woman().writes(DANGER)
    assert "Te leen el lunes 7/12 a las 9:00." in ana.reads


def test_with_no_staff_nobody_reads(story: Story) -> None:
    assert told(story.woman().writes(DANGER)) == {NOBODY}


def test_with_staff_who_have_no_phone_nobody_reads(story_at: Begin) -> None:
    story = story_at(MORNING, house())
    lucia = story.hires("lucia")
    lucia.loses_the_phone()
    assert told(story.woman().writes(DANGER)) == {NOBODY}


def test_without_hours_the_day_is_not_known(story_at: Begin) -> None:
    story = story_at(MORNING, Organisation("la casa", "America/Mexico_City"))
    story.hires("lucia")
    ana = story.woman().writes(DANGER)
    assert "no sé qué día vuelven" in ana.reads


# -- the changes, each at its minute ------------------------------------------------------------


def test_open_to_not_yet_at_ten_minutes_and_not_before(story_at: Begin) -> None:
    story = story_at(MORNING, house())
    story.hires("lucia")
    ana = story.woman().writes(DANGER)
    story.passes(10 * MINUTE - timedelta(seconds=1))
    assert told(ana) == set()
    story.passes(timedelta(seconds=1))
    assert told(ana) == {NOT_YET}
    story.passes(HOUR)
    assert told(ana) == set()


def test_not_yet_to_acknowledged(story_at: Begin) -> None:
    story = story_at(MORNING, house())
    lucia = story.hires("lucia")
    ana = story.woman().writes(DANGER)
    story.passes(12 * MINUTE)
    lucia.presses("Lo tomo")
    assert told(ana) == {READ}


def test_taken_in_time_she_never_hears_not_yet(story_at: Begin) -> None:
    story = story_at(MORNING, house())
    lucia = story.hires("lucia")
    ana = story.woman().writes(DANGER)
    story.passes(9 * MINUTE)
    lucia.presses("Lo tomo")
    ana.writes("gracias")
    story.passes(HOUR)
    assert not any(NOT_YET in each.text for each in ana.inbox)


def test_open_to_unattended_after_the_third_ring_of_the_night(story_at: Begin) -> None:
    story = story_at(NIGHT, house(VOLUNTEER))
    story.hires("irma")
    ana = story.woman().writes(DANGER)
    story.passes(10 * MINUTE)
    assert told(ana) == {NOT_YET}
    story.passes(20 * MINUTE - timedelta(seconds=1))
    assert told(ana) == set()
    story.passes(timedelta(seconds=1))
    assert told(ana) == {TRUTH}


def test_unattended_to_acknowledged_in_the_middle_of_the_night(story_at: Begin) -> None:
    story = story_at(NIGHT, house(VOLUNTEER))
    irma = story.hires("irma")
    ana = story.woman().writes(DANGER)
    story.passes(HOUR)
    irma.presses("Lo tomo")
    assert told(ana) == {READ}
    ana.writes("gracias")
    story.passes(12 * HOUR)
    assert not any(GREETING in each.text for each in ana.inbox)


def test_unattended_to_open_when_somebody_is_back(story_at: Begin) -> None:
    story = story_at(NIGHT, house())
    story.hires("lucia")
    ana = story.woman().writes(DANGER)
    story.passes(10 * HOUR - timedelta(seconds=1))
    assert told(ana) == set()
    story.passes(timedelta(seconds=1))
    assert told(ana) == {GREETING}
    story.passes(10 * MINUTE)
    assert told(ana) == {NOT_YET}


def test_nobody_greets_her_in_the_morning_when_the_rota_has_a_gap(story_at: Begin) -> None:
    tuesday = date(2026, 11, 24)
    away = Rota(leave=(Leave("lucia", tuesday, tuesday),))
    organisation = Organisation(
        "la casa", "America/Mexico_City", coverage=Coverage((OFFICE,)), rota=away
    )
    story = story_at(NIGHT, organisation)
    story.hires("lucia")
    ana = story.woman().writes(DANGER)
    story.passes(11 * HOUR)
    assert not any(GREETING in each.text for each in ana.inbox)


def test_acknowledged_to_open_again_says_nothing_at_once_and_the_truth_in_ten_minutes(
    story_at: Begin,
) -> None:
    story = story_at(MORNING, house())
    lucia = story.hires("lucia")
    ana = story.woman().writes(DANGER)
    lucia.presses("Lo tomo")
    story.passes(30 * MINUTE)
    assert told(ana) == set()
    story.passes(10 * MINUTE)
    assert told(ana) == {NOT_YET}


def test_acknowledged_to_in_contact_when_she_writes(story_at: Begin) -> None:
    story = story_at(MORNING, house())
    lucia = story.hires("lucia")
    ana = story.woman().writes(DANGER)
    lucia.presses("Lo tomo")
    story.passes(29 * MINUTE)
    ana.writes("gracias")
    assert story.statuses() == ["in_contact"]
    assert any("ya hubo contacto" in each.text for each in lucia.phone)
    story.passes(5 * HOUR)
    assert lucia.alerts == 1


def test_resolved_ends_all_that_was_planned(story_at: Begin) -> None:
    story = story_at(MORNING, house())
    lucia, irma = story.hires("lucia"), story.hires("irma")
    ana = story.woman().writes(DANGER)
    lucia.does("resolve", lucia.case, "reached")
    story.passes(24 * HOUR)
    assert told(ana) == set()
    assert (lucia.alerts, irma.alerts) == (1, 0)


def test_reopened_by_a_person_it_rings_as_if_it_were_new(story_at: Begin) -> None:
    story = story_at(MORNING, house())
    lucia = story.hires("lucia")
    story.woman().writes(DANGER)
    lucia.does("resolve", lucia.case, "reached")
    lucia.does("reopen", lucia.case)
    assert story.statuses() == ["open"]
    assert lucia.alerts == 2


def test_everybody_leaves_and_the_next_word_is_that_nobody_reads(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    lucia.leaves()
    story.passes(2 * HOUR)
    ana.writes(DANGER)
    assert NOTICED not in ana.reads
    assert told(ana) & {NOBODY, AWAY}


@pytest.mark.parametrize("minutes", [0, 9, 11, 40])
def test_whenever_it_is_taken_she_hears_it_once(story_at: Begin, minutes: int) -> None:
    story = story_at(MORNING, house())
    lucia = story.hires("lucia")
    ana = story.woman().writes(DANGER)
    story.passes(minutes * MINUTE)
    lucia.presses("Lo tomo")
    lucia.presses("Lo tomo")
    assert sum(READ in each.text for each in ana.inbox) == 1
