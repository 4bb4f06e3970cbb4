"""Under which identity is an address kept? Looked up by its hash, with every key there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, bindparam, select

from db.encryption import Keyring
from db.prepared import Prepared
from db.tables.care import staff_identities
from db.tables.people import contacts, identities

WEB: Final = "web"


@dataclass(frozen=True, slots=True)
class Found:
    """Whose an address is. `forgotten`: hers who had herself forgotten."""

    identity_id: int
    contact_id: int
    forgotten: bool


_WHOSE: Final = (
    select(
        identities.c.address_hash,
        identities.c.id,
        identities.c.contact_id,
        contacts.c.forgotten_at,
    )
    .join(contacts, contacts.c.id == identities.c.contact_id)
    .where(identities.c.channel == bindparam("channel"))
)
# Retention deletes pages while women write from them: it passes over those that are held.
_WHOSE_HELD: Final = _WHOSE.with_for_update(read=True, key_share=True, of=identities)


def find(
    tx: Connection, keyring: Keyring, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Found]:
    """Whose each address is, by channel and canonical spelling; what is nobody's is left out."""
    by_channel: dict[str, dict[bytes, tuple[str, str]]] = {}
    for channel, address in wanted:
        hashes = by_channel.setdefault(channel, {})
        for digest in keyring.hashes_of(channel, address):
            hashes[digest] = (channel, address)
    return {
        hashes[bytes(row.address_hash)]: Found(row.id, row.contact_id, row.forgotten_at is not None)
        for channel, hashes in by_channel.items()
        for row in _of_hashes(tx, channel, list(hashes))
    }


def of_staff(
    tx: Connection, keyring: Keyring, wanted: Sequence[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Those that are addresses of the staff: only who is new to Alba can be one of them."""
    if not wanted:
        return frozenset()
    digests = {digest: each for each in wanted for digest in keyring.hashes_of(*each)}
    rows = tx.execute(
        select(staff_identities.c.channel, staff_identities.c.address_hash).where(
            staff_identities.c.channel.in_({channel for channel, _ in wanted}),
            staff_identities.c.address_hash.in_(list(digests)),
        )
    )
    ours = (digests[bytes(row.address_hash)] for row in rows)
    return frozenset(ours)


def _of_hashes(tx: Connection, channel: str, hashes: Sequence[bytes]) -> list[Any]:
    """The last hash is repeated up to a power of two, so that a few texts serve all lengths."""
    room = 1 << (len(hashes) - 1).bit_length()
    padded = [*hashes, *[hashes[-1]] * (room - len(hashes))]
    named = {f"hash{number}": digest for number, digest in enumerate(padded)}
    return _by_hashes(channel == WEB, room).rows(tx, channel=channel, **named)


@cache
def _by_hashes(held: bool, room: int) -> Prepared:
    named = [bindparam(f"hash{number}", type_=LargeBinary) for number in range(room)]
    whose = _WHOSE_HELD if held else _WHOSE
    return Prepared(whose.where(identities.c.address_hash.in_(named)))
