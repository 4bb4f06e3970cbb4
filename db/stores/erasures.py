"""What traces of a contact lie at providers? The references by which they can be deleted there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from db.encryption import BrokenSeal, Keyring
from db.tables.people import identities
from db.tables.road import IS_IN_FLIGHT, inbox, outbox


@dataclass(frozen=True, slots=True)
class Trace:
    """One identity's traces: the provider's ids of messages both ways, bodies that name files."""

    identity_id: int
    channel: str
    address: str = field(repr=False)
    message_refs: tuple[str, ...]
    bodies: tuple[bytes, ...] = field(default=(), repr=False)


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
            _address(keyring, row.address),
            *_of_identity(tx, keyring, row.id, contact_id),
        )
        for row in hers
    )


def under_way(tx: Connection, contact_id: int) -> tuple[int, ...]:
    """Messages to a contact that are being sent, so that nothing names them at the provider yet."""
    return tuple(
        tx.execute(
            select(outbox.c.id).where(IS_IN_FLIGHT, outbox.c.contact_id == contact_id)
        ).scalars()
    )


def still_under_way(tx: Connection, rows: Sequence[int]) -> tuple[int, ...]:
    """Those of these messages that are not settled yet."""
    return tuple(
        tx.execute(select(outbox.c.id).where(IS_IN_FLIGHT, outbox.c.id.in_(rows))).scalars()
    )


def traces_of_rows(tx: Connection, keyring: Keyring, rows: Sequence[int]) -> tuple[Trace, ...]:
    """The traces that these messages of ours have left, one by one."""
    sent = tx.execute(
        select(outbox.c.provider_ref, identities.c.id, identities.c.channel, identities.c.address)
        .join(identities, identities.c.id == outbox.c.identity_id)
        .where(outbox.c.id.in_(rows), outbox.c.provider_ref.is_not(None))
        .order_by(outbox.c.id)
    )
    refs: dict[int, list[str]] = {}
    found = {}
    for row in sent:
        refs.setdefault(row.id, []).append(row.provider_ref)
        found[row.id] = row
    return tuple(
        Trace(row.id, row.channel, _address(keyring, row.address), tuple(refs[row.id]))
        for row in found.values()
    )


def _address(keyring: Keyring, sealed: bytes) -> str:
    return keyring.open_text("identities.address", bytes(sealed)).reveal()


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
    bodies = (_opened(keyring, row.body) for row in came if row.body is not None)
    return tuple(refs), tuple(body for body in bodies if body is not None)


def _opened(keyring: Keyring, body: bytes) -> bytes | None:
    """One message that was damaged must not keep her from being forgotten."""
    try:
        return keyring.open("inbox.body", bytes(body))
    except BrokenSeal:
        return None
