"""How do keys change while Alba runs? Each sealed value and each hash is made anew, in batches."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Row,
    Table,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from db import keys
from db.addresses import canonical_address
from db.encryption import FORMAT, KEY_ID_BYTES, Keyring
from db.engine import Database
from db.tables.whole import HASHED, METADATA, SEALED

PASSES: Final = 20  # a pass that finds nothing ends it; each other process needs at most a few


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many values were made anew, by column, and how many still wait for a run."""

    renewed: Mapping[str, int] = field(default_factory=dict)
    remaining: int = 0

    @property
    def complete(self) -> bool:
        """Whether the older keys may be dropped (once no process writes with them any more)."""
        return self.remaining == 0


def rotate(database: Database, keyring: Keyring, batch: int = 500) -> Rotation:
    """Bring everything under the newest key, `batch` rows a transaction, while others work on.

    May be stopped and run again at any time. Other processes must have the new key too, or a key
    file that they can read again. Raises UnknownKey when a value's key is not in the keyring.
    """
    with database.write() as tx:
        keys.announce(tx, keyring)
        tx.commit()
    renewed: Counter[str] = Counter()
    for _ in range(PASSES):
        before = renewed.total()
        for table in _tables():
            _renew_table(database, keyring, table, batch, renewed)
        if renewed.total() == before:
            break
    with database.read() as tx:
        return Rotation(dict(renewed), remaining(tx, keyring))


def remaining(tx: Connection, keyring: Keyring) -> int:
    """How many values are not under the newest key. Reads every row: not for a hot path."""
    return sum(
        tx.execute(
            select(func.count()).select_from(column.table).where(_is_stale(column, keyring))
        ).scalar_one()
        for column in (*SEALED, *HASHED)
    )


def _tables() -> Sequence[Table]:
    """Identities first: who no longer finds an address under the old hash learns of the new key."""
    holding = {column.table.name for column in (*HASHED, *SEALED)}
    hashed = [column.table.name for column in HASHED]
    ordered = hashed + sorted(holding.difference(hashed))
    return [METADATA.tables[name] for name in ordered]


def _renew_table(
    database: Database, keyring: Keyring, table: Table, batch: int, renewed: Counter[str]
) -> None:
    last: Sequence[Any] | None = None
    while True:
        with database.write() as tx:
            rows = tx.execute(_stale_rows(table, keyring, last, batch)).all()
            if not rows:
                return
            for row in rows:
                renewed.update(_renew_row(tx, keyring, table, row))
            tx.commit()
        last = [rows[-1]._mapping[column] for column in table.primary_key]


def _stale_rows(table: Table, keyring: Keyring, last: Sequence[Any] | None, batch: int) -> Any:
    columns = _columns(table)
    spoken_on = [table.c.channel] if any(column in HASHED for column in columns) else []
    wanted = select(*table.primary_key, *spoken_on, *columns).where(
        or_(*(_is_stale(column, keyring) for column in columns))
    )
    if last is not None:
        wanted = wanted.where(tuple_(*table.primary_key) > tuple_(*map(literal, last)))
    # Rows that others hold are left for the next pass: waiting for them could end in a deadlock.
    return wanted.order_by(*table.primary_key).limit(batch).with_for_update(skip_locked=True)


def _columns(table: Table) -> list[Column[Any]]:
    return [column for column in (*SEALED, *HASHED) if column.table is table]


def _is_stale(column: Column[Any], keyring: Keyring) -> ColumnElement[bool]:
    if column in HASHED:
        return func.substr(column, 1, KEY_ID_BYTES) != literal(keyring.newest.id, LargeBinary)
    header = keyring.newest.header
    return and_(
        column.is_not(None), func.substr(column, 1, len(header)) != literal(header, LargeBinary)
    )


def _renew_row(tx: Connection, keyring: Keyring, table: Table, row: Row[Any]) -> Sequence[str]:
    before = row._mapping
    after = {
        column.name: _renewed(keyring, column, before)
        for column in _columns(table)
        if before[column] is not None and not _is_new(keyring, column, bytes(before[column]))
    }
    # Only if the row is still as it was read: what somebody wrote meanwhile is newer than ours.
    same = [column == before[column] for column in table.primary_key]
    same += [table.c[name] == before[table.c[name]] for name in after]
    done = tx.execute(update(table).where(*same).values(after))
    return [f"{table.name}.{name}" for name in after] if done.rowcount else []


def _is_new(keyring: Keyring, column: Column[Any], value: bytes) -> bool:
    start = keyring.newest.id if column in HASHED else FORMAT + keyring.newest.id
    return value.startswith(start)


def _renewed(keyring: Keyring, column: Column[Any], row: Mapping[Any, Any]) -> bytes:
    if column in HASHED:
        address = HASHED[column]
        raw = keyring.open_text(SEALED[address], bytes(row[address])).reveal()
        channel = row[column.table.c.channel]
        return keyring.hash_address(channel, canonical_address(channel, raw))
    purpose = SEALED[column]
    return keyring.seal(purpose, keyring.open(purpose, bytes(row[column])))
