"""What is planned, and what of it is due? Rows with a time, claimed in batches, each done once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, update

from db.encryption import Keyring
from db.prepared import insert_on
from db.statuses import DueStatus
from db.tables.care import IS_DUE, due


@dataclass(frozen=True, slots=True)
class Plan:
    """A wish for later. The same `key` is planned once: planning it again moves it."""

    kind: str
    due_at: datetime
    key: str
    contact_id: int | None = None
    case_id: int | None = None
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due row that this transaction holds."""

    id: int
    kind: str
    contact_id: int | None
    case_id: int | None
    due_at: datetime
    body: bytes = field(repr=False)


def plan(tx: Connection, keyring: Keyring, wish: Plan, now: datetime) -> None:
    """Plan a wish, or move the one of the same key."""
    insert = insert_on(tx.dialect)
    values = {
        "kind": wish.kind,
        "contact_id": wish.contact_id,
        "case_id": wish.case_id,
        "due_at": wish.due_at,
        "status": DueStatus.DUE,
        "body": keyring.seal("due.body", wish.body),
        "settled_at": None,
    }
    tx.execute(
        insert(due)
        .values(key=wish.key, created_at=now, **values)
        .on_conflict_do_update(index_elements=[due.c.key], set_=values)
    )


def plan_once(tx: Connection, keyring: Keyring, wish: Plan, now: datetime) -> bool:
    """Plan a wish unless its key was ever planned; whether it is new."""
    made = insert_on(tx.dialect)(due).values(
        kind=wish.kind,
        contact_id=wish.contact_id,
        case_id=wish.case_id,
        due_at=wish.due_at,
        status=DueStatus.DUE,
        body=keyring.seal("due.body", wish.body),
        key=wish.key,
        created_at=now,
    )
    return bool(tx.execute(made.on_conflict_do_nothing()).rowcount)


def withdraw(tx: Connection, key: str, now: datetime) -> None:
    """Nobody wants it any more."""
    tx.execute(
        update(due)
        .where(due.c.key == key, IS_DUE)
        .values(status=DueStatus.WITHDRAWN, settled_at=now)
    )


def hasten(tx: Connection, case_id: int, kind: str, now: datetime) -> bool:
    """What is planned of this kind for a case is due now; whether anything was."""
    moved = tx.execute(
        update(due)
        .where(due.c.case_id == case_id, due.c.kind == kind, due.c.due_at > now, IS_DUE)
        .values(due_at=now)
    )
    return bool(moved.rowcount)


_NEXT: Final = (
    select(due.c.id, due.c.kind, due.c.contact_id, due.c.case_id, due.c.due_at, due.c.body)
    .where(IS_DUE, due.c.due_at <= bindparam("now"))
    .order_by(due.c.due_at, due.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def claim(
    tx: Connection,
    keyring: Keyring,
    now: datetime,
    *,
    most: int,
    kinds: Sequence[str] = (),
    only: int | None = None,
) -> tuple[Claimed, ...]:
    """Hold the rows that are due, the oldest first; they are done when this transaction commits.

    `kinds`: those that the caller can carry out (none: all); `only`: that row and no other.
    """
    wanted = _NEXT.where(due.c.kind.in_(kinds)) if kinds else _NEXT
    wanted = wanted if only is None else wanted.where(due.c.id == only)
    rows = tx.execute(wanted, {"now": now, "most": most}).all()
    return tuple(
        Claimed(
            row.id,
            row.kind,
            row.contact_id,
            row.case_id,
            row.due_at,
            keyring.open("due.body", bytes(row.body)) if row.body else b"",
        )
        for row in rows
    )


def waiting(tx: Connection, now: datetime, *, most: int, kinds: Sequence[str]) -> tuple[int, ...]:
    """The rows of these kinds that are due, the oldest first."""
    wanted = (
        select(due.c.id)
        .where(IS_DUE, due.c.due_at <= now, due.c.kind.in_(kinds))
        .order_by(due.c.due_at, due.c.id)
        .limit(most)
    )
    return tuple(tx.execute(wanted).scalars())


def give_up(tx: Connection, row: int, now: datetime) -> int | None:
    """It cannot be carried out; whose it is."""
    tx.execute(
        update(due)
        .where(due.c.id == row, IS_DUE)
        .values(status=DueStatus.WITHDRAWN, settled_at=now)
    )
    return tx.execute(select(due.c.contact_id).where(due.c.id == row)).scalar()


def settle(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """They have been carried out in this transaction."""
    if ids:
        tx.execute(
            update(due).where(due.c.id.in_(ids)).values(status=DueStatus.DONE, settled_at=now)
        )


def next_due(tx: Connection) -> datetime | None:
    """When the next row falls due; None when nothing is planned."""
    return tx.execute(select(func.min(due.c.due_at)).where(IS_DUE)).scalar()
