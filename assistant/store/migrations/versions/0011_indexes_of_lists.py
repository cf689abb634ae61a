"""Indexes from which lists are counted and rights are found."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTED = ["queue", "is_active", "merged_into", "due", "owner", "request_id", "status"]


def upgrade() -> None:
    op.create_index("ix_ticket_counted", "ticket", COUNTED, unique=False)
    op.create_index("ix_request_line_right", "request_line", ["right"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_request_line_right", table_name="request_line")
    op.drop_index("ix_ticket_counted", table_name="ticket")
