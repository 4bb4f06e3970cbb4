"""Make the first schema: people, and the road of a message.

Reason: Alba needs a memory. No foreign keys on the road: a webhook must not wait for a turn.
The types are written out here, so that a later change of the code changes nothing that has run.
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT: Final = sa.BigInteger()  # microseconds since 1970, UTC
TEXT: Final = sa.String()
BYTES: Final = sa.LargeBinary()

TABLES: Final = (
    "contacts",
    "identities",
    "facts",
    "sessions",
    "inbox",
    "outbox",
    "receipts",
    "contents",
)


def upgrade() -> None:
    _make_people()
    _make_road()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", WHOLE, sa.Identity(), nullable=False)


def _where(condition: str) -> dict[str, Any]:
    """A partial index, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _make_people() -> None:
    op.create_table(
        "contacts",
        _id(),
        sa.Column("zone", TEXT, server_default="America/Mexico_City", nullable=False),
        sa.Column("language", TEXT, server_default="es", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_in_at", MOMENT),
        sa.Column("consent_at", MOMENT),
        sa.Column("stopped_at", MOMENT),
        sa.Column("forgotten_at", MOMENT),
        sa.Column("next_turn_at", MOMENT),
        sa.Column("turns_in_window", sa.Integer(), server_default="0", nullable=False),
        sa.Column("window_started_at", MOMENT),
        sa.Column("sweep_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="contacts_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("contacts_by_sweep", "contacts", ["sweep_at", "id"])
    op.create_table(
        "identities",
        _id(),
        sa.Column("contact_id", WHOLE, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("address_hash", BYTES, nullable=False),
        sa.Column("address", BYTES, nullable=False),
        sa.Column("status", TEXT, server_default="reachable", nullable=False),
        sa.Column("status_at", MOMENT, nullable=False),
        sa.Column("last_in_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name="identities_contact_id_of_contacts",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="identities_key"),
        sa.UniqueConstraint("channel", "address_hash", name="identities_one_channel_address_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("identities_of_contact", "identities", ["contact_id", "id"])
    op.create_table(
        "facts",
        sa.Column("contact_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", BYTES, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="facts_contact_id_of_contacts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "name", name="facts_key"),
    )
    op.create_table(
        "sessions",
        sa.Column("contact_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("state", BYTES, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name="sessions_contact_id_of_contacts",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact_id", name="sessions_key"),
    )


def _make_road() -> None:
    op.create_table(
        "inbox",
        _id(),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("provider_id", TEXT, nullable=False),
        sa.Column("identity_id", WHOLE),
        sa.Column("contact_id", WHOLE),
        sa.Column("position", sa.BigInteger()),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("body", BYTES),
        sa.Column("status", TEXT, server_default="waiting", nullable=False),
        sa.Column("error_type", TEXT),
        sa.Column("error_place", TEXT),
        sa.Column("settled_at", MOMENT),
        sa.Column("message_ref", TEXT),
        sa.PrimaryKeyConstraint("id", name="inbox_key"),
        sa.UniqueConstraint("channel", "provider_id", name="inbox_one_channel_provider_id"),
    )
    op.create_index("inbox_of_contact", "inbox", ["contact_id", "id"])
    op.create_index("inbox_of_nobody", "inbox", ["received_at"], **_where("contact_id IS NULL"))
    op.create_index("inbox_set_aside", "inbox", ["id"], **_where("status = 'set_aside'"))
    op.create_index("inbox_waiting", "inbox", ["contact_id", "id"], **_where("status = 'waiting'"))
    op.create_table(
        "outbox",
        _id(),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("contact_id", WHOLE),
        sa.Column("identity_id", WHOLE),
        sa.Column("staff_id", WHOLE),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("body", BYTES),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("status", TEXT, server_default="queued", nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("use_by", MOMENT),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leased_until", MOMENT),
        sa.Column("lease", TEXT),
        sa.Column("first_attempt_at", MOMENT),
        sa.Column("provider_ref", TEXT),
        sa.Column("code", TEXT),
        sa.Column("receipt", TEXT),
        sa.Column("case_id", WHOLE),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("inbox_id", WHOLE),
        sa.PrimaryKeyConstraint("id", name="outbox_key"),
        sa.UniqueConstraint("reference", name="outbox_one_reference"),
    )
    op.create_index(
        "outbox_by_provider_ref",
        "outbox",
        ["channel", "provider_ref"],
        **_where("provider_ref IS NOT NULL"),
    )
    op.create_index(
        "outbox_in_flight", "outbox", ["leased_until"], **_where("status IN ('leased', 'unknown')")
    )
    op.create_index("outbox_of_case", "outbox", ["case_id"], **_where("case_id IS NOT NULL"))
    op.create_index("outbox_of_contact", "outbox", ["contact_id", "id"])
    op.create_index("outbox_of_nobody", "outbox", ["settled_at"], **_where("contact_id IS NULL"))
    op.create_index(
        "outbox_queued", "outbox", ["lane", "due_at", "id"], **_where("status = 'queued'")
    )
    op.create_index(
        "outbox_unsettled",
        "outbox",
        ["recipient", "id"],
        **_where("status IN ('queued', 'leased', 'unknown')"),
    )
    op.create_table(
        "receipts",
        _id(),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("provider_ref", TEXT, nullable=False),
        sa.Column("outbox_id", WHOLE),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("code", TEXT),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="receipts_key"),
    )
    op.create_index("receipts_of_outbox", "receipts", ["outbox_id"])
    op.create_index(
        "receipts_unmatched", "receipts", ["channel", "provider_ref"], **_where("outbox_id IS NULL")
    )
    op.create_index("receipts_unmatched_by_time", "receipts", ["at"], **_where("outbox_id IS NULL"))
    op.create_table(
        "contents",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sid", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="contents_key"),
    )
