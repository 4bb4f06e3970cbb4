"""Which place does she mean? Names, nicknames, misspellings, postal codes and points of Mexico.

Names and points come from GeoNames (CC BY 4.0), postal codes and neighbourhoods from SEPOMEX; the
attribution and the versions are in places_data/manifest.json.
"""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.understanding.place_choice import choose, of_neighbourhood, with_namesakes
from bot.understanding.place_cues import Cue
from bot.understanding.place_index import (
    Care,
    Level,
    Name,
    Reference,
    gazetteer,
    kilometres,
    postal_codes,
    postal_regions,
)
from bot.understanding.place_names import fold, words
from bot.understanding.place_neighbourhoods import Neighbourhood, named_neighbourhood
from bot.understanding.place_reading import JOINING, Mention, is_state, mentions, within
from bot.understanding.place_zones import zone_of
from flows.engine.understood import Place

MOST: Final = 10  # places to ask back about: what a WhatsApp list can show
_READ_AT_MOST: Final = 120  # words
_NEARER_LEVELS: Final = (Level.MUNICIPALITY, Level.NICKNAME, Level.LOCALITY)
_FARTHEST_KM: Final = 100.0
# How many times as far a neighbour may be and yet be meant: more in another state, where other
# lines, laws and places hold. So 1,200 towns were asked about in 13 of 100 cases and put into
# their state in 98.5 of 100 (95.5 when nothing is asked), into their municipality in 82.
_AS_LIKELY: Final = 1.1
_AS_LIKELY_ABROAD: Final = 1.6
_MOST_AROUND: Final = 4
_POSTAL: Final = re.compile(r"(?<![\d.,-])(?<!\d )(\d{5})(?![\d.,-]*\d)(?! \d)")
_CALLED_POSTAL: Final = re.compile(
    r"\b(?:c\.?\s?p\.?|c[oó]digo postal)\D{0,5}(\d{4,5})\b", re.IGNORECASE
)
_LEADING: Final = frozenset(
    words(
        "hola buenas buenos dias tardes noches pues ahorita aqui aki aca por en de la el los las "
        "yo vivo estoy soy ando vengo me quedo encuentro cerca ciudad cd municipio mpio alcaldia "
        "delegacion estado edo del a para pa busco es mi seria mm eh este si"
    )
)
_OF_A_TOWN: Final = frozenset(words("ciudad cd municipio mpio alcaldia delegacion centro"))


def find(text: str, near: str | None = None) -> tuple[Place, ...]:
    """The places that a text names: one is sure, several (likeliest first) must be asked back.

    `near` (ISO 3166-2, as "MX-CMX") is preferred and never forced. A bare "Puebla" is the state,
    not the city; a bare "México" may be the capital or the state of that name.
    """
    postal = _find_postal(text)
    if postal is not None:
        return (postal,)
    said = words(text)[:_READ_AT_MOST]
    state = _number(near)
    part = named_neighbourhood(said)
    if part is not None:
        return _settle_neighbourhood(said, part, state)
    named = mentions(said)
    if not any(_pair(said, one, other) for one in named for other in named):
        found = _find_whole(said, state)
        if found:
            return found
    return _settle(said, named, state) if named else ()


def municipality(name: str, state: str) -> Place | None:
    """The municipality that a name means within a known state (ISO 3166-2), spelt as INEGI does.

    Reads what directories write: "Ecatepec", "Oaxaca", "Cajeme (Ciudad Obregón)".
    """
    number, known = _number(state), gazetteer()
    for written in (fold(name), fold(name.partition("(")[0])):
        read = known.exact(written)
        here = [r for r in read.references if r.code[:2] == number] if read else []
        meant = sorted(
            (_NEARER_LEVELS.index(r.level), -r.size, r.code)
            for r in here
            if r.level in _NEARER_LEVELS
        )
        if meant:
            return _place(meant[0][2])
    alike = known.alike_in(number, fold(name)) if number else None
    return _place(alike) if alike else None


