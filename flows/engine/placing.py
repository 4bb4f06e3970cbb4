"""What follows from a place that she names in passing or shares? It is kept as hers, or answers."""

from flows.engine import book as special
from flows.engine import danger
from flows.engine.answers import place_options, resume
from flows.engine.nodes import PLACE, PLACE_SAID, Ask
from flows.engine.states import to_fact
from flows.engine.understood import AnswerKind, Place, PlaceAnswer, Understood
from flows.engine.vocabulary import FlowId
from flows.engine.walk import Walk

PASSING = frozenset({special.UNCLEAR, special.PLACE_UNKNOWN, special.PLACE_WHICH, special.CHECK_IN})
"""Flows that do not hide the question that waits below them."""


def hear(walk: Walk, understood: Understood, topic: FlowId | None) -> None:
    """Keep a place named in passing: where she is, or what the flow she speaks of wants of it."""
    if understood.place is None:
        return
    walk.facts[PLACE_SAID] = "now"
    hers = understood.danger is not None
    about = None if hers else _about(walk, topic)
    fact = walk.book.flows[about].place if about else PLACE
    walk.remember(fact, to_fact(understood.place))


def note(walk: Walk) -> None:
    """She named a place and nothing else: what she speaks of goes on with it."""
    about = _about(walk, None)
    walk.start(about or special.PLACE_NOTED)


def answer(walk: Walk, places: tuple[Place, ...]) -> bool:
    """Answer a question for a place with it, at the top or behind "no te entendí"."""
    asked = [frame for frame in walk.stack if frame.flow not in PASSING]
    node = walk.book.node(asked[-1]) if asked else None
    if not isinstance(node, Ask) or node.kind is not AnswerKind.PLACE:
        return False
    walk.stack = asked
    return resume(walk, PlaceAnswer(places))


def share(walk: Walk, places: tuple[Place, ...]) -> None:
    """She shared a point: it may lie in several places, likeliest first, or in none."""
    if not places:
        walk.start(special.PLACE_UNKNOWN)
        return
    walk.facts[PLACE_SAID] = "now"
    if not walk.reopened and answer(walk, places):
        return
    if not walk.reopened and danger.is_before_her(walk):
        _share_in_danger(walk, places)
    elif len(places) > 1:
        asked = walk.book.flows[special.PLACE_WHICH].start
        walk.ask_which(special.PLACE_WHICH, asked, place_options(places))
    else:
        walk.remember(PLACE, to_fact(places[0]))
        walk.start(special.PLACE_NOTED)


def _share_in_danger(walk: Walk, places: tuple[Place, ...]) -> None:
    """The card comes anew for where she is; one that asks where asks which of several."""
    states = {place.state for place in places}
    if len(places) == 1:
        walk.remember(PLACE, to_fact(places[0]))
    else:
        walk.facts[PLACE] = ""
    danger.go_on(walk)
    if len(places) > 1 and not answer(walk, places) and len(states) == 1:
        walk.remember(PLACE, to_fact(Place(places[0].state)))
        danger.go_on(walk)


def _about(walk: Walk, topic: FlowId | None) -> FlowId | None:
    """The flow she speaks of that wants places for itself (a prison's), not as where she is."""
    spoken_of = [topic] if topic else [frame.flow for frame in reversed(walk.stack)]
    return next((flow for flow in spoken_of if walk.book.flows[flow].place != PLACE), None)
