"""What follows from what waits? Claim women, step each, and write everything in one commit."""

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.channels.port import InboundKind
from bot.road.carrying import Carrying, carry
from bot.road.ground import Ground, Grounds, Mind
from bot.road.hearing import ChatClosed, Heap, Words, heaps
from bot.road.saying import Addressee
from bot.road.tongue import in_language, language_after
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Database, DatabaseFailed, Transaction
from db.stores import contacts
from db.stores import turns as store
from db.stores.turns import Claimed, Writing
from flows.engine.effects import OpenCase, Remember, SayText
from flows.engine.events import Event, Said
from flows.engine.expect import expects
from flows.engine.session import Session, from_json, to_json
from flows.engine.states import from_fact
from flows.engine.step import step
from flows.engine.texts import Text
from flows.engine.understood import Understood
from flows.engine.vocabulary import Severity

log = logging.getLogger(__name__)

TOGETHER: Final = 24
"""Women in one commit: enough to share its cost, few enough to keep the lock for milliseconds."""

WINDOW: Final = timedelta(minutes=1)
MOST_IN_WINDOW: Final = 20
SLOWED_BY: Final = timedelta(seconds=5)
"""A contact with more turns than that in a minute waits five seconds for the next; nothing is lost."""

STRIKES: Final = 3
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
class _Thought:
    """One contact's turn, computed and not yet written."""

    claimed: Claimed
    session: Session
    carryings: list[Carrying] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    changed: bool = False

    def answer_in(self, language: str) -> Claimed:
        """From now on she is answered in this language."""
        if language != self.claimed.language:
            self.claimed = replace(self.claimed, language=language)
            self.changed = True
        return self.claimed


class Turns:
    """Turns what waits into what follows. Any number of these may run, in any number of processes."""

    def __init__(self, database: Database, keyring: Keyring, mind: Mind, grounds: Grounds) -> None:
        """One per worker thread."""
        self._database = database
        self._keyring = keyring
        self._mind = mind
        self._grounds = grounds
        self._strikes: dict[int, int] = {}

    def run(self, now: datetime) -> tuple[Report, ...]:
        """One batch of turns in one commit; empty when nothing waits.

        A database error undoes the batch, and each woman is tried alone; one on whom it fails again
        is set aside, so that she stops nobody else. Raises what the database raises when it is down.
        """
        try:
            return self._batch(now, TOGETHER)
        except (DatabaseFailed, store.LostRace) as error:
            log.warning("a batch was undone: %s", type(error).__name__)
        return self._one_by_one(now)

    def _one_by_one(self, now: datetime) -> tuple[Report, ...]:
        with self._database.read() as tx:
            waiting = store.who_waits(tx, now, most=TOGETHER)
        reports: list[Report] = []
        for contact in waiting:
            try:
                reports.extend(self._batch(now, 1, only=contact))
            except (DatabaseFailed, store.LostRace) as error:
                self._strike(contact, error, now)
        return tuple(reports)

    def _strike(self, contact: int, error: Exception, now: datetime) -> None:
        """Her turn cannot be written; after the third failure it no longer waits."""
        self._strikes[contact] = self._strikes.get(contact, 0) + 1
        log.warning("contact %s: the turn failed: %s", contact, type(error).__name__)
        if self._strikes[contact] < STRIKES:
            return
        with self._database.write() as tx:
            store.set_aside_all(tx, contact, type(error).__name__, place_of(error), now)
            tx.commit()
        del self._strikes[contact]

    def _batch(self, now: datetime, most: int, only: int | None = None) -> tuple[Report, ...]:
        with self._database.write() as tx:
            claimed = store.claim(tx, self._keyring, now, most=most, only=only)
            if not claimed:
                return ()
            ground = self._grounds.at(tx, now)
            thoughts = [self._think(each, ground, now) for each in claimed]
            self._write(tx, thoughts, ground, now)
            tx.commit()
        return tuple(report for thought in thoughts for report in thought.reports)

    # -- thinking: no I/O ---------------------------------------------------------------------

    def _think(self, claimed: Claimed, ground: Ground, now: datetime) -> _Thought:
        session = from_json(json.loads(claimed.session)) if claimed.session else Session()
        thought = _Thought(claimed, session)
        facts = dict(claimed.facts)
        for heap in heaps(claimed.waiting):
            try:
                self._step(thought, heap, facts, ground, now)
            except Exception as error:
                _fail(thought, heap, error, now)
        return thought

    def _step(
        self,
        thought: _Thought,
        heap: Heap,
        facts: dict[str, str],
        ground: Ground,
        now: datetime,
    ) -> None:
        if isinstance(heap.happening, ChatClosed):
            closed = _carrying(thought.claimed, heap)
            closed.blocked = heap.happening.blocked
            thought.carryings.append(closed)
            return
        event = self._event(heap, thought, facts, now)
        claimed = thought.answer_in(language_after(event, thought.claimed.language))
        carrying = _carrying(claimed, heap)
        world = ground.world(claimed, facts, self._grounds.organisation, now)
        turn = step(self._mind.book, thought.session, event, world)
        thought.session = turn.session
        carrying.effects.extend(turn.effects)
        facts.update(_remembered(turn.effects))
        thought.carryings.append(carrying)
        top = turn.session.stack[-1] if turn.session.stack else None
        thought.reports.append(
            Report(
                claimed.id,
                tuple(message.id for message in heap.messages),
                event.understood if isinstance(event, Said) else None,
                top.flow if top else "",
                top.node if top else "",
            )
        )

    def _event(
        self, heap: Heap, thought: _Thought, facts: Mapping[str, str], now: datetime
    ) -> Event:
        claimed = thought.claimed
        match heap.happening:
            case Words(text, edited):
                place = from_fact(facts.get("place", ""))
                near = place.state if place else None
                expectation = expects(self._mind.book, thought.session, near)
                shown = in_language(expectation, claimed.language)
                return Said(text, self._mind.understand(text, shown, now, claimed.zone), edited)
            case ChatClosed():
                raise TypeError
            case event:
                return event

    # -- writing ------------------------------------------------------------------------------

    def _write(
        self, tx: Transaction, thoughts: Sequence[_Thought], ground: Ground, now: datetime
    ) -> None:
        paces = [_pace(each.claimed, len(each.carryings), now) for each in thoughts]
        store.begin(tx, paces)
        writing = Writing()
        for thought in thoughts:
            claimed = thought.claimed
            forgotten = False
            if thought.changed:
                contacts.set_language(tx, claimed.id, claimed.language)
            for carrying in thought.carryings:
                carry(tx, self._keyring, carrying, ground, now)
                writing.outbox.extend(carrying.rows)
                forgotten = forgotten or carrying.forgotten
            failed = {each["inbox_id"] for each in thought.failures}
            writing.set_aside.extend(thought.failures)
            writing.settled.extend(each.id for each in claimed.waiting if each.id not in failed)
            if not forgotten:
                writing.sessions.append(self._session(thought, now))
            writing.heard.extend(_heard(claimed))
        store.write(tx, writing, now)

    def _session(self, thought: _Thought, now: datetime) -> dict[str, Any]:
        plain = json.dumps(to_json(thought.session)).encode()
        return {
            "contact_id": thought.claimed.id,
            "state": self._keyring.seal("sessions.state", plain),
            "updated_at": now,
        }


