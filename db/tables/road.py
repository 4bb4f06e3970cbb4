"""Which messages came and which go out? Inbox, outbox, receipts, and contents made at a provider.

No foreign keys to contacts here: on PostgreSQL each would take a lock on her row, and a webhook
would wait for her turn, or make the turn skip her. Retention deletes by contact_id instead.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    false,
)

from db.moments import Moment
from db.statuses import InboxStatus, OutboxStatus
from db.tables.base import Whole, among, id_column, metadata, partial_index

inbox: Final = Table(
    "inbox",
    metadata,
    id_column(),
    Column("channel", String, nullable=False),
    Column("provider_id", String, nullable=False),
    Column("identity_id", Whole),  # none for a group
    Column("contact_id", Whole),
    Column("position", BigInteger),  # the provider's own order within a chat
    Column("received_at", Moment, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", LargeBinary),
    Column("status", String, nullable=False, server_default=InboxStatus.WAITING.value),
    Column("error_type", String),
    Column("error_place", String),
    Column("settled_at", Moment),
    Column("message_ref", String),  # what the provider calls it, to erase it there
    UniqueConstraint("channel", "provider_id"),
)
IS_WAITING: Final = among(inbox.c.status, InboxStatus.WAITING)
IS_SET_ASIDE: Final = among(inbox.c.status, InboxStatus.SET_ASIDE)
partial_index("inbox_waiting", inbox.c.contact_id, inbox.c.id, where=IS_WAITING)
partial_index("inbox_set_aside", inbox.c.id, where=IS_SET_ASIDE)
partial_index("inbox_of_nobody", inbox.c.received_at, where=inbox.c.contact_id.is_(None))
Index("inbox_of_contact", inbox.c.contact_id, inbox.c.id)

outbox: Final = Table(
    "outbox",
    metadata,
    id_column(),
    Column("recipient", String, nullable=False),  # c<contact>, s<staff>, x<inbox> for a group
    Column("contact_id", Whole),
    Column("identity_id", Whole),
    Column("staff_id", Whole),
    Column("channel", String, nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", LargeBinary),
    Column(
        "reference", String, nullable=False, unique=True
    ),  # our own id, the same at each attempt
    Column("status", String, nullable=False, server_default=OutboxStatus.QUEUED.value),
    Column("due_at", Moment, nullable=False),
    Column("use_by", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("leased_until", Moment),
    Column("lease", String),
    Column("first_attempt_at", Moment),
    Column("provider_ref", String),
    Column("code", String),
    Column("receipt", String),  # the most that a receipt has told
    Column("case_id", Whole),
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("inbox_id", Whole),  # what it answers
)
OF_STAFF: Final = outbox.c.staff_id.is_not(None)
IS_QUEUED: Final = among(outbox.c.status, OutboxStatus.QUEUED)
UNSETTLED: Final = (OutboxStatus.QUEUED, OutboxStatus.LEASED, OutboxStatus.UNKNOWN)
IS_UNSETTLED: Final = among(outbox.c.status, *UNSETTLED)
IS_IN_FLIGHT: Final = among(outbox.c.status, OutboxStatus.LEASED, OutboxStatus.UNKNOWN)
HAS_PROVIDER_REF: Final = outbox.c.provider_ref.is_not(None)
partial_index("outbox_queued", outbox.c.lane, outbox.c.due_at, outbox.c.id, where=IS_QUEUED)
partial_index("outbox_unsettled", outbox.c.recipient, outbox.c.id, where=IS_UNSETTLED)
partial_index("outbox_in_flight", outbox.c.leased_until, where=IS_IN_FLIGHT)
partial_index(
    "outbox_by_provider_ref", outbox.c.channel, outbox.c.provider_ref, where=HAS_PROVIDER_REF
)
partial_index("outbox_of_nobody", outbox.c.settled_at, where=outbox.c.contact_id.is_(None))
partial_index("outbox_of_staff", outbox.c.staff_id, outbox.c.id, where=OF_STAFF)
partial_index("outbox_of_case", outbox.c.case_id, where=outbox.c.case_id.is_not(None))
Index("outbox_of_contact", outbox.c.contact_id, outbox.c.id)

receipts: Final = Table(
    "receipts",
    metadata,
    id_column(),
    Column("channel", String, nullable=False),
    Column("provider_ref", String, nullable=False),
    Column("outbox_id", Whole),
    Column("status", String, nullable=False),
    Column("code", String),
    Column("at", Moment, nullable=False),
    Column("settled", Boolean, nullable=False, server_default=false()),  # matched to its row
)
IS_UNMATCHED: Final = receipts.c.outbox_id.is_(None)
partial_index("receipts_unmatched", receipts.c.channel, receipts.c.provider_ref, where=IS_UNMATCHED)
partial_index("receipts_unmatched_by_time", receipts.c.at, where=IS_UNMATCHED)
Index("receipts_of_outbox", receipts.c.outbox_id)

contents: Final = Table(
    "contents",
    metadata,
    Column("name", String, primary_key=True),
    Column("sid", String, nullable=False),
    Column("at", Moment, nullable=False),
)
