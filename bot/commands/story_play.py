"""Does a story hold? Its steps are played on the road; what came instead is told, step by step."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.channels.port import ChannelKind, OfferedChoice
from bot.commands.chat import done
from bot.commands.chat_lines import BadLine, read_object
from bot.commands.stage import Played, Stage, open_stage
from bot.organisation import Coverage, Organisation, Shift
from bot.rehearsal import Heard
from flows.engine.book import Book
from flows.reading.story import Step, Story, Team

HOUSE: Final = Organisation("la casa", "America/Mexico_City")
"""Who runs Alba in stories: one whose hours are those that the story says, else none."""

NOTHING: Final = "nada"


@dataclass(frozen=True, slots=True)
class Failure:
    """A step after which something else came than was expected; the story ends there."""

    story: Story
    step: Step
    sentences: tuple[str, ...]


@dataclass(slots=True)
class _Reader:
    """What somebody's phone shows: the latest, and all buttons so far."""

    latest: tuple[Heard, ...] = ()
    shown: list[OfferedChoice] = field(default_factory=list)

    @property
    def screen(self) -> str:
        """The latest as it is read, the titles of its buttons too."""
        return " / ".join(" ".join([each.text, *_titles(each.choices)]) for each in self.latest)


def play(story: Story, book: Book) -> Failure | None:
    """Play a story to its end, or to the first step that does not hold."""
    stage = open_stage(story.at, ChannelKind(story.channel), _organisation(story.team), book=book)
    for alias in story.team.people if story.team else ():
        stage.hire(alias)
    readers: dict[str, _Reader] = {}
    for step in story.steps:
        sentences = tuple(_played(stage, story, step, readers))
        if sentences:
            return Failure(story, step, sentences)
    return None


def _organisation(team: Team | None) -> Organisation:
    if team is None:
        return HOUSE
    return replace(HOUSE, coverage=Coverage(hours=(Shift(team.days, team.start, team.end),)))


def _played(stage: Stage, story: Story, step: Step, readers: dict[str, _Reader]) -> Iterator[str]:
    """Play one step; a sentence for each thing that came otherwise."""
    line = dict(step.line)
    if step.presses is not None:
        shown = readers.get(line["from"], _Reader()).shown
        pressed = [each.id for each in shown if each.title == step.presses]
        if not pressed:
            yield f"no hay un botón «{step.presses}»; hubo: {_listed(_titles(shown))}"
            return
        line["choice"] = pressed[-1]
    try:
        played = stage.play(read_object(line))
    except BadLine as error:
        yield f"no se puede hacer; revisa el nombre y el número del caso ({error})"
        return
    _hear(played, readers)
    yield from _not_read(step, readers)
    yield from _read_against(step.never, readers)
    yield from _read_against(story.never, readers)
    yield from _misunderstood(step, played)


def _hear(played: Played, readers: dict[str, _Reader]) -> None:
    for reader in readers.values():
        reader.latest = ()
    for heard in played.heard:
        reader = readers.setdefault(heard.to, _Reader())
        reader.latest += (heard,)
        reader.shown.extend(heard.choices)


def _not_read(step: Step, readers: Mapping[str, _Reader]) -> Iterator[str]:
    for who, phrases in step.reads.items():
        screen = readers.get(who, _Reader()).screen
        missing = [each for each in phrases if _folded(each) not in _folded(screen)]
        if missing:
            yield f"{who} tenía que leer {_listed(missing)}, y leyó: {screen or NOTHING}"
    for who in step.silent:
        screen = readers.get(who, _Reader()).screen
        if screen:
            yield f"{who} no tenía que leer nada, y leyó: {screen}"


def _read_against(
    never: Mapping[str, Iterable[str]], readers: Mapping[str, _Reader]
) -> Iterator[str]:
    for who, phrases in never.items():
        screen = readers.get(who, _Reader()).screen
        found = [each for each in phrases if _folded(each) in _folded(screen)]
        if found:
            yield f"{who} no debía leer {_listed(found)}, y leyó: {screen}"


def _misunderstood(step: Step, played: Played) -> Iterator[str]:
    came = done(played)
    for name, expected in step.understood.items():
        if came.get(name) != expected:
            understood = came.get(name) or NOTHING
            yield f"{name} tenía que ser {expected or NOTHING}, y fue {understood}"


def _folded(text: str) -> str:
    """Capitals and the breaks of lines make no difference to who reads."""
    return " ".join(text.casefold().split())


def _titles(choices: Iterable[OfferedChoice]) -> list[str]:
    return [f"[{each.title}]" for each in choices]


def _listed(phrases: Iterable[str]) -> str:
    return ", ".join(f"«{each}»" for each in phrases) or NOTHING
