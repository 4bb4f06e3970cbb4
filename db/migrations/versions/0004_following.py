"""Make the tables of check-ins and appointments; keep what Alba asked last of her own accord.

Reason: She is asked how she is when she agreed to it, and reminded of what she must not miss. What
is due lies in the rows themselves, so that any number of workers may carry it out.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT: Final = sa.BigInteger()  # microseconds since 1970, UTC
TEXT: Final = sa.String()


def upgrade() -> None:
    op.add_column("contacts", sa.Column("asked", TEXT))
    op.add_column("contacts", sa.Column("asked_at", MOMENT))
    _make_check_ins()
    _make_appointments()


def downgrade() -> None:
    op.drop_table("appointments")
    op.drop_table("check_ins")
    op.drop_column("contacts", "asked_at")
    op.drop_column("contacts", "asked")


def _make_check_ins() -> None:
    op.create_table(
        "check_ins",
        sa.Column("contact_id", WHOLE, nullable=False),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("dated", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("first_night", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.SmallInteger()),
        sa.Column("pace", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("paused_until", MOMENT),
        sa.Column("next_at", MOMENT),
        sa.Column("why_not", TEXT),
        sa.Column("asked_at", MOMENT),
        sa.Column("asked_ref", TEXT),
        sa.Column("asked_node", TEXT),
        sa.Column("taken", TEXT, server_default="", nullable=False),
        sa.Column("missed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lost", sa.Integer(), server_default="0", nullable=False),
        sa.Column("policy", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name="check_ins_contact_id_of_contacts",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact_id", name="check_ins_key"),
    )
    op.create_index(
        "check_ins_next",
        "check_ins",
        ["next_at", "contact_id"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )


def _make_appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", WHOLE, sa.Identity(), nullable=False),
        sa.Column("contact_id", WHOLE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("status", TEXT, server_default="planned", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name="appointments_contact_id_of_contacts",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="appointments_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("appointments_of_contact", "appointments", ["contact_id", "at"])
    op.create_index(
        "appointments_planned",
        "appointments",
        ["contact_id"],
        sqlite_where=sa.text("status IN ('planned', 'asked')"),
        postgresql_where=sa.text("status IN ('planned', 'asked')"),
    )
