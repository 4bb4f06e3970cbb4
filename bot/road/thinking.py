"""What does one woman's turn come to? Computed without any I/O, before a row is written."""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.organisation import Organisation
from bot.road.asides import answer_of, complaint_of
from bot.road.comprehension import Comprehension
from bot.road.failing import kind_of, place_of, tell
from bot.road.ground import Ground, Mind
from bot.road.hearing import ChatClosed, Heap, Unread, Words, heaps
from bot.road.meanwhile import asked_meanwhile, is_unknown
from bot.road.stepping import Stepping
from bot.road.thought import Thought, is_urgent, sender
from bot.road.tongue import language_after
from bot.translations import N_
from db.stores.claims import Claimed
from flows.engine.asked_first import STRANGER
from flows.engine.effects import Effect, ForgetEverything, OpenCase, Remember, SayText
from flows.engine.events import Event, Said
from flows.engine.session import Session, from_json
from flows.engine.texts import Text
from flows.engine.vocabulary import Severity

log = logging.getLogger(__name__)

FAILED: Final = N_(
    "Te leo, pero algo falló de mi lado. ¿Me lo escribes otra vez, con otras palabras?"
)
SET_ASIDE: Final = "set_aside"


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
                self._take(thought, heap)
            except Exception as error:
                self._fail(thought, heap, error)
        return thought

    def _take(self, thought: Thought, heap: Heap) -> None:
        """Take one happening: what the book makes of it, or what needs no topic of the book."""
        happening = heap.happening
        if isinstance(happening, ChatClosed):
            for message in heap.messages:
                thought.closed[sender(message.identity_id)] = happening.blocked
            thought.report(heap)
            return
        if thought.session.stranger:  # what is known of her is not for whoever writes now
            thought.claimed = replace(thought.claimed, appointments=(), cases={})
        answer = answer_of(thought, heap)
        if answer is not None:
            thought.carry_out(replace(thought.carrying(heap), answer=answer))
            thought.report(heap)
            return
        self._meet(thought, heap, self._event(thought, heap))

    def _meet(self, thought: Thought, heap: Heap, event: Event) -> None:
        """Meet what is understood by now: a danger is noted before anything is made of it."""
        understood = event.understood if isinstance(event, Said) else None
        thought.in_danger = thought.in_danger or is_urgent(understood)
        thought.answer_in(language_after(event, thought.claimed.language))
        complaint = complaint_of(event, self.ground.duty.staff) if isinstance(event, Said) else ()
        if complaint:
            carrying = thought.carrying(heap)
            carrying.effects.extend(complaint)
            thought.carry_out(carrying)
        else:
            self._step(thought, heap, event)
        thought.report(heap, understood)

    def _step(self, thought: Thought, heap: Heap, event: Event) -> None:
        """Step the book, and go on from where that leaves her."""
        before = thought.session
        stepping = Stepping(self.mind.book, self.ground, self.organisation, self.now)
        turn = stepping.turn(thought, event, heap.messages[-1].channel)
        thought.facts.update(_remembered(turn.effects))
        carrying = replace(thought.carrying(heap), newly_seen=_newly_seen(before, turn.session))
        carrying.effects.extend(turn.effects)
        thought.session = turn.session
        thought.carry_out(carrying)
        thought.forgotten = any(isinstance(each, ForgetEverything) for each in turn.effects)

    def _event(self, thought: Thought, heap: Heap) -> Event:
        match heap.happening:
            case Words():
                words = heap.happening
                understood = self._comprehension().of(thought, words.texts)
                return Said(words.text, understood, words.edited)
            case Unread(error):
                raise error
            case ChatClosed():
                raise TypeError
            case event:
                return event

    def _fail(self, thought: Thought, heap: Heap, error: Exception) -> None:
        """Set the heap aside, say one kind sentence, and let a person look.

        She begins anew with her next message: where she was may be what made it fail. Who was
        unknown stays so, and is asked.
        """
        tell(log, error, "contact %s: set aside", thought.claimed.id)
        kind, place = kind_of(error), place_of(error)
        thought.failures.extend(
            {"inbox_id": message.id, "now": self.now, "type": kind, "place": place}
            for message in heap.messages
        )
        urgent = thought.in_danger or self._comprehension().holds_danger(thought, heap)
        severity = Severity.URGENT if urgent else Severity.HIGH
        carrying = replace(thought.carrying(heap), failed=True)
        carrying.effects.extend((SayText(Text(FAILED)), OpenCase(SET_ASIDE, severity)))
        thought.carry_out(carrying)
        thought.session = Session(
            greeted=True,
            suspicion=thought.session.suspicion,
            stranger=STRANGER if thought.session.stranger else "",
        )
        thought.report(heap)

    def _comprehension(self) -> Comprehension:
        return Comprehension(self.mind, self.now)


def _session(claimed: Claimed) -> Session:
    """Where she is; at rest when what was stored cannot be read any more."""
    if not claimed.session:
        return Session()
    try:
        return from_json(json.loads(claimed.session))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        tell(log, error, "contact %s: a session is lost", claimed.id)
        return Session(greeted=True)


def _newly_seen(before: Session, after: Session) -> tuple[str, ...]:
    return tuple(each for each in after.seen if each not in before.seen)


def _remembered(effects: Sequence[Effect]) -> Iterator[tuple[str, str]]:
    return ((each.name, each.value) for each in effects if isinstance(each, Remember))
