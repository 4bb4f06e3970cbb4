"""What happens at night, and in the morning? Volunteers are called, and she hears the truth."""

from datetime import UTC, datetime, time, timedelta

from bot.channels.port import InboundKind
from bot.organisation import Cover, Coverage, Leave, Organisation, Rota, Shift
from tests.stories.conftest import Begin
from tests.stories.story import MORNING, NIGHT, Caseworker

DANGER = "ya no quiero vivir, hoy me mato"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WEEKDAYS = frozenset(range(5))
OFFICE = Shift(WEEKDAYS, time(9), time(18))
VOLUNTEER = Shift(frozenset({0}), time(18), time(9), ("irma",))
EVENING = datetime(2026, 11, 23, 23, 50, tzinfo=UTC)  # ten to six, the same Monday


def house(*nights: Shift, rota: Rota = Rota()) -> Organisation:  # noqa: B008 - frozen
    """An organisation with office hours."""
    return Organisation(
        "la casa", "America/Mexico_City", coverage=Coverage((OFFICE,), nights), rota=rota
    )


def rings(*workers: Caseworker) -> list[int]:
    return [sum(each.kind == "alert" for each in worker.phone) for worker in workers]


def test_at_night_only_who_volunteered_is_called_three_times(story_at: Begin) -> None:
    story = story_at(NIGHT, house(VOLUNTEER))
    lucia, irma = story.hires("lucia"), story.hires("irma")
    marta = story.hires("marta", "supervisor")
    ana = story.woman().writes(DANGER)
    assert "Dejé aviso al equipo" in ana.reads
    assert rings(lucia, irma, marta) == [0, 1, 0]
    story.passes(9 * MINUTE)
    assert rings(lucia, irma, marta) == [0, 1, 0]
    story.passes(MINUTE)
    assert rings(lucia, irma, marta) == [0, 2, 0]
    story.passes(10 * MINUTE)
    assert rings(lucia, irma, marta) == [0, 3, 0]
    story.passes(8 * HOUR)
    assert rings(lucia, irma, marta) == [0, 3, 0]


def test_then_it_is_unattended_and_she_hears_the_truth_and_another_line(story_at: Begin) -> None:
    story = story_at(NIGHT, house(VOLUNTEER))
    story.hires("irma")
    ana = story.woman().writes(DANGER)
    story.passes(10 * MINUTE)
    assert "Todavía nadie del equipo me responde" in ana.reads
    first = ana.reads
    story.passes(19 * MINUTE)
    assert not ana.reads
    story.passes(MINUTE)
    assert "Te digo la verdad" in ana.reads
    assert "Te leen mañana a las 9:00" in ana.reads
    assert "800 911 2000" in first
    assert "800 911 2000" not in ana.reads
    assert story.statuses() == ["unattended"]
    assert ana.buttons == ["No contestan"]


def test_no_contestan_gives_the_next_line_and_never_the_same(story_at: Begin) -> None:
    story = story_at(NIGHT, house(VOLUNTEER))
    story.hires("irma")
    ana = story.woman().writes(DANGER)
    story.passes(30 * MINUTE)
    told = "\n".join(heard.text for heard in ana.inbox)
    ana.presses("No contestan")
    assert ana.numbers
    assert ana.numbers not in told


def test_with_nobody_at_night_it_is_unattended_at_once(story_at: Begin) -> None:
    story = story_at(NIGHT, house())
    lucia = story.hires("lucia")
    ana = story.woman().writes(DANGER)
    assert "A esta hora no hay nadie del equipo. Te leen mañana a las 9:00." in ana.reads
    assert "Dejé aviso" not in ana.reads
    assert story.statuses() == ["unattended"]
    story.passes(9 * HOUR)
    assert rings(lucia) == [0]


def test_in_the_morning_she_is_greeted_once_and_whose_turn_it_is_is_called(
    story_at: Begin,
) -> None:
    story = story_at(NIGHT, house())
    lucia, irma = story.hires("lucia"), story.hires("irma")
    ana = story.woman().writes(DANGER)
    ana.writes("estoy en Tlalpan y él me va a matar, está en la puerta")
    story.passes(10 * HOUR - MINUTE)
    assert not ana.reads
    assert rings(lucia, irma) == [0, 0]
    story.passes(MINUTE)
    assert "Buenos días. Ya hay alguien del equipo. ¿Seguimos?" in ana.reads
    assert rings(lucia, irma) == [2, 0]
    story.passes(5 * MINUTE)
    assert rings(lucia, irma) == [2, 2]


def test_a_voice_note_of_the_night_rings_nobody_before_the_morning(story_at: Begin) -> None:
    story = story_at(NIGHT, house(VOLUNTEER))
    lucia, irma = story.hires("lucia"), story.hires("irma")
    ana = story.woman().sends(InboundKind.VOICE)
    story.passes(9 * HOUR)
    assert rings(lucia, irma) == [0, 0]
    story.passes(HOUR)
    assert rings(lucia, irma) == [1, 0]
    assert "Buenos días" in ana.reads


def test_when_the_office_closes_the_night_begins_anew(story_at: Begin) -> None:
    story = story_at(EVENING, house(VOLUNTEER))
    lucia, irma = story.hires("lucia"), story.hires("irma")
    story.woman().writes(DANGER)
    story.passes(5 * MINUTE)
    assert rings(lucia, irma) == [1, 1]
    story.passes(10 * MINUTE)
    assert rings(lucia, irma) == [1, 2]
    story.passes(40 * MINUTE)
    assert rings(lucia, irma) == [1, 4]
    assert story.statuses() == ["unattended"]


def test_nobody_on_call_within_hours_is_an_alarm_to_supervisors(story_at: Begin) -> None:
    day = MORNING.date()
    off = Rota(leave=(Leave("lucia", day, day),))
    story = story_at(MORNING, house(rota=off))
    lucia, marta = story.hires("lucia"), story.hires("marta", "supervisor")
    story.woman().writes(DANGER)
    assert rings(lucia, marta) == [0, 1]
    assert marta.phone[0].text.startswith("No hay nadie de guardia. Caso ")


def test_the_week_turns_and_cover_takes_the_turn(story_at: Begin) -> None:
    day = MORNING.date()
    rota = Rota(
        weekly=("lucia", "irma", "sol"),
        begins=day - timedelta(days=7),
        cover=(Cover("sol", "irma", day, day),),
    )
    story = story_at(MORNING, house(rota=rota))
    lucia, irma, sol = (story.hires(name) for name in ("lucia", "irma", "sol"))
    story.woman().writes(DANGER)
    assert rings(lucia, irma, sol) == [0, 0, 1]
    story.passes(5 * MINUTE)
    assert rings(lucia, irma, sol) == [1, 0, 1]


def test_a_case_that_she_is_not_to_hear_of_is_never_mentioned(story_at: Begin) -> None:
    story = story_at(NIGHT, house(VOLUNTEER))
    irma = story.hires("irma")
    ana = story.woman().writes("no me escribas, está leyendo, me va a matar")
    assert not ana.latest
    assert rings(irma) == [1]
    irma.takes_the_last()
    assert not ana.latest
    story.passes(12 * HOUR)
    assert not ana.inbox
