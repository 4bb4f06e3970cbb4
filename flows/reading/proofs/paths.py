"""Where can she get to? Each node reachable, no round without a question, a person always near."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from flows.engine.book import COMMANDS, REQUIRED, UNCLEAR, UNCLEAR_STEPS, Book
from flows.engine.effects import OpenCase
from flows.engine.nodes import Act, Ask, Call, Choose, End, Find, Goto, Node, Route, Say
from flows.engine.states import STATES
from flows.engine.vocabulary import Command, FlowId, NodeId
from flows.engine.walk import MOST_NODES
from flows.reading.links import arrows
from flows.reading.problems import FlowProblem
from flows.reading.proofs.subject import Subject

MOST_STEPS: Final = 3
"""Choices between any question and a person (DESIGN.md, "The flow engine")."""

HUMAN: Final = COMMANDS[Command.PERSON]


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a flow, and where the flow that called it goes on; one call deep is enough here."""

    flow: FlowId
    node: NodeId
    caller: tuple[FlowId, NodeId] | None = None


def beginnings(book: Book) -> Iterator[Place]:
    """Where the engine itself starts: what it needs, topics and crises."""
    flows = {*REQUIRED, *book.topics.values(), *book.crises.values()}
    for flow in sorted(flows & book.flows.keys()):
        yield Place(flow, book.flows[flow].start)
    for step in UNCLEAR_STEPS:
        yield Place(UNCLEAR, step)


def node_at(book: Book, place: Place) -> Node:
    """The node of a place."""
    return book.flows[place.flow].nodes[place.node]


def target(book: Book, place: Place, goto: Goto) -> Place:
    """Where an arrow leads."""
    flow = goto.flow or place.flow
    return Place(flow, goto.node or book.flows[flow].start, place.caller)


def silent_next(book: Book, place: Place) -> tuple[Place, ...]:
    """Where the walk goes on by itself; empty where it waits for her, or rests."""
    node = node_at(book, place)
    match node:
        case Choose() | Ask():
            return ()
        case Call(flow=flow, goto=goto):
            back = (place.flow, goto.node or NodeId(""))
            return (Place(flow, book.flows[flow].start, back),)
        case End():
            return (Place(*place.caller),) if place.caller else ()
        case _:
            return tuple(target(book, place, goto) for goto in arrows(node))


def all_next(book: Book, place: Place) -> tuple[Place, ...]:
    """Where she can be next, by herself or by her answer."""
    node = node_at(book, place)
    if isinstance(node, Choose | Ask):
        return tuple(target(book, place, goto) for goto in arrows(node))
    return silent_next(book, place)


def everywhere(book: Book) -> dict[Place, None]:
    """Every place she can come to, in the order found."""
    found: dict[Place, None] = {}
    waiting = list(beginnings(book))
    while waiting:
        place = waiting.pop()
        if place not in found:
            found[place] = None
            waiting.extend(all_next(book, place))
    return found


