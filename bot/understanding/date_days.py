"""Which days does one phrase mean, seen from today? One: sure; several: open; none: no such day."""

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.understanding.date_words import MONTHS, WEEKDAYS

Days = tuple[date, ...]
_A_LIFE: Final = 100  # years
_FAR: Final = timedelta(days=330)  # a bare day and month further away than this is asked back


@dataclass(frozen=True, slots=True)
class Today:
    """Her day, her hour, and whether the question looks back."""

    day: date
    hour: int
    past: bool


Read = Callable[[re.Match[str], Today], Days]


def _day(year: int, month: int, day: int) -> Days:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def _add_months(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def read_full(found: re.Match[str], today: Today) -> Days:
    year = int(found["y"])
    return _day(year + 2000 if year < 100 else year, int(found["m"]), int(found["d"]))


def read_day_and_month(found: re.Match[str], today: Today) -> Days:
    first, second = int(found["d"]), int(found["m"])
    if second > 12 >= first:  # written the other way round, as north of the border
        first, second = second, first
    return _in_some_year(today, second, first)


def _in_some_year(today: Today, month: int, day: int) -> Days:
    """The next such day (the last, looking back); the other too when that is almost a year off."""
    around = [d for year in (-1, 0, 1) for d in _day(today.day.year + year, month, day)]
    ahead = [d for d in around if d >= today.day][:1]
    behind = [d for d in around if d <= today.day][-1:]
    wanted, other = (behind, ahead) if today.past else (ahead, behind)
    if wanted and abs(wanted[0] - today.day) <= _FAR:
        return (wanted[0],)
    near = [d for d in other if abs(d - today.day) < timedelta(days=36)]
    return (*wanted, *near)


def read_named_month(found: re.Match[str], today: Today) -> Days:
    month, day = MONTHS.index(found["mes"]) + 1, int(found["d"])
    shift = {"pasado": -1, "proximo": 1, "este": 0}.get(found["ry"] or found["ly"] or "")
    if found["y"]:
        days = _day(int(found["y"]), month, day)
    elif shift is not None:
        days = _day(today.day.year + shift, month, day)
    else:
        days = _in_some_year(today, month, day)
    named = found.groupdict().get("wd")
    if named and len(days) == 1 and days[0].weekday() != WEEKDAYS.index(named):
        off = (WEEKDAYS.index(named) - days[0].weekday() + 3) % 7 - 3
        return (days[0], days[0] + timedelta(days=off))
    return days


def read_holiday(found: re.Match[str], today: Today) -> Days:
    for name, (month, day) in _HOLIDAYS.items():
        if name in found[0]:
            return _in_some_year(today, month, day)
    return ()


_HOLIDAYS: Final = {
    "nochebuena": (12, 24), "navidad": (12, 25), "ano nuevo": (1, 1), "fin de ano": (12, 31),
    "reyes": (1, 6), "muertos": (11, 2), "madres": (5, 10), "virgen": (12, 12),
}  # fmt: skip


def read_from_in(found: re.Match[str], today: Today) -> Days:
    """ "De hoy en ocho" is a week, counted with both ends; so is "de hoy en quince" a fortnight."""
    start = found["from"]
    if start in WEEKDAYS:
        base = _next_weekday(today.day - timedelta(days=1), WEEKDAYS.index(start))
    else:
        base = today.day + timedelta(days=start == "manana")
    days = int(found["n"])
    return (base + timedelta(days=days - (days in (8, 15, 22))),)


def read_ahead(found: re.Match[str], today: Today) -> Days:
    return _moved(today.day, int(found["n"]), found["unit"])


def read_ago(found: re.Match[str], today: Today) -> Days:
    return _moved(today.day, -int(found["n"]), found["unit"])


def read_count(found: re.Match[str], today: Today) -> Days:
    return (read_ago if today.past else read_ahead)(found, today)


def _moved(start: date, count: int, unit: str) -> Days:
    if unit == "mes":
        return (_add_months(start, count),)
    if unit == "ano" and abs(count) > _A_LIFE:
        return ()
    if unit == "ano":
        return (_add_months(start, count * 12),)
    days = count * {"dia": 1, "semana": 7, "quincena": 14}[unit]
    if unit == "dia" and abs(days) in (8, 15):  # "ocho días" is mostly said of a week
        week = days - 1 if days > 0 else days + 1
        return (start + timedelta(days=week), start + timedelta(days=days))
    return (start + timedelta(days=days),)


def read_tomorrow(found: re.Match[str], today: Today) -> Days:
    tomorrow = today.day + timedelta(days=1)
    return (today.day, tomorrow) if today.hour < 4 else (tomorrow,)  # before bed, or after?


def shifted(days: int) -> Read:
    def read(found: re.Match[str], today: Today) -> Days:
        return (today.day + timedelta(days=days),)

    return read


def _next_weekday(after: date, weekday: int) -> date:
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def _last_weekday(before: date, weekday: int) -> date:
    return before - timedelta(days=(before.weekday() - weekday - 1) % 7 + 1)


def read_weekday(found: re.Match[str], today: Today) -> Days:
    weekday = WEEKDAYS.index(found["wd"])
    other = _last_weekday(today.day, weekday) if today.past else _next_weekday(today.day, weekday)
    return (today.day, other) if today.day.weekday() == weekday else (other,)


def read_last_weekday(found: re.Match[str], today: Today) -> Days:
    return (_last_weekday(today.day, WEEKDAYS.index(found["wd"])),)


def read_next_weekday(found: re.Match[str], today: Today) -> Days:
    return (_next_weekday(today.day, WEEKDAYS.index(found["wd"])),)


def read_other_weekday(found: re.Match[str], today: Today) -> Days:
    """ "El otro martes" is the coming one to some, the one after to others."""
    coming = _next_weekday(today.day, WEEKDAYS.index(found["wd"]))
    return (coming, coming + timedelta(days=7))


def _monday(today: Today, weeks: int) -> date:
    return today.day + timedelta(days=7 * weeks - today.day.weekday())


def _weeks(phrase: str) -> int:
    if "pasad" in phrase or "anterior" in phrase:
        return -1
    return 0 if "esta" in phrase or "este" in phrase else 1


def read_weekday_of_week(found: re.Match[str], today: Today) -> Days:
    day = _monday(today, _weeks(found["week"])) + timedelta(days=WEEKDAYS.index(found["wd"]))
    return (day,)


def read_week(found: re.Match[str], today: Today) -> Days:
    """Its working days, Monday to Friday; of this week those that lie on the side asked about."""
    weeks = _weeks(found[0])
    days = [_monday(today, weeks) + timedelta(days=n) for n in range(7 if weeks < 0 else 5)]
    if weeks == 0:
        days = [d for d in days if (d <= today.day if today.past else d >= today.day)]
    return tuple(days) or (today.day,)


def read_weekend(found: re.Match[str], today: Today) -> Days:
    weeks = -1 if "pasad" in found[0] or (today.past and today.day.weekday() < 5) else 0
    saturday = _monday(today, weeks) + timedelta(days=5)
    return (saturday, saturday + timedelta(days=1))


def read_end_of_month(found: re.Match[str], today: Today) -> Days:
    if found["mes"]:
        month = MONTHS.index(found["mes"]) + 1
        last = [_month_end(date(today.day.year + n, month, 1)) for n in (-1, 0, 1)]
        side = [d for d in last if (d <= today.day if today.past else d >= today.day)]
        return (side[-1] if today.past else side[0],)
    named = found["rm"] or found["pm"]
    shift = -1 if named == "pasado" else 1 if named else 0
    return (_month_end(_add_months(today.day.replace(day=1), shift)),)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def read_payday(found: re.Match[str], today: Today) -> Days:
    """Wages are paid on the 15th and the last day of the month."""
    months = [_add_months(today.day.replace(day=1), n) for n in (-1, 0, 1)]
    paydays = [day for month in months for day in (month.replace(day=15), _month_end(month))]
    if today.past or "pasad" in found[0]:
        return ([d for d in paydays if d <= today.day][-1],)
    return (next(d for d in paydays if d >= today.day),)


def read_day_of_month(found: re.Match[str], today: Today) -> Days:
    """The next such day (the last, looking back): said on the day itself, it may be either."""
    day = int(found["d"])
    if not 1 <= day <= 31:
        return ()
    first = today.day.replace(day=1)
    around = [_add_months(first, n) for n in range(-3, 4)]
    days = [d for month in around for d in _day(month.year, month.month, day)]
    if today.past:
        return tuple(reversed([d for d in days if d <= today.day][-1 - (today.day in days) :]))
    return tuple([d for d in days if d >= today.day][: 1 + (today.day in days)])


def read_day_of_some_month(found: re.Match[str], today: Today) -> Days:
    phrase = found[0]
    shift = -1 if "pasad" in phrase else 0 if re.search("este|presente|corriente", phrase) else 1
    if re.search(r"de mes$|del mes$", phrase):
        return read_day_of_month(found, today)
    month = _add_months(today.day.replace(day=1), shift)
    return _day(month.year, month.month, int(found["d"]))


def read_weekday_and_day(found: re.Match[str], today: Today) -> Days:
    """ "Martes 15": the 15th that is a Tuesday, soon; else her words disagree and both are open."""
    weekday, day = WEEKDAYS.index(found["wd"]), int(found["d"])
    first, step = today.day.replace(day=1), -1 if today.past else 1
    for n in range(4):
        month = _add_months(first, n * step)
        fits = [d for d in _day(month.year, month.month, day) if d.weekday() == weekday]
        if fits and (fits[0] - today.day).days * step >= 0:
            return (fits[0],)
    return union((read_day_of_month(found, today), read_weekday(found, today)))


def union(parts: Iterable[Days]) -> Days:
    return tuple(sorted({day for days in parts for day in days}))
