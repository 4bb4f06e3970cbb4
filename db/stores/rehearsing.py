"""What does only a rehearsal ask? The next moment of anything, and what a row was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from db.addresses import canonical_address
from db.encryption import Keyring
from db.moments import Moment
from db.stores.leases import UNKNOWN_HOLDS
from db.tables.care import IS_DUE, cases, due
from db.tables.following import HAS_NEXT, check_ins
from db.tables.people import contacts, identities, sessions
from db.tables.road import IS_IN_FLIGHT, IS_QUEUED, IS_WAITING, inbox, outbox


@dataclass(frozen=True, slots=True)
class RowSent:
    """Why a message went out, and to whom."""

    kind: str
    staff_id: int | None
    case_id: int | None
    settled_at: datetime
    zone: str | None
    severity: str | None
    reason: str | None


_after: Final = bindparam("after", type_=Moment)
_MOMENTS: Final = select(
    select(func.min(outbox.c.first_attempt_at))
    .where(IS_IN_FLIGHT, outbox.c.first_attempt_at > bindparam("held", type_=Moment))
    .scalar_subquery()
    .label("doubted"),
    select(func.min(outbox.c.due_at))
    .where(IS_QUEUED, outbox.c.due_at > _after)
    .scalar_subquery()
    .label("queued"),
    select(func.min(outbox.c.leased_until))
    .where(IS_IN_FLIGHT, outbox.c.leased_until > _after)
    .scalar_subquery()
    .label("lapsed"),
    select(func.min(due.c.due_at))
    .where(IS_DUE, due.c.due_at > _after)
    .scalar_subquery()
    .label("planned"),
    select(func.min(check_ins.c.next_at))
    .where(HAS_NEXT, check_ins.c.next_at > _after)
    .scalar_subquery()
    .label("asked"),
    select(func.min(contacts.c.next_turn_at))
    .where(
        contacts.c.next_turn_at > _after,
        contacts.c.id.in_(select(inbox.c.contact_id).where(IS_WAITING)),
    )
    .scalar_subquery()
    .label("slowed"),
)


def next_moment(tx: Connection, after: datetime) -> datetime | None:
    """The earliest later moment at which anything falls due; None when nothing is planned."""
    found = tx.execute(_MOMENTS, {"after": after, "held": after - UNKNOWN_HOLDS}).one()
    doubted = found.doubted + UNKNOWN_HOLDS if found.doubted else None
    moments = (doubted, found.queued, found.lapsed, found.planned, found.asked, found.slowed)
    return min((each for each in moments if each is not None), default=None)


def rows_of(tx: Connection, references: Sequence[str]) -> dict[str, RowSent]:
    """The rows of these references."""
    query = (
        select(
            outbox.c.reference,
            outbox.c.kind,
            outbox.c.staff_id,
            outbox.c.case_id,
            outbox.c.settled_at,
            contacts.c.zone,
            cases.c.severity,
            cases.c.reason,
        )
        .select_from(
            outbox.outerjoin(contacts, contacts.c.id == outbox.c.contact_id).outerjoin(
                cases, cases.c.id == outbox.c.case_id
            )
        )
        .where(outbox.c.reference.in_(references))
    )
    return {row.reference: RowSent(*row[1:]) for row in tx.execute(query)}


def session_of(tx: Connection, keyring: Keyring, channel: str, address: str) -> bytes | None:
    """The stored session of an address; None when there is none."""
    hashes = keyring.hashes_of(channel, canonical_address(channel, address))
    state = tx.execute(
        select(sessions.c.state)
        .join(identities, identities.c.contact_id == sessions.c.contact_id)
        .where(identities.c.channel == channel, identities.c.address_hash.in_(hashes))
    ).scalar()
    return keyring.open("sessions.state", bytes(state)) if state is not None else None


def slowed_until(
    tx: Connection, keyring: Keyring, channel: str, address: str, now: datetime
) -> datetime | None:
    """When an address whose messages wait has its next turn; None when none of them waits."""
    hashes = keyring.hashes_of(channel, canonical_address(channel, address))
    return tx.execute(
        select(contacts.c.next_turn_at)
        .join(identities, identities.c.contact_id == contacts.c.id)
        .where(
            identities.c.channel == channel,
            identities.c.address_hash.in_(hashes),
            contacts.c.next_turn_at > now,
            contacts.c.id.in_(select(inbox.c.contact_id).where(IS_WAITING)),
        )
    ).scalar()