def around(latitude: float, longitude: float) -> tuple[Place, ...]:
    """The municipalities in which a point may lie, likeliest first; none beyond 100 km of any.

    One is sure; several (at most four) must be asked back, for nothing here knows borders.

    A city reaches further than a village: distances count less to where there are more settlements.
    Their number to the power of 0.3 put most of 1,200 towns and 45 city points where they belong.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return ()
    point, near = (latitude, longitude), []
    for m in gazetteer().municipalities.values():
        if m.centre and abs(m.centre[0] - latitude) < 1 and abs(m.centre[1] - longitude) < 1.2:
            distance = kilometres(point, m.centre)
            if distance <= _FARTHEST_KM:
                near.append((distance / (m.size + 10) ** 0.3, m.code))
    near.sort()
    return _places(tuple(_as_likely(near))[:_MOST_AROUND])


def _as_likely(near: Sequence[tuple[float, str]]) -> Iterator[str]:
    """Of municipalities, nearest first, those that may be meant as well as the first."""
    for far, code in near:
        abroad = code[:2] != near[0][1][:2]
        if far <= near[0][0] * (_AS_LIKELY_ABROAD if abroad else _AS_LIKELY):
            yield code


def label(place: Place) -> str:
    """The place as it is said to her: "Iztapalapa, Ciudad de México"."""
    state = dict(gazetteer().states).get(place.state, place.state)
    return f"{place.municipality}, {state}" if place.municipality else state


def states() -> tuple[tuple[str, str], ...]:
    """The 32 states: ISO 3166-2 code and name as it is said."""
    return tuple(gazetteer().states)


def zone(place: Place) -> str:
    """The IANA zone of a place."""
    return zone_of(place.state, place.municipality)


def _number(state: str | None) -> str | None:
    return gazetteer().numbers.get(state) if state else None


def _place(code: str) -> Place:
    state = gazetteer().states[int(code[:2]) - 1][0]
    return Place(state, gazetteer().municipalities[code].name if len(code) == 5 else None)


def _places(codes: tuple[str, ...]) -> tuple[Place, ...]:
    return tuple(_place(code) for code in codes[:MOST])


def _find_postal(text: str) -> Place | None:
    found = _CALLED_POSTAL.search(text[:2_000]) or _POSTAL.search(text[:2_000])
    if found is None:
        return None
    code = found[1].zfill(5)
    home = postal_codes().get(code) or postal_regions().get(code[:2])
    return _place(home) if home else None


def _find_whole(said: list[str], near: str | None) -> tuple[Place, ...]:
    """The whole message is a name or a neighbourhood's, perhaps with "vivo en" before it."""
    known = gazetteer()
    start, bare, town = 0, True, False
    while start < len(said):
        if len(said) - start <= known.longest_from(said[start]):
            name = known.exact(" ".join(said[start:]))
            if name and _may_stand(name, bare=bare, near=near):
                meant = with_namesakes(name, said[start:], near)
                return _places(choose(meant, near, town=town))
        if start == 0 or len(said) - start > 1:  # one word after "estoy en" is seldom one
            codes = of_neighbourhood(said[start:], near)
            if codes:
                return _places(codes)
        if said[start] not in _LEADING:
            break
        town = town or said[start] in _OF_A_TOWN
        bare = bare and said[start] in ("la", "el", "los", "las")
        start += 1
    return ()


def _may_stand(name: Name, *, bare: bool, near: str | None) -> bool:
    if name.care is Care.NEVER:
        return bare and any(r.code[:2] == near for r in name.references)
    return bare or name.care is not Care.ALONE


def _settle(said: list[str], named: list[Mention], near: str | None) -> tuple[Place, ...]:
    """The mention most surely where she is; a state beside it decides between namesakes."""
    best = max(named, key=lambda m: (m.cue, not is_state(m.name), -m.start))
    for other in named:
        shared = _pair(said, best, other)
        if shared:
            return _places(choose(shared, near))
    town = best.start > 0 and best.cue is not Cue.NONE and said[best.start - 1] in _OF_A_TOWN
    town = town or said[max(0, best.start - 2)] in _OF_A_TOWN
    return _places(choose(best.name.references, near, town=town))


def _pair(said: list[str], one: Mention, other: Mention) -> tuple[Reference, ...]:
    """What one of two mentions means within the state that the other names beside it."""
    first, second = sorted((one, other), key=lambda m: m.start)
    if one is other or not all(word in JOINING for word in said[first.end : second.start]):
        return ()
    shared = within(one.name.references, other.name)
    return shared or within(other.name.references, one.name)


def _settle_neighbourhood(
    said: list[str], part: Neighbourhood, near: str | None
) -> tuple[Place, ...]:
    """A neighbourhood's municipality; what else the message names decides between namesakes."""
    rest = said[: part.start] + said[part.end :]
    named = mentions(rest)
    others = _settle(rest, named, near) if named else ()
    if any(place.municipality for place in others):
        return others
    state = _number(others[0].state) if others else near
    return _places(part.homes.within(state)) or others
