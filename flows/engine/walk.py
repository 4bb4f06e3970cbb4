"""How does one walk through the book? From node to node until one waits, collecting wishes."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from flows.engine.book import Book
from flows.engine.directory import Query
from flows.engine.effects import (
    AllowWriting,
    CancelWake,
    Effect,
    ForgetEverything,
    PlanWake,
    Remember,
    SayText,
    SetRole,
    ShowEntry,
    Shown,
)
from flows.engine.expect import OPTION
from flows.engine.nodes import Act, Ask, Call, Choose, End, Find, Goto, Node, Route, Say
from flows.engine.session import Frame, Option, Session
from flows.engine.states import from_fact
from flows.engine.telling import tell
from flows.engine.understood import ChoiceAnswer
from flows.engine.vocabulary import ChoiceId, FlowId, NodeId
from flows.engine.world import World

MOST_NODES = 32
"""Past it the flow has failed, and a person is told."""

DEEPEST = 6
SKIP = ChoiceId("skip")
SKIP_TITLE = "Prefiero no decir"


class FlowFailed(Exception):
    """A flow went round without waiting or lost its node: mend the book; a person is told."""


class Walk:
    """One step's walk: mutable, private to the step, and gone when it returns."""

    def __init__(self, book: Book, session: Session, world: World) -> None:
        """Start where the session is."""
        self.book = book
        self.world = world
        self.stack = [book.settled(frame) for frame in session.stack]
        self.session = session
        self.effects: list[Effect] = []
        self.facts = dict(world.facts)
        self.visited = 0

    # -- moving ---------------------------------------------------------------------------------

    def start(self, flow: FlowId, node: NodeId | None = None, *, quiet: bool = False) -> None:
        """Put a flow on top and enter it; a flow that is already on the stack is not put twice."""
        depth = next((i for i, frame in enumerate(self.stack) if frame.flow == flow), None)
        if depth is not None:
            del self.stack[depth:]
        del self.stack[: max(0, len(self.stack) - DEEPEST + 1)]
        found = self.book.flows[flow]
        self.stack.append(Frame(flow, node or found.start, found.version, quiet))
        self._enter_top()

    def restart(self, flow: FlowId, node: NodeId | None = None) -> None:
        """Leave everything and enter a flow, remembering what was left for "no era eso"."""
        self.session = replace(self.session, before=tuple(self.stack))
        self.stack.clear()
        self.start(flow, node)

    def go(self, goto: Goto) -> None:
        """Follow an arrow from the innermost frame."""
        self.session = replace(self.session, options=())
        if goto.flow is not None:
            self.stack.pop()
            self.start(goto.flow, goto.node)
            return
        if goto.node is None:
            raise FlowFailed
        self.stack[-1] = replace(self.stack[-1], node=goto.node)
        self._enter_top()

    def back(self) -> None:
        """The innermost flow is over: go on below, silently after an aside."""
        ended = self.stack.pop()
        if self.stack and not ended.quiet:
            self._enter_top()

    def ask_again(self) -> None:
        """Ask the waiting question once more, or show the way when nothing waits."""
        if self.stack:
            self._enter_top()

    def ask_again_in_other_words(self) -> None:
        """Nothing she wrote fitted: the same question, put more simply."""
        node = self.book.node(self.stack[-1])
        if isinstance(node, Choose | Ask):
            first = self.book.which.text if self.session.options else node.text
            self.session = replace(self.session, said=first)
        self._enter_top()

    def pressed(self, choice: str) -> ChoiceAnswer:
        """The answer that a button of the waiting question stands for."""
        return ChoiceAnswer(ChoiceId(choice))

    def press_evergreen(self, flow: FlowId, node: NodeId, choice: str) -> None:
        """An old button that keeps its meaning: enter its question silently and choose."""
        question = self.book.flows[flow].nodes[node]
        if isinstance(question, Choose):
            chosen = next((each for each in question.choices if each.id == choice), None)
            if chosen is not None:
                self.stack = [frame for frame in self.stack if frame.flow != flow]
                self.stack.append(Frame(flow, node, self.book.flows[flow].version))
                for name, value in chosen.remember.items():
                    self.remember(name, value)
                self.go(chosen.goto)
                return
        self.ask_again()

    def _enter_top(self) -> None:
        self.visited += 1
        node = self.book.node(self.stack[-1])
        if node is None or self.visited > MOST_NODES:
            raise FlowFailed
        self._enter(node)

    def _enter(self, node: Node) -> None:
        match node:
            case Say():
                self.say(node.text, again=node.again)
                self.go(node.goto)
            case Choose():
                self._choose(node)
            case Ask():
                self._ask(node)
            case Find():
                self.go(self._find(node))
            case Route():
                self.go(self._route(node))
            case Act():
                self._act(node)
                self.go(node.goto)
            case Call():
                self.stack[-1] = replace(self.stack[-1], node=node.goto.node or NodeId(""))
                self.start(node.flow)
            case End():
                self.back()

    # -- saying ---------------------------------------------------------------------------------

    def say(self, msgid: str, choices: tuple[Shown, ...] = (), *, again: str = "") -> None:
        """Say a text, in its other words when it was the last thing said."""
        if msgid == self.session.said:
            if not again and not choices:
                return
            msgid = again or msgid
        text, seen = tell(msgid, self)
        self.effects.append(SayText(text, choices))
        self._said(msgid, seen)

    def _said(self, msgid: str, seen: tuple[str, ...]) -> None:
        self.session = replace(
            self.session, said=msgid, since=self.world.now, seen=merged(self.session.seen, seen)
        )

    def _choose(self, node: Choose) -> None:
        shown = tuple(Shown(self.wire_id(choice.id), choice.title) for choice in node.choices)
        before = len(self.effects)
        self.say(node.text, shown, again=node.again)
        if node.use_by is not None and len(self.effects) > before:
            spoken = self.effects[-1]
            if isinstance(spoken, SayText):
                late, _ = tell(node.expired, self)
                self.effects[-1] = replace(spoken, use_by=node.use_by, expired=late)

    def _ask(self, node: Ask) -> None:
        if self.session.options:
            shown = tuple(
                Shown(self.wire_id(f"{OPTION}{number}"), option.title)
                for number, option in enumerate(self.session.options, start=1)
            )
            which = self.book.which
            self.say(which.text, shown, again=which.again)
            return
        self.say(node.text, (Shown(self.wire_id(SKIP), SKIP_TITLE),), again=node.again)

    def offer(self, options: tuple[Option, ...]) -> None:
        """Ask which of several things she meant."""
        self.session = replace(self.session, options=options)
        self._enter_top()

    def wire_id(self, choice: str) -> str:
        """The id of a choice as channels carry it: flow, node and choice."""
        top = self.stack[-1]
        return f"{top.flow}.{top.node}.{choice}"

    # -- acting ---------------------------------------------------------------------------------

    def remember(self, name: str, value: str) -> None:
        """Keep a fact, for the rest of this walk too."""
        self.facts[name] = value
        self.effects.append(Remember(name, value))

    def _act(self, node: Act) -> None:
        for effect in node.effects:
            match effect:
                case Remember(name, value):
                    self.remember(name, value)
                case SetRole(role):
                    self.session = replace(self.session, role=role)
                case CancelWake():
                    self.session = replace(self.session, suspicion=None)
                    self.effects.append(effect)
                case AllowWriting(allowed):
                    self.facts["consent"] = "yes" if allowed else "no"
                    self.effects.append(effect)
                case ForgetEverything() | PlanWake() | _:
                    self.effects.append(effect)

    def _find(self, node: Find) -> Goto:
        place = from_fact(self.facts.get("place", ""))
        query = Query(
            node.categories,
            place,
            node.limit,
            by_phone=node.by_phone,
            all_hours=node.all_hours,
            local_only=node.local_only,
            seen=frozenset(self.session.seen) | self.world.closed | frozenset(node.without),
            only=frozenset(node.only),
        )
        matches = self.world.directory.find(query)
        if not matches:
            return node.none
        shown = tuple(match.entry.id for match in matches)
        self.session = replace(
            self.session, found=shown[0], seen=merged(self.session.seen, shown), said=""
        )
        if node.show:
            self.effects.extend(
                ShowEntry(match, number, len(matches))
                for number, match in enumerate(matches, start=1)
            )
        return node.found

    def _route(self, node: Route) -> Goto:
        value = self._known(node.on)
        if value and value in node.cases:
            return node.cases[value]
        if value and "known" in node.cases:
            return node.cases["known"]
        return node.otherwise

    def _known(self, name: str) -> str:
        match name:
            case "team":
                return self.world.team.state
            case "role":
                return self.session.role
            case "hour":
                first, last = self.book.manners.night
                hour = self.world.now.astimezone(ZoneInfo(self.world.zone)).hour
                return "night" if hour >= first or hour < last else "day"
            case "state":
                place = from_fact(self.facts.get("place", ""))
                return place.state if place else ""
            case _:
                return self.facts.get(name, "")

    def result(self) -> Session:
        """The session as the walk leaves it."""
        return replace(self.session, stack=tuple(self.stack))


def merged(seen: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """What she was shown, in order, each once, the latest 60."""
    return tuple(dict.fromkeys((*seen, *more)))[-60:]
