"""Who writes to Alba? What is plain of a contact; her words and addresses are kept elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, case, literal, select, update

from db.kept import KEPT
from db.moments import Moment
from db.statuses import IdentityStatus
from db.tables.people import contacts, identities


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


@dataclass(frozen=True, slots=True)
class LastIdentity:
    """Where she can be reached, and in which language."""

    identity_id: int
    channel: str
    language: str


_LAST: Final = (
    select(identities.c.id, identities.c.channel, contacts.c.language)
    .join(contacts, contacts.c.id == identities.c.contact_id)
    .where(identities.c.status == IdentityStatus.REACHABLE, contacts.c.forgotten_at.is_(None))
    .order_by(identities.c.last_in_at.desc().nulls_last(), identities.c.id)
    .limit(1)
)
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


def last_identity(tx: Connection, contact_id: int) -> LastIdentity | None:
    """Where to write to her first: the reachable address that she used last; None without one."""
    row = tx.execute(_LAST.where(identities.c.contact_id == contact_id)).first()
    return None if row is None else LastIdentity(*row)


def allow_writing(tx: Connection, contact_id: int, allowed: bool, now: datetime) -> None:
    """Whether Alba may write first. Who allows it wants messages again."""
    if allowed:
        _change(tx, contact_id, {"consent_at": now, "stopped_at": None})
    else:
        _change(tx, contact_id, {"consent_at": None, "sweep_at": _look_by(now)})


def stop(tx: Connection, contact_id: int, now: datetime) -> None:
    """She wants no more messages that she did not ask for."""
    _change(tx, contact_id, {"stopped_at": now, "consent_at": None, "sweep_at": _look_by(now)})


def set_zone(tx: Connection, contact_id: int, zone: str) -> None:
    """Her time zone (IANA)."""
    _change(tx, contact_id, {"zone": zone})


def set_language(tx: Connection, contact_id: int, language: str) -> None:
    """The language that she wants to be answered in."""
    _change(tx, contact_id, {"language": language})


def note_blocked(tx: Connection, identity_id: int, blocked: bool, now: datetime) -> None:
    """She, or who holds her phone, blocked Alba there, or came back."""
    status = IdentityStatus.BLOCKED if blocked else IdentityStatus.REACHABLE
    set_identity_status(tx, identity_id, status, now)


def set_identity_status(
    tx: Connection, identity_id: int, status: IdentityStatus, now: datetime
) -> None:
    """What a provider told of an address; the time is that of the last change."""
    tx.execute(
        update(identities)
        .where(identities.c.id == identity_id, identities.c.status != status)
        .values(status=status, status_at=now)
    )


def _look_by(now: datetime) -> ColumnElement[datetime]:
    """Without consent words are kept for less long: retention looks at her earlier."""
    soon = literal(now + KEPT.raw, Moment)
    return case((contacts.c.sweep_at > soon, soon), else_=contacts.c.sweep_at)


def _change(tx: Connection, contact_id: int, values: Mapping[str, Any]) -> None:
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(values))
