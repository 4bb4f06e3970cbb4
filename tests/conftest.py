"""What may every test ask for? A fresh database, on both kinds."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.encryption import Keyring
from db.engine import Database
from tests.databases import KINDS, Databases

ROOM = 4 * 2**30  # bytes


@pytest.fixture(scope="session")
def alba_databases() -> Iterator[Databases]:
    """Makes as many databases as a test wants, of either kind."""
    with tempfile.TemporaryDirectory(dir=_in_memory()) as folder:
        databases = Databases(Path(folder))
        yield databases
        databases.close()


def _in_memory() -> Path | None:
    """Memory's own file system, where there is one with room: a slow disk makes slow tests."""
    memory = Path("/dev/shm")  # noqa: S108
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The test runs once for SQLite and once for PostgreSQL."""
    return str(request.param)


@pytest.fixture
def database(alba_databases: Databases, database_kind: str) -> Iterator[Database]:
    """A fresh, migrated database."""
    with alba_databases.open(database_kind) as fresh:
        yield fresh


@pytest.fixture
def keyring() -> Keyring:
    """One key."""
    return Keyring([bytes(range(32))])
