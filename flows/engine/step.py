"""What follows from what she did? One pure function: same input, same output, for ever."""

from dataclasses import dataclass, replace

from flows.engine import appointing, asked_first, danger
from flows.engine import book as special
from flows.engine.acting import SUSPICION
from flows.engine.answers import resume
from flows.engine.book import Book
from flows.engine.effects import (
    AdjustCheckIns,
    CancelWake,
    Effect,
    OpenCase,
    SayText,
    ShowEntry,
    TellAppointments,
    TellHoldings,
)
from flows.engine.events import TOLD, Chose, Event, Rang, Said, SentFile, SharedPlace, Started
from flows.engine.nodes import Ask
from flows.engine.pressing import press
from flows.engine.session import Session
from flows.engine.states import to_fact
from flows.engine.understood import (
    AnswerKind,
    ChoiceAnswer,
    Place,
    PlaceAnswer,
    SkipAnswer,
    Understood,
)
from flows.engine.vocabulary import Command, Crisis, FlowId, Language, Severity, Topic
from flows.engine.walk import Walk
from flows.engine.world import World

NEVER_A_TOPIC = frozenset({Topic.OTHER, Topic.CHECKIN_OK, Topic.CHECKIN_BAD})

SURER = 0.75
"""Confidence from which a topic wins over words that fit an open question.

Below it lie answers that tell more than was asked: "con mis hijos, en Neza", "voy a Monterrey".
"""

LEFT_FOR_GOOD = frozenset({Command.LEAVE, Command.FORGET, Command.STOP})
"""Commands after which "no era eso" brings nothing back: another person may hold the phone."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where she is afterwards, and what the turn is to carry out, in order."""

    session: Session
    effects: tuple[Effect, ...]


def step(book: Book, session: Session, event: Event, world: World) -> Turn:
    """Step the session by one event.

    The order is fixed: a crisis; a word of command; the answer that the node waits for; a change of
    topic; and only then "no te entendí". After each event of hers something is said, unless she
    asked for silence. Raises FlowFailed when the book leads nowhere.
    """
    match event:
        case Rang(name):
            return _rang(session, name)
        case Said(understood=understood) if understood.silencing and understood.danger:
            return _silenced(session, understood.danger)
        case _:
            walk = Walk(book, session, world)
            _follow(walk, event)
    spoken = SayText | ShowEntry | TellHoldings | TellAppointments | AdjustCheckIns
    if not any(isinstance(effect, spoken) for effect in walk.effects):
        walk.start(special.HERE)
    walk.session = replace(walk.session, greeted=True)
    return Turn(walk.result(), tuple(walk.effects))


def _follow(walk: Walk, event: Said | Chose | SharedPlace | SentFile | Started) -> None:
    match event:
        case Said(understood=understood):
            _said(walk, understood)
        case _ if asked_first.is_stranger(walk):
            asked_first.ask_who(walk)
        case Chose(choice):
            press(walk, choice)
        case SharedPlace(place):
            _shared(walk, place)
        case SentFile(kind):
            walk.start(special.FILES[kind])
        case Started(payload):
            _started(walk, payload)


# -- silence ------------------------------------------------------------------------------------


def _silenced(session: Session, kind: Crisis) -> Turn:
    """Danger, and somebody reads with her: a person is told, and nothing is said, now or later."""
    return Turn(session, (OpenCase(kind.value, Severity.URGENT, quiet=True),))


def _rang(session: Session, name: str) -> Turn:
    """Nobody answered the neutral question: a person looks, and nothing is said, now or later.

    Or she was told a line outside her turns, which is then not told as the next one.
    """
    if name.startswith(TOLD):
        seen = dict.fromkeys((*session.seen, name.removeprefix(TOLD)))
        return Turn(replace(session, seen=tuple(seen)), ())
    kind = session.suspicion
    if name != SUSPICION or kind is None:
        return Turn(session, ())
    effects = (OpenCase(kind.value, Severity.HIGH, quiet=True), CancelWake(SUSPICION))
    return Turn(replace(session, suspicion=None), effects)


# -- what she wrote -----------------------------------------------------------------------------


def _said(walk: Walk, understood: Understood) -> None:
    understood = _asked_by_its_flow(walk, understood)
    if understood.place is not None:
        walk.remember("place", to_fact(understood.place))
    if danger.meet(walk, understood):
        return
    if understood.command is not None and not asked_first.returns_unknown(walk, understood):
        _command(walk, understood.command)
    elif asked_first.is_stranger(walk):
        asked_first.ask_who(walk)
    elif asked_first.adjust(walk, understood):
        walk.session = replace(walk.session, unclear=0)
    elif appointing.take(walk, understood):
        return
    elif danger.is_denial(walk, understood):
        danger.deny(walk)
    else:
        _answer_or_talk(walk, understood)


def _answer_or_talk(walk: Walk, understood: Understood) -> None:
    if walk.reopened and not _is_clear(walk, understood):
        walk.ask()
    elif _answered(walk, understood):
        walk.session = replace(walk.session, unclear=0)
    else:
        _talk(walk, understood)


def _asked_by_its_flow(walk: Walk, understood: Understood) -> Understood:
    """Whether tonight has a roof is the first question of housing: better than a neutral one."""
    if understood.check is not Crisis.HOMELESS_TONIGHT:
        return understood
    sure = max(understood.confidence, walk.book.manners.sure)
    return replace(understood, check=None, topic=Topic.HOUSING, confidence=sure)


