"""Does any way of choosing reach the choice that she meant?"""

import pytest

from bot.understanding.choices import choice_in
from flows.engine.understood import ExpectedChoice
from flows.engine.vocabulary import ChoiceId

_TONIGHT = (
    ExpectedChoice(ChoiceId("yes"), "Sí, ya voy", ("si tengo", "ya tengo donde llegar")),
    ExpectedChoice(ChoiceId("no"), "No tengo"),
    ExpectedChoice(ChoiceId("unsafe"), "Ahí no es seguro", ("tengo miedo",)),
)
_TOPICS = (
    ExpectedChoice(ChoiceId("bed"), "Dónde dormir", ("cama", "albergue")),
    ExpectedChoice(ChoiceId("work"), "Trabajo o papeles", ("chamba", "ine")),
    ExpectedChoice(ChoiceId("other"), "Otra cosa"),
)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("1", "yes"),
        ("el 2", "no"),
        ("la dos", "no"),
        ("opción 2", "no"),
        ("la tercera", "unsafe"),
        ("la última", "unsafe"),
        ("simon", "yes"),
        ("sip", "yes"),
        ("ajá", "yes"),
        ("nel", "no"),
        ("nop", "no"),
        ("no ps no", "no"),
        ("👍", "yes"),
        ("no tengo a dónde ir", "no"),
        ("NO TENGO", "no"),
        ("no tngo", "no"),
        ("si tengo gracias", "yes"),
        ("ahi no es seguro", "unsafe"),
        ("no es seguro para mi", "unsafe"),
    ],
)
def test_she_is_understood(text: str, choice: str) -> None:
    found = choice_in(text, _TONIGHT)
    assert found is not None
    assert found.id == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("chamba", "work"),
        ("lo del trabajo", "work"),
        ("quiero ver dónde dormir", "bed"),
        ("otra", "other"),
        ("otra cosa porfa", "other"),
        ("un albergue", "bed"),
    ],
)
def test_her_own_words_name_a_choice(text: str, choice: str) -> None:
    found = choice_in(text, _TOPICS)
    assert found is not None
    assert found.id == choice


@pytest.mark.parametrize("text", ["7", "0", "mañana llueve", "", "quién sabe", "sí"])
def test_what_fits_nothing_chooses_nothing(text: str) -> None:
    assert choice_in(text, _TOPICS) is None
