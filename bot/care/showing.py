"""What may a phone of the staff show of a case? Its code and its state, nothing that is hers."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.care.alerting import SEVERITIES, delivery, link
from bot.care.duty import Hands
from bot.care.lines import AT_ALL_HOURS, named
from bot.care.reasons import name_of
from bot.translations import N_
from db.statuses import CaseStatus
from db.stores import identities, lines, staff
from db.stores.cases import CaseRow

WHATSAPP: Final = "whatsapp"
WINDOW: Final = timedelta(hours=24)
"""How long after her last message free text may go out there; the channel's limits say it too."""

SHOWN: Final = N_("Caso {code}. {severity}: {reason}. Abierto el {opened}. {who} {delivery}")
STATES: Final = {
    CaseStatus.OPEN: N_("Nadie lo ha tomado."),
    CaseStatus.UNATTENDED: N_("Nadie contestó: sin atender."),
    CaseStatus.ACKNOWLEDGED: N_("Lo tiene {alias}; todavía no hay contacto."),
    CaseStatus.IN_CONTACT: N_("Lo tiene {alias}; ya hubo contacto."),
    CaseStatus.RESOLVED: N_("Está cerrado."),
    CaseStatus.FORGOTTEN: N_("Pidió que se borrara todo."),
}
TOLD_LINES: Final = N_("Se le dio: {names}.")
OPEN_UNTIL: Final = N_("Por WhatsApp se le puede escribir hasta el {until}.")
CLOSED: Final = N_("Por WhatsApp hay que esperar a que escriba.")


def view(hands: Hands, case: CaseRow) -> str:
    """A case as a phone shows it."""
    shown = SHOWN.format(
        code=case.code,
        severity=SEVERITIES[case.severity],
        reason=name_of(case.reason),
        opened=_moment(hands, case.opened_at),
        who=state_of(hands, case),
        delivery=delivery(hands.tx, case),
    )
    parts = (shown, told_lines(hands, case), window(hands, case))
    return " ".join(each for each in parts if each) + link(hands.duty, case.code)


def state_of(hands: Hands, case: CaseRow) -> str:
    """Who has it, in words."""
    holder = None if case.acknowledged_by is None else staff.read(hands.tx, case.acknowledged_by)
    return STATES[case.status].format(alias=holder.alias if holder else "-")


def told_lines(hands: Hands, case: CaseRow) -> str:
    """Which public lines she was given; empty when none."""
    if case.contact_id is None:
        return ""
    told = lines.told_to(hands.tx, case.contact_id)
    known = (named(hands.duty, each) for each in AT_ALL_HOURS if each in told)
    names = ", ".join(each.name for each in known if each is not None)
    return TOLD_LINES.format(names=names) if names else ""


def window(hands: Hands, case: CaseRow) -> str:
    """Until when she can be written to on WhatsApp; empty where she uses another channel."""
    if case.channel != WHATSAPP or case.contact_id is None:
        return ""
    hers = identities.of_contact(hands.tx, hands.keyring, case.contact_id)
    heard = [each.last_in_at for each in hers if each.channel == WHATSAPP and each.last_in_at]
    until = max(heard) + WINDOW if heard else hands.now
    if until <= hands.now:
        return CLOSED
    return OPEN_UNTIL.format(until=_moment(hands, until))


def _moment(hands: Hands, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(hands.duty.organisation.zone)):%d/%m %H:%M}"
