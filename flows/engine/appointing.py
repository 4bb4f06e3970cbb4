"""What follows when she speaks of an appointment? She is heard, and told back before it is kept."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from flows.engine import appointments as known
from flows.engine import book as special
from flows.engine.answers import moment_options
from flows.engine.appointments import Appointment
from flows.engine.nodes import Ask
from flows.engine.understood import AppointmentAct, AppointmentSaid, Understood
from flows.engine.vocabulary import NodeId, Topic
from flows.engine.walk import Walk

FLOWS = {
    AppointmentAct.NEW: special.APPOINTMENT_NEW,
    AppointmentAct.LIST: special.APPOINTMENT_LIST,
    AppointmentAct.MOVE: special.APPOINTMENT_MOVE,
    AppointmentAct.CANCEL: special.APPOINTMENT_CANCEL,
}
TOPICS = frozenset({Topic.APPOINTMENTS, Topic.LEGAL, Topic.HOUSE_ARREST, Topic.STOP, Topic.OTHER})
"""What a message is about when a date in it is to be kept: "firmé un contrato" is of work."""

WHEN = NodeId("ask_day")
RELATIVE = "relative"


def take(walk: Walk, understood: Understood) -> bool:
    """Take what she says of an appointment of hers; whether it was that.

    An answer within the same flow is an answer; a relative speaks of another's.
    """
    said = understood.appointment
    if said is None or walk.session.role == RELATIVE or _is_asked(walk, said):
        return False
    if understood.topic not in TOPICS:
        return False
    if said.act in (AppointmentAct.MOVE, AppointmentAct.CANCEL) and not walk.world.appointments:
        if not said.days or said.act is AppointmentAct.CANCEL:
            return False
        said = replace(said, act=AppointmentAct.NEW)
    walk.session = replace(walk.session, unclear=0)
    walk.stack.clear()
    if not walk.session.greeted:
        walk.start(special.INTRODUCTION)
    _draft(walk, said)
    _begin(walk, said)
    return True


def _is_asked(walk: Walk, said: AppointmentSaid) -> bool:
    """Whether she is being asked for a part of this very thing."""
    top = walk.stack[-1] if walk.stack else None
    is_this = top is not None and top.flow == FLOWS[said.act]
    return top is not None and is_this and isinstance(walk.book.node(top), Ask)


def _draft(walk: Walk, said: AppointmentSaid) -> None:
    """What she told, as facts that the flow goes on from; what an older draft held is gone."""
    told = dict.fromkeys(known.DRAFT, "")
    told[known.KIND], told[known.PLACE], told[known.EVERY] = said.kind, said.place, said.every
    if len(said.hours) == 1:
        told[known.HOUR] = f"{said.hours[0]:%H:%M}"
    if said.act is AppointmentAct.CANCEL:
        told[known.ID] = _of_day(walk, said)
    elif len(said.days) == 1:
        told[known.DAY] = said.days[0].isoformat()
    for name, value in told.items():
        if value or walk.facts.get(name):
            walk.remember(name, value)


def _begin(walk: Walk, said: AppointmentSaid) -> None:
    flow = FLOWS[said.act]
    open_days = len(said.days) > 1 and said.act is not AppointmentAct.CANCEL
    if open_days and said.act is AppointmentAct.NEW:
        walk.ask_which(flow, WHEN, moment_options(said.days))
    else:
        walk.start(flow)


def _of_day(walk: Walk, said: AppointmentSaid) -> str:
    """The one appointment on a day that she names, or the only one she has."""
    zone = ZoneInfo(walk.world.zone)
    hers = ahead(walk)
    named = [each for each in hers if each.at.astimezone(zone).date() in said.days]
    found = named if said.days else hers
    return str(found[0].id) if len(found) == 1 else ""


def ahead(walk: Walk) -> tuple[Appointment, ...]:
    """Those that are not over."""
    return tuple(each for each in walk.world.appointments if not each.over)
