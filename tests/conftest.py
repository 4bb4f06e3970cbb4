"""What may every test ask for? A fresh database, on both kinds."""

from collections.abc import Iterator

import pytest

from db.encryption import Keyring
from db.engine import Database
from tests.databases import KINDS, Databases


@pytest.fixture(scope="session")
def alba_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes as many databases as a test wants, of either kind."""
    databases = Databases(tmp_path_factory.mktemp("databases"))
    yield databases
    databases.close()


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
