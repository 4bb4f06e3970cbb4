"""What does one woman's turn come to? Computed without any I/O, before a row is written."""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from bot.care import complaints, line_answers
from bot.care.line_answers import Answer
from bot.organisation import Organisation
from bot.road.failing import kind_of, place_of, tell
from bot.road.ground import Ground, Mind
from bot.road.hearing import ChatClosed, Heap, Unread, Words, heaps
from bot.road.meanwhile import (
    asked_meanwhile,
    beneath,
    is_clear_answer,
    is_unknown,
    needs_answer,
)
from bot.road.saying import Addressee
from bot.road.tongue import in_language, language_after
from bot.road.wishes import Carrying
from bot.translations import N_
from db.stores.claims import Claimed
from flows.engine.asked_first import STRANGER
from flows.engine.book import Book
from flows.engine.effects import ForgetEverything, OpenCase, Remember, SayText
from flows.engine.events import Chose, Event, Said
from flows.engine.expect import expects
from flows.engine.session import Session, from_json
from flows.engine.states import from_fact
from flows.engine.step import Turn, step
from flows.engine.texts import Text
from flows.engine.understood import Expectation, Understood
from flows.engine.vocabulary import Command, Severity

log = logging.getLogger(__name__)

FAILED: Final = N_(
    "Te leo, pero algo falló de mi lado. ¿Me lo escribes otra vez, con otras palabras?"
)
SET_ASIDE: Final = "set_aside"


@dataclass(frozen=True, slots=True)
class Report:
    """What one turn made of one happening, without any of her words."""

    contact_id: int
    inbox_ids: tuple[int, ...]
    understood: Understood | None = field(repr=False, default=None)
    flow: str = ""
    node: str = ""


@dataclass(slots=True)
class Thought:
    """One contact's turn, computed and not yet written.

    `read` are the messages that it has dealt with; the others go on waiting.
    """

    claimed: Claimed
    session: Session
    facts: dict[str, str] = field(repr=False)
    carryings: list[Carrying] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list, repr=False)
    closed: dict[int, bool] = field(default_factory=dict)
    read: list[int] = field(default_factory=list)
    new_language: bool = False
    in_danger: bool = False
    forgotten: bool = False

    def answer_in(self, language: str) -> None:
        """From now on she is answered in this language."""
        if language != self.claimed.language:
            self.claimed = replace(self.claimed, language=language)
            self.new_language = True


