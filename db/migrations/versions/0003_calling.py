"""Keep by which rules a case is called out, whom it concerns, and which lines she was told.

Reason: A running escalation keeps the policy it began with; a complaint is not shown to whom it is
about; some cases are never mentioned to her; and a line that does not answer must be known.
Code of before lives on this schema: every new column may be left out.
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT: Final = sa.BigInteger()  # microseconds since 1970, UTC
TEXT: Final = sa.String()
CASE_COLUMNS: Final = ("quiet", "policy", "about_staff")


def upgrade() -> None:
    for column in (
        sa.Column("quiet", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("policy", TEXT),
        sa.Column("about_staff", WHOLE),
    ):
        op.add_column("cases", column)
    op.create_index("outbox_of_staff", "outbox", ["staff_id", "id"], **_where("staff_id"))
    op.create_table(
        "policies",
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="policies_key"),
    )
    op.create_table(
        "lines_told",
        sa.Column("id", WHOLE, sa.Identity(), nullable=False),
        sa.Column("contact_id", WHOLE),
        sa.Column("service_id", TEXT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT),
        sa.Column("answered", sa.Boolean()),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name="lines_told_contact_id_of_contacts",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="lines_told_key"),
    )
    op.create_index("lines_told_to_contact", "lines_told", ["contact_id", "id"])


def downgrade() -> None:
    op.drop_table("lines_told")
    op.drop_table("policies")
    op.drop_index("outbox_of_staff", "outbox")
    for column in reversed(CASE_COLUMNS):
        op.drop_column("cases", column)


def _where(column: str) -> dict[str, Any]:
    """A partial index, on both databases."""
    condition = sa.text(f"{column} IS NOT NULL")
    return {"sqlite_where": condition, "postgresql_where": condition}
