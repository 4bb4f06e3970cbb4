"""How sure is the model? Chances of each topic and danger, over the whole text and stretch by stretch.

A need is often buried in one long breath, so a long text is also read in overlapping stretches, and the
most dangerous stretch decides.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.understanding import model
from flows.engine.vocabulary import Crisis, Topic

STRETCH: Final = 16  # words
STRIDE: Final = 6
_DANGERS: Final = len(Topic)  # where the danger classes begin


@dataclass(frozen=True, slots=True)
class Danger:
    """The most dangerous stretch: the chance that it is a crisis, which, and where it stands."""

    chance: float
    crisis: Crisis
    of_that: float  # the chance of that very crisis
    start: int
    end: int


@cache
def _crises() -> tuple[tuple[int, Crisis], ...]:
    classes = model.load().classes
    return tuple((classes.index(f"crisis:{crisis}"), crisis) for crisis in Crisis)


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as chances that add up to one."""
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


def stretches(length: int) -> Iterator[tuple[int, int]]:
    """The whole, and for a long text its overlapping stretches."""
    yield 0, length
    if length > STRETCH + STRIDE:
        for start in range(0, length - STRETCH + STRIDE, STRIDE):
            yield start, min(start + STRETCH, length)


def danger(scored: model.Scored) -> Danger:
    """The most dangerous stretch of a text."""
    return max(
        (_danger_of(scored, start, end) for start, end in stretches(len(scored.words))),
        key=lambda found: found.chance,
    )


def _danger_of(scored: model.Scored, start: int, end: int) -> Danger:
    chances = softmax(scored.stretch(start, end)[_DANGERS:])
    each = [(chances[place - _DANGERS], crisis) for place, crisis in _crises()]
    highest, crisis = max(each)
    return Danger(sum(chance for chance, _ in each), crisis, highest, start, end)


def topics(scored: model.Scored) -> list[tuple[Topic, float]]:
    """Every topic with its chance, likeliest first."""
    every = [softmax(scored.stretch(s, e)[:_DANGERS]) for s, e in stretches(len(scored.words))]
    whole = every[0]
    if len(every) > 1:
        whole = [
            (2 * w + max(c)) / 3 for w, c in zip(whole, zip(*every[1:], strict=True), strict=True)
        ]
    total = sum(whole)
    found = zip(Topic, (chance / total for chance in whole), strict=True)
    return sorted(found, key=lambda pair: -pair[1])
