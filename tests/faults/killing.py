"""How is a process killed at its k-th statement? Counted by SQLAlchemy's events, ended by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, event

from db.engine import Database

POINTS: Final = "points at which a process was killed"


class Killed(BaseException):
    """The process is no more: nothing of ours may catch this."""


@dataclass
class Reaper:
    """Counts the points at which a process may be killed, and kills at one of them.

    A point is before each statement, before each commit, after each commit, and where the road
    meets a provider. `at` None: it only counts. `parts` says of each point what was being done.
    """

    at: int | None = None
    doing: str = "?"
    parts: list[str] = field(default_factory=list)
    killed: str = ""

    @contextmanager
    def watching(self, database: Database) -> Iterator[None]:
        """Watch what goes to the database while inside."""
        watched = [
            (engine, moment, heard)
            for engine in {database.writing, database.reading}
            for moment, heard in (
                ("before_cursor_execute", self._before_statement),
                ("commit", self._around_commit),
            )
        ]
        for each in watched:
            event.listen(*each)
        try:
            yield
        finally:
            for each in watched:
                event.remove(*each)

    def point(self, moment: str, line: Connection | None = None) -> None:
        """The process may be killed here; its line to the database is cut then."""
        self.parts.append(self.doing)
        if len(self.parts) == self.at:
            self.killed = f"{self.doing}: {moment}"
            if line is not None:
                line.invalidate()
            raise Killed

    def _before_statement(
        self, connection: Connection, cursor: Any, statement: str, *_: object
    ) -> None:
        del cursor
        self.point(f"before {' '.join(statement.split())[:60]}", connection)

    def _around_commit(self, connection: Connection) -> None:
        self.point("before the commit", connection)
        connection.connection.dbapi_connection.commit()  # type: ignore[union-attr]
        self.point("after the commit", connection)