@dataclass(frozen=True, slots=True)
class Thinker:
    """How a batch is thought through: on this mind and this ground, at this moment."""

    mind: Mind
    ground: Ground
    organisation: Organisation
    now: datetime

    def think(self, claimed: Claimed, most: int | None = None) -> Thought:
        """Step through what waits, or through the first `most` happenings of it.

        What makes the code raise is set aside, and the rest goes on. After a wish to be forgotten
        nothing more is read: what follows is somebody new's.
        """
        session = asked_meanwhile(self.mind.book, claimed, _session(claimed))
        if is_unknown(claimed, self.mind.following.policy.unknown_after, self.now):
            session = Session(stranger=STRANGER)
        thought = Thought(claimed, session, dict(claimed.facts))
        for number, heap in enumerate(heaps(claimed.waiting)):
            if number == most or thought.forgotten:
                break
            thought.read.extend(message.id for message in heap.messages)
            try:
                self._step(thought, heap)
            except Exception as error:
                self._fail(thought, heap, error)
        return thought

    def _step(self, thought: Thought, heap: Heap) -> None:
        happening = heap.happening
        if isinstance(happening, ChatClosed):
            for message in heap.messages:
                thought.closed[_sender(message.identity_id)] = happening.blocked
            thought.reports.append(_report(thought, heap))
            return
        answer = _answer(thought, heap)
        if answer is not None:
            thought.carryings.append(replace(_carrying(thought.claimed, heap), answer=answer))
            thought.reports.append(_report(thought, heap))
            return
        event = self._event(thought, heap)
        understood = event.understood if isinstance(event, Said) else None
        thought.in_danger = thought.in_danger or is_urgent(understood)
        thought.answer_in(language_after(event, thought.claimed.language))
        if isinstance(event, Said) and self._complains(thought, heap, event):
            return
        stranger, seen = bool(thought.session.stranger), thought.session.seen
        turn = self._turn(thought, event, heap.messages[-1].channel)
        thought.session = turn.session
        thought.facts.update(_remembered(turn.effects))
        known = replace(thought.claimed, facts=dict(thought.facts))
        carrying = replace(_carrying(known, heap), stranger=stranger)
        carrying.effects.extend(turn.effects)
        carrying.newly_seen = tuple(each for each in turn.session.seen if each not in seen)
        thought.carryings.append(carrying)
        thought.forgotten = any(isinstance(each, ForgetEverything) for each in turn.effects)
        thought.reports.append(_report(thought, heap, understood))

    def _turn(self, thought: Thought, event: Event, channel: str) -> Turn:
        """Step her, in a world where what she is told of people is true of this very turn."""
        known = {} if thought.session.stranger else thought.facts
        if thought.session.stranger:
            thought.claimed = replace(thought.claimed, appointments=(), cases={})

        def stepped(her: Claimed) -> Turn:
            world = self.ground.world(her, known, self.organisation, self.now, channel)
            return step(self.mind.book, thought.session, event, world)

        turn = stepped(thought.claimed)
        told = _of_what_is_spoken_of(thought.claimed, turn, self.mind.book)
        return turn if told is thought.claimed else stepped(told)

    def _complains(self, thought: Thought, heap: Heap, said: Said) -> bool:
        """A complaint about the team needs no topic of the book; a danger comes before it."""
        effects = complaints.answer_to(said.text, self.ground.duty.staff)
        if not effects or said.understood.danger is not None:
            return False
        carrying = _carrying(thought.claimed, heap)
        carrying.effects.extend(effects)
        thought.carryings.append(carrying)
        thought.reports.append(_report(thought, heap, said.understood))
        return True

    def _event(self, thought: Thought, heap: Heap) -> Event:
        match heap.happening:
            case Words():
                words = heap.happening
                understood = self._understand(thought, words.texts)
                return Said(words.text, understood, words.edited)
            case Unread(error):
                raise error
            case ChatClosed():
                raise TypeError
            case event:
                return event

    def _understand(self, thought: Thought, texts: Sequence[str]) -> Understood:
        """All texts as one; a danger in any of them is a danger, whatever stands around it."""
        claimed = thought.claimed
        whole = self._whole(thought, thought.session, texts)
        below = beneath(thought.session)
        if below is not None and needs_answer(whole):
            answers = self._whole(thought, below, texts)
            if is_clear_answer(answers):  # of what she was asked before Alba asked how she is
                thought.session, whole = below, answers
        if whole.crisis is not None or len(texts) < 2:
            return whole
        parts = [
            self.mind.understand(text, Expectation(), self.now, claimed.zone) for text in texts
        ]
        return _worst(whole, parts)

    def _whole(self, thought: Thought, session: Session, texts: Sequence[str]) -> Understood:
        """All texts as one, as an answer to what this session waits for."""
        place = from_fact(thought.facts.get("place", ""))
        shown = expects(self.mind.book, session, place.state if place else None)
        expected = in_language(shown, thought.claimed.language)
        zone = thought.claimed.zone
        return self.mind.understand("\n".join(texts), expected, self.now, zone)

    def _fail(self, thought: Thought, heap: Heap, error: Exception) -> None:
        """Set the heap aside, say one kind sentence, and let a person look.

        She begins anew with her next message: where she was may be what made it fail.
        """
        tell(log, error, "contact %s: set aside", thought.claimed.id)
        kind, place = kind_of(error), place_of(error)
        thought.failures.extend(
            {"inbox_id": message.id, "now": self.now, "type": kind, "place": place}
            for message in heap.messages
        )
        urgent = thought.in_danger or self._holds_danger(thought, heap)
        severity = Severity.URGENT if urgent else Severity.HIGH
        carrying = replace(_carrying(thought.claimed, heap), failed=True)
        carrying.effects.extend((SayText(Text(FAILED)), OpenCase(SET_ASIDE, severity)))
        thought.carryings.append(carrying)
        thought.session = Session(greeted=True, suspicion=thought.session.suspicion)
        thought.reports.append(_report(thought, heap))

    def _holds_danger(self, thought: Thought, heap: Heap) -> bool:
        """Whether any of the texts can be understood by itself, and cannot wait."""
        texts = heap.happening.texts if isinstance(heap.happening, Words) else ()
        for text in texts:
            try:
                zone = thought.claimed.zone
                understood = self.mind.understand(text, Expectation(), self.now, zone)
            except Exception:
                log.warning("contact %s: a text is not understood", thought.claimed.id)
            else:
                if is_urgent(understood):
                    return True
        return False


