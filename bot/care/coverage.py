"""Is somebody there, and when is somebody there again? Every promise of a person reads this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.care import rota
from bot.care.working_time import WorkingHours
from bot.organisation import Coverage, Organisation, Shift
from bot.translations import N_
from db.statuses import CaseStatus, StaffRole
from db.stores.staff import OnCall
from flows.engine.appointments import DAYS
from flows.engine.texts import Translate
from flows.engine.world import Team

LOOK_AHEAD: Final = timedelta(days=30)
"""How far ahead the next hour with somebody there is searched."""

NO_WORKING_HOURS: Final = WorkingHours(Coverage(), ZoneInfo("UTC"))
TAKEN: Final = frozenset({CaseStatus.ACKNOWLEDGED, CaseStatus.IN_CONTACT})

HERE: Final = "here"
AWAY: Final = "away"
NONE: Final = "none"

NOTICED: Final = N_("Dejé aviso al equipo. Cuando alguien lo lea, te lo digo aquí.")
READ: Final = N_("Alguien del equipo ya leyó tu aviso.")
AWAY_BACK: Final = N_("A esta hora no hay nadie del equipo. Te leen {back}.")
AWAY_LONG: Final = N_("Ahora no hay nadie del equipo, y no sé qué día vuelven.")
NOBODY: Final = N_("Por ahora ninguna persona está leyendo este chat.")

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
    """Who is there at this moment. `back`: when somebody is there again (UTC), when known.

    `on_call` are those who are called now, whose turn it is first; `within`: by the organisation's
    hours, else they volunteered for this night. `supervisors` and `everybody` leave out who is off.
    `gap`: the hours say that somebody is there, and nobody whose work it is can be called.
    """

    configured: bool
    on_call: tuple[OnCall, ...] = ()
    supervisors: tuple[OnCall, ...] = ()
    everybody: tuple[OnCall, ...] = ()
    within: bool = False
    gap: bool = False
    back: datetime | None = None
    working: WorkingHours = NO_WORKING_HOURS

    @property
    def state(self) -> str:
        """ "here", "away" or "none"."""
        if not self.configured:
            return NONE
        return HERE if self.on_call else AWAY


def presence(organisation: Organisation, staff: Sequence[OnCall], now: datetime) -> Presence:
    """Who is there at `now` (UTC), by the organisation's coverage and the rota."""
    turn = rota.turn(organisation, staff, now)
    everybody = tuple(rota.present(organisation, staff, now))
    supervisors = tuple(each for each in everybody if each.role is StaffRole.SUPERVISOR)
    always = tuple(each for each in supervisors if each.always)
    stand_in = (supervisors or everybody) if turn.gap else always
    return Presence(
        configured=bool(staff),
        on_call=turn.order or stand_in,
        supervisors=supervisors,
        everybody=everybody,
        within=turn.within,
        gap=turn.gap,
        back=_back(organisation, staff, now),
        working=rota.hours_of(organisation, staff),
    )


def team(
    there: Presence,
    open_cases: Mapping[str, str],
    zone: str,
    now: datetime,
    translate: Translate,
) -> Team:
    """What she is told about people, in her own zone and language; never more than is true."""
    back = moment(there.back, now, ZoneInfo(zone), translate) if there.back else ""
    return Team(
        state=there.state,
        closing=_closing(there, open_cases, back, translate),
        hours=_hours(there, translate),
        back=back,
    )


def _closing(
    there: Presence, open_cases: Mapping[str, str], back: str, translate: Translate
) -> str:
    states = set(open_cases.values())
    if states & TAKEN:
        return translate(READ)
    if there.state == HERE and CaseStatus.UNATTENDED not in states:
        return translate(NOTICED)
    if there.state == NONE:
        return translate(NOBODY)
    return translate(AWAY_BACK).format(back=back) if back else translate(AWAY_LONG)


def _back(organisation: Organisation, staff: Sequence[OnCall], now: datetime) -> datetime | None:
    """The next moment (UTC) at which a shift with somebody in it begins."""
    hours = rota.hours_of(organisation, staff)
    names = {each.alias for each in staff}
    today = now.astimezone(hours.zone).date()
    for ahead in range(LOOK_AHEAD.days):
        day = today + timedelta(days=ahead)
        begins = [
            span.start
            for span in (*hours.office(day), *hours.nights(day))
            if span.start > now and (not span.shift.who or names & set(span.shift.who))
        ]
        if begins and names:
            return min(begins).astimezone(UTC)
    return None


def moment(at: datetime, now: datetime, zone: ZoneInfo, translate: Translate) -> str:
    """ "mañana a las 9:00", on her own clock."""
    local = at.astimezone(zone)
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
    hours = there.working.coverage.hours
    if there.working.always:
        return translate(ALWAYS)
    if not there.configured or not hours:
        return translate(NO_HOURS)
    return "; ".join(_span(shift, translate) for shift in hours)


def _span(shift: Shift, translate: Translate) -> str:
    start, end = (f"{each.hour}:{each.minute:02}" for each in (shift.start, shift.end))
    days = sorted(shift.days)
    names = [translate(DAYS[day]) for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return translate(SPAN).format(first=names[0], last=names[-1], start=start, end=end)
    return translate(ONE_DAY).format(first=", ".join(names), start=start, end=end)
