"""Which appointment is an effect of the book about? What she told, or the one that is spoken of."""

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.engine.appointments import DRAFT, ID, Appointment, drafted
from flows.engine.effects import (
    CancelAppointment,
    Effect,
    KeepAppointment,
    MoveAppointment,
    SettleAppointment,
    TellAppointment,
)

if TYPE_CHECKING:
    from flows.engine.walk import Walk

OfAppointment = (
    KeepAppointment | MoveAppointment | CancelAppointment | SettleAppointment | TellAppointment
)


def spoken_of(walk: "Walk") -> Appointment | None:
    """Which one is spoken of: the chosen one, else the one that is over, else the soonest."""
    return known_of(walk.world.appointments, walk.facts)


def known_of(hers: tuple[Appointment, ...], facts: dict[str, str]) -> Appointment | None:
    """The same, from what is at hand."""
    chosen = [each for each in hers if str(each.id) == facts.get(ID)]
    over = [each for each in hers if each.over]
    return next(iter([*chosen, *over, *hers]), None)


def filled(walk: "Walk", effect: OfAppointment) -> Effect:
    """An effect of the book with what it is about; what she told of it is then forgotten."""
    draft = drafted(walk.facts)
    about = spoken_of(walk)
    number = about.id if about else 0
    match effect:
        case KeepAppointment():
            found: Effect = KeepAppointment(draft)
        case MoveAppointment():
            found = MoveAppointment(replace(draft, id=draft.id or number))
        case CancelAppointment():
            found = CancelAppointment(draft.id or number)
        case SettleAppointment(kept=kept):
            over = next((each.id for each in walk.world.appointments if each.over), number)
            return SettleAppointment(kept, over)
        case TellAppointment():
            return TellAppointment(number)
    for name in DRAFT:
        if walk.facts.get(name):
            walk.remember(name, "")
    return found
