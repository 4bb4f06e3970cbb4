"""What does each kind of node do? Small scenes for each but the questions."""

from dataclasses import replace

import pytest

from flows.engine.book import Book
from flows.engine.directory import Directory
from flows.engine.effects import (
    AllowWriting,
    ForgetEverything,
    OpenCase,
    Remember,
    SayText,
    SetRole,
    ShowEntry,
    Stop,
    TellHoldings,
)
from flows.engine.events import Chose
from flows.engine.nodes import End, Flow, Goto, Node, Say
from flows.engine.understood import (
    NameAnswer,
    Place,
    PlaceAnswer,
    TextAnswer,
)
from flows.engine.vocabulary import (
    Command,
    FlowId,
    NodeId,
    Severity,
    Topic,
)
from flows.engine.walk import FlowFailed
from tests.flows import books
from tests.flows.worlds import Her

TIJUANA = Place("MX-BCN", "Tijuana")
TWO = PlaceAnswer((Place("MX-CMX", "Benito Juárez"), Place("MX-ROO", "Benito Juárez")))


@pytest.fixture
def her() -> Her:
    """A contact whom Alba knows already, with the small book and the whole directory."""
    someone = Her(books.small()[0], books.directory())
    someone.writes(Topic.GREETING)
    return someone


# -- say -------------------------------------------------------------------------------------------


def test_a_say_speaks_and_goes_on(her: Her) -> None:
    her.writes(Topic.JOBS)
    assert her.said() == ["Hoy abren. Tardan hasta 72 horas.", "¿Qué sigue?"]


def test_a_say_that_was_just_said_is_said_in_its_other_words(her: Her) -> None:
    her.writes(command=Command.LEAVE)
    her.writes(command=Command.LEAVE)
    assert her.said() == ["Receta de sopa: dora la pasta."]


def test_a_say_without_other_words_is_left_out_and_alba_still_speaks(her: Her) -> None:
    only: dict[NodeId, Node] = {
        NodeId("told"): Say("A ti.", Goto(NodeId("done"))),
        NodeId("done"): End(),
    }
    her.book = _with(her.book, Flow(FlowId("thanks"), 1, "Gracias", NodeId("told"), only))
    her.writes(command=Command.LEAVE)
    said = []
    for _ in range(4):
        her.writes(Topic.THANKS)
        said.append(her.said())
    assert said == [["A ti."], ["Aquí estoy. Cuéntame."], ["A ti."], ["Aquí estoy. Cuéntame."]]


@pytest.mark.parametrize("gone", ["closed", "withdrawn"])
def test_a_telephone_that_is_gone_gives_the_emergency_line(her: Her, gone: str) -> None:
    if gone == "closed":
        her.closed = frozenset({"D0002"})
    else:
        her.directory = Directory()
    her.writes(Topic.HEALTH)
    assert her.said() == ["Te leo. Para hablar, a toda hora: 911."]


# -- find ------------------------------------------------------------------------------------------


def test_a_find_shows_entries_and_never_the_same_again(her: Her) -> None:
    her.writes(Topic.HOUSING, place=TIJUANA)
    first = _entries(her)
    her.presses("Luego te digo")
    her.presses("Más lugares")
    assert first
    assert not first & _entries(her)


def test_a_find_without_a_match_goes_another_way(her: Her) -> None:
    her.directory = Directory()
    her.writes(Topic.HOUSING, place=TIJUANA)
    assert her.at == "housing.nothing"


def test_what_is_closed_today_is_not_found(her: Her) -> None:
    her.writes(Topic.HOUSING, place=TIJUANA)
    shown = _entries(her)
    other = Her(books.small()[0], books.directory(), closed=frozenset(shown))
    other.writes(Topic.HOUSING, place=TIJUANA)
    assert not shown & _entries(other)


def test_a_find_that_shows_nothing_lets_texts_speak(her: Her) -> None:
    her.writes(Topic.HOUSING, place=TIJUANA)
    her.presses("Luego te digo")
    her.presses("Un teléfono")
    first = her.said()
    her.presses("Otro teléfono")
    assert first[0].startswith("Prueba con ")
    assert her.said()[0].startswith("Prueba también con ")
    assert her.said()[0].removeprefix("Prueba también con ") != first[0].removeprefix("Prueba con ")


