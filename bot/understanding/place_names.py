"""When are two spellings of a place the same name? As written without accents, and as they sound.

The keys in `places_data/names.tsv` were made by these two functions: after a change here, build the
data again.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_READ_AT_MOST: Final = 2_000  # characters: a place is named early or not at all
_TOKENS: Final = re.compile(r"[a-z]+|\d+")
_SPELLINGS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ch", "1"),
        (r"sh", "s"),
        (r"h(?=u[aeio])", ""),  # hua, hue: as "wa", "we"
        (r"qu(?=[ei])|q|ck", "k"),
        (r"gu(?=[ei])", "2"),
        (r"g(?=[ei])", "j"),
        (r"2", "g"),
        (r"(?:gu|u|w)(?=a)", "w"),
        (r"x?c(?=[ei])|[zx]", "s"),
        (r"c", "k"),
        (r"h", ""),
        (r"v", "b"),
        (r"ll", "y"),
        (r"y(?![aeiou])", "i"),
        (r"i(?=[aeou])", "y"),
        (r"n(?=[bp])", "m"),
        (r"(.)\1+", r"\1"),
    )
)


def fold(text: str) -> str:
    """Lower case without accents, words apart by one space: "México, D.F." is "mexico df"."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The folded words and numbers of a text; letters with full stops between ("D.F.") join."""
    bare = unicodedata.normalize("NFKD", text[:_READ_AT_MOST].lower())
    plain = "".join(c for c in bare if not unicodedata.combining(c))
    return _TOKENS.findall(re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", plain))


@lru_cache(maxsize=20_000)
def _word_sound(word: str) -> str:
    for pattern, sound in _SPELLINGS:
        word = pattern.sub(sound, word)
    return word


def sound(folded: str) -> str:
    """How a folded name sounds: "istapalapa" as "iztapalapa", "chiuaua" as "chihuahua"."""
    return " ".join(_word_sound(word) for word in folded.split())
