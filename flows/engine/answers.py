"""What does an answer lead to? The waiting node takes it, or says that it does not fit."""

from dataclasses import replace
from datetime import date

from flows.engine.expect import OPTION
from flows.engine.nodes import Ask, Choice, Choose
from flows.engine.session import Option
from flows.engine.states import STATES, label, to_fact
from flows.engine.understood import (
    Answer,
    AnswerKind,
    ChoiceAnswer,
    DateAnswer,
    NameAnswer,
    NumberAnswer,
    Place,
    PlaceAnswer,
    SkipAnswer,
    TextAnswer,
)
from flows.engine.walk import SKIP, Walk

MOST_OPTIONS = 8
LONGEST_TITLE = 24


def resume(walk: Walk, answer: Answer) -> bool:
    """Give the innermost node its answer and walk on; False when it does not fit."""
    node = walk.book.node(walk.stack[-1]) if walk.stack else None
    match node:
        case Choose() if isinstance(answer, ChoiceAnswer):
            chosen = next((each for each in node.choices if each.id == answer.id), None)
            if chosen is not None:
                choose(walk, chosen)
            return chosen is not None
        case Ask():
            return _answer(walk, node, answer)
        case _:
            return False


def choose(walk: Walk, choice: Choice) -> None:
    """She chose: keep what that tells and follow the arrow."""
    for name, value in choice.remember.items():
        walk.remember(name, value)
    walk.go(choice.goto)


def _answer(walk: Walk, node: Ask, answer: Answer) -> bool:
    if isinstance(answer, SkipAnswer) or answer == ChoiceAnswer(SKIP):
        walk.go(node.skip)
        return True
    if isinstance(answer, ChoiceAnswer):
        return _option(walk, node, answer)
    values = _values(node.kind, answer)
    if not values:
        return False
    if len(values) > 1:
        walk.offer(values[:MOST_OPTIONS])
    else:
        _keep(walk, node, values[0].value)
    return True


def _option(walk: Walk, node: Ask, answer: ChoiceAnswer) -> bool:
    number = answer.id.removeprefix(OPTION)
    options = walk.session.options
    if not number.isdecimal() or not 1 <= int(number) <= len(options):
        return False
    _keep(walk, node, options[int(number) - 1].value)
    return True


def _keep(walk: Walk, node: Ask, value: str) -> None:
    walk.session = replace(walk.session, options=())
    walk.remember(node.remember, value)
    walk.go(node.goto)


def _values(kind: AnswerKind, answer: Answer) -> tuple[Option, ...]:
    """What the answer may mean, as options; one is sure, none does not fit."""
    match kind, answer:
        case AnswerKind.PLACE, PlaceAnswer(places):
            return _places(places)
        case AnswerKind.NUMBER, NumberAnswer(number):
            return (Option(str(number), str(number)),)
        case AnswerKind.NAME, NameAnswer(name):
            return (Option(name, name),)
        case AnswerKind.TEXT, TextAnswer(text):
            return (Option(text, text),)
        case AnswerKind.DATE, DateAnswer(days=days, impossible=False):
            return tuple(Option(_day(day), day.isoformat()) for day in days)
        case _:
            return ()


def _places(places: tuple[Place, ...]) -> tuple[Option, ...]:
    """Towns of one name are told apart by their state, others by their own name."""
    names = {place.municipality for place in places}
    apart = len({place.state for place in places}) == len(places) and len(names) == 1
    return tuple(
        Option(
            (STATES[place.state] if apart else label(place))[:LONGEST_TITLE],
            to_fact(place),
        )
        for place in places
    )


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"
