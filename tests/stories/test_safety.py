"""Does danger go first, whatever was asked, shown or said beside it?"""

from datetime import timedelta

import pytest

from tests.stories.conftest import Begin
from tests.stories.story import NIGHT, Story

JUST_OUT = (
    "acabo de salir",
    "apenas salí hoy",
    "ya me soltaron",
    "me acaban de soltar en Santa Martha",
)


def test_an_authors_words_for_a_choice_clear_no_danger(story: Story) -> None:
    """ "Estoy en la calle" means a choice of AYUDA's list, and it means what it says."""
    lucia = story.caseworker()
    ana = story.woman().writes("ayuda").presses("Es urgente")
    ana.writes("me pega")
    assert ana.flow == "violence_now"
    assert "violence_now" in [alert.reason for alert in lucia.phone]


def test_a_title_that_is_typed_is_a_button_that_is_pressed(story: Story) -> None:
    ana = story.woman().writes("menú").presses("Más temas").writes("No puedo salir de casa")
    assert ana.flow == "house_arrest"


def test_her_own_words_beside_a_choice_are_danger_first(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("busco un cuarto")
    ana.writes("para hoy, mi marido me está pegando y me va a matar")
    assert ana.flow == "violence_now"
    assert [alert.severity for alert in lucia.phone] == ["urgent"]


def test_a_sure_topic_outweighs_a_choice_that_fits_in_part(story: Story) -> None:
    ana = story.woman().writes("busco un cuarto")
    ana.writes("mejor quiero saber de un trabajo para mañana, busco chamba de lo que sea")
    assert ana.flow == "jobs"


def test_on_a_card_more_of_the_same_danger_is_told_and_answered(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("mi marido me está pegando")
    ana.writes("me oyen")
    assert "silencio" in ana.reads
    assert len(lucia.phone) == 1, "one case, more words in it"


def test_a_greeting_does_not_take_the_card_away(story: Story) -> None:
    ana = story.woman().writes("mi marido me está pegando").writes("hola")
    assert ana.flow == "violence_now"
    assert "911" in ana.reads


def test_the_card_comes_anew_for_where_she_is(story: Story) -> None:
    ana = story.woman().writes("mi marido me está pegando").writes("estoy en Ecatepec")
    assert ana.flow == "violence_now"
    assert "La línea de tu estado" in ana.reads


def test_who_goes_on_writing_can_write(story: Story) -> None:
    ana = story.woman().writes("hola").writes("me vigila todo el día y tengo miedo de que regrese")
    assert ana.flow == "check"
    ana.writes("es que asdf")
    assert "¿Qué está pasando?" in ana.reads


@pytest.mark.parametrize("text", JUST_OUT)
@pytest.mark.parametrize("hour", ["by day", "by night"])
def test_who_has_just_come_out_arrives_as_by_the_button(
    story_at: Begin, hour: str, text: str
) -> None:
    story = story_at(NIGHT) if hour == "by night" else story_at()
    eva = story.woman("eva").writes("menú").presses("Más temas").presses("Salí hoy")
    [by_button] = eva.latest
    ana = story.woman().writes(text)
    introduction, arrival = ana.latest
    assert "un programa" in introduction.text
    assert (arrival.text, arrival.choices) == (by_button.text, by_button.choices)
    assert ana.flow == "arrival"


def test_a_danger_in_the_same_sentence_goes_first(story: Story) -> None:
    ana = story.woman().writes("acabo de salir y me quiero morir")
    assert ana.flow == "suicide_self_harm"
    eva = story.woman("eva").writes("ya me soltaron pero no tengo dónde dormir hoy")
    assert eva.flow == "homeless_tonight"


def test_a_stop_in_a_dangerous_sentence_is_silence_until_she_writes(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("ya no escriban, él está viendo y me va a matar")
    assert not ana.latest
    [alert] = lucia.phone
    assert alert.severity == "urgent"
    assert alert.case is not None
    story.passes(timedelta(minutes=30))
    lucia.does("acknowledge", alert.case)
    story.passes(timedelta(days=2))
    assert not ana.inbox
    ana.writes("hola")
    assert ana.latest


def test_silence_holds_for_what_was_opened_before_it(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("mi marido me está pegando")
    told = len(ana.inbox)
    story.passes(timedelta(minutes=3))
    ana.writes("ya no escriban, él está viendo y me va a matar")
    story.passes(timedelta(hours=1))
    case = lucia.phone[0].case
    assert case is not None
    lucia.does("acknowledge", case)
    assert len(ana.inbox) == told


def test_a_number_of_what_is_shown_is_no_danger(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("menú").writes("siete")
    assert ana.buttons == ["Mi salud", "Cómo me siento", "Dejar de consumir"]
    assert not lucia.phone


def test_a_suspicion_on_a_card_stays_with_the_card_and_tells_a_person(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("ya no quiero vivir, hoy me mato")
    ana.writes("tengo miedo de que regrese")
    assert ana.flow == "suicide_self_harm"
    assert {alert.reason for alert in lucia.phone} == {"suicide_self_harm"}


def test_a_place_beside_danger_answers_the_card_that_asks_for_it(story: Story) -> None:
    ana = story.woman().writes("no tengo a dónde ir hoy")
    ana.writes("estoy en la terminal de Puebla y ya es de noche")
    assert ana.flow == "homeless_tonight"
    assert "No tengo un teléfono de Puebla para hoy" in ana.reads


def test_no_era_eso_does_not_tell_whoever_holds_the_phone_what_it_was(story: Story) -> None:
    ana = story.woman().writes("me acaban de soltar").presses("Sí, ya voy")
    story.passes(timedelta(hours=8))
    ana.writes("ok").writes("no era eso")
    assert ana.flow == "resume"
    assert "noche" not in ana.reads


def test_a_card_shown_again_tells_of_its_own_case_only(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("persona")
    case = lucia.phone[0].case
    assert case is not None
    lucia.does("acknowledge", case)
    ana.writes("hoy me quiero morir").writes("menú").writes("no era eso")
    assert ana.flow == "suicide_self_harm"
    assert "ya leyó" not in ana.reads
    assert "Dejé aviso al equipo" in ana.reads
