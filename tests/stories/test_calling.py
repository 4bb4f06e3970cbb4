"""Whose phone rings for a case, in which order and at which minute, until somebody answers?"""

from datetime import timedelta

import pytest

from bot.channels.port import InboundKind
from tests.stories.story import Caseworker, Story

DANGER = "él está afuera de la puerta y me va a matar"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def rings(*workers: Caseworker) -> list[int]:
    """How many alerts each phone showed."""
    return [sum(each.kind == "alert" for each in worker.phone) for worker in workers]


def test_whose_turn_it_is_hears_first_and_nobody_else(story: Story) -> None:
    lucia, irma, sol = (story.caseworker(name) for name in ("lucia", "irma", "sol"))
    story.woman().writes(DANGER)
    assert rings(lucia, irma, sol) == [1, 0, 0]
    story.passes(4 * MINUTE)
    assert rings(lucia, irma, sol) == [1, 0, 0]


def test_the_next_after_five_minutes_then_supervisors_then_everybody(story: Story) -> None:
    marta = story.caseworker("marta", "supervisor")
    lucia, irma, sol = (story.caseworker(name) for name in ("lucia", "irma", "sol"))
    phones = (lucia, irma, sol, marta)
    story.woman().writes(DANGER)
    for minutes, expected in (
        (0, [1, 0, 0, 0]),
        (5, [1, 1, 0, 0]),
        (5, [1, 1, 0, 1]),
        (5, [2, 2, 1, 2]),
        (15, [3, 3, 2, 3]),
    ):
        story.passes(minutes * MINUTE)
        assert rings(*phones) == expected


def test_everybody_every_quarter_of_an_hour_for_two_hours_then_hourly(story: Story) -> None:
    lucia, sol = story.caseworker("lucia"), story.caseworker("sol")
    story.woman().writes(DANGER)
    story.passes(15 * MINUTE)
    before = rings(sol)[0]
    story.passes(2 * HOUR)
    assert rings(sol)[0] - before == 8
    story.passes(3 * HOUR)
    assert rings(sol)[0] - before == 11
    assert rings(lucia)[0] > 8


def test_she_who_presses_stops_all_phones(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    ana = story.woman().writes(DANGER)
    lucia.takes_the_last()
    assert "lucia ya leyó" in ana.reads
    ana.writes("gracias")
    story.passes(5 * HOUR)
    assert rings(lucia, irma) == [1, 0]


def test_more_of_the_same_rings_nobody_again(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    ana.writes(DANGER)
    assert rings(lucia) == [1]


def test_of_two_who_press_one_has_it_and_the_other_hears_who(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    ana = story.woman().writes(DANGER)
    story.passes(5 * MINUTE)
    lucia.takes_the_last()
    irma.takes_the_last()
    assert "lucia ya tomó el caso" in irma.phone[-1].text
    assert sum("ya leyó" in each.text for each in ana.inbox) == 1


def test_taken_is_not_answered_after_half_an_hour_it_rings_again(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    story.woman().writes(DANGER)
    lucia.takes_the_last()
    story.passes(29 * MINUTE)
    assert rings(lucia, irma) == [1, 0]
    story.passes(MINUTE)
    assert rings(lucia, irma) == [2, 0]
    story.passes(5 * MINUTE)
    assert rings(lucia, irma) == [2, 1]


def test_a_reply_alone_has_not_reached_her(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    lucia.does("reply", lucia.case, "¿Estás a salvo?")
    assert "lucia: ¿Estás a salvo?" in ana.reads
    story.passes(30 * MINUTE)
    assert rings(lucia) == [2]


@pytest.mark.parametrize("how", ["she wrote", "they talked"])
def test_who_was_reached_does_not_come_back(story: Story, how: str) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    lucia.takes_the_last()
    if how == "she wrote":
        ana.writes("sí, aquí estoy")
    else:
        lucia.does("called", lucia.case)
    story.passes(2 * HOUR)
    assert rings(lucia) == [1]


def test_the_alert_says_code_severity_reason_and_delivery_and_nothing_of_hers(
    story: Story,
) -> None:
    lucia = story.caseworker("lucia")
    story.woman("ana").writes("estoy en Tlalpan, " + DANGER)
    text = lucia.phone[-1].text
    assert "Urgente: violencia ahora." in text
    assert "La respuesta de Alba va en camino." in text
    for hers in ("ana", "Tlalpan", "puerta", "matar"):
        assert hers not in text
    story.passes(5 * MINUTE)
    assert "no se sabe si llegó" in lucia.phone[-1].text


def test_twenty_cases_at_once_are_few_messages_on_one_phone(story: Story) -> None:
    lucia = story.caseworker("lucia")
    for number in range(20):
        story.woman(f"w{number}").writes(DANGER)
    assert rings(lucia) == [8]
    story.passes(MINUTE)
    assert rings(lucia) == [9]
    assert "Hay 20 casos sin nadie" in lucia.phone[-1].text


def test_who_leaves_is_rung_no_more_and_what_they_had_is_open_again(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    ana = story.woman().writes(DANGER)
    lucia.takes_the_last()
    ana.writes("sí")
    lucia.leaves()
    assert rings(lucia, irma) == [1, 1]
    story.passes(HOUR)
    assert rings(lucia) == [1]


def test_who_comes_on_call_hears_of_what_nobody_was_told(story: Story) -> None:
    story.woman().writes(DANGER)
    lucia = story.caseworker("lucia")
    assert rings(lucia) == [1]


def test_a_voice_note_rings_by_working_hours(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    story.woman().sends(InboundKind.VOICE)
    story.passes(59 * MINUTE)
    assert rings(lucia, irma) == [1, 0]
    story.passes(MINUTE)
    assert rings(lucia, irma) == [1, 1]


def test_a_false_alarm_is_closed_as_one_and_counted(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.woman().writes(DANGER)
    lucia.does("resolve", lucia.case, "falsa alarma")
    assert story.outcomes() == {"false_alarm": 1}
    story.passes(HOUR)
    assert rings(lucia) == [1]
