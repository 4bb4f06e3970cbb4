"""What names, postal codes and points does the gazetteer hold? Loaded once, when first asked."""

import math
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA

from bot.understanding.place_names import fold, sound

_DATA: Final = Path(__file__).parent / "places_data"
_SHORTEST_HEARD: Final = 4  # letters: a shorter name must be written right
_SHORTEST_MISSPELT: Final = 6  # letters: a shorter name must sound right
_ONE_SLIP: Final = 9  # letters: a name up to here forgives one slip, a longer one two
_KNOWN_BY_MANY: Final = 40  # settlements: a smaller municipality must sound right


class Level(StrEnum):
    """What a name is the name of."""

    STATE = "S"
    MUNICIPALITY = "M"
    NICKNAME = "A"
    LOCALITY = "L"


class Care(StrEnum):
    """How a name must stand in a sentence before it is read as a place; see ordinary.txt."""

    NONE = ""
    CUE = "c"
    ALONE = "w"
    NEVER = "n"


@dataclass(frozen=True, slots=True)
class Reference:
    """One place that a name may mean: INEGI's number (two digits a state, five a municipality).

    `size` is how many settlements SEPOMEX counts in the municipality, or in that locality.
    """

    level: Level
    code: str
    size: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name, the care it needs, and what it may mean."""

    care: Care
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as INEGI names it; `centre` is latitude and longitude in degrees."""

    code: str
    name: str
    centre: tuple[float, float] | None
    size: int


class Gazetteer:
    """All names, by spelling and by sound."""

    def __init__(self) -> None:
        """Read the data files: about 25 ms, once in the life of a process."""
        self.states = [(row[0], row[1]) for row in _rows("states.tsv")]
        self.numbers = {code: f"{n:02d}" for n, (code, _) in enumerate(self.states, start=1)}
        self.municipalities = {row[0]: _municipality(row) for row in _rows("municipalities.tsv")}
        self._written: dict[str, tuple[str, str]] = {}
        self._heard: defaultdict[str, list[str]] = defaultdict(list)
        self._longest: dict[str, int] = {}
        for name, heard, care, references in _rows("names.tsv"):
            self._written[name] = (care, references)
            self._heard[heard or name].append(name)
            first, count = (heard or name).partition(" ")[0], name.count(" ") + 1
            if count > self._longest.get(first, 0):
                self._longest[first] = count
        self._words = frozenset(
            word for row in _rows("not_misspelt.txt") for word in row[0].split()
        )
        self._buckets: dict[tuple[str, int], list[str]] = {}

    def longest_from(self, word: str) -> int:
        """How many words the longest name has that begins with a word that sounds so; 0: none."""
        return self._longest.get(sound(word), 0)

    def exact(self, folded: str) -> Name | None:
        """The name so written, or the names that sound so."""
        row = self._written.get(folded)
        if row is not None:
            return self._name([row])
        if len(folded) < _SHORTEST_HEARD or folded in self._words:
            return None
        names = self._heard.get(sound(folded), ())
        known = [name for name in names if len(name) > _SHORTEST_MISSPELT or self._is_known(name)]
        return self._name([self._written[name] for name in known], heard=True)

    def misspelt(self, folded: str) -> Name | None:
        """The names nearest to this by sound, when it is a slip or two away; localities not."""
        heard = sound(folded)
        if len(heard) < _SHORTEST_MISSPELT - 1 or folded in self._words:
            return None
        allowed = 1 if len(heard) <= _ONE_SLIP else 2
        best, nearest = allowed, list[str]()
        for candidate in self._alike(heard, allowed):
            distance = OSA.distance(heard, candidate, score_cutoff=best)
            if distance < best:
                best, nearest = distance, [candidate]
            elif distance == best:
                nearest.append(candidate)
        names = [name for found in nearest for name in self._heard[found]]
        return self._name([self._written[name] for name in names], heard=True)

    def beginning(self, folded: str) -> Name | None:
        """Municipalities whose name begins with these words: "san juan" as San Juan del Río."""
        start = folded + " "
        rows = [row for name, row in self._written.items() if name.startswith(start)]
        return self._name([row for row in rows if row[1][0] in "MA"])

    def alike_in(self, state: str, folded: str) -> str | None:
        """The municipality of a state (INEGI's two digits) whose name sounds a slip or two away."""
        heard = sound(folded)
        if len(heard) < _SHORTEST_MISSPELT:
            return None
        slips = [
            (OSA.distance(heard, sound(fold(m.name)), score_cutoff=2), code)
            for code, m in self.municipalities.items()
            if code[:2] == state
        ]
        least = min(slips, default=(3, ""))
        return least[1] if least[0] <= 2 else None

    def municipality(self, state: str, name: str) -> Municipality | None:
        """The municipality of that name in a state (INEGI's two digits)."""
        return self._by_name().get((state, name))

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def _by_name(self) -> dict[tuple[str, str], Municipality]:
        return {(m.code[:2], m.name): m for m in self.municipalities.values()}

    def _alike(self, heard: str, allowed: int) -> list[str]:
        if not self._buckets:
            self._fill_buckets()
        found: list[str] = []
        for length in range(len(heard) - allowed, len(heard) + allowed + 1):
            found += self._buckets.get((heard[0], length), ())
        return found

    def _fill_buckets(self) -> None:
        for heard, names in self._heard.items():
            if len(heard) >= _SHORTEST_MISSPELT and any(self._is_known(name) for name in names):
                self._buckets.setdefault((heard[0], len(heard)), []).append(heard)

    def _is_known(self, name: str) -> bool:
        care, references = self._written[name]
        if care in ("w", "n"):
            return False
        read = [self._reference(reference) for reference in references.split()]
        return any(r.level is Level.STATE or r.size >= _KNOWN_BY_MANY for r in read)

    def _name(self, rows: list[tuple[str, str]], *, heard: bool = False) -> Name | None:
        if not rows:
            return None
        care = Care(rows[0][0])
        found: dict[str, Reference] = {}
        for _, references in rows:
            for reference in references.split():
                read = self._reference(reference)
                found.setdefault(read.code, read)
        if heard and care is Care.NONE:
            care = Care.CUE  # a name that only sounds so needs more than to be there
        return Name(care, tuple(found.values()))

    def _reference(self, written: str) -> Reference:
        level, (code, _, size) = Level(written[0]), written[1:].partition(":")
        if level in (Level.MUNICIPALITY, Level.NICKNAME) and len(code) == 5:
            return Reference(level, code, self.municipalities[code].size)
        return Reference(level, code, int(size or 0))


def _rows(file: str) -> list[list[str]]:
    lines = (_DATA / file).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and line[0] != "#"]


def _municipality(row: list[str]) -> Municipality:
    code, name, latitude, longitude, size = row
    centre = (float(latitude), float(longitude)) if latitude else None
    return Municipality(code, name, centre, int(size))


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process."""
    return Gazetteer()


@cache
def postal_codes() -> dict[str, str]:
    """The municipality of each postal code (SEPOMEX 2018): about 10 ms, when first asked."""
    found = {}
    for home, codes in _rows("postal_codes.tsv"):
        for code in codes.split():
            found[code] = home
    return found


@cache
def postal_regions() -> dict[str, str]:
    """The state of a postal code's first two digits, for codes younger than the catalogue."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for code, home in postal_codes().items():
        homes[code[:2]].add(home[:2])
    return {start: states.pop() for start, states in homes.items() if len(states) == 1}


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance between two points in degrees, on a sphere."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12_742 * math.asin(min(1.0, math.sqrt(half)))
