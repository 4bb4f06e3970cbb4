"""What does an English message say in Spanish? Piece by piece: enough for what reads Spanish.

No translation that anybody sees: "my boyfriend hits me" becomes "mi novio me pega", and so the same
concepts, rules and model judge it. What `english.tsv` lacks stays as she wrote it.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

from bot.understanding.words import plain

_FILE: Final = Path(__file__).with_name("english.tsv")
_TOKENS: Final = re.compile(r"[a-z0-9]+|[.,;:!?]+|\n")
_APOSTROPHES: Final = re.compile(r"['’`´]")
_SILENT: Final = frozenset("the a an to its it this that am are be been been being for".split())

Pieces = dict[tuple[str, ...], str]


def in_spanish(text: str) -> str:
    """The message with every English piece that is known put in Spanish."""
    tokens = _tokens(text)
    pieces, longest = _pieces()
    said: list[str] = []
    place = 0
    while place < len(tokens):
        size = _known(tokens, place, pieces, longest)
        if size:
            said.append(pieces[tuple(tokens[place : place + size])])
        elif tokens[place] not in _SILENT:
            said.append(tokens[place])
        place += size or 1
    return " ".join(said)


def is_all_known(text: str) -> bool:
    """Whether the message is one piece, and nothing more."""
    return tuple(_tokens(text)) in _pieces()[0]


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(_APOSTROPHES.sub("", plain(text)))


def vocabulary() -> frozenset[str]:
    """Every English word of the pieces."""
    return frozenset(word for piece in _pieces()[0] for word in piece)


def _known(tokens: list[str], place: int, pieces: Pieces, longest: int) -> int:
    """How many tokens from here are the longest known piece; 0 when none is."""
    for size in range(min(longest, len(tokens) - place), 0, -1):
        if tuple(tokens[place : place + size]) in pieces:
            return size
    return 0


@cache
def _pieces() -> tuple[Pieces, int]:
    pieces: Pieces = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            spanish, english = line.split("\t")
            pieces.update({tuple(each.split()): spanish for each in english.split("|")})
    return pieces, max(map(len, pieces))
