"""Which municipality has a neighbourhood of this name? SEPOMEX's, where few have the name."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bot.understanding.place_names import sound, words

_FILE: Final = Path(__file__).parent / "places_data" / "neighbourhoods.tsv"
_CALLED: Final = frozenset(words("colonia col fraccionamiento fracc unidad"))
_SKIPPED: Final = frozenset(words("la el los las de del habitacional mi una un es"))
_LONGEST: Final = 6  # words
_MOST: Final = 3  # municipalities worth asking back about


@dataclass(frozen=True, slots=True)
class Homes:
    """Municipalities with a neighbourhood of some name, by INEGI's number; are there `others`?"""

    codes: tuple[str, ...] = ()
    others: bool = False

    def within(self, state: str | None) -> tuple[str, ...]:
        """Those of a state; without a state all, unless they are too many to mean anything."""
        here = tuple(code for code in self.codes if code[:2] == state)
        if here:
            return here
        return () if self.others or len(self.codes) > _MOST else self.codes


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A neighbourhood named as one: the words it takes, and what is known of its municipalities."""

    start: int
    end: int
    homes: Homes


_NOWHERE: Final = Homes()


def named_neighbourhood(said: list[str]) -> Neighbourhood | None:
    """What follows "colonia", "fraccionamiento" or "unidad"; None without such a word."""
    for start, word in enumerate(said[:-1]):
        if word in _CALLED:
            at = start + 1
            while at < len(said) - 1 and said[at] in _SKIPPED:
                at += 1
            for end in range(min(len(said), at + _LONGEST), at, -1):
                homes = homes_of(said[at:end]) or homes_of(said[start + 1 : end])
                if homes:
                    return Neighbourhood(start, end, homes)
            return Neighbourhood(start, at + 1, _NOWHERE)
    return None


def homes_of(name: list[str]) -> Homes | None:
    """The municipalities that have a neighbourhood of this name; None when it is not known."""
    heard = sound(" ".join(name))
    written = _neighbourhoods().get(heard)
    if written is None:
        return None
    codes = written.split()
    others = codes[-1:] == ["+"]
    return Homes(tuple(codes[: len(codes) - others]), others)


@cache
def _neighbourhoods() -> dict[str, str]:
    """By sound; read when first asked, about 10 ms."""
    lines = _FILE.read_text(encoding="utf-8").split("\n")
    return {heard: codes for heard, _, codes in (line.partition("\t") for line in lines) if heard}
