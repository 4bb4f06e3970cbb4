"""Is somebody there, and when is somebody there again? Every promise of a person reads this."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.organisation import (
    Coverage,
    EasterHoliday,
    Organisation,
    OwnHoliday,
    Shift,
    SingleHoliday,
    YearlyHoliday,
)
from bot.translations import N_
from db.stores.staff import OnCall
from flows.engine.texts import Translate
from flows.engine.world import Team

LOOK_AHEAD: Final = timedelta(days=30)
"""How far ahead the next hour with somebody there is searched."""

HERE: Final = "here"
AWAY: Final = "away"
NONE: Final = "none"

NOTICED: Final = N_("Dejé aviso al equipo. Cuando alguien lo lea, te lo digo aquí.")
READ: Final = N_("Alguien del equipo ya leyó tu aviso.")
AWAY_BACK: Final = N_("A esta hora no hay nadie del equipo. Te leen {back}.")
AWAY_LONG: Final = N_("Ahora no hay nadie del equipo, y no sé qué día vuelven.")
NOBODY: Final = N_("Por ahora ninguna persona está leyendo este chat.")

DAYS: Final = (
    N_("lunes"),
    N_("martes"),
    N_("miércoles"),
    N_("jueves"),
    N_("viernes"),
    N_("sábado"),
    N_("domingo"),
)
TODAY: Final = N_("hoy a las {hour}")
TOMORROW: Final = N_("mañana a las {hour}")
ON_DAY: Final = N_("el {day} a las {hour}")
ON_DATE: Final = N_("el {day} {date} a las {hour}")
SPAN: Final = N_("{first} a {last} de {start} a {end}")
ONE_DAY: Final = N_("{first} de {start} a {end}")
ALWAYS: Final = N_("a toda hora")
NO_HOURS: Final = N_("sin horario por ahora")


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is on call at this moment. `back`: when somebody is there again (UTC), when known.

    `on_call` are the staff who are alerted now, in the order in which they are.
    """

    configured: bool
    on_call: tuple[OnCall, ...] = ()
    back: datetime | None = None
    hours: tuple[Shift, ...] = ()
    always: bool = False

    @property
    def state(self) -> str:
        """ "here", "away" or "none"."""
        if not self.configured:
            return NONE
        return HERE if self.on_call else AWAY


def presence(organisation: Organisation, staff: Sequence[OnCall], now: datetime) -> Presence:
    """Who is there at `now` (UTC), by the organisation's coverage and the rota."""
    zone = ZoneInfo(organisation.zone)
    coverage = organisation.coverage
    on_call = _on_call(coverage, staff, now.astimezone(zone))
    return Presence(
        configured=bool(staff),
        on_call=on_call,
        back=None if on_call else _back(coverage, staff, now.astimezone(zone)),
        hours=coverage.hours,
        always=any(each.always for each in staff),
    )


def team(
    there: Presence,
    open_cases: Mapping[str, str],
    zone: str,
    now: datetime,
    translate: Translate,
) -> Team:
    """What she is told about people, in her own zone and language; never more than is true."""
    back = _moment(there.back, now, ZoneInfo(zone), translate) if there.back else ""
    return Team(
        state=there.state,
        closing=_closing(there, open_cases, back, translate),
        hours=_hours(there, translate),
        back=back,
    )


def _closing(
    there: Presence, open_cases: Mapping[str, str], back: str, translate: Translate
) -> str:
    if "acknowledged" in open_cases.values() or "in_contact" in open_cases.values():
        return translate(READ)
    match there.state:
        case "here":
            return translate(NOTICED)
        case "away":
            return translate(AWAY_BACK).format(back=back) if back else translate(AWAY_LONG)
        case _:
            return translate(NOBODY)


def _on_call(coverage: Coverage, staff: Sequence[OnCall], local: datetime) -> tuple[OnCall, ...]:
    always = tuple(each for each in staff if each.always)
    running = [shift for shift in _shifts(coverage, local.date()) if _covers(shift, local)]
    if not running:
        return always
    named = {alias for shift in running for alias in shift.shift.who}
    anybody = any(not shift.shift.who for shift in running)
    return tuple(each for each in staff if each.always or anybody or each.alias in named)


@dataclass(frozen=True, slots=True)
class _Running:
    """A shift on a given day, from and until (local, aware)."""

    shift: Shift
    start: datetime
    end: datetime = field(compare=False)


def _covers(running: _Running, local: datetime) -> bool:
    return running.start <= local.replace(tzinfo=None) < running.end


def _shifts(coverage: Coverage, day: date) -> Iterator[_Running]:
    """The shifts that began on this day or the day before; a night lasts into the morning."""
    for start_day in (day - timedelta(days=1), day):
        yield from _beginning(coverage, start_day)


def _beginning(coverage: Coverage, day: date) -> Iterator[_Running]:
    if coverage.closed_until is not None and day < coverage.closed_until:
        return
    office = coverage.hours
    if office and _is_holiday(coverage, day):
        office = ()
    for shift in (*office, *coverage.nights):
        if day.weekday() in shift.days:
            start = datetime.combine(day, shift.start)
            over = timedelta(days=1) if shift.end <= shift.start else timedelta()
            yield _Running(shift, start, datetime.combine(day, shift.end) + over)


@cache
def _official(country: str, year: int) -> frozenset[date]:
    import holidays  # slow to import, and only an organisation that keeps them needs it

    return frozenset(holidays.country_holidays(country, years=year))


def _is_holiday(coverage: Coverage, day: date) -> bool:
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


def _back(coverage: Coverage, staff: Sequence[OnCall], local: datetime) -> datetime | None:
    """The next moment (UTC) at which a shift with somebody in it begins."""
    names = {each.alias for each in staff}
    for days in range(LOOK_AHEAD.days):
        begins = [
            running.start
            for running in _beginning(coverage, local.date() + timedelta(days=days))
            if running.start.replace(tzinfo=local.tzinfo) > local
            and (not running.shift.who or names & set(running.shift.who))
        ]
        if begins and names:
            return min(begins).replace(tzinfo=local.tzinfo).astimezone(UTC)
    return None


def _moment(moment: datetime, now: datetime, zone: ZoneInfo, translate: Translate) -> str:
    """ "mañana a las 9:00", on her own clock."""
    local = moment.astimezone(zone)
    hour = f"{local.hour}:{local.minute:02}"
    ahead = (local.date() - now.astimezone(zone).date()).days
    day = translate(DAYS[local.weekday()])
    if ahead == 0:
        return translate(TODAY).format(hour=hour)
    if ahead == 1:
        return translate(TOMORROW).format(hour=hour)
    if ahead < len(DAYS):
        return translate(ON_DAY).format(day=day, hour=hour)
    return translate(ON_DATE).format(day=day, date=f"{local.day}/{local.month}", hour=hour)


def _hours(there: Presence, translate: Translate) -> str:
    """The office hours in words: "lunes a viernes de 9:00 a 18:00"."""
    if there.always:
        return translate(ALWAYS)
    if not there.configured or not there.hours:
        return translate(NO_HOURS)
    return "; ".join(_span(shift, translate) for shift in there.hours)


def _span(shift: Shift, translate: Translate) -> str:
    start, end = (f"{each.hour}:{each.minute:02}" for each in (shift.start, shift.end))
    days = sorted(shift.days)
    names = [translate(DAYS[day]) for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return translate(SPAN).format(first=names[0], last=names[-1], start=start, end=end)
    return translate(ONE_DAY).format(first=", ".join(names), start=start, end=end)
