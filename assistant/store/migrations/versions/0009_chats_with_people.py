"""Who waits for a person or talks with one, and which staff answer chats."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_attendance_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("controller", sa.String(length=64), nullable=False),
        sa.Column("page", sa.String(length=255), nullable=False),
        sa.Column("why", sa.String(length=64), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("visitor_typing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_typing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visitor_read", sa.Integer(), nullable=False),
        sa.Column("staff_read", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_handover_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index("ix_handover_line", ["controller", "ended_at", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_claimed_by"), ["claimed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("handover")
    op.drop_table("attendance")
