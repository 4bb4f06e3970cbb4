"""What happened to a case? One line for each act, of whom it was, never changed afterwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from db.encryption import Keyring, Sealed
from db.tables.care import case_history, cases
from db.tables.people import contacts
from db.tables.whole import SEALED
from flows.engine.vocabulary import Severity

DETAIL: Final = SEALED[case_history.c.detail]
ALBA: Final = "alba"
CONTACT: Final = "contact"
OPENED: Final = "opened"
AGAIN: Final = "again"
RAISED: Final = "raised_to_{severity}"
REOPENED: Final = "reopened"
RINGING: Final = (
    OPENED,
    REOPENED,
    RAISED.format(severity=Severity.HIGH),
    RAISED.format(severity=Severity.URGENT),
)
"""What starts the clock of a case; more of the same starts nothing."""


def by_staff(staff_id: int) -> str:
    """Who of the staff, as the history names them."""
    return f"staff:{staff_id}"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's history; `what` is a code."""

    at: datetime
    who: str
    what: str
    detail: Sealed | None = None


def record(
    tx: Connection,
    keyring: Keyring,
    case_id: int,
    now: datetime,
    *,
    who: str,
    what: str,
    detail: str | None = None,
) -> None:
    """Add a line to the history."""
    sealed = None if detail is None else keyring.seal_text(DETAIL, detail)
    tx.execute(
        insert(case_history).values(case_id=case_id, at=now, who=who, what=what, detail=sealed)
    )


def history(tx: Connection, keyring: Keyring, case_id: int) -> tuple[Happening, ...]:
    """What happened to a case, oldest first; without words once she had herself forgotten."""
    rows = tx.execute(
        select(case_history, contacts.c.forgotten_at)
        .select_from(case_history.join(cases))
        .outerjoin(contacts, contacts.c.id == cases.c.contact_id)
        .where(case_history.c.case_id == case_id)
        .order_by(case_history.c.id)
    )
    return tuple(
        Happening(row.at, row.who, row.what, _detail(keyring, row.detail, row.forgotten_at))
        for row in rows
    )


def _detail(keyring: Keyring, sealed: bytes | None, forgotten_at: datetime | None) -> Sealed | None:
    if sealed is None or forgotten_at is not None:
        return None
    return keyring.open_text(DETAIL, bytes(sealed))
