"""What is she told of people outside her turns? The truth at its minute, and who answers now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.care.coverage import moment
from bot.care.duty import COMPLAINT, Duty
from bot.care.lines import OFFERS, Line, next_line, note
from bot.care.telling import notice
from bot.channels.port import OfferedChoice
from bot.translations import N_, catalogue
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import CaseStatus
from db.stores import case_words, cases, contacts, due, outbox
from db.stores.cases import CaseRow
from db.stores.due import Claimed

UNANSWERED: Final = "unanswered"
NOT_YET: Final = N_(
    "Todavía nadie del equipo me responde. No esperes: marca {phone}. Yo sigo avisando."
)
GIVEN_UP: Final = N_(
    "Te digo la verdad: a esta hora no hay nadie del equipo. Te leen {back}. "
    "Mientras, a toda hora: {phone}, {name}. Si no contestan, dime y te doy otro."
)
GIVEN_UP_LONG: Final = N_(
    "Te digo la verdad: ahora no hay nadie del equipo, y no sé qué día vuelven. "
    "Mientras, a toda hora: {phone}, {name}. Si no contestan, dime y te doy otro."
)
GOOD_MORNING: Final = N_("Buenos días. Ya hay alguien del equipo. ¿Seguimos?")
HELLO_AGAIN: Final = N_("Hola otra vez. Ya hay alguien del equipo. ¿Seguimos?")
SILENT: Final = N_("No contestan")
NOON: Final = 12

NOT_HERS: Final = frozenset({"undelivered", "stopped_at_provider", "set_aside", COMPLAINT})
"""Cases that she does not know of, or that nobody is to speak of here."""


def await_answer(
    tx: Transaction, keyring: Keyring, case: CaseRow, at: datetime, now: datetime
) -> None:
    """At that moment she is told if nobody has taken it."""
    if case.quiet:
        return
    plan = due.Plan(
        kind=UNANSWERED,
        due_at=at,
        contact_id=case.contact_id,
        case_id=case.id,
        key=f"{UNANSWERED}:{case.id}:{case.rings}",
        body=str(case.rings).encode(),
    )
    due.plan_once(tx, keyring, plan, now)


def tell_unanswered(
    tx: Transaction, keyring: Keyring, duty: Duty, row: Claimed, now: datetime
) -> None:
    """Nobody has taken it yet: she is told so, with a number, unless somebody has."""
    case = None if row.case_id is None else cases.read(tx, row.case_id)
    if case is None or case.status is not CaseStatus.OPEN or str(case.rings) != row.body.decode():
        return
    line = next_line(tx, keyring, duty, case)
    if line is not None:
        _tell(tx, keyring, case, NOT_YET, line, {}, now)


def tell_unattended(
    tx: Transaction, keyring: Keyring, duty: Duty, case: CaseRow, now: datetime
) -> None:
    """Nobody answered and nobody is called any more before the morning."""
    line = next_line(tx, keyring, duty, case)
    if line is None or case.contact_id is None:
        return
    back = duty.there(now).working.opens(now)
    if back is None:
        _tell(tx, keyring, case, GIVEN_UP_LONG, line, {}, now)
        return
    contact = contacts.read(tx, case.contact_id)
    if contact is not None:
        zone, say = ZoneInfo(contact.zone), catalogue(contact.language)
        _tell(tx, keyring, case, GIVEN_UP, line, {"back": moment(back, now, zone, say)}, now)


def tell_morning(
    tx: Transaction, keyring: Keyring, duty: Duty, case: CaseRow, now: datetime
) -> None:
    """The team is back; once a day, however many cases she has."""
    if case.quiet or case.contact_id is None or case.reason in NOT_HERS:
        return
    if not duty.there(now).on_call:
        return
    contact = contacts.read(tx, case.contact_id)
    if contact is None or contact.forgotten_at is not None:
        return
    local = now.astimezone(ZoneInfo(contact.zone))
    words = GOOD_MORNING if local.hour < NOON else HELLO_AGAIN
    reference = f"m{contact.id}-{local:%Y%m%d}"
    row = notice(tx, keyring, contact.id, words, {}, reference=reference, case_id=case.id, now=now)
    if row is not None and outbox.add_once(tx, [row]):
        case_words.note_told(tx, keyring, case.id, [words], now)


def _tell(
    tx: Transaction,
    keyring: Keyring,
    case: CaseRow,
    msgid: str,
    line: Line,
    values: Mapping[str, str],
    now: datetime,
) -> None:
    if case.contact_id is None or case.quiet:
        return
    filled = {"phone": line.phone, "name": line.name, **values}
    row = notice(
        tx,
        keyring,
        case.contact_id,
        msgid,
        filled,
        reference=f"c{case.id}-truth-{case.rings}-{now.timestamp():.0f}",
        case_id=case.id,
        now=now,
        choices=(OfferedChoice(OFFERS.get(case.reason, OFFERS["human"]), SILENT),),
    )
    if row is not None and outbox.add_once(tx, [row]):
        note(tx, keyring, case.contact_id, line, now)
        case_words.note_told(tx, keyring, case.id, [msgid.format(**filled)], now)
