"""What waits for a page? It has no provider: the rows of its address that were sent, not shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select

from db.addresses import canonical_address
from db.encryption import Keyring
from db.moments import to_stored
from db.statuses import OutboxStatus
from db.tables.people import contacts, identities
from db.tables.road import outbox
from db.tables.whole import SEALED

WEB: Final = "web"
SHOWN: Final = ("delivered", "read")  # receipts after which a row is no longer unread
AT_ONCE: Final = 50

NOBODY: Final = "nobody"
"""The mark of an address that nothing is kept of."""


@dataclass(frozen=True, slots=True)
class Box:
    """One page's mailbox. `mark` is empty until her contact is erased, then it tells when."""

    identity_id: int
    contact_id: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message for a page: `ref` is what the channel called it, `body` is opened."""

    identity_id: int
    ref: str
    use_by: datetime | None
    body: bytes = field(repr=False)


_BOX: Final = (
    select(identities.c.id, identities.c.contact_id, contacts.c.forgotten_at)
    .join(contacts, contacts.c.id == identities.c.contact_id)
    .where(
        identities.c.channel == WEB,
        identities.c.address_hash.in_(bindparam("hashes", expanding=True)),
    )
)
_UNREAD: Final = (
    select(outbox.c.identity_id, outbox.c.provider_ref, outbox.c.use_by, outbox.c.body)
    .where(
        outbox.c.contact_id.in_(bindparam("contacts", expanding=True)),
        outbox.c.identity_id.in_(bindparam("identities", expanding=True)),
        outbox.c.channel == WEB,
        outbox.c.status == OutboxStatus.SENT,
        or_(outbox.c.receipt.is_(None), outbox.c.receipt.not_in(SHOWN)),
        outbox.c.provider_ref.is_not(None),
        outbox.c.body.is_not(None),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)


def find(tx: Connection, keyring: Keyring, address: str) -> Box | None:
    """The mailbox of an address, also while it is being forgotten; None for nobody's."""
    hashes = keyring.hashes_of(WEB, canonical_address(WEB, address))
    row = tx.execute(_BOX, {"hashes": list(hashes)}).first()
    if row is None:
        return None
    mark = str(to_stored(row.forgotten_at)) if row.forgotten_at is not None else ""
    return Box(row.id, row.contact_id, mark)


def marks(tx: Connection, boxes: Sequence[Box]) -> Mapping[int, str]:
    """Each identity's mark as it is now; NOBODY where nothing is kept any more."""
    rows = tx.execute(
        select(identities.c.id, contacts.c.forgotten_at)
        .join(contacts, contacts.c.id == identities.c.contact_id)
        .where(identities.c.id.in_([box.identity_id for box in boxes]))
    )
    now = {row.id: str(to_stored(row.forgotten_at)) if row.forgotten_at else "" for row in rows}
    return {box.identity_id: now.get(box.identity_id, NOBODY) for box in boxes}


def unread(tx: Connection, keyring: Keyring, boxes: Sequence[Box]) -> tuple[Letter, ...]:
    """What these pages have not shown yet, oldest first."""
    wanted = {
        "contacts": [box.contact_id for box in boxes],
        "identities": [box.identity_id for box in boxes],
        "most": AT_ONCE * len(boxes),
    }
    return tuple(
        Letter(
            row.identity_id,
            row.provider_ref,
            row.use_by,
            keyring.open(SEALED[outbox.c.body], bytes(row.body)),
        )
        for row in tx.execute(_UNREAD, wanted)
    )
