"""What becomes of her when hours pass, or the book changes? Nothing is lost or betrayed."""

import json
from dataclasses import replace

import pytest

from flows.engine.events import Chose, FileKind, SentFile, SharedPlace
from flows.engine.expect import expects
from flows.engine.session import Frame, Option, Session, from_json, to_json
from flows.engine.understood import AnswerKind, ChoiceAnswer, Place, PlaceAnswer
from flows.engine.vocabulary import ChoiceId, Command, Crisis, FlowId, NodeId, Topic
from tests.flows import books
from tests.flows.worlds import NOON, Her

TIJUANA = Place("MX-BCN", "Tijuana")
RESUME = "¿Seguimos o empezamos de nuevo?"
QUESTION = "¿En qué ciudad o municipio estás?"


@pytest.fixture
def her() -> Her:
    """A contact who is asked where she is."""
    someone = Her(books.small()[0], books.directory())
    someone.writes(Topic.HOUSING)
    return someone


@pytest.fixture
def later(her: Her) -> Her:
    """The same, five hours later."""
    her.waits(hours=5)
    return her


# -- expired questions ----------------------------------------------------------------------------


def test_within_patience_the_question_stands(her: Her) -> None:
    her.waits(hours=4)
    her.writes(answer=PlaceAnswer((TIJUANA,)))
    assert her.at == "consent.ask"


@pytest.mark.parametrize(
    "answer", [None, PlaceAnswer((TIJUANA,)), ChoiceAnswer(ChoiceId("skip"))], ids=repr
)
def test_a_late_answer_is_asked_whether_to_go_on(later: Her, answer: object) -> None:
    later.writes(answer=answer)  # type: ignore[arg-type]
    assert later.said() == [RESUME]


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda her: her.does(Chose("housing.where.skip")), id="its own old button"),
        pytest.param(lambda her: her.does(Chose("jobs.next.agree")), id="any old button"),
        pytest.param(lambda her: her.does(SentFile(FileKind.IMAGE)), id="a picture"),
        pytest.param(lambda her: her.does(SentFile(FileKind.STICKER)), id="a sticker"),
        pytest.param(lambda her: her.does(SharedPlace((TIJUANA,))), id="a place"),
        pytest.param(lambda her: her.does(SharedPlace(())), id="a place abroad"),
        pytest.param(lambda her: her.writes(Topic.GREETING), id="a greeting"),
        pytest.param(lambda her: her.writes(Topic.THANKS), id="thanks"),
        pytest.param(lambda her: her.writes(command=Command.UNDO), id="no era eso"),
        pytest.param(lambda her: her.writes(command=Command.PERSON), id="a wish for a person"),
        pytest.param(lambda her: her.writes(denial=True), id="a denial"),
    ],
)
def test_no_topic_is_named_until_she_says_that_it_is_she(later: Her, act: object) -> None:
    assert callable(act)
    act(later)
    assert QUESTION not in later.said()
    assert later.said()


def test_she_goes_on_where_she_was(later: Her) -> None:
    later.writes()
    later.presses("Seguimos")
    assert later.said() == [QUESTION]


def test_she_begins_anew(later: Her) -> None:
    later.writes()
    later.presses("De nuevo")
    assert [frame.flow for frame in later.session.stack] == ["menu"]


def test_a_clear_topic_needs_no_question(later: Her) -> None:
    later.writes(Topic.JOBS)
    assert later.at == "jobs.next"


def test_a_late_crisis_is_helped_at_once_and_names_no_topic_afterwards(later: Her) -> None:
    later.writes(crisis=Crisis.VIOLENCE_NOW)
    assert later.at == "violence_now.card"
    later.presses("Ya pasó")
    assert later.said() == [RESUME]


def test_the_question_whether_to_go_on_may_itself_be_answered_late(later: Her) -> None:
    later.writes()
    later.waits(days=2)
    later.presses("Seguimos")
    assert later.said() == [QUESTION]


def test_it_is_asked_once_however_long_it_takes(later: Her) -> None:
    for _ in range(3):
        later.writes()
        later.waits(days=1)
    assert [frame.flow for frame in later.session.stack] == ["housing", "resume"]


# -- old buttons ----------------------------------------------------------------------------------


