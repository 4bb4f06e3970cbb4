"""What does `make bench` print? Tables of ratios, each with its target.

`--quick` measures next to nothing: it only shows that everything runs.
"""

import argparse
import gc
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.commands.main import SELDOM
from tests.bench import turns
from tests.bench.asking import asked
from tests.bench.figures import Figure, show
from tests.bench.parts import by_part
from tests.bench.starts import starts
from tests.bench.weight import weighed
from tests.databases import KINDS, Databases


def main() -> int:
    """Measure everything; 1 when a target does not hold, except after a quick run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="only show that it runs")
    quick = bool(parser.parse_args().quick)
    gc.set_threshold(SELDOM)  # as every command of Alba's does
    with (
        tempfile.TemporaryDirectory(prefix="alba-bench-") as folder,
        closing(Databases(Path(folder))) as databases,
    ):
        figures = list(measured(databases, Path(folder), quick=quick))
    missed = [figure for figure in figures if figure.holds is False]
    held = sum(figure.holds is True for figure in figures)
    sys.stdout.write(f"\n{held} targets hold, {len(missed)} do not.\n")
    return 1 if missed and not quick else 0


def measured(databases: Databases, folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure, printed as it comes."""
    amount, several = (turns.QUICK, 64) if quick else (turns.FULL, 256)
    yield from show(
        "SQLite, beside a turn's reads and writes by hand (each committed, synchronous = FULL)",
        turns.on_sqlite(databases, folder, amount),
    )
    yield from show(
        "PostgreSQL, beside the same yardstick", turns.on_postgresql(databases, folder, amount)
    )
    for at_once, batches, name in ((64, 30, "64 together"), (1, 1_000, "alone")):
        parts = by_part(databases, at_once, 1 if quick else batches, several)
        yield from show(f"Processor for one message by part, {name}", parts)
    for kind in KINDS:
        everybody = asked(databases, kind, 100 if quick else 100_000)
        yield from show(f"All women due at once, {kind}", everybody)
    contacts = 100 if quick else 20_000
    yield from show("Memory and disk", weighed(databases.url("sqlite"), contacts))
    yield from show("Starting", starts(1 if quick else 5))


if __name__ == "__main__":
    sys.exit(main())
