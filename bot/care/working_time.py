"""When has so much working time passed? Counted over the hours in which people are there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.organisation import (
    Coverage,
    EasterHoliday,
    OwnHoliday,
    Shift,
    SingleHoliday,
    YearlyHoliday,
)

LOOK_AHEAD: Final = 60
"""How many days ahead hours are searched: a long closure is shorter."""

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A shift on a given day, from and until (UTC)."""

    shift: Shift
    start: datetime
    end: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether it runs at that moment; its end is not part of it."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours of an organisation in its own zone. `always`: somebody is there at all hours."""

    coverage: Coverage
    zone: ZoneInfo
    always: bool = False

    def office(self, day: date) -> Iterator[Span]:
        """The office hours that begin on this day; none on a holiday or while closed."""
        hours = self.coverage.hours
        if hours and not self._closed(day) and not is_holiday(self.coverage, day):
            yield from self._on(day, hours)

    def nights(self, day: date) -> Iterator[Span]:
        """Whom volunteers cover beyond them; on holidays too, but not while closed."""
        if not self._closed(day):
            yield from self._on(day, self.coverage.nights)

    def running(self, now: datetime) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The office hours and the volunteers' shifts that run now; a night lasts until morning."""
        today = now.astimezone(self.zone).date()
        days = (today - ONE_DAY, today)
        office = tuple(each for day in days for each in self.office(day) if each.covers(now))
        nights = tuple(each for day in days for each in self.nights(day) if each.covers(now))
        return office, nights

    def within(self, now: datetime) -> bool:
        """Whether people are there now by the hours."""
        return self.always or bool(self.running(now)[0])

    def opens(self, now: datetime) -> datetime | None:
        """When the office next opens, after now (UTC); None when that is not known."""
        return next((start for start, _ in self._open_from(now) if start > now), None)

    def after(self, start: datetime, span: timedelta) -> datetime | None:
        """When `span` of working time has passed; its days are working days at the same hour."""
        if self.always:
            return start + span
        moment = self._days_later(start, span.days)
        return None if moment is None else self._hours_later(moment, span - ONE_DAY * span.days)

    def _days_later(self, start: datetime, days: int) -> datetime | None:
        if not days:
            return start
        local = start.astimezone(self.zone)
        left = days
        for ahead in range(1, LOOK_AHEAD):
            day = local.date() + ONE_DAY * ahead
            left -= any(True for _ in self.office(day))
            if not left:
                return self._utc(day, local.time())
        return None

    def _hours_later(self, start: datetime, span: timedelta) -> datetime | None:
        for opened, closed in self._open_from(start):
            begin = max(opened, start)
            if span <= closed - begin:
                return begin + span
            span -= closed - begin
        return None

    def _open_from(self, start: datetime) -> list[tuple[datetime, datetime]]:
        """The open times that have not ended at `start`, those that touch or overlap as one."""
        first = start.astimezone(self.zone).date() - ONE_DAY
        spans = sorted(
            (each.start, each.end)
            for ahead in range(LOOK_AHEAD)
            for each in self.office(first + ONE_DAY * ahead)
            if each.end > start
        )
        joined: list[tuple[datetime, datetime]] = []
        for begin, end in spans:
            if joined and begin <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((begin, end))
        return joined

    def _closed(self, day: date) -> bool:
        until = self.coverage.closed_until
        return until is not None and day < until

    def _on(self, day: date, shifts: tuple[Shift, ...]) -> Iterator[Span]:
        for shift in shifts:
            if day.weekday() in shift.days:
                last = day + ONE_DAY if shift.end <= shift.start else day
                yield Span(shift, self._utc(day, shift.start), self._utc(last, shift.end))

    def _utc(self, day: date, hour: time) -> datetime:
        """A wall clock's moment; one that the change of hour skips is the first after it."""
        return datetime.combine(day, hour, self.zone).astimezone(UTC)


@cache
def _official(country: str, year: int) -> frozenset[date]:
    import holidays  # slow to import, and only an organisation that keeps them needs it

    return frozenset(holidays.country_holidays(country, years=year))


def is_holiday(coverage: Coverage, day: date) -> bool:
    """Whether nobody works on this day: the country's own, or the organisation's."""
    if coverage.country and day in _official(coverage.country, day.year):
        return True
    return any(_falls_on(each, day) for each in coverage.own_holidays)


def _falls_on(holiday: OwnHoliday, day: date) -> bool:
    match holiday:
        case YearlyHoliday(month, number, _):
            return (day.month, day.day) == (month, number)
        case SingleHoliday(single, _):
            return day == single
        case EasterHoliday(days, _):
            return day == easter(day.year) + timedelta(days=days)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, four = divmod(century, 4)
    moon = (8 * century + 13) // 25
    epact = (19 * golden + century - leap - moon + 15) % 30
    quarter, days = divmod(rest, 4)
    week = (32 + 2 * four + 2 * quarter - epact - days) % 7
    shift = (golden + 11 * epact + 19 * week) // 433
    month = (epact + week - 7 * shift + 90) // 25
    return date(year, month, (epact + week - 7 * shift + 33 * month + 19) % 32)
