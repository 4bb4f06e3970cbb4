"""On what do the tests of flows stand? The shipped directory, Alba's own book, and a small one."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from bot.road.services import entries_of
from db.directory_files import shipped_ids, shipped_services
from flows.engine.book import Book
from flows.engine.directory import Directory, Entry, snapshot
from flows.engine.events import FileKind
from flows.engine.vocabulary import FlowId
from flows.reading.load import load_with_files

HERE: Final = Path(__file__).parent
SMALL: Final = HERE / "small"
BROKEN: Final = HERE / "broken"
LOCALES: Final = HERE.parent.parent / "locales"
FILE_KINDS: Final = tuple(FileKind)


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
    return {entry.id: entry for entry in entries_of(shipped_services())}


@cache
def known() -> frozenset[str]:
    """The ids of all shipped rows, prisons too."""
    return shipped_ids()


@cache
def directory() -> Directory:
    """The snapshot that the engine searches."""
    return snapshot(entries().values(), 1)
