"""What do the sentences teach? `python -m bot.understanding.train` makes the model file of them.

Development only: the one module that imports scikit-learn. The solver is sequential and weights are
rounded to coarse steps, so that the same data gives the same bytes.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.understanding import augment, features, model
from bot.understanding.alternatives import sample
from bot.understanding.language import as_spanish
from bot.understanding.sentences import Sentence, for_training
from bot.understanding.weigh import stretches
from bot.understanding.words import folded_words
from flows.engine.vocabulary import Crisis, Topic

NONE: Final = "none"
TOPICS: Final = tuple(f"topic:{topic}" for topic in Topic)
DANGERS: Final = (NONE, *(f"crisis:{c}" for c in Crisis), *(f"near:{c}" for c in Crisis))
_SAMPLES: Final = 3  # sentences taken of one line with alternatives
_OF_VARIANT: Final = 0.6  # how much a variant made by us counts
_SEEN_IN: Final = 2  # groups in which a feature must appear
_FORGIVENESS: Final = {"topic": 6.0, "danger": 6.0}
_IN_TOPICS: Final = {"crisis": 0.1, "near": 0.05, "none": 1.0}  # how much a line teaches of topics
_NEGLIGIBLE: Final = 2  # steps: a feature that speaks less for every class is left out


@dataclass(frozen=True, slots=True)
class Example:
    """One training text with its classes, and how much it counts."""

    text: str
    topic: str
    danger: str
    group: str
    weight: float
    of_topic: float  # how much it teaches of topics


def danger_of(line: Sentence) -> str:
    """The class of danger of a line."""
    if line.crisis:
        return f"crisis:{line.crisis}"
    return f"near:{line.near}" if line.near else NONE


def examples(lines: Sequence[Sentence]) -> list[Example]:
    """Every line, its alternatives, and here and there a variant."""
    made = []
    for line in lines:
        texts = sample(line.text, _SAMPLES)
        share = len(texts) ** -0.5
        spoken = [(text, share) for text in texts]
        spoken += [(text, _OF_VARIANT * share) for text in augment.variants(texts[0])]
        for text, weight in spoken:
            made.append(_example(text, line, weight, 1.0))
            made.extend(_harmless_stretches(text, line, weight))
    return made


def _harmless_stretches(text: str, line: Sentence, weight: float) -> list[Example]:
    """A long harmless text is read in stretches: none of them is danger either."""
    spelt = text.split()
    if danger_of(line) != NONE:
        return []
    cuts = list(stretches(len(spelt)))[1:]
    return [_example(" ".join(spelt[a:b]), line, weight * len(cuts) ** -0.5, 0.0) for a, b in cuts]


def _example(text: str, line: Sentence, weight: float, of_topic: float) -> Example:
    danger = danger_of(line)
    of_topic *= weight * _IN_TOPICS[danger.split(":")[0]]
    return Example(text, f"topic:{line.topic}", danger, line.group, weight, of_topic)


@dataclass(frozen=True, slots=True)
class Counted:
    """The examples as a matrix, with the name of each column."""

    matrix: Any
    names: list[str]


def count(made: Sequence[Example]) -> Counted:
    """Count the features of the examples; keep what several groups share."""
    seen: dict[str, set[str]] = {}
    rows = []
    for example in made:
        words = folded_words(as_spanish(example.text))
        found = features.of_text(words)
        length = len(features.mask_idioms(words))
        rows.append((found, (length + model.SOFTEN) ** -0.5))
        for name in found:
            seen.setdefault(name, set()).add(example.group)
    names = sorted(name for name, groups in seen.items() if len(groups) >= _SEEN_IN)
    columns = {name: place for place, name in enumerate(names)}
    return Counted(_matrix(rows, columns), names)


def _matrix(rows: Sequence[tuple[dict[str, float], float]], columns: dict[str, int]) -> Any:
    places, values, starts = [], [], [0]
    for found, scale in rows:
        for name, weight in found.items():
            if name in columns:
                places.append(columns[name])
                values.append(weight * scale)
        starts.append(len(places))
    shape = (len(rows), len(columns))
    return csr_matrix((values, places, starts), shape=shape, dtype=numpy.float64)


def _fit(matrix: Any, labels: list[str], weights: list[float], order: Sequence[str],
         forgiveness: float) -> tuple[Any, Any]:  # fmt: skip
    solver = LogisticRegression(
        C=forgiveness, solver="saga", tol=3e-3, max_iter=200, random_state=7
    )
    solver.fit(matrix, labels, sample_weight=weights)
    known = list(solver.classes_)
    coefficients = numpy.zeros((len(order), matrix.shape[1]))
    intercepts = numpy.full(len(order), -12.0)
    for place, name in enumerate(order):
        if name in known:
            coefficients[place] = solver.coef_[known.index(name)]
            intercepts[place] = solver.intercept_[known.index(name)]
    return coefficients, intercepts


def train(lines: Sequence[Sentence], path: Path) -> None:
    """Learn from the lines and write the model file."""
    made = examples(lines)
    counted = count(made)
    weights = [example.weight for example in made]
    topics, topic_bias = _fit(
        counted.matrix,
        [e.topic for e in made],
        [e.of_topic for e in made],
        TOPICS,
        _FORGIVENESS["topic"],
    )
    dangers, danger_bias = _fit(
        counted.matrix, [e.danger for e in made], weights, DANGERS, _FORGIVENESS["danger"]
    )
    table = numpy.vstack([topics, dangers]).T * numpy.array([[_family(n)] for n in counted.names])
    step = float(f"{numpy.quantile(numpy.abs(table).max(axis=1), 0.999) / 127:.4f}")
    rounded = numpy.clip(numpy.rint(table / step), -127, 127).astype(int)
    kept = {
        name: row.tolist()
        for name, row in zip(counted.names, rounded, strict=True)
        if numpy.abs(row).max() >= _NEGLIGIBLE
    }
    bias = [float(value) for value in (*topic_bias, *danger_bias)]
    model.write(path, (*TOPICS, *DANGERS), bias, step, kept)


def _family(name: str) -> float:
    """The weight of a feature's family, which the scorer has no need to know."""
    if name.startswith("#"):
        return features.PAIR if ">" in name else features.CONCEPT
    if name.startswith("="):
        return features.WORD
    return (features.GRAM, features.NEIGHBOURS, features.THREE)[min(name.count(" "), 2)]


if __name__ == "__main__":
    train(for_training(), Path(sys.argv[1]) if len(sys.argv) > 1 else model.SHIPPED)
