"""Whom does Alba ask how she is, and of what does she remind her? Check-ins and appointments.

One row of check-ins for each woman who has ever agreed: when something is next due for her, and
whether a question of Alba's is open. Only times and codes are plain.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    true,
)

from db.moments import Moment
from db.statuses import AppointmentStatus
from db.tables.base import among, id_column, metadata, partial_index, refers

check_ins: Final = Table(
    "check_ins",
    metadata,
    refers("contact_id", "contacts.id", gone="CASCADE", primary_key=True, autoincrement=False),
    Column("track", String, nullable=False),  # which cadence
    Column("since", Moment, nullable=False),  # from when it counts
    Column("dated", Boolean, nullable=False, server_default=true()),  # she told when she came out
    Column("first_night", Boolean, nullable=False),  # may be written to in the first night
    Column("hour", SmallInteger),  # that she chose, in minutes of her day
    Column("pace", SmallInteger, nullable=False, server_default="1"),
    Column("paused_until", Moment),
    Column("next_at", Moment),  # when something is due; none: why_not says why
    Column("why_not", String),
    Column("asked_at", Moment),  # a question is open since then
    Column("asked_ref", String),  # the last message of it, in the outbox
    Column("asked_node", String),  # how she was asked last, so that it varies
    Column("taken", String, nullable=False, server_default=""),  # steps of the ladder, with commas
    Column("missed", Integer, nullable=False, server_default="0"),  # in a row, and arrived
    Column("lost", Integer, nullable=False, server_default="0"),  # in a row, that never arrived
    Column("policy", String, nullable=False),
)
HAS_NEXT: Final = check_ins.c.next_at.is_not(None)
partial_index("check_ins_next", check_ins.c.next_at, check_ins.c.contact_id, where=HAS_NEXT)

appointments: Final = Table(
    "appointments",
    metadata,
    id_column(),
    refers("contact_id", "contacts.id", gone="CASCADE", nullable=False),
    Column("at", Moment, nullable=False),
    Column("status", String, nullable=False, server_default=AppointmentStatus.PLANNED.value),
    Column("body", LargeBinary, nullable=False),  # what it is, where, how often
    Column("version", Integer, nullable=False, server_default="1"),  # which plan of it holds
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),
    sqlite_autoincrement=True,
)
IS_PLANNED: Final = among(appointments.c.status, AppointmentStatus.PLANNED, AppointmentStatus.ASKED)
Index("appointments_of_contact", appointments.c.contact_id, appointments.c.at)
partial_index("appointments_planned", appointments.c.contact_id, where=IS_PLANNED)
