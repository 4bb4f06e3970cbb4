"""What follows when a message does not arrive? Its address is marked, and a person is told."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.care import deaf
from bot.care.calling import begin
from bot.care.duty import Hands
from bot.channels.port import ReceiptStatus, RefusalReason
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import IdentityStatus
from db.stores import cases, contacts, due, outbox
from db.stores.leases import Leased
from db.stores.receipts import Failed
from flows.engine.vocabulary import Severity

UNDELIVERED: Final = "undelivered"
STOPPED_AT_PROVIDER: Final = "stopped_at_provider"
ARRIVED: Final = frozenset({ReceiptStatus.DELIVERED.value, ReceiptStatus.READ.value})

STATUS_AFTER: Final = {
    RefusalReason.BLOCKED: IdentityStatus.BLOCKED,
    RefusalReason.NO_SUCH_ADDRESS: IdentityStatus.GONE,
    RefusalReason.STOPPED_AT_PROVIDER: IdentityStatus.STOPPED_AT_PROVIDER,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message will never arrive; `reason` None: it was tried for too long, or is too late."""

    reason: RefusalReason | None
    code: str = ""


def plan(tx: Transaction, keyring: Keyring, row: Leased, refusal: Refusal, now: datetime) -> None:
    """Plan what follows, in the transaction that writes the refusal: it cannot be lost."""
    _plan(tx, keyring, row.id, refusal, row.contact_id, now)


def plan_failed(tx: Transaction, keyring: Keyring, failed: Failed, now: datetime) -> None:
    """A provider took a message and says later that it failed."""
    reason = RefusalReason(failed.reason) if failed.reason else None
    _plan(tx, keyring, failed.row, Refusal(reason, failed.code or ""), None, now)


def _plan(
    tx: Transaction,
    keyring: Keyring,
    row: int,
    refusal: Refusal,
    contact_id: int | None,
    now: datetime,
) -> None:
    wish = due.Plan(
        kind=UNDELIVERED,
        due_at=now,
        key=f"{UNDELIVERED}:{row}",
        contact_id=contact_id,
        body=json.dumps([row, refusal.reason, refusal.code]).encode(),
    )
    due.plan(tx, keyring, wish, now)


def follow(hands: Hands, body: bytes) -> None:
    """Do what follows from one message that was lost."""
    tx, now = hands.tx, hands.now
    row, reason, code = json.loads(body)
    refusal = Refusal(RefusalReason(reason) if reason else None, code)
    lost = outbox.whose(tx, row)
    if lost is None or lost.receipt in ARRIVED:
        return
    if lost.contact_id is None:
        deaf.follow(hands, lost, refusal.reason, refusal.code)
        return
    contact = contacts.read(tx, lost.contact_id)
    if contact is None or contact.forgotten_at is not None:
        return
    _tell(hands, contact.id, lost.channel, refusal)
    status = STATUS_AFTER.get(refusal.reason) if refusal.reason else None
    if status is not None and lost.identity_id is not None:
        contacts.set_identity_status(tx, lost.identity_id, status, now)
        outbox.withdraw_for_identity(tx, lost.identity_id, contact.id, now)


def _tell(hands: Hands, contact_id: int, channel: str, refusal: Refusal) -> None:
    """A case that says she was not reached. Twilio's own stop words may have silenced her: high."""
    stopped = refusal.reason is RefusalReason.STOPPED_AT_PROVIDER
    reason = STOPPED_AT_PROVIDER if stopped else UNDELIVERED
    severity = Severity.HIGH if stopped else Severity.NORMAL
    wish = cases.CaseWish(contact_id, reason, severity, channel)
    begin(hands, cases.open_case(hands.tx, hands.keyring, wish, hands.now))
