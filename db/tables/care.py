"""What must a person look at, who are the persons, and what is planned? Cases, staff, due rows."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
    or_,
)

from db.moments import Moment
from db.statuses import CASE_OPEN, CaseStatus, DueStatus
from db.tables.base import Whole, among, id_column, metadata, partial_index, refers

staff: Final = Table(
    "staff",
    metadata,
    id_column(),
    Column("alias", String, nullable=False, unique=True),  # a work alias, not a name
    Column("role", String, nullable=False),
    Column("on_call_order", Integer),  # none: not on the rota
    Column("always_on_call", Boolean, nullable=False, server_default=false()),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment),
    sqlite_autoincrement=True,
)

staff_identities: Final = Table(
    "staff_identities",
    metadata,
    id_column(),
    refers("staff_id", "staff.id", gone="CASCADE", nullable=False),
    Column("channel", String, nullable=False),
    Column("address_hash", LargeBinary, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("linked_at", Moment, nullable=False),
    Column("dead_at", Moment),  # a provider said that nothing arrives there any more
    Column("heard_at", Moment),  # opens WhatsApp's 24 hours
    UniqueConstraint("channel", "address_hash"),
)
Index("staff_identities_of_staff", staff_identities.c.staff_id)

staff_codes: Final = Table(
    "staff_codes",
    metadata,
    id_column(),
    refers("staff_id", "staff.id", gone="CASCADE", nullable=False),
    Column("code_hash", LargeBinary, nullable=False, unique=True),  # the code is kept nowhere
    Column("expires_at", Moment, nullable=False),
)
Index("staff_codes_of_staff", staff_codes.c.staff_id)

drills: Final = Table(
    "drills",
    metadata,
    id_column(),
    refers("staff_id", "staff.id", gone="CASCADE", nullable=False),
    Column("rung_at", Moment, nullable=False),
    Column("answered_at", Moment),
    UniqueConstraint("staff_id", "rung_at"),
)
Index("drills_by_time", drills.c.rung_at)

cases: Final = Table(
    "cases",
    metadata,
    id_column(),
    Column("code", String, nullable=False, unique=True),  # short, speakable, without meaning
    refers("contact_id", "contacts.id", gone="SET NULL"),  # the count of cases outlives her data
    Column("reason", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("status", String, nullable=False, server_default=CaseStatus.OPEN.value),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("words", LargeBinary),
    Column("municipality", String),
    Column("state", String),
    Column("channel", String, nullable=False),
    Column("told", LargeBinary),  # what she was told about it
    refers("acknowledged_by", "staff.id", gone="SET NULL"),
    Column("acknowledged_at", Moment),
    Column("outcome", String),
    Column("inbox_id", Whole),
    Column("quiet", Boolean, nullable=False, server_default=false()),  # she is never told of it
    Column("policy", String),  # the rules by which it is called out
    Column("about_staff", Whole),  # whom a complaint is about: they never see it
    sqlite_autoincrement=True,
)
IS_OPEN: Final = among(cases.c.status, *sorted(CASE_OPEN))
HOLDS_WORDS: Final = or_(cases.c.words.is_not(None), cases.c.told.is_not(None))
partial_index("cases_one_open", cases.c.contact_id, cases.c.reason, where=IS_OPEN, unique=True)
partial_index("cases_open", cases.c.opened_at, cases.c.id, where=IS_OPEN)
partial_index("cases_with_words", cases.c.changed_at, where=HOLDS_WORDS)
Index("cases_of_contact", cases.c.contact_id, cases.c.id)
Index("cases_of_staff", cases.c.acknowledged_by)

case_history: Final = Table(
    "case_history",
    metadata,
    id_column(),
    refers("case_id", "cases.id", gone="CASCADE", nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", String, nullable=False),  # alba, contact or staff:<id>
    Column("what", String, nullable=False),
    Column("detail", LargeBinary),
)
Index("case_history_of_case", case_history.c.case_id, case_history.c.id)

policies: Final = Table(
    "policies",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("body", String, nullable=False),
    Column("at", Moment, nullable=False),
)

lines_told: Final = Table(
    "lines_told",
    metadata,
    id_column(),
    refers("contact_id", "contacts.id", gone="SET NULL"),  # the count outlives her data
    Column("service_id", String, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("asked_at", Moment),
    Column("answered", Boolean),  # none: she has not said
    Column("in_turn", Boolean, nullable=False, server_default=false()),  # by a card, or asked for
)
Index("lines_told_to_contact", lines_told.c.contact_id, lines_told.c.id)

due: Final = Table(
    "due",
    metadata,
    id_column(),
    Column("kind", String, nullable=False),
    Column("contact_id", Whole),
    Column("case_id", Whole),
    Column("due_at", Moment, nullable=False),
    Column("status", String, nullable=False, server_default=DueStatus.DUE.value),
    Column("body", LargeBinary),
    Column("claimed_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("key", String, unique=True),  # the same wish is planned once
    sqlite_autoincrement=True,
)
IS_DUE: Final = among(due.c.status, DueStatus.DUE)
IS_CLAIMED: Final = among(due.c.status, DueStatus.CLAIMED)
IS_DUE_SETTLED: Final = among(due.c.status, DueStatus.DONE, DueStatus.WITHDRAWN)
partial_index("due_next", due.c.due_at, due.c.id, where=IS_DUE)
partial_index("due_claimed", due.c.claimed_until, where=IS_CLAIMED)
partial_index("due_settled", due.c.settled_at, where=IS_DUE_SETTLED)
Index("due_of_contact", due.c.contact_id, due.c.id)
Index("due_of_case", due.c.case_id)
