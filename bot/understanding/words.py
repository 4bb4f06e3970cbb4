"""What words did she write, whatever her spelling? Cleaning, cutting, and folding by sound.

Two forms are used. *Plain* is lower case without accents: what commands, choices, names and
numbers are compared by. *Folded* is by sound, so that "nesesito", "necesito" and "NECESITO" are one
word, and "k", "q" and "que" too: what crises and topics are read by.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

READ_AT_MOST: Final = 10_000  # characters: what comes after is not read
_UNREADABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\ud800-\udfff\ufeff]"
)
_WORDS: Final = re.compile(r"[a-z]+|\d+|[.,;:!?¿¡\n]+|\u2764|[\U0001f300-\U0001faff\u2600-\u27bf]")
_STRETCHED: Final = re.compile(r"(.)\1{2,}")
_DOUBLED: Final = re.compile(r"([a-bd-km-qs-z])\1+")
_ACCENTS: Final = {ord(c): None for c in map(chr, range(0x300, 0x370))}
BREAK: Final = "."

# What is written short, and emoji that stand for a word; the values are spelt as in a book.
_SHORT: Final = {
    "q": "que", "k": "que", "ke": "que", "qe": "que", "x": "por", "xq": "porque", "xk": "porque",
    "pq": "porque", "porq": "porque", "xfa": "porfa", "xfavor": "por favor", "d": "de", "m": "me",
    "t": "te", "s": "es", "n": "en", "l": "el", "tmb": "tambien", "tb": "tambien", "ami": "a mi",
    "tmbn": "tambien", "toy": "estoy", "taba": "estaba", "toi": "estoy", "stoy": "estoy",
    "pa": "para", "pos": "pues", "pus": "pues", "ps": "pues", "bn": "bien", "cel": "celular",
    "tel": "telefono", "dnd": "donde", "onde": "donde", "hoi": "hoy", "msj": "mensaje",
    "msjs": "mensajes", "ntc": "no te creas", "nose": "no se", "noc": "no se", "orita": "ahorita",
    "horita": "ahorita", "porfavor": "por favor", "alomejor": "a lo mejor", "aveces": "a veces",
    "osea": "o sea", "grax": "gracias", "gcias": "gracias", "salu2": "saludos", "we": "guey",
    "wei": "guey", "wey": "guey", "hno": "hermano", "hna": "hermana", "sra": "senora",
    "sr": "senor", "lic": "licenciada", "dr": "doctor", "dra": "doctora", "min": "minutos",
    "hrs": "horas", "hr": "hora", "enel": "en el", "ala": "a la", "mija": "mi hija",
    "mijo": "mi hijo", "mijos": "mis hijos", "mijita": "mi hija", "mijito": "mi hijo",
    "apa": "papa", "mamita": "mama", "tons": "entonces", "entons": "entonces",
    "nadamas": "nada mas", "nomas": "nada mas", "nd": "nada", "info": "informacion",
    "sta": "esta", "ta": "esta", "vdd": "verdad", "aqi": "aqui", "qiero": "quiero",
    "mnn": "manana", "alado": "al lado", "devdd": "de verdad",
}  # fmt: skip
_EMOJI: Final = {
    "😂": "jaja", "🤣": "jaja", "😅": "jaja", "😭": "lloro", "😢": "lloro", "😞": "triste",
    "💔": "triste", "🙏": "porfavor", "👍": "si", "👎": "no", "🆘": "auxilio", "🔪": "cuchillo",
    "💊": "pastillas", "🔫": "pistola", "❤": "corazon", "👋": "hola",
}  # fmt: skip

_SOUNDS: Final = (
    (re.compile(r"(?:ph)"), "f"),
    (re.compile(r"ch"), "č"),
    (re.compile(r"sh"), "č"),
    (re.compile(r"gü|gu(?=[ei])"), "ǥ"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"ǥ"), "g"),
    (re.compile(r"qu(?=[ei])|q"), "k"),
    (re.compile(r"sc(?=[ei])|xc(?=[ei])|cc(?=[ei])"), "s"),
    (re.compile(r"c(?=[ei])|z"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"^hu(?=[aei])|w"), "gu"),
    (re.compile(r"h"), ""),
    (re.compile(r"ll"), "y"),
    (re.compile(r"v"), "b"),
    (re.compile(r"^x|x(?=[^aeiou])|x$"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"y(?![aeiou])"), "i"),
    (re.compile(r"n(?=[bp])"), "m"),
)


def clean(text: str) -> str:
    """The text without what no reader sees (NUL, half surrogates, direction marks), cut short."""
    visible = _UNREADABLE.sub(" ", text[:READ_AT_MOST])
    return unicodedata.normalize("NFKC", visible)[:READ_AT_MOST]


@lru_cache(maxsize=4)  # one message is asked for many times, and not kept for long
def plain(text: str) -> str:
    """Lower case without accents, and stretched letters ("holaaa") cut to one."""
    bare = unicodedata.normalize("NFKD", clean(text).lower()).translate(_ACCENTS)
    return _STRETCHED.sub(r"\1", bare)


def plain_words(text: str) -> list[str]:
    """The plain words and numbers of a text, without punctuation."""
    return re.findall(r"[a-z]+|\d+", plain(text))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """One plain word by its sound."""
    if word[0].isdigit():
        return "0" if len(word) < 5 else "00000"
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return _DOUBLED.sub(r"\1", word) or "h"


@lru_cache(maxsize=20_000)
def _folded(token: str) -> tuple[str, ...]:
    if token[0] in ".,;:!?¿¡\n":
        return ("?",) if "?" in token or "¿" in token else (BREAK,)
    written = _EMOJI.get(token) or _SHORT.get(token) or token
    if not written.isascii():
        return ()
    return tuple(fold(word) for word in written.split())


def folded_words(text: str) -> list[str]:
    """The words of a text by their sound, with "." or "?" where she made a break."""
    return [word for token in _WORDS.findall(plain(text)) for word in _folded(token)]


def spellings(text: str) -> dict[str, str]:
    """How she spelt each folded word, so that a caseworker reads her own."""
    return {
        word: token for token in reversed(_WORDS.findall(plain(text))) for word in _folded(token)
    }


def fold_phrase(phrase: str) -> tuple[str, ...]:
    """A phrase as an author writes it, folded as her words are."""
    return tuple(folded_words(phrase))
