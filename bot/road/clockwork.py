"""What is due now? The ticks: due rows become events, the sweep forgets, heartbeats say "alive"."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.bodies import rang_body
from bot.care import alerting, calling, truth, undelivered
from bot.following import deaf, digest, lost
from bot.following.appointments import APPOINTMENT, Appointments
from bot.following.following import Following
from bot.following.staff import DIGEST
from bot.road.carrying import WAKE
from bot.road.erasing import ERASE_LATE, erase_late
from bot.road.failing import tell
from bot.road.ground import Grounds
from bot.road.rounds import Rounds
from bot.road.strikes import Strikes
from bot.road.thinking import SET_ASIDE
from bot.road.wake import TURNS, Bell
from db.encryption import Keyring
from db.engine import Database, DatabaseFailed, Transaction
from db.statuses import Lane
from db.stores import cases, contacts, due, heartbeats, inbox
from db.stores.due import Claimed
from db.sweep import sweep
from flows.engine.vocabulary import Severity

log = logging.getLogger(__name__)

BATCH: Final = 100
CLOCK: Final = "clock"
WORKER: Final = "worker"


@dataclass(slots=True)
class Clockwork:
    """Carries out what is due. Any number of these may run: rows are claimed."""

    database: Database
    keyring: Keyring
    grounds: Grounds
    bell: Bell
    following: Following
    rounds: Rounds = field(init=False)
    _strikes: Strikes = field(default_factory=Strikes)

    def __post_init__(self) -> None:
        """Women are asked in rounds of their own: many at once, in one commit."""
        self.rounds = Rounds(self.database, self.keyring, self.grounds, self.following, self.bell)

    def due(self, now: datetime) -> int:
        """Carry out one batch of what is due; how many rows. One that fails stops no other."""
        return self._due_rows(now) + self.rounds.run(now)

    def _due_rows(self, now: datetime) -> int:
        if self._strikes:
            return self._one_by_one(now)
        try:
            return self._batch(now, BATCH)
        except Exception as error:
            tell(log, error, "due rows were undone")
        return self._one_by_one(now)

    def _batch(self, now: datetime, most: int, only: int | None = None) -> int:
        with self.database.write() as tx:
            claimed = due.claim(tx, self.keyring, now, most=most, kinds=tuple(_ACTS), only=only)
            for row in claimed:
                _ACTS[row.kind](self, tx, row, now)
            due.settle(tx, [row.id for row in claimed], now)
            if claimed:
                tx.commit()
        if claimed:
            self.bell.ring(TURNS, Lane.REPLY, Lane.ALERT, Lane.CHORE, Lane.PLANNED)
        return len(claimed)

    # -- each alone, when a batch has failed ----------------------------------------------------

    def _one_by_one(self, now: datetime) -> int:
        with self.database.read() as tx:
            waiting = due.waiting(tx, now, most=BATCH, kinds=tuple(_ACTS))
        tried = [each for each in waiting if self._strikes.may_try(each, now)]
        failed: dict[int, Exception] = {}
        for row in tried:
            try:
                self._batch(now, 1, only=row)
            except Exception as error:
                failed[row] = error
            else:
                self._strikes.forgive(row)
        down = [each for each in failed.values() if isinstance(each, DatabaseFailed)]
        if len(down) == len(tried) > 1:
            raise RuntimeError("nothing that is due can be done") from down[0]
        for row, why in failed.items():
            self._blame(row, why, now)
        return len(tried) - len(failed)

    def _blame(self, row: int, error: Exception, now: datetime) -> None:
        """After the third failure it is not tried any more, and a person looks."""
        tell(log, error, "due row %s failed", row)
        if not self._strikes.strike(row, now):
            return
        with self.database.write() as tx:
            contact = due.give_up(tx, row, now)
            to = contacts.last_identity(tx, contact) if contact is not None else None
            if contact is not None:
                channel = to.channel if to else ""
                wish = cases.CaseWish(contact, SET_ASIDE, Severity.HIGH, channel)
                case = cases.open_case(tx, self.keyring, wish, now)
                calling.begin(self._hands(tx, now), case)
            tx.commit()
        self.bell.ring(Lane.ALERT)

    # -- the other ticks ------------------------------------------------------------------------

    def sweep(self, now: datetime) -> int:
        """Let go of what has been kept long enough; how many contacts were looked at."""
        return sweep(self.database, now)

    def beat(self, name: str, now: datetime) -> None:
        """Leave a heartbeat: its silence is an alarm, and after a long one the staff are told."""
        with self.database.write() as tx:
            deafened = name == CLOCK and deaf.tell(self._hands(tx, now), name)
            heartbeats.beat(tx, name, now)
            tx.commit()
        if deafened:
            self.bell.ring(Lane.ALERT)

    # -- what due rows ask for ------------------------------------------------------------------

    def _wake(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        """A tick takes the same road as a message: it becomes one more event of hers."""
        if row.contact_id is not None:
            # A wake of the same name is the same row, planned anew: its time tells them apart.
            knock = f"clock:{row.id}:{row.due_at.timestamp():.6f}"
            body = rang_body(row.body.decode())
            inbox.ring(tx, self.keyring, row.contact_id, knock, body, now)

    def _undelivered(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        if lost.is_ours(tx, row.body):
            lost.follow(tx, row.body, now)
            return
        undelivered.follow(self._hands(tx, now), row.body)

    def _unanswered(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        truth.tell_unanswered(tx, self.keyring, self.grounds.at(tx, now).duty, row, now)

    def _escalate(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        calling.step(self._hands(tx, now), row)

    def _unreached(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        calling.look_whether_reached(self._hands(tx, now), row)

    def _bundle(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        alerting.ring_together(tx, self.keyring, self.grounds.at(tx, now).duty, row.body, now)

    def _hands(self, tx: Transaction, now: datetime) -> calling.Hands:
        return calling.Hands(tx, self.keyring, self.grounds.at(tx, now).duty, now)

    def _digest(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        digest.send(tx, self.keyring, row.body, self.grounds.at(tx, now).presence, now)

    def _appointment(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        Appointments(tx, self.keyring, self.following, now).remind(row.body, row.due_at)

    def _erase_late(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        erase_late(tx, self.keyring, row.body, now)


_ACTS: Final[Mapping[str, Callable[[Clockwork, Transaction, Claimed, datetime], None]]] = {
    WAKE: Clockwork._wake,
    undelivered.UNDELIVERED: Clockwork._undelivered,
    truth.UNANSWERED: Clockwork._unanswered,
    calling.ESCALATE: Clockwork._escalate,
    calling.UNREACHED: Clockwork._unreached,
    alerting.BUNDLE: Clockwork._bundle,
    DIGEST: Clockwork._digest,
    APPOINTMENT: Clockwork._appointment,
    ERASE_LATE: Clockwork._erase_late,
}
