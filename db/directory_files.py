"""How does the directory come from files and go to files? The shipped seed, and CSV for staff."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, select, update

from db.engine import Database
from db.stores import directory
from db.tables.directory import FACILITY_TEXTS, SERVICE_TEXTS, facilities, services

SEED: Final = Path(__file__).parent / "seed"
SERVICE_FILES: Final = ("directory.csv", "capa.csv")
FACILITY_FILES: Final = ("prisons.csv",)
COLUMNS: Final = ("id", *SERVICE_TEXTS)
NEEDED: Final = ("organization", "service_name", "category", "state")
OWN_ID: Final = "L{:04d}"  # L for local: the organisation's own entries


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows were new, renewed, withdrawn; `kept` are the office's own, left alone."""

    added: int = 0
    renewed: int = 0
    withdrawn: int = 0
    kept: int = 0

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.renewed or self.withdrawn)


class BadDirectoryFile(Exception):
    """The file cannot be read as a directory; nothing was changed. Each problem names its line."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keep all the problems, in the order of the file; they are shown to whoever imports."""
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def load_seed(database: Database, now: datetime) -> Changes:
    """Load the shipped directory, as often as wanted; what staff edited is never touched."""
    with database.write() as tx:
        loaded = _load(tx, services, SERVICE_FILES, SERVICE_TEXTS, now)
        visiting = _load(tx, facilities, FACILITY_FILES, FACILITY_TEXTS, now)
        changes = Changes(
            loaded.added + visiting.added,
            loaded.renewed + visiting.renewed,
            loaded.withdrawn + visiting.withdrawn,
            loaded.kept + visiting.kept,
        )
        if changes.any:
            directory.bump(tx)
            tx.commit()
    return changes


def shipped_services() -> tuple[directory.ServiceRow, ...]:
    """Every row of the shipped directory, as it is before anybody edits it; needs no database."""
    return tuple(_as_shipped(row) for file in SERVICE_FILES for row in _read(file))


def shipped_ids() -> frozenset[str]:
    """The ids of everything shipped, facilities too: what a statement may cite as its source."""
    return frozenset(row["id"] for file in (*SERVICE_FILES, *FACILITY_FILES) for row in _read(file))


def export_csv(tx: Connection) -> str:
    """All services that are not withdrawn, as CSV that `import_csv` takes back."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in directory.read_all(tx):
        writer.writerow({name: getattr(row, name) for name in COLUMNS})
    return out.getvalue()


def import_csv(tx: Connection, text: str, now: datetime) -> Changes:
    """Take the office's own CSV: known ids are corrected where they differ, rows without are added.

    A byte order mark and missing columns are no error; an unknown id is. Raises BadDirectoryFile.
    """
    known = {row.id: row for row in directory.read_all(tx)}
    rows = _checked(text, known.keys())
    added = renewed = kept = 0
    next_number = _next_own_number(tx)
    for row in rows:
        entry = row.get("id", "").strip()
        texts: dict[str, str] = {name: row[name] for name in SERVICE_TEXTS if name in row}
        if not entry:
            directory.add(tx, OWN_ID.format(next_number), texts, now)
            next_number += 1
            added += 1
        elif all(getattr(known[entry], name) == text.strip() for name, text in texts.items()):
            kept += 1
        else:
            directory.edit(tx, entry, texts, now)
            renewed += 1
    return Changes(added=added, renewed=renewed, kept=kept)


def _checked(text: str, known: Iterable[str]) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise BadDirectoryFile([f"línea 1: falta la columna {name}" for name in missing])
    rows: list[dict[str, str]] = []
    problems: list[str] = []
    ids = set(known)
    for row in reader:
        rows.append({name: value or "" for name, value in row.items() if isinstance(name, str)})
        problems += [f"línea {reader.line_num}: {each}" for each in _problems(row, ids)]
    if problems:
        raise BadDirectoryFile(problems)
    return rows


def _problems(row: Mapping[str | None, Any], known: set[str]) -> list[str]:
    problems = [f"falta {name}" for name in NEEDED if not (row.get(name) or "").strip()]
    if None in row:
        problems.append("hay más celdas que columnas (¿falta una comilla?)")
    entry = (row.get("id") or "").strip()
    if entry and entry not in known:
        problems.append(f"el id {entry} no está en el directorio; déjalo vacío si es nuevo")
    return problems


def _next_own_number(tx: Connection) -> int:
    own = tx.execute(select(services.c.id).where(services.c.id.like("L%"))).scalars()
    return 1 + max((int(entry[1:]) for entry in own if entry[1:].isdigit()), default=0)


def _load(
    tx: Connection, table: Table, files: Sequence[str], texts: Sequence[str], now: datetime
) -> Changes:
    shipped = {row["id"]: row for name in files for row in _shipped(table, name, texts)}
    present = {row["id"]: dict(row) for row in tx.execute(select(table)).mappings()}
    new = [row for entry, row in shipped.items() if entry not in present]
    free = {entry: row for entry, row in present.items() if row["edited_at"] is None}
    renewed = [
        {**row, "withdrawn_at": None}
        for entry, row in shipped.items()
        if entry in free and not _same(row, free[entry])
    ]
    left = [
        entry
        for entry, row in free.items()
        if entry not in shipped and row["seed"] is not None and row["withdrawn_at"] is None
    ]
    if new:
        tx.execute(insert(table), new)
    directory.replace_all(tx, table, renewed)
    if left:
        tx.execute(update(table).where(table.c.id.in_(left)).values(withdrawn_at=now))
    return Changes(len(new), len(renewed), len(left), len(present) - len(free))


def _same(shipped: Mapping[str, Any], present: Mapping[str, Any]) -> bool:
    return present["withdrawn_at"] is None and all(
        present[name] == value for name, value in shipped.items()
    )


def _shipped(table: Table, name: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    shown = "shown" in table.c
    return [
        {"id": row["id"], **directory.stored(texts, row), "seed": name}
        | ({"shown": directory.is_shown(row)} if shown else {})
        for row in _read(name)
    ]


def _as_shipped(row: Mapping[str, str]) -> directory.ServiceRow:
    texts: dict[str, Any] = {name: row[name].strip() for name in SERVICE_TEXTS}
    return directory.ServiceRow(id=row["id"], shown=directory.is_shown(row), **texts)


def _read(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
