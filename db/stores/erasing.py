"""How are rows really gone? Deleted, or emptied where the count of cases must outlive them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    case,
    delete,
    exists,
    func,
    literal,
    select,
    update,
)

from db.kept import Kept
from db.moments import Moment
from db.statuses import CASE_FINAL, OUTBOX_FINAL, CaseStatus, IdentityStatus, InboxStatus
from db.tables.base import among
from db.tables.care import HOLDS_WORDS, IS_DUE_SETTLED, IS_OPEN, case_history, cases, due
from db.tables.people import contacts, identities, sessions
from db.tables.road import IS_UNMATCHED, IS_WAITING, inbox, outbox, receipts

WEB: Final = "web"
CHORES: Final = ("erase", "leave")  # their bodies hold an address
IS_FINAL: Final = among(outbox.c.status, *sorted(OUTBOX_FINAL))
IS_READ: Final = among(inbox.c.status, InboxStatus.DONE, InboxStatus.SET_ASIDE)
IS_CLOSED: Final = among(cases.c.status, *sorted(CASE_FINAL))


def erase_forgotten(tx: Connection, ids: Collection[int]) -> None:
    """Nothing is left of them but that there were cases: of what kind, when, with what outcome."""
    if not ids:
        return
    hers = cases.c.contact_id.in_(ids)
    tx.execute(update(cases).where(hers, IS_OPEN).values(status=CaseStatus.FORGOTTEN))
    of_hers = case_history.c.case_id.in_(select(cases.c.id).where(hers))
    tx.execute(update(case_history).where(of_hers).values(detail=None))
    nothing = {"words": None, "told": None, "municipality": None, "state": None}
    tx.execute(update(cases).where(hers).values({**nothing, "inbox_id": None}))
    erase_contacts(tx, ids)


def erase_contacts(tx: Connection, ids: Collection[int]) -> None:
    """Delete all rows of these contacts but their cases, which then belong to nobody.

    Identities, facts and sessions go with the contact.
    """
    if not ids:
        return
    _delete_sent(tx, outbox.c.contact_id.in_(ids))
    tx.execute(delete(inbox).where(inbox.c.contact_id.in_(ids)))
    tx.execute(delete(due).where(due.c.contact_id.in_(ids)))
    tx.execute(delete(contacts).where(contacts.c.id.in_(ids)))


@dataclass(frozen=True, slots=True)
class Idle:
    """A page is left when nobody has written there since `since`.

    While a case of hers is open it may be answered there: then only since `with_case`.
    """

    since: datetime
    with_case: datetime


def leave_pages(tx: Connection, ids: Collection[int], idle: Idle) -> None:
    """Web pages that were closed, or where nobody writes any more: nothing of them is kept.

    Who wrote from nowhere else is gone; her cases stay, for a person. What waits is read first.
    """
    left = _left(tx, ids, idle)
    if not left:
        return
    hers = select(identities.c.contact_id).where(identities.c.contact_id.in_(left))
    elsewhere = set(tx.execute(hers.where(identities.c.channel != WEB)).scalars())
    erase_contacts(tx, left - elsewhere)
    tx.execute(
        delete(identities).where(
            identities.c.contact_id.in_(elsewhere), identities.c.channel == WEB
        )
    )


def drop_words(tx: Connection, ids: Collection[int], before: datetime) -> None:
    """What these contacts wrote, and were answered, before then; not while a case is open."""
    if not ids:
        return
    open_ones = select(cases.c.contact_id).where(IS_OPEN, cases.c.contact_id.in_(ids))
    free = set(ids) - set(tx.execute(open_ones).scalars())
    tx.execute(
        delete(inbox).where(inbox.c.contact_id.in_(free), IS_READ, inbox.c.received_at < before)
    )
    _delete_sent(tx, outbox.c.contact_id.in_(free), IS_FINAL, outbox.c.created_at < before)
    tx.execute(
        delete(sessions).where(sessions.c.contact_id.in_(free), sessions.c.updated_at < before)
    )


def empty_closed_cases(tx: Connection, before: datetime, limit: int) -> int:
    """Words and place of cases that were closed before then; how many cases."""
    wanted = (
        select(cases.c.id)
        .where(HOLDS_WORDS, IS_CLOSED, cases.c.changed_at < before)
        .order_by(cases.c.changed_at)
        .limit(limit)
    )
    ids = list(tx.execute(wanted).scalars())
    of_them = case_history.c.case_id.in_(ids)
    tx.execute(update(case_history).where(of_them).values(detail=None))
    nothing = {"words": None, "told": None, "municipality": None}
    tx.execute(update(cases).where(cases.c.id.in_(ids)).values(nothing))
    return len(ids)


def drop_log(tx: Connection, now: datetime, kept: Kept, limit: int) -> int:
    """What belongs to no contact: alerts, chores, receipts without a message, things done."""
    nobodys = (outbox.c.contact_id.is_(None), IS_FINAL)
    is_chore = outbox.c.kind.in_(CHORES)
    dropped = _delete_sent(tx, *nobodys, is_chore, outbox.c.settled_at < now - kept.raw, most=limit)
    dropped += _delete_sent(tx, *nobodys, outbox.c.settled_at < now - kept.log, most=limit)
    for table, which in (
        (receipts, (IS_UNMATCHED, receipts.c.at < now - kept.raw)),
        (due, (IS_DUE_SETTLED, due.c.settled_at < now - kept.log)),
        (inbox, (inbox.c.contact_id.is_(None), IS_READ, inbox.c.received_at < now - kept.raw)),
    ):
        some = select(table.c.id).where(*which).limit(limit)
        dropped += tx.execute(delete(table).where(table.c.id.in_(some))).rowcount
    return dropped


def _left(tx: Connection, ids: Collection[int], idle: Idle) -> set[int]:
    """The contacts whose pages are all left, and who have nothing waiting; their pages are held."""
    has_case = exists().where(cases.c.contact_id == identities.c.contact_id, IS_OPEN)
    before = case((has_case, literal(idle.with_case, Moment)), else_=literal(idle.since, Moment))
    heard = func.coalesce(identities.c.last_in_at, identities.c.created_at)
    pages = tx.execute(
        select(
            identities.c.id,
            identities.c.contact_id,
            ((identities.c.status == IdentityStatus.GONE) | (heard < before)).label("left"),
        ).where(identities.c.contact_id.in_(ids), identities.c.channel == WEB)
    ).all()
    in_use = {page.contact_id for page in pages if not page.left}
    waiting = select(inbox.c.contact_id).where(IS_WAITING, inbox.c.contact_id.in_(ids))
    in_use |= set(tx.execute(waiting).scalars())
    left = [page for page in pages if page.contact_id not in in_use]
    # A webhook holds the identity from finding it until its message is stored: then not now.
    hold = select(identities.c.id).where(identities.c.id.in_([page.id for page in left]))
    held = set(tx.execute(hold.with_for_update(skip_locked=True)).scalars())
    in_use |= {page.contact_id for page in left if page.id not in held}
    in_use |= set(tx.execute(waiting).scalars())  # what was stored until the identity was held
    return {page.contact_id for page in left} - in_use


def _delete_sent(tx: Connection, *which: ColumnElement[bool], most: int | None = None) -> int:
    """Messages of ours, with their receipts; how many messages."""
    wanted: Any = select(outbox.c.id).where(*which)
    ids: Sequence[int] = tx.execute(wanted if most is None else wanted.limit(most)).scalars().all()
    if ids:
        tx.execute(delete(receipts).where(receipts.c.outbox_id.in_(ids)))
        tx.execute(delete(outbox).where(outbox.c.id.in_(ids)))
    return len(ids)
