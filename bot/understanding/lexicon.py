"""What kind of thing does a word name? Words and phrases by concept, and idioms that mean no harm.

`lexicon.tsv` has a concept and its words a line ("drogar*": whatever begins so; "hace-años": a
phrase). `idioms.tsv` has one idiom a line, with alternatives. Both are folded by sound as her words
are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from bot.understanding.alternatives import expand
from bot.understanding.words import fold_phrase

_HERE: Final = Path(__file__).parent
# Tense by ending, in words of at least six sounds; what merely ends so is listed.
_ENDINGS: Final = (
    (("aba", "aban", "abamos", "ian", "iamos"), "IMPERFECT"),
    (("ando", "iendo", "andome", "iendome", "andole", "andonos", "yendo"), "GOING_ON"),
    (("are", "ire", "ere", "aran", "iran", "eran", "aria", "iria", "eria"), "FUTURE"),
)
_NO_TENSE: Final = frozenset(
    fold_phrase("cuando bando mando comando contrabando traspatio fernando orlando armando")
)
Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
Idioms = dict[tuple[str, ...], list[tuple[str, ...]]]  # by their first two words


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by word, by beginning of a word, and by phrase (keyed by its first word)."""

    words: dict[str, tuple[str, ...]]
    beginnings: dict[str, tuple[str, ...]]
    phrases: Phrases
    idioms: Idioms


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    words: dict[str, tuple[str, ...]] = {}
    beginnings: dict[str, tuple[str, ...]] = {}
    phrases: Phrases = {}
    for line in (_HERE / "lexicon.tsv").read_text("utf-8").splitlines():
        concept, _, entries = line.partition("\t")
        for entry in entries.split():
            folded = fold_phrase(entry.rstrip("*").replace("-", " "))
            if len(folded) > 1:
                phrases.setdefault(folded[0], []).append((folded, concept))
                continue
            table = beginnings if entry.endswith("*") else words
            known = table.get(folded[0], ())
            table[folded[0]] = known if concept in known else (*known, concept)
    return Lexicon(words, beginnings, phrases, _idioms())


def _idioms() -> Idioms:
    idioms: Idioms = {}
    for line in (_HERE / "idioms.tsv").read_text("utf-8").splitlines():
        for sentence in expand(line):
            folded = fold_phrase(sentence)
            idioms.setdefault(folded[:2], []).append(folded)
    for found in idioms.values():
        found.sort(key=lambda phrase: -len(phrase))  # the longest idiom wins
    return idioms


@lru_cache(maxsize=20_000)
def concepts(word: str) -> tuple[str, ...]:
    """The concepts that a folded word may name."""
    book = lexicon()
    found = book.words.get(word, ())
    for length in range(3, len(word) + 1):
        found += book.beginnings.get(word[:length], ())
    return found + _tenses(word)


def _tenses(word: str) -> tuple[str, ...]:
    if len(word) < 5 or word in _NO_TENSE:
        return ()
    return tuple(tense for endings, tense in _ENDINGS if word.endswith(endings))


def phrases_at(words: Sequence[str], place: int) -> tuple[str, ...]:
    """The concepts of the phrases that begin at this place."""
    return tuple(
        concept
        for phrase, concept in lexicon().phrases.get(words[place], ())
        if tuple(words[place : place + len(phrase)]) == phrase
    )


def idiom_at(words: Sequence[str], place: int) -> int:
    """How many words of a harmless idiom begin at this place; 0: none."""
    for phrase in lexicon().idioms.get(tuple(words[place : place + 2]), ()):
        if tuple(words[place : place + len(phrase)]) == phrase:
            return len(phrase)
    return 0
