"""Does every choice of the book lead on? Each is pressed, from every question, in every world."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from flows.engine.directory import Directory
from flows.engine.events import Chose, Event, Said, SentFile, SharedPlace, Started
from flows.engine.expect import expects
from flows.engine.understood import AnswerKind, Place, PlaceAnswer, Understood
from flows.engine.vocabulary import Command, Crisis
from tests.flows import books
from tests.flows.worlds import NOON, TEAMS, Her, complaints, copy_of

FEWEST_QUESTIONS = 100
"""A crawl that reaches fewer has not crawled."""

PLACES = (Place("MX-CMX", "Iztapalapa"), Place("MX-MEX"), Place("MX-CMX"))


NIGHT = NOON + timedelta(hours=11)


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(("here", books.directory(), NOON), id="by day, with somebody there"),
        pytest.param(("away", books.directory(), NIGHT), id="by night, with nobody there"),
        pytest.param(("none", Directory(), NOON), id="without staff, with an empty directory"),
    ],
)
def test_every_choice_leads_on(start: tuple[str, Directory, datetime]) -> None:
    team, directory, now = start
    at_first = Her(books.alba()[0], directory, TEAMS[team], now)
    waiting = [_after(at_first, event) for event in _beginnings(at_first)]
    known = {_where(her) for her in waiting}
    wrong: set[str] = set()
    while waiting:
        her = waiting.pop()
        for event in _answers(her):
            after = _after(her, event)
            problems = complaints(after, her) + ([] if after.said() else ["said nothing"])
            wrong.update(f"{her.at} {event}: {each}" for each in problems)
            if _where(after) not in known:
                known.add(_where(after))
                waiting.append(after)
    assert not wrong
    assert len({where[0] for where in known}) > FEWEST_QUESTIONS


def _beginnings(start: Her) -> Iterator[Event]:
    yield Started()
    yield from (Started(str(flow)) for flow in start.book.topics.values())
    yield from (Said("…", Understood(crisis=crisis)) for crisis in Crisis)
    yield from (Said("…", Understood(check=crisis)) for crisis in Crisis)
    yield from (Said("…", Understood(command=command)) for command in Command)
    yield from (SentFile(kind) for kind in books.FILE_KINDS)
    yield from (SharedPlace(PLACES[:1]), SharedPlace(()))


def _answers(her: Her) -> Iterator[Event]:
    """Every choice that is shown, and a place where one is asked for."""
    yield from (Chose(choice.id) for choice in her.shown)
    if expects(her.book, her.session).kind is AnswerKind.PLACE:
        for place in PLACES[:2]:
            yield Said("…", Understood(answer=PlaceAnswer((place,))))
        yield Said("…", Understood(answer=PlaceAnswer(PLACES)))


def _after(her: Her, event: Event) -> Her:
    after = copy_of(her)
    after.does(event)
    return after


def _where(her: Her) -> tuple[object, ...]:
    """What tells one situation from another: where she is, and what she told."""
    return (her.at, her.session.role, her.facts.get("place"), her.facts.get("consent"))
