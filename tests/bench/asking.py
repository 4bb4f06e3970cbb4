"""How many women are asked a second when all are due at once, and do turns keep their pace?

Each is claimed, her question rendered and sealed, the next one planned, and her message written to
the outbox: durable, in transactions short enough that what she writes herself never waits for long.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import event, insert, update

from bot.following.cadence import Track
from bot.road.rounds import Rounds
from db.engine import Database
from db.statuses import IdentityStatus
from db.tables.following import check_ins
from db.tables.people import contacts, identities
from tests.bench.alba import Bench, Stub, bench
from tests.bench.figures import Figure
from tests.bench.women import women
from tests.databases import Databases

CHUNK: Final = 5_000
NOON: Final = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # by day in all of Mexico
LONGEST_MS: Final = 25.0
SQLITE: Final = 10_000.0
POSTGRESQL: Final = 5_000.0
NOTICED_SECONDS: Final = 5.0
TARGETS: Final = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
FIRST: Final = 10_000_000
"""Contacts of the bench are numbered from here, so that other women can be made beside them."""


@dataclass(slots=True)
class Stopwatch:
    """How long transactions that write were open, in seconds."""

    open: list[float] = field(default_factory=list)
    _began: float = 0.0

    @contextmanager
    def beside(self, database: Database) -> Iterator[None]:
        """Measure while this is open; on one thread alone."""

        def began(connection: Any) -> None:
            del connection
            self._began = time.perf_counter()

        def ended(connection: Any) -> None:
            del connection
            self.open.append(time.perf_counter() - self._began)

        event.listen(database.writing, "begin", began)
        event.listen(database.writing, "commit", ended)
        try:
            yield
        finally:
            event.remove(database.writing, "begin", began)
            event.remove(database.writing, "commit", ended)

    @property
    def longest_ms(self) -> float:
        """The longest of all but one in a hundred: a disk has moods."""
        ordered = sorted(self.open) or [0.0]
        return ordered[int(len(ordered) * 0.99)] * 1_000


def asked(databases: Databases, kind: str, number: int) -> Iterator[Figure]:
    """So many women who are due at once, and then the same while others write."""
    target = TARGETS[kind]
    name = NAMES[kind]
    with bench(databases.url(kind), Stub()) as alba:
        make_due(alba.alba.database, number, NOON)
        rounds, watch = alba.alba.clockwork.rounds, Stopwatch()
        with watch.beside(alba.alba.database):
            seconds = _all(rounds, NOON)
        yield Figure(
            f"{name}: {number:,} women asked, each second", number / seconds, "", at_least=target
        )
        yield Figure("  the longest transaction of 99 in 100", watch.longest_ms, "ms", LONGEST_MS)
        alone = _turns(alba, 200)
        renew(alba.alba.database, NOON)
        beside = _beside(rounds, alba)
        yield Figure("  a turn while nobody is asked, at the median", alone * 1_000, "ms")
        yield Figure("  a turn while all are asked, at the median", beside * 1_000, "ms")
        yield from _noticed(alba, rounds, number)


def make_due(database: Database, number: int, now: datetime) -> None:
    """Women who agreed to be asked, all due now."""
    ids = iter(range(FIRST, FIRST + number))
    while some := list(islice(ids, CHUNK)):
        with database.write() as tx:
            tx.execute(insert(contacts), [_contact(each, now) for each in some])
            tx.execute(insert(identities), [_identity(each, now) for each in some])
            tx.execute(insert(check_ins), [_check_in(each, now) for each in some])
            tx.commit()


def renew(database: Database, now: datetime) -> None:
    """Let all be due once more, as if nobody had been asked."""
    with database.write() as tx:
        tx.execute(update(check_ins).values(next_at=now, asked_at=None, taken=""))
        tx.commit()


def _contact(id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": id,
        "created_at": now,
        "consent_at": now,
        "last_in_at": now - timedelta(days=1),
        "sweep_at": now + timedelta(days=30),
    }


def _identity(id: int, now: datetime) -> dict[str, Any]:
    return {
        "contact_id": id,
        "channel": "telegram",
        "address_hash": id.to_bytes(8),
        "address": b"sealed",
        "status": IdentityStatus.REACHABLE,
        "status_at": now,
        "last_in_at": now - timedelta(days=1),
        "created_at": now,
    }


def _check_in(id: int, now: datetime) -> dict[str, Any]:
    return {
        "contact_id": id,
        "track": Track.RELEASED,
        "since": now - timedelta(days=10, minutes=id % 1_000),
        "first_night": False,
        "hour": 12 * 60 + id % 300,
        "next_at": now,
        "policy": "bench",
    }


def _all(rounds: Rounds, now: datetime) -> float:
    """Ask everybody; the seconds it took. Each time at another moment: a question goes once."""
    start = time.perf_counter()
    while rounds.run(now):
        pass
    return time.perf_counter() - start


def _beside(rounds: Rounds, alba: Bench) -> float:
    """A turn at the median while everybody is asked on another thread, as the clock's is."""
    done = threading.Event()

    def ask() -> None:
        _all(rounds, NOON + timedelta(minutes=1))
        done.set()

    thread = threading.Thread(target=ask)
    thread.start()
    median = _turns(alba, 200)
    thread.join()
    return median


def _turns(alba: Bench, number: int) -> float:
    """One woman's turn at a time, from the post to the committed reply: the median, in seconds."""
    waits = []
    for woman in women(number, first=2_000):
        post = woman.writes()
        start = time.perf_counter()
        alba.turn(post)
        waits.append(time.perf_counter() - start)
    return sorted(waits)[len(waits) // 2]


def _noticed(alba: Bench, rounds: Rounds, number: int) -> Iterator[Figure]:
    """One woman falls due among all who are not: what looking costs, and that it does not grow."""
    later = NOON + timedelta(days=1)
    with alba.alba.database.write() as tx:
        tx.execute(update(check_ins).values(next_at=later + timedelta(days=30), asked_at=None))
        one = check_ins.c.contact_id == FIRST
        tx.execute(update(check_ins).where(one).values(next_at=later))
        tx.commit()
    start = time.perf_counter()
    found = rounds.run(later)
    took = time.perf_counter() - start
    start = time.perf_counter()
    rounds.run(later)
    nothing = time.perf_counter() - start
    if found != 1:
        raise AssertionError(f"{found} were found")
    seconds = 1.0 + took  # the tick that looks comes each second
    yield Figure(f"  one due among {number:,}, noticed within", seconds, "s", NOTICED_SECONDS)
    yield Figure("  looking when nobody is due", nothing * 1e6, "µs")
