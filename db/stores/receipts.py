"""What do providers say became of messages? Receipts come late, twice, out of order, too early."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, insert, or_, select, update

from db.statuses import OutboxStatus
from db.tables.road import HAS_PROVIDER_REF, IS_IN_FLIGHT, outbox, receipts

RECEIPT_RANK: Final = {"accepted": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4}
"""A message never steps back. Delivered may follow failed, and is then the truth."""

FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class ReceiptSeen:
    """A provider's word about a message; `reference` is our own id where the provider echoes it.

    `reason` is what a failure tells about the address.
    """

    channel: str
    provider_ref: str
    status: str
    code: str | None = None
    reference: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A message of ours that has newly failed after it was accepted."""

    row: int
    code: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A receipt told under which name a provider keeps a message of ours."""

    channel: str
    reference: str
    provider_ref: str


@dataclass(slots=True)
class Noted:
    """What receipts have changed."""

    failed: list[Failed] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)


def note(tx: Connection, seen: Sequence[ReceiptSeen], now: datetime) -> Noted:
    """Keep receipts and rank them onto their messages.

    A receipt without our reference may come before its message's name was written: it is matched
    when it is (`match_early`).
    """
    noted = Noted()
    for receipt in seen:
        row = _row_of(tx, receipt)
        tx.execute(insert(receipts).values(_kept(receipt, row, now)))
        if row is None:
            continue
        if row.provider_ref != receipt.provider_ref:
            _accept(tx, row.id, receipt.provider_ref, now)
            noted.accepted.append(Accepted(receipt.channel, row.reference, receipt.provider_ref))
        if _rank(tx, row.id, receipt.status, receipt.code) and receipt.status == FAILED:
            noted.failed.append(Failed(row.id, receipt.code, receipt.reason))
    return noted


def match_early(tx: Connection, rows: Sequence[int]) -> tuple[Failed, ...]:
    """Rank receipts that were faster than our own note of having sent; what has failed by them."""
    if not rows:
        return ()
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
    failed: list[Failed] = []
    for receipt in early:
        if _rank(tx, receipt.row, receipt.status, receipt.code) and receipt.status == FAILED:
            failed.append(Failed(receipt.row, receipt.code))
        tx.execute(
            update(receipts)
            .where(receipts.c.id == receipt.id)
            .values(outbox_id=receipt.row, settled=True)
        )
    return tuple(failed)


def _row_of(tx: Connection, receipt: ReceiptSeen) -> Any:
    """Our own reference finds a message whose outcome we do not know yet; else the provider's."""
    wanted = select(outbox.c.id, outbox.c.reference, outbox.c.provider_ref).where(
        outbox.c.channel == receipt.channel
    )
    found = None
    if receipt.reference:
        found = tx.execute(wanted.where(outbox.c.reference == receipt.reference)).first()
    if found is None:
        named = wanted.where(HAS_PROVIDER_REF, outbox.c.provider_ref == receipt.provider_ref)
        found = tx.execute(named).first()
    return found


def _kept(receipt: ReceiptSeen, row: Any, now: datetime) -> dict[str, Any]:
    return {
        "channel": receipt.channel,
        "provider_ref": receipt.provider_ref,
        "outbox_id": row.id if row is not None else None,
        "status": receipt.status,
        "code": receipt.code,
        "at": now,
        "settled": row is not None,
    }


def _accept(tx: Connection, row: int, provider_ref: str, now: datetime) -> None:
    """A receipt that carries our reference proves that a message under way was accepted."""
    tx.execute(
        update(outbox)
        .where(outbox.c.id == row, IS_IN_FLIGHT)
        .values(
            status=OutboxStatus.SENT,
            provider_ref=provider_ref,
            lease=None,
            leased_until=None,
            settled_at=now,
        )
    )


def _rank(tx: Connection, row: int, status: str, code: str | None) -> bool:
    """Step the row's receipt forward, never back; whether it did. Safe beside other webhooks."""
    lower = [each for each, rank in RECEIPT_RANK.items() if rank < RECEIPT_RANK[status]]
    values = {"receipt": status} | ({"code": code} if status == FAILED else {})
    stepped = tx.execute(
        update(outbox)
        .where(outbox.c.id == row)
        .where(or_(outbox.c.receipt.is_(None), outbox.c.receipt.in_(lower)))
        .values(values)
    )
    return stepped.rowcount == 1