def test_a_found_entry_that_was_withdrawn_since_gives_the_emergency_line(her: Her) -> None:
    her.writes(Topic.HOUSING, place=TIJUANA)
    her.presses("Luego te digo")
    her.presses("Un teléfono")
    her.directory = Directory()
    her.writes()
    assert her.said() == ["Prueba también con 911: 911."]


# -- route -----------------------------------------------------------------------------------------


def test_a_route_goes_by_what_is_known(her: Her) -> None:
    her.facts["place"] = "MX-BCN"
    her.writes(Topic.HOUSING)
    assert her.at == "consent.ask"


def test_a_route_knows_the_hour_in_her_own_zone(her: Her) -> None:
    her.waits(hours=15)  # nine in the morning UTC: three at night in Mexico City
    her.writes(Topic.JOBS)
    assert her.said()[0] == "De noche no abren. Tardan hasta 72 horas."


# -- act -------------------------------------------------------------------------------------------


def test_acts_wish_for_effects_in_order(her: Her) -> None:
    her.writes(command=Command.STOP)
    assert [type(each) for each in her.effects] == [Stop, SayText]
    her.writes(command=Command.FORGET)
    assert [type(each) for each in her.effects] == [ForgetEverything, SayText]
    her.writes(Topic.PRIVACY)
    assert [type(each) for each in her.effects] == [TellHoldings, SayText]


def test_the_role_belongs_to_the_session(her: Her) -> None:
    _to_end_of_me(her)
    assert her.session.role == "woman"
    assert SetRole("woman") in her.effects
    assert Remember("told", "yes") in her.effects


def test_consent_is_kept_and_not_asked_twice(her: Her) -> None:
    her.writes(Topic.HOUSING, place=TIJUANA)
    her.presses("Sí")
    assert AllowWriting(True) in her.effects
    assert her.facts["consent"] == "yes"
    assert her.at == "housing.results"
    her.presses("Más lugares")
    assert her.at == "housing.results"


def test_a_person_is_told_with_the_severity_of_the_flow(her: Her) -> None:
    her.writes(Topic.HUMAN)
    assert her.cases() == [OpenCase("human", Severity.NORMAL)]


# -- call and end ----------------------------------------------------------------------------------


def test_a_call_comes_back(her: Her) -> None:
    her.writes(Topic.JOBS)
    her.presses("Escríbeme")
    assert her.at == "consent.ask"
    her.presses("No")
    assert her.at == "jobs.next"


def test_a_call_of_what_waits_already_comes_back_to_the_last_caller(her: Her) -> None:
    her.writes(Topic.HOUSING, place=TIJUANA)
    assert her.at == "consent.ask"
    her.writes(command=Command.PERSON)
    her.does(Chose("menu.topics.work"))
    her.presses("Escríbeme")
    her.presses("Luego te digo")
    assert her.at == "jobs.next"


def test_the_end_of_the_last_flow_is_rest(her: Her) -> None:
    her.writes(command=Command.LEAVE)
    assert her.at == ""
    assert her.session.stack == ()


def test_a_round_without_a_question_fails_and_does_not_hang(her: Her) -> None:
    round_trip: dict[NodeId, Node] = {
        NodeId("a"): Say("Va.", Goto(NodeId("b")), "Bien."),
        NodeId("b"): Say("Y va.", Goto(NodeId("a")), "Y bien."),
    }
    her.book = _with(her.book, Flow(FlowId("thanks"), 1, "Gracias", NodeId("a"), round_trip))
    with pytest.raises(FlowFailed):
        her.writes(Topic.THANKS)


def _with(book: Book, flow: Flow) -> Book:
    return replace(book, flows={**book.flows, flow.id: flow})


def _entries(her: Her) -> set[str]:
    return {each.match.entry.id for each in her.effects if isinstance(each, ShowEntry)}


def _to_end_of_me(her: Her) -> None:
    her.writes(command=Command.MENU)
    her.presses("Más temas")
    her.presses("Sobre mí")
    her.writes(answer=NameAnswer("Ana"))
    her.writes(answer=TextAnswer("nada más"))
