"""How does a webhook's content become durable? Each message once, with its sender's identity."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, select, update

from db.encryption import Keyring
from db.prepared import Inserting, or_nothing
from db.statuses import InboxStatus
from db.stores import identities
from db.tables.people import identities as identity_table
from db.tables.road import IS_WAITING, inbox

RANG: Final = "rang"
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


@dataclass(frozen=True, slots=True)
class Stored:
    """How many messages were new, and which are of the staff and were not kept here."""

    new: int
    of_staff: tuple[Arrival, ...] = ()


def store(tx: Connection, keyring: Keyring, arrivals: Sequence[Arrival], now: datetime) -> Stored:
    """Keep the messages, each once by channel and provider id; those of the staff are handed back.

    Makes the contact and the identity of a first message.
    """
    if not arrivals:
        return Stored(0)
    known = identities.find_or_make(tx, keyring, [sender_of(each) for each in arrivals], now)
    hers = [each for each in arrivals if sender_of(each) in known]
    rows = [_row(keyring, each, known[sender_of(each)], now) for each in hers]
    new = _ARRIVED.run(tx, rows) if rows else 0
    if len(hers) == len(arrivals):
        return Stored(new)
    return Stored(new, tuple(each for each in arrivals if sender_of(each) not in known))


def sender_of(arrival: Arrival) -> identities.Sender:
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


def begin_anew(tx: Connection, keyring: Keyring, contact_id: int, now: datetime) -> None:
    """What waits of a contact who had herself forgotten is somebody new's; the clock's is dropped.

    The contact's row is held: what she wrote in that moment was stored before it was known.
    """
    waiting = and_(IS_WAITING, inbox.c.contact_id == contact_id)
    rows = tx.execute(
        select(inbox.c.id, identity_table.c.channel, identity_table.c.address)
        .join(identity_table, identity_table.c.id == inbox.c.identity_id)
        .where(waiting, inbox.c.kind != RANG)
        .order_by(inbox.c.id)
    ).all()
    senders = {row.id: _opened(keyring, row) for row in rows}
    known = identities.find_or_make(tx, keyring, senders.values(), now) if senders else {}
    of_women = ((message, sender) for message, sender in senders.items() if sender in known)
    for message, sender in of_women:
        tx.execute(
            update(inbox).where(inbox.c.id == message).values(contact_id=known[sender].contact_id)
        )
    tx.execute(update(inbox).where(waiting).values(status=InboxStatus.DONE, settled_at=now))


def _opened(keyring: Keyring, row: Any) -> identities.Sender:
    address = keyring.open_text("identities.address", bytes(row.address)).reveal()
    return identities.Sender(row.channel, address)


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
        "kind": RANG,
        "body": keyring.seal("inbox.body", body),
        "status": InboxStatus.WAITING,
    }
    _ARRIVED.run(tx, [row])
