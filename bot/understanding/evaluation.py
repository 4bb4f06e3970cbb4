"""How well does Alba understand sentences that she was not taught? Figures, class by class.

Two measures: writers wholly held out, read with the shipped model and the rules; and the writers of
the training data, read with models taught by the others (development only: it trains).
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.understanding import crises, model, weigh
from bot.understanding.alternatives import sample
from bot.understanding.crises import Verdict
from bot.understanding.language import as_spanish
from bot.understanding.sentences import Sentence, for_training, held_out
from bot.understanding.words import folded_words
from flows.engine.vocabulary import Crisis, Topic

_SETS: Final = 5  # of writers, when the taught ones are read by models of the others
NOTHING: Final = "-"


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence, what it is, and what was made of it."""

    text: str
    line: Sentence
    verdict: Verdict
    chance: float
    topic: Topic

    @property
    def heard(self) -> Crisis | None:
        """The crisis or the suspicion."""
        return self.verdict.crisis or self.verdict.check


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares (0 to 1) over a set of readings; of an empty set 0."""

    crises: int
    found: float
    alarmed: float
    right_kind: float
    ordinary: int
    false_crisis: float
    false_check: float
    near: int
    near_crisis: float
    near_check: float
    topic: float
    readings: tuple[Reading, ...] = field(repr=False)


def read_all(lines: Iterable[Sentence], taught: model.Model) -> Iterator[Reading]:
    """Each line (the first of its alternatives) as the model and the rules read it."""
    for line in lines:
        text = sample(line.text, 1)[0]
        scored = model.score(folded_words(as_spanish(text)), taught)
        danger = weigh.danger(scored)
        topic = weigh.topics(scored)[0][0]
        yield Reading(text, line, crises.judge(scored), danger.chance, topic)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def figures(readings: Sequence[Reading]) -> Figures:
    """The figures of a set of readings."""
    danger = [r for r in readings if r.line.crisis]
    near = [r for r in readings if r.line.near]
    plain = [r for r in readings if not r.line.crisis and not r.line.near]
    found = [r for r in danger if r.heard]
    return Figures(
        crises=len(danger),
        found=_share(len(found), len(danger)),
        alarmed=_share(sum(r.verdict.crisis is not None for r in danger), len(danger)),
        right_kind=_share(sum(r.heard is r.line.crisis for r in found), len(found)),
        ordinary=len(plain),
        false_crisis=_share(sum(r.verdict.crisis is not None for r in plain), len(plain)),
        false_check=_share(sum(r.verdict.check is not None for r in plain), len(plain)),
        near=len(near),
        near_crisis=_share(sum(r.verdict.crisis is not None for r in near), len(near)),
        near_check=_share(sum(r.verdict.check is not None for r in near), len(near)),
        topic=_share(sum(r.topic is r.line.topic for r in plain), len(plain)),
        readings=tuple(readings),
    )


def on_held_out() -> Figures:
    """The shipped model and the rules on the writers that nothing was fitted to."""
    return figures(list(read_all(held_out(), model.load())))


def by_writer() -> Figures:
    """Each training writer, read by a model that only others taught. Needs scikit-learn."""
    from bot.understanding.train import train  # development only

    lines = for_training()
    readings: list[Reading] = []
    with TemporaryDirectory() as folder:
        for place, writers in enumerate(_dealt(lines)):
            path = Path(folder) / f"{place}.json"
            train([line for line in lines if line.writer not in writers], path)
            theirs = [line for line in lines if line.writer in writers]
            readings += read_all(theirs, model.load(path))
    return figures(readings)


def _dealt(lines: Sequence[Sentence]) -> list[set[str]]:
    """The writers dealt into a few sets of about as many lines."""
    written = Counter(line.writer for line in lines)
    sets: list[set[str]] = [set() for _ in range(_SETS)]
    for writer in sorted(written, key=lambda one: (-written[one], one)):
        min(sets, key=lambda those: sum(written[one] for one in those)).add(writer)
    return sets


def evaluate() -> str:
    """The honest figures as text: of writers nobody looked at."""
    return f"## Never looked at\n\n{report(on_held_out(), worst=0)}"


def report(found: Figures, worst: int = 25) -> str:
    """Figures as Markdown, with so many of the worst mistakes of each kind."""
    parts = (_summary(found), _by_writer(found), _by_crisis(found), _by_topic(found))
    listed = (_worst(found, worst),) if worst else ()
    return "\n\n".join((*parts, _confusion(found), *listed))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _summary(found: Figures) -> str:
    rows = (
        (f"crises found, by crisis or check ({found.crises})", found.found, "at least 97 %"),
        ("crises found, by crisis alone", found.alarmed, "at least 90 %"),
        ("right kind, of those found", found.right_kind, "at least 85 %"),
        (f"ordinary messages taken for a crisis ({found.ordinary})", found.false_crisis, "1 %"),
        ("ordinary messages checked", found.false_check, "3 %"),
        (f"near misses taken for a crisis ({found.near})", found.near_crisis, "8 %"),
        ("near misses checked", found.near_check, "30 %"),
        ("topic right, of ordinary messages", found.topic, "at least 90 %"),
    )
    body = (f"| {name} | {_percent(share)} | {wanted} |" for name, share, wanted in rows)
    return "\n".join(("| what | now | wanted |", "| --- | --- | --- |", *body))


def _by_writer(found: Figures) -> str:
    lines = [
        "| writer | found | by crisis | kind | ordinary | near | topic |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for writer in sorted({r.line.writer for r in found.readings}):
        of = figures([r for r in found.readings if r.line.writer == writer])
        false = f"{_percent(of.false_crisis)} + {_percent(of.false_check)}"
        near = f"{_percent(of.near_crisis)} + {_percent(of.near_check)}"
        shares = (_percent(of.found), _percent(of.alarmed), _percent(of.right_kind))
        cells = (writer, *shares, false, near, _percent(of.topic))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _by_crisis(found: Figures) -> str:
    lines = [
        "| crisis | sentences | found | by crisis | right kind |",
        "| --- | --- | --- | --- | --- |",
    ]
    for crisis in Crisis:
        of = figures([r for r in found.readings if r.line.crisis is crisis])
        shares = " | ".join(map(_percent, (of.found, of.alarmed, of.right_kind)))
        lines.append(f"| {crisis} | {of.crises} | {shares} |")
    return "\n".join(lines)


def _by_topic(found: Figures) -> str:
    plain = [r for r in found.readings if not r.line.crisis and not r.line.near]
    lines = ["| topic | sentences | recall | precision |", "| --- | --- | --- | --- |"]
    for topic in Topic:
        true = [r for r in plain if r.line.topic is topic]
        said = [r for r in plain if r.topic is topic]
        right = sum(r.topic is topic for r in true)
        shares = f"{_percent(_share(right, len(true)))} | {_percent(_share(right, len(said)))}"
        lines.append(f"| {topic} | {len(true)} | {shares} |")
    return "\n".join(lines)


def _confusion(found: Figures) -> str:
    """Rows: what it is; columns: what was heard, crisis or check."""
    heard: Counter[tuple[str, str]] = Counter()
    for reading in found.readings:
        if reading.line.crisis or reading.heard:
            heard[reading.line.crisis or NOTHING, reading.heard or NOTHING] += 1
    names = [*Crisis, NOTHING]
    short = [name.split("_")[0] for name in names]
    lines = [f"| is \\ heard | {' | '.join(short)} |", "| --- " * (len(names) + 1) + "|"]
    for name in names:
        cells = " | ".join(str(heard[name, other] or "") for other in names)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def _worst(found: Figures, count: int) -> str:
    """The mistakes that the model was surest of."""
    missed = [(r.chance, r) for r in found.readings if r.line.crisis and not r.heard]
    cried = [(1 - r.chance, r) for r in found.readings if r.verdict.crisis and not r.line.crisis]
    lines = ["Missed:", ""]
    lines += [_line(r) for _, r in sorted(missed, key=lambda pair: pair[0])[:count]]
    lines += ["", "Cried over nothing:", ""]
    lines += [_line(r) for _, r in sorted(cried, key=lambda pair: pair[0])[:count]]
    return "\n".join(lines)


def _line(reading: Reading) -> str:
    is_it = reading.line.crisis or reading.line.near or reading.line.topic
    text = reading.text if len(reading.text) <= 160 else reading.text[:157] + "..."
    return f"- {text} ({is_it}; heard {reading.heard or NOTHING}, {reading.chance:.2f})"


if __name__ == "__main__":
    sys.stdout.write(f"{evaluate()}\n\n## By writer\n\n{report(by_writer())}\n")
