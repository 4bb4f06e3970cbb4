"""How many does she say? A whole number in digits or in Spanish words."""

import re
from typing import Final

from bot.understanding.place_names import words

_UNITS: Final = {
    "cero": 0, "uno": 1, "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13,
    "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18,
    "diecinueve": 19, "veinte": 20, "veintiuno": 21, "veintiun": 21, "veintiuna": 21,
    "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26,
    "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
_TENS: Final = {
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90,
}  # fmt: skip
_HUNDREDS: Final = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400,
    "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800,
    "novecientos": 900, "doscientas": 200, "trescientas": 300, "quinientas": 500,
}  # fmt: skip
_WRITTEN: Final = {  # as it is misspelt
    "sero": "cero", "quatro": "cuatro", "cuarto": "cuarto", "sinco": "cinco", "seys": "seis",
    "ceis": "seis", "ciete": "siete", "osho": "ocho", "nuebe": "nueve", "dies": "diez",
    "onse": "once", "dose": "doce", "trese": "trece", "catorse": "catorce", "kince": "quince",
    "quinse": "quince", "beinte": "veinte", "vente": "veinte", "trenta": "treinta",
    "sien": "cien", "tre": "tres",
}  # fmt: skip
_NOTHING: Final = frozenset(("ninguno", "ninguna", "ningun", "nadie", "cero", "nada"))
_DIGITS: Final = re.compile(r"(?<![\d.,/:-])(?:\d{1,3}(?:[.,]\d{3})+|\d{1,9})(?![.,/:-]?\d)")
_ONE: Final = frozenset(("un", "una", "uno"))


def find(text: str) -> int | None:
    """The number that a text says; None when it says none, or several that differ."""
    digits = {int(re.sub("[.,]", "", found)) for found in _DIGITS.findall(text[:2_000])}
    said = words(text)
    spoken = set(in_words(said))
    if len(said) > 2 and len(spoken | digits) > 1:
        spoken -= {1} if _ONE.intersection(said) else set()  # "una" is mostly an article
    numbers = digits | spoken
    if "mil" in said and digits:
        numbers = {number * 1_000 for number in digits}
    if not numbers and len(said) <= 4 and _NOTHING.intersection(said):
        return 0
    return numbers.pop() if len(numbers) == 1 else None


def in_words(said: list[str]) -> list[int]:
    """The numbers that are written in words, in order: "treinta y cinco" is one."""
    found: list[int] = []
    at = 0
    while at < len(said):
        number, after = read(said, at)
        if number is not None:
            found.append(number)
        at = max(after, at + 1)
    return found


def read(said: list[str], at: int) -> tuple[int | None, int]:
    """The number in words that begins at a word, and where it ends; None when there is none."""
    total, start = 0, at
    part, at = _below_thousand(said, at)
    if at < len(said) and said[at] == "mil":
        total, at = (part or 1) * 1_000, at + 1
        part, at = _below_thousand(said, at)
    if at == start:
        return None, at
    return total + (part or 0), at


def _below_thousand(said: list[str], at: int) -> tuple[int | None, int]:
    total: int | None = None
    if at < len(said) and said[at] in _HUNDREDS:
        total, at = _HUNDREDS[said[at]], at + 1
    if at < len(said) and said[at] in _TENS:
        total, at = (total or 0) + _TENS[said[at]], at + 1
        if at + 1 < len(said) and said[at] == "y" and 0 < _unit(said[at + 1]) < 10:
            total, at = total + _unit(said[at + 1]), at + 2
    elif at < len(said) and _unit(said[at]) >= 0:
        total, at = (total or 0) + _unit(said[at]), at + 1
    return total, at


def _unit(word: str) -> int:
    return _UNITS.get(_WRITTEN.get(word, word), -1)
