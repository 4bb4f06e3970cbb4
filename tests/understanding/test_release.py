"""Is "acabo de salir" heard as what it is, and the danger beside it as danger?"""

import pytest

from bot.understanding.understand import read
from flows.engine.vocabulary import Crisis, Topic


@pytest.mark.parametrize(
    "text",
    [
        "acabo de salir",
        "apenas salí hoy",
        "ya me soltaron",
        "me acaban de soltar en Santa Martha",
        "Acabo de salir del penal!!",
        "hoy sali de la carcel",
        "me soltaron hace rato",
        "ya salí",
        "hola buenas noches, acabo de salir",
        "ya estoy libre",
        "me dieron mi libertad hoy",
        "apenas ayer salí del cereso",
        "ya salimos mi comadre y yo",
        "they just released me",
        "i just got out",
    ],
)
def test_who_says_only_that_she_is_out_is_in_no_danger(text: str) -> None:
    understood = read(text)
    assert understood.just_out
    assert understood.danger is None


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("acabo de salir y me quiero morir", Crisis.SUICIDE_SELF_HARM),
        ("acabo de salir y mi ex me está esperando afuera", Crisis.VIOLENCE_NOW),
        ("ya me soltaron y no tengo dónde dormir hoy", Crisis.HOMELESS_TONIGHT),
        ("acabo de salir de santa martha y no tengo a donde ir", Crisis.HOMELESS_TONIGHT),
        ("me acaban de soltar y me piden dinero o me matan", Crisis.DETAINED_OR_EXTORTED_NOW),
    ],
)
def test_a_danger_beside_it_goes_first(text: str, danger: Crisis) -> None:
    understood = read(text)
    assert understood.just_out
    assert understood.crisis is danger


def test_a_need_beside_it_is_the_topic() -> None:
    understood = read("acabo de salir y busco trabajo")
    assert (understood.just_out, understood.topic) == (True, Topic.JOBS)


@pytest.mark.parametrize(
    "text",
    [
        "acabo de salir del trabajo",
        "acabo de salir de bañarme",
        "hoy salí tarde",
        "ya me soltaron a mi hijo",
        "mi hija acaba de salir",
        "salí hace tres años",
        "cuando salí mi mamá ya no estaba",
        "todavía no me sueltan",
        "no me soltaron",
        "quiero salir",
        "salir",
    ],
)
def test_what_only_sounds_like_it_is_something_else(text: str) -> None:
    assert not read(text).just_out
