"""What is asked of the database when women's rows are claimed? Each statement is compiled once."""

from typing import Final

from sqlalchemy import (
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
)

from db.prepared import Prepared, is_one_of
from db.tables.care import IS_OPEN, cases
from db.tables.following import IS_PLANNED, appointments
from db.tables.people import contacts, facts, sessions
from db.tables.road import IS_WAITING, inbox

_MAY_TURN: Final = or_(
    contacts.c.next_turn_at.is_(None), contacts.c.next_turn_at <= bindparam("now")
)
_CONTACT: Final = select(
    contacts.c.id,
    contacts.c.zone,
    contacts.c.language,
    contacts.c.turns_in_window,
    contacts.c.window_started_at,
    contacts.c.version,
    contacts.c.forgotten_at,
    contacts.c.last_in_at,
    contacts.c.asked,
    contacts.c.asked_at,
)
# Grouped, so that the index of what waits is read and never the whole inbox.
_FIRST: Final = (
    select(
        inbox.c.contact_id,
        func.min(inbox.c.id).label("message"),
        func.count().label("messages"),
    )
    .where(IS_WAITING)
    .group_by(inbox.c.contact_id)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("span"))
    .subquery("first")
)
# FOR NO KEY UPDATE: a turn changes her row and never its key. So the clock, which opens a case of
# hers (its foreign key takes FOR KEY SHARE), neither waits for her turn nor makes it skip her.
WAITING: Final = Prepared(
    _CONTACT.add_columns(_FIRST.c.messages)
    .join(_FIRST, _FIRST.c.contact_id == contacts.c.id)
    .where(_MAY_TURN)
    .order_by(_FIRST.c.message)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=contacts, key_share=True)
)
ONE: Final = Prepared(
    _CONTACT.add_columns(literal(None).label("messages"))
    .where(contacts.c.id == bindparam("only"))
    .with_for_update(skip_locked=True, key_share=True)
)
WHO: Final = (
    select(inbox.c.contact_id)
    .join(contacts, contacts.c.id == inbox.c.contact_id)
    .where(IS_WAITING, _MAY_TURN)
    .group_by(inbox.c.contact_id)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("most"))
)
# Read only when her row is held, by statements of their own: PostgreSQL would join the row that it
# waited for with what the others were before.
_MESSAGE: Final = (
    select(
        inbox.c.id,
        inbox.c.channel,
        inbox.c.contact_id,
        inbox.c.identity_id,
        inbox.c.position,
        inbox.c.received_at,
        inbox.c.kind,
        inbox.c.body,
        inbox.c.message_ref,
        sessions.c.state,
        exists().where(facts.c.contact_id == inbox.c.contact_id).label("has_facts"),
        exists().where(cases.c.contact_id == inbox.c.contact_id, IS_OPEN).label("has_cases"),
        exists()
        .where(appointments.c.contact_id == inbox.c.contact_id, IS_PLANNED)
        .label("has_appointments"),
    )
    .select_from(inbox.outerjoin(sessions, sessions.c.contact_id == inbox.c.contact_id))
    .where(IS_WAITING)
)
MESSAGES: Final = Prepared(
    _MESSAGE.where(is_one_of(inbox.c.contact_id)).order_by(inbox.c.contact_id, inbox.c.id)
)
_NUMBERED: Final = (
    select(
        inbox.c.id,
        func.row_number().over(partition_by=inbox.c.contact_id, order_by=inbox.c.id).label("place"),
    )
    .where(IS_WAITING, is_one_of(inbox.c.contact_id))
    .subquery("numbered")
)
FIRST_MESSAGES: Final = Prepared(
    _MESSAGE.where(
        inbox.c.id.in_(select(_NUMBERED.c.id).where(_NUMBERED.c.place <= bindparam("most")))
    ).order_by(inbox.c.contact_id, inbox.c.id)
)
AFTER: Final = Prepared(
    select(
        inbox.c.id,
        inbox.c.channel,
        inbox.c.identity_id,
        inbox.c.kind,
        inbox.c.body,
        inbox.c.received_at,
        inbox.c.message_ref,
    )
    .where(IS_WAITING, inbox.c.contact_id == bindparam("contact"), inbox.c.id > bindparam("after"))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
FACTS: Final = Prepared(
    select(facts.c.contact_id, facts.c.name, facts.c.value).where(is_one_of(facts.c.contact_id))
)
CASES: Final = Prepared(
    select(cases.c.contact_id, cases.c.reason, cases.c.status, cases.c.quiet).where(
        IS_OPEN, is_one_of(cases.c.contact_id)
    )
)
