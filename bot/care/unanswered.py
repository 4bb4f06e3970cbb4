"""What is she told when nobody has taken her case after ten minutes? The truth, and a number."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.care.telling import notice
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import CaseStatus
from db.stores import cases, outbox
from flows.engine.directory import Entry
from flows.engine.vocabulary import Crisis

UNANSWERED: Final = "unanswered"
AFTER: Final = timedelta(minutes=10)
"""facts/first_words.md, "Lo que sigue después de la tarjeta"."""

NOT_YET: Final = N_(
    "Todavía nadie del equipo me responde. No esperes: marca {phone}. Yo sigo avisando."
)
LISTENING: Final = "D0002"
LINES: Final[Mapping[str, str]] = {
    Crisis.CHILD_IN_DANGER: "D0001",
    Crisis.MEDICAL_EMERGENCY: "D0001",
}
"""Which directory entry is told for a reason; for the rest a line that listens at all hours."""


def tell(
    tx: Transaction,
    keyring: Keyring,
    case_id: int,
    entries: Mapping[str, Entry],
    now: datetime,
) -> None:
    """Tell her that nobody has answered yet, unless somebody has."""
    case = cases.read(tx, case_id)
    if case is None or case.status is not CaseStatus.OPEN or case.contact_id is None:
        return
    entry = entries.get(LINES.get(case.reason, LISTENING))
    if entry is None or not entry.telephones:
        return
    row = notice(
        tx,
        keyring,
        case.contact_id,
        NOT_YET,
        {"phone": entry.telephones[0].dial},
        reference=f"c{case.id}-unanswered-{case.opened_at.timestamp():.0f}",
        case_id=case.id,
        now=now,
    )
    if row is not None:
        outbox.add_once(tx, [row])
