"""On what do the tests of flows stand? The shipped directory, Alba's own book, and a small one."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from bot.road.services import entries_of
from db.directory_files import FACILITY_FILES, SEED, SERVICE_FILES
from db.stores.directory import ServiceRow, is_shown
from db.tables.directory import SERVICE_TEXTS
from flows.engine.book import Book
from flows.engine.directory import Directory, Entry, snapshot
from flows.engine.vocabulary import FlowId
from flows.reading.load import load_with_files

HERE: Final = Path(__file__).parent
SMALL: Final = HERE / "small"
BROKEN: Final = HERE / "broken"
LOCALES: Final = HERE.parent.parent / "locales"


@cache
def alba() -> tuple[Book, Mapping[FlowId, str]]:
    """Alba's own book, and the file of each flow."""
    return load_with_files()


@cache
def small() -> tuple[Book, Mapping[FlowId, str]]:
    """A small book that has nothing wrong with it."""
    return load_with_files(SMALL)


@cache
def entries() -> Mapping[str, Entry]:
    """The shipped rows that she can be shown, by id."""
    rows = (
        ServiceRow(
            id=row["id"],
            shown=is_shown(row),
            **{name: row[name].strip() for name in SERVICE_TEXTS},
        )
        for name in SERVICE_FILES
        for row in _rows(name)
    )
    return {entry.id: entry for entry in entries_of(rows)}


@cache
def known() -> frozenset[str]:
    """The ids of all shipped rows, prisons too."""
    return frozenset(row["id"] for name in (*SERVICE_FILES, *FACILITY_FILES) for row in _rows(name))


@cache
def directory() -> Directory:
    """The snapshot that the engine searches."""
    return snapshot(entries().values(), 1)


def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (SEED / name).open(encoding="utf-8", newline="") as opened:
        return tuple(csv.DictReader(opened))
