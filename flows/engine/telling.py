"""What fills the holes of a text? The directory, the facts, what she told, and who is there."""

from collections.abc import Mapping
from typing import Protocol

from flows.engine.book import Book
from flows.engine.directory import Entry
from flows.engine.session import Session
from flows.engine.states import from_fact, label
from flows.engine.texts import Text, holes
from flows.engine.world import World

EMERGENCY = "D0001"
"""911: what is told in place of a number that staff have withdrawn since the text was written."""


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
            return _phone(teller, name)
        case "fact":
            return teller.book.facts[name].value
        case "know":
            return _known(name, teller.facts)
        case "found":
            return _found(name, teller)
        case "team":
            team = teller.world.team
            return {"closing": team.closing, "hours": team.hours, "back": team.back}[name]
        case "organisation":
            return teller.world.organisation
        case _:
            raise KeyError(kind)


def _phone(teller: Teller, service: str) -> str:
    entries = teller.world.directory.entries
    entry = entries.get(service)
    if entry is None or not entry.telephones or service in teller.world.closed:
        entry = entries[EMERGENCY]
    return entry.telephones[0].dial


def _known(name: str, facts: Mapping[str, str]) -> str:
    value = facts.get(name, "")
    place = from_fact(value) if name == "place" else None
    return label(place) if place else value


def _found(name: str, teller: Teller) -> str:
    entry: Entry = teller.world.directory.entries[teller.session.found]
    match name:
        case "name":
            return entry.name
        case "organization":
            return entry.organization
        case "phone":
            return entry.telephones[0].dial
        case "date":
            return entry.source_date
        case _:
            raise KeyError(name)
