"""Which place does she mean? Names, nicknames, misspellings, postal codes and points of Mexico.

Names and points come from GeoNames (CC BY 4.0), postal codes from SEPOMEX; the attribution and the
versions are in places_data/manifest.json.
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.understanding.place_cues import Cue, cue_before
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
from bot.understanding.place_names import words
from bot.understanding.place_zones import zone_of
from flows.engine.understood import Place

MOST: Final = 10  # places to ask back about: what a WhatsApp list can show
_READ_AT_MOST: Final = 120  # words
_FARTHEST_KM: Final = 100.0
_POSTAL: Final = re.compile(r"(?<![\d.,-])(?<!\d )(\d{5})(?![\d.,-]*\d)(?! \d)")
_SHORT_POSTAL: Final = re.compile(
    r"\b(?:c\.?\s?p\.?|c[oó]digo postal)\D{0,5}(\d{4,5})\b", re.IGNORECASE
)
_JOINING: Final = frozenset(words("en de del estado edo la el mexico"))
_LEADING: Final = frozenset(
    words(
        "hola buenas buenos dias tardes noches pues ahorita aqui aki aca por en de la el los las "
        "yo vivo estoy soy ando vengo me quedo encuentro cerca ciudad cd municipio mpio alcaldia "
        "delegacion colonia col estado edo del a para pa busco es mi seria mm eh este si"
    )
)
_TRAILING: Final = frozenset(
    words("mexico mx gracias porfa porfavor por favor centro amiga alba y tu")
)


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    cue: Cue
    name: Name


def find(text: str, near: str | None = None) -> tuple[Place, ...]:
    """The places that a text names: one is sure, several (likeliest first) must be asked back.

    `near` (ISO 3166-2, as "MX-CMX") is preferred and never forced. A bare "Puebla" is the state,
    not the city. "México" alone may be the city or the state of that name.
    """
    postal = _find_postal(text)
    if postal is not None:
        return (postal,)
    said = words(text)[:_READ_AT_MOST]
    if not said:
        return ()
    state = _number(near)
    whole = _find_whole(said, state)
    if whole:
        return whole
    mentions = _mentions(said, state)
    return _settle(said, mentions, state) if mentions else ()


def nearest(latitude: float, longitude: float) -> Place | None:
    """The municipality whose centre is nearest; None beyond 100 km of any, or for no real point."""
    point = (latitude, longitude)
    around = [
        (kilometres(point, m.centre), m.code)
        for m in gazetteer().municipalities.values()
        if m.centre and abs(m.centre[0] - latitude) < 1 and abs(m.centre[1] - longitude) < 1.2
    ]
    if not around or min(around)[0] > _FARTHEST_KM:
        return None
    return _place(min(around)[1])


def nearby(place: Place, within_km: float = 40.0) -> tuple[Place, ...]:
    """The municipalities around hers, nearest first, in any state; empty when it is not known."""
    known = gazetteer()
    home = known.municipality(_number(place.state) or "", place.municipality or "")
    if home is None or home.centre is None:
        return ()
    centre = home.centre
    around = [
        (kilometres(centre, m.centre), m.code)
        for m in known.municipalities.values()
        if m.centre and m is not home and abs(m.centre[0] - centre[0]) * 110 < within_km
    ]
    return tuple(_place(code) for distance, code in sorted(around) if distance <= within_km)


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
    for number, (code, _) in enumerate(gazetteer().states, start=1):
        if code == state:
            return f"{number:02d}"
    return None


def _place(code: str) -> Place:
    state = gazetteer().states[int(code[:2]) - 1][0]
    return Place(state, gazetteer().municipalities[code].name if len(code) == 5 else None)


def _find_postal(text: str) -> Place | None:
    found = _SHORT_POSTAL.search(text[:2_000]) or _POSTAL.search(text[:2_000])
    if found is None:
        return None
    code = found[1].zfill(5)
    home = postal_codes().get(code) or postal_regions().get(code[:2])
    return _place(home) if home else None


def _find_whole(said: list[str], near: str | None) -> tuple[Place, ...]:
    """The whole message is a name, perhaps with "vivo en" before and "gracias" after."""
    known = gazetteer()
    start, end = 0, len(said)
    bare = True
    while start < end and end - start <= known.longest:
        name = known.exact(" ".join(said[start:end]))
        if name and _may_stand(name, bare=bare, near=near):
            return _choose(name.references, near)
        if said[start] not in _LEADING:
            break
        start, bare = start + 1, bare and said[start] in ("la", "el", "los", "las")
    return ()


def _may_stand(name: Name, *, bare: bool, near: str | None) -> bool:
    if name.care is Care.NEVER:
        return bare and any(r.code[:2] == near for r in name.references)
    return bare or name.care is not Care.ALONE


def _mentions(said: list[str], near: str | None) -> list[_Mention]:
    """Names in a sentence, the longest first from the left, none overlapping."""
    known = gazetteer()
    found: list[_Mention] = []
    at = 0
    while at < len(said):
        mention = None
        for end in range(min(len(said), at + known.longest), at, -1):
            name = known.exact(" ".join(said[at:end]))
            if name and _is_meant(said, at, end, name, found):
                mention = _Mention(at, end, cue_before(said, at), name)
                break
        if mention:
            found.append(mention)
        at = mention.end if mention else at + 1
    return found or _misspelt(said)


def _is_meant(said: list[str], start: int, end: int, name: Name, found: list[_Mention]) -> bool:
    if found and found[-1].end >= start - 1 and _share_a_state(found[-1].name, name):
        return True
    cue = cue_before(said, start)
    if name.care is Care.NONE:
        return True
    if name.care is Care.CUE:
        return cue in (Cue.FROM, Cue.IN, Cue.LIVES, Cue.TOWARDS) or _before_its_state(
            said, end, name
        )
    if name.care is Care.ALONE:
        at_end = all(word in _TRAILING for word in said[end:])
        return (cue in (Cue.FROM, Cue.LIVES) and at_end) or _before_its_state(said, end, name)
    return _before_its_state(said, end, name)


def _before_its_state(said: list[str], end: int, name: Name) -> bool:
    """ "Centro, Tabasco": the name of a state that it may lie in follows."""
    known = gazetteer()
    while end < len(said) and said[end] in _JOINING:
        end += 1
    for stop in range(min(len(said), end + 4), end, -1):
        state = known.exact(" ".join(said[end:stop]))
        if state and any(r.level is Level.STATE for r in state.references):
            return _share_a_state(name, state)
    return False


def _share_a_state(one: Name, other: Name) -> bool:
    states_of = {r.code for r in other.references if r.level is Level.STATE}
    return any(r.code[:2] in states_of for r in one.references if r.level is not Level.STATE)


def _misspelt(said: list[str]) -> list[_Mention]:
    known = gazetteer()
    for at in range(len(said)):
        cue = cue_before(said, at)
        if at and cue < Cue.FROM:
            continue
        for end in range(min(len(said), at + 4), at, -1):
            if end - at < len(said) and at == 0 and cue < Cue.FROM:
                continue
            name = known.misspelt(" ".join(said[at:end]))
            if name and name.care in (Care.NONE, Care.CUE):
                return [_Mention(at, end, cue, name)]
    return []


def _settle(said: list[str], mentions: list[_Mention], near: str | None) -> tuple[Place, ...]:
    """The mention most surely where she is; a state beside it decides between namesakes."""
    best = max(mentions, key=lambda m: (m.cue, not _is_state(m.name), -m.start))
    for other in mentions:
        if other is not best and _beside(said, best, other):
            shared = _within(best.name.references, other.name) or _within(
                other.name.references, best.name
            )
            if shared:
                return _choose(shared, near)
    return _choose(best.name.references, near)


def _is_state(name: Name) -> bool:
    return any(r.level is Level.STATE for r in name.references)


def _beside(said: list[str], one: _Mention, other: _Mention) -> bool:
    first, second = sorted((one, other), key=lambda m: m.start)
    return all(word in _JOINING for word in said[first.end : second.start])


def _within(references: tuple[Reference, ...], state: Name) -> tuple[Reference, ...]:
    codes = {r.code for r in state.references if r.level is Level.STATE}
    return tuple(r for r in references if r.level is not Level.STATE and r.code[:2] in codes)


def _choose(references: tuple[Reference, ...], near: str | None) -> tuple[Place, ...]:
    """Rank what a name may mean: a state, then municipalities, then localities; near first."""
    state = [r for r in references if r.level is Level.STATE]
    if state:
        return tuple(_place(r.code) for r in state)
    named = [r for r in references if r.level is not Level.LOCALITY]
    towns = [r for r in references if r.level is Level.LOCALITY]
    here = [r for r in named if r.code[:2] == near]
    if not named:
        here, named, towns = [r for r in towns if r.code[:2] == near], towns, []
    if len(here) == 1:
        return (_place(here[0].code),)
    chosen = [r for r in towns if r.code[:2] == near] + named
    ranked = sorted(chosen, key=lambda r: (r.code[:2] != near, -r.size, r.code))
    return tuple(dict.fromkeys(_place(r.code) for r in ranked))[:MOST]
