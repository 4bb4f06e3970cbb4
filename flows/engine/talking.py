"""What follows from words that answer nothing? A change of topic, or "no te entendí"."""

from dataclasses import replace

from flows.engine import asked_first, danger, placing
from flows.engine import book as special
from flows.engine.nodes import PLACE_SAID, Ask
from flows.engine.understood import ChoiceAnswer, SkipAnswer, Understood
from flows.engine.vocabulary import FlowId, Language, Topic
from flows.engine.walk import Walk

NEVER_A_TOPIC = frozenset({Topic.OTHER, Topic.CHECKIN_OK, Topic.CHECKIN_BAD})

SURER = 0.75
"""Confidence from which a topic wins over words that fit an open question.

Below it lie answers that tell more than was asked: "con mis hijos, en Neza", "voy a Monterrey".
"""


def is_clear(walk: Walk, understood: Understood) -> bool:
    """Whether she surely speaks of something that the book has a flow for."""
    topic = understood.topic
    sure = understood.confidence >= walk.book.manners.sure
    return sure and topic in walk.book.topics and topic not in {*NEVER_A_TOPIC, Topic.GREETING}


def is_another_topic(walk: Walk, understood: Understood) -> bool:
    """A clear topic wins over an open question ("necesito un cuarto" is not a town).

    It wins, too, over a choice that her words fit only in part.
    """
    answer = understood.answer
    if not walk.stack or isinstance(answer, SkipAnswer):
        return False
    if isinstance(answer, ChoiceAnswer) and not answer.partial:
        return False
    flow = walk.book.topics.get(understood.topic)
    clear = is_clear(walk, understood) and understood.confidence >= SURER
    if flow is None or not clear or walk.book.flows[flow].aside:
        return False
    same = flow in {frame.flow for frame in walk.stack}
    return not same and (answer is not None or isinstance(walk.book.node(walk.stack[-1]), Ask))


def talk(walk: Walk, understood: Understood) -> None:
    """A change of topic, or a first word, or "no te entendí"."""
    topic = understood.topic
    flow = walk.book.topics.get(topic) if topic not in NEVER_A_TOPIC else None
    sure = understood.confidence >= walk.book.manners.sure
    clear = flow is not None and sure
    if understood.language is Language.ANOTHER and (not clear or topic is Topic.GREETING):
        walk.start(special.OTHER_LANGUAGE)
    elif _arrives(walk, understood):
        _arrive(walk)
    elif topic is Topic.GREETING and danger.is_before_her(walk):
        danger.go_on(walk)
    elif flow is None or not sure:
        _without_topic(walk, understood)
    else:
        _go_to(walk, topic, flow)


def change_topic(walk: Walk, flow: FlowId) -> None:
    """Leave what was spoken of; whoever is new is told first who Alba is."""
    walk.stack.clear()
    if not walk.session.greeted:
        walk.start(special.INTRODUCTION)
    walk.start(flow)


def _go_to(walk: Walk, topic: Topic, flow: FlowId) -> None:
    walk.session = replace(walk.session, unclear=0)
    if topic is Topic.GREETING and not walk.session.greeted:
        walk.restart(special.WELCOME)
    elif walk.book.flows[flow].aside:
        walk.start(flow, quiet=not walk.reopened)
    elif not _goes_back_to(walk, flow):
        change_topic(walk, flow)


def _goes_back_to(walk: Walk, flow: FlowId) -> bool:
    """Whether a question of that topic waits below, and nothing new is told: asked once more."""
    waiting = [frame.flow for frame in walk.stack[:-1]]
    if flow not in waiting or PLACE_SAID in walk.facts or walk.stack[-1].flow == flow:
        return False
    del walk.stack[waiting.index(flow) + 1 :]
    walk.ask()
    return True


def _arrives(walk: Walk, understood: Understood) -> bool:
    """Whether she says that she has just come out, and nothing else that a flow is for."""
    if special.ARRIVAL not in walk.book.flows:
        return False
    return understood.just_out and not is_clear(walk, understood)


def _arrive(walk: Walk) -> None:
    """ "Acabo de salir" means what its button means, but for somebody whose card waits."""
    walk.session = replace(walk.session, unclear=0)
    if danger.is_before_her(walk):
        danger.go_on(walk)
    else:
        change_topic(walk, special.ARRIVAL)


def _without_topic(walk: Walk, understood: Understood) -> None:
    """A first word, a place and nothing else, or what is not understood."""
    if not walk.session.greeted:
        walk.restart(special.WELCOME)
    elif danger.is_before_her(walk):
        danger.go_on(walk)
    elif understood.place is not None:
        walk.session = replace(walk.session, unclear=0)
        placing.note(walk)
    elif not asked_first.shows_herself(walk):
        be_unclear(walk)


def be_unclear(walk: Walk) -> None:
    """Each time easier: other words, the menu, a person."""
    count = walk.session.unclear
    walk.session = replace(walk.session, unclear=count + 1)
    if count == 0 and walk.stack:
        walk.ask_in_other_words()
        return
    steps = special.UNCLEAR_STEPS
    walk.start(special.UNCLEAR, steps[min(count, len(steps) - 1)])
