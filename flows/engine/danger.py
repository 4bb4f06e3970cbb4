"""What comes before everything? A crisis, the suspicion of one, and that it was nothing."""

from dataclasses import replace

from flows.engine import book as special
from flows.engine.acting import SUSPICION
from flows.engine.effects import PlanWake
from flows.engine.understood import Understood
from flows.engine.vocabulary import Crisis, FlowId
from flows.engine.walk import Walk


def meet(walk: Walk, understood: Understood) -> bool:
    """A crisis or the suspicion of one comes before everything; whether it was that."""
    kind = understood.danger
    if kind is None:
        return False
    second_sign = understood.check is not None and walk.session.suspicion is not None
    walk.session = replace(walk.session, before=tuple(walk.stack), unclear=0)
    if understood.crisis is not None or second_sign:
        walk.session = replace(walk.session, suspicion=None)
        walk.start(walk.book.crises[kind], quiet=False)
    else:
        _suspect(walk, kind)
    return True


def _suspect(walk: Walk, kind: Crisis) -> None:
    walk.session = replace(walk.session, suspicion=kind)
    walk.effects.append(PlanWake(SUSPICION, walk.book.manners.second_sign))
    walk.start(special.CHECK)


def is_denial(walk: Walk, understood: Understood) -> bool:
    """Whether she says, right after a card or the neutral question, that it was nothing."""
    return understood.denial and bool(walk.stack) and is_of_danger(walk, walk.stack[-1].flow)


def is_of_danger(walk: Walk, flow: FlowId) -> bool:
    """Whether a flow is a crisis's card or the neutral question."""
    return flow == special.CHECK or walk.book.flows[flow].crisis is not None


def deny(walk: Walk) -> None:
    """It was nothing: what was asked for danger's sake is not asked again."""
    walk.stack = [frame for frame in walk.stack if not is_of_danger(walk, frame.flow)]
    walk.start(special.FALSE_ALARM)
