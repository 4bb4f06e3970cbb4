"""On what does each statement stand? Every number, price and date has an id, and the id exists."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from flows.engine.acting import SUSPICION
from flows.engine.appointments import NAMES as APPOINTMENT
from flows.engine.effects import CancelWake, PlanWake
from flows.engine.nodes import Act, Choose, Find
from flows.engine.texts import HOLE, holes
from flows.engine.vocabulary import FlowId, NodeId
from flows.reading.problems import FlowProblem
from flows.reading.proofs.paths import Place, all_next, everywhere, node_at
from flows.reading.proofs.subject import Line, Subject, lines, nodes, sentences
from flows.reading.wording import plain

NAMES: Final[Mapping[str, Collection[str]]] = {
    "found": {"name", "organization", "phone", "date"},
    "team": {"closing", "hours", "back"},
    "draft": APPOINTMENT,
    "appointment": APPOINTMENT,
}
_NUMBER: Final = re.compile(r"\d+")
_ALL_HOURS: Final = re.compile(r"24 horas|a toda hora|a cualquier hora")


def digits(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Nothing is invented": digits reach a text only through ids.

    The numbers of a question's own choices may be named, and so may what all hours are called.
    """
    for line in lines(subject.book):
        bare = subject.wording.all_hours.sub("", plain(HOLE.sub("", line.text)))
        most = len(line.said_by.choices) if isinstance(line.said_by, Choose) else 0
        for number in _NUMBER.findall(bare):
            if line.is_title or not 1 <= int(number) <= most:
                sentence = f"{number} is written out: tell it through a directory or fact id"
                yield subject.problem(line.flow, line.where, sentence)


def ids(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Nothing is invented": every id that is cited or told exists."""
    for flow, name, node in nodes(subject.book):
        for source in getattr(node, "sources", ()):
            if source not in subject.book.facts and not _is_row(subject, source):
                sentence = f"{source} is neither a fact nor a row of the directory"
                yield subject.problem(flow, name, sentence)
    for line in sentences(subject.book):
        for _, kind, value in holes(line.text):
            broken = _broken_hole(subject, kind, value)
            if broken:
                yield subject.problem(line.flow, line.where, broken)


def _is_row(subject: Subject, row: str) -> bool:
    return row in subject.entries or row in subject.known


def _broken_hole(subject: Subject, kind: str, name: str) -> str:
    match kind:
        case "phone":
            entry = subject.entries.get(name)
            return "" if entry and entry.telephones else f"{name} has no telephone in the directory"
        case "fact":
            fact = subject.book.facts.get(name)
            return "" if fact and fact.value else f"the fact {name} has no value"
        case "found" | "team" | "draft" | "appointment":
            return "" if name in NAMES[kind] else f"{{{kind}:{name}}} is not known"
        case "know":
            return "" if name else "say what: {know:place}"
        case "organisation":
            return ""
        case _:
            return f"{{{kind}}} is not known: phone, fact, know, found, team or organisation"


def all_hours(subject: Subject) -> Iterator[FlowProblem]:
    """facts/first_words.md: a line is said to be there day and night only if its row says so."""
    for line in sentences(subject.book):
        if subject.wording.all_hours.search(plain(line.text)) and not _never_closes(subject, line):
            sentence = (
                "says all hours, and no entry or fact it cites says so: cite one or leave out"
            )
            yield subject.problem(line.flow, line.where, sentence)


def _never_closes(subject: Subject, line: Line) -> bool:
    cited = {
        *line.said_by.sources,
        *(name for _, kind, name in holes(line.text) if kind == "phone"),
    }
    for source in cited:
        entry = subject.entries.get(source)
        fact = subject.book.facts.get(source)
        if (entry and entry.all_hours) or (fact and _ALL_HOURS.search(plain(fact.says))):
            return True
    return False


def searches(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md: every service category exists, and so do the entries a search names."""
    categories = {entry.category for entry in subject.entries.values()}
    for flow, name, node in nodes(subject.book):
        if isinstance(node, Find):
            for sentence in _broken_search(subject, node, categories):
                yield subject.problem(flow, name, sentence)


def _broken_search(subject: Subject, node: Find, categories: set[str]) -> Iterator[str]:
    for category in node.categories:
        if category not in categories:
            yield f"the directory has no category {category}"
    for row in node.only:
        entry = subject.entries.get(row)
        if entry is None:
            yield f"{row} is not an entry that can be shown"
        elif entry.category not in node.categories:
            yield f"{row} is of the category {entry.category}: name it in `categories`"
    for row in node.without:
        if not _is_row(subject, row):
            yield f"{row} is not in the directory"


def found_before_told(subject: Subject) -> Iterator[FlowProblem]:
    """flows/engine/telling.py: `{found:...}` speaks of what a search found just before.

    Before `{found:phone}` the search must ask for entries with a telephone.
    """
    after = _searched(subject)
    for line in sentences(subject.book):
        told = {name for _, kind, name in holes(line.text) if kind == "found"}
        if not told:
            continue
        before = after.get((line.flow, line.node), set())
        if not before or None in before:
            sentence = "{found:...} may come before anything was found: search first"
            yield subject.problem(line.flow, line.where, sentence)
        elif "phone" in told and not all(find and find.by_phone for find in before):
            sentence = "{found:phone} needs `by_phone: true` in the search before it"
            yield subject.problem(line.flow, line.where, sentence)


def _searched(subject: Subject) -> dict[tuple[FlowId, NodeId], set[Find | None]]:
    """For each node the searches that may have found something last; None: none has yet."""
    book = subject.book
    reached: dict[Place, set[Find | None]] = {}
    waiting: list[tuple[Place, Find | None]] = [
        (place, None) for place in everywhere(book) if _is_beginning(subject, place)
    ]
    while waiting:
        place, last = waiting.pop()
        if last in reached.setdefault(place, set()):
            continue
        reached[place].add(last)
        node = node_at(book, place)
        for step in all_next(book, place):
            found = node if isinstance(node, Find) and _is_found(node, step) else last
            waiting.append((step, found))
    merged: dict[tuple[FlowId, NodeId], set[Find | None]] = {}
    for place, finds in reached.items():
        merged.setdefault((place.flow, place.node), set()).update(finds)
    return merged


def _is_beginning(subject: Subject, place: Place) -> bool:
    return place.node == subject.book.flows[place.flow].start


def _is_found(node: Find, step: Place) -> bool:
    return node.found.node == step.node and node.found != node.none


def wakes(subject: Subject) -> Iterator[FlowProblem]:
    """flows/engine/step.py: the clock's ringing is answered for the suspicion alone."""
    for flow, name, node in nodes(subject.book):
        for effect in node.effects if isinstance(node, Act) else ():
            if isinstance(effect, PlanWake | CancelWake) and effect.name != SUSPICION:
                sentence = f"nothing answers the wake {effect.name}: it is called {SUSPICION}"
                yield subject.problem(flow, name, sentence)
