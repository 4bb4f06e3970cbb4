"""How easy is a text to read? Szigriszt-Pazos' perspicuity, named by the INFLESZ bands.

Perspicuity = 206.835 - 62.3 * syllables / words - words / sentences (F. Szigriszt Pazos, "Sistemas
predictivos de legibilidad del mensaje escrito", Universidad Complutense de Madrid, 1993). Bands:
I. M. Barrio-Cantalejo et al., "Validación de la Escala INFLESZ", Anales del Sistema Sanitario de
Navarra 31 (2), 2008.
"""

import re
from enum import StrEnum
from typing import Final

EASY: Final = 65.0  # what each flow must reach

_CHOICE_OF_GENDER: Final = re.compile(r"\[([^|\[\]]*)\|[^\[\]]*\]")  # bienvenid[a|o|e]
_NOT_READ: Final = re.compile(r"https?://\S+|\{[^{}]*\}|%\(\w+\)s")
_INNER_STOP: Final = re.compile(
    r"(?<=\d)[.,:](?=\d)|(?<=\b[^\W\d_])\.(?=\s?[^\W\d_]\.|\s?[a-záéíóúñ])"
)
_SENTENCE_END: Final = re.compile(r"[.!?…\n]+")
_WORD: Final = re.compile(r"[^\W\d_]+")

_SILENT_U: Final = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
_NUCLEUS: Final = re.compile(  # a diphthong or triphthong is one, two strong vowels are two
    r"[iuü]?[aeoáéó][iuüy](?![aeiouáéíóúü])|[iuü]?[aeoáéó]|[iuü][iuüíú]"
    r"|[iuü]y(?![aeiouáéíóúü])|[iuüíú]|y(?![aeiouáéíóúü])"
)


class Band(StrEnum):
    """The INFLESZ scale, in its authors' words."""

    VERY_HARD = "muy difícil"
    RATHER_HARD = "algo difícil"
    NORMAL = "normal"
    RATHER_EASY = "bastante fácil"
    VERY_EASY = "muy fácil"


def score(text: str) -> float:
    """The perspicuity of a text, 0 to 100 and somewhat beyond; 100 when there is nothing to read.

    Of `bienvenid[a|o|e]` the first is read; placeholders, web addresses and numbers are not.
    """
    cut = sentences(text)
    words = [word for sentence in cut for word in words_of(sentence)]
    if not words:
        return 100.0
    spoken = sum(map(syllables, words))
    return 206.835 - 62.3 * spoken / len(words) - len(words) / len(cut)


def band(perspicuity: float) -> Band:
    """The INFLESZ band of a score."""
    for below, name in (
        (40, Band.VERY_HARD),
        (55, Band.RATHER_HARD),
        (65, Band.NORMAL),
        (80, Band.RATHER_EASY),
    ):
        if perspicuity < below:
            return name
    return Band.VERY_EASY


def sentences(text: str) -> tuple[str, ...]:
    """The sentences (and lines) of a text that hold a word; "9.30" and "p.m." end none."""
    shown = _NOT_READ.sub(" ", _CHOICE_OF_GENDER.sub(r"\1", text))
    pieces = _SENTENCE_END.split(_INNER_STOP.sub("", shown))
    return tuple(piece.strip() for piece in pieces if _WORD.search(piece))


def words_of(sentence: str) -> tuple[str, ...]:
    """The words of a sentence."""
    return tuple(_WORD.findall(sentence))


def longest_sentence(text: str) -> int:
    """How many words the longest sentence of a text has."""
    return max((len(words_of(sentence)) for sentence in sentences(text)), default=0)


def syllables(word: str) -> int:
    """The syllables of one Spanish word; at least one, for letters too are spoken."""
    spoken = _SILENT_U.sub("", word.lower().replace("h", ""))
    return max(1, len(_NUCLEUS.findall(spoken)))
