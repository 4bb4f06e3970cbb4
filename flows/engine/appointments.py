"""How does the engine speak of her appointments? Those she has, and the one she is telling of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from flows.engine.texts import N_

DRAFT: Final = ("appt_day", "appt_hour", "appt_kind", "appt_place", "appt_every", "appt_id")
"""The facts that hold an appointment while she tells of it; they are forgotten when it is kept."""

DAY, HOUR, KIND, PLACE, EVERY, ID = DRAFT
SIGNING: Final = "signing"
HEARING: Final = "hearing"
WHAT: Final[Mapping[str, str]] = {
    SIGNING: N_("una firma"),
    HEARING: N_("una audiencia"),
    "other": N_("un pendiente"),
}
DAYS: Final = (
    N_("lunes"),
    N_("martes"),
    N_("miércoles"),
    N_("jueves"),
    N_("viernes"),
    N_("sábado"),
    N_("domingo"),
)
NO_HOUR: Final = N_("sin hora fija")
ONCE: Final = N_("una vez")
WEEKLY: Final = N_("cada semana")
FORTNIGHTLY: Final = N_("cada dos semanas")
MONTHLY: Final = N_("cada mes")
OFTEN: Final = N_("y se repite")
RHYTHMS: Final[Mapping[str, str]] = {
    "": ONCE,
    "w1": WEEKLY,
    "w2": FORTNIGHTLY,
    "m1": MONTHLY,
}
NAMES: Final = frozenset({"what", "day", "date", "hour", "every"})
MORNING: Final = time(9)
"""Where she told no hour, offices open then."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One of hers. `over`: it has been, and she was asked whether she could go."""

    id: int
    kind: str
    at: datetime
    has_hour: bool = True
    place: str = field(default="", repr=False)
    every: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What she has told of one so far; `id` where it is one that she has."""

    day: date | None = None
    hour: time | None = None
    kind: str = "other"
    place: str = field(default="", repr=False)
    every: str = ""
    id: int = 0

    def at(self, zone: str) -> datetime | None:
        """Its moment in UTC; None while no day is told."""
        if self.day is None:
            return None
        local = datetime.combine(self.day, self.hour or MORNING, ZoneInfo(zone))
        return local.astimezone(UTC)


NOTHING: Final = Draft()


def drafted(facts: Mapping[str, str]) -> Draft:
    """The appointment that she is telling of. A day may carry its hour: "2026-11-27T10:00"."""
    told = facts.get(DAY, "")
    day, _, hour = told.partition("T")
    hour = facts.get(HOUR, "") or hour
    id = facts.get(ID, "")
    return Draft(
        day=date.fromisoformat(day) if day else None,
        hour=time.fromisoformat(hour) if hour else None,
        kind=facts.get(KIND, "") or "other",
        place=facts.get(PLACE, ""),
        every=facts.get(EVERY, ""),
        id=int(id) if id.isdecimal() else 0,
    )


def said(name: str, appointment: Appointment | Draft, zone: str) -> str:
    """What fills a hole about it; words are msgids, which the text translates."""
    match name:
        case "what":
            return WHAT.get(appointment.kind, WHAT["other"])
        case "every":
            return RHYTHMS.get(appointment.every, OFTEN)
        case "day":
            return DAYS[_local(appointment, zone).weekday()]
        case "date":
            return f"{_local(appointment, zone).day}/{_local(appointment, zone).month}"
        case "hour":
            return _hour(appointment, zone)
        case _:
            raise KeyError(name)


def title(appointment: Appointment, zone: str) -> str:
    """As a button tells it: "27/11 10:00"."""
    local = appointment.at.astimezone(ZoneInfo(zone))
    hour = f" {local.hour}:{local.minute:02}" if appointment.has_hour else ""
    return f"{local.day}/{local.month}{hour}"


def _hour(appointment: Appointment | Draft, zone: str) -> str:
    if isinstance(appointment, Draft):
        hour = appointment.hour
    else:
        hour = _local(appointment, zone).time() if appointment.has_hour else None
    return f"{hour.hour}:{hour.minute:02}" if hour else NO_HOUR


def _local(appointment: Appointment | Draft, zone: str) -> datetime:
    at = appointment.at(zone) if isinstance(appointment, Draft) else appointment.at
    if at is None:
        raise KeyError(DAY)
    return at.astimezone(ZoneInfo(zone))
