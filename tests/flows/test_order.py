"""In which order is what she does understood? Crisis, command, answer, topic, then unclear."""

from itertools import pairwise

import pytest

from flows.engine.effects import OpenCase
from flows.engine.events import Chose, Started
from flows.engine.understood import ChoiceAnswer, NameAnswer, Place, PlaceAnswer
from flows.engine.vocabulary import ChoiceId, Command, Crisis, Language, Severity, Topic
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


# -- first words -----------------------------------------------------------------------------------


def test_a_first_word_that_says_nothing_is_welcomed(her: Her) -> None:
    her.writes()
    assert her.at == "welcome.who"


def test_a_first_greeting_is_welcomed(her: Her) -> None:
    her.writes(Topic.GREETING)
    assert her.at == "welcome.who"


def test_a_first_need_is_helped_after_one_sentence(her: Her) -> None:
    her.writes(Topic.HOUSING)
    assert her.said() == ["Soy Alba, un programa.", "¿En qué ciudad o municipio estás?"]


def test_a_first_crisis_is_helped_at_once(her: Her) -> None:
    her.writes(crisis=Crisis.VIOLENCE_NOW)
    assert her.said()[0].startswith(CARD)


def test_a_link_leads_to_its_topic_after_one_sentence(her: Her) -> None:
    her.does(Started("jobs"))
    assert her.said()[0] == "Soy Alba, un programa."
    assert her.at == "jobs.next"


@pytest.mark.parametrize(
    "payload", ["", "nothing", "human.told", "check", "consent", "thanks", "💥"]
)
def test_any_other_start_is_the_welcome(her: Her, payload: str) -> None:
    her.does(Started(payload))
    assert her.at == "welcome.who"


# -- the order -------------------------------------------------------------------------------------


def test_a_crisis_comes_before_everything(asked: Her) -> None:
    asked.writes(
        Topic.JOBS,
        PlaceAnswer((TIJUANA,)),
        command=Command.MENU,
        crisis=Crisis.SUICIDE_SELF_HARM,
        denial=True,
    )
    assert asked.at == "suicide_self_harm.card"
    assert asked.cases() == [OpenCase("suicide_self_harm", Severity.URGENT)]


def test_a_place_named_in_a_crisis_is_known_to_the_card(asked: Her) -> None:
    asked.writes(crisis=Crisis.HOMELESS_TONIGHT, place=TIJUANA)
    assert asked.facts["place"] == "MX-BCN/Tijuana"


def test_after_a_crisis_she_is_where_she_was(asked: Her) -> None:
    asked.writes(crisis=Crisis.VIOLENCE_NOW)
    asked.presses("Ya pasó")
    assert asked.at == "housing.where"


def test_a_command_comes_before_the_answer(asked: Her) -> None:
    asked.writes(Topic.JOBS, PlaceAnswer((TIJUANA,)), command=Command.MENU)
    assert asked.at == "menu.topics"


@pytest.mark.parametrize(
    ("command", "at"),
    [
        (Command.MENU, "menu.topics"),
        (Command.HELP, "help.told"),
        (Command.LEAVE, ""),
        (Command.STOP, ""),
        (Command.FORGET, ""),
        (Command.PERSON, "housing.where"),  # told, and then asked again what waited
    ],
)
def test_commands_work_everywhere(asked: Her, command: Command, at: str) -> None:
    asked.writes(command=command)
    assert asked.at == at


def test_the_answer_comes_before_a_change_of_topic(her: Her) -> None:
    her.writes(Topic.GREETING)
    her.writes(Topic.JOBS, ChoiceAnswer(ChoiceId("person")))
    assert her.cases() == [OpenCase("human", Severity.NORMAL)]


def test_for_an_open_question_a_clear_topic_wins(asked: Her) -> None:
    asked.writes(Topic.JOBS, PlaceAnswer((TIJUANA,)))
    assert asked.at == "jobs.next"


def test_the_topic_of_the_question_itself_is_an_answer(asked: Her) -> None:
    asked.writes(Topic.HOUSING, PlaceAnswer((TIJUANA,)))
    assert asked.facts["place"] == "MX-BCN/Tijuana"
    assert asked.at == "consent.ask"


@pytest.mark.parametrize("confidence", [0.4, 0.7])
def test_an_answer_that_tells_more_than_was_asked_is_an_answer(
    asked: Her, confidence: float
) -> None:
    asked.writes(Topic.JOBS, PlaceAnswer((TIJUANA,)), confidence=confidence)
    assert asked.at == "consent.ask"


