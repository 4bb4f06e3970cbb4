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
    if _is_told_at_a_card(walk, understood):
        _tell_more(walk, understood)
        return True
    asked = is_before_her(walk) and not walk.reopened  # "¿Puedes escribir con calma?" and after
    suspected = walk.session.suspicion is not None or asked
    second_sign = understood.check is not None and suspected
    walk.session = replace(walk.session, unclear=0)
    if understood.crisis is not None or second_sign:
        walk.session = replace(walk.session, suspicion=None)
        walk.stack = [frame for frame in walk.stack if frame.flow != special.CHECK]
        walk.start(walk.book.crises[kind], quiet=False)
    else:
        _suspect(walk, kind)
    return True


def _is_told_at_a_card(walk: Walk, understood: Understood) -> bool:
    """Whether a card waits, and she says more of its danger or what is only suspected."""
    card = _card(walk)
    return card is not None and (understood.crisis is None or understood.crisis is card)


def _tell_more(walk: Walk, understood: Understood) -> None:
    """Her words go to a person, and the card goes on: with her answer, when they hold one."""
    card, answer = _card(walk), understood.answer
    if card is None:
        return
    walk.session = replace(walk.session, unclear=0)
    severity = Severity.URGENT if understood.crisis else Severity.HIGH
    walk.effects.append(OpenCase(card.value, severity))
    meant = answer is not None and not (isinstance(answer, ChoiceAnswer) and answer.partial)
    if not (meant and answer is not None and resume(walk, answer)):
        go_on(walk)


def _card(walk: Walk) -> Crisis | None:
    """The danger whose card she was asked last."""
    if not walk.stack or walk.reopened:
        return None
    return walk.book.flows[walk.stack[-1].flow].crisis


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
