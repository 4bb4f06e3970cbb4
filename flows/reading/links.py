"""Does every arrow of the book lead somewhere? What must hold before a single step is taken."""

from collections.abc import Iterator, Mapping

from flows.engine.book import (
    REQUIRED,
    UNCLEAR,
    UNCLEAR_STEPS,
    WHICH,
    Book,
)
from flows.engine.nodes import Act, Ask, Call, Choose, End, Find, Flow, Goto, Node, Route, Say
from flows.engine.vocabulary import Crisis, FlowId, NodeId
from flows.reading.problems import FlowProblem


def arrows(node: Node) -> tuple[Goto, ...]:
    """Every arrow that leaves a node."""
    match node:
        case Say(goto=goto) | Act(goto=goto):
            return (goto,)
        case Choose(choices=choices):
            return tuple(choice.goto for choice in choices)
        case Ask(goto=goto, skip=skip):
            return (goto, skip)
        case Find(found=found, none=none):
            return (found, none)
        case Route(cases=cases, otherwise=otherwise):
            return (*cases.values(), otherwise)
        case Call(flow=flow, goto=goto):
            return (Goto(flow=flow), goto)
        case End():
            return ()


def link_problems(book: Book, files: Mapping[FlowId, str]) -> Iterator[FlowProblem]:
    """Missing flows, dead links, choices that have no way out."""
    yield from _missing(book, files)
    for flow in book.flows.values():
        for node, sentence in _flow_problems(book, flow):
            yield FlowProblem(files.get(flow.id, "-"), f"{flow.id}.{node}", sentence)


def _missing(book: Book, files: Mapping[FlowId, str]) -> Iterator[FlowProblem]:
    """What the engine itself starts: without it there is no book."""
    for missing in sorted(REQUIRED - set(book.flows)):
        yield FlowProblem("-", missing, "the engine needs this flow: write it")
    for crisis in Crisis:
        if crisis not in book.crises:
            yield FlowProblem("-", crisis, "no flow has this crisis: write its card")
    unclear = book.flows.get(UNCLEAR)
    for step in UNCLEAR_STEPS if unclear else ():
        if unclear and step not in unclear.nodes:
            yield FlowProblem(files.get(UNCLEAR, "-"), UNCLEAR, f"the node {step} is missing")
    which = book.flows.get(WHICH)
    if which and not isinstance(which.nodes.get(which.start), Choose):
        yield FlowProblem(files.get(WHICH, "-"), WHICH, "it must start with a `choose`")


def _flow_problems(book: Book, flow: Flow) -> Iterator[tuple[str, str]]:
    if flow.start not in flow.nodes:
        yield flow.start, "`start` names no node of this flow"
    for old, new in flow.moved.items():
        if new not in flow.nodes or old in flow.nodes:
            yield old, f"`moved` must lead from a node that is gone to one that is there, not {new}"
    for name, node in flow.nodes.items():
        for goto in arrows(node):
            yield from ((name, sentence) for sentence in _dead(book, flow, goto))
        if isinstance(node, Choose):
            yield from _choose_problems(name, node)
        if isinstance(node, Choose | Ask):
            yield from _question_problems(name, node)


def _dead(book: Book, flow: Flow, goto: Goto) -> Iterator[str]:
    target = flow if goto.flow is None else book.flows.get(goto.flow)
    if target is None:
        yield f"leads to the flow {goto.flow}, which does not exist"
    elif goto.node is not None and goto.node not in target.nodes:
        yield f"leads to {target.id}.{goto.node}, which does not exist"


def _choose_problems(name: NodeId, node: Choose) -> Iterator[tuple[str, str]]:
    if not node.choices:
        yield name, "a `choose` needs choices"
    ids = [choice.id for choice in node.choices]
    if len(set(ids)) < len(ids):
        yield name, "two choices have one id"


def _question_problems(name: NodeId, node: Choose | Ask) -> Iterator[tuple[str, str]]:
    if node.again == node.text:
        yield name, "`again` must ask in other words than `text`"
    if node.use_by is not None and not node.expired:
        yield name, "`use_by` needs `expired`: what is said when the text is too late"
