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
    alarm = rules.alarm(scored.words)
    if alarm and alarm.sure:
        return Verdict(crisis=alarm.crisis, rule=alarm.name)
    calm = rules.calm(scored.words)
    sure, suspected = (calm.sure_from, calm.suspected_from) if calm else (SURE, SUSPECTED)
    if found.chance >= sure:
        return Verdict(crisis=found.crisis, words=_telling(scored, found))
    if alarm:
        return Verdict(check=alarm.crisis, rule=alarm.name)
    if found.suspicion >= suspected:
        return Verdict(check=found.crisis, words=_telling(scored, found))
    return Verdict(rule=calm.name if calm and found.chance >= SUSPECTED else "")


def _telling(scored: model.Scored, found: weigh.Danger) -> tuple[str, ...]:
    return weigh.telling(scored, f"crisis:{found.crisis}", "none", found.start, found.end)
