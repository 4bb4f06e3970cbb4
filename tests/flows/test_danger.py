"""What happens in danger? A card, a neutral question, silence; and what is not words."""

import pytest

from flows.engine.effects import CancelWake, OpenCase, PlanWake, SayText, Stop
from flows.engine.events import FileKind, Rang, SentFile, SharedPlace
from flows.engine.session import Session
from flows.engine.understood import NameAnswer, Place, TextAnswer
from flows.engine.vocabulary import Command, Crisis, Severity, Topic
from tests.flows import books
from tests.flows.worlds import Her

TIJUANA = Place("MX-BCN", "Tijuana")
CARD = "Te leo. Peligro ahora: 911. Para hablar: 800 911 2000."


@pytest.fixture
def her() -> Her:
    """A contact who writes for the first time."""
    return Her(books.small()[0], books.directory())


@pytest.fixture
def asked(her: Her) -> Her:
    """A contact who is asked where she is."""
    her.writes(Topic.HOUSING)
    return her


# -- danger ----------------------------------------------------------------------------------------


def test_a_suspicion_is_asked_first_and_the_clock_is_set(asked: Her) -> None:
    asked.writes(check=Crisis.VIOLENCE_NOW)
    assert asked.at == "check.ask"
    assert asked.cases() == []
    assert PlanWake("suspicion", books.small()[0].manners.second_sign) in asked.effects


def test_a_second_sign_is_a_crisis(asked: Her) -> None:
    asked.writes(check=Crisis.VIOLENCE_NOW)
    asked.writes(check=Crisis.VIOLENCE_NOW)
    assert asked.at == "violence_now.card"
    assert asked.session.suspicion is None


def test_silence_after_the_neutral_question_opens_a_quiet_case(asked: Her) -> None:
    asked.writes(check=Crisis.VIOLENCE_NOW)
    asked.does(Rang("suspicion"))
    assert asked.said() == []
    assert asked.cases() == [OpenCase("violence_now", Severity.HIGH, quiet=True)]
    asked.does(Rang("suspicion"))
    assert asked.cases() == []


def test_a_calm_answer_cancels_the_clock(asked: Her) -> None:
    asked.writes(check=Crisis.VIOLENCE_NOW)
    asked.presses("Sí")
    assert CancelWake("suspicion") in asked.effects
    asked.does(Rang("suspicion"))
    assert asked.effects == ()


def test_the_clock_rings_for_nobody(her: Her) -> None:
    assert her.does(Rang("anything")).session == Session()


@pytest.mark.parametrize("kind", ["crisis", "check"])
def test_silencing_says_nothing_and_tells_a_person(asked: Her, kind: str) -> None:
    before = asked.session
    if kind == "crisis":
        asked.writes(crisis=Crisis.VIOLENCE_NOW, silencing=True)
    else:
        asked.writes(check=Crisis.VIOLENCE_NOW, silencing=True)
    assert asked.effects == (Stop(), OpenCase("violence_now", Severity.URGENT, quiet=True))
    assert asked.session == before


def test_a_wish_for_silence_without_danger_is_heard_as_any_other(asked: Her) -> None:
    asked.writes(silencing=True)
    assert asked.said()


def test_a_denial_after_the_card_is_believed_and_she_goes_on(asked: Her) -> None:
    asked.writes(crisis=Crisis.VIOLENCE_NOW)
    asked.writes(denial=True)
    assert asked.said() == ["Está bien. Aquí estoy.", "¿En qué ciudad o municipio estás?"]


def test_a_denial_anywhere_else_denies_nothing(asked: Her) -> None:
    asked.writes(denial=True)
    assert asked.at == "housing.where"
    assert asked.said() == ["Escribe solo el municipio o el estado."]


# -- what is not words -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FileKind)
def test_every_kind_of_file_has_an_answer(asked: Her, kind: FileKind) -> None:
    asked.does(SentFile(kind))
    assert asked.said()
    assert asked.at == "housing.where"


def test_a_sticker_is_an_aside_when_the_book_says_so(asked: Her) -> None:
    asked.does(SentFile(FileKind.STICKER))
    assert asked.said() == ["Te leo."]


def test_a_voice_note_opens_a_case(asked: Her) -> None:
    asked.does(SentFile(FileKind.VOICE))
    assert asked.cases() == [OpenCase("voice_note", Severity.HIGH)]


def test_a_shared_place_answers_where_she_is_asked(asked: Her) -> None:
    asked.does(SharedPlace((TIJUANA,)))
    assert asked.facts["place"] == "MX-BCN/Tijuana"
    assert asked.at == "consent.ask"


def test_a_shared_place_is_noted_where_she_is_not_asked(her: Her) -> None:
    her.writes(Topic.JOBS)
    her.does(SharedPlace((TIJUANA,)))
    assert her.said()[0] == "Va, Tijuana, Baja California. Ya lo vi."
    assert her.at == "jobs.next"


def test_a_place_in_words_is_noted_where_she_is_not_asked(her: Her) -> None:
    her.writes(Topic.JOBS)
    her.writes(place=TIJUANA)
    assert her.said()[0] == "Va, Tijuana, Baja California. Ya lo vi."
    assert her.at == "jobs.next"


def test_a_place_abroad_is_asked_in_words(asked: Her) -> None:
    asked.does(SharedPlace(()))
    assert asked.said() == [
        "No sé qué punto es. ¿Me lo dices?",
        "¿En qué ciudad o municipio estás?",
    ]


def test_words_for_an_open_question_are_kept(her: Her) -> None:
    her.writes(command=Command.MENU)
    her.presses("Más temas")
    her.presses("Sobre mí")
    her.writes(answer=NameAnswer("Ana"))
    her.writes(Topic.THANKS, TextAnswer("muchas gracias"))
    assert her.facts["words"] == "muchas gracias"


def test_what_is_said_has_its_choices_last(asked: Her) -> None:
    asked.writes(Topic.GREETING)
    texts = [each for each in asked.effects if isinstance(each, SayText)]
    assert texts[-1].choices


# -- staying with her -----------------------------------------------------------------------------


def test_what_is_not_understood_in_danger_leaves_the_card_before_her(asked: Her) -> None:
    asked.writes(crisis=Crisis.VIOLENCE_NOW)
    for _ in range(4):
        asked.writes()
        assert asked.at == "violence_now.card"
        assert "911" in asked.said()[0]


def test_a_roof_for_tonight_is_asked_by_housing_itself(her: Her) -> None:
    her.writes(check=Crisis.HOMELESS_TONIGHT, confidence=0.1)
    assert her.at == "housing.where"
    assert her.session.suspicion is None
