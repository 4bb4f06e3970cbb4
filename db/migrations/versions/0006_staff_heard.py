"""Keep when somebody of the staff last wrote from an address.

Reason: WhatsApp lets free text with buttons through for a day after that; else only a template.
Code of before lives on this schema: nothing that it writes has changed.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT: Final = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    op.add_column("staff_identities", sa.Column("heard_at", MOMENT))


def downgrade() -> None:
    op.drop_column("staff_identities", "heard_at")
