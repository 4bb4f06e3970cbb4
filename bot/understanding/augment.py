"""How else might the same sentence arrive? Spellings and courtesies, made for the training alone.

Everything is chosen by a checksum of the text: the same data gives the same variants for ever.
"""

import zlib
from typing import Final

_BEFORE: Final = (
    "hola", "oye", "disculpa", "buenas tardes", "fíjate que", "es que", "bueno pues", "ay no",
    "hola alba", "buenos días señorita", "perdón que moleste", "mira", "te cuento que", "oiga",
    "buenas noches disculpe la hora", "pues la verdad", "hola una pregunta", "qué onda",
)  # fmt: skip
_AFTER: Final = (
    "gracias", "por favor", "qué hago", "jaja", "ayúdame", "ntc jaja", "🙏", "me puedes ayudar",
    "la verdad", "o qué me recomiendas", "espero tu respuesta", "dios te bendiga", "😭", "bueno",
)  # fmt: skip


def _pick(text: str, turn: int, count: int) -> int:
    return zlib.crc32(f"{turn}:{text}".encode()) % count


def courteous(text: str) -> str:
    """The sentence with a greeting before or a courtesy after it."""
    if _pick(text, 1, 2):
        return f"{_BEFORE[_pick(text, 2, len(_BEFORE))]} {text}"
    return f"{text} {_AFTER[_pick(text, 3, len(_AFTER))]}"


def misspelt(text: str) -> str:
    """The sentence with a slip in about one long word of four: a letter lost, swapped or doubled up."""
    return " ".join(_slip(word) for word in text.split())


def _slip(word: str) -> str:
    if len(word) < 5 or _pick(word, 4, 4):
        return word
    place = 1 + _pick(word, 5, len(word) - 2)
    match _pick(word, 6, 3):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case _:
            return word[:place] + " " + word[place:]
