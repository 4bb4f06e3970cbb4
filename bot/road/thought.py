"""What is known of one woman's turn before a row is written?"""

from dataclasses import dataclass, field, replace
from typing import Any

from bot.care import line_answers
from bot.road.hearing import Heap
from bot.road.saying import Addressee
from bot.road.wishes import Carrying
from db.stores.claims import Claimed
from flows.engine.session import Session
from flows.engine.understood import Understood
from flows.engine.vocabulary import Command


@dataclass(frozen=True, slots=True)
class Report:
    """What one turn made of one happening, without any of her words."""

    contact_id: int
    inbox_ids: tuple[int, ...]
    understood: Understood | None = field(repr=False, default=None)
    flow: str = ""
    node: str = ""


@dataclass(slots=True)
class Thought:
    """One contact's turn, computed and not yet written.

    `read` are the messages that it has dealt with; the others go on waiting.
    """

    claimed: Claimed
    session: Session
    facts: dict[str, str] = field(repr=False)
    carryings: list[Carrying] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list, repr=False)
    closed: dict[int, bool] = field(default_factory=dict)
    read: list[int] = field(default_factory=list)
    new_language: bool = False
    in_danger: bool = False
    forgotten: bool = False

    def answer_in(self, language: str) -> None:
        """From now on she is answered in this language."""
        if language != self.claimed.language:
            self.claimed = replace(self.claimed, language=language)
            self.new_language = True

    def carrying(self, heap: Heap) -> Carrying:
        """An empty list of wishes of this happening, for her as she is known by now."""
        last = heap.messages[-1]
        to = Addressee(self.claimed.id, sender(last.identity_id), last.channel)
        known = replace(self.claimed, facts=dict(self.facts))
        return Carrying(to, known, last.id, heap, stranger=bool(self.session.stranger))

    def carry_out(self, carrying: Carrying) -> None:
        """Add the wishes of a happening. A bare yes answers only the question just before it."""
        self.carryings.append(carrying)
        if carrying.heap.is_hers:
            self.facts.pop(line_answers.FACT, None)

    def report(self, heap: Heap, understood: Understood | None = None) -> None:
        """Tell where this happening has left her."""
        top = self.session.stack[-1] if self.session.stack else None
        self.reports.append(
            Report(
                self.claimed.id,
                tuple(message.id for message in heap.messages),
                understood,
                top.flow if top else "",
                top.node if top else "",
            )
        )


def is_urgent(understood: Understood | None) -> bool:
    """Whether this cannot wait, sure or suspected; "ayuda" alone may be a cry."""
    if understood is None:
        return False
    return understood.danger is not None or understood.command is Command.HELP


def sender(identity_id: int | None) -> int:
    """Every message that waits has one; those of groups never wait."""
    if identity_id is None:
        raise ValueError("a message without an identity has no turn")
    return identity_id
