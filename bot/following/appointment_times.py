"""When is she reminded of an appointment, when is she asked about it, when does it come again?"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.following.cadence import Quiet

WEEK: Final = timedelta(days=7)


class Step(StrEnum):
    """What falls due for an appointment."""

    REMIND = "remind"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Reminder:
    """So many days before at an hour of hers, or so long before on the same day."""

    days: int
    at: time | None = None
    before: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Reminders:
    """`policies/appointments.yaml`, where each is explained."""

    reminders: tuple[Reminder, ...]
    not_before: time
    ask_after: timedelta
    duties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Due:
    """A step and its moment (UTC)."""

    step: Step
    at: datetime


def next_step(
    policy: Reminders, quiet: Quiet, appointment: datetime, after: datetime, zone: str
) -> Due:
    """What falls due next, later than `after`; at last the one question, and it always comes."""
    here = ZoneInfo(zone)
    moments = sorted(_remind_at(policy, each, appointment, here) for each in policy.reminders)
    for moment in moments:
        if after < moment < appointment:
            return Due(Step.REMIND, moment)
    return Due(Step.ASK, max(_ask_at(policy, quiet, appointment, here), after))


def _remind_at(
    policy: Reminders, reminder: Reminder, appointment: datetime, here: ZoneInfo
) -> datetime:
    local = appointment.astimezone(here)
    day = local.date() - timedelta(days=reminder.days)
    if reminder.at is not None:
        return datetime.combine(day, reminder.at, here).astimezone(UTC)
    earliest = datetime.combine(day, policy.not_before, here).astimezone(UTC)
    return max(earliest, appointment - reminder.before)


def _ask_at(policy: Reminders, quiet: Quiet, appointment: datetime, here: ZoneInfo) -> datetime:
    """Some hours afterwards, by day."""
    local = (appointment + policy.ask_after).astimezone(here)
    if not quiet.covers(local.time()):
        return local.astimezone(UTC)
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    return datetime.combine(day, quiet.end, here).astimezone(UTC)


def next_occurrence(every: str, first: date, at: datetime, zone: str) -> datetime | None:
    """When it comes again, at the same hour of her clock; None when it comes once.

    `first` is the day of the very first one: the 31st comes back in months that have one.
    """
    here = ZoneInfo(zone)
    local = at.astimezone(here)
    day = _next_day(every, first, local.date())
    if day is None:
        return None
    return datetime.combine(day, local.time(), here).astimezone(UTC)


def _next_day(every: str, first: date, last: date) -> date | None:
    kind, number = every[:1], int(every[1:]) if every[1:].lstrip("-").isdecimal() else 0
    if kind == "w" and number:
        return last + number * WEEK
    if kind == "m" and number:
        return _months_after(first, last, number)
    if kind == "n" and number:
        return _nth_after(number, last)
    return None


def _months_after(first: date, last: date, months: int) -> date:
    """The same day of a later month, or its last one where there is no such day."""
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def _nth_after(number: int, last: date) -> date:
    """The nth such weekday of the next month; the last one for -1."""
    year, month = divmod(last.year * 12 + last.month, 12)
    days = [
        day
        for day in calendar.Calendar().itermonthdates(year, month + 1)
        if day.month == month + 1 and day.weekday() == last.weekday()
    ]
    return days[-1] if number < 0 or number > len(days) else days[number - 1]
