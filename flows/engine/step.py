"""What follows from what she did? One pure function: same input, same output, for ever."""

from dataclasses import dataclass, replace

from flows.engine import appointing, asked_first, danger, placing, talking
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
    Stop,
    TellAppointments,
    TellHoldings,
)
from flows.engine.events import TOLD, Chose, Event, Rang, Said, SentFile, SharedPlace, Started
from flows.engine.nodes import INSIDE_SAID
from flows.engine.pressing import press
from flows.engine.session import Session
from flows.engine.understood import ChoiceAnswer, Understood
from flows.engine.vocabulary import Command, Crisis, FlowId, Severity, Topic
from flows.engine.walk import Walk
from flows.engine.world import World

LEFT_FOR_GOOD = frozenset({Command.LEAVE, Command.FORGET, Command.STOP})
"""Commands after which "no era eso" brings nothing back: another person may hold the phone."""


ASKS_WHO = frozenset({special.RESUME, special.STILL_YOU})
"""Questions before whose answer nothing of what was spoken of is told."""


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
    walk.keep_before()
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
        case SharedPlace(places):
            placing.share(walk, places)
        case SentFile(kind):
            walk.start(special.FILES[kind])
        case Started(payload):
            _started(walk, payload)


# -- silence ------------------------------------------------------------------------------------


def _silenced(session: Session, kind: Crisis) -> Turn:
    """Danger, and somebody reads with her: a person is told, and nothing is said, now or later.

    Nothing either on account of what was opened before she said so: until she writes again.
    """
    return Turn(session, (Stop(), OpenCase(kind.value, Severity.URGENT, quiet=True)))


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
    clear = talking.is_clear(walk, understood)
    if understood.inside:
        walk.facts[INSIDE_SAID] = "now"
    placing.hear(walk, understood, walk.book.topics[understood.topic] if clear else None)
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
        _answer_or_talk(walk, understood, clear=clear)


def _answer_or_talk(walk: Walk, understood: Understood, *, clear: bool) -> None:
    if walk.reopened and not clear:
        walk.ask()
    elif _answered(walk, understood):
        walk.session = replace(walk.session, unclear=0)
    else:
        talking.talk(walk, understood)


def _asked_by_its_flow(walk: Walk, understood: Understood) -> Understood:
    """Whether tonight has a roof is the first question of housing: better than a neutral one."""
    at_card = danger.is_before_her(walk) and not walk.reopened
    if understood.check is not Crisis.HOMELESS_TONIGHT or at_card:
        return understood
    sure = max(understood.confidence, walk.book.manners.sure)
    return replace(understood, check=None, topic=Topic.HOUSING, confidence=sure)


def _command(walk: Walk, command: Command) -> None:
    if command is Command.UNDO:
        _undo(walk)
        return
    walk.session = replace(walk.session, unclear=0)
    if command in {Command.PERSON, Command.HELP, Command.PLAN}:
        walk.start(special.COMMANDS[command])
        return
    walk.restart(special.COMMANDS[command])
    if command in LEFT_FOR_GOOD:
        walk.forget_before()


def _undo(walk: Walk) -> None:
    """She was misunderstood: back to the question before, or once more with other words."""
    if walk.reopened or (walk.stack and walk.stack[-1].flow in ASKS_WHO):
        walk.ask()
        return
    walk.session = replace(walk.session, suspicion=None)
    if not walk.session.greeted:
        walk.restart(special.WELCOME)
    elif walk.session.before and not walk.session.unclear:
        walk.return_to(walk.session.before)
        walk.start(special.UNDO, quiet=False)
    else:
        talking.be_unclear(walk)


def _answered(walk: Walk, understood: Understood) -> bool:
    """Whether what she wrote answers the waiting question, even one behind "no te entendí"."""
    if walk.reopened or talking.is_another_topic(walk, understood):
        return False
    if understood.answer is not None and resume(walk, understood.answer):
        return True
    if asked_first.says_how_she_is(walk, understood):
        return True
    if understood.place is not None and placing.answer(walk, (understood.place,)):
        return True
    return isinstance(understood.answer, ChoiceAnswer) and _names_another(walk, understood.answer)


def _names_another(walk: Walk, answer: ChoiceAnswer) -> bool:
    """Whether she named a choice that is not asked now: as if its old button were pressed."""
    if "." not in answer.id:
        return False
    if not walk.session.greeted:
        walk.start(special.INTRODUCTION)
    press(walk, answer.id)
    return True


# -- what she shared and opened -----------------------------------------------------------------


def _started(walk: Walk, payload: str) -> None:
    flow = FlowId(payload)
    known = walk.book.flows.get(flow)
    if known is not None and known.topics and not known.aside:
        talking.change_topic(walk, flow)
    else:
        walk.restart(special.WELCOME)
