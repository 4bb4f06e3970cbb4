"""Which services and facilities are known? The directory, closures, the snapshot's version."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from db.moments import Moment
from db.tables.base import id_column, metadata

SERVICE_TEXTS: Final = (  # the columns of the seed, in its order, without the id
    "organization",
    "service_name",
    "category",
    "description",
    "phone",
    "whatsapp",
    "email",
    "url",
    "address",
    "municipality",
    "state",
    "latitude",
    "longitude",
    "hours",
    "audience",
    "cost",
    "source_url",
    "source_date",
    "status",
    "source_kind",
)
FACILITY_TEXTS: Final = (
    "name",
    "state",
    "municipality",
    "address",
    "phone",
    "visiting_days",
    "visiting_hours",
    "documents",
    "clothing_rules",
    "notes",
    "source_url",
    "source_date",
    "status",
)

services: Final = Table(
    "services",
    metadata,
    Column("id", String, primary_key=True),  # D0001…
    *(Column(name, String) for name in SERVICE_TEXTS),
    Column("shown", Boolean, nullable=False),  # there is a way to reach it
    Column("edited_at", Moment),  # staff edited it: the seed never overwrites it
    Column("withdrawn_at", Moment),
    Column("seed", String),  # the file it came from; none: staff added it
)

facilities: Final = Table(
    "facilities",
    metadata,
    Column("id", String, primary_key=True),  # P001…
    *(Column(name, String) for name in FACILITY_TEXTS),
    Column("edited_at", Moment),
    Column("withdrawn_at", Moment),
    Column("seed", String),
)

closures: Final = Table(
    "closures",
    metadata,
    id_column(),
    Column("service_id", ForeignKey("services.id", ondelete="CASCADE"), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment),  # none: until further notice
    Column("note", String),
)
Index("closures_of_service", closures.c.service_id, closures.c.from_at)

snapshots: Final = Table(
    "snapshots",
    metadata,
    Column("name", String, primary_key=True),
    Column("version", Integer, nullable=False),
)
