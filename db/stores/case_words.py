"""What is hers in a case: her words, her place, and what she was told about it?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from db.encryption import Keyring, Sealed
from db.stores.cases import WORDS
from db.tables.care import cases
from db.tables.people import contacts
from db.tables.whole import SEALED

TOLD: Final = SEALED[cases.c.told]


@dataclass(frozen=True, slots=True)
class CaseWords:
    """What is hers in a case. Whoever reads it leaves a row on the audit log."""

    words: Sealed | None
    told: tuple[Sealed, ...]
    municipality: str | None = field(repr=False)


NO_WORDS: Final = CaseWords(None, (), None)


def words_of(tx: Connection, keyring: Keyring, case_id: int) -> CaseWords:
    """Her words, what she was told, and her place; nothing once she had herself forgotten."""
    row = tx.execute(
        select(cases.c.words, cases.c.told, cases.c.municipality)
        .outerjoin_from(cases, contacts, contacts.c.id == cases.c.contact_id)
        .where(cases.c.id == case_id, contacts.c.forgotten_at.is_(None))
    ).first()
    if row is None:
        return NO_WORDS
    words = None if row.words is None else keyring.open_text(WORDS, bytes(row.words))
    return CaseWords(words, _told(keyring, row.told), row.municipality)


def note_told(
    tx: Connection, keyring: Keyring, case_id: int, told: Sequence[str], now: datetime
) -> None:
    """Add what she was told about it, so that whoever takes the case knows."""
    if not told:
        return
    before = tx.execute(
        select(cases.c.told).where(cases.c.id == case_id).with_for_update()
    ).scalar_one()
    all_told = [*(each.reveal() for each in _told(keyring, before)), *told]
    sealed = keyring.seal(TOLD, json.dumps(all_told).encode())
    tx.execute(update(cases).where(cases.c.id == case_id).values(told=sealed, changed_at=now))


def _told(keyring: Keyring, sealed: bytes | None) -> tuple[Sealed, ...]:
    if sealed is None:
        return ()
    return tuple(Sealed(each) for each in json.loads(keyring.open(TOLD, bytes(sealed))))
