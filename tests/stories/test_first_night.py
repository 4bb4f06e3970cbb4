"""Does a woman who has just come out reach something useful in two messages, whatever the hour?"""

from datetime import timedelta

from bot.channels.port import ChannelKind, InboundKind
from tests.stories.conftest import Begin
from tests.stories.story import NIGHT, Story


def test_hello_is_answered_by_who_alba_is_and_where_danger_goes(story: Story) -> None:
    ana = story.woman().writes("hola")
    assert "un programa, no una persona" in ana.reads
    assert "911" in ana.reads
    assert "Es para mí" in ana.buttons


def test_a_need_said_at_once_is_answered_at_once(story: Story) -> None:
    ana = story.woman().writes("busco chamba de lo que sea")
    assert ana.flow == "jobs"
    assert "un programa" in ana.latest[0].text
    assert len(ana.latest) <= 2


def test_a_bed_is_found_in_two_messages(story_at: Begin) -> None:
    story = story_at(NIGHT)
    ana = story.woman().writes("no tengo dónde dormir hoy, estoy en Tijuana")
    assert ana.flow == "homeless_tonight"
    assert "llama antes de ir" in ana.reads.lower()
    assert any(digit.isdigit() for digit in ana.reads)


def test_with_nobody_on_call_she_is_told_that_nobody_reads(story: Story) -> None:
    ana = story.woman().writes("persona")
    assert "ninguna persona está leyendo" in ana.reads
    assert "aviso al equipo" not in ana.reads


def test_with_somebody_on_call_she_is_told_that_a_word_was_left(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes("él está afuera de la puerta y me va a matar")
    assert "Dejé aviso al equipo" in ana.reads
    [alert] = lucia.phone
    assert alert.severity == "urgent"
    assert "puerta" not in alert.text


def test_who_took_the_case_is_told_to_her_only_then(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes("ya no quiero vivir, hoy me mato")
    case = lucia.phone[0].case
    assert case is not None
    lucia.does("acknowledge", case)
    assert "lucia ya leyó" in ana.reads


def test_after_ten_minutes_without_an_answer_she_gets_the_truth_and_a_number(
    story: Story,
) -> None:
    story.caseworker("lucia")
    ana = story.woman().writes("ya no quiero vivir, hoy me mato")
    story.passes(timedelta(minutes=11))
    assert "Todavía nadie del equipo me responde" in ana.reads
    assert "800 911 2000" in ana.reads


def test_a_burst_is_one_answer(story: Story) -> None:
    ana = story.woman().writes("oye", "necesito", "trabajo")
    assert ana.flow == "jobs"
    assert len(ana.latest) <= 2


def test_a_voice_note_is_answered_and_a_person_is_told(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().sends(InboundKind.VOICE)
    assert "audios" in ana.reads
    assert [alert.severity for alert in lucia.phone] == ["high"]


def test_the_same_message_twice_is_one_message(story: Story) -> None:
    ana = story.woman().writes("hola", id="m1")
    assert ana.latest
    ana.writes("hola", id="m1")
    assert not ana.latest


def test_whatsapp_shows_no_more_choices_than_it_can(story: Story) -> None:
    ana = story.woman(on=ChannelKind.WHATSAPP).writes("menú")
    assert 3 < len(ana.buttons) <= 10
    assert all(len(title) <= 24 for title in ana.buttons)
