"""What may anybody do next? Moves of every kind, as data that hypothesis can draw and shorten."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time

from hypothesis import strategies as st

from flows.engine.events import Chose, Event, FileKind, Rang, Said, SentFile, SharedPlace, Started
from flows.engine.expect import expects
from flows.engine.session import Frame
from flows.engine.understood import (
    Answer,
    AnswerKind,
    ChoiceAnswer,
    DateAnswer,
    NameAnswer,
    NumberAnswer,
    Place,
    PlaceAnswer,
    SkipAnswer,
    TextAnswer,
    Understood,
)
from flows.engine.vocabulary import ChoiceId, Command, Crisis, FlowId, Language, NodeId, Topic
from tests.flows.worlds import TEAMS, Her

PLACES = (
    Place("MX-CMX", "Iztapalapa"),
    Place("MX-MEX"),
    Place("MX-SLP", "Soledad de Graciano Sánchez"),
    Place("MX-ROO", "Benito Juárez"),
    Place("MX-CMX", "Benito Juárez"),
)


@dataclass(frozen=True, slots=True)
class Move:
    """Something that happens: to the world, to the book, or by her. None: nothing to answer."""

    name: str
    make: Callable[[Her], Event | None]

    def __repr__(self) -> str:
        """The name, so that a failing walk reads as a story."""
        return self.name


def moves() -> st.SearchStrategy[list[Move]]:
    """A walk: mostly answers, now and then anything else."""
    usual = st.one_of(_answers(), _presses(), _answers(), _presses(), _words())
    return st.lists(
        st.one_of(usual, usual, usual, _rest(), _circumstances()), min_size=5, max_size=60
    )


def _presses() -> st.SearchStrategy[Move]:
    return st.integers(0, 9).map(lambda n: Move(f"press {n}", lambda her: _nth_shown(her, n)))


def _nth_shown(her: Her, number: int) -> Event | None:
    return Chose(her.shown[number % len(her.shown)].id) if her.shown else None


def _answers() -> st.SearchStrategy[Move]:
    return st.integers(0, 9).map(lambda n: Move(f"answer {n}", lambda her: _fitting(her, n)))


def _fitting(her: Her, number: int) -> Event:
    """Words that fit what the session waits for; a skip when it waits for nothing."""
    expected = expects(her.book, her.session)
    answer: Answer
    match expected.kind:
        case AnswerKind.CHOICE:
            answer = ChoiceAnswer(expected.choices[number % len(expected.choices)].id)
        case AnswerKind.PLACE:
            answer = PlaceAnswer(PLACES[number % 5 :][: 1 + number % 3])
        case AnswerKind.DATE:
            days = (date(2026, 12, 1), date(2027, 1, 1))[: 1 + number % 2]
            answer = DateAnswer(days, time(10, 30), impossible=number == 9)
        case AnswerKind.NAME:
            answer = NameAnswer("Ana")
        case AnswerKind.NUMBER:
            answer = NumberAnswer(number)
        case AnswerKind.TEXT:
            answer = TextAnswer("lo que sea " * (1 + 40 * number))
        case AnswerKind.NOTHING:
            answer = SkipAnswer()
    return Said("…", Understood(answer=answer))


def _words() -> st.SearchStrategy[Move]:
    likely = st.sampled_from([None, None, None])
    understood = st.builds(
        Understood,
        topic=st.sampled_from(Topic),
        language=st.sampled_from(Language),
        crisis=likely | st.sampled_from(Crisis),
        confidence=st.sampled_from([0.1, 0.5, 0.9]),
        command=likely | st.sampled_from(Command),
        place=likely | st.sampled_from(PLACES),
        denial=st.booleans(),
        silencing=st.sampled_from([False, False, False, True]),
        answer=likely | st.sampled_from(_ANY_ANSWERS),
    )
    suspected = understood.map(lambda one: replace(one, crisis=None, check=one.crisis))
    either = st.one_of(understood, suspected)
    return either.map(lambda one: Move(f"write {one}", lambda her: Said("…", one)))


_ANY_ANSWERS: list[Answer] = [
    ChoiceAnswer(ChoiceId("person")),
    ChoiceAnswer(ChoiceId("o1")),
    ChoiceAnswer(ChoiceId("skip")),
    SkipAnswer(),
    PlaceAnswer(PLACES[3:]),
    TextAnswer("hola"),
    DateAnswer(()),
]


def _rest() -> st.SearchStrategy[Move]:
    """Old and unknown buttons, places, files, starts, rings."""
    return st.one_of(
        st.integers(0, 200).map(lambda n: Move(f"old button {n}", lambda her: _old(her, n))),
        st.sampled_from(["", "x", "menu.topics.x", "no.such.button", "a.b.c.d", "menu.topics"]).map(
            lambda wire: Move(f"button {wire!r}", lambda her: Chose(wire))
        ),
        st.sampled_from([(), PLACES, *((place,) for place in PLACES)]).map(
            lambda places: Move(f"share {places}", lambda her: SharedPlace(places))
        ),
        st.sampled_from(FileKind).map(
            lambda kind: Move(f"send {kind}", lambda her: SentFile(kind))
        ),
        st.sampled_from(["", "jobs", "visits", "human", "consent", "💥", "menu"]).map(
            lambda payload: Move(f"start {payload!r}", lambda her: Started(payload))
        ),
        st.sampled_from(["suspicion", "suspicion", "other"]).map(
            lambda name: Move(f"ring {name}", lambda her: Rang(name))
        ),
    )


def _old(her: Her, number: int) -> Event | None:
    ever = her.pressed_before
    return Chose(ever[number % len(ever)]) if ever else None


def _circumstances() -> st.SearchStrategy[Move]:
    """Time passes, people come and go, services close, and the book is replaced by a newer one."""
    return st.one_of(
        st.sampled_from([1, 60, 60 * 5, 60 * 24 * 40]).map(
            lambda minutes: Move(f"{minutes} minutes", lambda her: her.waits(minutes=minutes))
        ),
        st.sampled_from(sorted(TEAMS)).map(
            lambda name: Move(f"team {name}", lambda her: _team(her, name))
        ),
        st.sampled_from([frozenset[str](), frozenset({"D0001", "D0002", "D0022"})]).map(
            lambda closed: Move(f"close {len(closed)}", lambda her: _close(her, closed))
        ),
        st.integers(0, 5).map(lambda n: Move(f"newer book {n}", lambda her: _outlive(her, n))),
    )


def _team(her: Her, name: str) -> None:
    her.team = TEAMS[name]


def _close(her: Her, closed: frozenset[str]) -> None:
    her.closed = closed


def _outlive(her: Her, depth: int) -> None:
    """The question at this depth was asked by an older book: today's does not know it."""
    stack = list(her.session.stack)
    if stack:
        gone = Frame(FlowId("gone" if depth % 2 else "menu"), NodeId("gone"))
        stack[depth % len(stack)] = gone
        her.session = replace(her.session, stack=tuple(stack))
