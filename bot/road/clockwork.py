"""What is due now? The ticks: due rows become events, the sweep forgets, heartbeats say "alive"."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.bodies import rang_body
from bot.care import unanswered
from bot.care.undelivered import Refusal, open_undelivered
from bot.road.carrying import WAKE
from bot.road.ground import Grounds
from bot.road.inbox import UNDELIVERED
from bot.road.wake import Bell
from db.encryption import Keyring
from db.engine import Database, Transaction
from db.stores import due, heartbeats, inbox
from db.stores import outbox as outbox_store
from db.stores.due import Claimed
from db.sweep import sweep

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

    def due(self, now: datetime) -> int:
        """Carry out one batch of due rows; how many there were."""
        with self.database.write() as tx:
            claimed = due.claim(tx, self.keyring, now, most=BATCH)
            for row in claimed:
                _ACTS[row.kind](self, tx, row, now)
            due.settle(tx, [row.id for row in claimed], now)
            if claimed:
                tx.commit()
        if claimed:
            self.bell.ring()
        return len(claimed)

    def sweep(self, now: datetime) -> int:
        """Let go of what has been kept long enough; how many contacts were looked at."""
        return sweep(self.database, now)

    def beat(self, name: str, now: datetime) -> None:
        """Leave a heartbeat: its silence is an alarm."""
        with self.database.write() as tx:
            heartbeats.beat(tx, name, now)
            tx.commit()

    # -- what due rows ask for ------------------------------------------------------------------

    def _wake(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        """A tick takes the same road as a message: it becomes one more event of hers."""
        if row.contact_id is not None:
            name = row.body.decode()
            inbox.ring(tx, self.keyring, row.contact_id, f"clock:{row.id}", rang_body(name), now)

    def _undelivered(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        lost = outbox_store.whose(tx, int(row.body))
        if lost is None or lost.contact_id is None:
            return
        there = self.grounds.at(tx, now).presence
        refusal = Refusal(None, lost.code or "")
        open_undelivered(tx, self.keyring, lost.contact_id, lost.channel, refusal, there, now)

    def _unanswered(self, tx: Transaction, row: Claimed, now: datetime) -> None:
        if row.case_id is not None:
            entries = self.grounds.at(tx, now).directory.entries
            unanswered.tell(tx, self.keyring, row.case_id, entries, now)


_ACTS: Final[Mapping[str, Callable[[Clockwork, Transaction, Claimed, datetime], None]]] = {
    WAKE: Clockwork._wake,
    UNDELIVERED: Clockwork._undelivered,
    unanswered.UNANSWERED: Clockwork._unanswered,
}
