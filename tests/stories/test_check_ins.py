"""Is she asked how she is as she agreed to it, and is her answer understood?"""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.channels.port import ChannelKind
from bot.rehearsal import Heard
from tests.stories.conftest import Begin
from tests.stories.following import (
    agrees,
    agrees_tonight,
    asked,
    first_asked,
    hours_of,
    words_of,
)
from tests.stories.story import MORNING, NIGHT, Story

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_without_her_yes_nobody_writes_first(story: Story) -> None:
    ana = story.woman().writes("hola").presses("Es para mí").presses("Salí hoy")
    ana.presses("Sí, ya voy").presses("Yo te escribo")
    story.passes(timedelta(days=400))
    assert not asked(ana)


def test_who_came_out_today_is_asked_after_two_hours_and_on_the_next_days(story: Story) -> None:
    ana = agrees(story)
    story.passes(2 * HOUR)
    assert len(asked(ana)) == 1
    ana.writes("todo bien")
    assert ana.flow == "checkin_ok"
    story.passes(3 * DAY)
    assert [round((each.at - MORNING) / HOUR) for each in asked(ana)][:2] == [2, 24]


def test_the_first_night_is_hers_to_choose(story_at: Begin) -> None:
    story = story_at(NIGHT)
    by_day = agrees(story)
    tonight = agrees_tonight(story, "eva")
    story.passes(2 * HOUR)
    assert not asked(by_day)
    assert len(asked(tonight)) == 1
    story.passes(timedelta(hours=10))
    assert hours_of(asked(by_day)) == [11]


def test_the_text_gives_nothing_away_and_is_not_the_same_twice(story: Story) -> None:
    ana = agrees(story)
    for _ in range(30):
        story.passes(7 * DAY)
        ana.writes("todo bien")
    texts = [each.text for each in first_asked(ana)]
    assert len(set(texts)) == 4
    assert all(one != other for one, other in pairwise(texts))
    assert not any(word in text.lower() for text in texts for word in ("alba", "saliste", "centro"))


@pytest.mark.parametrize("words", ["Bien", "todo bien gracias", "ahí la llevo", "1"])
def test_a_button_a_number_or_her_own_words_answer(story: Story, words: str) -> None:
    ana = agrees(story)
    story.passes(2 * HOUR)
    ana.writes(words)
    assert ana.flow == "checkin_ok"


def test_a_bad_answer_leads_to_help_and_a_crisis_to_a_person(story: Story) -> None:
    lucia = story.caseworker()
    ana = agrees(story)
    story.passes(2 * HOUR)
    ana.presses("Más o menos")
    assert "¿Qué te ayudaría más ahora?" in ana.reads
    assert "Dónde quedarme" in ana.buttons
    ana.writes("ya no quiero vivir, hoy me mato")
    assert [alert.severity for alert in lucia.phone] == ["urgent"]


def test_a_dot_is_enough(story: Story) -> None:
    ana = agrees(story)
    story.passes(2 * HOUR)
    ana.writes(".")
    assert "Gracias por contestar" in ana.reads
    assert "no te entendí" not in ana.reads


def test_a_need_in_the_answer_is_heard(story: Story) -> None:
    ana = agrees(story)
    story.passes(2 * HOUR)
    ana.writes("necesito un cuarto para rentar")
    assert ana.flow == "housing"


def test_a_late_answer_is_still_an_answer(story: Story) -> None:
    ana = agrees(story)
    story.passes(2 * HOUR)
    story.passes(6 * HOUR)
    ana.writes("todo bien")
    assert ana.flow == "checkin_ok"


def test_what_she_was_asked_before_waits_below(story: Story) -> None:
    ana = agrees(story)
    story.passes(timedelta(minutes=115))
    ana.writes("quiero estudiar").presses("Un oficio")
    story.passes(timedelta(minutes=10))
    assert asked(ana)
    ana.writes("Iztapalapa")
    assert ana.flow == "jobs"
    assert "Aquí está" in ana.reads


