"""Keep how staff prove who they are, which of their phones are dead, and who answered a drill.

Reason: Who writes from a phone of the staff's is never taken for a woman, nor the reverse; an alert
to a phone that is gone must not be waited for; and a phone that nobody answers must be known.
The lines that a card tells are counted too, and are not those that she is told when nobody answers.
Code of before lives on this schema: nothing that it writes has changed.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT: Final = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    op.add_column("staff_identities", sa.Column("dead_at", MOMENT))
    op.add_column(
        "lines_told",
        sa.Column("in_turn", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "staff_codes",
        sa.Column("id", WHOLE, sa.Identity(), nullable=False),
        sa.Column("staff_id", WHOLE, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="staff_codes_staff_id_of_staff", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="staff_codes_key"),
        sa.UniqueConstraint("code_hash", name="staff_codes_one_code_hash"),
    )
    op.create_index("staff_codes_of_staff", "staff_codes", ["staff_id"])
    op.create_table(
        "drills",
        sa.Column("id", WHOLE, sa.Identity(), nullable=False),
        sa.Column("staff_id", WHOLE, nullable=False),
        sa.Column("rung_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="drills_staff_id_of_staff", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="drills_key"),
        sa.UniqueConstraint("staff_id", "rung_at", name="drills_one_staff_id_rung_at"),
    )
    op.create_index("drills_by_time", "drills", ["rung_at"])


def downgrade() -> None:
    op.drop_table("drills")
    op.drop_table("staff_codes")
    op.drop_column("lines_told", "in_turn")
    op.drop_column("staff_identities", "dead_at")
