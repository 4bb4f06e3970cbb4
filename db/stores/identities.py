"""Whose address is this? Found by its hash, made once only, on both databases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert, select, text, update

from db import keys
from db.addresses import canonical_address
from db.encryption import Keyring, Sealed
from db.kept import KEPT
from db.statuses import IdentityStatus
from db.stores import address_lookup
from db.stores.address_lookup import WEB, Found
from db.tables.people import contacts, identities
from db.tables.whole import SEALED

ADDRESS: Final = SEALED[identities.c.address]
DEFAULT_ZONE: Final = "America/Mexico_City"


@dataclass(frozen=True, slots=True)
class Sender:
    """An address on a channel, as the provider wrote it; `zone` only where it tells of her own."""

    channel: str
    address: str = field(repr=False)
    zone: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """Whose address it is."""

    identity_id: int
    contact_id: int


@dataclass(frozen=True, slots=True)
class Identity:
    """One address of hers, to send to."""

    id: int
    contact_id: int
    channel: str
    address: Sealed
    status: IdentityStatus
    status_at: datetime
    last_in_at: datetime | None


class TakenAddress(Exception):
    """This address is another contact's already: a person must decide whether both are one."""

    def __init__(self) -> None:
        """Use the docstring; whose it is stays untold."""
        super().__init__(self.__doc__)


_IDENTITY: Final = select(
    identities.c.id,
    identities.c.contact_id,
    identities.c.channel,
    identities.c.address,
    identities.c.status,
    identities.c.status_at,
    identities.c.last_in_at,
)
_TURN: Final = text("SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(:keys AS bigint[])) AS k")


def find_or_make(
    tx: Connection, keyring: Keyring, senders: Iterable[Sender], now: datetime
) -> dict[Sender, Known]:
    """Whose addresses these are, made where they are new: one contact for one address.

    Who had herself forgotten and writes again is somebody new; who works here is nobody of these,
    and left out. Raises UnknownKey.
    """
    spelled = {sender: _canonical(sender) for sender in senders}
    first = {canonical: sender for sender, canonical in reversed(spelled.items())}
    found = address_lookup.find(tx, keyring, first)
    missing = [each for each in first if each not in found or found[each].forgotten]
    ours = address_lookup.of_staff(tx, keyring, missing)
    missing = [each for each in missing if each not in ours]
    if missing:
        _wait_for_turn(tx, keyring, missing)
        keys.agree(tx, keyring)
        found |= address_lookup.find(tx, keyring, missing)
        new = [each for each in missing if each not in found]
        found |= _make(tx, keyring, {each: first[each] for each in new}, now)
        found |= _begin_anew(tx, {each: found[each] for each in missing}, first, now)
    return {
        sender: _known(found[canonical])
        for sender, canonical in spelled.items()
        if canonical not in ours
    }


def find(tx: Connection, keyring: Keyring, sender: Sender) -> Known | None:
    """Whose address it is; None for nobody's, and for hers who had herself forgotten."""
    found = address_lookup.find(tx, keyring, [_canonical(sender)]).get(_canonical(sender))
    return None if found is None or found.forgotten else _known(found)


def join(tx: Connection, keyring: Keyring, contact_id: int, sender: Sender, now: datetime) -> Known:
    """Give a contact one more address. Raises TakenAddress when it is another's."""
    canonical = _canonical(sender)
    _wait_for_turn(tx, keyring, [canonical])
    keys.agree(tx, keyring)
    found = address_lookup.find(tx, keyring, [canonical]).get(canonical)
    if found is None:
        row = _row(keyring, sender, canonical, contact_id, now)
        made = tx.execute(insert(identities).values(row).returning(identities.c.id))
        sooner = contacts.c.sweep_at > now + _first_look(sender)
        tx.execute(
            update(contacts)
            .where(contacts.c.id == contact_id, sooner)
            .values(sweep_at=now + _first_look(sender))
        )
        return Known(made.scalar_one(), contact_id)
    if found.contact_id != contact_id:
        raise TakenAddress
    return _known(found)


def of_contact(tx: Connection, keyring: Keyring, contact_id: int) -> tuple[Identity, ...]:
    """All her addresses, oldest first."""
    rows = tx.execute(
        _IDENTITY.where(identities.c.contact_id == contact_id).order_by(identities.c.id)
    )
    return tuple(_identity(keyring, row._mapping) for row in rows)


