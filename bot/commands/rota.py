"""Whose turn is it, now and in the days to come, and where is a gap?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import click

from bot.care import rota as turns
from bot.care.coverage import presence
from bot.care.working_time import Span
from bot.commands import opening
from bot.organisation import Organisation
from bot.road.clocks import SystemClock
from db.engine import connect
from db.stores import staff as store
from db.stores.staff import OnCall

DAYS: Final = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
ONE_DAY: Final = timedelta(days=1)


@click.group()
def rota() -> None:
    """La guardia: a quién le toca y dónde falta alguien."""


@rota.command()
@click.option("--days", default=14, show_default=True, help="Cuántos días se muestran.")
def show(days: int) -> None:
    """Muestra a quién le toca ahora y en los días que vienen, y los huecos."""
    settings = opening.settings()
    organisation = opening.organisation(settings.organisation)
    database = connect(settings.database_url)
    with database.read() as tx:
        staff = store.working(tx)
    database.close()
    for line in lines(organisation, staff, SystemClock().now(), days):
        click.echo(line)


def lines(
    organisation: Organisation, staff: Sequence[OnCall], now: datetime, days: int
) -> Iterator[str]:
    """The rota in words: now, each day, and what nobody covers."""
    there = presence(organisation, staff, now)
    yield f"Ahora: {_names(there.on_call) or 'nadie'}"
    hours = turns.hours_of(organisation, staff)
    today = now.astimezone(hours.zone).date()
    for ahead in range(days):
        day = today + ONE_DAY * ahead
        office, nights = tuple(hours.office(day)), tuple(hours.nights(day))
        for span in office:
            yield _line(span, hours.zone, _order(organisation, staff, span.start), "HUECO: nadie")
        for span in nights:
            offered = [each for each in staff if each.alias in span.shift.who]
            here = turns.present(organisation, offered, span.start)
            yield _line(span, hours.zone, _names(here), "HUECO: nadie", "noche, por voluntad: ")
        if not office and not nights:
            yield f"{DAYS[day.weekday()]} {day:%d/%m}: sin horario"
    found = len(list(turns.gaps(organisation, staff, now, days)))
    yield f"Huecos en horario: {found}"


def _order(organisation: Organisation, staff: Sequence[OnCall], moment: datetime) -> str:
    return _names(turns.turn(organisation, staff, moment).order)


def _names(people: Sequence[OnCall]) -> str:
    return ", ".join(each.alias for each in people)


def _line(span: Span, zone: ZoneInfo, names: str, gap: str, kind: str = "") -> str:
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    return (
        f"{DAYS[start.weekday()]} {start:%d/%m} {start:%H:%M} a {end:%H:%M}: {kind}{names or gap}"
    )
