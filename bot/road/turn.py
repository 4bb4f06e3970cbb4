"""What follows from what waits? Claim women, step each, and write everything in one commit."""

import json
import logging
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.channels.port import InboundKind
from bot.road.apology import apologise
from bot.road.carrying import carry
from bot.road.failing import kind_of, place_of, tell
from bot.road.floods import Floods
from bot.road.ground import Ground, Grounds, Mind
from bot.road.strikes import Strikes
from bot.road.thinking import Thinker
from bot.road.thought import Report, Thought
from bot.road.wake import Bell
from db.encryption import Keyring, UnknownKey
from db.engine import Database, DatabaseFailed, Transaction
from db.statuses import Lane
from db.stores import claims, contacts
from db.stores import inbox as inbox_store
from db.stores import turns as store
from db.stores.claims import ALMOST_ALL, PORTION, Claimed, Portion
from db.stores.turns import Writing
from flows.engine.effects import OpenCase
from flows.engine.session import to_json

log = logging.getLogger(__name__)

TOGETHER: Final = 32
"""Women in one commit: enough to share its cost, few enough to keep the lock for milliseconds."""

MAY_PASS: Final = (DatabaseFailed, store.LostRace, UnknownKey)
"""What the database or the operator may mend: worth another try. All else would fail again."""


@dataclass(slots=True)
class _Trial:
    """One woman tried alone: what went wrong, with which of her messages."""

    contact: int
    messages: list[int] = field(default_factory=list)
    error: Exception | None = None

    @property
    def may_pass(self) -> bool:
        """Whether it may work another time."""
        return isinstance(self.error, MAY_PASS)


@dataclass(frozen=True, slots=True)
class _Take:
    """Whom a batch takes: the first who wait, or only one, with so much of what she has waiting.

    `trial`: she is tried alone, with her first happening only.
    """

    most: int = TOGETHER
    only: int | None = None
    portion: Portion = PORTION
    trial: _Trial | None = None


