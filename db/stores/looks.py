"""Whom must retention look at now, and when again? Each contact carries her next look."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, bindparam, func, select, update

from db.kept import LOOK_AGAIN, Kept
from db.tables.people import contacts, identities, sessions
from db.tables.road import inbox, outbox

WEB: Final = "web"
WORDS: Final[Sequence[tuple[Column[Any], Column[Any]]]] = (  # whose, and since when
    (inbox.c.contact_id, inbox.c.received_at),
    (outbox.c.contact_id, outbox.c.created_at),
    (sessions.c.contact_id, sessions.c.updated_at),
)


@dataclass(frozen=True, slots=True)
class Look:
    """A contact whose row this transaction holds, as retention sees her."""

    contact_id: int
    forgotten_at: datetime | None
    consent_at: datetime | None


def hold_due(tx: Connection, now: datetime, limit: int) -> tuple[Look, ...]:
    """The contacts whose look has come, but those whom a turn holds."""
    rows = tx.execute(
        select(contacts.c.id, contacts.c.forgotten_at, contacts.c.consent_at)
        .where(contacts.c.sweep_at <= now)
        .order_by(contacts.c.sweep_at, contacts.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tuple(Look(*row) for row in rows)


def plan_next(tx: Connection, looks: Collection[Look], now: datetime, kept: Kept) -> None:
    """Set the next look of those who are still there: when their oldest words may go.

    Whatever is written later may go later still, so nobody need be looked at before.
    """
    if not looks:
        return
    ids = [look.contact_id for look in looks]
    oldest = _oldest(tx, ids)
    pages = _pages(tx, ids)
    rows = []
    for look in looks:
        age = kept.raw if look.consent_at is None else kept.words
        moments = [oldest.get(look.contact_id, now) + age]
        if look.contact_id in pages:
            moments.append(pages[look.contact_id] + kept.web)
        if look.forgotten_at is not None:
            moments = [look.forgotten_at + kept.forgotten]
        following = min(moments)
        at = following if following > now else now + LOOK_AGAIN
        rows.append({"contact": look.contact_id, "next": at})
    tx.execute(
        update(contacts)
        .where(contacts.c.id == bindparam("contact"))
        .values(sweep_at=bindparam("next")),
        rows,
    )


def _oldest(tx: Connection, ids: Collection[int]) -> Mapping[int, datetime]:
    found: dict[int, datetime] = {}
    for whose, since in WORDS:
        rows = tx.execute(select(whose, func.min(since)).where(whose.in_(ids)).group_by(whose))
        for contact, at in rows:
            found[contact] = min(found.get(contact, at), at)
    return found


def _pages(tx: Connection, ids: Collection[int]) -> Mapping[int, datetime]:
    """When a page of theirs was last written from, by contact."""
    heard = func.coalesce(identities.c.last_in_at, identities.c.created_at)
    rows = tx.execute(
        select(identities.c.contact_id, func.min(heard))
        .where(identities.c.contact_id.in_(ids), identities.c.channel == WEB)
        .group_by(identities.c.contact_id)
    )
    return {row[0]: row[1] for row in rows}