def read(tx: Connection, keyring: Keyring, ids: Sequence[int]) -> dict[int, Identity]:
    """Identities by id, for sending to them."""
    rows = tx.execute(_IDENTITY.where(identities.c.id.in_(ids)))
    return {row.id: _identity(keyring, row._mapping) for row in rows}


def heard(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """She wrote from there: it is reachable, whatever was thought before."""
    tx.execute(
        update(identities)
        .where(identities.c.id.in_(ids))
        .values(last_in_at=now, status=IdentityStatus.REACHABLE, status_at=now)
    )


def _known(found: Found) -> Known:
    return Known(found.identity_id, found.contact_id)


def _canonical(sender: Sender) -> tuple[str, str]:
    return sender.channel, canonical_address(sender.channel, sender.address)


def _wait_for_turn(tx: Connection, keyring: Keyring, wanted: Iterable[tuple[str, str]]) -> None:
    """Until the commit nobody else makes these addresses; others are not held up.

    The lock's number comes from the oldest key, which all processes have while keys rotate. On
    SQLite the whole transaction is such a lock.
    """
    if tx.dialect.name == "postgresql":
        numbers = {keyring.hashes_of(*each)[-1][-8:] for each in wanted}
        ordered = sorted(int.from_bytes(each, signed=True) for each in numbers)
        tx.execute(_TURN, {"keys": ordered})


def _make(
    tx: Connection, keyring: Keyring, new: Mapping[tuple[str, str], Sender], now: datetime
) -> dict[tuple[str, str], Found]:
    if not new:
        return {}
    owners = _new_contacts(tx, list(new.values()), now)
    rows = [
        _row(keyring, sender, canonical, owner, now)
        for (canonical, sender), owner in zip(new.items(), owners, strict=True)
    ]
    made = tx.execute(
        insert(identities).returning(identities.c.id, sort_by_parameter_order=True), rows
    ).scalars()
    return {
        canonical: Found(identity, owner, forgotten=False)
        for canonical, identity, owner in zip(new, made, owners, strict=True)
    }


def _begin_anew(
    tx: Connection,
    found: Mapping[tuple[str, str], Found],
    senders: Mapping[tuple[str, str], Sender],
    now: datetime,
) -> dict[tuple[str, str], Found]:
    """Her address moves to a new contact; what was forgotten keeps no way to her."""
    again = {each: known for each, known in found.items() if known.forgotten}
    if not again:
        return {}
    owners = _new_contacts(tx, [senders[each] for each in again], now)
    renewed: dict[tuple[str, str], Found] = {}
    for (canonical, before), owner in zip(again.items(), owners, strict=True):
        identity = before.identity_id
        tx.execute(update(identities).where(identities.c.id == identity).values(contact_id=owner))
        renewed[canonical] = Found(identity, owner, forgotten=False)
    return renewed


def _new_contacts(tx: Connection, senders: Sequence[Sender], now: datetime) -> list[int]:
    rows = [
        {
            "created_at": now,
            "zone": sender.zone or DEFAULT_ZONE,
            "sweep_at": now + _first_look(sender),
        }
        for sender in senders
    ]
    made = tx.execute(insert(contacts).returning(contacts.c.id, sort_by_parameter_order=True), rows)
    return list(made.scalars())


def _first_look(sender: Sender) -> timedelta:
    """When retention first looks at what an address brings."""
    return KEPT.web if sender.channel == WEB else KEPT.raw


def _row(
    keyring: Keyring, sender: Sender, canonical: tuple[str, str], contact_id: int, now: datetime
) -> dict[str, Any]:
    return {
        "contact_id": contact_id,
        "channel": sender.channel,
        "address_hash": keyring.hash_address(*canonical),
        "address": keyring.seal_text(ADDRESS, sender.address),
        "status": IdentityStatus.REACHABLE,
        "status_at": now,
        "created_at": now,
    }


def _identity(keyring: Keyring, row: Mapping[Any, Any]) -> Identity:
    return Identity(
        id=row["id"],
        contact_id=row["contact_id"],
        channel=row["channel"],
        address=keyring.open_text(ADDRESS, bytes(row["address"])),
        status=IdentityStatus(row["status"]),
        status_at=row["status_at"],
        last_in_at=row["last_in_at"],
    )
