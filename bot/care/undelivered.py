"""What follows when she cannot be reached? The address is marked, and a person is told; never silence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.care.alerting import ring
from bot.care.coverage import Presence
from bot.channels.port import RefusalReason
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import IdentityStatus
from db.stores import cases, contacts
from db.stores import outbox as outbox_store
from db.stores.outbox import Leased
from flows.engine.vocabulary import Severity

UNDELIVERED: Final = "undelivered"
STOPPED_AT_PROVIDER: Final = "stopped_at_provider"

STATUS_AFTER: Final = {
    RefusalReason.BLOCKED: IdentityStatus.BLOCKED,
    RefusalReason.NO_SUCH_ADDRESS: IdentityStatus.GONE,
    RefusalReason.STOPPED_AT_PROVIDER: IdentityStatus.STOPPED_AT_PROVIDER,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message will never arrive; `reason` None: it was tried for too long."""

    reason: RefusalReason | None
    code: str = ""


def tell_of_refusals(
    tx: Transaction,
    keyring: Keyring,
    refused: Iterable[tuple[Leased, Refusal]],
    there: Presence,
    now: datetime,
) -> None:
    """Mark addresses that are dead and open a case for each woman who was not reached."""
    for row, refusal in refused:
        if row.contact_id is None:
            continue
        status = STATUS_AFTER.get(refusal.reason) if refusal.reason else None
        if status is not None and row.identity_id is not None:
            contacts.set_identity_status(tx, row.identity_id, status, now)
            outbox_store.withdraw_for_identity(tx, row.identity_id, now)
        open_undelivered(tx, keyring, row.contact_id, row.channel, refusal, there, now)


def open_undelivered(
    tx: Transaction,
    keyring: Keyring,
    contact_id: int,
    channel: str,
    refusal: Refusal,
    there: Presence,
    now: datetime,
) -> None:
    """A case that says she was not reached. Twilio's own stop words may have silenced her: high."""
    stopped = refusal.reason is RefusalReason.STOPPED_AT_PROVIDER
    reason = STOPPED_AT_PROVIDER if stopped else UNDELIVERED
    severity = Severity.HIGH if stopped else Severity.NORMAL
    wish = cases.CaseWish(contact_id, reason, severity, channel)
    ring(tx, keyring, cases.open_case(tx, keyring, wish, now), there, now)