class Turns:
    """Turns what waits into what follows. Any number may run, in any number of processes."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        mind: Mind,
        grounds: Grounds,
        bell: Bell | None = None,
    ) -> None:
        """One per worker thread; `bell` is rung for the rows that go out."""
        self._database = database
        self._keyring = keyring
        self._mind = mind
        self._grounds = grounds
        self._bell = bell or Bell()
        self._strikes = Strikes()
        self._floods = Floods()

    def run(self, now: datetime) -> tuple[Report, ...]:
        """One batch of turns in one commit; empty when nothing waits.

        What fails undoes the batch, and each woman is tried alone; one on whom it fails again and
        again is set aside, so that she stops nobody else. Raises what the database raises when it
        is down for everybody.
        """
        return (*self._most(now), *self._those_in_danger(now))

    def _most(self, now: datetime) -> tuple[Report, ...]:
        if self._strikes:
            return self._one_by_one(now)
        try:
            return self._batch(now, _Take())
        except Exception as error:
            tell(log, error, "a batch was undone")
        return self._one_by_one(now)

    def _those_in_danger(self, now: datetime) -> tuple[Report, ...]:
        """Who is slowed for writing too fast has her turn at once for what cannot wait."""
        if not self._floods:
            return ()
        with self._database.read() as tx:
            found = tuple(self._floods.in_danger(tx, self._keyring, self._mind, now))
        takes = (_Take(1, contact, ALMOST_ALL) for contact in found)
        return tuple(report for take in takes for report in self._batch(now, take))

    # -- each alone, when a batch has failed ----------------------------------------------------

    def _one_by_one(self, now: datetime) -> tuple[Report, ...]:
        with self._database.read() as tx:
            self._grounds.at(tx, now)  # what fails for everybody fails here
            waiting = claims.who_waits(tx, now, most=TOGETHER)
        reports: list[Report] = []
        trials = [_Trial(each) for each in waiting if self._strikes.may_try(each, now)]
        for trial in trials:
            reports.extend(self._try(trial, now))
        failed = [each for each in trials if each.error is not None]
        if len(failed) > 1 and all(each.may_pass for each in failed) and len(failed) == len(trials):
            raise RuntimeError("nobody's turn can be written") from failed[0].error
        for trial in failed:
            self._blame(trial, now)
        return tuple(reports)

    def _try(self, trial: _Trial, now: datetime) -> tuple[Report, ...]:
        try:
            reports = self._batch(now, _Take(1, trial.contact, trial=trial))
        except Exception as error:
            trial.error = error
            return ()
        self._strikes.forgive(trial.contact)
        return reports

    def _blame(self, trial: _Trial, now: datetime) -> None:
        error = trial.error or Exception()
        tell(log, error, "contact %s: the turn failed", trial.contact)
        if trial.may_pass and not self._strikes.strike(trial.contact, now):
            return
        self._strikes.forgive(trial.contact)
        kind, place, messages = kind_of(error), place_of(error), trial.messages or None
        try:
            with self._database.write() as tx:
                last = store.set_aside(tx, trial.contact, messages, kind, place, now)
                apologise(tx, self._keyring, self._grounds, trial.contact, last, now)
                tx.commit()
        except Exception as worse:
            tell(log, worse, "contact %s: no word of it to anybody", trial.contact)
            with self._database.write() as tx:
                store.set_aside(tx, trial.contact, messages, kind, place, now)
                tx.commit()
        self._bell.ring(Lane.REPLY, Lane.ALERT)

    # -- one transaction ------------------------------------------------------------------------

    def _batch(self, now: datetime, take: _Take) -> tuple[Report, ...]:
        with self._database.write() as tx:
            held = claims.claim(
                tx, self._keyring, now, most=take.most, only=take.only, portion=take.portion
            )
            if not held:
                return ()
            gone = [each for each in held if each.forgotten]
            for each in gone:
                inbox_store.begin_anew(tx, self._keyring, each.id, now)
            ground = self._grounds.at(tx, now)
            thinker = Thinker(self._mind, ground, self._grounds.organisation, now)
            heaps = 1 if take.trial is not None else None
            thoughts = [thinker.think(each, heaps) for each in held if not each.forgotten]
            if take.trial is not None:
                take.trial.messages.extend(each for thought in thoughts for each in thought.read)
            calls = self._write(tx, thoughts, ground, now)
            tx.commit()
        self._bell.ring(*calls)
        anew = (Report(each.id, ()) for each in gone)
        return (*anew, *(report for thought in thoughts for report in thought.reports))

    def _write(
        self, tx: Transaction, thoughts: Sequence[Thought], ground: Ground, now: datetime
    ) -> set[Hashable]:
        """Write everything; whom to call for it."""
        if not thoughts:
            return set()
        store.begin(tx, [self._floods.pace(each, now) for each in thoughts])
        writing = Writing()
        calls: set[Hashable] = set()
        for thought in thoughts:
            if thought.new_language:
                contacts.set_language(tx, thought.claimed.id, thought.claimed.language)
            for carrying in thought.carryings:
                carry(tx, self._keyring, carrying, ground, self._mind, now)
                writing.outbox.extend(carrying.rows)
                calls |= {row["lane"] for row in carrying.rows}
                calls |= {Lane.ALERT for each in carrying.effects if isinstance(each, OpenCase)}
            self._collect(thought, writing, now)
        store.write(tx, writing, now)
        for thought in thoughts:
            for identity, blocked in thought.closed.items():
                contacts.note_blocked(tx, identity, blocked, now)
        return calls

    def _collect(self, thought: Thought, writing: Writing, now: datetime) -> None:
        failed = {each["inbox_id"] for each in thought.failures}
        writing.set_aside.extend(thought.failures)
        writing.settled.extend(each for each in thought.read if each not in failed)
        writing.heard.extend(_heard(thought.claimed))
        if not thought.forgotten:
            writing.sessions.append(self._session(thought, now))

    def _session(self, thought: Thought, now: datetime) -> dict[str, Any]:
        plain = json.dumps(to_json(thought.session)).encode()
        return {
            "contact_id": thought.claimed.id,
            "state": self._keyring.seal("sessions.state", plain),
            "updated_at": now,
        }


def _heard(claimed: Claimed) -> list[dict[str, Any]]:
    latest = {
        message.identity_id: message.received_at
        for message in claimed.waiting
        if message.identity_id is not None
        and message.kind not in (InboundKind.RANG, InboundKind.BLOCKED)
    }
    return [{"identity": identity, "heard_at": at} for identity, at in latest.items()]
