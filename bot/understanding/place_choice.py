"""Of all that a name may mean, which places are meant? Ranked, those of her state first."""

from typing import Final

from bot.understanding.place_index import Level, Name, Reference, gazetteer
from bot.understanding.place_neighbourhoods import homes_of

_A_CITY: Final = 10  # settlements within a locality
_SHADOW: Final = 8  # times as many settlements


def _unshadowed(named: list[Reference], near: str | None) -> list[Reference]:
    """Without those of other states that a nickname's outgrows by far: "Tlalnepantla"."""
    nicknamed = [r for r in named if r.level is Level.NICKNAME]
    biggest = max((r.size for r in nicknamed), default=-1)
    spared = {near, *(r.code[:2] for r in nicknamed)}
    return [r for r in named if r.code[:2] in spared or r.size * _SHADOW > biggest]


def choose(
    references: tuple[Reference, ...], near: str | None, *, town: bool = False
) -> tuple[str, ...]:
    """Rank what a name may mean: a state, then municipalities, then localities; near first."""
    kept = {level: [r for r in references if r.level is level] for level in Level}
    named = _unshadowed(kept[Level.NICKNAME] + kept[Level.MUNICIPALITY], near)
    here = [r for r in named if r.code[:2] == near]
    if kept[Level.STATE] and not (town and named):
        codes = [r.code for r in here if near not in {s.code for s in kept[Level.STATE]}]
        return (*codes, *preferred(tuple(r.code for r in kept[Level.STATE]), near))
    towns = [r for r in kept[Level.LOCALITY] if r.code[:2] == near or not named]
    towns = [r for r in towns if r.size >= _A_CITY] or towns
    here = here or [r for r in towns if r.code[:2] == near and not named]
    if len(here) == 1:
        return (here[0].code,)
    ranked = sorted(named + towns, key=lambda r: (r.code[:2] != near, -r.size, r.code))
    return tuple(dict.fromkeys(r.code for r in ranked))


def preferred(codes: tuple[str, ...], near: str | None) -> tuple[str, ...]:
    """Those in her state when there are any, else all."""
    return tuple(code for code in codes if code[:2] == near) or codes


def of_neighbourhood(name: list[str], near: str | None) -> tuple[str, ...]:
    """One word ("doctores") is a neighbourhood only within a state that is known."""
    homes = homes_of(name)
    codes = homes.within(near) if homes else ()
    return tuple(code for code in codes if code[:2] == near) if len(name) == 1 else codes


def with_namesakes(name: Name, said: list[str], near: str | None) -> tuple[Reference, ...]:
    """What a name may mean, with neighbourhoods and longer names when only villages bear it.

    Also when no place of her state does: "San Pedro" is San Pedro Garza García to who lives near.
    """
    references = name.references
    villages = all(r.level is Level.LOCALITY and r.size < _A_CITY for r in references)
    if not villages and (near is None or any(r.code[:2] == near for r in references)):
        return references
    longer = gazetteer().beginning(" ".join(said)) if len(said) > 1 else None
    more = [r for r in longer.references if r.code[:2] == near or villages] if longer else []
    if villages:
        homes = homes_of(said)
        codes = (
            homes.codes
            if homes and near is None and len(said) > 1
            else of_neighbourhood(said, near)
        )
        more += [Reference(Level.LOCALITY, c, gazetteer().municipalities[c].size) for c in codes]
    return (*references, *(r for r in more if r.code not in {r.code for r in references}))
