"""What may an author write in a flow file? Closed shapes: an unknown key is an error."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from flows.engine.understood import AnswerKind
from flows.engine.vocabulary import Crisis, Severity, Topic
from flows.reading.durations import parse_duration

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Target = Annotated[
    str, StringConstraints(pattern=r"^([a-z][a-z0-9_]*|flow:[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?)$")
]
Duration = Annotated[str, AfterValidator(parse_duration)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChoiceShape(_Shape):
    """One choice of a question."""

    id: Id
    title: Words
    goto: Target
    words: tuple[Words, ...] = ()
    remember: dict[Id, str] = Field(default_factory=dict)


class SayShape(_Shape):
    """`say`: one thing, and on."""

    text: Words
    goto: Target
    again: str = ""
    sources: tuple[str, ...] = ()


class ChooseShape(_Shape):
    """`choose`: a question with a closed set of answers."""

    text: Words
    again: Words
    choices: tuple[ChoiceShape, ...]
    sources: tuple[str, ...] = ()
    use_by: Duration | None = None
    expired: str = ""


class AskShape(_Shape):
    """`ask`: an open question."""

    kind: Literal["text", "date", "place", "number", "name", "time", "appointment"]
    text: Words
    again: Words
    remember: Id
    goto: Target
    skip: Target
    past: bool = False
    sources: tuple[str, ...] = ()
    use_by: Duration | None = None
    expired: str = ""


class FindShape(_Shape):
    """`find`: a search in the directory."""

    categories: tuple[Id, ...] = Field(min_length=1)
    found: Target
    none: Target
    limit: int = Field(default=3, ge=1, le=5)
    show: bool = True
    by_phone: bool = False
    all_hours: bool = False
    local_only: bool = False
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class RouteShape(_Shape):
    """`route`: on by what is known."""

    on: Annotated[str, StringConstraints(pattern=r"^(state:)?[a-z][a-z0-9_]*$", max_length=40)]
    cases: dict[str, Target]
    otherwise: Target


class OpenCaseShape(_Shape):
    """The effect that asks a person to look."""

    reason: Id
    severity: Severity
    quiet: bool = False


class RememberShape(_Shape):
    """The effect that keeps a fact."""

    name: Id
    value: str


class PlanWakeShape(_Shape):
    """The effect that lets the clock ring."""

    name: Id
    after: Duration


class CancelWakeShape(_Shape):
    """The effect that lets it not ring."""

    name: Id


class EffectShape(_Shape):
    """One effect: exactly one key."""

    open_case: OpenCaseShape | None = None
    remember: RememberShape | None = None
    allow_writing: bool | None = None
    stop: dict[str, Any] | None = None
    forget_everything: dict[str, Any] | None = None
    tell_holdings: dict[str, Any] | None = None
    plan_wake: PlanWakeShape | None = None
    cancel_wake: CancelWakeShape | None = None
    set_role: Literal["woman", "relative", "unknown"] | None = None
    plan_check_ins: dict[str, Any] | None = None
    confirm_self: dict[str, Any] | None = None
    someone_else: dict[str, Any] | None = None
    keep_appointment: dict[str, Any] | None = None
    move_appointment: dict[str, Any] | None = None
    cancel_appointment: dict[str, Any] | None = None
    settle_appointment: Literal["kept", "missed"] | None = None
    tell_appointments: dict[str, Any] | None = None
    tell_appointment: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one(self) -> "EffectShape":
        if len(self.model_fields_set) != 1:
            raise ValueError("write exactly one effect in each item of `effects`")
        return self


def _some(effects: tuple[EffectShape, ...]) -> tuple[EffectShape, ...]:
    if not effects:
        raise ValueError("an `act` needs effects")
    return effects


class ActShape(_Shape):
    """`act`: effects, and on."""

    effects: Annotated[tuple[EffectShape, ...], AfterValidator(_some)]
    goto: Target


class CallShape(_Shape):
    """`call`: another flow, and back."""

    flow: Id
    goto: Id


class NodeShape(_Shape):
    """A node: exactly one key, which names its kind."""

    say: SayShape | None = None
    choose: ChooseShape | None = None
    ask: AskShape | None = None
    find: FindShape | None = None
    route: RouteShape | None = None
    act: ActShape | None = None
    call: CallShape | None = None
    end: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one(self) -> "NodeShape":
        if len(self.model_fields_set) != 1:
            raise ValueError(
                "a node has exactly one kind: say, choose, ask, find, route, act, call or end"
            )
        return self


class FlowShape(_Shape):
    """A flow as it stands in its file."""

    flow: Id
    version: int = Field(ge=1)
    title: Words
    start: Id
    nodes: dict[Id, NodeShape]
    topics: tuple[Topic, ...] = ()
    crisis: Crisis | None = None
    aside: bool = False
    evergreen: bool = False
    place: Id = "place"
    moved: dict[Id, Id] = Field(default_factory=dict)


class FactShape(_Shape):
    """A sourced fact."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]
    says: Words
    source: Words
    value: str = ""
    date: str = ""


class SkipShape(_Shape):
    """The button of every open question with which it is left unanswered."""

    title: Annotated[Words, Field(max_length=20)]


class MannersShape(_Shape):
    """`policies/conversation.yaml`."""

    patience: Duration
    second_sign: Duration
    night: tuple[Annotated[int, Field(ge=0, le=23)], Annotated[int, Field(ge=0, le=23)]]
    sure: float = Field(ge=0.0, le=1.0)
    skip: SkipShape


KINDS = {kind.value: kind for kind in AnswerKind}
