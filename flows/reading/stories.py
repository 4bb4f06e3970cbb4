"""Which stories are in this folder? Read every file, list every problem, or give them all.

A file holds one story or several, with a line `---` between. Nothing is played here.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ValidationError

from flows.reading.load import CONTENT
from flows.reading.problems import FlowProblem
from flows.reading.remedies import keys_of, remedy
from flows.reading.story import STAFF, Step, Story, Team
from flows.reading.story_shape import (
    WEEK,
    PlaceShape,
    StepShape,
    StoryShape,
    TeamShape,
    UnderstoodShape,
)

STORIES: Final = CONTENT / "stories"
"""The stories that Alba ships."""

_PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "steps": StepShape,
    "team": TeamShape,
    "understood": UnderstoodShape,
    "location": PlaceShape,
}


class BrokenStories(Exception):
    """There are stories that cannot be read: mend what is listed."""

    def __init__(self, problems: Sequence[FlowProblem]) -> None:
        """Keep every problem, so that all are mended in one go."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class _Twice(yaml.MarkedYAMLError):
    """A key stands twice in one place: the second would silently hide the first."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as authors read it: `no` and 18:00 are words; only numbers and true/false are not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise _Twice(problem=key.value, problem_mark=key.start_mark)
            seen.add(key.value)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


_Loader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_form), list(_first))


def load_stories(folder: Path = STORIES) -> tuple[Story, ...]:
    """The stories of a folder, in the order of their files. Raises BrokenStories."""
    reader = _Reader()
    stories = tuple(story for file in sorted(folder.glob("*.yaml")) for story in reader.read(file))
    if not stories and not reader.problems:
        reader.tell(
            str(folder), "-", "aquí no hay ninguna historia (archivos que terminan en .yaml)."
        )
    if reader.problems:
        raise BrokenStories(sorted(reader.problems))
    return stories


class _Reader:
    """Reads files; keeps what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[FlowProblem] = []
        self._names: set[str] = set()

    def tell(self, file: str, where: str, sentence: str) -> None:
        """Note one problem."""
        self.problems.append(FlowProblem(file, where, sentence))

    def read(self, file: Path) -> Iterator[Story]:
        """The stories of one file that can be read."""
        for document in self._documents(file):
            name = _name(document)
            try:
                shape = StoryShape.model_validate(document)
            except ValidationError as error:
                for detail in error.errors(include_url=False, include_input=False):
                    where = _place(name, detail["loc"])
                    self.tell(file.name, where, remedy(detail, _known(detail["loc"])))
                continue
            if name in self._names:
                self.tell(file.name, name, "hay dos historias con este nombre: cambia uno.")
            self._names.add(name)
            for place, stranger in _strangers(shape):
                sentence = f"nadie se llama {stranger} en esta historia. ¿Está bien escrito?"
                self.tell(file.name, _place(name, place), sentence)
            yield _story(file.name, shape)

    def _documents(self, file: Path) -> Iterator[Any]:
        try:
            documents = list(yaml.load_all(file.read_text(encoding="utf-8-sig"), Loader=_Loader))
        except OSError as error:
            self.tell(file.name, "-", f"no se puede leer ({error.strerror}). Revisa los permisos.")
        except UnicodeDecodeError:
            self.tell(file.name, "-", "no es texto UTF-8. Guárdalo de nuevo con esa codificación.")
        except yaml.MarkedYAMLError as error:
            self.tell(file.name, _line(error), _slip(error))
        except yaml.YAMLError:  # a character that YAML forbids, which has no mark
            self.tell(file.name, "-", "tiene caracteres que no se ven. Bórralos.")
        else:
            yield from (document for document in documents if document is not None)


def _name(document: Any) -> str:
    return str(document.get("story") or "?") if isinstance(document, dict) else "?"


def _line(error: yaml.MarkedYAMLError) -> str:
    return f"línea {error.problem_mark.line + 1}" if error.problem_mark else "-"


def _slip(error: yaml.MarkedYAMLError) -> str:
    if isinstance(error, _Twice):
        return f"«{error.problem}» está dos veces. Deja una."
    return (
        "no se puede leer. Revisa los espacios del principio, y pon entre comillas lo que lleve "
        "coma, dos puntos o signo de pregunta."
    )


def _place(name: str, where: Sequence[str | int]) -> str:
    """ "La sigue, paso 3, reads.ana": where in a file something is, as a person finds it."""
    parts = [name]
    rest = list(where)
    if len(rest) > 1 and rest[0] == "steps":
        parts.append(f"paso {int(rest[1]) + 1}")
        rest = rest[2:]
    if rest:
        parts.append(".".join(str(each) for each in rest if isinstance(each, str)))
    return ", ".join(parts)


def _known(where: Sequence[str | int]) -> tuple[str, ...]:
    """The keys that could stand in the place where one was found."""
    above = [each for each in where[:-1] if each in _PARTS]
    return keys_of(_PARTS[str(above[-1])] if above else StoryShape)


def _strangers(shape: StoryShape) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Who is to read something, or nothing, without ever being in the story: a slip of the pen."""
    known = {step.sender for step in shape.steps if step.sender}
    known |= {f"{STAFF}{step.staff}" for step in shape.steps if step.staff}
    known |= {f"{STAFF}{alias}" for alias in (shape.team.people if shape.team else ())}
    for name in sorted(set(shape.never) - known):
        yield ("never",), name
    for number, step in enumerate(shape.steps):
        for name in sorted({*step.reads, *step.never, *step.silent} - known):
            yield ("steps", number), name


def _story(file: str, shape: StoryShape) -> Story:
    return Story(
        file=file,
        name=shape.story,
        at=datetime.fromisoformat(shape.at),
        channel=shape.channel,
        team=_team(shape.team) if shape.team else None,
        never=shape.never,
        steps=tuple(_step(number, each) for number, each in enumerate(shape.steps, start=1)),
    )


def _team(shape: TeamShape) -> Team:
    return Team(
        people=shape.people,
        days=frozenset(WEEK.index(day) for day in shape.days),
        start=time.fromisoformat(shape.start.rjust(5, "0")),
        end=time.fromisoformat(shape.end.rjust(5, "0")),
    )


def _step(number: int, shape: StepShape) -> Step:
    line = shape.line()
    presses = line.pop("presses", None)
    understood = shape.understood
    return Step(
        number=number,
        line=line,
        presses=presses,
        reads=shape.reads,
        never=shape.never,
        silent=shape.silent,
        understood=understood.model_dump(mode="json", exclude_unset=True) if understood else {},
    )
