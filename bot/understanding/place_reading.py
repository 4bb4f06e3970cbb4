"""Which names of places stand in a sentence, and is each meant as a place?"""

from dataclasses import dataclass
from typing import Final

from bot.understanding.place_cues import Cue, cue_before, is_of_a_street
from bot.understanding.place_index import Care, Level, Name, Reference, gazetteer
from bot.understanding.place_names import words

JOINING: Final = frozenset(words("en de del estado edo la el"))
_TRAILING: Final = frozenset(words("mexico mx gracias porfa porfavor por favor amiga alba y tu"))
_POINTED_AT: Final = frozenset((Cue.FROM, Cue.IN, Cue.LIVES))
_NO_PART: Final = frozenset(
    words(
        "mi mis su sus tu un una unos unas que no se me te le lo con y o este esta ese esa muy mas "
        "ya si al por para pa como cuando donde hoy ahi alla aqui aca"
    )
)
_LONGEST_MISSPELT: Final = 3  # words


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence: the words from `start` up to `end`, and what points at them."""

    start: int
    end: int
    cue: Cue
    name: Name


def mentions(said: list[str]) -> list[Mention]:
    """The names in a sentence, the longest first from the left; misspelt ones when no other is."""
    found: list[Mention] = []
    at = 0
    while at < len(said):
        mention = _longest(said, at, found)
        if mention:
            found.append(mention)
        at = mention.end if mention else at + 1
    return found or _misspelt(said)


def _longest(said: list[str], at: int, before: list[Mention]) -> Mention | None:
    known = gazetteer()
    for end in range(min(len(said), at + known.longest_from(said[at])), at, -1):
        name = known.exact(" ".join(said[at:end]))
        if name:
            mention = Mention(at, end, cue_before(said, at), name)
            if _is_meant(said, mention, before):
                return mention
    return None


def _is_meant(said: list[str], mention: Mention, before: list[Mention]) -> bool:
    name, cue = mention.name, mention.cue
    if before and before[-1].end >= mention.start - 1 and lie_within(before[-1].name, name):
        return True
    street = is_of_a_street(said, mention.start) and not _is_nickname(name)
    if name.care is Care.NONE and not street:
        return True
    if name.care is Care.CUE and not street and _is_pointed_at(mention):
        return True
    at_end = all(word in _TRAILING for word in said[mention.end :])
    if name.care is Care.ALONE and cue in (Cue.FROM, Cue.LIVES) and at_end and not street:
        return True
    return not street and _before_its_state(said, mention.end, name)


def _is_nickname(name: Name) -> bool:
    return any(r.level is Level.NICKNAME for r in name.references)


def _is_pointed_at(mention: Mention) -> bool:
    """ "Para la despensa" is of no town; "para Zacatecas" may be."""
    if mention.cue in _POINTED_AT:
        return True
    towns = all(r.level is Level.LOCALITY for r in mention.name.references)
    return mention.cue is Cue.TOWARDS and not towns


def _before_its_state(said: list[str], end: int, name: Name) -> bool:
    """ "Centro, Tabasco": the name of a state that it may lie in follows."""
    known = gazetteer()
    while end < len(said):
        for stop in range(min(len(said), end + 4), end, -1):
            state = known.exact(" ".join(said[end:stop]))
            if state and is_state(state):
                return lie_within(name, state)
        if said[end] not in JOINING:
            return False
        end += 1
    return False


def _misspelt(said: list[str]) -> list[Mention]:
    known = gazetteer()
    for at in range(len(said)):
        cue = cue_before(said, at)
        if (at and cue not in _POINTED_AT) or is_of_a_street(said, at):
            continue
        for end in range(min(len(said), at + _LONGEST_MISSPELT), at, -1):
            if _NO_PART.intersection(said[at:end]) or (
                not at and cue < Cue.FROM and end < len(said)
            ):
                continue
            name = known.misspelt(" ".join(said[at:end]))
            if name:
                return [Mention(at, end, cue, name)]
    return []


def is_state(name: Name) -> bool:
    """Whether a name is a state's."""
    return any(r.level is Level.STATE for r in name.references)


def within(references: tuple[Reference, ...], state: Name) -> tuple[Reference, ...]:
    """Those of some places that lie in a state."""
    codes = {r.code for r in state.references if r.level is Level.STATE}
    return tuple(r for r in references if r.level is not Level.STATE and r.code[:2] in codes)


def lie_within(name: Name, state: Name) -> bool:
    """Whether a name may mean a place in that state."""
    return bool(within(name.references, state))
