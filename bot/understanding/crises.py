"""Is this something that can't wait? Sure enough to alert a person, suspected, or nothing.

The model's chance decides, corrected by rules that can be read: what speaks of danger in spite of a
harmless look, and what takes danger out of a dangerous word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.understanding import model, rules, weigh
from flows.engine.vocabulary import Crisis

SURE: Final = 0.70  # the chance from which a person is alerted
SUSPECTED: Final = 0.48  # the suspicion from which she is asked first
DOUBTED: Final = 0.15  # under this chance even a rule that is sure is asked about first
# Of few words, and of a long breath read in many stretches, a weak suspicion says next to nothing:
# with taught writers it found hardly a crisis more and asked many ordinary messages.
WEAK: Final = 0.53
_FEW: Final = range(3, 6)  # words; one or two are asked about sooner, they may be all she can write


@dataclass(frozen=True, slots=True)
class Verdict:
    """A crisis or a suspicion, never both, and the rule or the folded words that say so."""

    crisis: Crisis | None = None
    check: Crisis | None = None
    rule: str = ""
    words: tuple[str, ...] = ()


def judge(scored: model.Scored) -> Verdict:
    """What the model and the rules make of a message."""
    found = weigh.danger(scored)
    alarm, calm = rules.alarm(scored.words), rules.calm(scored.words)
    if alarm and alarm.sure and not calm and found.chance >= DOUBTED:
        return Verdict(crisis=alarm.crisis, rule=alarm.name)
    sure, suspected = SURE, _suspected(scored.words)
    if calm:
        sure, suspected = calm.sure_from, calm.suspected_from
    if found.chance >= sure:
        return Verdict(crisis=found.crisis, words=_telling(scored, found))
    if alarm and (alarm.sure or not calm):
        return Verdict(check=alarm.crisis, rule=alarm.name)
    if found.suspicion >= suspected:
        return Verdict(check=found.crisis, words=_telling(scored, found))
    return Verdict(rule=calm.name if calm and found.chance >= SUSPECTED else "")


def _suspected(words: Sequence[str]) -> float:
    stretched = len(words) > weigh.STRETCH + weigh.STRIDE
    return WEAK if stretched or len(words) in _FEW else SUSPECTED


def _telling(scored: model.Scored, found: weigh.Danger) -> tuple[str, ...]:
    return weigh.telling(scored, f"crisis:{found.crisis}", "none", found.start, found.end)
