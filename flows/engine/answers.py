"""What does an answer lead to? The waiting node takes it, or says that it does not fit."""

from collections import Counter
from datetime import date, time

from flows.engine.expect import OPTION, SKIP
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
    TimeAnswer,
)
from flows.engine.walk import Walk

MOST_OPTIONS = 8
"""With the button that skips they fit WhatsApp's list of ten."""

SHORT_TITLE = 20
LONG_TITLE = 24
"""WhatsApp's buttons (three at most) and rows of a list (DESIGN.md, "The flow engine")."""

LONGEST_TEXT = 320
"""Characters kept of an answer in her own words: a longer one goes to a person, not to a fact."""


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
    options = walk.stack[-1].options
    if not (number.isascii() and number.isdecimal()) or not 1 <= int(number) <= len(options):
        return False
    _keep(walk, node, options[int(number) - 1].value)
    return True


def _keep(walk: Walk, node: Ask, value: str) -> None:
    walk.remember(node.remember, value)
    walk.go(node.goto)


def _values(kind: AnswerKind, answer: Answer) -> tuple[Option, ...]:
    """What the answer may mean, as options; one is sure, none does not fit."""
    match kind, answer:
        case AnswerKind.PLACE, PlaceAnswer(places):
            return place_options(places)
        case AnswerKind.NUMBER, NumberAnswer(number):
            return (Option(str(number), str(number)),)
        case AnswerKind.NAME, NameAnswer(name):
            return (Option(name, name),)
        case AnswerKind.TEXT, TextAnswer(text):
            return (Option(text[:LONGEST_TEXT], text[:LONGEST_TEXT]),)
        case AnswerKind.DATE, DateAnswer(days, hour, impossible=False):
            return moment_options(days, hour)
        case AnswerKind.TIME, TimeAnswer(hours):
            return tuple(Option(f"{each.hour}:{each.minute:02}", f"{each:%H:%M}") for each in hours)
        case _:
            return ()


def moment_options(days: tuple[date, ...], hour: time | None = None) -> tuple[Option, ...]:
    """Days as she may choose from them."""
    return tuple(Option(_day(day), _moment(day, hour)) for day in days)


def place_options(places: tuple[Place, ...]) -> tuple[Option, ...]:
    """Towns of one name are told apart by their state, others by their own name, or by both."""
    kept = tuple(dict.fromkeys(places))[:MOST_OPTIONS]
    room = SHORT_TITLE if len(kept) < 3 else LONG_TITLE
    ways = (
        [STATES.get(place.state, place.state) for place in kept],
        [place.municipality or label(place) for place in kept],
        [label(place) for place in kept],
    )
    names = {place.municipality for place in kept}
    fitting = [way for way in ways if len({title[:room] for title in way}) == len(kept)]
    if len(names) > 1 and ways[1] in fitting:
        fitting.insert(0, ways[1])
    titles = _numbered(fitting[0] if fitting else ways[2], room)
    return tuple(Option(title, to_fact(place)) for title, place in zip(titles, kept, strict=True))


def _numbered(titles: list[str], room: int) -> list[str]:
    """The titles cut to their room; those that still look alike are numbered."""
    cut = [title[:room] for title in titles]
    alike = Counter(cut)
    return [
        f"{number}. {title[: room - 3]}" if alike[title] > 1 else title
        for number, title in enumerate(cut, start=1)
    ]


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _moment(day: date, hour: time | None) -> str:
    """The day as a fact is kept, with the hour (in her zone) when she told it."""
    return f"{day.isoformat()}T{hour:%H:%M}" if hour else day.isoformat()
