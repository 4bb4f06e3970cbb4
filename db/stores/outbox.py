"""What is to go out? Rows are queued here, each once by its reference, and withdrawn here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, exists, func, or_, select, update

from db.encryption import Keyring
from db.prepared import Inserting, or_nothing
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.tables.road import IS_IN_FLIGHT, IS_QUEUED, IS_UNSETTLED, outbox

_ONCE: Final = Inserting(outbox, or_nothing)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do at a provider that is no message: erase, or leave a group.

    Chores of one `recipient` are done in their order; None: this one waits for no other.
    """

    kind: str
    channel: str
    reference: str
    body: bytes = field(repr=False)
    after: timedelta = timedelta()
    recipient: str | None = None


def chore_row(keyring: Keyring, chore: Chore, now: datetime, within: timedelta) -> dict[str, Any]:
    """The row of a chore, with the columns of a reply; `within` after its time it is given up."""
    return {
        "recipient": chore.recipient or f"x:{chore.reference}",
        "contact_id": None,
        "identity_id": None,
        "channel": chore.channel,
        "lane": Lane.CHORE,
        "kind": chore.kind,
        "body": keyring.seal("outbox.body", chore.body),
        "reference": chore.reference,
        "status": OutboxStatus.QUEUED,
        "due_at": now + chore.after,
        "use_by": now + chore.after + within,
        "created_at": now,
        "inbox_id": None,
    }


def add_chores(
    tx: Connection, keyring: Keyring, chores: Iterable[Chore], now: datetime, within: timedelta
) -> int:
    """Plan chores, each once by its reference; how many were new."""
    return add_once(tx, [chore_row(keyring, chore, now, within) for chore in chores])


def add_once(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Queue rows, each once by its reference; how many were new."""
    return _ONCE.run(tx, rows) if rows else 0


def is_planned(tx: Connection, recipient: str) -> bool:
    """Whether anything for this recipient still waits or is under way."""
    there = select(exists().where(IS_UNSETTLED, outbox.c.recipient == recipient))
    return bool(tx.execute(there).scalar())


def withdraw_for_identity(tx: Connection, identity_id: int, contact_id: int, now: datetime) -> None:
    """Nothing that waits for this address of hers can reach anybody any more."""
    _withdraw(tx, now, outbox.c.contact_id == contact_id, outbox.c.identity_id == identity_id)


def withdraw_unasked(tx: Connection, contact_id: int, now: datetime) -> None:
    """She wants nothing that she did not ask for: what Alba starts, and what it only notes."""
    _withdraw(
        tx,
        now,
        outbox.c.contact_id == contact_id,
        or_(outbox.c.lane == Lane.PLANNED, outbox.c.kind == OutboxKind.NOTICE),
    )


def withdraw_check_ins(tx: Connection, contact_id: int, now: datetime) -> None:
    """She has just written: what would ask her how she is need not go out any more."""
    _withdraw(tx, now, outbox.c.contact_id == contact_id, outbox.c.kind == OutboxKind.CHECK_IN)


def hasten(tx: Connection, recipient: str, now: datetime) -> None:
    """What waits for this recipient need not wait for its time."""
    tx.execute(
        update(outbox)
        .where(IS_QUEUED, outbox.c.recipient == recipient, outbox.c.due_at > now)
        .values(due_at=now)
    )


def _withdraw(tx: Connection, now: datetime, *which: Any) -> None:
    tx.execute(
        update(outbox)
        .where(IS_QUEUED, *which)
        .values(status=OutboxStatus.WITHDRAWN, settled_at=now)
    )


def next_due(tx: Connection) -> datetime | None:
    """When the outbox next has something to do; None when it is empty."""
    queued = tx.execute(select(func.min(outbox.c.due_at)).where(IS_QUEUED)).scalar()
    lapsed = tx.execute(select(func.min(outbox.c.leased_until)).where(IS_IN_FLIGHT)).scalar()
    moments = [each for each in (queued, lapsed) if each is not None]
    return min(moments) if moments else None


@dataclass(frozen=True, slots=True)
class Lost:
    """A message that did not arrive: whose it was, and what the provider tells of it."""

    contact_id: int | None
    identity_id: int | None
    staff_id: int | None
    case_id: int | None
    channel: str
    receipt: str | None


def whose(tx: Connection, row: int) -> Lost | None:
    """Whose message a row is; None when it is gone."""
    found = tx.execute(
        select(
            outbox.c.contact_id,
            outbox.c.identity_id,
            outbox.c.staff_id,
            outbox.c.case_id,
            outbox.c.channel,
            outbox.c.receipt,
        ).where(outbox.c.id == row)
    ).first()
    return Lost(*found) if found else None
