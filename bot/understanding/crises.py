"""Is this something that can't wait? Sure enough to alert a person, suspected, or nothing.

The model's chance decides, corrected by rules that can be read: what speaks of danger in spite of a
harmless look, and what takes danger out of a dangerous word.
"""

from dataclasses import dataclass
from typing import Final

from bot.understanding import model, rules, weigh
from flows.engine.vocabulary import Crisis

SURE: Final = 0.60  # the chance from which a person is alerted
SUSPECTED: Final = 0.35  # the chance from which she is asked first
_WHY_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """A crisis or a suspicion, never both, and the words or the rule that say so."""

    crisis: Crisis | None = None
    check: Crisis | None = None
    why: str = ""


def judge(scored: model.Scored) -> Verdict:
    """What the model and the rules make of a message."""
    if not scored.words:
        return Verdict()
    found = weigh.danger(scored)
    alarm = rules.alarm(scored.words)
    if alarm and alarm.sure:
        return Verdict(crisis=alarm.crisis, why=alarm.name)
    calm = rules.calm(scored.words)
    sure = SURE if not calm else calm.sure_from
    if found.chance >= sure:
        return Verdict(crisis=found.crisis, why=_telling(scored, found))
    if alarm:
        return Verdict(check=alarm.crisis, why=alarm.name)
    if found.suspicion >= (SUSPECTED if not calm else calm.suspected_from):
        return Verdict(check=found.crisis, why=_telling(scored, found))
    return Verdict(why=calm.name if calm else "")


def _telling(scored: model.Scored, found: weigh.Danger) -> str:
    """The words that speak most for the crisis, in the order written."""
    place = scored.model.classes.index(f"crisis:{found.crisis}")
    none = scored.model.classes.index("none")
    weights = []
    for index in range(found.start, found.end):
        each = scored.model.unpack(scored.sums[index + 1] - scored.sums[index])
        weights.append((each[place] - each[none], index))
    strongest = sorted(weights, reverse=True)[:_WHY_WORDS]
    return " ".join(scored.words[index] for _, index in sorted(strongest, key=lambda w: w[1]))
