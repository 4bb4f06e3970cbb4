"""What does a turn read, and what does it write? A few statements for several women at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select, update

from db.encryption import Keyring
from db.prepared import Inserting, Prepared, is_one_of
from db.statuses import InboxStatus
from db.tables.care import IS_OPEN, cases
from db.tables.people import contacts, facts, identities, sessions
from db.tables.road import IS_WAITING, inbox, outbox


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for its turn; `body` is the inbox's JSON, opened."""

    id: int
    channel: str
    identity_id: int | None
    kind: str
    body: bytes = field(repr=False)
    received_at: datetime
    message_ref: str | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A contact whose row this transaction holds, with all that a step needs of her."""

    id: int
    zone: str
    language: str
    turns_in_window: int
    window_started_at: datetime | None
    version: int
    waiting: tuple[Waiting, ...]
    session: bytes | None = field(default=None, repr=False)
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)
    cases: Mapping[str, str] = field(default_factory=dict)  # open ones: reason to status


@dataclass(slots=True)
class Writing:
    """The rows that a batch of turns wants written, in one go."""

    sessions: list[dict[str, Any]] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    set_aside: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)


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
)
# Grouped, so that the index of what waits is read and never the whole inbox.
_FIRST: Final = (
    select(inbox.c.contact_id, func.min(inbox.c.id).label("message"))
    .where(IS_WAITING)
    .group_by(inbox.c.contact_id)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("span"))
    .subquery("first")
)
_WAITING: Final = Prepared(
    _CONTACT.join(_FIRST, _FIRST.c.contact_id == contacts.c.id)
    .where(_MAY_TURN)
    .order_by(_FIRST.c.message)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=contacts)
)
_ONE: Final = Prepared(
    _CONTACT.where(contacts.c.id == bindparam("only")).with_for_update(skip_locked=True)
)
_WHO: Final = (
    select(inbox.c.contact_id)
    .join(contacts, contacts.c.id == inbox.c.contact_id)
    .where(IS_WAITING, _MAY_TURN)
    .group_by(inbox.c.contact_id)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("most"))
)
# Read only when her row is held, by statements of their own: PostgreSQL would join the row that it
# waited for with what the others were before.
_MESSAGES: Final = Prepared(
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
    )
    .select_from(inbox.outerjoin(sessions, sessions.c.contact_id == inbox.c.contact_id))
    .where(IS_WAITING, is_one_of(inbox.c.contact_id))
    .order_by(inbox.c.contact_id, inbox.c.id)
)
_FACTS: Final = Prepared(
    select(facts.c.contact_id, facts.c.name, facts.c.value).where(is_one_of(facts.c.contact_id))
)
_CASES: Final = Prepared(
    select(cases.c.contact_id, cases.c.reason, cases.c.status).where(
        IS_OPEN, is_one_of(cases.c.contact_id)
    )
)


SPAN: Final = 8
"""How many contacts are looked at for each one wanted: some are held, or have to pause."""


def who_waits(tx: Connection, now: datetime, *, most: int) -> tuple[int, ...]:
    """Contacts that have messages waiting and may have a turn, the longest waiting first."""
    return tuple(tx.execute(_WHO, {"now": now, "most": most}).scalars())


def claim(
    tx: Connection, keyring: Keyring, now: datetime, *, most: int, only: int | None = None
) -> tuple[Claimed, ...]:
    """Hold the rows of contacts that have messages waiting and read what each turn needs.

    Never waits for a contact that another worker holds. `only`: that contact and no other.
    """
    if only is None:
        held = _WAITING.rows(tx, span=most * SPAN, now=now, most=most)
    else:
        held = _ONE.rows(tx, only=only)
    if not held:
        return ()
    messages = _grouped(_MESSAGES.rows(tx, ids=[row.id for row in held]))
    facts_of = _grouped(_rows_of(tx, _FACTS, messages, "has_facts"))
    cases_of = _grouped(_rows_of(tx, _CASES, messages, "has_cases"))
    return tuple(
        _claimed(keyring, row, messages[row.id], facts_of.get(row.id, ()), cases_of.get(row.id, ()))
        for row in held
        if row.id in messages
    )


def _rows_of(
    tx: Connection, read: Prepared, messages: Mapping[int, Sequence[Any]], has: str
) -> list[Any]:
    """What is kept of those contacts who have any: most have neither facts nor cases."""
    ids = [contact for contact, rows in messages.items() if getattr(rows[0], has)]
    return read.rows(tx, ids=ids) if ids else []


def _claimed(
    keyring: Keyring,
    row: Any,
    messages: Sequence[Any],
    known: Sequence[Any],
    open_cases: Sequence[Any],
) -> Claimed:
    return Claimed(
        id=row.id,
        zone=row.zone,
        language=row.language,
        turns_in_window=row.turns_in_window,
        window_started_at=row.window_started_at,
        version=row.version,
        waiting=_in_order(keyring, messages),
        session=_opened(keyring, messages[0].state),
        facts={fact.name: keyring.open_text("facts.value", fact.value).reveal() for fact in known},
        cases={case.reason: case.status for case in open_cases},
    )


def set_aside_all(tx: Connection, contact: int, error_type: str, place: str, now: datetime) -> None:
    """No turn can be written for what this contact has waiting: let it wait no longer."""
    tx.execute(
        update(inbox)
        .where(IS_WAITING, inbox.c.contact_id == contact)
        .values(
            status=InboxStatus.SET_ASIDE,
            settled_at=now,
            error_type=error_type,
            error_place=place,
        )
    )


class LostRace(Exception):
    """A contact was changed although this transaction holds her row: undone, and tried again."""


def begin(tx: Connection, paces: Sequence[Mapping[str, Any]]) -> None:
    """Count the turns of contacts that this transaction holds. Raises LostRace."""
    if _CONTACTS.run(tx, paces) != len(paces):
        raise LostRace


def write(tx: Connection, writing: Writing, now: datetime) -> None:
    """Write all that a batch of turns decided."""
    if writing.sessions:
        _SESSIONS.run(tx, writing.sessions)
    if writing.settled:
        _SETTLE.run(tx, [{"ids": writing.settled, "now": now}])
    if writing.set_aside:
        _SET_ASIDE.run(tx, writing.set_aside)
    if writing.outbox:
        _OUTBOX.run(tx, writing.outbox)
    if writing.heard:
        _HEARD.run(tx, writing.heard)


def _or_renew(statement: Any) -> Any:
    new = {"state": statement.excluded.state, "updated_at": statement.excluded.updated_at}
    return statement.on_conflict_do_update(index_elements=[sessions.c.contact_id], set_=new)


_SESSIONS: Final = Inserting(sessions, _or_renew)
_OUTBOX: Final = Inserting(outbox)
_SETTLE: Final = Prepared(
    update(inbox)
    .where(is_one_of(inbox.c.id), IS_WAITING)
    .values(status=InboxStatus.DONE, settled_at=bindparam("now"))
)
_SET_ASIDE: Final = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("inbox_id"), IS_WAITING)
    .values(
        status=InboxStatus.SET_ASIDE,
        settled_at=bindparam("now"),
        error_type=bindparam("type"),
        error_place=bindparam("place"),
    )
)
_CONTACTS: Final = Prepared(
    update(contacts)
    .where(and_(contacts.c.id == bindparam("contact"), contacts.c.version == bindparam("read")))
    .values(
        version=contacts.c.version + 1,
        last_in_at=bindparam("heard_at"),
        turns_in_window=bindparam("turns"),
        window_started_at=bindparam("window"),
        next_turn_at=bindparam("next"),
    )
)
_HEARD: Final = Prepared(
    update(identities)
    .where(identities.c.id == bindparam("identity"))
    .values(last_in_at=bindparam("heard_at"))
)


def _grouped(rows: Sequence[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.contact_id, []).append(row)
    return groups


def _opened(keyring: Keyring, state: bytes | None) -> bytes | None:
    return keyring.open("sessions.state", state) if state is not None else None


def _in_order(keyring: Keyring, rows: Sequence[Any]) -> tuple[Waiting, ...]:
    """By the provider's own order where it has one: two webhooks of one chat may overtake."""
    ordered = sorted(rows, key=lambda row: (row.channel, row.position or 0, row.id))
    return tuple(
        Waiting(
            row.id,
            row.channel,
            row.identity_id,
            row.kind,
            keyring.open("inbox.body", row.body),
            row.received_at,
            row.message_ref,
        )
        for row in ordered
    )
