"""Does what she says answer the waiting question, and only then?"""

from datetime import UTC, date, datetime

import pytest

from bot.understanding.understand import understand
from flows.engine.understood import (
    Answer,
    AnswerKind,
    ChoiceAnswer,
    DateAnswer,
    Expectation,
    ExpectedChoice,
    NameAnswer,
    NumberAnswer,
    PlaceAnswer,
    SkipAnswer,
    TextAnswer,
)
from flows.engine.vocabulary import ChoiceId, Command, Crisis, Topic

_NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
_ZONE = "America/Mexico_City"
_BEDS = (
    ExpectedChoice(ChoiceId("yes"), "Sí tengo"),
    ExpectedChoice(ChoiceId("no"), "No tengo"),
)


def _answer(text: str, kind: AnswerKind) -> Answer | None:
    return understand(text, Expectation(kind), _NOW, _ZONE).answer


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lupita", "Lupita"),
        ("me llamo maria fernanda", "Maria Fernanda"),
        ("Dime Güera", "Güera"),
        ("soy JOSÉ", "José"),
        ("pues me dicen la Chata", "Chata"),
    ],
)
def test_a_name_is_taken_clean(text: str, name: str) -> None:
    assert _answer(text, AnswerKind.NAME) == NameAnswer(name)


@pytest.mark.parametrize("text", ["necesito un cuarto", "ando buscando chamba", "¿quién lee esto?"])
def test_a_topic_is_nobodys_name(text: str) -> None:
    assert _answer(text, AnswerKind.NAME) is None


@pytest.mark.parametrize("text", ["prefiero no decir", "no sé", "paso", "no me acuerdo"])
@pytest.mark.parametrize("kind", [AnswerKind.NAME, AnswerKind.TEXT, AnswerKind.NUMBER])
def test_every_question_can_be_skipped(text: str, kind: AnswerKind) -> None:
    assert _answer(text, kind) == SkipAnswer()


def test_her_own_words_answer_an_open_question() -> None:
    assert _answer("una bolsa roja", AnswerKind.TEXT) == TextAnswer("una bolsa roja")


def test_a_clear_topic_is_no_answer_to_an_open_question() -> None:
    understood = understand("necesito trabajo urgente", Expectation(AnswerKind.TEXT), _NOW, _ZONE)
    assert understood.answer is None
    assert understood.topic is Topic.JOBS


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("tengo dos hijos", 2), ("doce", 12)])
def test_a_number_in_digits_or_words(text: str, number: int) -> None:
    assert _answer(text, AnswerKind.NUMBER) == NumberAnswer(number)


def test_a_place_and_a_date_are_found() -> None:
    place = _answer("estoy en iztapalapa", AnswerKind.PLACE)
    assert isinstance(place, PlaceAnswer)
    assert place.places[0].state == "MX-CMX"
    day = _answer("mañana", AnswerKind.DATE)
    assert isinstance(day, DateAnswer)
    assert day.days == (date(2026, 11, 24),)


def test_danger_inside_a_choice_is_both() -> None:
    text = "no tengo a dónde ir y ya es de noche, estoy en la calle"
    understood = understand(text, Expectation(AnswerKind.CHOICE, _BEDS), _NOW, _ZONE)
    assert understood.crisis is Crisis.HOMELESS_TONIGHT
    assert understood.answer == ChoiceAnswer(ChoiceId("no"), partial=True)


def test_a_title_outweighs_a_word_of_command() -> None:
    choices = (
        ExpectedChoice(ChoiceId("cancel"), "Cancelar"),
        ExpectedChoice(ChoiceId("keep"), "Dejarla así"),
    )
    understood = understand("cancelar", Expectation(AnswerKind.CHOICE, choices), _NOW, _ZONE)
    assert understood.command is None
    assert understood.answer == ChoiceAnswer(ChoiceId("cancel"))


def test_a_command_is_no_answer() -> None:
    understood = understand("menú", Expectation(AnswerKind.TEXT), _NOW, _ZONE)
    assert understood.command is Command.MENU
    assert understood.answer is None
