"""What is the book? All flows, loaded and checked once, and the rules of talking that are data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import Final

from flows.engine.events import FileKind
from flows.engine.nodes import Choose, Flow, Node
from flows.engine.session import Frame
from flows.engine.understood import ExpectedChoice
from flows.engine.vocabulary import ChoiceId, Command, Crisis, FlowId, NodeId, Topic

WELCOME: Final = FlowId("welcome")
INTRODUCTION: Final = FlowId("introduction")
MENU: Final = FlowId("menu")
CHECK: Final = FlowId("check")
FALSE_ALARM: Final = FlowId("false_alarm")
RESUME: Final = FlowId("resume")
UNCLEAR: Final = FlowId("unclear")
OLD_BUTTON: Final = FlowId("old_button")
PLACE_NOTED: Final = FlowId("place_noted")
PLACE_UNKNOWN: Final = FlowId("place_unknown")
PLACE_WHICH: Final = FlowId("place_which")
ARRIVAL: Final = FlowId("arrival")
UNDO: Final = FlowId("undo")
HERE: Final = FlowId("here")
WHICH: Final = FlowId("which")
OTHER_LANGUAGE: Final = FlowId("other_language")
CHECK_IN: Final = FlowId("check_in")
STILL_YOU: Final = FlowId("still_you")
SAFETY_PLAN: Final = FlowId("safety_plan")
APPOINTMENT_NEW: Final = FlowId("appointment_new")
APPOINTMENT_LIST: Final = FlowId("appointment_list")
APPOINTMENT_MOVE: Final = FlowId("appointment_move")
APPOINTMENT_CANCEL: Final = FlowId("appointment_cancel")
REMINDER: Final = FlowId("reminder")
ATTENDED: Final = FlowId("attended")
COMMANDS: Final[Mapping[Command, FlowId]] = {
    Command.MENU: MENU,
    Command.LEAVE: FlowId("leave"),
    Command.PERSON: FlowId("human"),
    Command.STOP: FlowId("stop"),
    Command.FORGET: FlowId("forget"),
    Command.HELP: FlowId("help"),
    Command.RETURN: FlowId("come_back"),
    Command.PLAN: SAFETY_PLAN,
}
BY_THE_CLOCK: Final = frozenset({CHECK_IN, REMINDER, ATTENDED})
"""Flows whose questions Alba asks of her own accord: a late answer is still an answer."""

FILES: Final[Mapping[FileKind, FlowId]] = {kind: FlowId(f"file_{kind.value}") for kind in FileKind}
REQUIRED: Final[frozenset[FlowId]] = frozenset(
    {
        WELCOME,
        INTRODUCTION,
        MENU,
        CHECK,
        FALSE_ALARM,
        RESUME,
        UNCLEAR,
        OLD_BUTTON,
        PLACE_NOTED,
        PLACE_UNKNOWN,
        PLACE_WHICH,
        UNDO,
        HERE,
        WHICH,
        OTHER_LANGUAGE,
        CHECK_IN,
        STILL_YOU,
        SAFETY_PLAN,
        APPOINTMENT_NEW,
        APPOINTMENT_LIST,
        APPOINTMENT_MOVE,
        APPOINTMENT_CANCEL,
        REMINDER,
        ATTENDED,
        *COMMANDS.values(),
        *FILES.values(),
    }
)
"""Flows that the engine itself starts: a book without one of them is not loaded."""

UNCLEAR_STEPS: Final = (NodeId("first"), NodeId("second"), NodeId("third"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A sourced statement or value that texts may hold: `says` is for people who review it."""

    id: str
    value: str
    says: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class Manners:
    """The rules of talking, from `policies/conversation.yaml`.

    `patience`: how long a question stands before it is asked whether to go on. `second_sign`: how
    long after a neutral question silence opens a case. `night`: first and last hour of the night.
    `sure`: the confidence from which a topic is believed. `skip`: the title of the button that
    leaves an open question unanswered.
    """

    patience: timedelta = timedelta(hours=4)
    second_sign: timedelta = timedelta(minutes=10)
    night: tuple[int, int] = (21, 6)
    sure: float = 0.5
    skip: str = ""


SHORTEST_NAME: Final = 4
"""Letters of a title that names a choice by itself: "Sí" answers what is asked, or nothing."""


def titles(flow: FlowId, node: NodeId, question: Choose) -> Iterator[ExpectedChoice]:
    """The choices of a question that does not wait now: their titles, by the ids of their buttons.

    What else means them ("más", "no") is an answer to what is asked, or to nothing.
    """
    for choice in question.choices:
        if len(choice.title) >= SHORTEST_NAME:
            yield ExpectedChoice(ChoiceId(f"{flow}.{node}.{choice.id}"), choice.title)


@dataclass(frozen=True, slots=True)
class Book:
    """All flows and facts; `version` is a fingerprint of the files they came from.

    `beside`: the menu's topics and the questions of privacy, to be named whatever was asked.
    """

    flows: Mapping[FlowId, Flow]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    manners: Manners = field(default_factory=Manners)
    topics: Mapping[Topic, FlowId] = field(default_factory=dict)
    crises: Mapping[Crisis, FlowId] = field(default_factory=dict)
    version: str = ""
    beside: tuple[ExpectedChoice, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Gather once what can be named at any moment."""
        always = {MENU: None, self.topics.get(Topic.PRIVACY, MENU): None}
        flows = [self.flows[each] for each in always if each in self.flows]
        shown = (
            titles(flow.id, node_id, node)
            for flow in flows
            if flow.evergreen
            for node_id, node in flow.nodes.items()
            if isinstance(node, Choose)
        )
        object.__setattr__(self, "beside", tuple(chain.from_iterable(shown)))

    @property
    def which(self) -> Choose:
        """How Alba asks which of several things was meant; its choices are made on the way."""
        flow = self.flows[WHICH]
        node = flow.nodes[flow.start]
        if not isinstance(node, Choose):
            raise TypeError(WHICH)
        return node

    def node(self, frame: Frame) -> Node | None:
        """The node that a frame waits in, after what became of it; None when it is gone."""
        flow = self.flows.get(frame.flow)
        if flow is None:
            return None
        return flow.nodes.get(self.settled(frame).node)

    def settled(self, frame: Frame) -> Frame:
        """The frame as today's version of its flow has it."""
        flow = self.flows.get(frame.flow)
        if flow is None or frame.node in flow.nodes:
            return frame
        node = flow.moved.get(frame.node, frame.node)
        return Frame(frame.flow, node, flow.version, frame.quiet)
