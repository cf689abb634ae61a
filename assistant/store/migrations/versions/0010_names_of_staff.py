"""What staff are called, for programs that ask."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("real_name", sa.String(length=120), nullable=False, server_default="")
    op.add_column("staff_member", column)


def downgrade() -> None:
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.drop_column("real_name")
