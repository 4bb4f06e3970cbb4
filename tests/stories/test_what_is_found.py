"""Does the directory answer with what is near, then what is in her state, then what serves all?"""

import pytest

from tests.stories.story import Person, Story


def looks_for_a_room(story: Story, where: str) -> Person:
    """Somebody who needs a room, not tonight, and says where."""
    return story.woman().writes("busco un cuarto").presses("Para otro día").writes(where)


def test_what_is_in_her_municipality_comes_first_and_says_so(story: Story) -> None:
    ana = looks_for_a_room(story, "Tijuana")
    assert "en tu municipio" in ana.latest[0].text
    assert "Opción 1 de 3" in ana.latest[0].text


def test_then_what_is_in_her_state(story: Story) -> None:
    ana = looks_for_a_room(story, "Ecatepec")
    assert "en tu estado" in ana.latest[0].text
    assert "en tu municipio" not in ana.reads


def test_where_nothing_is_known_nothing_is_invented(story: Story) -> None:
    ana = looks_for_a_room(story, "Tabasco")
    assert "no te voy a inventar uno" in ana.reads
    assert "Opción" not in ana.reads
    assert "Hablar con alguien" in ana.buttons


def test_what_serves_the_whole_country_says_so(story: Story) -> None:
    ana = story.woman().writes("busco trabajo en Tabasco").presses("Buscar empleo")
    assert "Atiende en todo el país" in ana.reads
    assert "en tu municipio" not in ana.reads


def test_what_was_shown_is_not_shown_again(story: Story) -> None:
    ana = looks_for_a_room(story, "Tijuana")
    first = {heard.text.splitlines()[1] for heard in ana.latest if "Opción" in heard.text}
    ana.presses("Luego te digo").presses("Más lugares")
    second = {heard.text.splitlines()[1] for heard in ana.latest if "Opción" in heard.text}
    assert first
    assert second
    assert not first & second


def test_when_all_was_shown_she_is_told_so(story: Story) -> None:
    ana = looks_for_a_room(story, "Aguascalientes").presses("Luego te digo").presses("Más lugares")
    assert "Ya te mostré lo que tengo de ahí" in ana.reads


def test_who_receives_women_only_says_so_before_she_goes(story: Story) -> None:
    ana = story.woman().writes("busco trabajo en Puebla").presses("Buscar empleo")
    [la_cana] = [heard.text for heard in ana.latest if "La Cana" in heard.text]
    assert "Recibe solo a mujeres" in la_cana


def test_how_old_and_unconfirmed_it_is_says_each(story: Story) -> None:
    ana = looks_for_a_room(story, "Tijuana")
    shown = [heard.text for heard in ana.latest if "Opción" in heard.text]
    assert len(shown) == 3
    assert all("Dato" in text for text in shown)
    assert all("llama antes de ir" in text for text in shown)


def test_a_shelter_from_violence_is_never_told_by_address(story: Story) -> None:
    for state in ("Nuevo León", "Ciudad de México", "Estado de México", "Tijuana", "Puebla"):
        ana = story.woman(state).writes("menú").presses("Más temas").presses("Cuidarme de alguien")
        ana.presses("Luego te digo").presses("Dónde quedarme").writes(state)
        shelters = [heard.text for heard in ana.latest if "Opción" in heard.text]
        for text in shelters:
            if "efugio" in text:
                assert "Dirección:" not in text, state
        assert "911" in "\n".join(heard.text for heard in ana.inbox)


def test_a_number_can_be_tapped(story: Story) -> None:
    ana = story.woman().writes("no tengo dónde dormir hoy, estoy en Tijuana")
    assert any(word.isdigit() and len(word) >= 3 for word in ana.reads.split())


@pytest.mark.parametrize("before", ["", "Para un familiar"], ids=["at once", "as a relative"])
def test_who_is_sick_inside_gets_a_complaint_and_not_a_doctor_outside(
    story: Story, before: str
) -> None:
    eva = story.woman("eva").writes("hola")
    if before:
        eva.presses(before)
    eva.writes("está enferma adentro, no le dan su medicina")
    assert "CNDH" in eva.reads
    assert "IMSS" not in eva.reads
    assert eva.session.role == "relative"


def test_who_is_sick_herself_gets_a_doctor(story: Story) -> None:
    ana = story.woman().writes("estoy enferma, necesito un doctor, adentro no me atendían")
    assert ana.flow == "health"
    assert ana.session.role != "relative"