def _command(walk: Walk, command: Command) -> None:
    walk.session = replace(walk.session, unclear=0)
    match command:
        case Command.UNDO:
            _undo(walk)
        case Command.MENU | Command.LEAVE | Command.FORGET | Command.STOP | Command.RETURN:
            walk.restart(special.COMMANDS[command])
            if command in LEFT_FOR_GOOD:
                walk.session = replace(walk.session, before=())
        case Command.PERSON | Command.HELP | Command.PLAN:
            walk.start(special.COMMANDS[command])


def _undo(walk: Walk) -> None:
    """She was misunderstood: back to where she was before."""
    if walk.reopened:
        walk.ask()
        return
    walk.session = replace(walk.session, suspicion=None)
    walk.return_to(walk.session.before)
    walk.start(special.UNDO, quiet=False)


def _answered(walk: Walk, understood: Understood) -> bool:
    """Whether what she wrote answers the waiting question, even one behind "no te entendí"."""
    if walk.reopened or _is_another_topic(walk, understood):
        return False
    if understood.answer is not None and resume(walk, understood.answer):
        return True
    if asked_first.says_how_she_is(walk, understood):
        return True
    return understood.place is not None and _answers_with(walk, understood.place)


def _answers_with(walk: Walk, place: Place) -> bool:
    """Whether a question for a place waits, at the top or behind "no te entendí"."""
    passing = {special.UNCLEAR, special.PLACE_UNKNOWN, special.CHECK_IN}
    asked = [frame for frame in walk.stack if frame.flow not in passing]
    node = walk.book.node(asked[-1]) if asked else None
    if not isinstance(node, Ask) or node.kind is not AnswerKind.PLACE:
        return False
    walk.stack = asked
    return resume(walk, PlaceAnswer((place,)))


def _is_clear(walk: Walk, understood: Understood) -> bool:
    topic = understood.topic
    sure = understood.confidence >= walk.book.manners.sure
    return sure and topic in walk.book.topics and topic not in {*NEVER_A_TOPIC, Topic.GREETING}


def _is_another_topic(walk: Walk, understood: Understood) -> bool:
    """For an open question a clear topic wins: "necesito un cuarto" is not a town."""
    if not walk.stack or isinstance(understood.answer, ChoiceAnswer | SkipAnswer):
        return False
    flow = walk.book.topics.get(understood.topic)
    clear = _is_clear(walk, understood) and understood.confidence >= SURER
    if flow is None or not clear or walk.book.flows[flow].aside:
        return False
    same = flow in {frame.flow for frame in walk.stack}
    return not same and isinstance(walk.book.node(walk.stack[-1]), Ask)


def _talk(walk: Walk, understood: Understood) -> None:
    """A change of topic, or a first word, or "no te entendí"."""
    topic = understood.topic
    flow = walk.book.topics.get(topic) if topic not in NEVER_A_TOPIC else None
    sure = understood.confidence >= walk.book.manners.sure
    clear = flow is not None and sure
    if understood.language is Language.ANOTHER and (not clear or topic is Topic.GREETING):
        walk.start(special.OTHER_LANGUAGE)
        return
    if flow is None or not sure:
        _without_topic(walk, understood)
        return
    walk.session = replace(walk.session, unclear=0)
    if topic is Topic.GREETING and not walk.session.greeted:
        walk.restart(special.WELCOME)
    elif walk.book.flows[flow].aside:
        walk.start(flow, quiet=not walk.reopened)
    else:
        _change_topic(walk, flow)


def _without_topic(walk: Walk, understood: Understood) -> None:
    """A first word, a place and nothing else, or what is not understood."""
    if not walk.session.greeted:
        walk.restart(special.WELCOME)
    elif understood.place is not None:
        walk.session = replace(walk.session, unclear=0)
        walk.start(special.PLACE_NOTED)
    elif not asked_first.shows_herself(walk):
        _unclear(walk)


def _change_topic(walk: Walk, flow: FlowId) -> None:
    walk.leave()
    if not walk.session.greeted:
        walk.start(special.INTRODUCTION)
    walk.start(flow)


def _unclear(walk: Walk) -> None:
    """Each time easier: other words, the menu, a person; in danger the card stays before her."""
    count = walk.session.unclear
    walk.session = replace(walk.session, unclear=count + 1)
    if walk.stack and danger.is_of_danger(walk, walk.stack[-1].flow):
        walk.ask()
        return
    if count == 0 and walk.stack:
        walk.ask_in_other_words()
        return
    steps = special.UNCLEAR_STEPS
    walk.start(special.UNCLEAR, steps[min(count, len(steps) - 1)])


# -- what she shared and opened -----------------------------------------------------------------


def _shared(walk: Walk, place: Place | None) -> None:
    if place is None:
        walk.start(special.PLACE_UNKNOWN)
        return
    if not walk.reopened and _answers_with(walk, place):
        return
    walk.remember("place", to_fact(place))
    walk.start(special.PLACE_NOTED)


def _started(walk: Walk, payload: str) -> None:
    flow = FlowId(payload)
    known = walk.book.flows.get(flow)
    if known is not None and known.topics and not known.aside:
        _change_topic(walk, flow)
    else:
        walk.restart(special.WELCOME)
