"""What may be written in a story? Closed shapes, whose errors are sentences in Spanish.

A step is one object as `alba chat --json` reads it, and what must follow. People who don't program
write stories: what is wrong is said in their language, with the remedy.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from flows.engine.vocabulary import Crisis, Topic

WEEK: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
ACTORS: Final = ("from", "staff", "advance")
SENT: Final = (
    "text",
    "texts",
    "choice",
    "presses",
    "location",
    "audio",
    "image",
    "sticker",
    "contact",
    "receipts",
)
EXPECTED: Final = ("reads", "never", "silent", "understood")


def _plain(value: Any) -> Any:
    """A telephone without quotes is a number to YAML, and one phrase needs no list."""
    items = value if isinstance(value, list) else [value]
    return [str(each) if type(each) in (int, float) else each for each in items]


def _with_offset(written: str) -> str:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("se escribe con su diferencia de hora: 2026-11-23T23:00-06:00.")
    return written


Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Words = Annotated[str, StringConstraints(min_length=1)]
Phrases = Annotated[tuple[Words, ...], BeforeValidator(_plain), Field(min_length=1)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_plain), Field(min_length=1)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]
Channel = Literal["telegram", "whatsapp"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class PlaceShape(_Shape):
    """Where she shares that she is."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class UnderstoodShape(_Shape):
    """What Alba made of the words; a key that is there with nothing means "nothing of it"."""

    topic: Topic | None = None
    crisis: Crisis | None = None
    check: Crisis | None = None
    flow: str | None = None


class TeamShape(_Shape):
    """Who works there, and from when to when; nobody is there at other hours."""

    people: Names
    days: tuple[Literal[WEEK], ...] = Field(min_length=1)  # type: ignore[valid-type]
    start: Clock = Field(alias="from")
    end: Clock = Field(alias="to")


class StepShape(_Shape):
    """One thing that happens, and what must follow."""

    sender: Name | None = Field(default=None, alias="from")
    channel: Channel | None = None
    id: Words | None = None
    text: str | None = None
    texts: tuple[str, ...] | None = Field(default=None, min_length=1)
    choice: Words | None = None
    presses: Words | None = None
    location: PlaceShape | None = None
    audio: Literal[True] | None = None
    image: Literal[True] | None = None
    sticker: Literal[True] | None = None
    contact: Literal[True] | None = None
    receipts: Literal["none", "sent", "delivered", "read", "blocked", "gone"] | None = None
    staff: Name | None = None
    role: Literal["caseworker", "supervisor"] | None = None
    action: Literal["acknowledge", "reply", "called", "resolve", "leave"] | None = None
    case: Annotated[int, Field(gt=0)] | None = None
    advance: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}[dhms]$")] | None = None
    reads: dict[Name, Phrases] = Field(default_factory=dict)
    never: dict[Name, Phrases] = Field(default_factory=dict)
    silent: Names = ()
    understood: UnderstoodShape | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        written = self.line()
        actors = [each for each in ACTORS if each in written]
        if len(actors) != 1:
            raise ValueError("cada paso dice una sola cosa: from, staff o advance.")
        _BY_ACTOR[actors[0]](written)
        both = sorted(set(self.silent) & set(self.reads))
        if both:
            raise ValueError(f"{both[0]} no puede leer algo (reads) y nada (silent) a la vez.")
        if self.understood is not None and "from" not in written:
            raise ValueError("understood es de lo que alguien escribe: va junto a from.")
        return self

    def line(self) -> dict[str, Any]:
        """What happens, as `alba chat --json` reads it (and `presses`)."""
        expected = set(EXPECTED)
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=expected)


def _somebody_writes(written: dict[str, Any]) -> None:
    _only(written, {"from", "channel", "id", *SENT})
    if sum(each in written for each in SENT) != 1:
        raise ValueError(f"quien escribe manda una sola cosa: {', '.join(SENT)}.")


def _staff_acts(written: dict[str, Any]) -> None:
    action = written.get("action")
    _only(written, {"staff", "role"} if action is None else {"staff", "action", "case", "text"})
    if action not in (None, "leave") and "case" not in written:
        raise ValueError("falta case: el número del caso; el primero de la historia es el 1.")
    if action == "reply" and not written.get("text", "").strip():
        raise ValueError("falta text: lo que se le contesta.")


def _time_passes(written: dict[str, Any]) -> None:
    _only(written, {"advance"})


def _only(written: dict[str, Any], known: set[str]) -> None:
    strange = sorted(set(written) - known)
    if strange:
        raise ValueError(f"aquí no va {', '.join(strange)}: sepáralo en otro paso.")


_BY_ACTOR: Final = {"from": _somebody_writes, "staff": _staff_acts, "advance": _time_passes}


class StoryShape(_Shape):
    """A whole conversation."""

    story: Words
    at: Annotated[str, AfterValidator(_with_offset)]
    channel: Channel = "telegram"
    team: TeamShape | None = None
    never: dict[Name, Phrases] = Field(default_factory=dict)
    steps: tuple[StepShape, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if not any(each.model_fields_set & set(EXPECTED) for each in self.steps):
            raise ValueError("ningún paso dice qué debe seguir: pon reads, silent o understood.")
        return self
