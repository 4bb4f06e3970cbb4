"""Does help come first? What is urgent at once, and something useful within two messages."""

from collections.abc import Iterator
from typing import Final

from flows.engine.book import HERE, WELCOME
from flows.engine.effects import OpenCase, TellHoldings
from flows.engine.nodes import Act, Ask, Choose, Find, Node, Route, Say
from flows.engine.talking import NEVER_A_TOPIC
from flows.engine.texts import holes
from flows.engine.vocabulary import Severity, Topic
from flows.reading.problems import FlowProblem
from flows.reading.proofs.paths import HUMAN, Place, all_next, node_at, silent_next, target
from flows.reading.proofs.subject import Subject

MOST_MESSAGES: Final = 2
"""Messages before something useful (DESIGN.md, "Help first")."""

NEEDS_NO_HELP: Final = frozenset(
    {Topic.HUMAN, Topic.STOP, Topic.PRIVACY, Topic.GREETING, Topic.THANKS, Topic.MENU_BACK}
)


def unanswered_topics(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Topics": each has a flow that answers it."""
    for topic in Topic:
        if topic not in NEVER_A_TOPIC and topic not in subject.book.topics:
            yield FlowProblem("-", topic, "no flow has this topic: write its first useful answer")


def late_help(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Help first": at most two messages before something useful, in every topic."""
    helping = {
        flow for topic, flow in subject.book.topics.items() if topic not in NEEDS_NO_HELP
    } | {WELCOME}
    for flow in sorted(helping):
        start = Place(flow, subject.book.flows[flow].start)
        if not _helps(subject, start, MOST_MESSAGES + 1, frozenset()):
            sentence = (
                f"nothing useful after {MOST_MESSAGES} messages: tell an entry or fact sooner"
            )
            yield subject.problem(flow, start.node, sentence)


def _helps(subject: Subject, place: Place, messages: int, seen: frozenset[Place]) -> bool:
    """Whether a useful text or entry comes among the next so many messages, by her best way."""
    node = node_at(subject.book, place)
    if place in seen or messages == 0:
        return False
    if place.flow != HUMAN and _is_useful(node):
        return True
    after = seen | {place}
    if isinstance(node, Choose | Ask):
        ways = all_next(subject.book, place)
        return any(_helps(subject, way, messages - 1, after) for way in ways)
    if isinstance(node, Find):
        return _helps(subject, target(subject.book, place, node.found), messages, after)
    left = messages - 1 if isinstance(node, Say) else messages
    steps = silent_next(subject.book, place)
    meets = all if isinstance(node, Route) else any
    return bool(steps) and meets(_helps(subject, step, left, after) for step in steps)


def _is_useful(node: Node) -> bool:
    """A text that stands on a source or tells a number, entries shown, or a person told."""
    match node:
        case Say() | Choose() | Ask():
            told = {kind for _, kind, _ in holes(node.text)}
            return bool(node.sources) or bool(told & {"phone", "fact", "found"})
        case Find(show=show):
            return show
        case Act(effects=effects):
            return any(isinstance(each, OpenCase | TellHoldings) for each in effects)
        case _:
            return False


# -- crises ---------------------------------------------------------------------------------------


def crisis_cards(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Understanding" and "The road": one calm card with a number, and a person alerted.

    The card's buttons work for ever, for she may press them when she can.

    Every way from a crisis to its first question opens an urgent case and ends in a question with
    `use_by` and `expired`, a number of the directory and {team:closing}.
    """
    for flow in subject.book.crises.values():
        if not subject.book.flows[flow].evergreen:
            yield subject.problem(
                flow, "evergreen", "the buttons of a card keep their meaning: true"
            )
        start = Place(flow, subject.book.flows[flow].start)
        alerted: dict[Place, bool] = {}
        for place, has_case in _first_questions(subject, start, alerted=False, seen=frozenset()):
            alerted[place] = alerted.get(place, True) and has_case
        for place, has_case in alerted.items():
            for sentence in _card_problems(node_at(subject.book, place), has_case):
                yield subject.problem(place.flow, place.node, sentence)


def _first_questions(
    subject: Subject, place: Place, *, alerted: bool, seen: frozenset[Place]
) -> Iterator[tuple[Place, bool]]:
    node = node_at(subject.book, place)
    alerted = alerted or _alerts(node)
    following = silent_next(subject.book, place)
    if place in seen:
        return
    if not following:
        yield place, alerted
    for step in following:
        yield from _first_questions(subject, step, alerted=alerted, seen=seen | {place})


def _alerts(node: Node) -> bool:
    return isinstance(node, Act) and any(
        isinstance(each, OpenCase) and each.severity is Severity.URGENT for each in node.effects
    )


def _card_problems(node: Node, alerted: bool) -> Iterator[str]:
    if not alerted:
        yield "no urgent case was opened on the way here: alert a person first"
    if not isinstance(node, Choose | Ask):
        yield "a crisis leads to a card: a question with a number"
        return
    told = {(kind, name) for _, kind, name in holes(node.text)}
    if node.use_by is None or not node.expired:
        yield "a crisis card needs `use_by` and `expired`: a late number is read by somebody else"
    if not any(kind == "phone" or (kind, name) == ("found", "phone") for kind, name in told):
        yield "a crisis card needs a number: {phone:ID} or {found:phone}"
    if ("team", "closing") not in told:
        yield "a crisis card ends with {team:closing}: what is true about people"


def wordless_presence(subject: Subject) -> Iterator[FlowProblem]:
    """flows/engine/step.py: `here` speaks when nothing else did, so it always has other words."""
    for name, node in subject.book.flows[HERE].nodes.items():
        if isinstance(node, Say) and not node.again:
            yield subject.problem(HERE, name, "needs `again`: it may come twice in a row")
