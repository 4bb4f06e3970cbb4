"""What does the waiting node expect, and what was understood of a message?

The records between book and understanding.
"""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from flows.engine.vocabulary import ChoiceId, Command, Crisis, Language, Topic


class AnswerKind(StrEnum):
    """What a node may wait for."""

    NOTHING = "nothing"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"
    PLACE = "place"
    NUMBER = "number"
    NAME = "name"
    TIME = "time"
    APPOINTMENT = "appointment"  # which of hers


@dataclass(frozen=True, slots=True)
class ExpectedChoice:
    """A choice as it was shown to her; `words` are what authors wrote that also means it.

    `shown`: the title in the language in which she reads it, when that is not Spanish.
    """

    id: ChoiceId
    title: str
    words: tuple[str, ...] = ()
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the session waits for. Choices are in the order shown, so that "2" means the second.

    `past` says of a DATE that it lies behind her ("¿cuándo saliste?") rather than ahead.
    `near` is the state (ISO 3166-2, "MX-CMX") known of her, for ambiguous place names.
    `beside` are choices of other questions, by the ids of their buttons ("menu.topics.bed"): she
    means one only when she names it letter by letter, and nothing else fits.
    """

    kind: AnswerKind = AnswerKind.NOTHING
    choices: tuple[ExpectedChoice, ...] = ()
    past: bool = False
    near: str | None = None
    skippable: bool = True
    beside: tuple[ExpectedChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place as exact as Alba keeps it: a state (ISO 3166-2), perhaps a municipality.

    Never coordinates.
    """

    state: str
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """She meant this choice, by number, by its title or in her own words.

    `partial`: her words fit only in part, or say much more; a sure topic is then the better guess.
    """

    id: ChoiceId
    partial: bool = False


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """Her words answer an open question."""

    text: str


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """What she wants to be called, cleaned of "me llamo"."""

    name: str


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """A whole number, in digits or in words."""

    number: int


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The places that fit, most likely first: one is sure, several must be asked back."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """Days (and perhaps an hour) that fit, in her zone: one is sure, several must be asked back."""

    days: tuple[date, ...]
    hour: time | None = None
    impossible: bool = False  # "el 31 de febrero": asked again kindly


@dataclass(frozen=True, slots=True)
class TimeAnswer:
    """Hours of her day that fit: one is sure, several must be asked back."""

    hours: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class SkipAnswer:
    """She would rather not say, or does not know."""


Answer = (
    ChoiceAnswer
    | TextAnswer
    | NameAnswer
    | NumberAnswer
    | PlaceAnswer
    | DateAnswer
    | TimeAnswer
    | SkipAnswer
)


class AppointmentAct(StrEnum):
    """What she wants with an appointment."""

    NEW = "new"
    LIST = "list"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class AppointmentSaid:
    """What she says of an appointment. `kind`: signing, hearing or other.

    `days` and `hours` (in her zone) are all that fit. `every`: "w2" each second week, "m1" monthly,
    "n2" the second such weekday of each month; empty: once.
    """

    act: AppointmentAct
    kind: str = "other"
    days: tuple[date, ...] = ()
    hours: tuple[time, ...] = ()
    place: str = field(default="", repr=False)
    every: str = ""


@dataclass(frozen=True, slots=True)
class WritingWish:
    """How she wants to be written to. `hour`: in minutes of her day; `part` where she named none:

    "morning", "afternoon" or "evening". `pace`: "less" or "usual". `until`: not before that day.
    `any_hour`: at whatever hour again.
    """

    hour: int | None = None
    part: str = ""
    pace: str = ""
    until: date | None = None
    any_hour: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What Alba makes of one message.

    `crisis`: sure enough to alert a person. `check`: suspected, so she is asked first; never both.
    `confidence` (0 to 1) is the topic's. `why` names the words or the rule, for a caseworker who
    asks; it holds her words, so it is never logged. `answer` fits the expectation, if there was
    one. `place` is a place named in passing ("necesito un cuarto en Neza").
    `silencing`: danger and a wish not to be written to at once ("ya no escriban, él está viendo").
    `denial`: "no es nada", "ya pasó". `just_out`: she says that she has just been released.
    `inside`: she speaks of somebody else, who is in prison. `writing`: how she wants to be written
    to.
    `appointment`: what she says of one.
    """

    topic: Topic = Topic.OTHER
    crisis: Crisis | None = None
    check: Crisis | None = None
    confidence: float = 0.0
    why: str = ""
    command: Command | None = None
    answer: Answer | None = None
    place: Place | None = None
    language: Language = Language.SPANISH
    silencing: bool = False
    denial: bool = False
    just_out: bool = False
    inside: bool = False
    writing: WritingWish | None = None
    appointment: AppointmentSaid | None = None
    topics: tuple[tuple[Topic, float], ...] = field(default=())  # the likeliest, with their weights

    @property
    def danger(self) -> Crisis | None:
        """What can't wait, sure or suspected."""
        return self.crisis or self.check


NOTHING_UNDERSTOOD = Understood()
