"""Whose phone was tried, and who answered?"""

from datetime import datetime

from sqlalchemy import Connection, select, update

from db.prepared import insert_on
from db.tables.care import drills


def note(tx: Connection, staff_id: int, now: datetime) -> None:
    """This phone is rung."""
    made = insert_on(tx.dialect)(drills).values(staff_id=staff_id, rung_at=now)
    tx.execute(made.on_conflict_do_nothing())


def answer(tx: Connection, staff_id: int, now: datetime) -> None:
    """They answered: the last drill is done, also when it is late."""
    last = (
        select(drills.c.id)
        .where(drills.c.staff_id == staff_id)
        .order_by(drills.c.rung_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    tx.execute(
        update(drills)
        .where(drills.c.id == last, drills.c.answered_at.is_(None))
        .values(answered_at=now)
    )


def silent(tx: Connection, rung_at: datetime) -> frozenset[int]:
    """Who did not answer the drill of that moment."""
    found = select(drills.c.staff_id).where(
        drills.c.rung_at == rung_at, drills.c.answered_at.is_(None)
    )
    return frozenset(tx.execute(found).scalars())
