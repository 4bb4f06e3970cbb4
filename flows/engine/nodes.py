"""Which kinds of node is a flow made of? The whole vocabulary, on one screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flows.engine.effects import Effect
from flows.engine.understood import AnswerKind
from flows.engine.vocabulary import ChoiceId, Crisis, FlowId, NodeId, Topic

PLACE = "place"
"""The fact that says where she is."""

PLACE_SAID = "place_said"
"""Known while a message is answered that names a place; never kept."""

INSIDE_SAID = "inside_said"
"""Known while a message is answered that speaks of somebody else in prison; never kept."""


@dataclass(frozen=True, slots=True)
class Goto:
    """Where to go: a node of the same flow (`flow` is None), or the start or a node of another."""

    node: NodeId | None = None
    flow: FlowId | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a closed set. `words` also mean it; `remember`: facts that choosing tells."""

    id: ChoiceId
    title: str
    goto: Goto
    words: tuple[str, ...] = ()
    remember: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """Say one thing and go on; `again` when it would be the same sentence twice in a row."""

    text: str
    goto: Goto
    again: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choose:
    """Say a question and wait for one of a closed set; `again` asks in other words.

    `use_by`: sent later than that, `expired` goes out instead (a number that comes late is read by
    somebody else). Only crisis cards have one.
    """

    text: str
    choices: tuple[Choice, ...]
    again: str
    sources: tuple[str, ...] = ()
    use_by: timedelta | None = None
    expired: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask an open question and keep the answer as a fact; it can always be skipped.

    `use_by` and `expired`: as of a choose, for a crisis card that asks where she is.
    """

    kind: AnswerKind
    text: str
    again: str
    remember: str
    goto: Goto
    skip: Goto
    past: bool = False
    sources: tuple[str, ...] = ()
    use_by: timedelta | None = None
    expired: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """Search the directory from the place she told, or without one.

    `show` sends each entry as a message of its own; else the first fills `{found:name}`,
    `{found:phone}`, `{found:date}` of the texts that follow. What was shown is not shown again.
    `only` names the entries that may be found (one card, told by its id); `without` those that
    share the category but not the question.
    """

    categories: tuple[str, ...]
    found: Goto
    none: Goto
    limit: int = 3
    show: bool = True
    by_phone: bool = False
    all_hours: bool = False
    local_only: bool = False
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Go on by what is known: a fact's name, or `team`, `hour`, `role`, `channel`, `waiting`.

    `state` is that of her place, `state:fact` that of a place kept as another fact. `waiting`:
    something waits below this flow. Of the message that is being answered, `place_said`: it names a
    place; `inside_said`: it speaks of somebody else, who is in prison. A case may be a value, or
    `known` for any.
    """

    on: str
    cases: Mapping[str, Goto]
    otherwise: Goto


@dataclass(frozen=True, slots=True)
class Act:
    """Wish for effects and go on."""

    effects: tuple[Effect, ...]
    goto: Goto


@dataclass(frozen=True, slots=True)
class Call:
    """Run another flow and come back."""

    flow: FlowId
    goto: Goto


@dataclass(frozen=True, slots=True)
class End:
    """The flow is over: back to who called it, or to rest."""


Node = Say | Choose | Ask | Find | Route | Act | Call | End


@dataclass(frozen=True, slots=True)
class Flow:
    """A topic's conversation.

    `aside`: an interjection; when it ends she is where she was and is not asked again.
    `evergreen`: its old buttons keep their meaning for ever (menu, crisis cards).
    `moved`: what became of nodes that older versions had, for women in the middle of them.
    `place`: the fact that a place named in it tells, when it is not where she is but a prison's.
    """

    id: FlowId
    version: int
    title: str
    start: NodeId
    nodes: Mapping[NodeId, Node]
    topics: tuple[Topic, ...] = ()
    crisis: Crisis | None = None
    aside: bool = False
    evergreen: bool = False
    moved: Mapping[NodeId, NodeId] = field(default_factory=dict)
    place: str = PLACE
