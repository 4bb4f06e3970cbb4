"""How does one walk through the book? From node to node until one waits, collecting wishes."""

from dataclasses import replace

from flows.engine import acting
from flows.engine import book as special
from flows.engine.appointments import title
from flows.engine.book import Book
from flows.engine.effects import Effect, Remember, SayText, Shown
from flows.engine.expect import OPTION, SKIP
from flows.engine.nodes import Act, Ask, Call, Choose, End, Find, Goto, Node, Route, Say
from flows.engine.session import Frame, Option, Session
from flows.engine.telling import tell
from flows.engine.understood import AnswerKind
from flows.engine.vocabulary import FlowId, NodeId
from flows.engine.world import World

MOST_NODES = 32
"""Past it the flow has failed, and a person is told."""

DEEPEST = 6
"""Flows that wait for one another; what lies deeper is forgotten."""


class FlowFailed(Exception):
    """A flow went round without waiting: mend the book (`alba flows check`); a person is told."""


class Walk:
    """One step's walk: mutable, private to the step, and gone when it returns."""

    def __init__(self, book: Book, session: Session, world: World) -> None:
        """Start where the session is, as today's book has it.

        When the question that she was asked has left the book, or has stood too long, another
        question stands in its place, not yet asked, and `reopened` says so.
        """
        self.book = book
        self.world = world
        self.session = session
        self.effects: list[Effect] = []
        self.facts = dict(world.facts)
        self.visited = 0
        self.told: list[str] = []
        self.stack = [book.settled(frame) for frame in session.stack if book.node(frame)]
        self.reopened = self._reopen()
        self._waited: tuple[Frame, ...] = tuple(self.stack)

    def _reopen(self) -> bool:
        asked = self.session.stack[-1] if self.session.stack else None
        if asked is None:
            return False
        if self.book.node(asked) is None:
            self.stack = [self._frame(special.MENU), self._frame(special.HERE)]
            return True
        since = self.session.since
        if asked.flow in special.BY_THE_CLOCK:
            return False
        if since is None or self.world.now - since <= self.book.manners.patience:
            return False
        if asked.flow != special.RESUME:
            self.stack.append(self._frame(special.RESUME))
        return True

    def _frame(self, flow: FlowId, node: NodeId | None = None, quiet: bool = False) -> Frame:
        found = self.book.flows[flow]
        return Frame(flow, node or found.start, found.version, quiet)

    # -- moving ---------------------------------------------------------------------------------

    def start(self, flow: FlowId, node: NodeId | None = None, *, quiet: bool | None = None) -> None:
        """Put a flow on top and enter it; a flow that is already on the stack is not put twice.

        `quiet`: what waits below is not asked again at its end; None: as the flow itself says.
        "No te entendí" never waits below anything.
        """
        if self.stack and self.stack[-1].flow == special.UNCLEAR:
            self.stack.pop()
        depth = next((i for i, frame in enumerate(self.stack) if frame.flow == flow), None)
        if depth is not None:
            del self.stack[depth:]
        self._push(flow, node, self.book.flows[flow].aside if quiet is None else quiet)

    def restart(self, flow: FlowId, node: NodeId | None = None) -> None:
        """Leave everything and enter a flow."""
        self.stack.clear()
        self.start(flow, node)

    def return_to(self, before: tuple[Frame, ...]) -> None:
        """Be where she was before, not yet asked again; at the menu when that is gone."""
        kept = [self.book.settled(frame) for frame in before if self.book.node(frame)]
        self.stack = kept or [self._frame(special.MENU)]
        self.forget_before()

    def keep_before(self) -> None:
        """Keep for "no era eso" where she was when this event of hers came, if it moved her."""
        waited = tuple(frame for frame in self._waited if frame.flow != special.UNCLEAR)
        if waited and waited != tuple(self.stack):
            self.session = replace(self.session, before=waited)

    def leave_for_good(self) -> None:
        """Nothing waits below any more, and nothing is brought back."""
        del self.stack[:-1]
        self.forget_before()

    def forget_before(self) -> None:
        """What was left is not brought back."""
        self._waited = ()
        self.session = replace(self.session, before=())

    def go(self, goto: Goto) -> None:
        """Follow an arrow from the innermost frame; at the menu nothing waits any more."""
        if goto.flow is not None:
            self.stack.pop()
            if goto.flow == special.MENU:
                self.stack.clear()
            self.start(goto.flow, goto.node)
            return
        if goto.node is None:
            raise FlowFailed
        self.stack[-1] = replace(self.stack[-1], node=goto.node, options=())
        self.ask()

    def back(self) -> None:
        """The innermost flow is over: go on below, silently after an aside."""
        ended = self.stack.pop()
        if self.stack and not ended.quiet:
            self.ask()

    def ask(self) -> None:
        """Enter the node of the innermost frame: ask its question, or go on from it."""
        self.visited += 1
        node = self.book.node(self.stack[-1])
        if node is None or self.visited > MOST_NODES:
            raise FlowFailed
        self._enter(node)

    def ask_in_other_words(self) -> None:
        """Nothing she wrote fitted: the same question, put more simply."""
        node = self.book.node(self.stack[-1])
        if isinstance(node, Choose | Ask):
            question = self.book.which if self.stack[-1].options else node
            if self.session.said != question.again:
                self.session = replace(self.session, said=question.text)
        self.ask()

    def _push(self, flow: FlowId, node: NodeId | None, quiet: bool) -> None:
        del self.stack[: max(0, len(self.stack) - DEEPEST + 1)]
        self.stack.append(self._frame(flow, node, quiet))
        self.ask()

    def _call(self, node: Call) -> None:
        """Run a flow above this one; a frame of it that waits further down is not asked twice."""
        if node.goto.node is None:
            raise FlowFailed
        caller = replace(self.stack[-1], node=node.goto.node, options=())
        below = [frame for frame in self.stack[:-1] if frame.flow != node.flow]
        self.stack = [*below, caller]
        self._push(node.flow, None, quiet=False)

    def _enter(self, node: Node) -> None:
        match node:
            case Choose():
                self._choose(node)
            case Ask():
                self._ask(node)
            case Call():
                self._call(node)
            case End():
                self.back()
            case Say():
                self.say(node.text, again=node.again)
                self.go(node.goto)
            case Find() | Route() | Act():
                self.go(acting.pass_by(self, node))

    # -- saying ---------------------------------------------------------------------------------

    def say(self, msgid: str, choices: tuple[Shown, ...] = (), *, again: str = "") -> None:
        """Say a text, in its other words when it was the last thing said.

        A text without a question has its other words when her last turn held it, too. One without
        other words is left out when she has just read it.
        """
        if msgid == self.session.said:
            if not again and not choices:
                return
            msgid = again or msgid
        elif again and not choices and msgid in self.session.lately:
            msgid = again
        self.told.append(msgid)
        text, seen = tell(msgid, self)
        self.effects.append(SayText(text, choices))
        self.session = replace(self.session, said=msgid, since=self.world.now)
        self.note_seen(seen)

    def note_seen(self, entries: tuple[str, ...]) -> None:
        """Keep which entries she was shown, in order, each once, the latest 60."""
        seen = tuple(dict.fromkeys((*self.session.seen, *entries)))[-60:]
        self.session = replace(self.session, seen=seen)

    def _choose(self, node: Choose) -> None:
        shown = tuple(Shown(self.wire_id(choice.id), choice.title) for choice in node.choices)
        self.say(node.text, shown, again=node.again)
        self._let_expire(node)

    def _let_expire(self, node: Choose | Ask) -> None:
        """What was just said is replaced when it would be sent too late."""
        spoken = self.effects[-1]
        if node.use_by is not None and isinstance(spoken, SayText):
            late, _ = tell(node.expired, self)
            self.effects[-1] = replace(spoken, use_by=node.use_by, expired=late)

    def _ask(self, node: Ask) -> None:
        if node.kind is AnswerKind.APPOINTMENT and not self.stack[-1].options:
            self._ask_of_appointments(node)
            return
        options = self.stack[-1].options
        question = self.book.which if options else node
        shown = tuple(
            Shown(self.wire_id(f"{OPTION}{number}"), option.title)
            for number, option in enumerate(options, start=1)
        )
        skip = Shown(self.wire_id(SKIP), self.book.manners.skip)
        self.say(question.text, (*shown, skip), again=question.again)
        self._let_expire(question)

    def _ask_of_appointments(self, node: Ask) -> None:
        """Which of hers: asked only where she has several."""
        hers = [each for each in self.world.appointments if not each.over]
        if len(hers) > 1:
            zone = self.world.zone
            self.offer(tuple(Option(title(each, zone), str(each.id)) for each in hers[:8]))
        elif hers:
            self.remember(node.remember, str(hers[0].id))
            self.go(node.goto)
        else:
            self.go(node.skip)

    def offer(self, options: tuple[Option, ...]) -> None:
        """Ask which of several things she meant."""
        self.stack[-1] = replace(self.stack[-1], options=options)
        self.ask()

    def ask_which(self, flow: FlowId, node: NodeId, options: tuple[Option, ...]) -> None:
        """Put a flow on top, at a question whose answers are known but for which of them."""
        self.stack = [frame for frame in self.stack if frame.flow not in {flow, special.UNCLEAR}]
        del self.stack[: max(0, len(self.stack) - DEEPEST + 1)]
        self.stack.append(self._frame(flow, node))
        self.offer(options)

    def wire_id(self, choice: str) -> str:
        """The id of a choice as channels carry it: flow, node and choice."""
        top = self.stack[-1]
        return f"{top.flow}.{top.node}.{choice}"

    def remember(self, name: str, value: str) -> None:
        """Keep a fact, for the rest of this walk too."""
        self.facts[name] = value
        self.effects.append(Remember(name, value))

    def result(self) -> Session:
        """The session as the walk leaves it."""
        return replace(self.session, stack=tuple(self.stack), lately=tuple(self.told))
