"""What does a turn read of the women whose rows it holds? A few statements for several at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from db.encryption import BrokenSeal, Keyring
from db.prepared import Prepared
from db.stores import claim_statements as statements
from db.stores.appointments import Kept, planned


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
    """A contact whose row this transaction holds, with all that a step needs of her.

    `waiting` may be only the first of much. `forgotten`: what waits came after she had herself
    forgotten, and is somebody new's. `asked`: what Alba asked of her own accord last, a flow and
    its node.
    """

    id: int
    zone: str
    language: str
    turns_in_window: int
    window_started_at: datetime | None
    version: int
    forgotten: bool
    waiting: tuple[Waiting, ...]
    last_in_at: datetime | None = None
    asked: str | None = None
    asked_at: datetime | None = None
    appointments: tuple[Kept, ...] = ()
    session: bytes | None = field(default=None, repr=False)
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)
    cases: Mapping[str, str] = field(default_factory=dict)  # open ones: reason to status
    quiet: frozenset[str] = frozenset()  # of these, the reasons that she is never told of

    @property
    def is_asked(self) -> bool:
        """Whether Alba asked something that she has not written since."""
        if self.asked_at is None:
            return False
        return self.last_in_at is None or self.asked_at > self.last_in_at


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of what one woman has waiting is read at once; one message always is."""

    messages: int
    size: int  # bytes


PORTION: Final = Portion(32, 16_000)
"""A flood must not hold up the others."""

ALMOST_ALL: Final = Portion(512, 64_000)
"""Where danger is known to be among it: one answer, and no other before it."""

SPAN: Final = 8
"""How many contacts are looked at for each one wanted: some are held, or have to pause."""


def who_waits(tx: Connection, now: datetime, *, most: int) -> tuple[int, ...]:
    """Contacts that have messages waiting and may have a turn, the longest waiting first."""
    return tuple(tx.execute(statements.WHO, {"now": now, "most": most}).scalars())


def claim(
    tx: Connection,
    keyring: Keyring,
    now: datetime,
    *,
    most: int,
    only: int | None = None,
    portion: Portion = PORTION,
) -> tuple[Claimed, ...]:
    """Hold the rows of contacts that have messages waiting and read what each turn needs.

    Never waits for a contact that another worker holds. `only`: that contact and no other.
    """
    if only is None:
        held = statements.WAITING.rows(tx, span=most * SPAN, now=now, most=most)
    else:
        held = statements.ONE.rows(tx, only=only)
    if not held:
        return ()
    messages = {
        contact: tuple(_within(_in_order(rows), portion.size))
        for contact, rows in _grouped(_messages(tx, held, portion.messages)).items()
    }
    facts_of = _grouped(_rows_of(tx, statements.FACTS, messages, "has_facts"))
    cases_of = _grouped(_rows_of(tx, statements.CASES, messages, "has_cases"))
    having = [contact for contact, rows in messages.items() if rows[0].has_appointments]
    ahead = planned(tx, keyring, having) if having else {}
    return tuple(
        replace(
            _claimed(
                keyring, row, messages[row.id], facts_of.get(row.id, ()), cases_of.get(row.id, ())
            ),
            appointments=ahead.get(row.id, ()),
        )
        for row in held
        if row.id in messages
    )


def waiting_after(tx: Connection, keyring: Keyring, contact: int, after: int) -> Iterator[Waiting]:
    """Messages of a contact that came after this one and wait."""
    while rows := statements.AFTER.rows(tx, contact=contact, after=after, most=PORTION.messages):
        yield from (_waiting(keyring, row) for row in rows)
        after = rows[-1].id


def _messages(tx: Connection, held: Sequence[Any], most: int) -> list[Any]:
    ids = [row.id for row in held]
    if all(row.messages is not None and row.messages <= most for row in held):
        return statements.MESSAGES.rows(tx, ids=ids)
    return statements.FIRST_MESSAGES.rows(tx, ids=ids, most=most)


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
        forgotten=row.forgotten_at is not None,
        waiting=tuple(_waiting(keyring, message) for message in messages),
        last_in_at=row.last_in_at,
        asked=row.asked,
        asked_at=row.asked_at,
        session=_opened(keyring, messages[0].state),
        facts={fact.name: _value(keyring, fact.value) for fact in known},
        cases={case.reason: case.status for case in open_cases},
        quiet=frozenset(case.reason for case in open_cases if case.quiet),
    )


def _grouped(rows: Sequence[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.contact_id, []).append(row)
    return groups


def _opened(keyring: Keyring, state: bytes | None) -> bytes | None:
    """Nothing of a state that was damaged: she begins anew."""
    try:
        return keyring.open("sessions.state", state) if state is not None else None
    except BrokenSeal:
        return b"broken"


def _in_order(rows: Sequence[Any]) -> Iterator[Any]:
    """By the provider's own order where it has one: two webhooks of one chat may overtake.

    It orders a chat's messages among themselves; between chats they came as they came.
    """
    chats: dict[int | None, list[Any]] = {}
    for row in rows:
        if row.position is not None:
            chats.setdefault(row.identity_id, []).append(row)
    ordered = {
        chat: iter(sorted(mine, key=lambda row: (row.position, row.id)))
        for chat, mine in chats.items()
    }
    for row in rows:
        yield row if row.position is None else next(ordered[row.identity_id])


def _within(rows: Iterable[Any], most: int) -> Iterator[Any]:
    """As many as may be read at once, and always one."""
    size = 0
    for row in rows:
        size += len(row.body)
        if size > most and size > len(row.body):
            return
        yield row


def _value(keyring: Keyring, sealed: bytes) -> str:
    """Nothing of a fact that was damaged."""
    try:
        return keyring.open_text("facts.value", sealed).reveal()
    except BrokenSeal:
        return ""


def _waiting(keyring: Keyring, row: Any) -> Waiting:
    return Waiting(
        row.id,
        row.channel,
        row.identity_id,
        row.kind,
        _body(keyring, row.body),
        row.received_at,
        row.message_ref,
    )


def _body(keyring: Keyring, sealed: bytes) -> bytes:
    """Nothing of a body that was damaged: that message is set aside, the others are read."""
    try:
        return keyring.open("inbox.body", sealed)
    except BrokenSeal:
        return b""
