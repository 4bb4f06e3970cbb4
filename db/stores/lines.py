"""Which public lines was she told, and did they answer? Counted for each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, insert, or_, select, update

from db.encryption import Keyring
from db.tables.care import lines_told
from db.tables.people import sessions
from db.tables.whole import SEALED


@dataclass(frozen=True, slots=True)
class LineCount:
    """How often a line was told, and what women said of it."""

    told: int
    answered: int
    silent: int


@dataclass(frozen=True, slots=True)
class Told:
    """A line that she was told and has not been asked about."""

    id: int
    service_id: str
    told_at: datetime


def note(
    tx: Connection, contact_id: int, service_id: str, now: datetime, *, in_turn: bool = False
) -> None:
    """She was told this line; `in_turn`: by a card, or because she asked for one."""
    tx.execute(
        insert(lines_told).values(
            contact_id=contact_id, service_id=service_id, told_at=now, in_turn=in_turn
        )
    )


def to_ask(tx: Connection, contact_id: int, before: datetime) -> Told | None:
    """The last line told before then, unless she was asked about it or about a later one."""
    row = tx.execute(
        select(
            lines_told.c.id, lines_told.c.service_id, lines_told.c.told_at, lines_told.c.asked_at
        )
        .where(lines_told.c.contact_id == contact_id)
        .order_by(lines_told.c.id.desc())
        .limit(1)
    ).first()
    if row is None or row.asked_at is not None or row.told_at > before:
        return None
    return Told(row.id, row.service_id, row.told_at)


def told_to(tx: Connection, contact_id: int) -> frozenset[str]:
    """All lines that she was told while she had a case."""
    found = select(lines_told.c.service_id).where(lines_told.c.contact_id == contact_id)
    return frozenset(tx.execute(found).scalars())


def tried_by(tx: Connection, contact_id: int) -> frozenset[str]:
    """Those that she was told because nobody was there, and those that did not answer her."""
    found = select(lines_told.c.service_id).where(
        lines_told.c.contact_id == contact_id,
        or_(lines_told.c.in_turn.is_(False), lines_told.c.answered.is_(False)),
    )
    return frozenset(tx.execute(found).scalars())


def ask(tx: Connection, line: int, now: datetime) -> None:
    """She was asked about it."""
    tx.execute(update(lines_told).where(lines_told.c.id == line).values(asked_at=now))


def answer(tx: Connection, line: int, contact_id: int, answered: bool) -> None:
    """What she said of it; the first word counts."""
    tx.execute(
        update(lines_told)
        .where(lines_told.c.id == line, lines_told.c.contact_id == contact_id)
        .where(lines_told.c.answered.is_(None))
        .values(answered=answered)
    )


def answer_last(tx: Connection, contact_id: int, *, answered: bool) -> None:
    """What she said of the line that she was told last, of her own accord; it is not asked then."""
    last = (
        select(lines_told.c.id)
        .where(lines_told.c.contact_id == contact_id)
        .order_by(lines_told.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    tx.execute(
        update(lines_told)
        .where(lines_told.c.id == last, lines_told.c.answered.is_(None))
        .values(answered=answered, asked_at=lines_told.c.told_at)
    )


def session(tx: Connection, keyring: Keyring, contact_id: int) -> bytes | None:
    """Her session as it is stored, for what she has been shown; None when there is none."""
    found = select(sessions.c.state).where(sessions.c.contact_id == contact_id)
    state = tx.execute(found).scalar()
    return None if state is None else keyring.open(SEALED[sessions.c.state], bytes(state))


def counts(tx: Connection) -> Mapping[str, LineCount]:
    """For each line: how often it was told, and how often it answered or did not."""
    said = lines_told.c.answered
    rows = tx.execute(
        select(
            lines_told.c.service_id,
            func.count(),
            func.sum(case((said.is_(True), 1), else_=0)),
            func.sum(case((said.is_(False), 1), else_=0)),
        ).group_by(lines_told.c.service_id)
    )
    return {row[0]: LineCount(row[1], int(row[2]), int(row[3])) for row in rows}
