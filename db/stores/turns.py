"""What does a turn read, and what does it write? A few statements for several women at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.encryption import Keyring
from db.statuses import InboxStatus
from db.tables.care import IS_OPEN, cases
from db.tables.people import contacts, facts, identities, sessions
from db.tables.road import IS_WAITING, inbox, outbox

_Row = Row[*tuple[Any, ...]]


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
    consent_at: datetime | None
    stopped_at: datetime | None
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


_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_MAY_TURN: Final = or_(
    contacts.c.next_turn_at.is_(None), contacts.c.next_turn_at <= bindparam("now")
)
_CONTACT: Final = select(
    contacts.c.id,
    contacts.c.zone,
    contacts.c.language,
    contacts.c.consent_at,
    contacts.c.stopped_at,
    contacts.c.turns_in_window,
    contacts.c.window_started_at,
    contacts.c.version,
)
_THE_FIRST: Final = (
    select(inbox.c.contact_id).where(IS_WAITING).order_by(inbox.c.id).limit(bindparam("span"))
)
_WAITING: Final = (
    _CONTACT.where(contacts.c.id.in_(_THE_FIRST), _MAY_TURN)
    .order_by(contacts.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_ONE: Final = _CONTACT.where(contacts.c.id == bindparam("only")).with_for_update(skip_locked=True)
_WHO: Final = (
    select(inbox.c.contact_id)
    .join(contacts, contacts.c.id == inbox.c.contact_id)
    .where(IS_WAITING, _MAY_TURN)
    .group_by(inbox.c.contact_id)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("most"))
)
_MESSAGES: Final = (
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
    )
    .where(IS_WAITING, inbox.c.contact_id.in_(_IDS))
    .order_by(inbox.c.contact_id, inbox.c.id)
)
_SESSIONS: Final = select(sessions.c.contact_id, sessions.c.state).where(
    sessions.c.contact_id.in_(_IDS)
)
_FACTS: Final = select(facts.c.contact_id, facts.c.name, facts.c.value).where(
    facts.c.contact_id.in_(_IDS)
)
_CASES: Final = select(cases.c.contact_id, cases.c.reason, cases.c.status).where(
    IS_OPEN, cases.c.contact_id.in_(_IDS)
)


SPAN: Final = 8
"""How many waiting messages are looked at for each contact wanted: bursts share a contact."""


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
        held = tx.execute(_WAITING, {"span": most * SPAN, "now": now, "most": most}).all()
    else:
        held = tx.execute(_ONE, {"only": only}).all()
    if not held:
        return ()
    ids = {"ids": [row.id for row in held]}
    messages = _grouped(tx.execute(_MESSAGES, ids).all())
    states = {row.contact_id: bytes(row.state) for row in tx.execute(_SESSIONS, ids)}
    known = _grouped(tx.execute(_FACTS, ids).all())
    open_cases = _grouped(tx.execute(_CASES, ids).all())
    return tuple(
        Claimed(
            **row._mapping,
            waiting=_in_order(keyring, messages[row.id]),
            session=_opened(keyring, states.get(row.id)),
            facts={
                fact.name: keyring.open_text("facts.value", bytes(fact.value)).reveal()
                for fact in known.get(row.id, ())
            },
            cases={case.reason: case.status for case in open_cases.get(row.id, ())},
        )
        for row in held
        if row.id in messages
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
    if tx.execute(_CONTACTS, list(paces)).rowcount != len(paces):
        raise LostRace


def write(tx: Connection, writing: Writing, now: datetime) -> None:
    """Write all that a batch of turns decided."""
    if writing.sessions:
        _upsert_sessions(tx, writing.sessions)
    if writing.settled:
        tx.execute(_SETTLE, {"ids": writing.settled, "now": now})
    if writing.set_aside:
        tx.execute(_SET_ASIDE, writing.set_aside)
    if writing.outbox:
        tx.execute(insert(outbox), writing.outbox)
    if writing.heard:
        tx.execute(_HEARD, writing.heard)


_SETTLE: Final = (
    update(inbox)
    .where(inbox.c.id.in_(_IDS), IS_WAITING)
    .values(status=InboxStatus.DONE, settled_at=bindparam("now"))
)
_SET_ASIDE: Final = (
    update(inbox)
    .where(inbox.c.id == bindparam("inbox_id"), IS_WAITING)
    .values(
        status=InboxStatus.SET_ASIDE,
        settled_at=bindparam("now"),
        error_type=bindparam("type"),
        error_place=bindparam("place"),
    )
)
_CONTACTS: Final = (
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
_HEARD: Final = (
    update(identities)
    .where(identities.c.id == bindparam("identity"))
    .values(last_in_at=bindparam("heard_at"))
)


def _upsert_sessions(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    make = postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert
    statement = make(sessions)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[sessions.c.contact_id],
            set_={
                "state": statement.excluded.state,
                "updated_at": statement.excluded.updated_at,
            },
        ),
        list(rows),
    )


def _grouped(rows: Sequence[_Row]) -> dict[int, list[_Row]]:
    groups: dict[int, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.contact_id, []).append(row)
    return groups


def _opened(keyring: Keyring, state: bytes | None) -> bytes | None:
    return keyring.open("sessions.state", state) if state is not None else None


def _in_order(keyring: Keyring, rows: Sequence[_Row]) -> tuple[Waiting, ...]:
    """By the provider's own order where it has one: two webhooks of one chat may overtake."""
    ordered = sorted(rows, key=lambda row: (row.channel, row.position or 0, row.id))
    return tuple(
        Waiting(
            row.id,
            row.channel,
            row.identity_id,
            row.kind,
            keyring.open("inbox.body", bytes(row.body)),
            row.received_at,
            row.message_ref,
        )
        for row in ordered
    )
