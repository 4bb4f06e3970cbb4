"""What would the rules ask of the people? `alba policy try` plays a month before it is lived."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

import click

from bot.care import policy_file
from bot.care.trying import MONTH, WEEK, Load, Played, play
from bot.commands import opening
from bot.marked_yaml import WrongFile
from bot.organisation import Coverage, Organisation, Shift
from bot.road.clocks import SystemClock
from db.statuses import StaffRole
from db.stores.staff import OnCall
from flows.engine.vocabulary import Severity

NAMES: Final = {
    Severity.URGENT: "urgentes",
    Severity.HIGH: "altas",
    Severity.NORMAL: "normales",
}
ASSUMED: Final = Coverage(hours=(Shift(frozenset(range(5)), time(9), time(18)),))
"""Where the organisation has not said its hours yet: without any nobody would ever answer."""

WEEKS: Final = MONTH // WEEK


@click.group()
def policy() -> None:
    """Las reglas de aviso: probarlas antes de usarlas."""


@policy.command("try")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--women", default=40, show_default=True, help="Cuántas personas se acompañan.")
@click.option(
    "--urgent", default=0.02, show_default=True, help="Casos urgentes por persona y semana."
)
@click.option("--high", default=0.05, show_default=True, help="Casos altos por persona y semana.")
@click.option("--normal", default=0.1, show_default=True, help="Normales por persona y semana.")
@click.option(
    "--silence",
    default=0.2,
    show_default=True,
    help="Qué parte de las preguntas semanales queda sin respuesta (de 0 a 1).",
)
@click.option(
    "--answers",
    default=0.5,
    show_default=True,
    help="Qué tan seguido contesta un teléfono que suena (de 0 a 1).",
)
@click.option("--staff", default="", help="Nombres de trabajo, con comas: lucia,irma,sol.")
@click.option("--supervisors", default="", help="Quienes supervisan, con comas.")
@click.option("--seed", default=1, show_default=True, help="El mismo número da el mismo mes.")
def try_(
    file: Path | None,
    women: int,
    urgent: float,
    high: float,
    normal: float,
    silence: float,
    answers: float,
    staff: str,
    supervisors: str,
    seed: int,
) -> None:
    """Juega un mes con las reglas (o con las de FILE) y dice qué le toca a cada quien."""
    cases = {Severity.URGENT: urgent, Severity.HIGH: high, Severity.NORMAL: normal}
    load = Load(women, cases, silence, answers)
    try:
        rules = policy_file.load(file or policy_file.ESCALATION)
    except WrongFile as error:
        opening.complain("Las reglas tienen esto por corregir:", [str(p) for p in error.problems])
    own = opening.organisation(None)
    organisation = replace(own, coverage=ASSUMED) if own.coverage.is_empty else own
    people = _people(organisation, staff, supervisors)
    now = SystemClock().now().replace(minute=0, second=0, microsecond=0)
    played = play(rules, organisation, people, load, _monday(now), seed)
    for line in (*_heading(rules.name, own, people, load), *told(played, people)):
        click.echo(line)


def told(played: Played, people: tuple[OnCall, ...]) -> Iterator[str]:
    """The month in words and numbers."""
    total = sum(played.cases.values())
    parts = ", ".join(f"{NAMES[each]} {played.cases[each] / WEEKS:.1f}" for each in Severity)
    yield f"Casos por semana: {total / WEEKS:.1f} ({parts})"
    yield "Cuántas veces suena cada teléfono:"
    for person in people:
        nights: Mapping[str, int] = played.nights.get(person.alias, {})
        worst = max(nights.values(), default=0)
        yield (
            f"  {person.alias}: {played.rings[person.alias] / WEEKS:.1f} por semana; "
            f"de noche {sum(nights.values()) / MONTH.days:.2f} por noche, "
            f"la peor noche {worst}"
        )
    yield "Cuánto espera hasta que una persona contesta:"
    for severity in Severity:
        waits = sorted(played.waits.get(severity, ()))
        if waits:
            half, most = waits[len(waits) // 2], waits[len(waits) * 9 // 10]
            yield f"  {NAMES[severity]}: la mitad en {_span(half)}, 9 de 10 en {_span(most)}"
    yield f"Casos que pasaron la noche sin que nadie contestara: {played.unattended}"
    yield f"Casos que nadie contestó: {played.never}"


def _heading(
    name: str, organisation: Organisation, people: tuple[OnCall, ...], load: Load
) -> Iterator[str]:
    yield f"«{name}», un mes de prueba con {load.women} personas y un equipo de {len(people)}."
    if organisation.coverage.is_empty:
        yield "La organización no tiene horario: se prueba de lunes a viernes, de 9:00 a 18:00,"
        yield "y de noche nadie. Con horario propio en organisation.yaml, se prueba ese."


def _people(organisation: Organisation, staff: str, supervisors: str) -> tuple[OnCall, ...]:
    """Those named, or else those of the organisation's own plan, or else three."""
    named = [each.strip() for each in staff.split(",") if each.strip()]
    coverage = organisation.coverage
    planned = [
        *organisation.rota.weekly,
        *(alias for shift in (*coverage.hours, *coverage.nights) for alias in shift.who),
    ]
    caseworkers = named or list(dict.fromkeys(planned)) or ["una", "dos", "tres"]
    over = [each.strip() for each in supervisors.split(",") if each.strip()]
    return tuple(
        OnCall(number, alias, role, False, ("telegram",))
        for number, (alias, role) in enumerate(
            [
                *((each, StaffRole.CASEWORKER) for each in caseworkers),
                *((each, StaffRole.SUPERVISOR) for each in over if each not in caseworkers),
            ],
            start=1,
        )
    )


def _monday(now: datetime) -> datetime:
    return now - timedelta(days=now.weekday(), hours=now.hour)


def _span(span: timedelta) -> str:
    minutes = span / timedelta(minutes=1)
    if minutes < 60:
        return f"{minutes:.0f} min"
    hours = minutes / 60
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} días"