def test_a_change_of_topic_leaves_the_question(asked: Her) -> None:
    asked.writes(Topic.JOBS)
    assert asked.at == "jobs.next"
    assert [frame.flow for frame in asked.session.stack] == ["jobs"]


def test_thanks_leave_the_question_where_it_is(asked: Her) -> None:
    asked.writes(Topic.THANKS)
    assert asked.said() == ["A ti. Aquí estoy."]
    assert asked.at == "housing.where"


def test_thanks_leave_the_options_where_they_are(asked: Her) -> None:
    asked.writes(
        answer=PlaceAnswer((Place("MX-CMX", "Benito Juárez"), Place("MX-ROO", "Benito Juárez")))
    )
    asked.writes(Topic.THANKS)
    asked.writes(answer=ChoiceAnswer(ChoiceId("o2")))
    assert asked.facts["place"] == "MX-ROO/Benito Juárez"


# -- not understood --------------------------------------------------------------------------------


def test_what_is_not_understood_gets_easier_each_time(asked: Her) -> None:
    said = []
    for _ in range(5):
        asked.writes()
        said.append(asked.said()[-1])
    assert said == [
        "Escribe solo el municipio o el estado.",
        "Sigo sin entender. ¿Vemos los temas?",
        "No te estoy entendiendo. ¿Quieres hablar con alguien?",
        "¿Quieres hablar con alguien?",
        "No te estoy entendiendo. ¿Quieres hablar con alguien?",
    ]


def test_nothing_waits_and_nothing_is_understood(her: Her) -> None:
    her.writes(command=Command.LEAVE)
    her.writes()
    assert her.said() == ["No te entendí. ¿Me lo dices de otro modo?"]


def test_an_answer_makes_it_forget_what_was_not_understood(asked: Her) -> None:
    asked.writes()
    asked.writes(answer=PlaceAnswer((TIJUANA,)))
    assert asked.session.unclear == 0


def test_other_words_are_not_said_twice_either(asked: Her) -> None:
    asked.writes()
    asked.writes(Topic.THANKS)
    asked.writes(Topic.HOUSING)  # the question comes again, understood
    asked.writes()
    assert all(one != other for one, other in pairwise(asked.heard))


def test_a_place_answers_behind_not_understood(asked: Her) -> None:
    for _ in range(3):
        asked.writes()
    asked.writes(place=TIJUANA)
    assert asked.facts["place"] == "MX-BCN/Tijuana"
    assert asked.at == "consent.ask"


def test_the_button_of_the_question_works_behind_not_understood(her: Her) -> None:
    her.writes(Topic.APPOINTMENTS)
    her.writes(answer=NameAnswer("x"))
    her.writes()
    assert her.at == "unclear.second"
    her.does(Chose("appointments.when.skip"))
    assert her.at == "appointments.noted"


def test_another_language_is_answered_honestly(asked: Her) -> None:
    asked.writes(language=Language.ANOTHER)
    assert asked.said() == ["Solo hablo español. ¿Te ayuda una persona?"]


# -- no era eso ------------------------------------------------------------------------------------


def test_undo_goes_back_to_the_question_before(asked: Her) -> None:
    asked.writes(Topic.JOBS)
    asked.writes(command=Command.UNDO)
    assert asked.said() == [
        "Va, no era eso. Volvamos.",
        "¿En qué ciudad o municipio estás?",
    ]
    assert asked.at == "housing.where"


def test_undo_of_a_crisis_goes_back_and_the_case_stays_open(asked: Her) -> None:
    asked.writes(crisis=Crisis.VIOLENCE_NOW)
    asked.writes(command=Command.UNDO)
    assert asked.at == "housing.where"
    assert asked.cases() == []


@pytest.mark.parametrize("command", [Command.LEAVE, Command.STOP, Command.FORGET])
def test_what_was_left_for_good_is_not_brought_back(asked: Her, command: Command) -> None:
    asked.writes(command=command)
    asked.writes(command=Command.UNDO)
    assert asked.at == "unclear.first"


def test_undo_of_nothing_asks_for_other_words(her: Her) -> None:
    her.writes(command=Command.LEAVE)
    her.writes(command=Command.UNDO)
    assert her.at == "unclear.first"
    her.writes(command=Command.UNDO)
    assert her.at == "unclear.second"


def test_undo_of_an_answer_asks_the_question_again(asked: Her) -> None:
    asked.writes(answer=PlaceAnswer((TIJUANA,)))
    asked.writes(command=Command.UNDO)
    assert asked.at == "housing.where"
