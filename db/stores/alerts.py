"""What was each phone of the staff told, how often, and did the answer reach her?"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, update

from db.encryption import Keyring
from db.statuses import OutboxKind, OutboxStatus
from db.tables.care import staff
from db.tables.road import IS_QUEUED, IS_UNSETTLED, OF_STAFF, outbox

LOST: Final = (OutboxStatus.REFUSED, OutboxStatus.GIVEN_UP, OutboxStatus.WITHDRAWN)
LATELY: Final = 5
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
    """Whether anybody who works here now was ever alerted of a case."""
    found = (
        select(outbox.c.id)
        .join(staff, staff.c.id == outbox.c.staff_id)
        .where(outbox.c.case_id == case_id, outbox.c.kind == OutboxKind.ALERT)
        .where(staff.c.left_at.is_(None), outbox.c.status.not_in(LOST))
        .limit(1)
    )
    return tx.execute(found).scalar() is not None


def told_to(tx: Connection, staff_id: int) -> frozenset[int]:
    """The cases of which somebody was ever alerted."""
    found = select(outbox.c.case_id).where(
        OF_STAFF, outbox.c.staff_id == staff_id, outbox.c.kind == OutboxKind.ALERT
    )
    return frozenset(each for each in tx.execute(found).scalars() if each is not None)


def last_case(tx: Connection, staff_id: int, channel: str) -> int | None:
    """The case of the last alert on a phone; None when there was none."""
    return tx.execute(
        select(outbox.c.case_id)
        .where(OF_STAFF, outbox.c.staff_id == staff_id, outbox.c.channel == channel)
        .where(outbox.c.case_id.is_not(None))
        .order_by(outbox.c.id.desc())
        .limit(1)
    ).scalar()


def last_offer(tx: Connection, keyring: Keyring, staff_id: int, channel: str) -> tuple[bytes, ...]:
    """The last messages on a phone, newest first: what a number or a button's title means."""
    rows = tx.execute(
        select(outbox.c.body)
        .where(OF_STAFF, outbox.c.staff_id == staff_id, outbox.c.channel == channel)
        .where(outbox.c.body.is_not(None))
        .order_by(outbox.c.id.desc())
        .limit(LATELY)
    ).scalars()
    return tuple(keyring.open("outbox.body", bytes(each)) for each in rows)


def last_answer(tx: Connection, contact_id: int) -> tuple[str, str | None] | None:
    """What became of the last message to her: its status and the most that a receipt told."""
    row = tx.execute(
        select(outbox.c.status, outbox.c.receipt)
        .where(outbox.c.contact_id == contact_id)
        .order_by(outbox.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.status, row.receipt)


def is_first(tx: Connection, staff_id: int, channel: str, case_id: int, rings: int) -> bool:
    """Whether a phone was alerted of a case no more than once since its clock started."""
    found = select(func.count()).where(
        OF_STAFF,
        outbox.c.staff_id == staff_id,
        outbox.c.channel == channel,
        outbox.c.case_id == case_id,
        outbox.c.reference.startswith(f"c{case_id}-{rings}."),
    )
    return int(tx.execute(found).scalar_one()) <= 1


def withdraw_of_case(tx: Connection, case_id: int, now: datetime) -> None:
    """Somebody has the case: alerts of it that wait are sent to nobody any more."""
    tx.execute(
        update(outbox)
        .where(IS_QUEUED, outbox.c.case_id == case_id, outbox.c.kind == OutboxKind.ALERT)
        .where(outbox.c.reference.startswith(f"c{case_id}-"))  # not a word on many cases together
        .values(status=OutboxStatus.WITHDRAWN, settled_at=now)
    )


def withdraw_for(tx: Connection, staff_id: int, now: datetime) -> None:
    """Nothing that waits for somebody who left is sent any more."""
    tx.execute(
        update(outbox)
        .where(IS_QUEUED, outbox.c.staff_id == staff_id)
        .values(status=OutboxStatus.WITHDRAWN, settled_at=now)
    )
