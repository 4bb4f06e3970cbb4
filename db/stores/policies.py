"""By which rules did something begin? Kept as they were then, whatever the files say later."""

from datetime import datetime

from sqlalchemy import Connection, select

from db.prepared import insert_on
from db.tables.care import policies


def keep(tx: Connection, fingerprint: str, body: str, now: datetime) -> None:
    """Keep rules under their fingerprint; those that are kept already stay as they are."""
    made = insert_on(tx.dialect)(policies).values(fingerprint=fingerprint, body=body, at=now)
    tx.execute(made.on_conflict_do_nothing())


def read(tx: Connection, fingerprint: str) -> str | None:
    """The rules of a fingerprint; None when they were never kept."""
    return tx.execute(select(policies.c.body).where(policies.c.fingerprint == fingerprint)).scalar()
