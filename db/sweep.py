"""What has been kept for long enough? A sweep lets go of it, in small transactions."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from db.engine import Database
from db.kept import KEPT, Kept
from db.stores import erasing, looks

BATCH: Final = 200


def sweep(database: Database, now: datetime, kept: Kept = KEPT, batch: int = BATCH) -> int:
    """Let go of everything that is due, `batch` contacts a transaction; how many were looked at.

    Several processes may sweep at once, and while women write.
    """
    looked = 0
    while True:
        with database.write() as tx:
            some = _look(tx, now, kept, batch)
            if not some:
                break
            tx.commit()
        looked += some
    while _tidy(database, now, kept, batch):
        pass
    return looked


def _look(tx: Connection, now: datetime, kept: Kept, batch: int) -> int:
    due = looks.hold_due(tx, now, batch)
    gone = {
        look.contact_id
        for look in due
        if look.forgotten_at is not None and look.forgotten_at + kept.forgotten <= now
    }
    erasing.erase_forgotten(tx, gone)
    there = [look for look in due if look.forgotten_at is None]
    idle = erasing.Idle(since=now - kept.web, with_case=now - kept.raw)
    erasing.leave_pages(tx, [look.contact_id for look in there], idle)
    without = [look.contact_id for look in there if look.consent_at is None]
    erasing.drop_words(tx, without, now - kept.raw)
    agreed = [look.contact_id for look in there if look.consent_at is not None]
    erasing.drop_words(tx, agreed, now - kept.words)
    looks.plan_next(tx, [look for look in due if look.contact_id not in gone], now, kept)
    return len(due)


def _tidy(database: Database, now: datetime, kept: Kept, batch: int) -> bool:
    """Old cases and the log; whether there is more."""
    with database.write() as tx:
        done = erasing.empty_closed_cases(tx, now - kept.words, batch)
        done += erasing.drop_log(tx, now, kept, batch)
        if done:
            tx.commit()
    return done > 0
