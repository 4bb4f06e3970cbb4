"""What comes before everything? A crisis, the suspicion of one, and that it was nothing."""

from dataclasses import replace

from flows.engine import book as special
from flows.engine.acting import SUSPICION
from flows.engine.answers import choose, resume
from flows.engine.effects import OpenCase, PlanWake
from flows.engine.nodes import PLACE, Choose
from flows.engine.understood import ChoiceAnswer, Understood
from flows.engine.vocabulary import Crisis, FlowId, Severity
from flows.engine.walk import Walk


def meet(walk: Walk, understood: Understood) -> bool:
    """A crisis or the suspicion of one comes before everything; whether it was that."""
    kind = understood.danger
    if kind is None:
        return False
    if _answers(walk, understood):
        return True
    at_card = is_before_her(walk) and walk.stack[-1].flow != special.CHECK
    suspected = walk.session.suspicion is not None or (at_card and not walk.reopened)
    second_sign = understood.check is not None and suspected
    walk.session = replace(walk.session, unclear=0)
    if understood.crisis is not None or second_sign:
        walk.session = replace(walk.session, suspicion=None)
        walk.stack = [frame for frame in walk.stack if frame.flow != special.CHECK]
        walk.start(walk.book.crises[kind], quiet=False)
    else:
        _suspect(walk, kind)
    return True


def _answers(walk: Walk, understood: Understood) -> bool:
    """Words of the danger whose card waits may name one of its choices: told to a person, too."""
    kind, answer = understood.danger, understood.answer
    if kind is None or not is_before_her(walk) or walk.reopened:
        return False
    here = walk.book.flows[walk.stack[-1].flow].crisis is kind
    if not here or not isinstance(answer, ChoiceAnswer) or answer.partial:
        return False
    severity = Severity.URGENT if understood.crisis else Severity.HIGH
    walk.effects.append(OpenCase(kind.value, severity))
    return resume(walk, answer)


def _suspect(walk: Walk, kind: Crisis) -> None:
    walk.session = replace(walk.session, suspicion=kind)
    walk.effects.append(PlanWake(SUSPICION, walk.book.manners.second_sign))
    walk.start(special.CHECK)


def is_denial(walk: Walk, understood: Understood) -> bool:
    """Whether she says, right after a card or the neutral question, that it was nothing."""
    return understood.denial and is_before_her(walk)


def go_on(walk: Walk) -> None:
    """The card stays before her; it begins anew when she has just told where she is.

    Whoever goes on writing answers the neutral question by that: its first choice is yes.
    """
    top = walk.stack[-1]
    asked = walk.book.node(top)
    if top.flow == special.CHECK and top.node == walk.book.flows[top.flow].start:
        if isinstance(asked, Choose):
            choose(walk, asked.choices[0])
    elif walk.facts.get(PLACE) != walk.world.facts.get(PLACE) and top.flow != special.CHECK:
        walk.start(top.flow)
    else:
        walk.ask()


def is_before_her(walk: Walk) -> bool:
    """Whether a card or the neutral question is what she was asked last."""
    return bool(walk.stack) and is_of_danger(walk, walk.stack[-1].flow)


def is_of_danger(walk: Walk, flow: FlowId) -> bool:
    """Whether a flow is a crisis's card or the neutral question."""
    return flow == special.CHECK or walk.book.flows[flow].crisis is not None


def deny(walk: Walk) -> None:
    """It was nothing: what was asked for danger's sake is not asked again."""
    walk.stack = [frame for frame in walk.stack if not is_of_danger(walk, frame.flow)]
    walk.start(special.FALSE_ALARM)
