"""Does `make bench` run, and print each ratio? Never how fast: that needs a quiet machine."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.bench.__main__ import measured
from tests.bench.figures import Figure
from tests.bench.yardstick import WOMEN, ByHand
from tests.databases import Databases

RATIOS = (
    r"one at a time, understanding stubbed +[\d.]+ x  <= 5 ",
    r"one at a time, with understanding +[\d.]+ x  <= 8 ",
    r"64 at once, understanding stubbed +[\d.]+ of it  >= 0\.5 ",
    r"64 at once, with understanding +[\d.]+ of it  >= 0\.15 ",
    r"99 of 100 have their reply within +[\d,.]+ ms  <= 150 ",
    r"`alba run` to ready, with a database +[\d.]+ s  <= 1\.5 ",
    r"`alba chat`, one message answered +[\d.]+ s  <= 0\.6 ",
    r"`alba understand`, one line +[\d.]+ s  <= 0\.6 ",
    r"PostgreSQL, beside the same yardstick\n  one turn by hand on PostgreSQL +[\d.]+ x",
    r"understand +[\d,.]+ µs",
    r"and after 100 contacts +[\d,.]+ MB",
    r"SQLite: 100 women asked, each second +[\d,.]+ +>= 10000 ",
    r"PostgreSQL: 100 women asked, each second +[\d,.]+ +>= 5000 ",
    r"the longest transaction of 99 in 100 +[\d,.]+ ms  <= 25 ",
    r"a turn while all are asked, at the median +[\d,.]+ ms",
    r"one due among 100, noticed within +[\d,.]+ s  <= 5 ",
    r"disk for each further turn +[\d,.]+ bytes",
)


def test_a_quick_run_prints_every_figure(
    alba_databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tuple(measured(alba_databases, tmp_path, quick=True))
    printed = capsys.readouterr().out
    for ratio in RATIOS:
        assert re.search(ratio, printed), f"{ratio!r} is not in:\n{printed}"
    assert sum(figure.holds is not None for figure in figures) == 14


def test_the_yardstick_commits_each_turn_durably(tmp_path: Path) -> None:
    by_hand = ByHand(tmp_path / "yardstick.db")
    other = sqlite3.connect(tmp_path / "yardstick.db")
    for turns in (1, 2, 3):
        by_hand.turn()
        for table in ("inbox", "outbox"):
            assert other.execute(f"SELECT count(*) FROM {table}").fetchone() == (turns,)
    changed = other.execute("SELECT count(*) FROM sessions WHERE state <> '{}'").fetchone()
    assert changed == (3,)
    assert other.execute("SELECT count(*) FROM sessions").fetchone() == (WOMEN,)
    assert by_hand.synchronous == "FULL"
    by_hand.close()
    other.close()


@pytest.mark.parametrize(
    ("figure", "holds", "line"),
    [
        (Figure("a", 4.2, "x", at_most=5), True, "4.20 x  <= 5      holds"),
        (Figure("a", 5.2, "x", at_most=5), False, "5.20 x  <= 5      DOES NOT HOLD"),
        (Figure("a", 0.4, "of it", at_least=0.5), False, "0.40 of it  >= 0.5    DOES NOT HOLD"),
        (Figure("a", 12345.6, "µs"), None, "12,346 µs"),
    ],
    ids=["under its target", "over its target", "too few", "without a target"],
)
def test_a_figure_says_whether_it_holds(figure: Figure, holds: bool | None, line: str) -> None:
    assert figure.holds is holds
    assert str(figure).endswith(line)
