"""What traces of a contact lie at providers? The references by which they can be deleted there."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from db.encryption import Keyring
from db.tables.people import identities
from db.tables.road import inbox, outbox


@dataclass(frozen=True, slots=True)
class Trace:
    """One identity's traces: the provider's ids of messages both ways, and bodies that name files."""

    identity_id: int
    channel: str
    address: str = field(repr=False)
    message_refs: tuple[str, ...]
    bodies: tuple[bytes, ...] = field(repr=False)


def traces(tx: Connection, keyring: Keyring, contact_id: int) -> tuple[Trace, ...]:
    """The traces of each identity of a contact."""
    hers = tx.execute(
        select(identities.c.id, identities.c.channel, identities.c.address).where(
            identities.c.contact_id == contact_id
        )
    ).all()
    return tuple(
        Trace(
            row.id,
            row.channel,
            keyring.open_text("identities.address", bytes(row.address)).reveal(),
            *_of_identity(tx, keyring, row.id, contact_id),
        )
        for row in hers
    )


def _of_identity(
    tx: Connection, keyring: Keyring, identity_id: int, contact_id: int
) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    came = tx.execute(
        select(inbox.c.message_ref, inbox.c.body)
        .where(inbox.c.contact_id == contact_id, inbox.c.identity_id == identity_id)
        .order_by(inbox.c.id)
    ).all()
    went = tx.execute(
        select(outbox.c.provider_ref)
        .where(outbox.c.contact_id == contact_id, outbox.c.identity_id == identity_id)
        .where(outbox.c.provider_ref.is_not(None))
        .order_by(outbox.c.id)
    ).scalars()
    refs = dict.fromkeys([*(row.message_ref for row in came if row.message_ref), *went])
    bodies = tuple(
        keyring.open("inbox.body", bytes(row.body)) for row in came if row.body is not None
    )
    return tuple(refs), bodies
