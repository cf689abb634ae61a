"""Mirrors in other trackers: which ticket is which there, what must still go, what differs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mirror_state",
        sa.Column("controller", sa.String(length=64), nullable=False),
        sa.Column("newest", sa.DateTime(timezone=True), nullable=True),
        sa.Column("poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint("controller", name=op.f("pk_mirror_state")),
    )
    op.create_table(
        "mirror_call",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("controller", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_mirror_call_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirror_call")),
        sa.UniqueConstraint("ticket_id", "seq", name=op.f("uq_mirror_call_ticket_id")),
    )
    with op.batch_alter_table("mirror_call", schema=None) as batch_op:
        batch_op.create_index("ix_mirror_call_waiting", ["controller", "done_at", "due_at"], unique=False)

    op.create_table(
        "mirror_difference",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("ours", sa.String(length=160), nullable=False),
        sa.Column("theirs", sa.String(length=160), nullable=False),
        sa.Column("note", sa.String(length=255), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_mirror_difference_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirror_difference")),
    )
    with op.batch_alter_table("mirror_difference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mirror_difference_closed"), ["closed"], unique=False)
        batch_op.create_index(batch_op.f("ix_mirror_difference_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "mirrored_ticket",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("controller", sa.String(length=64), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=True),
        sa.Column("maker", sa.String(length=64), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_mirrored_ticket_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_mirrored_ticket")),
    )
    with op.batch_alter_table("mirrored_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mirrored_ticket_controller"), ["controller"], unique=False)
        batch_op.create_index(batch_op.f("ix_mirrored_ticket_remote_id"), ["remote_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mirrored_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mirrored_ticket_remote_id"))
        batch_op.drop_index(batch_op.f("ix_mirrored_ticket_controller"))

    op.drop_table("mirrored_ticket")
    with op.batch_alter_table("mirror_difference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mirror_difference_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_mirror_difference_closed"))

    op.drop_table("mirror_difference")
    with op.batch_alter_table("mirror_call", schema=None) as batch_op:
        batch_op.drop_index("ix_mirror_call_waiting")

    op.drop_table("mirror_call")
    op.drop_table("mirror_state")
