"""Which names does the gazetteer know, what may each mean, and with how much care?"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from bot.understanding.build_places_read import DATA, STATES, Municipality, Settlement
from bot.understanding.place_names import fold, sound, words

_QUARTERS: Final = frozenset(
    ("Colonia", "Barrio", "Pueblo", "Unidad habitacional", "Fraccionamiento")
)
_MOST_NAMESAKES: Final = 2  # a neighbourhood that more municipalities of a state have says nothing
_SECTION: Final = re.compile(
    r"\(.*|^ampliaci[oó]n |(?: [ivx]+| \d+(?:a|er|ra|da)?)$"
    r"|(?:\b(?:[ivx]+|\d+\w*|primera|segunda|tercera|cuarta|quinta|sexta)\.? )?\bsecci[oó]n\b.*",
    re.IGNORECASE,
)
_MONTHS: Final = frozenset(
    words(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    )
)
SETTLED: Final = _QUARTERS | {"Condominio", "Villa"}


def _read_ordinary() -> dict[str, str]:
    """How careful a word (or, after "=", a whole name) must be read: by its first letter."""
    marks: dict[str, str] = {}
    for line in (DATA / "ordinary.txt").read_text(encoding="utf-8").splitlines():
        mark, _, listed = line.partition(":")
        if mark in ("never", "alone", "cue", "town"):
            for word in listed.split():
                marks.setdefault(word, {"never": "n", "alone": "w", "cue": "c", "town": "t"}[mark])
    return marks


_ARTICLES: Final = frozenset(words("la el los las de del y a"))


def _care(name: str, marks: Mapping[str, str], *, town_only: bool) -> str:
    tokens = [token for token in name.split() if token not in _ARTICLES]
    whole = marks.get("=" + name.replace(" ", "_"))
    if whole:
        return whole
    kinds = {marks.get(token, "") for token in tokens}
    if kinds <= {"n"}:
        return "n"
    if kinds <= {"n", "w"} or (town_only and kinds == {"t"} and len(tokens) == 1):
        return "w"
    saintly = len(tokens) < 3 and tokens[0] in ("san", "santa", "santo", "santiago")
    return "c" if town_only or not kinds & {"", "t"} or saintly else ""


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


def name_rows(
    municipalities: Mapping[str, Municipality],
    localities: Iterable[tuple[str, str]],
    settlements: Iterable[Settlement],
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
    cities = Counter((fold(s.city), s.home.code) for s in settlements if s.kind in SETTLED)
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


def neighbourhood_rows(settlements: Iterable[Settlement]) -> list[str]:
    """The sound of each neighbourhood of a city, and its municipalities; "+": there are others."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    of_a_city = set()
    for settlement in settlements:
        name = fold(_SECTION.sub("", settlement.name))
        homes[sound(name)].add(settlement.home.code)
        if settlement.city and settlement.kind in _QUARTERS and not _MONTHS & set(name.split()):
            of_a_city.add(sound(name))
    marks = _read_ordinary()
    never = {sound(word.strip("=")) for word, mark in marks.items() if mark == "n"}
    rows = []
    for heard in sorted(of_a_city - {""}):
        bare = " ".join(word for word in heard.split() if word not in _ARTICLES)
        known = [] if bare.replace(" ", "_") in never else _rare_in_state(homes[heard])
        rows.append(f"{heard}\t{' '.join(known)}{' +' * (len(known) < len(homes[heard]))}")
    return rows


def _rare_in_state(codes: Iterable[str]) -> list[str]:
    in_state = Counter(code[:2] for code in codes)
    return sorted(code for code in codes if in_state[code[:2]] <= _MOST_NAMESAKES)
