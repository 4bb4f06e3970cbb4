"""How does the book look? Mermaid flowcharts: all flows at once, or one flow with its nodes.

Mermaid's syntax: https://mermaid.js.org/syntax/flowchart.html
"""

from collections.abc import Iterator
from typing import Final

from flows.engine.book import Book
from flows.engine.nodes import Act, Ask, Call, Choose, End, Find, Flow, Goto, Node, Route, Say
from flows.engine.vocabulary import FlowId, NodeId
from flows.reading.links import arrows

LONGEST_LABEL: Final = 60

SHAPES: Final[dict[type[Node], tuple[str, str]]] = {
    Say: ('["', '"]'),
    Choose: ('{{"', '"}}'),
    Ask: ('[/"', '"/]'),
    Find: ('[("', '")]'),
    Route: ('{"', '"}'),
    Act: ('[["', '"]]'),
    Call: ('[["', '"]]'),
    End: ('(("', '"))'),
}


def mermaid(book: Book, flow: FlowId | None = None) -> str:
    """The whole book with flows as nodes, or one flow. Raises KeyError for a flow that is not."""
    lines = _book(book) if flow is None else _flow(book, book.flows[flow])
    return "\n".join(["flowchart LR" if flow is None else "flowchart TD", *lines]) + "\n"


def _book(book: Book) -> Iterator[str]:
    for flow in book.flows.values():
        first, last = ('{{"', '"}}') if flow.crisis else ('["', '"]')
        yield f"  {_id(flow.id)}{first}{escaped(flow.title)}{last}"
    for flow in book.flows.values():
        others = {
            goto.flow: isinstance(node, Call)
            for node in flow.nodes.values()
            for goto in arrows(node)
            if goto.flow not in {None, flow.id}
        }
        for other, is_call in others.items():
            yield f"  {_id(flow.id)} {'-.->' if is_call else '-->'} {_id(str(other))}"


def _flow(book: Book, flow: Flow) -> Iterator[str]:
    for name, node in flow.nodes.items():
        first, last = SHAPES[type(node)]
        yield f"  {_id(name)}{first}{escaped(_label(name, node))}{last}"
    others: dict[FlowId, None] = {}
    for name, node in flow.nodes.items():
        for label, goto in _named_arrows(node):
            arrow = f'-->|"{escaped(label)}"|' if label else "-->"
            yield f"  {_id(name)} {arrow} {_target(goto)}"
            if goto.flow is not None:
                others[goto.flow] = None
    for other in others:
        yield f'  {_other(other)}(["{escaped(book.flows[other].title)}"])'


def _label(name: NodeId, node: Node) -> str:
    match node:
        case Say(text=text) | Choose(text=text) | Ask(text=text):
            return f"{name}: {text}"
        case Find(categories=categories):
            return f"{name}: {', '.join(categories)}"
        case Route(on=on):
            return f"{name}: {on}"
        case Act(effects=effects):
            return f"{name}: {', '.join(type(effect).__name__ for effect in effects)}"
        case Call(flow=flow):
            return f"{name}: {flow}"
        case End():
            return str(name)


def _named_arrows(node: Node) -> Iterator[tuple[str, Goto]]:
    """Every arrow that leaves a node, and what makes her take it."""
    match node:
        case Choose(choices=choices):
            yield from ((choice.title, choice.goto) for choice in choices)
        case Ask(goto=goto, skip=skip):
            yield from (("", goto), ("-", skip))
        case Find(found=found, none=none):
            yield from (("+", found), ("0", none))
        case Route(cases=cases, otherwise=otherwise):
            yield from (*cases.items(), ("", otherwise))
        case Call(flow=flow, goto=goto):
            yield from (("", Goto(flow=flow)), ("", goto))
        case _:
            yield from (("", goto) for goto in arrows(node))


def _target(goto: Goto) -> str:
    return _id(str(goto.node)) if goto.flow is None else _other(goto.flow)


def _id(name: str) -> str:
    """An id that is no word of Mermaid's own ("end" is one)."""
    return f"n_{name}"


def _other(flow: FlowId) -> str:
    return f"flow_{flow}"


def escaped(label: str) -> str:
    """A label within quotes: Mermaid reads entity codes, and little else is safe."""
    short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
    return "".join(
        character
        if character.isalnum() or character in " .,:;¿?¡!…-_()«»/+áéíóúñü"
        else f"#{ord(character)};"
        for character in short
    )
