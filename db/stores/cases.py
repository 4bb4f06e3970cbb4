"""What must a person look at? One open case for each contact and reason."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Connection, Row, case, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.codes import make_code
from db.encryption import Keyring, Sealed
from db.statuses import CaseStatus
from db.stores.case_moves import ALBA, record
from db.tables.care import IS_OPEN, cases
from db.tables.people import contacts
from db.tables.whole import SEALED
from flows.engine.vocabulary import Severity

WORDS: Final = SEALED[cases.c.words]
TOLD: Final = SEALED[cases.c.told]
CODES_TRIED: Final = 20
SEVERITIES: Final = (Severity.NORMAL, Severity.HIGH, Severity.URGENT)


@dataclass(frozen=True, slots=True)
class Wish:
    """What opens a case: from a turn, the outbox or the clock. `state` is ISO 3166-2."""

    contact_id: int
    reason: str
    severity: Severity
    channel: str
    words: str | None = field(default=None, repr=False)
    told: tuple[str, ...] = field(default=(), repr=False)
    municipality: str | None = field(default=None, repr=False)
    state: str | None = field(default=None, repr=False)
    inbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case as staff may see it. `contact_id` is None when she is gone.

    Once she had herself forgotten there are no words and no place.
    """

    id: int
    code: str
    contact_id: int | None
    reason: str
    severity: Severity
    status: CaseStatus
    opened_at: datetime
    changed_at: datetime
    channel: str
    words: Sealed | None
    told: tuple[Sealed, ...]
    municipality: str | None = field(repr=False)
    state: str | None = field(repr=False)
    acknowledged_by: int | None
    acknowledged_at: datetime | None
    outcome: str | None
    inbox_id: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a wish: a new case, or the open one (`again`), perhaps `raised` by it."""

    id: int
    code: str
    status: CaseStatus
    severity: Severity
    again: bool = False
    raised: bool = False


class NoCode(Exception):
    """No unused code was found in twenty tries: there are too many cases to call them by one."""

    def __init__(self) -> None:
        """Use the docstring."""
        super().__init__(self.__doc__)


def open_or_add(
    tx: Connection, keyring: Keyring, wish: Wish, now: datetime, *, who: str = ALBA
) -> Opened:
    """Open a case, or add to the open one of the same contact and reason; it never gets milder."""
    for _ in range(CODES_TRIED):
        present = _open_one(tx, wish)
        if present is not None:
            return _add(tx, keyring, present, wish, now, who)
        code = make_code()
        made = _insert(tx, keyring, wish, code, now)
        if made is not None:
            record(tx, keyring, made, now, who=who, what="opened")
            return Opened(made, code, CaseStatus.OPEN, wish.severity)
    raise NoCode


def tell(
    tx: Connection, keyring: Keyring, case_id: int, told: Sequence[str], now: datetime
) -> None:
    """Add what she was told about it, so that whoever takes the case knows."""
    if not told:
        return
    before = tx.execute(
        select(cases.c.told).where(cases.c.id == case_id).with_for_update()
    ).scalar_one()
    all_told = [*(each.reveal() for each in _told(keyring, before)), *told]
    sealed = keyring.seal(TOLD, json.dumps(all_told).encode())
    tx.execute(update(cases).where(cases.c.id == case_id).values(told=sealed, changed_at=now))


def read(tx: Connection, keyring: Keyring, case_id: int) -> Case | None:
    """One case."""
    return _first(tx, keyring, cases.c.id == case_id)


def by_code(tx: Connection, keyring: Keyring, code: str) -> Case | None:
    """One case, by the code that somebody said or typed."""
    return _first(tx, keyring, cases.c.code == code.strip().upper())


def read_open(tx: Connection, keyring: Keyring, limit: int = 500) -> tuple[Case, ...]:
    """What is open, the most severe first, then the oldest."""
    rank = case({each.value: -at for at, each in enumerate(SEVERITIES)}, value=cases.c.severity)
    wanted = _CASES.where(IS_OPEN).order_by(rank, cases.c.opened_at, cases.c.id).limit(limit)
    return tuple(_case(keyring, row._mapping) for row in tx.execute(wanted))


def of_contact(tx: Connection, keyring: Keyring, contact_id: int) -> tuple[Case, ...]:
    """All of one contact, newest first."""
    wanted = _CASES.where(cases.c.contact_id == contact_id).order_by(cases.c.id.desc())
    return tuple(_case(keyring, row._mapping) for row in tx.execute(wanted))


_CASES: Final = select(
    cases.c.id,
    cases.c.code,
    cases.c.contact_id,
    cases.c.reason,
    cases.c.severity,
    cases.c.status,
    cases.c.opened_at,
    cases.c.changed_at,
    cases.c.channel,
    cases.c.words,
    cases.c.told,
    cases.c.municipality,
    cases.c.state,
    cases.c.acknowledged_by,
    cases.c.acknowledged_at,
    cases.c.outcome,
    cases.c.inbox_id,
    contacts.c.forgotten_at,
).outerjoin_from(cases, contacts, contacts.c.id == cases.c.contact_id)


def _open_one(tx: Connection, wish: Wish) -> Row[*tuple[Any, ...]] | None:
    wanted = select(cases.c.id, cases.c.code, cases.c.severity, cases.c.status).where(
        IS_OPEN, cases.c.contact_id == wish.contact_id, cases.c.reason == wish.reason
    )
    return tx.execute(wanted.with_for_update()).first()


def _insert(tx: Connection, keyring: Keyring, wish: Wish, code: str, now: datetime) -> int | None:
    """The new id; None when the code is taken, or when somebody opened the case meanwhile."""
    new: Any = postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert
    told = json.dumps(wish.told).encode()
    row = {
        "code": code,
        "contact_id": wish.contact_id,
        "reason": wish.reason,
        "severity": wish.severity,
        "status": CaseStatus.OPEN,
        "opened_at": now,
        "changed_at": now,
        "channel": wish.channel,
        "words": None if wish.words is None else keyring.seal_text(WORDS, wish.words),
        "told": keyring.seal(TOLD, told) if wish.told else None,
        "municipality": wish.municipality,
        "state": wish.state,
        "inbox_id": wish.inbox_id,
    }
    made = new(cases).values(row).on_conflict_do_nothing().returning(cases.c.id)
    return cast("int | None", tx.execute(made).scalar())


def _add(
    tx: Connection,
    keyring: Keyring,
    present: Row[*tuple[Any, ...]],
    wish: Wish,
    now: datetime,
    who: str,
) -> Opened:
    before = Severity(present.severity)
    severity = max(before, wish.severity, key=SEVERITIES.index)
    raised = severity != before
    tx.execute(
        update(cases).where(cases.c.id == present.id).values(severity=severity, changed_at=now)
    )
    tell(tx, keyring, present.id, wish.told, now)
    record(tx, keyring, present.id, now, who=who, what="again", detail=wish.words)
    if raised:
        record(tx, keyring, present.id, now, who=who, what=f"raised_to_{severity}")
    status = CaseStatus(present.status)
    return Opened(present.id, present.code, status, severity, again=True, raised=raised)


def _first(tx: Connection, keyring: Keyring, which: ColumnElement[bool]) -> Case | None:
    row = tx.execute(_CASES.where(which)).first()
    return None if row is None else _case(keyring, row._mapping)


def _case(keyring: Keyring, row: Mapping[Any, Any]) -> Case:
    values = dict(row)
    readable = values.pop("forgotten_at") is None
    sealed = values.pop("words") if readable else None
    values["words"] = None if sealed is None else keyring.open_text(WORDS, bytes(sealed))
    values["told"] = _told(keyring, values["told"]) if readable else ()
    values["municipality"] = values["municipality"] if readable else None
    values["severity"] = Severity(values["severity"])
    values["status"] = CaseStatus(values["status"])
    return Case(**values)


def _told(keyring: Keyring, sealed: bytes | None) -> tuple[Sealed, ...]:
    if sealed is None:
        return ()
    return tuple(Sealed(each) for each in json.loads(keyring.open(TOLD, bytes(sealed))))