def test_hour_pace_and_pause_in_one_message(story: Story) -> None:
    ana = agrees(story)
    ana.writes("escríbeme mejor a las 6 de la tarde y menos seguido")
    assert "Te escribo como a las 18:00" in ana.reads
    assert "menos seguido" in ana.reads
    for _ in range(12):
        story.passes(7 * DAY)
        ana.writes("todo bien")
    assert set(hours_of(first_asked(ana)[2:])) == {18}
    assert len(first_asked(ana)) < 12


def test_a_week_without_messages_is_a_week_without_messages(story: Story) -> None:
    ana = agrees(story)
    ana.writes("no me escribas esta semana")
    assert "No te escribo antes del 30/11" in ana.reads
    story.passes(6 * DAY + 12 * HOUR)
    assert not asked(ana)
    story.passes(14 * DAY)
    assert asked(ana)


def test_her_place_tells_her_hours(story: Story) -> None:
    ana = agrees(story)
    ana.writes("estoy en Tijuana")
    story.passes(3 * DAY)
    local = {each.at.astimezone(ZoneInfo("America/Tijuana")).hour for each in asked(ana)}
    assert all(9 <= hour < 21 for hour in local)
    assert asked(ana)[0].zone == "America/Tijuana"


def test_who_came_out_days_ago_is_not_asked_whether_she_arrived(story: Story) -> None:
    ana = agrees(story, came_out="hace 5 días")
    story.passes(2 * DAY)
    assert not asked(ana)
    story.passes(6 * DAY)
    assert asked(ana)


def test_who_is_still_inside_is_asked_at_the_gate_and_asked_again_for_her_yes(story: Story) -> None:
    ana = agrees(story, came_out="Todavía no salgo", then="el 5 de diciembre")
    story.passes(11 * DAY)
    assert not asked(ana)
    story.passes(2 * DAY)
    assert "¿Te puedo escribir" in asked(ana)[0].text
    ana.presses("Sí, escríbeme")
    story.passes(10 * DAY)
    assert len([each for each in asked(ana) if "¿Te puedo" in each.text]) == 1
    assert len(asked(ana)) > 1


def test_who_says_no_at_the_gate_is_left_alone(story: Story) -> None:
    ana = agrees(story, came_out="Todavía no salgo", then="el 5 de diciembre")
    story.passes(13 * DAY)
    ana.presses("Mejor escribo yo")
    before = len(asked(ana))
    story.passes(60 * DAY)
    assert len(asked(ana)) == before


def test_a_danger_makes_the_rhythm_closer(story: Story) -> None:
    ana = agrees(story, came_out="hace 3 meses")
    story.caseworker()
    ana.writes("él está afuera de la puerta y me va a matar")
    story.passes(3 * DAY)
    assert len(days_of(asked(ana))) >= 3


def test_a_year_of_one_woman(story: Story) -> None:
    ana = agrees(story)
    for _ in range(53):
        story.passes(7 * DAY)
        ana.writes("todo bien")
    assert 20 <= len(first_asked(ana)) <= 30
    assert max(each.at for each in asked(ana)) - MORNING <= timedelta(days=366)
    assert all(9 <= hour < 21 for hour in hours_of(asked(ana)))


def test_on_whatsapp_outside_the_window_the_template_goes_out(story: Story) -> None:
    ana = agrees(story, on=ChannelKind.WHATSAPP)
    story.passes(4 * DAY)
    late = [each for each in asked(ana) if each.at - MORNING > DAY]
    assert late
    assert "plantilla aprobada" not in words_of(story, "silence")


def test_on_whatsapp_without_a_template_it_becomes_a_persons_task(story_at: Begin) -> None:
    story = story_at(templates=False)
    lucia = story.caseworker()
    ana = agrees(story, on=ChannelKind.WHATSAPP)
    story.passes(4 * DAY)
    assert not [each for each in asked(ana) if each.at - MORNING > DAY]
    assert {alert.reason for alert in lucia.phone} == {"silence"}
    assert "plantilla" in words_of(story, "silence")


def days_of(heard: list[Heard]) -> set[datetime]:
    """The days of messages."""
    return {each.at.replace(hour=0, minute=0, second=0, microsecond=0) for each in heard}
