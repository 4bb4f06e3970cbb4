"""Does every text fit where it is shown? The tightest limit of all channels holds for the book."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from flows.engine.answers import MOST_OPTIONS
from flows.engine.directory import Entry, Match, Scope
from flows.engine.entries import LONGEST, card
from flows.engine.expect import OPTION, SKIP
from flows.engine.nodes import Ask, Choose
from flows.engine.states import STATES
from flows.engine.texts import Translate, holes
from flows.reading.problems import FlowProblem
from flows.reading.proofs.subject import Line, Subject, lines, nodes, sentences

AUTHORED: Final = 320
"""DESIGN.md, "The flow engine": a text as its author wrote it; one idea."""

FILLED: Final = 400
"""The same with the longest that its holes may hold at once: the longest names of the directory."""

BUTTONS: Final = 3
BUTTON: Final = 20
ROWS: Final = 10
ROW: Final = 24
BODY: Final = 1024
"""WhatsApp: three buttons of 20 characters or a list of ten rows of 24, with a body of 1,024.

https://www.twilio.com/docs/content/twilio-quick-reply and .../content/twiliolist-picker
"""

CALLBACK: Final = 64
"""Telegram: bytes of a button's callback_data. https://core.telegram.org/bots/api"""

LONGEST_KNOWN: Final = 40
LONGEST_PLACE: Final = 45 + len(", ") + max(map(len, STATES.values()))
"""The longest municipality of Mexico has 45 letters or fewer (Dolores Hidalgo Cuna de la …)."""

TEAM: Final[Mapping[str, int]] = {"closing": 110, "hours": 60, "back": 50}
"""What coverage may say of people, in characters: "el miércoles 31 de diciembre a las 23:30"."""

LONGEST_OF_APPOINTMENT: Final = 20
"""A day of the week, an hour, "cada dos semanas"."""

ORGANISATION: Final = 60

SOURCE: Final = "es"
"""The language that the book is written in."""


def authored(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Every text": at most 320 characters as its author wrote it."""
    for line in sentences(subject.book):
        if len(line.text) > AUTHORED:
            sentence = f"{len(line.text)} characters: at most {AUTHORED}"
            yield subject.problem(line.flow, line.where, sentence)


def filled(subject: Subject) -> Iterator[FlowProblem]:
    """WhatsApp's body and our own measure, with the longest values and in every language."""
    longest = longest_values(subject)
    for line in sentences(subject.book):
        for language, text in _said(subject, line):
            length = len(text) + sum(
                longest(kind, name) - len(whole) for whole, kind, name in holes(text)
            )
            if length > min(FILLED, BODY):
                sentence = f"{length} characters when filled ({language}): at most {FILLED}"
                yield subject.problem(line.flow, line.where, sentence)


def longest_values(subject: Subject) -> Callable[[str, str], int]:
    """How long a hole may become: from the directory, the facts, and what people are called."""
    entries = subject.entries
    found = {
        "name": max((len(each.name) for each in entries.values()), default=0),
        "organization": max((len(each.organization) for each in entries.values()), default=0),
        "phone": max((_dial(each) for each in entries.values()), default=0),
        "date": max((len(each.source_date) for each in entries.values()), default=0),
    }

    def longest(kind: str, name: str) -> int:
        match kind:
            case "phone":
                return _dial(entries[name]) if name in entries else 0
            case "fact":
                fact = subject.book.facts.get(name)
                value = fact.value if fact else ""
                return max(len(translate(value)) for _, translate in languages(subject))
            case "found":
                return found.get(name, 0)
            case "team":
                return TEAM.get(name, 0)
            case "draft" | "appointment":
                return LONGEST_OF_APPOINTMENT
            case "know":
                return LONGEST_PLACE if name == "place" else LONGEST_KNOWN
            case _:
                return ORGANISATION

    return longest


def _dial(entry: Entry) -> int:
    return len(entry.telephones[0].dial) if entry.telephones else 0


def choices(subject: Subject) -> Iterator[FlowProblem]:
    """WhatsApp: up to 3 choices of 20 characters, or up to 10 of 24; never more."""
    for flow, name, node in nodes(subject.book):
        if isinstance(node, Choose) and len(node.choices) > ROWS:
            yield subject.problem(flow, name, f"{len(node.choices)} choices: at most {ROWS}")
    for line in lines(subject.book):
        if line.is_title and isinstance(line.said_by, Choose):
            room = BUTTON if len(line.said_by.choices) <= BUTTONS else ROW
            for language, title in _said(subject, line):
                if len(title) > room:
                    sentence = f"«{title}» has {len(title)} characters ({language}): at most {room}"
                    yield subject.problem(line.flow, line.where, sentence)


def same_titles(subject: Subject) -> Iterator[FlowProblem]:
    """bot/understanding/choices.py: two choices that read alike cannot be told apart by words."""
    for flow, name, node in nodes(subject.book):
        if isinstance(node, Choose):
            titles = [choice.title.casefold() for choice in node.choices]
            if len(set(titles)) < len(titles):
                yield subject.problem(flow, name, "two choices have one title: tell them apart")


def wire_ids(subject: Subject) -> Iterator[FlowProblem]:
    """Telegram: a button carries at most 64 bytes, and ours are flow.node.choice."""
    for flow, name, node in nodes(subject.book):
        ids: list[str] = []
        if isinstance(node, Choose):
            ids = [choice.id for choice in node.choices]
        elif isinstance(node, Ask):
            ids = [SKIP, f"{OPTION}{MOST_OPTIONS}"]
        for choice in ids:
            wire = f"{flow}.{name}.{choice}"
            if len(wire.encode()) > CALLBACK:
                sentence = f"{wire} has {len(wire)} bytes: at most {CALLBACK}, shorten an id"
                yield subject.problem(flow, f"{name}.choices.{choice}", sentence)


def cards(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Every text": a rendered directory entry has at most 640 characters."""
    for language, translate in languages(subject):
        for entry in subject.entries.values():
            longest = max(len(card(Match(entry, scope), 5, 5, translate)) for scope in Scope)
            if longest > LONGEST:
                sentence = f"{longest} characters when shown ({language}): at most {LONGEST}"
                yield FlowProblem("directory", entry.id, sentence)


def languages(subject: Subject) -> Iterator[tuple[str, Translate]]:
    """Spanish as written, and each language that the book is translated to."""
    yield SOURCE, str
    for language, catalogue in subject.translated.items():
        yield language, _translator(catalogue)


def _translator(catalogue: Mapping[str, str]) -> Translate:
    return lambda msgid: catalogue.get(msgid, msgid)


def _said(subject: Subject, line: Line) -> Iterator[tuple[str, str]]:
    for language, translate in languages(subject):
        if language == SOURCE or translate(line.text) != line.text:
            yield language, translate(line.text)
