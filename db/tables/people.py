"""Who writes to Alba? Contacts, their addresses on channels, what is known, where they are."""

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from db.moments import Moment
from db.statuses import IdentityStatus
from db.tables.base import id_column, metadata, refers

contacts: Final = Table(
    "contacts",
    metadata,
    id_column(),
    Column("zone", String, nullable=False, server_default="America/Mexico_City"),
    Column("language", String, nullable=False, server_default="es"),
    Column("created_at", Moment, nullable=False),
    Column("last_in_at", Moment),
    Column("consent_at", Moment),  # Alba may write first
    Column("stopped_at", Moment),
    Column("forgotten_at", Moment),  # blocked and unreadable; gone 72 hours later
    Column("next_turn_at", Moment),  # a flood is slowed: no turn before this
    Column("turns_in_window", Integer, nullable=False, server_default="0"),
    Column("window_started_at", Moment),
    Column("sweep_at", Moment, nullable=False),  # when retention next looks at what is kept of her
    Column("version", Integer, nullable=False, server_default="0"),  # a tripwire, not the lock
    Column("asked", String),  # what Alba asked of her own accord last: a flow and its node
    Column("asked_at", Moment),
    sqlite_autoincrement=True,  # ids stay in the audit log: never give one to another woman
)
Index("contacts_by_sweep", contacts.c.sweep_at, contacts.c.id)

identities: Final = Table(
    "identities",
    metadata,
    id_column(),
    refers("contact_id", "contacts.id", gone="CASCADE", nullable=False),
    Column("channel", String, nullable=False),
    Column("address_hash", LargeBinary, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("status", String, nullable=False, server_default=IdentityStatus.REACHABLE.value),
    Column("status_at", Moment, nullable=False),
    Column("last_in_at", Moment),  # opens WhatsApp's 24 hours
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("channel", "address_hash"),
    sqlite_autoincrement=True,
)
Index("identities_of_contact", identities.c.contact_id, identities.c.id)

facts: Final = Table(
    "facts",
    metadata,
    refers("contact_id", "contacts.id", gone="CASCADE", primary_key=True, autoincrement=False),
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)

sessions: Final = Table(
    "sessions",
    metadata,
    refers("contact_id", "contacts.id", gone="CASCADE", primary_key=True, autoincrement=False),
    Column("state", LargeBinary, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
