"""What do providers say became of messages? Receipts come late, twice, out of order, and never step back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, insert, select, update

from db.statuses import OutboxStatus
from db.tables.road import HAS_PROVIDER_REF, IS_IN_FLIGHT, outbox, receipts

RECEIPT_RANK: Final = {"accepted": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4}
"""Delivered may follow failed, and is then the truth."""


@dataclass(frozen=True, slots=True)
class ReceiptSeen:
    """A provider's word about a message; `reference` is our own id where the provider echoes it."""

    channel: str
    provider_ref: str
    status: str
    code: str | None = None
    reference: str | None = None


def note(tx: Connection, seen: Sequence[ReceiptSeen], now: datetime) -> tuple[int, ...]:
    """Keep receipts and rank them onto their messages; the rows that have newly failed.

    A receipt that comes before its message's reference was written is matched when it is.
    """
    failed: list[int] = []
    for receipt in seen:
        if receipt.reference:
            _accept_unknown(tx, receipt, now)
        row = tx.execute(
            select(outbox.c.id, outbox.c.receipt).where(
                HAS_PROVIDER_REF,
                outbox.c.channel == receipt.channel,
                outbox.c.provider_ref == receipt.provider_ref,
            )
        ).first()
        tx.execute(
            insert(receipts).values(
                channel=receipt.channel,
                provider_ref=receipt.provider_ref,
                outbox_id=row.id if row else None,
                status=receipt.status,
                code=receipt.code,
                at=now,
                settled=row is not None,
            )
        )
        if row is not None and _rank(tx, row.id, row.receipt, receipt.status, receipt.code):
            failed.append(row.id)
    return tuple(failed)


def _accept_unknown(tx: Connection, receipt: ReceiptSeen, now: datetime) -> None:
    """A receipt that carries our reference proves that an unknown message was accepted."""
    tx.execute(
        update(outbox)
        .where(outbox.c.reference == receipt.reference, IS_IN_FLIGHT)
        .values(
            status=OutboxStatus.SENT,
            provider_ref=receipt.provider_ref,
            lease=None,
            leased_until=None,
            settled_at=now,
        )
    )


def _rank(tx: Connection, row: int, known: str | None, status: str, code: str | None) -> bool:
    """Step the row's receipt forward, never back; whether it failed now."""
    if known is not None and RECEIPT_RANK[status] <= RECEIPT_RANK[known]:
        return False
    tx.execute(
        update(outbox)
        .where(outbox.c.id == row)
        .values(receipt=status, code=code if status == "failed" else outbox.c.code)
    )
    return status == "failed"


def match_early(tx: Connection, rows: Sequence[int]) -> None:
    """Rank receipts that were faster than our own note of having sent."""
    if not rows:
        return
    early = tx.execute(
        select(receipts.c.id, receipts.c.status, receipts.c.code, outbox.c.id.label("row"))
        .join(
            outbox,
            and_(
                outbox.c.channel == receipts.c.channel,
                outbox.c.provider_ref == receipts.c.provider_ref,
            ),
        )
        .where(receipts.c.outbox_id.is_(None), outbox.c.id.in_(rows))
        .order_by(receipts.c.id)
    ).all()
    for receipt in early:
        known = tx.execute(select(outbox.c.receipt).where(outbox.c.id == receipt.row)).scalar()
        _rank(tx, receipt.row, known, receipt.status, receipt.code)
        tx.execute(
            update(receipts)
            .where(receipts.c.id == receipt.id)
            .values(outbox_id=receipt.row, settled=True)
        )
