"""What do the nodes do that say nothing of their own? Search, choose a way, and wish."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from flows.engine.appointment_effects import OfAppointment, filled
from flows.engine.directory import Match, Query
from flows.engine.effects import (
    AllowWriting,
    CancelWake,
    ConfirmSelf,
    Effect,
    ForgetEverything,
    Remember,
    SetRole,
    ShowEntry,
    SomeoneElse,
    Stop,
    TellAppointments,
    TellHoldings,
)
from flows.engine.nodes import PLACE, Act, Find, Goto, Route
from flows.engine.states import from_fact

if TYPE_CHECKING:
    from flows.engine.walk import Walk

SUSPICION = "suspicion"
"""The wake that rings when a neutral question stays without an answer."""


def pass_by(walk: "Walk", node: Find | Route | Act) -> Goto:
    """Do what the node says, and tell where to go on."""
    match node:
        case Find():
            return _find(walk, node)
        case Route():
            return _route(walk, node)
        case Act():
            _act(walk, node)
            return node.goto


def _find(walk: "Walk", node: Find) -> Goto:
    query = Query(
        node.categories,
        from_fact(walk.facts.get(PLACE, "")),
        node.limit,
        by_phone=node.by_phone,
        all_hours=node.all_hours,
        local_only=node.local_only,
        seen=frozenset(walk.session.seen) | walk.world.closed | frozenset(node.without),
        only=frozenset(node.only),
    )
    matches = walk.world.directory.find(query)
    if not matches:
        return node.none
    walk.session = replace(walk.session, found=matches[0].entry.id)
    walk.note_seen(tuple(match.entry.id for match in matches))
    if node.show:
        _show(walk, matches)
    return node.found


def _show(walk: "Walk", matches: tuple[Match, ...]) -> None:
    walk.effects.extend(
        ShowEntry(match, number, len(matches)) for number, match in enumerate(matches, start=1)
    )
    walk.session = replace(walk.session, said="", since=walk.world.now)


def _route(walk: "Walk", node: Route) -> Goto:
    value = _known(walk, node.on)
    if value and value in node.cases:
        return node.cases[value]
    if value and "known" in node.cases:
        return node.cases["known"]
    return node.otherwise


def _known(walk: "Walk", name: str) -> str:
    read = _KNOWN.get(name.partition(":")[0])
    return read(walk, name) if read else walk.facts.get(name, "")


def _team(walk: "Walk", _: str) -> str:
    return walk.world.team.state


def _channel(walk: "Walk", _: str) -> str:
    return walk.world.channel


def _role(walk: "Walk", _: str) -> str:
    return walk.session.role


def _waiting(walk: "Walk", _: str) -> str:
    return "yes" if len(walk.stack) > 1 else ""


def _hour(walk: "Walk", _: str) -> str:
    first, last = walk.book.manners.night
    hour = walk.world.now.astimezone(ZoneInfo(walk.world.zone)).hour
    return "night" if hour >= first or hour < last else "day"


def _state(walk: "Walk", name: str) -> str:
    """Of her place, or of the place that is kept as the fact after the colon."""
    place = from_fact(walk.facts.get(name.partition(":")[2] or PLACE, ""))
    return place.state if place else ""


def _appt_hour(walk: "Walk", name: str) -> str:
    """A day may have been told with its hour."""
    return walk.facts.get(name, "") or walk.facts.get("appt_day", "").partition("T")[2]


def _appointment(walk: "Walk", _: str) -> str:
    """What is ahead of her: its kind; empty when nothing is."""
    hers = walk.world.appointments
    over = next((each for each in hers if each.over), None)
    return (over or hers[0]).kind if hers else ""


def _released(walk: "Walk", _: str) -> str:
    """When she came out, as she told it; "today" while that day lasts."""
    told = walk.facts.get("released", "")
    today = walk.world.now.astimezone(ZoneInfo(walk.world.zone)).date()
    return "today" if told.startswith(today.isoformat()) else told


def _act(walk: "Walk", node: Act) -> None:
    for effect in node.effects:
        if isinstance(effect, Remember):
            walk.remember(effect.name, effect.value)
        elif isinstance(effect, OfAppointment):
            walk.effects.append(filled(walk, effect))
        else:
            _note(walk, effect)
            walk.effects.append(effect)


def _note(walk: "Walk", effect: Effect) -> None:
    """What the walk itself has to know of an effect."""
    match effect:
        case SetRole(role):
            walk.session = replace(walk.session, role=role)
        case CancelWake(name) if name == SUSPICION:
            walk.session = replace(walk.session, suspicion=None)
        case AllowWriting(allowed):
            walk.remember("consent", "yes" if allowed else "no")
        case ForgetEverything() | Stop():
            walk.leave_for_good()
        case TellHoldings() | TellAppointments():
            walk.session = replace(walk.session, said="")
        case ConfirmSelf() | SomeoneElse():
            walk.session = replace(walk.session, stranger="")
        case _:
            return


_KNOWN: Final[Mapping[str, Callable[["Walk", str], str]]] = {
    "team": _team,
    "channel": _channel,
    "role": _role,
    "waiting": _waiting,
    "hour": _hour,
    "state": _state,
    "released": _released,
    "appointment": _appointment,
    "appt_hour": _appt_hour,
}
"""What a route may ask for that is no fact."""
