"""Roles, second factors, mails to staff, and replies that can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_mail",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_mail")),
    )
    with op.batch_alter_table("staff_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_mail_due_at"), ["due_at"], unique=False)

    op.create_table(
        "staff_link",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_link_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_staff_link")),
    )
    with op.batch_alter_table("staff_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_link_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "held_reply",
        sa.Column("transaction_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outbox_mail.id"], name=op.f("fk_held_reply_mail_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["transaction.id"], name=op.f("fk_held_reply_transaction_id")
        ),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_held_reply")),
    )
    with op.batch_alter_table("held_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_reply_mail_id"), ["mail_id"], unique=False)

    with op.batch_alter_table("request_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_line_state"), ["state"], unique=False)

    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("more_roles", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(
            sa.Column("email", sa.String(length=320), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("totp_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("delegate", sa.String(length=64), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("notices", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.drop_column("notices")
        batch_op.drop_column("delegate")
        batch_op.drop_column("away_until")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("totp_sealed")
        batch_op.drop_column("email")
        batch_op.drop_column("more_roles")

    with op.batch_alter_table("request_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_line_state"))

    with op.batch_alter_table("held_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_reply_mail_id"))

    op.drop_table("held_reply")
    with op.batch_alter_table("staff_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_link_staff_id"))

    op.drop_table("staff_link")
    with op.batch_alter_table("staff_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_mail_due_at"))

    op.drop_table("staff_mail")