def test_an_old_button_is_refused_kindly_and_she_is_asked_again(her: Her) -> None:
    her.does(Chose("jobs.next.agree"))
    assert her.said() == ["Ese botón era de antes.", QUESTION]


def test_an_evergreen_button_keeps_its_meaning(her: Her) -> None:
    her.does(Chose("menu.topics.work"))
    assert her.at == "jobs.next"
    assert [frame.flow for frame in her.session.before] == ["housing"]


def test_the_button_of_an_old_card_still_gives_a_number(her: Her) -> None:
    her.does(Chose("violence_now.card.silent"))
    assert her.said() == ["Prueba otra vez: 800 911 2000.", QUESTION]


@pytest.mark.parametrize(
    "wire",
    ["", ".", "..", "menu", "menu.topics", "menu.topics.no", "menu.no.bed", "no.no.no", "a.b.c.d"],
)
def test_a_button_that_never_was_is_refused_kindly(her: Her, wire: str) -> None:
    her.does(Chose(wire))
    assert her.said()[0] == "Ese botón era de antes."


# -- sessions of another book ---------------------------------------------------------------------


def test_a_node_that_moved_is_where_it_is_now(her: Her) -> None:
    her.session = replace(her.session, stack=(Frame(FlowId("housing"), NodeId("town")),))
    assert expects(her.book, her.session).kind is AnswerKind.PLACE
    her.writes(answer=PlaceAnswer((TIJUANA,)))
    assert her.at == "consent.ask"


GONE = Frame(FlowId("gone"), NodeId("gone"))
NO_NODE = Frame(FlowId("jobs"), NodeId("gone"))


@pytest.mark.parametrize("frame", [GONE, NO_NODE], ids=["flow", "node"])
@pytest.mark.parametrize(
    ("act", "said"),
    [
        pytest.param(lambda her: her.writes(), "Aquí estoy. Cuéntame.", id="words"),
        pytest.param(
            lambda her: her.does(Chose("gone.gone.x")), "Aquí estoy. Cuéntame.", id="its old button"
        ),
        pytest.param(
            lambda her: her.does(SentFile(FileKind.IMAGE)), "No puedo ver fotos.", id="a picture"
        ),
        pytest.param(
            lambda her: her.does(SharedPlace((TIJUANA,))),
            "Va, Tijuana, Baja California. Ya lo vi.",
            id="a place",
        ),
    ],
)
def test_a_question_that_is_gone_leads_kindly_to_the_menu(
    her: Her, frame: Frame, act: object, said: str
) -> None:
    her.session = replace(her.session, stack=(*her.session.stack, frame))
    assert callable(act)
    act(her)
    assert her.said()[0] == said
    assert her.at == "menu.topics"


def test_a_clear_topic_survives_a_question_that_is_gone(her: Her) -> None:
    her.session = replace(her.session, stack=(GONE,))
    her.writes(Topic.JOBS)
    assert her.at == "jobs.next"


def test_what_is_gone_further_down_is_left_out(her: Her) -> None:
    her.session = replace(her.session, stack=(GONE, *her.session.stack), before=(GONE,))
    her.writes(command=Command.UNDO)
    assert her.at == "menu.topics"


# -- stored sessions ------------------------------------------------------------------------------


def test_a_stored_session_is_the_same() -> None:
    frame = Frame(FlowId("a"), NodeId("b"), 3, quiet=True, options=(Option("Uno", "1"),))
    session = Session(
        stack=(frame,),
        since=NOON,
        unclear=2,
        said="Hola",
        role="relative",
        seen=("D0001",),
        found="D0002",
        suspicion=Crisis.VIOLENCE_NOW,
        greeted=True,
        before=(frame,),
    )
    assert from_json(json.loads(json.dumps(to_json(session)))) == session


def test_what_only_another_version_knows_is_left_out() -> None:
    stored = {
        "stack": [{"flow": "a", "node": "b", "mood": 1}],
        "suspicion": "boredom",
        "options": [{"title": "x", "value": "y"}],
        "weather": "rain",
    }
    assert from_json(stored) == Session(stack=(Frame(FlowId("a"), NodeId("b")),))


def test_a_session_without_anything_is_a_new_one() -> None:
    assert from_json({}) == Session()
