"""What do the proofs look at? The book, where it was written, and what its texts stand on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.engine.book import Book
from flows.engine.directory import Entry
from flows.engine.nodes import Ask, Choose, Node, Say
from flows.engine.vocabulary import FlowId, NodeId
from flows.reading.problems import FlowProblem
from flows.reading.wording import Wording


@dataclass(frozen=True, slots=True)
class Subject:
    """All that a proof may know.

    `entries` are the directory's rows that she can be shown; `known` the ids of all its rows, shown
    or not, which a statement may cite. `translated` gives each language its translations.
    """

    book: Book
    files: Mapping[FlowId, str]
    entries: Mapping[str, Entry]
    translated: Mapping[str, Mapping[str, str]]
    known: frozenset[str]
    wording: Wording

    def problem(self, flow: str, where: str, sentence: str) -> FlowProblem:
        """A problem at a node, or at a choice or text of it."""
        file = self.files.get(FlowId(flow), "-")
        return FlowProblem(file, f"{flow}.{where}" if where else flow, sentence)


Rule = Callable[[Subject], Iterable[FlowProblem]]
Speaking = Say | Choose | Ask


@dataclass(frozen=True, slots=True)
class Line:
    """One authored text: where it stands, and the node that says it."""

    flow: FlowId
    node: NodeId
    key: str  # "text", "again", "expired" or "choices.ID"
    text: str
    said_by: Speaking

    @property
    def where(self) -> str:
        """The place within the flow, as a problem names it."""
        return f"{self.node}.{self.key}"

    @property
    def is_title(self) -> bool:
        """Whether it is the title of a choice, not something that Alba says."""
        return self.key.startswith("choices.")


def nodes(book: Book) -> Iterator[tuple[FlowId, NodeId, Node]]:
    """Every node of the book with its flow and name."""
    for flow in book.flows.values():
        for name, node in flow.nodes.items():
            yield flow.id, name, node


def lines(book: Book) -> Iterator[Line]:
    """Every text of the book that somebody reads."""
    for flow, name, node in nodes(book):
        if isinstance(node, Say | Choose | Ask):
            for key, text in _texts(node):
                yield Line(flow, name, key, text, node)


def sentences(book: Book) -> Iterator[Line]:
    """Every text that Alba says: all but the titles of choices."""
    return (line for line in lines(book) if not line.is_title)


def _texts(node: Speaking) -> Iterator[tuple[str, str]]:
    yield "text", node.text
    if node.again:
        yield "again", node.again
    if isinstance(node, Choose | Ask) and node.expired:
        yield "expired", node.expired
    if isinstance(node, Choose):
        for choice in node.choices:
            yield f"choices.{choice.id}", choice.title
