"""Who is asked how she is at this moment? Batches of rows; one that fails stops no other."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.care import calling
from bot.following.asking import Round
from bot.following.climbing import Climber
from bot.following.following import Following
from bot.following.staff import Team
from bot.road.failing import tell
from bot.road.ground import Grounds
from bot.road.strikes import Strikes
from bot.road.thinking import SET_ASIDE
from bot.road.wake import Bell
from db.encryption import Keyring
from db.engine import Database, DatabaseFailed, Transaction
from db.statuses import Lane
from db.stores import cases, check_ins, contacts
from flows.engine.vocabulary import Severity

log = logging.getLogger(__name__)

TOGETHER: Final = 64
"""Women in one commit: few enough to hold the lock for milliseconds; turns keep their pace."""

TRY_AGAIN: Final = timedelta(days=1)
"""When a row that cannot be carried out is tried again; until then a person looks."""


@dataclass(slots=True)
class Rounds:
    """Asks who is due. Any number of these may run, in any number of processes."""

    database: Database
    keyring: Keyring
    grounds: Grounds
    following: Following
    bell: Bell
    _strikes: Strikes = field(default_factory=Strikes)

    def run(self, now: datetime) -> int:
        """One batch; how many rows were carried out. Raises what the database raises for all."""
        if not self._strikes:
            try:
                return self._batch(now)
            except Exception as error:
                tell(log, error, "a round of check-ins was undone")
        return self._one_by_one(now)

    def _batch(self, now: datetime, only: int | None = None) -> int:
        with self.database.write() as tx:
            due = check_ins.claim(tx, now, most=TOGETHER, only=only)
            if not due:
                return 0
            self._round(tx, now).run(due)
            tx.commit()
        self.bell.ring(Lane.PLANNED, Lane.ALERT)
        return len(due)

    def _round(self, tx: Transaction, now: datetime) -> Round:
        hands = calling.Hands(tx, self.keyring, self.grounds.at(tx, now).duty, now)
        team = Team(hands, self.following.silence)
        climber = Climber(tx, self.keyring, self.following, team)
        return Round(tx, self.keyring, self.following, climber, now)

    # -- each alone, when a batch has failed ----------------------------------------------------

    def _one_by_one(self, now: datetime) -> int:
        with self.database.read() as tx:
            waiting = check_ins.waiting(tx, now, most=TOGETHER)
        tried = [each for each in waiting if self._strikes.may_try(each, now)]
        failed: dict[int, Exception] = {}
        for contact in tried:
            try:
                self._batch(now, only=contact)
            except Exception as error:
                failed[contact] = error
            else:
                self._strikes.forgive(contact)
        down = [each for each in failed.values() if isinstance(each, DatabaseFailed)]
        if len(down) == len(tried) > 1:
            raise RuntimeError("nobody can be asked") from down[0]
        for contact, why in failed.items():
            self._blame(contact, why, now)
        return len(tried) - len(failed)

    def _blame(self, contact: int, error: Exception, now: datetime) -> None:
        """After the third failure a person looks, and the row is tried again a day later."""
        tell(log, error, "contact %s: her check-in failed", contact)
        if not self._strikes.strike(contact, now):
            return
        self._strikes.forgive(contact)
        with self.database.write() as tx:
            check_ins.postpone(tx, contact, now + TRY_AGAIN)
            to = contacts.last_identity(tx, contact)
            channel = to.channel if to else ""
            wish = cases.CaseWish(contact, SET_ASIDE, Severity.HIGH, channel)
            case = cases.open_case(tx, self.keyring, wish, now)
            calling.begin(calling.Hands(tx, self.keyring, self.grounds.at(tx, now).duty, now), case)
            tx.commit()
        self.bell.ring(Lane.ALERT)
