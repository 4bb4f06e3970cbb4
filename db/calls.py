"""How does one process wake another? Through the database, where it can: PostgreSQL's NOTIFY."""

from collections.abc import Callable
from threading import Event
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from db.engine import Database
from db.prepared import POSTGRESQL, Prepared

CHANNEL: Final = "alba"
SILENCE_SECONDS: Final = 1.0

_NOTIFY: Final = Prepared(select(func.pg_notify(CHANNEL, bindparam("name")).label("called")))


def call(tx: Connection, *names: str) -> None:
    """Wake who listens for these names, in any process, once this transaction is committed.

    On SQLite nobody can be called: who waits there looks again each second.
    """
    if tx.dialect.name == POSTGRESQL:
        for name in names:
            _NOTIFY.rows(tx, name=name)


def hear(database: Database, heard: Callable[[str], None], stop: Event) -> None:
    """Pass on every call until `stop` is set. Only on PostgreSQL; raises when the line breaks."""
    line = database.writing.raw_connection()
    driver = line.driver_connection
    line.detach()  # this one is no transaction's: the pool makes another in its place
    if driver is None:
        raise ConnectionError
    try:
        driver.autocommit = True
        driver.execute(f"LISTEN {CHANNEL}")
        while not stop.is_set():
            for notice in driver.notifies(timeout=SILENCE_SECONDS):
                heard(notice.payload)
    finally:
        line.close()
