"""Is the schema the one this code needs? Bring it there, safely, however many start at once."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, inspect, text

from db.engine import Database
from db.tables.whole import METADATA

MIGRATIONS: Final = Path(__file__).parent / "migrations"
ADVISORY_LOCK: Final = 0x616C6261  # "alba": one process migrates, the others wait and find it done


def migrate(database: Database) -> None:
    """Bring the schema to the newest revision; nothing happens when it is there already."""
    if revision_of(database) == newest_revision():
        return
    with database.write() as tx:
        _wait_for_turn(tx)
        before = _revision(tx)  # another process may have been quicker
        if before == newest_revision():
            return
        if database.in_memory and before is None:
            _make_at_once(tx)
        else:
            from alembic import command

            command.upgrade(_settings(tx), "head")
        tx.commit()


def go_back(database: Database, revision: str) -> None:
    """Undo migrations down to `revision` ("base": all of them). What their tables held is lost."""
    from alembic import command

    with database.write() as tx:
        _wait_for_turn(tx)
        command.downgrade(_settings(tx), revision)
        tx.commit()


def newest_revision() -> str:
    """The number of the last migration that this code ships."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision_of(database: Database) -> str | None:
    """The revision that the database is at; None when it is empty."""
    with database.read() as tx:
        return _revision(tx)


def _revision(tx: Connection) -> str | None:
    if not inspect(tx).has_table("alembic_version"):
        return None
    return tx.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _wait_for_turn(tx: Connection) -> None:
    """One process migrates at a time; SQLite's turn comes with the first statement."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})


def _make_at_once(tx: Connection) -> None:
    """The whole schema without Alembic, whose import would be most of the start of `alba chat`."""
    METADATA.create_all(tx)
    tx.execute(
        text(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    tx.execute(
        text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": newest_revision()}
    )


def _settings(tx: Connection) -> Any:
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = tx
    return settings
