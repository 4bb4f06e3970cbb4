"""Whose turn is it, and who is next? Pure: the rota, the staff and a moment in, an order out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.care.working_time import WorkingHours
from bot.organisation import Organisation, Rota
from db.statuses import StaffRole
from db.stores.staff import OnCall

WEEK: Final = timedelta(days=7)
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is called at a moment, the first first.

    `within`: the office's hours run (or somebody is there at all hours); else those in `order`
    volunteered for this night. `gap`: it is within hours, and nobody whose work it is is there.
    """

    order: tuple[OnCall, ...]
    within: bool
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nobody would be called although the hours say that somebody is there."""

    start: datetime
    end: datetime


def turn(organisation: Organisation, staff: Sequence[OnCall], now: datetime) -> Turn:
    """Who is called at `now`, in which order."""
    hours = hours_of(organisation, staff)
    here = present(organisation, staff, now)
    office, nights = hours.running(now)
    always = [each for each in here if each.always]
    if not office:
        offered = _named((each.shift.who for each in nights), here)
        order = _in_order(organisation, [*always, *offered], now)
        return Turn(order, within=bool(always))
    named = _named((each.shift.who for each in office), here)
    anybody = here if any(not each.shift.who for each in office) else []
    order = _in_order(organisation, [*always, *named, *anybody], now, frozenset(named))
    return Turn(order, within=True, gap=not order)


def present(organisation: Organisation, staff: Sequence[OnCall], now: datetime) -> list[OnCall]:
    """All who are not off at `now`."""
    day = now.astimezone(ZoneInfo(organisation.zone)).date()
    return [each for each in staff if not is_off(organisation.rota, each.alias, day)]


def is_off(rota: Rota, alias: str, day: date) -> bool:
    """Whether somebody has leave on this day; both ends are part of it."""
    return any(each.who == alias and each.first <= day <= each.last for each in rota.leave)


def weekly(organisation: Organisation, now: datetime) -> tuple[str, ...]:
    """The aliases of the weekly rotation, whose week it is first, with who covers for whom."""
    rota = organisation.rota
    if not rota.weekly:
        return ()
    local = now.astimezone(ZoneInfo(organisation.zone)).replace(tzinfo=None)
    weeks = (local - datetime.combine(rota.begins, rota.handover)) // WEEK
    first = weeks % len(rota.weekly)
    names = [*rota.weekly[first:], *rota.weekly[:first]]
    covers = {
        each.absent: each.who for each in rota.cover if each.first <= local.date() <= each.last
    }
    return tuple(dict.fromkeys(covers.get(name, name) for name in names))


def gaps(
    organisation: Organisation, staff: Sequence[OnCall], now: datetime, days: int
) -> Iterator[Gap]:
    """The hours of the next days in which nobody would be called."""
    hours = hours_of(organisation, staff)
    today = now.astimezone(ZoneInfo(organisation.zone)).date()
    for ahead in range(days):
        for span in hours.office(today + ONE_DAY * ahead):
            yield from _gaps_in(organisation, staff, max(span.start, now), span.end)


def _gaps_in(
    organisation: Organisation, staff: Sequence[OnCall], start: datetime, end: datetime
) -> Iterator[Gap]:
    """The gaps of one shift: who is called changes at midnight, at a handover and with shifts."""
    open_since: datetime | None = None
    for moment in _changes(organisation, staff, start, end):
        nobody = not turn(organisation, staff, moment).order
        if nobody and open_since is None:
            open_since = moment
        if not nobody and open_since is not None:
            yield Gap(open_since, moment)
            open_since = None
    if open_since is not None:
        yield Gap(open_since, end)


def _changes(
    organisation: Organisation, staff: Sequence[OnCall], start: datetime, end: datetime
) -> list[datetime]:
    """The moments from start to before end at which somebody else may be called."""
    hours = hours_of(organisation, staff)
    first = start.astimezone(hours.zone).date()
    found = {start}
    for ahead in range(-1, (end - start).days + 2):
        day = first + ONE_DAY * ahead
        for clock in (time(), organisation.rota.handover):
            found.add(datetime.combine(day, clock, hours.zone).astimezone(UTC))
        for span in hours.office(day):
            found |= {span.start, span.end}
    return sorted(each for each in found if start <= each < end)


def hours_of(organisation: Organisation, staff: Sequence[OnCall]) -> WorkingHours:
    """The organisation's hours; somebody who is there at all hours makes all hours its own."""
    always = any(each.always for each in staff)
    return WorkingHours(organisation.coverage, ZoneInfo(organisation.zone), always)


def _named(groups: Iterator[tuple[str, ...]], here: Sequence[OnCall]) -> list[OnCall]:
    names = {alias for group in groups for alias in group}
    return [each for each in here if each.alias in names]


def _in_order(
    organisation: Organisation,
    people: Sequence[OnCall],
    now: datetime,
    named: frozenset[OnCall] = frozenset(),
) -> tuple[OnCall, ...]:
    """By the week's turn, then as they were taken on; supervisors only where a plan names them."""
    week = weekly(organisation, now)
    rank = {alias: number for number, alias in enumerate(week)}
    volunteers = {alias for shift in organisation.coverage.nights for alias in shift.who}
    planned = {*week, *volunteers, *(each.alias for each in named)}
    working = [
        each
        for each in dict.fromkeys(people)
        if (each.role is StaffRole.CASEWORKER and each.on_rota) or each.alias in planned
    ]
    return tuple(sorted(working, key=lambda each: rank.get(each.alias, len(rank))))
