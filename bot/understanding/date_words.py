"""How must a text about days be written for one grammar to read it? Mended, numbers in digits."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from bot.understanding import numbers
from bot.understanding.place_names import sound, words

WEEKDAYS: Final = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
MONTHS: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
_READ_AT_MOST: Final = 600  # characters
_OTHERS: Final = (
    "hoy", "ayer", "manana", "anoche", "antier", "anteayer", "pasado", "proximo", "proxima",
    "siguiente", "semana", "quincena", "mediodia",
)  # fmt: skip
_HEARD: Final = {sound(word): word for word in (*WEEKDAYS, *MONTHS, *_OTHERS)}
_MISSPELT: Final = {
    "mnna": "manana", "manna": "manana", "manan": "manana", "mnana": "manana",
    "maniana": "manana", "manhana": "manana", "mnn": "manana", "mna": "manana",
    "mananita": "manana", "nanana": "manana", "sabdo": "sabado", "savao": "sabado",
    "sabao": "sabado", "sabados": "sabado", "sab": "sabado", "domingos": "domingo",
    "dom": "domingo", "lun": "lunes", "mier": "miercoles", "mie": "miercoles", "jue": "jueves",
    "vie": "viernes", "ayr": "ayer", "aier": "ayer", "hayer": "ayer", "antiayer": "antier",
    "antie": "antier", "ene": "enero", "feb": "febrero", "abr": "abril", "jun": "junio",
    "jul": "julio", "ago": "agosto", "sep": "septiembre", "sept": "septiembre",
    "setiembre": "septiembre", "oct": "octubre", "nov": "noviembre", "dic": "diciembre",
    "psado": "pasado", "pasao": "pasado", "prox": "proximo", "sig": "siguiente", "dias": "dia",
    "semanas": "semana", "meses": "mes", "anos": "ano", "horas": "hora", "hrs": "hora",
    "hr": "hora", "hs": "hora", "minutos": "minuto", "min": "minuto", "mins": "minuto",
    "quincenas": "quincena", "ase": "hace", "haze": "hace", "asen": "hace", "aze": "hace",
    "hase": "hace", "dentr": "dentro", "primero": "1", "primer": "1", "1ro": "1", "1o": "1",
    "1ero": "1", "prosimo": "proximo", "x": "por", "seman": "semana", "semna": "semana",
    "orita": "ahorita",
}  # fmt: skip
# Long enough to forgive a slip; what is listed after them is a word of its own.
_SLIPS: Final = (
    "miercoles", "jueves", "viernes", "domingo", "febrero", "septiembre", "octubre", "noviembre",
    "diciembre", "quincena", "anteayer", "siguiente", "proximo", "proxima",
)  # fmt: skip
_NOT_SLIPS: Final = frozenset(
    words(
        "jueces mueves nueves juegues bienes vienes ciernes cienes dominio domino dominga ferrero "
        "projimo prosiga pocima simiente quincenal jueve viene vienen nieves nieve"
    )
)
_JOINED: Final = (
    (re.compile(r"(?<![a-z])([ap])\s?\.?\s?m(?![a-z])\.?"), r" \1m "),
    (re.compile(r"\b1(?:ro|ero|er|o)\b|1°"), "1"),
    (re.compile(r"(?<=\d)\s*([/:-])\s*(?=\d)"), r"\1"),
    (re.compile(r"\balas?\b(?= \d|[a-z ]*$)"), "a las"),
    (re.compile(r"\bmedio\s?dia\b"), "mediodia"),
    (re.compile(r"\bmedia\s?noche\b"), "medianoche"),
    (re.compile(r"\bantes de a(?:ye|lle)r\b"), "antier"),
    (re.compile(r"\bpasadomanana\b"), "pasado manana"),
    (re.compile(r"\bnoche\s?buena\b"), "nochebuena"),
)
_PIECES: Final = re.compile(r"\d+(?:[/:.-]\d+)+|\d+|[a-z]+|[,;!?]")


def written_out(text: str) -> str:
    """One line in lower case: words mended, numbers in digits, marks kept between digits."""
    bare = unicodedata.normalize("NFKD", text[:_READ_AT_MOST].lower())
    plain = "".join(c for c in bare if not unicodedata.combining(c))
    for pattern, written in _JOINED:
        plain = pattern.sub(written, plain)
    return _digits([_mended(piece) for piece in _PIECES.findall(plain)])


def _digits(pieces: list[str]) -> str:
    out: list[str] = []
    at = 0
    while at < len(pieces):
        number, after = numbers.read(pieces, at)
        if number is None:
            out.append(pieces[at])
        else:
            out.append(str(number))
        at = max(after, at + 1)
    return " ".join(out)


@lru_cache(maxsize=4_000)
def _mended(word: str) -> str:
    if word in _MISSPELT:
        return _MISSPELT[word]
    if not word.isalpha() or len(word) < 2 or word in _NOT_SLIPS:
        return word
    heard = sound(word)
    if heard in _HEARD:
        return _HEARD[heard]
    if len(heard) > 5:
        for name in _SLIPS:
            if OSA.distance(heard, sound(name), score_cutoff=1) <= 1:
                return name
    return word
