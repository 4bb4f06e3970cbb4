"""Which numbers does a telephone cell of the directory hold? Each as it is dialled, with its note.

People wrote these cells: "664 608 8200 ext. 8018 y 8019", "(045) 7551156526", "9626284074/75".
Every number comes out as one telephone, spaced so that it can be tapped; no digit is made up or
left out, but for 044, 045 and 01, which have not been dialled in Mexico since August 2019.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from flows.engine.directory import Telephone

WHOLE: Final = 10
LONGEST_SHORT_CODE: Final = 4  # 911, 079, *765, *0311
AS_WRITTEN: Final = ([3, 3, 4], [2, 4, 4])
TWO_DIGIT_AREAS: Final = ("33", "55", "81")  # Guadalajara, Mexico City, Monterrey
OLD_PREFIXES: Final = ("01", "044", "045")
BROKEN: Final = "puede estar mal escrito"
JOINING: Final = frozenset({"y", "o", "u", "e"})

TOKEN: Final = re.compile(
    r"(?P<mail>\S+@\S+)"
    r"|ext\.?\s*(?P<extension>\d+(?:(?:\s*(?:,|y|o|u)\s*|/)\d{1,5}(?![\d\s]*\d))*)"
    r"|\((?P<area>\d{2,3})\)"
    r"|\((?P<note>[^)]*)\)"
    r"|(?<=\d)/(?P<ending>\d{1,3})(?!\d)"
    r"|(?P<digits>\*?\d+)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<stop>[/;,])",
    re.IGNORECASE,
)


def phones(cell: str) -> tuple[Telephone, ...]:
    """The telephones of a cell, in its order; none for an empty one."""
    reading = _Reading()
    for token in TOKEN.finditer(cell):
        reading.take(token.lastgroup or "", token.group(token.lastgroup or 0))
    return tuple(reading.result())


@dataclass(slots=True)
class _Number:
    groups: list[str]
    notes: list[str] = field(default_factory=list)

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    def telephone(self) -> Telephone:
        if len(self.digits) == WHOLE:
            return Telephone(self.spaced(), ", ".join(self.notes))
        short = len(self.digits.lstrip("*")) <= LONGEST_SHORT_CODE
        notes = self.notes if short else [*self.notes, BROKEN]
        return Telephone(self.digits, ", ".join(notes))

    def spaced(self) -> str:
        if [len(group) for group in self.groups] in AS_WRITTEN:
            return " ".join(self.groups)
        first = 2 if self.digits.startswith(TWO_DIGIT_AREAS) else 3
        return f"{self.digits[:first]} {self.digits[first:6]} {self.digits[6:]}"


@dataclass(slots=True)
class _Reading:
    """What has been read so far: numbers, and the digits and words that wait for the rest."""

    numbers: list[_Number] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)  # words that speak of the next number

    def take(self, kind: str, text: str) -> None:
        match kind:
            case "digits":
                self.add(text)
            case "area":
                self.finish()
                if text not in OLD_PREFIXES:
                    self.add(text)
            case "ending":
                self.finish()
                self.numbers.append(_Number([self.numbers[-1].digits[: -len(text)], text]))
            case "extension":
                self.annotate(f"ext. {text}")
            case "note":
                self.annotate(text.replace("Ext.", "ext."))
            case "word" if text.lower() not in JOINING:
                self.finish()
                self.before.append(text if text == "WhatsApp" else text.lower())
            case _:
                self.finish()

    def add(self, digits: str) -> None:
        """A group of digits; groups make a number when there are ten, or several in one group."""
        if not self.groups and len(digits) % WHOLE == 0:
            for start in range(0, len(digits), WHOLE):
                self.groups = [digits[start : start + WHOLE]]
                self.finish()
            return
        self.groups.append(digits)
        if sum(map(len, self.groups)) == WHOLE:
            self.finish()

    def finish(self) -> None:
        if self.groups:
            self.numbers.append(_Number(self.groups, self.before))
            self.groups, self.before = [], []

    def annotate(self, note: str) -> None:
        self.finish()
        if self.numbers:
            self.numbers[-1].notes.append(note)

    def result(self) -> Iterator[Telephone]:
        self.finish()
        return (number.telephone() for number in self.numbers)
