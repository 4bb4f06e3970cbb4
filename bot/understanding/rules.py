"""Which turns of phrase settle a matter by themselves? Rules that a caseworker can read.

`rules.tsv`: kind, crisis or nothing, name, and patterns with {alternatives|like|these}; "*" stands
for up to three words. Kinds: `sure` (a person is alerted), `ask` (she is asked first), `calm` (a
dangerous word that is past, told, dreamt or not hers), `silence` (do not write to me) and `deny`
(it is nothing).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bot.understanding.words import fold_phrase
from flows.engine.vocabulary import Crisis

_FILE: Final = Path(__file__).parent / "rules.tsv"
_GAP: Final = r"(?: \S+){0,3}"
_PIECES: Final = re.compile(r"\{[^{}]*\}|\*|[^{}*]+")


@dataclass(frozen=True, slots=True)
class Alarm:
    """A pattern that speaks of danger."""

    crisis: Crisis
    name: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Calm:
    """A pattern that takes danger out of words, and what chance is then needed."""

    name: str
    sure_from: float
    suspected_from: float


@dataclass(frozen=True, slots=True)
class _Rules:
    alarms: tuple[tuple[re.Pattern[str], Alarm], ...]
    calms: tuple[tuple[re.Pattern[str], Calm], ...]
    silence: re.Pattern[str]
    denial: re.Pattern[str]


@cache
def _rules() -> _Rules:
    alarms, calms, others = [], [], {}
    for line in _FILE.read_text("utf-8").splitlines():
        kind, crisis, name, patterns = line.split("\t")
        pattern = re.compile("|".join(_compile(one) for one in patterns.split(" / ")))
        if kind == "calm":
            calms.append((pattern, Calm(name, 0.9, 0.75)))
        elif kind in {"sure", "ask"}:
            alarms.append((pattern, Alarm(Crisis(crisis), name, kind == "sure")))
        else:
            others[kind] = pattern
    return _Rules(tuple(alarms), tuple(calms), others["silence"], others["deny"])


def _compile(written: str) -> str:
    """A written pattern as a regular expression over folded words, each with a space before it."""
    pieces = []
    for piece in _PIECES.findall(written):
        if piece == "*":
            pieces.append(_GAP)
        elif piece.startswith("{"):
            pieces.append("(?:" + "|".join(_folded(one) for one in piece[1:-1].split("|")) + ")")
        else:
            pieces.append(_folded(piece))
    return "".join(pieces) + r"(?= |$)"


def _folded(words: str) -> str:
    return "".join(" " + re.escape(word) for word in fold_phrase(words))


def _line(words: Sequence[str]) -> str:
    return "".join(" " + word for word in words)


def alarm(words: Sequence[str]) -> Alarm | None:
    """The first rule of alarm that fits, sure ones first in the file."""
    line = _line(words)
    return next((found for pattern, found in _rules().alarms if pattern.search(line)), None)


def calm(words: Sequence[str]) -> Calm | None:
    """The first calming rule that fits."""
    line = _line(words)
    return next((found for pattern, found in _rules().calms if pattern.search(line)), None)


def silences(words: Sequence[str]) -> bool:
    """Whether she asks not to be written to, or wipes what was said."""
    return _rules().silence.search(_line(words)) is not None


def denies(words: Sequence[str]) -> bool:
    """Whether she says that it is nothing."""
    return _rules().denial.search(_line(words)) is not None
