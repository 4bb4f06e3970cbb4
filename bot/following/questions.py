"""In which words does Alba ask of her own accord? The book's, each once rendered for a language."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from bot.bodies import Spoken, spoken_body
from bot.channels.port import OfferedChoice, Template
from bot.translations import catalogue
from flows.engine.book import CHECK_IN, Book
from flows.engine.nodes import Choose
from flows.engine.vocabulary import FlowId, NodeId

ASK: Final = "ask_"
SECOND_TRY: Final = NodeId("second_try")
OUTSIDE: Final = NodeId("outside")
PREFIX: Final = "alba_"
SHORT: Final = 6
"""Signs of the text's fingerprint in a template's name: another text is another template."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the book, as a node of a flow."""

    flow: FlowId
    node: NodeId

    @property
    def id(self) -> str:
        """As the contact's row keeps it."""
        return f"{self.flow}.{self.node}"


@dataclass(slots=True)
class Questions:
    """The book's questions, rendered."""

    book: Book
    _bodies: dict[tuple[Question, str], bytes] = field(default_factory=dict)
    turns: tuple[NodeId, ...] = ()

    def __post_init__(self) -> None:
        """The check-ins that take turns."""
        nodes = self.book.flows[CHECK_IN].nodes if CHECK_IN in self.book.flows else {}
        self.turns = tuple(sorted(node for node in nodes if node.startswith(ASK)))

    def check_in(self, whom: int, before: str | None) -> Question:
        """How she is asked this time: never twice in a row in the same words."""
        turns = self.turns
        if before in turns:
            return Question(CHECK_IN, turns[(turns.index(NodeId(before)) + 1) % len(turns)])
        return Question(CHECK_IN, turns[whom % len(turns)])

    def body(self, question: Question, language: str) -> bytes:
        """What goes out: the text with its buttons, and the template for a closed window."""
        known = self._bodies.get((question, language))
        if known is None:
            known = spoken_body(self.spoken(question, language))
            self._bodies[question, language] = known
        return known

    def spoken(self, question: Question, language: str) -> Spoken:
        """The question's words in a language."""
        translate = catalogue(language)
        node = self.node(question)
        text = translate(node.text)
        choices = tuple(
            OfferedChoice(f"{question.id}.{each.id}", translate(each.title))
            for each in node.choices
        )
        template = Template(template_name(question, language, text))
        return Spoken(text, choices, template=template, language=language)

    def node(self, question: Question) -> Choose:
        """The question itself. Raises KeyError for what is no question of the book."""
        node = self.book.flows[question.flow].nodes[question.node]
        if not isinstance(node, Choose):
            raise KeyError(question.id)
        return node


def template_name(question: Question, language: str, text: str) -> str:
    """What the template of a text is called at the provider; another text has another name."""
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:SHORT]
    return f"{PREFIX}{question.flow}_{question.node}_{language}_{fingerprint}"
