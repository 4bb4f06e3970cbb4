"""How is she told something outside a turn? On the channel she last used, in her language."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.bodies import Spoken, spoken_body
from bot.channels.port import OfferedChoice
from bot.translations import catalogue
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import contacts


def notice(
    tx: Transaction,
    keyring: Keyring,
    contact_id: int,
    msgid: str,
    values: Mapping[str, str],
    *,
    reference: str,
    case_id: int,
    now: datetime,
    kind: OutboxKind = OutboxKind.NOTICE,
    choices: tuple[OfferedChoice, ...] = (),
) -> dict[str, Any] | None:
    """The outbox's row that tells her; None when no address of hers can be reached.

    None too for a notice when she wanted no more messages and has not written since.
    """
    to = contacts.last_identity(tx, contact_id)
    if to is None or (kind is OutboxKind.NOTICE and _wants_none(tx, contact_id)):
        return None
    translate = catalogue(to.language)
    words = translate(msgid).format(**values)
    offered = tuple(replace(each, title=translate(each.title)) for each in choices)
    return {
        "recipient": f"c{contact_id}",
        "contact_id": contact_id,
        "identity_id": to.identity_id,
        "channel": to.channel,
        "lane": Lane.REPLY,
        "kind": kind,
        "body": keyring.seal("outbox.body", spoken_body(Spoken(words, offered))),
        "reference": reference,
        "status": OutboxStatus.QUEUED,
        "due_at": now,
        "created_at": now,
        "case_id": case_id,
    }


def _wants_none(tx: Transaction, contact_id: int) -> bool:
    contact = contacts.read(tx, contact_id)
    if contact is None or contact.stopped_at is None:
        return False
    return contact.last_in_at is None or contact.last_in_at <= contact.stopped_at
