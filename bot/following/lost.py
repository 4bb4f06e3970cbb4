"""What if a check-in does not arrive? Her ladder looks at once; it is no silence of hers."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.channels.port import RefusalReason
from db.engine import Transaction
from db.statuses import IdentityStatus
from db.stores import check_ins, contacts, outbox

STATUS_AFTER: Final[Mapping[RefusalReason, IdentityStatus]] = {
    RefusalReason.BLOCKED: IdentityStatus.BLOCKED,
    RefusalReason.NO_SUCH_ADDRESS: IdentityStatus.GONE,
}


def is_ours(tx: Transaction, body: bytes) -> bool:
    """Whether what was lost is a check-in; a provider's own stop word is told as any other."""
    row, reason, _ = json.loads(body)
    stopped = reason == RefusalReason.STOPPED_AT_PROVIDER
    return not stopped and check_ins.was_asked_by(tx, row)


def follow(tx: Transaction, body: bytes, now: datetime) -> None:
    """Note what it says of her address, and let the ladder look now."""
    row, reason, _ = json.loads(body)
    lost = outbox.whose(tx, row)
    if lost is None or lost.contact_id is None:
        return
    status = STATUS_AFTER.get(RefusalReason(reason)) if reason else None
    if status is not None and lost.identity_id is not None:
        contacts.set_identity_status(tx, lost.identity_id, status, now)
        outbox.withdraw_for_identity(tx, lost.identity_id, lost.contact_id, now)
    check_ins.look_now(tx, lost.contact_id, row, now)
