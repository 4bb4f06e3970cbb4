"""What fills the holes of a text? The directory, the facts, what she told, and who is there."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from flows.engine.appointments import ID, drafted, said
from flows.engine.book import Book
from flows.engine.directory import Entry, Telephone
from flows.engine.session import Session
from flows.engine.states import from_fact, label
from flows.engine.texts import N_, Text, holes
from flows.engine.vocabulary import ServiceId
from flows.engine.world import World

EMERGENCY: Final = Entry(
    id=ServiceId("D0001"),
    organization="Emergencias México",
    name="911",
    category="crisis_line",
    telephones=(Telephone("911"),),
)
"""What is told in place of a number that staff have withdrawn since the text was written.

The one entry that is written here too, so that a directory that could not be read silences no card.
"""

GONE: Final = N_("un día")
"""What is told of an appointment that she has taken off since she was asked about it."""

UNDATED: Final = N_("no se sabe")
"""What `{found:date}` tells of a row without a date."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$")
"""How answers keep a day, perhaps with its hour."""


class Teller(Protocol):
    """What telling needs of a walk."""

    book: Book
    world: World
    session: Session
    facts: dict[str, str]


def tell(msgid: str, teller: Teller) -> tuple[Text, tuple[str, ...]]:
    """The text with its holes filled, and the directory ids whose numbers it tells."""
    values: list[tuple[str, str]] = []
    told: list[str] = []
    for whole, kind, name in holes(msgid):
        values.append((whole, _value(kind, name, teller)))
        if kind == "phone":
            told.append(name)
        elif kind == "found":
            told.append(teller.session.found)
    return Text(msgid, tuple(values)), tuple(told)


def _value(kind: str, name: str, teller: Teller) -> str:
    match kind:
        case "phone":
            return _dial(_entry(teller, name), teller)
        case "fact":
            return teller.book.facts[name].value
        case "know":
            return _known(name, teller.facts)
        case "found":
            return _found(name, teller)
        case "team":
            team = teller.world.team
            return {"closing": team.closing, "hours": team.hours, "back": team.back}[name]
        case "draft" | "appointment":
            return _of_appointment(kind, name, teller)
        case "organisation":
            return teller.world.organisation
        case _:
            raise KeyError(kind)


def _of_appointment(kind: str, name: str, teller: Teller) -> str:
    """Of what she tells now; or of the one she chose, else what is over, else the soonest."""
    if kind == "draft":
        return said(name, drafted(teller.facts), teller.world.zone)
    hers = teller.world.appointments
    chosen = [each for each in hers if str(each.id) == teller.facts.get(ID)]
    found = [*chosen, *(each for each in hers if each.over), *hers]
    return said(name, found[0], teller.world.zone) if found else GONE


def _entry(teller: Teller, service: str) -> Entry:
    """The entry, or the emergency line when it cannot be reached now."""
    entry = teller.world.directory.entries.get(service)
    if entry is None or service in teller.world.closed:
        return EMERGENCY
    return entry


def _dial(entry: Entry, teller: Teller) -> str:
    reached = entry if entry.telephones else _entry(teller, EMERGENCY.id)
    return (reached.telephones or EMERGENCY.telephones)[0].dial


def _known(name: str, facts: Mapping[str, str]) -> str:
    value = facts.get(name, "")
    place = from_fact(value) if name in {"place", "facility_place"} else None
    return label(place) if place else _written(value)


def _written(value: str) -> str:
    """A fact as it is said: a day as 24/11/2026, all else as she told it."""
    if not _DAY.match(value):
        return value
    moment = datetime.fromisoformat(value)
    day = f"{moment:%d/%m/%Y}"
    return f"{day}, {moment:%H:%M}" if "T" in value else day


def _found(name: str, teller: Teller) -> str:
    entry = _entry(teller, teller.session.found)
    match name:
        case "name":
            return entry.name
        case "organization":
            return entry.organization
        case "phone":
            return _dial(entry, teller)
        case "date":
            return entry.source_date or UNDATED
        case _:
            raise KeyError(name)