def is_urgent(understood: Understood | None) -> bool:
    """Whether this cannot wait, sure or suspected; "ayuda" alone may be a cry."""
    if understood is None:
        return False
    return understood.danger is not None or understood.command is Command.HELP


def _of_what_is_spoken_of(claimed: Claimed, turn: Turn, book: Book) -> Claimed:
    """Her, with only the cases that this turn opens or adds to, or whose card it shows again.

    What she is told of people is the truth of these: that somebody read another one is no answer.
    """
    opened = {each.reason for each in turn.effects if isinstance(each, OpenCase)}
    top = turn.session.stack[-1] if turn.session.stack else None
    card = book.flows[top.flow].crisis if top is not None else None
    if card is not None:
        opened.add(card.value)
    if not opened or claimed.cases.keys() <= opened:
        return claimed
    return replace(claimed, cases={each: claimed.cases[each] for each in opened & {*claimed.cases}})


def _answer(thought: Thought, heap: Heap) -> Answer | None:
    """Whether she says of a line that she was told that it answered, or did not."""
    if thought.session.stranger:
        return None
    match heap.happening:
        case Chose(choice):
            return line_answers.pressed(choice)
        case Words():
            return line_answers.said(heap.words, thought.facts.get(line_answers.FACT, ""))
        case _:
            return None


def _session(claimed: Claimed) -> Session:
    """Where she is; at rest when what was stored cannot be read any more."""
    if not claimed.session:
        return Session()
    try:
        return from_json(json.loads(claimed.session))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        tell(log, error, "contact %s: a session is lost", claimed.id)
        return Session(greeted=True)


def _worst(whole: Understood, parts: Sequence[Understood]) -> Understood:
    """The whole, with the danger that only one of its parts shows."""
    crisis = next((part for part in parts if part.crisis is not None), None)
    check = next((part for part in parts if part.check is not None), None)
    found = crisis or (check if whole.check is None else None)
    if found is None:
        return whole
    return replace(
        whole,
        crisis=found.crisis,
        check=found.check,
        why=found.why,
        denial=False,
        silencing=whole.silencing or any(part.silencing for part in parts),
    )


def _carrying(claimed: Claimed, heap: Heap) -> Carrying:
    last = heap.messages[-1]
    to = Addressee(claimed.id, _sender(last.identity_id), last.channel)
    return Carrying(to, claimed, last.id, heap)


def _sender(identity_id: int | None) -> int:
    """Every message that waits has one; those of groups never wait."""
    if identity_id is None:
        raise ValueError("a message without an identity has no turn")
    return identity_id


def _report(thought: Thought, heap: Heap, understood: Understood | None = None) -> Report:
    top = thought.session.stack[-1] if thought.session.stack else None
    return Report(
        thought.claimed.id,
        tuple(message.id for message in heap.messages),
        understood,
        top.flow if top else "",
        top.node if top else "",
    )


def _remembered(effects: Sequence[object]) -> Iterator[tuple[str, str]]:
    return ((each.name, each.value) for each in effects if isinstance(each, Remember))
