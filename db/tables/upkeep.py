"""Is the clock alive, who looked at what, and which key is in use?"""

from typing import Final

from sqlalchemy import Column, Index, LargeBinary, String, Table

from db.moments import Moment
from db.tables.base import Whole, id_column, metadata

heartbeats: Final = Table(
    "heartbeats",
    metadata,
    Column("name", String, primary_key=True),
    Column("at", Moment, nullable=False),
)

audit: Final = Table(
    "audit",
    metadata,
    id_column(),
    Column("at", Moment, nullable=False),
    Column("staff_id", Whole),
    Column("what", String, nullable=False),
    Column("contact_id", Whole),  # no foreign keys: the log outlives what it speaks of
    Column("case_id", Whole),
)
Index("audit_of_contact", audit.c.contact_id, audit.c.id)
Index("audit_of_staff", audit.c.staff_id, audit.c.id)

key_in_use: Final = Table(
    "key_in_use",
    metadata,
    Column("purpose", String, primary_key=True),
    Column("key_id", LargeBinary, nullable=False),  # an id, never a key
)
