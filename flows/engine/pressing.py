"""What does a pressed button mean? Its question may wait now, lie deeper, or be long past."""

from dataclasses import replace

from flows.engine import book as special
from flows.engine.answers import choose, resume
from flows.engine.nodes import Choice, Choose
from flows.engine.session import Frame
from flows.engine.understood import ChoiceAnswer
from flows.engine.vocabulary import ChoiceId, FlowId, NodeId
from flows.engine.walk import Walk


def press(walk: Walk, wire_id: str) -> None:
    """Take a button: of a question that waits, of a flow that is evergreen, or kindly refuse it."""
    walk.session = replace(walk.session, unclear=0)
    flow, _, rest = wire_id.partition(".")
    node, _, choice = rest.rpartition(".")
    waiting = walk.stack[-1:] if walk.reopened else walk.stack
    if any(_is(frame, flow, node) for frame in waiting) and _resumed(walk, flow, node, choice):
        return
    chosen = _evergreen(walk, FlowId(flow), NodeId(node), choice)
    if chosen is not None:
        _choose_again(walk, FlowId(flow), NodeId(node), chosen)
    elif walk.reopened:
        walk.ask()
    else:
        walk.start(special.OLD_BUTTON, quiet=False)


def _is(frame: Frame, flow: str, node: str) -> bool:
    return frame.flow == flow and frame.node == node


def _resumed(walk: Walk, flow: str, node: str, choice: str) -> bool:
    """Answer a question that waits, leaving what was asked after it."""
    before = walk.stack
    depth = max(i for i, frame in enumerate(before) if _is(frame, flow, node))
    walk.stack = before[: depth + 1]
    if resume(walk, ChoiceAnswer(ChoiceId(choice))):
        return True
    walk.stack = before
    return False


def _evergreen(walk: Walk, flow: FlowId, node: NodeId, choice: str) -> Choice | None:
    known = walk.book.flows.get(flow)
    question = known.nodes.get(node) if known is not None and known.evergreen else None
    if not isinstance(question, Choose):
        return None
    return next((each for each in question.choices if each.id == choice), None)


def _choose_again(walk: Walk, flow: FlowId, node: NodeId, chosen: Choice) -> None:
    """A choice that leads to another flow is a change of topic; one within its own is a visit."""
    if chosen.goto.flow is not None:
        walk.stack.clear()
    below = [frame for frame in walk.stack if frame.flow != flow]
    walk.stack = [*below, Frame(flow, node, walk.book.flows[flow].version)]
    choose(walk, chosen)