def _carrying(claimed: Claimed, heap: Heap) -> Carrying:
    last = heap.messages[-1]
    if last.identity_id is None:
        raise ValueError("a message without an identity has no turn")
    return Carrying(
        Addressee(claimed.id, last.identity_id, last.channel),
        claimed,
        last.id,
        heap.messages,
        heap.text if heap.is_hers else "",
    )


def _fail(thought: _Thought, heap: Heap, error: Exception, now: datetime) -> None:
    """Set the heap aside, say one kind sentence, and let a person look."""
    place = place_of(error)
    log.error("contact %s: set aside: %s at %s", thought.claimed.id, type(error).__name__, place)
    thought.failures.extend(
        {
            "inbox_id": message.id,
            "now": now,
            "type": type(error).__name__,
            "place": place,
        }
        for message in heap.messages
    )
    carrying = _carrying(thought.claimed, heap)
    carrying.effects.extend((SayText(Text(FAILED)), OpenCase(SET_ASIDE, Severity.HIGH)))
    thought.carryings.append(carrying)


def place_of(error: BaseException) -> str:
    """Where an error was raised: file and line, never its message, which may hold her words."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""


def _remembered(effects: Sequence[object]) -> dict[str, str]:
    return {each.name: each.value for each in effects if isinstance(each, Remember)}


def _pace(claimed: Claimed, turns: int, now: datetime) -> dict[str, Any]:
    """Count the turns of this minute; a flood waits a little for the next."""
    started = claimed.window_started_at
    fresh = started is None or now - started > WINDOW
    count = turns if fresh else claimed.turns_in_window + turns
    return {
        "contact": claimed.id,
        "read": claimed.version,
        "heard_at": now,
        "turns": count,
        "window": now if fresh else started,
        "next": now + SLOWED_BY if count > MOST_IN_WINDOW else None,
    }


def _heard(claimed: Claimed) -> list[dict[str, Any]]:
    latest = {
        message.identity_id: message.received_at
        for message in claimed.waiting
        if message.identity_id is not None and message.kind != InboundKind.RANG
    }
    return [{"identity": identity, "heard_at": at} for identity, at in latest.items()]
