"""What must a person look at? One open case for each contact and reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Connection, Row, case, func, select, update

from db.codes import make_code
from db.encryption import Keyring, Sealed
from db.prepared import insert_on
from db.statuses import CASE_MOVES, CaseStatus, ForbiddenMove
from db.stores.case_history import AGAIN, ALBA, CONTACT, OPENED, RAISED, REOPENED, RINGING, record
from db.tables.care import IS_OPEN, case_history, cases
from db.tables.whole import SEALED
from flows.engine.vocabulary import Severity

WORDS: Final = SEALED[cases.c.words]
CODES_TRIED: Final = 20
SEVERITIES: Final = (Severity.NORMAL, Severity.HIGH, Severity.URGENT)


@dataclass(frozen=True, slots=True)
class CaseWish:
    """What opens a case: from a turn, the outbox or the clock. `state` is ISO 3166-2."""

    contact_id: int
    reason: str
    severity: str
    channel: str
    words: Sealed | None = None
    state: str | None = field(default=None, repr=False)
    municipality: str | None = field(default=None, repr=False)
    inbox_id: int | None = None
    quiet: bool = False
    about_staff: int | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What is plain of a case; `contact_id` is None when she is gone.

    `rings` counts how often its clock was started: opened, worse, or open again. `quiet`: she is
    never told of it. `policy`: by which rules it is called out. `about_staff`: never shown to them.
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
    state: str | None
    acknowledged_by: int | None
    acknowledged_at: datetime | None
    outcome: str | None
    inbox_id: int | None
    quiet: bool
    policy: str | None
    about_staff: int | None
    rings: int


class NoCode(Exception):
    """No unused code was found in twenty tries: there are too many cases to call them by one."""

    def __init__(self) -> None:
        """Use the docstring."""
        super().__init__(self.__doc__)


def open_case(
    tx: Connection, keyring: Keyring, wish: CaseWish, now: datetime, *, who: str = ALBA
) -> CaseRow:
    """Open a case, or add to the open one of the same contact and reason; it never gets milder."""
    for _ in range(CODES_TRIED):
        present = _open_one(tx, wish)
        if present is not None:
            _add(tx, keyring, present, wish, now, who)
            return _must_read(tx, present.id)
        made = _insert(tx, keyring, wish, now)
        if made is not None:
            record(tx, keyring, made, now, who=who, what=OPENED)
            return _must_read(tx, made)
    raise NoCode


def read(tx: Connection, case_id: int) -> CaseRow | None:
    """One case, without what is hers in it."""
    return _first(tx, cases.c.id == case_id)


def by_code(tx: Connection, code: str) -> CaseRow | None:
    """One case, by the code that somebody said or typed."""
    return _first(tx, cases.c.code == code.strip().upper())


def read_open(tx: Connection, limit: int = 500) -> tuple[CaseRow, ...]:
    """What is open, the most severe first, then the oldest."""
    rank = case({each.value: -at for at, each in enumerate(SEVERITIES)}, value=cases.c.severity)
    wanted = _CASES.where(IS_OPEN).order_by(rank, cases.c.opened_at, cases.c.id).limit(limit)
    return tuple(_case(row._mapping) for row in tx.execute(wanted))


def is_open(tx: Connection, contact_id: int, reason: str) -> bool:
    """Whether a contact has an open case for this reason."""
    found = select(cases.c.id).where(
        IS_OPEN, cases.c.contact_id == contact_id, cases.c.reason == reason
    )
    return tx.execute(found).scalar() is not None


def of_contact(tx: Connection, contact_id: int) -> tuple[CaseRow, ...]:
    """All of one contact, newest first."""
    wanted = _CASES.where(cases.c.contact_id == contact_id).order_by(cases.c.id.desc())
    return tuple(_case(row._mapping) for row in tx.execute(wanted))


def move(
    tx: Connection,
    keyring: Keyring,
    row: CaseRow,
    to: CaseStatus,
    who: str,
    now: datetime,
    *,
    by: int | None = None,
    outcome: str | None = None,
    note: str | None = None,
) -> None:
    """Change the status, with its history. Raises ForbiddenMove, also when somebody was quicker.

    `by` is who of the staff has it from now on; open again, nobody has it. `outcome` is a code,
    `note` is in somebody's words.
    """
    found = select(cases.c.status).where(cases.c.id == row.id).with_for_update()
    before = CaseStatus(tx.execute(found).scalar_one())
    if to not in CASE_MOVES[before]:
        raise ForbiddenMove(before, to)
    values: dict[str, Any] = {"status": to, "changed_at": now}
    if by is not None:
        values |= {"acknowledged_by": by, "acknowledged_at": now}
    if to is CaseStatus.OPEN:
        values |= {"acknowledged_by": None, "acknowledged_at": None}
    if outcome is not None:
        values["outcome"] = outcome
    tx.execute(update(cases).where(cases.c.id == row.id).values(values))
    what = REOPENED if to is CaseStatus.OPEN else to.value
    record(tx, keyring, row.id, now, who=who, what=what, detail=note)


def keep_policy(tx: Connection, case_id: int, fingerprint: str) -> None:
    """By which rules it is called out from now on."""
    tx.execute(update(cases).where(cases.c.id == case_id).values(policy=fingerprint))


def start_again(tx: Connection, keyring: Keyring, row: CaseRow, now: datetime) -> CaseRow:
    """It stays open, and its clock starts anew."""
    record(tx, keyring, row.id, now, who=ALBA, what=REOPENED)
    return _must_read(tx, row.id)


def take_again(tx: Connection, keyring: Keyring, row: CaseRow, now: datetime) -> CaseRow:
    """It became worse while somebody has it: they keep it, and must reach her anew."""
    values = {"status": CaseStatus.ACKNOWLEDGED, "acknowledged_at": now, "changed_at": now}
    tx.execute(update(cases).where(cases.c.id == row.id).values(values))
    return _must_read(tx, row.id)


def she_wrote(
    tx: Connection, keyring: Keyring, contact_id: int, now: datetime
) -> tuple[CaseRow, ...]:
    """She answered who took her cases: she was reached. These cases, as they were."""
    taken = _CASES.where(
        cases.c.contact_id == contact_id, cases.c.status == CaseStatus.ACKNOWLEDGED
    )
    reached = tuple(_case(row._mapping) for row in tx.execute(taken).all())
    for each in reached:
        move(tx, keyring, each, CaseStatus.IN_CONTACT, CONTACT, now)
    return reached


def held_by(tx: Connection, staff_id: int) -> tuple[CaseRow, ...]:
    """The open cases that somebody of the staff has."""
    held = _CASES.where(cases.c.acknowledged_by == staff_id, IS_OPEN).order_by(cases.c.id)
    return tuple(_case(row._mapping) for row in tx.execute(held))


def outcomes(tx: Connection, since: datetime) -> Mapping[str, int]:
    """How many cases ended how since then; a false alarm is one of the ways."""
    counted = (
        select(cases.c.outcome, func.count())
        .where(cases.c.outcome.is_not(None), cases.c.changed_at >= since)
        .group_by(cases.c.outcome)
    )
    return {row[0]: row[1] for row in tx.execute(counted)}


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
    cases.c.state,
    cases.c.acknowledged_by,
    cases.c.acknowledged_at,
    cases.c.outcome,
    cases.c.inbox_id,
    cases.c.quiet,
    cases.c.policy,
    cases.c.about_staff,
    select(func.count())
    .select_from(case_history)
    .where(case_history.c.case_id == cases.c.id, case_history.c.what.in_(RINGING))
    .scalar_subquery()
    .label("rings"),
)


def _open_one(tx: Connection, wish: CaseWish) -> Row[*tuple[Any, ...]] | None:
    wanted = select(cases.c.id, cases.c.code, cases.c.severity, cases.c.status).where(
        IS_OPEN, cases.c.contact_id == wish.contact_id, cases.c.reason == wish.reason
    )
    return tx.execute(wanted.with_for_update()).first()


def _insert(tx: Connection, keyring: Keyring, wish: CaseWish, now: datetime) -> int | None:
    """The new id; None when the code is taken, or when somebody opened the case meanwhile."""
    new = insert_on(tx.dialect)
    words = None if wish.words is None else keyring.seal_text(WORDS, wish.words.reveal())
    row = {
        "code": make_code(),
        "contact_id": wish.contact_id,
        "reason": wish.reason,
        "severity": Severity(wish.severity),
        "status": CaseStatus.OPEN,
        "opened_at": now,
        "changed_at": now,
        "channel": wish.channel,
        "words": words,
        "municipality": wish.municipality,
        "state": wish.state,
        "inbox_id": wish.inbox_id,
        "quiet": wish.quiet,
        "about_staff": wish.about_staff,
    }
    made = new(cases).values(row).on_conflict_do_nothing().returning(cases.c.id)
    return cast("int | None", tx.execute(made).scalar())


def _add(
    tx: Connection,
    keyring: Keyring,
    present: Row[*tuple[Any, ...]],
    wish: CaseWish,
    now: datetime,
    who: str,
) -> None:
    before = Severity(present.severity)
    severity = max(before, Severity(wish.severity), key=SEVERITIES.index)
    values: dict[str, Any] = {"severity": severity, "changed_at": now}
    if not wish.quiet:
        values["quiet"] = False
    if wish.about_staff is not None:
        values["about_staff"] = wish.about_staff
    tx.execute(update(cases).where(cases.c.id == present.id).values(values))
    words = None if wish.words is None else wish.words.reveal()
    record(tx, keyring, present.id, now, who=who, what=AGAIN, detail=words)
    if severity != before:
        record(tx, keyring, present.id, now, who=who, what=RAISED.format(severity=severity))


def _must_read(tx: Connection, case_id: int) -> CaseRow:
    return _case(tx.execute(_CASES.where(cases.c.id == case_id)).one()._mapping)


def _first(tx: Connection, which: ColumnElement[bool]) -> CaseRow | None:
    row = tx.execute(_CASES.where(which)).first()
    return None if row is None else _case(row._mapping)


def _case(row: Mapping[Any, Any]) -> CaseRow:
    values = dict(row)
    values["severity"] = Severity(values["severity"])
    values["status"] = CaseStatus(values["status"])
    return CaseRow(**values)
