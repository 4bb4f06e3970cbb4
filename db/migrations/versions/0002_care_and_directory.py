"""Make the tables of care, of the directory and of upkeep.

Reason: A person must see what cannot wait, and only what is in the directory may be told to her.
The other half of the first schema; apart from it so that each can be read at one sitting.
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT: Final = sa.BigInteger()  # microseconds since 1970, UTC
TEXT: Final = sa.String()
BYTES: Final = sa.LargeBinary()
SERVICE_TEXTS: Final = [
    "organization", "service_name", "category", "description", "phone", "whatsapp", "email",
    "url", "address", "municipality", "state", "latitude", "longitude", "hours", "audience",
    "cost", "source_url", "source_date", "status", "source_kind",
]  # fmt: skip
FACILITY_TEXTS: Final = [
    "name", "state", "municipality", "address", "phone", "visiting_days", "visiting_hours",
    "documents", "clothing_rules", "notes", "source_url", "source_date", "status",
]  # fmt: skip

TABLES: Final = (
    "staff",
    "staff_identities",
    "cases",
    "case_history",
    "due",
    "services",
    "facilities",
    "closures",
    "snapshots",
    "heartbeats",
    "audit",
    "key_in_use",
)


def upgrade() -> None:
    _make_care()
    _make_directory()
    _make_upkeep()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", WHOLE, sa.Identity(), nullable=False)


def _where(condition: str) -> dict[str, Any]:
    """A partial index, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _make_care() -> None:
    op.create_table(
        "staff",
        _id(),
        sa.Column("alias", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("on_call_order", sa.Integer()),
        sa.Column("always_on_call", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="staff_key"),
        sa.UniqueConstraint("alias", name="staff_one_alias"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "staff_identities",
        _id(),
        sa.Column("staff_id", WHOLE, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("address_hash", BYTES, nullable=False),
        sa.Column("address", BYTES, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name="staff_identities_staff_id_of_staff",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="staff_identities_key"),
        sa.UniqueConstraint(
            "channel", "address_hash", name="staff_identities_one_channel_address_hash"
        ),
    )
    op.create_index("staff_identities_of_staff", "staff_identities", ["staff_id"])
    op.create_table(
        "cases",
        _id(),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("contact_id", WHOLE),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("severity", TEXT, nullable=False),
        sa.Column("status", TEXT, server_default="open", nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("words", BYTES),
        sa.Column("municipality", TEXT),
        sa.Column("state", TEXT),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("told", BYTES),
        sa.Column("acknowledged_by", WHOLE),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("outcome", TEXT),
        sa.Column("inbox_id", WHOLE),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"],
            ["staff.id"],
            name="cases_acknowledged_by_of_staff",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name="cases_contact_id_of_contacts",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="cases_key"),
        sa.UniqueConstraint("code", name="cases_one_code"),
        sqlite_autoincrement=True,
    )
    op.create_index("cases_of_contact", "cases", ["contact_id", "id"])
    op.create_index("cases_of_staff", "cases", ["acknowledged_by"])
    op.create_index(
        "cases_one_open",
        "cases",
        ["contact_id", "reason"],
        unique=True,
        **_where("status IN ('acknowledged', 'in_contact', 'open', 'unattended')"),
    )
    op.create_index(
        "cases_open",
        "cases",
        ["opened_at", "id"],
        **_where("status IN ('acknowledged', 'in_contact', 'open', 'unattended')"),
    )
    op.create_index(
        "cases_with_words",
        "cases",
        ["changed_at"],
        **_where("words IS NOT NULL OR told IS NOT NULL"),
    )
    op.create_table(
        "case_history",
        _id(),
        sa.Column("case_id", WHOLE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("detail", BYTES),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="case_history_case_id_of_cases", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="case_history_key"),
    )
    op.create_index("case_history_of_case", "case_history", ["case_id", "id"])
    op.create_table(
        "due",
        _id(),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("contact_id", WHOLE),
        sa.Column("case_id", WHOLE),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("status", TEXT, server_default="due", nullable=False),
        sa.Column("body", BYTES),
        sa.Column("claimed_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("key", TEXT),
        sa.PrimaryKeyConstraint("id", name="due_key"),
        sa.UniqueConstraint("key", name="due_one_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("due_claimed", "due", ["claimed_until"], **_where("status = 'claimed'"))
    op.create_index("due_next", "due", ["due_at", "id"], **_where("status = 'due'"))
    op.create_index("due_of_case", "due", ["case_id"])
    op.create_index("due_of_contact", "due", ["contact_id", "id"])
    op.create_index(
        "due_settled", "due", ["settled_at"], **_where("status IN ('done', 'withdrawn')")
    )


def _make_directory() -> None:
    op.create_table(
        "services",
        sa.Column("id", TEXT, nullable=False),
        *(sa.Column(name, TEXT) for name in SERVICE_TEXTS),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("edited_at", MOMENT),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("seed", TEXT),
        sa.PrimaryKeyConstraint("id", name="services_key"),
    )
    op.create_table(
        "facilities",
        sa.Column("id", TEXT, nullable=False),
        *(sa.Column(name, TEXT) for name in FACILITY_TEXTS),
        sa.Column("edited_at", MOMENT),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("seed", TEXT),
        sa.PrimaryKeyConstraint("id", name="facilities_key"),
    )
    op.create_table(
        "closures",
        _id(),
        sa.Column("service_id", TEXT, nullable=False),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT),
        sa.Column("note", TEXT),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["services.id"],
            name="closures_service_id_of_services",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="closures_key"),
    )
    op.create_index("closures_of_service", "closures", ["service_id", "from_at"])
    op.create_table(
        "snapshots",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="snapshots_key"),
    )


def _make_upkeep() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="heartbeats_key"),
    )
    op.create_table(
        "audit",
        _id(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", WHOLE),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("contact_id", WHOLE),
        sa.Column("case_id", WHOLE),
        sa.PrimaryKeyConstraint("id", name="audit_key"),
    )
    op.create_index("audit_of_contact", "audit", ["contact_id", "id"])
    op.create_index("audit_of_staff", "audit", ["staff_id", "id"])
    op.create_table(
        "key_in_use",
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("key_id", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="key_in_use_key"),
    )
