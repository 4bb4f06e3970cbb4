"""What is the least that a turn can cost? Its reads and writes by hand, each turn committed."""

import json
import sqlite3
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

WOMEN: Final = 64
BODY: Final = "x" * 160

_TABLES: Final = (
    """CREATE TABLE inbox (id {number}, channel TEXT NOT NULL, provider_id TEXT NOT NULL,
    contact INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (channel, provider_id))""",
    "CREATE TABLE sessions (contact INTEGER PRIMARY KEY, state TEXT NOT NULL)",
    """CREATE TABLE outbox (id {number}, contact INTEGER NOT NULL, body TEXT NOT NULL,
    status TEXT NOT NULL)""",
)
_ARRIVED: Final = (
    "INSERT INTO inbox (channel, provider_id, contact, body) VALUES ('telegram', {0}, {0}, {0})"
    " ON CONFLICT DO NOTHING"
)
_WHERE: Final = "SELECT state FROM sessions WHERE contact = {0}"
_NOW_THERE: Final = "UPDATE sessions SET state = {0} WHERE contact = {0}"
_REPLY: Final = "INSERT INTO outbox (contact, body, status) VALUES ({0}, {0}, 'queued')"


class ByHand:
    """The yardstick: an inbound id, a session read and written, a reply, one commit with FULL."""

    def __init__(self, path: Path) -> None:
        """Make the file, with a session for each woman."""
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        for table in _TABLES:
            self._db.execute(table.format(number="INTEGER PRIMARY KEY"))
        for woman in range(WOMEN):
            self._db.execute("INSERT INTO sessions VALUES (?, '{}')", (woman,))
        self._numbers = count()

    def turn(self) -> None:
        """One turn, committed."""
        number = next(self._numbers)
        woman = number % WOMEN
        do = self._db.execute
        do("BEGIN IMMEDIATE")
        do(_ARRIVED.format("?"), (str(number), woman, BODY))
        state = json.loads(do(_WHERE.format("?"), (woman,)).fetchone()[0])
        state["node"] = f"node{number}"
        do(_NOW_THERE.format("?"), (json.dumps(state), woman))
        do(_REPLY.format("?"), (woman, BODY))
        do("COMMIT")

    @property
    def synchronous(self) -> str:
        """How surely a commit is on the disk."""
        (level,) = self._db.execute("PRAGMA synchronous").fetchone()
        return ("OFF", "NORMAL", "FULL", "EXTRA")[level]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


class ByHandOnPostgresql:
    """The same over psycopg, to tell what PostgreSQL costs from what Alba does."""

    def __init__(self, url: str) -> None:
        """Make the tables in a database of their own."""
        self._db = psycopg.connect(url, autocommit=True)
        for table in _TABLES:
            self._db.execute(table.format(number="BIGSERIAL PRIMARY KEY").encode())
        for woman in range(WOMEN):
            self._db.execute("INSERT INTO sessions VALUES (%s, '{}')", (woman,))
        self._numbers = count()

    def turn(self) -> None:
        """One turn, committed."""
        number = next(self._numbers)
        woman = number % WOMEN
        do = self._db.execute
        with self._db.transaction():
            do(_ARRIVED.format("%s").encode(), (str(number), woman, BODY))
            row = do(_WHERE.format("%s").encode(), (woman,)).fetchone()
            state = json.loads(row[0]) if row else {}
            state["node"] = f"node{number}"
            do(_NOW_THERE.format("%s").encode(), (json.dumps(state), woman))
            do(_REPLY.format("%s").encode(), (woman, BODY))

    def close(self) -> None:
        """Close the connection."""
        self._db.close()
