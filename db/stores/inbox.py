"""How does a webhook's content become durable? Each message once, with its sender's identity."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from db.encryption import Keyring
from db.prepared import Inserting, or_nothing
from db.statuses import InboxStatus
from db.stores import identities
from db.tables.people import identities as identity_table
from db.tables.road import inbox

_ARRIVED: Final = Inserting(inbox, or_nothing)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as the inbox keeps it: `body` is what was said, as JSON, still unsealed."""

    channel: str
    provider_id: str
    address: str = field(repr=False)
    kind: str
    body: bytes = field(repr=False)
    position: int | None = None
    message_ref: str | None = None
    zone: str | None = None


def store(tx: Connection, keyring: Keyring, arrivals: Sequence[Arrival], now: datetime) -> int:
    """Keep the messages, each once by channel and provider id; how many were new.

    Makes the contact and the identity of a first message.
    """
    if not arrivals:
        return 0
    known = identities.find_or_make(tx, keyring, [_sender(each) for each in arrivals], now)
    rows = [_row(keyring, each, known[_sender(each)], now) for each in arrivals]
    return _ARRIVED.run(tx, rows)


def _sender(arrival: Arrival) -> identities.Sender:
    return identities.Sender(arrival.channel, arrival.address, arrival.zone)


def _row(
    keyring: Keyring, arrival: Arrival, known: identities.Known, now: datetime
) -> dict[str, Any]:
    return {
        "channel": arrival.channel,
        "provider_id": arrival.provider_id,
        "identity_id": known.identity_id,
        "contact_id": known.contact_id,
        "position": arrival.position,
        "received_at": now,
        "kind": arrival.kind,
        "body": keyring.seal("inbox.body", arrival.body),
        "status": InboxStatus.WAITING,
        "message_ref": arrival.message_ref,
    }


def ring(
    tx: Connection, keyring: Keyring, contact_id: int, name: str, body: bytes, now: datetime
) -> None:
    """Let the clock knock at a contact's door, once by `name`, on the channel she last used."""
    last = tx.execute(
        select(identity_table.c.id, identity_table.c.channel)
        .where(identity_table.c.contact_id == contact_id)
        .order_by(identity_table.c.last_in_at.desc().nulls_last(), identity_table.c.id)
        .limit(1)
    ).first()
    if last is None:
        return
    row = {
        "channel": last.channel,
        "provider_id": name,
        "identity_id": last.id,
        "contact_id": contact_id,
        "received_at": now,
        "kind": "rang",
        "body": keyring.seal("inbox.body", body),
        "status": InboxStatus.WAITING,
    }
    _ARRIVED.run(tx, [row])
