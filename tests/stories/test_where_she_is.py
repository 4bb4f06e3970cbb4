"""Is her place understood, asked back when it is not sure, kept apart from a prison's, and exact
only to the municipality?"""

import pytest

from tests.stories.story import Story

SANTA_MARTHA = (19.3619, -98.9969)  # the prison's gate: Iztapalapa, and three more near by
IZTAPALAPA = (19.361, -99.074)
OUT_AT_SEA = (20.0, -115.0)


def test_a_sure_point_is_taken_at_once(story: Story) -> None:
    ana = story.woman().writes("busco un cuarto").shares(*IZTAPALAPA)
    assert ana.knows("place") == "MX-CMX/Iztapalapa"
    assert ana.flow == "housing"
    assert "Iztapalapa" in ana.reads


def test_a_point_near_a_border_is_asked_back_and_remembered(story: Story) -> None:
    ana = story.woman().writes("busco un cuarto").shares(*SANTA_MARTHA)
    assert "¿Cuál es?" in ana.reads
    assert "Iztapalapa" in ana.buttons
    ana.presses("Iztapalapa")
    assert ana.knows("place") == "MX-CMX/Iztapalapa"
    assert ana.flow == "housing", "the question that waited is asked again"
    assert ana.buttons == ["Para esta noche", "Para otro día", "Hablar con alguien"]


def test_a_question_for_a_place_takes_the_answer_itself(story: Story) -> None:
    ana = story.woman().writes("busco un cuarto").presses("Para otro día").shares(*SANTA_MARTHA)
    ana.writes("iztapalapa")
    assert ana.knows("place") == "MX-CMX/Iztapalapa"
    assert "Opción 1" in ana.reads


def test_in_danger_the_card_comes_first_and_asks_which(story: Story) -> None:
    ana = story.woman().writes("no tengo dónde dormir hoy").shares(*SANTA_MARTHA)
    ana.presses("Iztapalapa")
    assert ana.flow == "homeless_tonight"
    assert "Llama antes de ir" in ana.reads


def test_in_violence_nobody_is_asked_about_borders(story: Story) -> None:
    ana = story.woman().writes("mi marido me está pegando").shares(*SANTA_MARTHA)
    assert ana.flow == "violence_now"
    assert "911" in ana.reads


def test_a_point_that_nobody_knows_is_asked_in_words(story: Story) -> None:
    ana = story.woman().writes("hola").shares(*OUT_AT_SEA)
    assert "No ubico ese punto" in ana.reads


def test_she_need_not_say_which(story: Story) -> None:
    ana = story.woman().writes("menú").shares(*SANTA_MARTHA).presses("Prefiero no decir")
    assert ana.knows("place") == ""
    assert "Seguir donde iba" in ana.buttons


def test_a_relatives_prison_is_not_where_she_is(story: Story) -> None:
    ana = story.woman().writes("busco trabajo en Tijuana")
    ana.writes("quiero visitar a mi hija que está en Santa Martha")
    assert ana.flow in {"visits", "consent"}
    assert "kardex" in ana.reads, "what is known of that state's prisons"
    assert ana.knows("place") == "MX-BCN/Tijuana"
    ana.writes("busco un cuarto").presses("Para otro día")
    assert "Tijuana" in ana.reads or "Baja California" in ana.reads


def test_a_relatives_prison_may_be_another_one_next_time(story: Story) -> None:
    ana = story.woman().writes("quiero visitar a mi hijo en el penal")
    ana.writes("Puebla")
    assert "Ciudad Serdán" in ana.reads
    ana.writes("menú").presses("Soy familiar").presses("Ir de visita")
    assert "Va lo que hay de Puebla. Si es en otro lado, dime en cuál." in ana.reads
    ana.writes("en Jalisco")
    assert "de Puebla" not in ana.reads
    assert ana.knows("facility_place") == "MX-JAL"
    assert ana.knows("place") == ""


@pytest.mark.parametrize("words", ["mexico city", "I am in Mexico City", "df", "ciudad de mexico"])
def test_the_capital_by_any_of_its_names_is_her_place(story: Story, words: str) -> None:
    ana = story.woman().writes("busco un cuarto").presses("Para otro día").writes(words)
    assert ana.knows("place") == "MX-CMX"
