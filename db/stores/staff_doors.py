"""By which doors do the staff come in? One-time codes, addresses that are theirs, dead phones."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from db.addresses import canonical_address
from db.codes import DIGITS, LETTERS
from db.encryption import Keyring
from db.stores import identities, retention, staff
from db.stores.identities import Sender
from db.tables.care import staff as staff_table
from db.tables.care import staff_codes, staff_identities
from db.tables.people import identities as identity_table

CODE_HOLDS: Final = timedelta(hours=24)
HALF: Final = 5
"""Letters of each half of a code: ten of 21 in all, 16 million million codes."""

CODE: Final = re.compile(f"[{LETTERS}{DIGITS}]{{{HALF}}}-?[{LETTERS}{DIGITS}]{{{HALF}}}", re.I)
PURPOSE: Final = "staff_code"


@dataclass(frozen=True, slots=True)
class Insider:
    """Somebody of the staff, as one of their addresses tells."""

    staff_id: int
    channel: str


def make_code(tx: Connection, keyring: Keyring, staff_id: int, now: datetime) -> str:
    """A code that links one address of theirs, once, until tomorrow; an older one ends."""
    halves = ("".join(secrets.choice(LETTERS + DIGITS) for _ in range(HALF)) for _ in range(2))
    code = "-".join(halves)
    tx.execute(delete(staff_codes).where(staff_codes.c.staff_id == staff_id))
    digest = keyring.hash_address(PURPOSE, _plain(code))
    tx.execute(
        insert(staff_codes).values(staff_id=staff_id, code_hash=digest, expires_at=now + CODE_HOLDS)
    )
    return code


def redeem(tx: Connection, keyring: Keyring, code: str, sender: Sender, now: datetime) -> bool:
    """Whether this is a code that holds: then the address is theirs, and no woman's any more."""
    if not CODE.fullmatch(code.strip()):
        return False
    hashes = keyring.hashes_of(PURPOSE, _plain(code))
    staff_id = tx.execute(
        select(staff_codes.c.staff_id)
        .join(staff_table, staff_table.c.id == staff_codes.c.staff_id)
        .where(
            staff_codes.c.code_hash.in_(hashes),
            staff_codes.c.expires_at > now,
            staff_table.c.left_at.is_(None),
        )
    ).scalar()
    if staff_id is None or staff.by_address(tx, keyring, sender.channel, sender.address) not in (
        None,
        staff_id,
    ):
        return False
    tx.execute(delete(staff_codes).where(staff_codes.c.code_hash.in_(hashes)))
    _release(tx, keyring, sender, now)
    staff.link(tx, keyring, staff_id, sender.channel, sender.address, now)
    return True


def whose(tx: Connection, keyring: Keyring, senders: Iterable[Sender]) -> Mapping[Sender, Insider]:
    """Who of the staff these are; those who are not of the staff are left out."""
    found: dict[Sender, Insider] = {}
    for sender in senders:
        person = staff.by_address(tx, keyring, sender.channel, sender.address)
        if person is not None:
            found[sender] = Insider(person, sender.channel)
    return found


def is_hers(tx: Connection, keyring: Keyring, channel: str, address: str) -> bool:
    """Whether somebody talks to Alba from this address."""
    return identities.find(tx, keyring, Sender(channel, address)) is not None


def note_dead(tx: Connection, staff_id: int, channel: str, now: datetime) -> bool:
    """Nothing arrives there any more; whether that is news."""
    done = tx.execute(
        update(staff_identities)
        .where(
            staff_identities.c.staff_id == staff_id,
            staff_identities.c.channel == channel,
            staff_identities.c.dead_at.is_(None),
        )
        .values(dead_at=now)
    )
    return bool(done.rowcount)


def note_alive(tx: Connection, staff_id: int, channel: str, now: datetime) -> None:
    """They wrote from there."""
    tx.execute(
        update(staff_identities)
        .where(staff_identities.c.staff_id == staff_id, staff_identities.c.channel == channel)
        .values(dead_at=None, heard_at=now)
    )


def _release(tx: Connection, keyring: Keyring, sender: Sender, now: datetime) -> None:
    """This address is no woman's: it was of somebody of the staff, who tried Alba before."""
    known = identities.find(tx, keyring, sender)
    if known is None:
        return
    tx.execute(delete(identity_table).where(identity_table.c.id == known.identity_id))
    hers = select(identity_table.c.id).where(identity_table.c.contact_id == known.contact_id)
    if tx.execute(hers.limit(1)).scalar() is None:
        retention.forget(tx, known.contact_id, now)


def _plain(code: str) -> str:
    return canonical_address(PURPOSE, code.strip().replace("-", "").upper())
