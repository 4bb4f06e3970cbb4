"""Is an English message read as what it says, and its language told by clear words alone?"""

from datetime import UTC, date, datetime

import pytest

from bot.understanding.english import in_spanish
from bot.understanding.language import as_spanish, clear_language
from bot.understanding.understand import read, understand
from flows.engine.understood import (
    AnswerKind,
    ChoiceAnswer,
    DateAnswer,
    Expectation,
    ExpectedChoice,
)
from flows.engine.vocabulary import ChoiceId, Crisis, Language, Topic

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("My boyfriend hits me", "mi novio me pega"),
        ("I don't want to live anymore", "ya no quiero vivir"),
        ("I have nowhere to sleep tonight.", "no tengo dónde dormir esta noche ."),
        ("they won't let me leave", "no me dejan salir"),
        ("I need a lawyer in Tijuana", "necesito abogada en tijuana"),
        ("", ""),
    ],
)
def test_pieces_are_put_in_spanish_and_the_rest_stays(english: str, spanish: str) -> None:
    assert in_spanish(english) == spanish


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("my boyfriend hits me", Crisis.VIOLENCE_NOW),
        ("I want to kill myself", Crisis.SUICIDE_SELF_HARM),
        ("I can't breathe, my chest hurts", Crisis.MEDICAL_EMERGENCY),
        ("I have nowhere to sleep tonight", Crisis.HOMELESS_TONIGHT),
        ("they won't let me leave, they make me have sex with men", Crisis.TRAFFICKING_COERCION),
        ("I took too many pills", Crisis.SUICIDE_SELF_HARM),
    ],
)
def test_danger_is_seen_in_english(text: str, danger: Crisis) -> None:
    assert read(text).danger is danger


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I need a job", Topic.JOBS),
        ("room", Topic.HOUSING),
        ("I need a lawyer", Topic.LEGAL),
        ("where can I get my birth certificate", Topic.ID_DOCUMENTS),
        ("who reads this", Topic.PRIVACY),
        ("I want to talk to a person", Topic.HUMAN),
    ],
)
def test_topics_are_read_in_english_and_are_no_danger(text: str, topic: Topic) -> None:
    understood = read(text)
    assert (understood.topic, understood.danger) == (topic, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("good morning, I need help", Language.ENGLISH),
        ("my son is missing", Language.ENGLISH),
        ("necesito trabajo", Language.SPANISH),
        ("gracias, ya tengo donde dormir", Language.SPANISH),
        ("hola", None),
        ("ok", None),
        ("Ciudad de México", None),
        ("San Juan de los Lagos", None),
        ("trabajé en Home Depot", None),
        ("je suis en ville avec vous", None),
    ],
)
def test_a_language_that_lasts_needs_clear_words(text: str, language: Language | None) -> None:
    assert clear_language(text) is language


@pytest.mark.parametrize(
    ("text", "choice"),
    [("no one answers", "silent"), ("it's full", "full"), ("I have no credit", "unable")],
)
def test_an_english_answer_is_one_of_the_choices(text: str, choice: str) -> None:
    shown = (
        ExpectedChoice(ChoiceId("full"), "No hay lugar", ("está lleno",)),
        ExpectedChoice(ChoiceId("silent"), "No contestan"),
        ExpectedChoice(ChoiceId("unable"), "No puedo llamar", ("no tengo saldo",)),
    )
    understood = understand(text, Expectation(AnswerKind.CHOICE, shown), NOW, "America/Tijuana")
    assert understood.answer == ChoiceAnswer(ChoiceId(choice))


def test_an_english_day_is_a_date() -> None:
    asked = Expectation(AnswerKind.DATE)
    understood = understand("tomorrow", asked, NOW, "America/Tijuana")
    assert understood.answer == DateAnswer((date(2026, 11, 24),))


@pytest.mark.parametrize("text", ["mi ex me pega", "no hablo inglés", "hola buenas", "🙏", "911"])
def test_spanish_is_left_as_it_is(text: str) -> None:
    assert as_spanish(text) == text
