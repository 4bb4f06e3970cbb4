"""Which turns of phrase settle a matter by themselves? Rules that a caseworker can read.

`rules.tsv`: kind, crisis or nothing, name, and patterns with {alternatives|like|these}; "*" stands
for up to three words, "$" for the end of a sentence. An alarm does not ring after "no", "ni" or
"nunca", unless it begins so itself. Kinds: `sure` (a person is alerted), `ask` (she is asked
first), `calm` (a dangerous word that is past, told, dreamt or not hers), `silence` (do not write to
me) and `deny` (it is nothing).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from bot.understanding.words import fold_phrase
from flows.engine.vocabulary import Crisis

_FILE: Final = Path(__file__).parent / "rules.tsv"
_GAP: Final = r"(?: \S+){0,3}"
_END: Final = r"(?= [.?]|$)"
_PIECES: Final = re.compile(r"\{[^{}]*\}|[*$]|[^{}*$]+")
_DENYING: Final = frozenset(fold_phrase("no ni nunca"))
_STILL: Final = frozenset(fold_phrase("desde"))  # "desde hace años" is not over


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


Says = TypeVar("Says", Alarm, Calm)
# By the word that a pattern begins with, so that few are tried at each word: its rank in the file
# (the earlier, the more it counts), the pattern, and what it says.
_Table = dict[str, list[tuple[int, re.Pattern[str], Says]]]


@dataclass(frozen=True, slots=True)
class _Rules:
    alarms: _Table[Alarm]
    calms: _Table[Calm]
    silence: re.Pattern[str]
    denial: re.Pattern[str]


@cache
def _rules() -> _Rules:
    alarms: _Table[Alarm] = {}
    calms: _Table[Calm] = {}
    others = {}
    for rank, line in enumerate(_FILE.read_text("utf-8").splitlines()):
        kind, crisis, name, patterns = line.split("\t")
        written = patterns.split(" / ")
        if kind == "calm":
            _enter(calms, rank, written, Calm(name, 0.9, 0.75))
        elif kind in {"sure", "ask"}:
            _enter(alarms, rank, written, Alarm(Crisis(crisis), name, kind == "sure"))
        else:
            others[kind] = re.compile("|".join(map(_compile, written)))
    return _Rules(alarms, calms, others["silence"], others["deny"])


def _enter(table: _Table[Says], rank: int, written: Sequence[str], says: Says) -> None:
    for one in written:
        pattern = re.compile(_compile(one))
        for word in _beginnings(one):
            table.setdefault(word, []).append((rank, pattern, says))


def _beginnings(written: str) -> set[str]:
    """The folded words with which what fits may begin."""
    found: set[str] = set()
    for piece in _PIECES.findall(written):
        either = piece[1:-1].split("|") if piece.startswith("{") else [piece]
        folded = [fold_phrase(one) for one in either if piece.strip()]
        found.update(words[0] for words in folded if words)
        if folded and all(folded):
            break
    return found


def _compile(written: str) -> str:
    """A written pattern as a regular expression over folded words, each with a space before it."""
    pieces = []
    for piece in _PIECES.findall(written):
        if piece == "*":
            pieces.append(_GAP)
        elif piece == "$":
            pieces.append(_END)
        elif piece.startswith("{"):
            pieces.append("(?:" + "|".join(_folded(one) for one in piece[1:-1].split("|")) + ")")
        else:
            pieces.append(_folded(piece))
    return "".join(pieces) + r"(?= |$)"


def _folded(words: str) -> str:
    return "".join(" " + re.escape(word) for word in fold_phrase(words))


def _line(words: Sequence[str]) -> str:
    return "".join(" " + word for word in words)


def _first(words: Sequence[str], table: _Table[Says], after: frozenset[str]) -> Says | None:
    """What the pattern that stands first in the file says, of those that fit not after these."""
    line = _line(words)
    best: tuple[int, Says] | None = None
    start = 0
    for place, word in enumerate(words):
        if word in table and not (place and words[place - 1] in after):
            for rank, pattern, says in table[word]:
                if (best is None or rank < best[0]) and pattern.match(line, start):
                    best = rank, says
        start += len(word) + 1
    return best[1] if best else None


def alarm(words: Sequence[str]) -> Alarm | None:
    """The first rule of alarm that fits, sure ones first in the file."""
    return _first(words, _rules().alarms, _DENYING)


def calm(words: Sequence[str]) -> Calm | None:
    """The first calming rule that fits."""
    return _first(words, _rules().calms, _STILL)


def silences(words: Sequence[str]) -> bool:
    """Whether she asks not to be written to, or wipes what was said."""
    return _rules().silence.search(_line(words)) is not None


def denies(words: Sequence[str]) -> bool:
    """Whether she says that it is nothing."""
    return _rules().denial.search(_line(words)) is not None
