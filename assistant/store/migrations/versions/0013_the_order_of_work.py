"""Indexes from which lists are read in their order, and searches without the table."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COUNTED = ["queue", "is_active", "merged_into", "due", "owner", "request_id", "status"]


def upgrade() -> None:
    op.drop_index("ix_ticket_work", table_name="ticket")
    op.drop_index("ix_ticket_counted", table_name="ticket")
    op.create_index("ix_ticket_work", "ticket", [sa.text("is_active DESC"), "due", "id"], unique=False)
    op.create_index("ix_ticket_counted", "ticket", [*COUNTED, "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_ticket_counted", table_name="ticket")
    op.drop_index("ix_ticket_work", table_name="ticket")
    op.create_index("ix_ticket_counted", "ticket", COUNTED, unique=False)
    op.create_index("ix_ticket_work", "ticket", ["is_active", "due", "id"], unique=False)
