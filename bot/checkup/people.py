"""Is there anybody whom Alba can tell? Without a person she may promise none."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.care.coverage import presence
from bot.checkup.findings import Finding, fine, red, warning
from bot.organisation import Organisation
from bot.translations import N_
from db.stores.staff import OnCall

PEOPLE: Final = "people"


def of_people(
    organisation: Organisation, staff: Sequence[OnCall], channels: Collection[str], now: datetime
) -> Finding:
    """Whether somebody is on call at some hour, and can be reached on a channel that works."""
    if not staff:
        return red(
            PEOPLE,
            N_("No hay a quién avisar: nadie del equipo está en la lista."),
            N_("Corre: alba staff add ALIAS --always --telegram NÚMERO"),
        )
    if not any(set(each.channels) & set(channels) for each in staff):
        return red(
            PEOPLE,
            N_("No hay por dónde avisar: nadie del equipo tiene un canal que esté configurado."),
            N_("Corre: alba staff link ALIAS --telegram NÚMERO"),
        )
    return _of_hours(organisation, staff, now)


def _of_hours(organisation: Organisation, staff: Sequence[OnCall], now: datetime) -> Finding:
    coverage = organisation.coverage
    if coverage.is_empty and not any(each.always for each in staff):
        return red(
            PEOPLE,
            N_("El horario está vacío y nadie está de guardia a toda hora."),
            N_("Escribe el horario en organisation.yaml, o corre: alba staff add ALIAS --always"),
        )
    strangers = {alias for shift in (*coverage.hours, *coverage.nights) for alias in shift.who}
    strangers -= {each.alias for each in staff}
    if strangers:
        return warning(
            PEOPLE,
            N_("El horario nombra a quien no está en el equipo: {aliases}."),
            N_("Corrige organisation.yaml, o corre: alba staff add ALIAS"),
            aliases=", ".join(sorted(strangers)),
        )
    there = presence(organisation, staff, now)
    if there.on_call:
        return fine(PEOPLE, N_("De guardia ahora: {count}."), count=len(there.on_call))
    if there.back is None:
        return warning(
            PEOPLE,
            N_("Ahora no hay nadie, y el horario no dice quién vuelve en los próximos 30 días."),
            N_("Revisa el horario de organisation.yaml."),
        )
    back = there.back.astimezone(ZoneInfo(organisation.zone))
    return fine(PEOPLE, N_("Ahora no hay nadie; vuelven el {back:%d/%m a las %H:%M}."), back=back)
