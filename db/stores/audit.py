"""Who looked at what? The log of every look and every act of the staff; rows are never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from db.tables.upkeep import audit


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of the staff (None: the command line) did `what`, with a code, never with words."""

    at: datetime
    staff_id: int | None
    what: str
    contact_id: int | None = None
    case_id: int | None = None


def note(tx: Connection, look: Look) -> None:
    """Write it down, in the transaction of the act itself."""
    tx.execute(
        insert(audit).values(
            at=look.at,
            staff_id=look.staff_id,
            what=look.what,
            contact_id=look.contact_id,
            case_id=look.case_id,
        )
    )


def of_contact(tx: Connection, contact_id: int, limit: int = 200) -> tuple[Look, ...]:
    """Who looked at what is hers, newest first."""
    return _read(tx, contact_id, None, limit)


def of_staff(tx: Connection, staff_id: int, limit: int = 200) -> tuple[Look, ...]:
    """What one of the staff looked at, newest first."""
    return _read(tx, None, staff_id, limit)


def _read(
    tx: Connection, contact_id: int | None, staff_id: int | None, limit: int
) -> tuple[Look, ...]:
    wanted = select(audit.c.at, audit.c.staff_id, audit.c.what, audit.c.contact_id, audit.c.case_id)
    if contact_id is not None:
        wanted = wanted.where(audit.c.contact_id == contact_id)
    if staff_id is not None:
        wanted = wanted.where(audit.c.staff_id == staff_id)
    rows = tx.execute(wanted.order_by(audit.c.id.desc()).limit(limit))
    return tuple(Look(**row._mapping) for row in rows)
