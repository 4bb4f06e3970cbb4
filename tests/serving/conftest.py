"""What do tests of the HTTP surface begin with? The real application, called without a network."""

from collections.abc import Iterator

import pytest

from db.encryption import Keyring
from db.engine import Database
from tests.databases import Databases


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The only loop that Alba runs in."""
    return "asyncio"


@pytest.fixture
def embedded(alba_databases: Databases) -> Iterator[Database]:
    """A fresh SQLite database, for what does not depend on the kind."""
    with alba_databases.open("sqlite") as fresh:
        yield fresh


@pytest.fixture
def rotating() -> Keyring:
    """Two keys, as while they rotate."""
    return Keyring([bytes(range(1, 33)), bytes(range(32))])
