"""How sure is the model? Chances of each topic and danger, of the whole and stretch by stretch.

A need is often buried in one long breath, so a long text is also read in overlapping stretches; the
whole and its most dangerous stretch decide together.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.understanding import model
from flows.engine.vocabulary import Crisis, Topic

STRETCH: Final = 32  # words
STRIDE: Final = 10
_NEAR: Final = 0.40  # how much the chance of a near miss adds to a suspicion
_SUREST: Final = 1e-6
_TELLING: Final = 3  # words named as the reason
_LOOK_AT_MOST: Final = 48  # words, to find them
_DANGERS: Final = len(Topic)  # where the danger classes begin


@dataclass(frozen=True, slots=True)
class Danger:
    """The chance of a crisis, which it would be, and the stretch that speaks most for it.

    `suspicion` counts the chance of a near miss too: what is near to danger is asked about sooner.
    """

    chance: float
    suspicion: float
    crisis: Crisis
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
    """The danger in a text: of the whole and of its worst stretch, half each."""
    every = [_danger_of(scored, start, end) for start, end in stretches(len(scored.words))]
    worst = max(every, key=lambda found: found.chance)
    chance = _between(every[0].chance, worst.chance)
    suspicion = _between(every[0].suspicion, worst.suspicion)
    return Danger(chance, suspicion, worst.crisis, worst.start, worst.end)


def _between(one: float, other: float) -> float:
    """The chance half way between two, as odds are counted."""
    if one == other:
        return one
    odds = [math.log(max(c, _SUREST) / max(1 - c, _SUREST)) for c in (one, other)]
    return 1 / (1 + math.exp(-sum(odds) / 2))


def _danger_of(scored: model.Scored, start: int, end: int) -> Danger:
    chances = softmax(scored.stretch(start, end)[_DANGERS:])
    each = [(chances[place - _DANGERS], crisis) for place, crisis in _crises()]
    chance = sum(chance for chance, _ in each)
    near = 1 - chance - chances[0]
    return Danger(chance, chance + _NEAR * near, max(each)[1], start, end)


def topics(scored: model.Scored) -> list[tuple[Topic, float]]:
    """Every topic with its chance, likeliest first."""
    every = [softmax(scored.stretch(s, e)[:_DANGERS]) for s, e in stretches(len(scored.words))]
    parts = every[1:] or every
    shared = [
        (whole + sum(of_parts) / len(parts)) / 2
        for whole, of_parts in zip(every[0], zip(*parts, strict=True), strict=True)
    ]
    return sorted(zip(Topic, shared, strict=True), key=lambda pair: -pair[1])


def telling(scored: model.Scored, name: str, against: str, start: int, end: int) -> tuple[str, ...]:
    """The folded words that speak most for one class against another, in the order written."""
    taught = scored.model
    gains = []
    for place in range(start, min(end, start + _LOOK_AT_MOST)):
        said = scored.sums[place + 1] - scored.sums[place]
        gains.append((taught.field(said, name) - taught.field(said, against), place))
    strongest = sorted((gain for gain in gains if gain[0] > 0), reverse=True)[:_TELLING]
    return tuple(scored.words[place] for _, place in sorted(strongest, key=lambda gain: gain[1]))
