"""What does "borrar" do, what does closing the page do, and what is kept of her, in numbers?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, update

from db.kept import KEPT
from db.statuses import DueStatus, IdentityStatus, OutboxStatus
from db.stores import erasing
from db.tables.base import among
from db.tables.care import cases, due
from db.tables.following import IS_PLANNED as IS_AHEAD
from db.tables.following import appointments
from db.tables.people import contacts, facts, identities, sessions
from db.tables.road import IS_QUEUED, inbox, outbox

WEB: Final = "web"
HERS: Final = ("text", "choice", "place", "voice", "image", "sticker", "contact_card", "file")
IS_PLANNED: Final = among(due.c.status, DueStatus.DUE, DueStatus.CLAIMED)


def forget(tx: Connection, contact_id: int, now: datetime) -> None:
    """She wants to be forgotten: nothing of hers is read or sent any more, and soon it is gone.

    Queue her last reply, and what must be deleted at the providers, before or after this, not
    through it: what is queued with her as its contact is withdrawn.
    """
    _withdraw(tx, contact_id, now)
    tx.execute(sessions.delete().where(sessions.c.contact_id == contact_id))
    tx.execute(
        update(contacts)
        .where(contacts.c.id == contact_id)
        .values(
            forgotten_at=now,
            consent_at=None,
            stopped_at=now,
            sweep_at=now + KEPT.forgotten,
            version=contacts.c.version + 1,
        )
    )


def close_chat(tx: Connection, contact_id: int, now: datetime) -> None:
    """She closed the page: what was kept of it is gone at once; an open case stays for a person.

    What she wrote and nobody has read yet is read first. Addresses on other channels stay.
    """
    tx.execute(
        update(identities)
        .where(identities.c.contact_id == contact_id, identities.c.channel == WEB)
        .values(status=IdentityStatus.GONE, status_at=now)
    )
    erasing.leave_pages(tx, [contact_id], erasing.Idle(since=now, with_case=now))
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(sweep_at=now))


def kinds_and_counts(tx: Connection, contact_id: int) -> Mapping[str, int]:
    """What is kept of her: how many of each kind, and none of the contents."""
    hers = {
        "messages": select(func.count()).where(
            inbox.c.contact_id == contact_id, inbox.c.kind.in_(HERS), inbox.c.body.is_not(None)
        ),
        "replies": select(func.count()).where(
            outbox.c.contact_id == contact_id, outbox.c.status != OutboxStatus.WITHDRAWN
        ),
        "facts": select(func.count()).where(facts.c.contact_id == contact_id),
        "identities": select(func.count()).where(identities.c.contact_id == contact_id),
        "cases": select(func.count()).where(cases.c.contact_id == contact_id),
        "appointments": select(func.count()).where(
            appointments.c.contact_id == contact_id, IS_AHEAD
        ),
        "planned": select(func.count()).where(due.c.contact_id == contact_id, IS_PLANNED),
    }
    return {kind: tx.execute(count).scalar_one() for kind, count in hers.items()}


def _withdraw(tx: Connection, contact_id: int, now: datetime) -> None:
    tx.execute(
        update(outbox)
        .where(IS_QUEUED, outbox.c.contact_id == contact_id)
        .values(status=OutboxStatus.WITHDRAWN, settled_at=now)
    )
    tx.execute(
        update(due)
        .where(due.c.contact_id == contact_id, IS_PLANNED)
        .values(status=DueStatus.WITHDRAWN, settled_at=now)
    )
