"""What was each phone of the staff told, how often, and did the answer reach her?"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, update

from db.statuses import OutboxKind, OutboxStatus
from db.tables.road import IS_QUEUED, IS_UNSETTLED, OF_STAFF, outbox

RECENT: Final = 50
"""How many of the last rows to a phone are looked at."""


def told_since(tx: Connection, staff_id: int, since: datetime) -> int:
    """How many alerts were queued for somebody since then; no more than are looked at."""
    recent = (
        select(outbox.c.kind, outbox.c.created_at, outbox.c.case_id)
        .where(OF_STAFF, outbox.c.staff_id == staff_id)
        .order_by(outbox.c.id.desc())
        .limit(RECENT)
        .subquery()
    )
    counted = select(func.count(recent.c.case_id.distinct())).where(
        recent.c.kind == OutboxKind.ALERT, recent.c.created_at > since
    )
    return int(tx.execute(counted).scalar_one())


def is_under_way(tx: Connection, staff_id: int, case_id: int) -> bool:
    """Whether an alert of this case waits to be sent to somebody: a provider is down, perhaps."""
    found = (
        select(outbox.c.id)
        .where(IS_UNSETTLED, outbox.c.recipient == f"s{staff_id}", outbox.c.case_id == case_id)
        .limit(1)
    )
    return tx.execute(found).scalar() is not None


def was_told(tx: Connection, case_id: int) -> bool:
    """Whether anybody was ever alerted of a case."""
    found = (
        select(outbox.c.id)
        .where(outbox.c.case_id == case_id, outbox.c.kind == OutboxKind.ALERT)
        .limit(1)
    )
    return tx.execute(found).scalar() is not None


def last_answer(tx: Connection, contact_id: int) -> tuple[str, str | None] | None:
    """What became of the last message to her: its status and the most that a receipt told."""
    row = tx.execute(
        select(outbox.c.status, outbox.c.receipt)
        .where(outbox.c.contact_id == contact_id)
        .order_by(outbox.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.status, row.receipt)


def withdraw_for(tx: Connection, staff_id: int, now: datetime) -> None:
    """Nothing that waits for somebody who left is sent any more."""
    tx.execute(
        update(outbox)
        .where(IS_QUEUED, outbox.c.staff_id == staff_id)
        .values(status=OutboxStatus.WITHDRAWN, settled_at=now)
    )
