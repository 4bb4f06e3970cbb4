"""What is a story, once it is read? Who does what, and what must follow, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final

Phrases = Mapping[str, tuple[str, ...]]
"""Whose words, and which."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and what must follow. `number` counts from 1.

    `line` is the object as `alba chat --json` reads it; `presses` is the title of a button that was
    shown, whose id takes its place. `understood` has only what the author looks at.
    """

    number: int
    line: Mapping[str, Any] = field(repr=False)
    presses: str | None
    reads: Phrases
    never: Phrases
    silent: tuple[str, ...]
    understood: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Team:
    """Who works there; `days` as Python counts them, Monday is 0."""

    people: tuple[str, ...]
    days: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Story:
    """A whole conversation. `never` holds at each of its steps."""

    file: str
    name: str
    at: datetime
    channel: str
    team: Team | None
    never: Phrases
    steps: tuple[Step, ...]


STAFF: Final = "staff:"
"""What the name of somebody of the staff begins with, where it is said who reads."""
