"""What follows from what she did? One pure function: same input, same output, for ever."""

from dataclasses import dataclass, replace
from datetime import timedelta

from flows.engine import book as special
from flows.engine.answers import resume
from flows.engine.book import Book
from flows.engine.effects import CancelWake, Effect, OpenCase, PlanWake
from flows.engine.events import Chose, Event, Rang, Said, SentFile, SharedPlace, Started
from flows.engine.nodes import Ask
from flows.engine.session import Session
from flows.engine.states import to_fact
from flows.engine.understood import AnswerKind, PlaceAnswer, Understood
from flows.engine.vocabulary import Command, Crisis, FlowId, NodeId, Severity, Topic
from flows.engine.walk import Walk
from flows.engine.world import World

SUSPICION = "suspicion"
"""The wake that rings when a neutral question stays without an answer."""

NEVER_A_TOPIC = frozenset({Topic.OTHER, Topic.CHECKIN_OK, Topic.CHECKIN_BAD})


@dataclass(frozen=True, slots=True)
class Turn:
    """Where she is afterwards, and what the turn is to carry out, in order."""

    session: Session
    effects: tuple[Effect, ...]


def step(book: Book, session: Session, event: Event, world: World) -> Turn:
    """Step the session by one event.

    The order is fixed: a crisis; a word of command; the answer that the node waits for; a change of
    topic; and only then "no te entendí". Raises FlowFailed when the book leads nowhere.
    """
    walk = Walk(book, session, world)
    match event:
        case Said():
            _said(walk, event)
        case Chose(choice):
            _chose(walk, choice)
        case SharedPlace(place):
            _shared(walk, PlaceAnswer((place,)) if place else None)
        case SentFile(kind):
            walk.start(special.FILES[kind])
        case Started(payload):
            _started(walk, payload)
        case Rang(name):
            _rang(walk, name)
    if not isinstance(event, Rang):
        walk.session = replace(walk.session, greeted=True)
    return Turn(walk.result(), tuple(walk.effects))


# -- what she wrote -----------------------------------------------------------------------------


def _said(walk: Walk, event: Said) -> None:
    understood = event.understood
    if understood.place is not None:
        walk.remember("place", to_fact(understood.place))
    if _danger(walk, understood):
        return
    if understood.command is not None:
        _command(walk, understood.command)
    elif understood.denial and _in_danger_flow(walk):
        walk.start(special.FALSE_ALARM)
    elif _stale(walk) and not _clear(walk, understood):
        walk.start(special.RESUME)
    elif understood.answer is not None and not _stale(walk) and resume(walk, understood.answer):
        walk.session = replace(walk.session, unclear=0)
    else:
        _talk(walk, understood)


def _danger(walk: Walk, understood: Understood) -> bool:
    """A crisis or the suspicion of one comes before everything; whether it was that."""
    kind = understood.crisis or understood.check
    if kind is None:
        return False
    if understood.silencing:
        walk.effects.append(OpenCase(kind.value, Severity.URGENT, quiet=True))
        return True
    second_sign = understood.check is not None and walk.session.suspicion is not None
    if understood.crisis is not None or second_sign:
        _crisis(walk, kind)
    else:
        _suspect(walk, kind)
    return True


def _crisis(walk: Walk, kind: Crisis) -> None:
    walk.session = replace(
        walk.session, suspicion=None, unclear=0, before=tuple(walk.stack), options=()
    )
    walk.start(walk.book.crises[kind])


def _suspect(walk: Walk, kind: Crisis) -> None:
    walk.session = replace(walk.session, suspicion=kind, before=tuple(walk.stack), options=())
    walk.effects.append(PlanWake(SUSPICION, walk.book.manners.second_sign))
    walk.start(special.CHECK)


def _in_danger_flow(walk: Walk) -> bool:
    if not walk.stack:
        return False
    top = walk.stack[-1].flow
    return top == special.CHECK or walk.book.flows[top].crisis is not None


