"""What may a step wish for? Effects are wishes: the turn carries them out in one transaction."""

from dataclasses import dataclass
from datetime import timedelta

from flows.engine.appointments import NOTHING, Draft
from flows.engine.directory import Match
from flows.engine.texts import Text
from flows.engine.understood import WritingWish
from flows.engine.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class Shown:
    """A choice as it is shown: the id that comes back when it is pressed, and its title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class SayText:
    """Say this to her. After `use_by` has passed, `expired` is said instead."""

    text: Text
    choices: tuple[Shown, ...] = ()
    use_by: timedelta | None = None
    expired: Text | None = None


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """Show her one entry of the directory; `number` of `total` that are shown together."""

    match: Match
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A person must look. Her words of this turn go with it, sealed.

    `quiet`: she is told nothing of it, now or later, for somebody may be reading with her.
    """

    reason: str
    severity: Severity
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep a fact about her; an empty value forgets it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class AllowWriting:
    """Whether Alba may write first."""

    allowed: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more is sent except what she asks for."""


@dataclass(frozen=True, slots=True)
class ForgetEverything:
    """Empty the chat, delete at the provider, block the rest until it is gone."""


@dataclass(frozen=True, slots=True)
class TellHoldings:
    """Tell her the kinds and counts of what is kept about her, not the contents."""


@dataclass(frozen=True, slots=True)
class PlanWake:
    """Let the clock ring for this session; a wake of the same name is moved."""

    name: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class CancelWake:
    """Let the clock not ring."""

    name: str


@dataclass(frozen=True, slots=True)
class SetRole:
    """Who writes in this session: the role belongs to the session, not to the phone."""

    role: str


@dataclass(frozen=True, slots=True)
class PlanCheckIns:
    """Ask her how she is from now on, by what she told; only with her consent."""


@dataclass(frozen=True, slots=True)
class AdjustCheckIns:
    """She wants to be written to at another hour, less often, or not for a while; told back."""

    wish: WritingWish


@dataclass(frozen=True, slots=True)
class ConfirmSelf:
    """After a long silence she says that it is she: what is known of her holds again."""


@dataclass(frozen=True, slots=True)
class SomeoneElse:
    """After a long silence somebody else has the phone: nothing of hers holds any more."""


@dataclass(frozen=True, slots=True)
class KeepAppointment:
    """Keep what she told, and remind her of it."""

    draft: Draft = NOTHING


@dataclass(frozen=True, slots=True)
class MoveAppointment:
    """One of hers has another time."""

    draft: Draft = NOTHING


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    """Remind her of this one no more."""

    id: int = 0


@dataclass(frozen=True, slots=True)
class SettleAppointment:
    """She says whether she could go."""

    kept: bool
    id: int = 0


@dataclass(frozen=True, slots=True)
class TellAppointments:
    """Tell her which appointments are ahead of her."""


@dataclass(frozen=True, slots=True)
class TellAppointment:
    """Tell her what one is, and where: only when she asked for it."""

    id: int = 0


Effect = (
    SayText
    | ShowEntry
    | OpenCase
    | Remember
    | AllowWriting
    | Stop
    | ForgetEverything
    | TellHoldings
    | PlanWake
    | CancelWake
    | SetRole
    | PlanCheckIns
    | AdjustCheckIns
    | ConfirmSelf
    | SomeoneElse
    | KeepAppointment
    | MoveAppointment
    | CancelAppointment
    | SettleAppointment
    | TellAppointments
    | TellAppointment
)
