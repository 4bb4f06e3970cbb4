"""From what an author wrote to the engine's records."""

from collections.abc import Mapping
from typing import Final

from flows.engine import effects
from flows.engine.book import Fact, Manners
from flows.engine.nodes import (
    Act,
    Ask,
    Call,
    Choice,
    Choose,
    End,
    Find,
    Flow,
    Goto,
    Node,
    Route,
    Say,
)
from flows.engine.vocabulary import ChoiceId, FlowId, NodeId
from flows.reading.durations import duration
from flows.reading.schema import (
    KINDS,
    AskShape,
    ChoiceShape,
    ChooseShape,
    EffectShape,
    FactShape,
    FlowShape,
    MannersShape,
    NodeShape,
)


def build_flow(shape: FlowShape) -> Flow:
    """The flow of a shape."""
    return Flow(
        id=FlowId(shape.flow),
        version=shape.version,
        title=shape.title,
        start=NodeId(shape.start),
        nodes={NodeId(name): build_node(node) for name, node in shape.nodes.items()},
        topics=shape.topics,
        crisis=shape.crisis,
        aside=shape.aside,
        evergreen=shape.evergreen,
        moved={NodeId(old): NodeId(new) for old, new in shape.moved.items()},
        place=shape.place,
    )


def build_fact(shape: FactShape) -> Fact:
    """The fact of a shape."""
    return Fact(shape.id, shape.value, shape.says, shape.source, shape.date)


def build_manners(shape: MannersShape) -> Manners:
    """The rules of talking of a shape."""
    return Manners(
        duration(shape.patience),
        duration(shape.second_sign),
        shape.night,
        shape.sure,
        shape.skip.title,
    )


def build_node(shape: NodeShape) -> Node:
    """The node of a shape; its kind is its one key."""
    if shape.say is not None:
        return Say(shape.say.text, goto(shape.say.goto), shape.say.again, shape.say.sources)
    if shape.choose is not None:
        return _choose(shape.choose)
    if shape.ask is not None:
        return _ask(shape.ask)
    return _quiet_node(shape)


def _quiet_node(shape: NodeShape) -> Node:
    """The kinds that say nothing of their own."""
    if shape.find is not None:
        find = shape.find
        return Find(
            find.categories,
            goto(find.found),
            goto(find.none),
            find.limit,
            find.show,
            find.by_phone,
            find.all_hours,
            find.local_only,
            find.only,
            find.without,
        )
    if shape.route is not None:
        cases = {value: goto(target) for value, target in shape.route.cases.items()}
        return Route(shape.route.on, cases, goto(shape.route.otherwise))
    if shape.act is not None:
        wishes = tuple(effect(each) for each in shape.act.effects)
        return Act(wishes, goto(shape.act.goto))
    if shape.call is not None:
        return Call(FlowId(shape.call.flow), goto(shape.call.goto))
    return End()


def goto(target: str) -> Goto:
    """An arrow as authors write it: "node", "flow:other" or "flow:other.node"."""
    if not target.startswith("flow:"):
        return Goto(NodeId(target))
    flow, _, node = target.removeprefix("flow:").partition(".")
    return Goto(NodeId(node) if node else None, FlowId(flow))


def effect(shape: EffectShape) -> effects.Effect:
    """The effect of a shape; its kind is its one key."""
    if shape.open_case is not None:
        case = shape.open_case
        return effects.OpenCase(case.reason, case.severity, case.quiet)
    if shape.remember is not None:
        return effects.Remember(shape.remember.name, shape.remember.value)
    if shape.allow_writing is not None:
        return effects.AllowWriting(shape.allow_writing)
    if shape.plan_wake is not None:
        return effects.PlanWake(shape.plan_wake.name, duration(shape.plan_wake.after))
    if shape.cancel_wake is not None:
        return effects.CancelWake(shape.cancel_wake.name)
    if shape.set_role is not None:
        return effects.SetRole(shape.set_role)
    return _bare(shape)


_BARE: Final[Mapping[str, effects.Effect]] = {
    "stop": effects.Stop(),
    "forget_everything": effects.ForgetEverything(),
    "tell_holdings": effects.TellHoldings(),
    "plan_check_ins": effects.PlanCheckIns(),
    "confirm_self": effects.ConfirmSelf(),
    "someone_else": effects.SomeoneElse(),
    "keep_appointment": effects.KeepAppointment(),
    "move_appointment": effects.MoveAppointment(),
    "cancel_appointment": effects.CancelAppointment(),
    "tell_appointments": effects.TellAppointments(),
    "tell_appointment": effects.TellAppointment(),
}
"""Effects that an author names, and nothing more."""


def _bare(shape: EffectShape) -> effects.Effect:
    if shape.settle_appointment is not None:
        return effects.SettleAppointment(shape.settle_appointment == "kept")
    [name] = shape.model_fields_set
    return _BARE[name]


def _choose(shape: ChooseShape) -> Choose:
    return Choose(
        shape.text,
        tuple(_choice(each) for each in shape.choices),
        shape.again,
        shape.sources,
        duration(shape.use_by) if shape.use_by else None,
        shape.expired,
    )


def _choice(shape: ChoiceShape) -> Choice:
    return Choice(
        ChoiceId(shape.id), shape.title, goto(shape.goto), shape.words, dict(shape.remember)
    )


def _ask(shape: AskShape) -> Ask:
    return Ask(
        KINDS[shape.kind],
        shape.text,
        shape.again,
        shape.remember,
        goto(shape.goto),
        goto(shape.skip),
        shape.past,
        shape.sources,
        duration(shape.use_by) if shape.use_by else None,
        shape.expired,
    )
