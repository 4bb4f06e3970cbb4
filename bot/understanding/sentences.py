"""Which sentences is Alba taught with, and which is she only tested with?

`sentences/*.tsv`: text (with {alternatives|like|these}), topic, crisis or nothing, the crisis that
it nearly is or nothing (a near miss), writer, and group: lines of one group say the same thing.
Whatever is split, is split by writer and by group, never at random.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.engine.vocabulary import Crisis, Topic

_FOLDER: Final = Path(__file__).parent / "sentences"
# Nothing was taught of these and nobody read their mistakes: the honest measure.
HELD_OUT: Final = frozenset({"prueba_mercado", "prueba_oficina", "prueba_feria", "prueba_banca"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line: what somebody may write, and what it is."""

    text: str
    topic: Topic
    crisis: Crisis | None
    near: Crisis | None
    writer: str
    group: str


def all_sentences() -> tuple[Sentence, ...]:
    """Every line, in the order of the files' names."""
    return tuple(line for path in sorted(_FOLDER.glob("*.tsv")) for line in _read(path))


def for_training() -> tuple[Sentence, ...]:
    """What the shipped model learns from."""
    return tuple(line for line in all_sentences() if line.writer not in HELD_OUT)


def held_out() -> tuple[Sentence, ...]:
    """What no model, no rule and no sentence was ever fitted to."""
    return tuple(line for line in all_sentences() if line.writer in HELD_OUT)


def _read(path: Path) -> list[Sentence]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Sentence(
                row["text"],
                Topic(row["topic"]),
                Crisis(row["crisis"]) if row["crisis"] else None,
                Crisis(row["near"]) if row["near"] else None,
                row["writer"],
                row["group"],
            )
            for row in rows
        ]
