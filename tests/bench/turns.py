"""How does Alba's turn compare with the same reads and writes by hand, alone and in a crowd?"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Final, Protocol

from tests.bench.alba import Bench, Stub, bench
from tests.bench.crowd import Crowd, crowd
from tests.bench.figures import Figure
from tests.bench.women import women
from tests.bench.yardstick import ByHand, ByHandOnPostgresql
from tests.databases import Databases


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured: pairs of turns alone, and rounds of a crowd.

    A flood from one woman is slowed on purpose: `women` take turns when alone, and `a_line` of them
    in each of the 64 lines of a crowd.
    """

    women: int
    alone: int
    a_line: int
    rounds: int
    by_hand: int  # turns of the yardstick in a round
    stubbed: int  # messages of each line in a round
    understood: int


# Short rounds, for a disk has moods that last for seconds.
FULL: Final = Amount(256, 2_000, 12, rounds=20, by_hand=400, stubbed=6, understood=3)
QUICK: Final = Amount(8, 16, 1, rounds=1, by_hand=50, stubbed=1, understood=1)


class _Turning(Protocol):
    """Something that does a turn by hand."""

    def turn(self) -> None:
        """One turn, committed."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The yardstick and two Albas beside it, one of which does not think."""

    by_hand: _Turning
    stubbed: Bench
    whole: Bench
    has_targets: bool

    def alone(self, amount: Amount) -> Iterator[Figure]:
        """One woman at a time: each turn beside one of the yardstick's."""
        everybody = women(amount.women, first=1_000)
        self.stubbed.greet(everybody)
        self.whole.greet(everybody)
        yardstick, stubbed, whole = [], [], []
        for woman in islice(cycle(everybody), amount.alone):
            post = woman.writes()
            yardstick.append(_seconds(self.by_hand.turn))
            stubbed.append(_seconds(partial(self.stubbed.turn, post)))
            whole.append(_seconds(partial(self.whole.turn, post)))
        one = median(yardstick)
        yield Figure("one turn of the yardstick", one * 1e6, "µs")
        yield self._figure("one at a time, understanding stubbed", median(stubbed) / one, "x", 5)
        yield self._figure("one at a time, with understanding", median(whole) / one, "x", 8)

    def crowded(self, amount: Amount) -> Iterator[Figure]:
        """64 women at once: each round beside one of the yardstick's."""
        stubbed, whole = crowd(self.stubbed, amount.a_line), crowd(self.whole, amount.a_line)
        rounds: list[tuple[float, float]] = []
        for _ in range(amount.rounds):
            yardstick = amount.by_hand / _seconds(
                partial(_repeat, self.by_hand.turn, amount.by_hand)
            )
            first = stubbed.write(amount.stubbed)
            rounds.append((first / yardstick, whole.write(amount.understood) / yardstick))
        shares = [median(each) for each in zip(*rounds, strict=True)]
        yield self._figure("64 at once, understanding stubbed", shares[0], "of it", least=0.5)
        yield self._figure("64 at once, with understanding", shares[1], "of it", least=0.15)
        yield self._figure("  99 of 100 have their reply within", _p99(whole) * 1e3, "ms", 150)
        yield Figure("  and with understanding stubbed", _p99(stubbed) * 1e3, "ms")

    def _figure(
        self,
        name: str,
        value: float,
        unit: str,
        most: float | None = None,
        least: float | None = None,
    ) -> Figure:
        if not self.has_targets:
            return Figure(name, value, unit)
        return Figure(name, value, unit, most, least)


def on_sqlite(databases: Databases, folder: Path, amount: Amount) -> Iterator[Figure]:
    """The figures that have targets, on files of one disk."""
    with ExitStack() as opened:
        by_hand = opened.enter_context(closing(ByHand(folder / "yardstick.db")))
        stubbed = opened.enter_context(bench(databases.url("sqlite"), Stub()))
        whole = opened.enter_context(bench(databases.url("sqlite")))
        trial = Trial(by_hand, stubbed, whole, has_targets=True)
        yield from trial.alone(amount)
        yield from trial.crowded(amount)


def on_postgresql(databases: Databases, folder: Path, amount: Amount) -> Iterator[Figure]:
    """The same on PostgreSQL, beside the same yardstick, and beside one by hand on PostgreSQL."""
    with ExitStack() as opened:
        by_hand = opened.enter_context(closing(ByHand(folder / "yardstick-2.db")))
        stubbed = opened.enter_context(bench(databases.url("postgresql"), Stub()))
        whole = opened.enter_context(bench(databases.url("postgresql")))
        own_url = databases.url("postgresql", migrated=False)
        own = opened.enter_context(closing(ByHandOnPostgresql(own_url)))
        if amount is FULL:
            sync_surely(stubbed)
        yield Figure("one turn by hand on PostgreSQL", _compared(own, by_hand, amount), "x")
        trial = Trial(by_hand, stubbed, whole, has_targets=False)
        yield from trial.alone(amount)
        yield from trial.crowded(amount)


def sync_surely(bench: Bench) -> None:
    """The server of the tests does not wait for the disk; here it does."""
    with bench.alba.database.writing.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as server:
        for setting in ("fsync", "full_page_writes"):
            server.exec_driver_sql(f"ALTER SYSTEM SET {setting} = on")
        server.exec_driver_sql("SELECT pg_reload_conf()")


def _compared(one: _Turning, yardstick: _Turning, amount: Amount) -> float:
    pairs = [(_seconds(one.turn), _seconds(yardstick.turn)) for _ in range(amount.alone)]
    first, second = (median(each) for each in zip(*pairs, strict=True))
    return float(first / second)


def _p99(crowd: Crowd) -> float:
    return sorted(crowd.waits)[int(len(crowd.waits) * 0.99)]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _repeat(work: Callable[[], object], times: int) -> None:
    for _ in range(times):
        work()