def unreachable(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "The flow engine": each node reachable."""
    reached = {(place.flow, place.node) for place in everywhere(subject.book)}
    for flow in subject.book.flows.values():
        for node in flow.nodes:
            if (flow.id, node) not in reached:
                yield subject.problem(flow.id, node, "nothing leads here: link it or delete it")


def choices_that_lead_nowhere(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "The flow engine": each choice leads somewhere, not back to its own question."""
    for flow in subject.book.flows.values():
        for name, node in flow.nodes.items():
            for choice in node.choices if isinstance(node, Choose) else ():
                if choice.goto.node == name and choice.goto.flow in {None, flow.id}:
                    where = f"{name}.choices.{choice.id}"
                    yield subject.problem(flow.id, where, "leads back to its own question")


def rounds(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "The flow engine": no cycle without a question, and no walk past MOST_NODES."""
    book = subject.book
    lengths: dict[Place, int] = {}
    told: set[tuple[FlowId, NodeId]] = set()
    for place in everywhere(book):
        for at in _measure(book, place, lengths):
            if (at.flow, at.node) not in told:
                told.add((at.flow, at.node))
                yield subject.problem(at.flow, at.node, "goes round without asking: put a question")
    for place, length in lengths.items():
        if length >= MOST_NODES and (place.flow, place.node) not in told:
            told.add((place.flow, place.node))
            sentence = f"{length} nodes follow without a question: at most {MOST_NODES - 1}"
            yield subject.problem(place.flow, place.node, sentence)


def _measure(book: Book, start: Place, lengths: dict[Place, int]) -> Iterator[Place]:
    """Fill in how many nodes follow one another from here; yields where a round closes."""
    path: dict[Place, Iterator[Place]] = {}
    stack = [start] if start not in lengths else []
    while stack:
        place = stack[-1]
        if place not in path:
            path[place] = iter(silent_next(book, place))
        step = next(path[place], None)
        if step is None:
            after = (lengths.get(each, 0) for each in silent_next(book, place))
            lengths[place] = 1 + max(after, default=0)
            del path[place]
            stack.pop()
        elif step in path:
            yield place
        elif step not in lengths:
            stack.append(step)


def far_from_a_person(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "The flow engine": a person at most 3 steps away by what is shown."""
    near = Nearness(subject.book)
    told: set[tuple[FlowId, NodeId]] = set()
    for place in everywhere(subject.book):
        waits = isinstance(node_at(subject.book, place), Choose | Ask)
        if waits and (place.flow, place.node) not in told and not near.within(place, MOST_STEPS):
            told.add((place.flow, place.node))
            sentence = f"no person within {MOST_STEPS} choices: offer flow:{HUMAN} here or nearer"
            yield subject.problem(place.flow, place.node, sentence)


class Nearness:
    """Whether she comes to a person in so many choices, whatever is found or known meanwhile."""

    def __init__(self, book: Book) -> None:
        """Nothing is known yet."""
        self._book = book
        self._known: dict[tuple[Place, int], bool] = {}

    def within(self, place: Place, steps: int) -> bool:
        """Whether `steps` choices of hers are enough from here."""
        key = (place, steps)
        if key not in self._known:
            self._known[key] = False  # what comes back here has got nowhere
            self._known[key] = self._is_within(place, steps)
        return self._known[key]

    def _is_within(self, place: Place, steps: int) -> bool:
        node = node_at(self._book, place)
        if place.flow == HUMAN or _opens_case(node):
            return True
        if isinstance(node, Choose | Ask):
            return steps > 0 and any(
                self.within(step, steps - 1) for step in all_next(self._book, place)
            )
        following = silent_next(self._book, place)
        return bool(following) and all(self.within(step, steps) for step in following)


def _opens_case(node: Node) -> bool:
    return isinstance(node, Act) and any(isinstance(each, OpenCase) for each in node.effects)


def silent_flows(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "The flow engine": every kind of message has an answer; nothing ends unsaid."""
    for place in beginnings(subject.book):
        if _may_say_nothing(subject.book, place, frozenset()):
            sentence = "may end without a word: say something on each way"
            yield subject.problem(place.flow, place.node, sentence)


def _may_say_nothing(book: Book, place: Place, seen: frozenset[Place]) -> bool:
    node = node_at(book, place)
    if isinstance(node, Say | Choose | Ask) or place in seen:
        return False
    following: Iterable[Place] = silent_next(book, place)
    if isinstance(node, Find) and node.show:
        following = (target(book, place, node.none),)
    if isinstance(node, End) and not place.caller:
        return True
    return any(_may_say_nothing(book, each, seen | {place}) for each in following)


_ROUTED: Final = {
    "team": frozenset({"here", "away", "none"}),
    "hour": frozenset({"night", "day"}),
    "role": frozenset({"woman", "relative", "unknown"}),
    "consent": frozenset({"yes", "no", "known"}),
    "channel": frozenset({"telegram", "whatsapp", "web", "terminal"}),
    "waiting": frozenset({"known"}),
    "place_said": frozenset({"known"}),
    "inside_said": frozenset({"known"}),
    "state": frozenset({*STATES, "known"}),
}


def _values(on: str) -> frozenset[str] | None:
    return _ROUTED.get(on.partition(":")[0])


def routes(subject: Subject) -> Iterator[FlowProblem]:
    """flows/engine/acting.py: what `team`, `hour`, `role` and the like may be."""
    for flow in subject.book.flows.values():
        for name, node in flow.nodes.items():
            known = _values(node.on) if isinstance(node, Route) else None
            for case in node.cases if known and isinstance(node, Route) else ():
                if known and case not in known:
                    sentence = f"{case} never happens: it is one of {', '.join(sorted(known))}"
                    yield subject.problem(flow.id, name, sentence)