def _command(walk: Walk, command: Command) -> None:
    walk.session = replace(walk.session, unclear=0, options=())
    match command:
        case Command.UNDO:
            _undo(walk)
        case Command.MENU | Command.LEAVE | Command.FORGET | Command.STOP:
            walk.restart(special.COMMANDS[command])
        case Command.PERSON | Command.HELP:
            walk.start(special.COMMANDS[command])


def _undo(walk: Walk) -> None:
    """She was misunderstood: back to where she was before."""
    before = walk.session.before
    walk.session = replace(walk.session, before=(), suspicion=None)
    walk.stack = list(before)
    walk.start(special.UNDO, quiet=True)
    if before:
        walk.ask_again()
    else:
        walk.start(special.MENU)


def _stale(walk: Walk) -> bool:
    """Whether a question has stood so long that another person may hold the phone."""
    since = walk.session.since
    patience: timedelta = walk.book.manners.patience
    return bool(walk.stack) and since is not None and walk.world.now - since > patience


def _clear(walk: Walk, understood: Understood) -> bool:
    topic = understood.topic
    sure = understood.confidence >= walk.book.manners.sure
    return sure and topic in walk.book.topics and topic is not Topic.GREETING


def _talk(walk: Walk, understood: Understood) -> None:
    """A change of topic, or a first word, or "no te entendí"."""
    topic = understood.topic
    flow = walk.book.topics.get(topic) if topic not in NEVER_A_TOPIC else None
    sure = understood.confidence >= walk.book.manners.sure
    if flow is None or not sure:
        _unclear(walk) if walk.session.greeted else walk.restart(special.WELCOME)
        return
    walk.session = replace(walk.session, unclear=0, options=())
    if topic is Topic.GREETING and not walk.session.greeted:
        walk.restart(special.WELCOME)
        return
    if walk.book.flows[flow].aside:
        walk.start(flow, quiet=True)
        return
    left = tuple(walk.stack)
    walk.stack.clear()
    if not walk.session.greeted:
        walk.start(special.INTRODUCTION)
    walk.session = replace(walk.session, before=left)
    walk.start(flow)


def _unclear(walk: Walk) -> None:
    """Each time easier: other words, the menu, a person."""
    count = walk.session.unclear
    walk.session = replace(walk.session, unclear=count + 1)
    if count == 0 and walk.stack:
        walk.ask_again_in_other_words()
        return
    steps = special.UNCLEAR_STEPS
    walk.start(special.UNCLEAR, steps[min(count, len(steps) - 1)])


# -- what she pressed, shared and opened --------------------------------------------------------


def _chose(walk: Walk, wire_id: str) -> None:
    walk.session = replace(walk.session, unclear=0)
    flow, _, rest = wire_id.partition(".")
    node, _, choice = rest.rpartition(".")
    if walk.stack and walk.wire_id(choice) == wire_id and resume(walk, walk.pressed(choice)):
        return
    known = walk.book.flows.get(FlowId(flow))
    if known is None or not known.evergreen or NodeId(node) not in known.nodes:
        walk.start(special.OLD_BUTTON, quiet=True)
        walk.ask_again()
        return
    walk.press_evergreen(known.id, NodeId(node), choice)


def _shared(walk: Walk, answer: PlaceAnswer | None) -> None:
    if answer is None:
        walk.start(special.PLACE_UNKNOWN)
        return
    waiting = walk.book.node(walk.stack[-1]) if walk.stack else None
    if isinstance(waiting, Ask) and waiting.kind is AnswerKind.PLACE:
        resume(walk, answer)
        return
    walk.remember("place", to_fact(answer.places[0]))
    walk.start(special.PLACE_NOTED)


def _started(walk: Walk, payload: str) -> None:
    flow = FlowId(payload)
    known = walk.book.flows.get(flow)
    if known is not None and known.topics:
        walk.restart(flow)
    else:
        walk.restart(special.WELCOME)


def _rang(walk: Walk, name: str) -> None:
    """Nobody answered the neutral question: a person looks, and nothing is said."""
    kind = walk.session.suspicion
    if name != SUSPICION or kind is None:
        return
    walk.session = replace(walk.session, suspicion=None)
    walk.effects.append(OpenCase(kind.value, Severity.HIGH))
    walk.effects.append(CancelWake(SUSPICION))
