"""Who writes to Alba? What is plain of a contact; her words and addresses are kept elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select, update

from db.tables.people import contacts


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as the tables know her: an id and a few moments (UTC); `zone` is her own."""

    id: int
    zone: str
    language: str
    created_at: datetime
    last_in_at: datetime | None
    consent_at: datetime | None
    stopped_at: datetime | None
    forgotten_at: datetime | None
    version: int


_CONTACT: Final = select(
    contacts.c.id,
    contacts.c.zone,
    contacts.c.language,
    contacts.c.created_at,
    contacts.c.last_in_at,
    contacts.c.consent_at,
    contacts.c.stopped_at,
    contacts.c.forgotten_at,
    contacts.c.version,
)


def read(tx: Connection, contact_id: int) -> Contact | None:
    """One contact."""
    row = tx.execute(_CONTACT.where(contacts.c.id == contact_id)).first()
    return None if row is None else Contact(**row._mapping)


def hold(tx: Connection, contact_id: int) -> Contact | None:
    """One contact, her row held until the end of the transaction, as a turn holds it."""
    held = _CONTACT.where(contacts.c.id == contact_id).with_for_update(key_share=True)
    row = tx.execute(held).first()
    return None if row is None else Contact(**row._mapping)


def set_consent(tx: Connection, contact_id: int, at: datetime | None) -> None:
    """Since when Alba may write first; None: it may not."""
    _change(tx, contact_id, {"consent_at": at})


def set_stopped(tx: Connection, contact_id: int, at: datetime | None) -> None:
    """Since when she wants no more messages; None: she does."""
    _change(tx, contact_id, {"stopped_at": at})


def set_zone(tx: Connection, contact_id: int, zone: str) -> None:
    """Her time zone (IANA)."""
    _change(tx, contact_id, {"zone": zone})


def set_language(tx: Connection, contact_id: int, language: str) -> None:
    """The language that she wants to be answered in."""
    _change(tx, contact_id, {"language": language})


def _change(tx: Connection, contact_id: int, values: Mapping[str, Any]) -> None:
    tx.execute(
        update(contacts)
        .where(contacts.c.id == contact_id)
        .values({**values, "version": contacts.c.version + 1})
    )
