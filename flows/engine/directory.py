"""Which services can she act on, nearest first? An immutable snapshot and its search."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flows.engine.understood import Place
from flows.engine.vocabulary import ServiceId

NATIONAL = "NATIONAL"
REACHED_BY_PHONE_ONLY = frozenset({"shelter_violence"})
"""Categories whose address is never told: who looks for her must not read it here."""


class Scope(StrEnum):
    """How near a service is; nothing in the directory has coordinates, so never a distance."""

    NEAR = "near"  # in her municipality
    STATE = "state"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number as it is dialled, spaced so that it can be tapped, and what to say or press."""

    dial: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A service that she can act on, as its row gives it; an empty text is not known."""

    id: ServiceId
    organization: str
    name: str
    category: str
    description: str = ""
    telephones: tuple[Telephone, ...] = ()
    whatsapp: str = ""
    email: str = ""
    url: str = ""
    address: str = ""
    municipality: str = ""
    state: str = NATIONAL
    hours: str = ""
    audience: str = ""
    cost: str = ""
    source_date: str = ""
    source_kind: str = ""
    confirmed_on: str = ""  # the day somebody of the organisation telephoned (ISO date), or empty

    @property
    def all_hours(self) -> bool:
        """Whether its row says 24 hours: only then a text may say so."""
        return self.hours.startswith("24 horas") or "7 días a la semana, 24 horas" in self.hours

    @property
    def women_only(self) -> bool:
        """Whether its row says that it receives women only."""
        return self.audience.lower().startswith("mujeres") and "personas" not in self.audience


@dataclass(frozen=True, slots=True)
class Query:
    """What a find node asks: categories in order of preference, her place, and what she was shown.

    `only`: when it is not empty, nothing but these entries.
    """

    categories: tuple[str, ...]
    place: Place | None = None
    limit: int = 3
    by_phone: bool = False
    all_hours: bool = False
    local_only: bool = False
    seen: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how near it is."""

    entry: Entry
    scope: Scope


@dataclass(frozen=True, slots=True)
class Directory:
    """An immutable snapshot, with the version of the data it was made from."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    by_category: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    version: int = 0

    def find(self, query: Query) -> tuple[Match, ...]:
        """At most `limit` entries: near, then her state, then national; the freshest first."""
        matches = [
            (match, rank)
            for rank, category in enumerate(query.categories)
            for entry in self.by_category.get(category, ())
            if (match := _match(entry, query)) is not None
        ]
        matches.sort(
            key=lambda pair: (_SCOPE_ORDER[pair[0].scope], pair[1], *_worth(pair[0].entry))
        )
        return tuple(match for match, _ in matches[: query.limit])


_SCOPE_ORDER = {Scope.NEAR: 0, Scope.STATE: 1, Scope.NATIONAL: 2}


def snapshot(entries: Iterable[Entry], version: int) -> Directory:
    """Build the directory's snapshot from its entries."""
    by_id: dict[str, Entry] = {entry.id: entry for entry in entries}
    by_category: dict[str, list[Entry]] = {}
    for entry in by_id.values():
        by_category.setdefault(entry.category, []).append(entry)
    return Directory(by_id, {name: tuple(found) for name, found in by_category.items()}, version)


def _match(entry: Entry, query: Query) -> Match | None:
    if entry.id in query.seen or (query.by_phone and not entry.telephones):
        return None
    if query.all_hours and not entry.all_hours:
        return None
    if query.only and entry.id not in query.only:
        return None
    scope = _scope(entry, query.place)
    if query.local_only and scope is Scope.NATIONAL:
        return None
    return Match(entry, scope) if scope else None


def _scope(entry: Entry, place: Place | None) -> Scope | None:
    if entry.state == NATIONAL:
        return Scope.NATIONAL
    if place is None or entry.state != place.state:
        return None
    same = place.municipality and entry.municipality.casefold() == place.municipality.casefold()
    return Scope.NEAR if same else Scope.STATE


MADE_FOR_HER = ("liberad", "recuperaron su libertad", "mujer")
"""Words of an audience that say a service was made for who writes here."""


def _worth(entry: Entry) -> tuple[bool, bool, bool, str, str]:
    """Freer, reachable by phone, made for her and freshly seen first; the id makes it certain."""
    audience = entry.audience.lower()
    others = not any(word in audience for word in MADE_FOR_HER)
    unseen = "".join(chr(0x10FFFF - ord(letter)) for letter in entry.source_date or "0")
    return (entry.cost.startswith("De pago"), not entry.telephones, others, unseen, entry.id)
