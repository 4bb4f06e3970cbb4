"""How does Alba reach its database? One way to write and one to read, on SQLite and PostgreSQL."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from db.prepared import hand_over
from db.tables.base import tell_postgresql
from db.tables.whole import METADATA
from db.waiting_line import WaitingLine

Transaction = Connection
"""What stores are handed: a connection inside a transaction. Other rooms know it by this name."""

DatabaseFailed = SQLAlchemyError
"""What the database raises; its message may quote a row, so only its type is ever logged."""

BUSY_TIMEOUT_MS: Final = 5000
CACHED_STATEMENTS: Final = 512
WAL_ATTEMPTS: Final = 100
WAL_PAUSE_SECONDS: Final = 0.05


class UnknownDatabase(Exception):
    """DATABASE_URL names a database that Alba does not speak: use sqlite:///file or postgresql://."""

    def __init__(self) -> None:
        """Use the docstring: a URL may hold a password, so it is never repeated."""
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Database:
    """The way to write and the way to read. `repr` shows no URL, for it may hold a password.

    `writer` is SQLite's only one, for whom threads wait; in memory readers wait there too.
    """

    writing: Engine = field(repr=False)
    reading: Engine = field(repr=False)
    writer: "Writer | None" = field(repr=False, default=None)

    @property
    def is_postgresql(self) -> bool:
        """Whether rows can be locked one by one (else one process writes at a time)."""
        return self.writing.dialect.name == "postgresql"

    @property
    def in_memory(self) -> bool:
        """Whether all is gone when the process ends."""
        return self.reading is self.writing

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write. Leaving without `commit()` undoes everything.

        On SQLite it is BEGIN IMMEDIATE from its first statement: what was read stays true. Raises
        AlreadyInside or StillBusy there.
        """
        with self.writer.transaction() if self.writer else self.writing.connect() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment and may not write."""
        if not self.in_memory:
            with self.reading.connect() as tx:
                yield tx
            return
        with self.write() as tx:
            tx.exec_driver_sql("PRAGMA query_only = ON")
            try:
                yield tx
            finally:
                tx.exec_driver_sql("PRAGMA query_only = OFF")

    def close(self) -> None:
        """Close all connections."""
        if self.writer is not None:
            self.writer.close()
        self.writing.dispose()
        self.reading.dispose()


class Writer:
    """SQLite's one writer, whose connection stays open between transactions, which come one by one.

    To take it from the pool and give it back would cost more than most statements.
    """

    def __init__(self, engine: Engine) -> None:
        """Open nothing yet."""
        self._engine = engine
        self._line = WaitingLine()
        self._tx: Connection | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Wait for one's turn. Raises AlreadyInside or StillBusy."""
        with self._line:
            tx = self._tx or self._engine.connect()
            try:
                yield tx
            finally:
                self._tx = None
                with ExitStack() as if_it_fails:
                    if_it_fails.callback(tx.close)
                    tx.rollback()
                    if_it_fails.pop_all()
                    self._tx = tx

    def close(self) -> None:
        """Close the connection."""
        with self._line:
            if self._tx is not None:
                self._tx.close()
            self._tx = None


def connect(url: str) -> Database:
    """Open a database by its URL: sqlite:///file, sqlite:// (in memory), postgres:// or postgresql://.

    Opens no connection yet (except in memory). Raises UnknownDatabase.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite" if parsed.database in (None, "", ":memory:"):
            return _connect_memory()
        case "sqlite":
            return _connect_file(parsed)
        case "postgresql" | "postgres":
            return _connect_postgresql(parsed.set(drivername="postgresql+psycopg"))
        case _:
            raise UnknownDatabase


def _connect_memory() -> Database:
    """One shared connection; threads take turns, for SQLite in memory has no second reader."""
    engine = create_engine(
        "sqlite://",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "cached_statements": CACHED_STATEMENTS},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _on_connect("PRAGMA foreign_keys = ON"))
    event.listen(engine, "begin", _begin_immediate)
    return Database(engine, engine, Writer(engine))


def _connect_file(url: URL) -> Database:
    """One writer, for whom threads wait in line instead of polling the file's lock."""
    if url.database and not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    settings = {"check_same_thread": False, "cached_statements": CACHED_STATEMENTS}
    pragmas = ("PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON")
    writing = create_engine(
        url, pool_size=1, max_overflow=0, connect_args=settings, hide_parameters=True
    )
    event.listen(writing, "connect", _on_connect(*pragmas))
    event.listen(writing, "begin", _begin_immediate)
    reading = create_engine(
        url, pool_size=4, max_overflow=12, connect_args=settings, hide_parameters=True
    )
    event.listen(reading, "connect", _on_connect(*pragmas, "PRAGMA query_only = ON"))
    event.listen(reading, "begin", _begin)
    return Database(writing, reading, Writer(writing))


def _connect_postgresql(url: URL) -> Database:
    """One pool; psycopg is imported here and nowhere else."""
    tell_postgresql(METADATA)
    engine = create_engine(
        url, pool_size=5, max_overflow=10, pool_pre_ping=True, hide_parameters=True
    )
    return Database(engine, engine.execution_options(postgresql_readonly=True))


def _on_connect(*pragmas: str) -> Callable[[sqlite3.Connection, ConnectionPoolEntry], None]:
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        # The driver's own transactions begin late and lose updates: we begin ourselves.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        _write_ahead(connection)
        for pragma in pragmas:
            connection.execute(pragma)

    return prepare


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL. The switch ignores busy_timeout: several first openers try again."""
    for attempt in range(WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError:
            if attempt == WAL_ATTEMPTS - 1:
                raise
            time.sleep(WAL_PAUSE_SECONDS)
        else:
            return


def _begin_immediate(connection: Connection) -> None:
    hand_over(connection, "BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    hand_over(connection, "BEGIN")
