"""The tracker around its tickets: queues, watchers, fields, links, files, searches."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("queue", "title", name=op.f("uq_article_queue")),
    )
    op.create_table(
        "custom_field",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("name", name=op.f("uq_custom_field_name")),
    )
    op.create_table(
        "queue",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("controller", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.Column("lifecycle", sa.String(length=64), nullable=False),
        sa.Column("correspond_address", sa.String(length=320), nullable=False),
        sa.Column("comment_address", sa.String(length=320), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("serves_rest", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("name", name=op.f("uq_queue_name")),
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("sort", sa.String(length=64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_saved_search_owner")),
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_search_owner"), ["owner"], unique=False)

    op.create_table(
        "custom_value",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["custom_field.id"], name=op.f("fk_custom_value_field_id")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_custom_value_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_value")),
    )
    with op.batch_alter_table("custom_value", schema=None) as batch_op:
        batch_op.create_index("ix_custom_value_found", ["field_id", "value"], unique=False)
        batch_op.create_index(batch_op.f("ix_custom_value_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["ticket.id"], name=op.f("fk_link_target_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_link_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("ticket_id", "kind", "target_id", "address", name=op.f("uq_link_ticket_id")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_target_id"), ["target_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("doing", sa.String(length=64), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_presence_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ticket_id", "name", name=op.f("pk_presence")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_reminder_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_due"), ["due"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "stem",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_stem_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", "ticket_id", name=op.f("pk_stem")),
    )
    with op.batch_alter_table("stem", schema=None) as batch_op:
        batch_op.create_index("ix_stem_ticket_id", ["ticket_id"], unique=False)

    op.create_table(
        "watcher",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_watcher_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watcher")),
        sa.UniqueConstraint("ticket_id", "role", "address_hash", name=op.f("uq_watcher_ticket_id")),
    )
    with op.batch_alter_table("watcher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watcher_address_hash"), ["address_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_watcher_ticket_id"), ["ticket_id"], unique=False)

    _create_attachments(sa.Integer())  # nothing wrote to the table of before
    for column in (
        sa.Column("is_active", sa.Boolean(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
    ):
        op.add_column("ticket", column)
    _fill()
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.alter_column("is_active", existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column("priority", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("updated", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("due", existing_type=sa.DATE(), nullable=True)
        batch_op.drop_index(batch_op.f("ix_ticket_due"))
        batch_op.drop_index(batch_op.f("ix_ticket_owner"))
        batch_op.drop_index(batch_op.f("ix_ticket_queue"))
        batch_op.create_index(batch_op.f("ix_ticket_created"), ["created"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index("ix_ticket_of_owner", ["owner", "is_active", "due", "id"], unique=False)
        batch_op.create_index("ix_ticket_of_queue", ["queue", "is_active", "due", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_updated"), ["updated"], unique=False)
        batch_op.create_index("ix_ticket_work", ["is_active", "due", "id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_ticket_merged_into"), "ticket", ["merged_into"], ["id"])


def _create_attachments(number: sa.Integer | sa.String) -> None:
    op.drop_table("attachment")
    op.create_table(
        "attachment",
        sa.Column("id", number, nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("transaction_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=127), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_attachment_request_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["transaction.id"], name=op.f("fk_attachment_transaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_request_id"), ["request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_transaction_id"), ["transaction_id"], unique=False)


def _fill() -> None:
    """Give tickets of before the values that they would have."""
    ticket = sa.table(
        "ticket",
        *(sa.column(name) for name in ("id", "status", "is_active", "priority", "updated", "resolved")),
    )
    done = sa.table("transaction", sa.column("ticket_id"), sa.column("at"))
    newest = sa.select(sa.func.max(done.c.at)).where(done.c.ticket_id == ticket.c.id).scalar_subquery()
    created: sa.ColumnClause[object] = sa.literal_column("created")
    is_active = ticket.c.status.not_in(["resolved", "rejected", "deleted"])
    op.execute(
        ticket.update().values(is_active=is_active, priority=0, updated=sa.func.coalesce(newest, created))
    )
    op.execute(ticket.update().where(~is_active).values(resolved=sa.literal_column("updated")))


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ticket_merged_into"), type_="foreignkey")
        batch_op.drop_index("ix_ticket_work")
        batch_op.drop_index(batch_op.f("ix_ticket_updated"))
        batch_op.drop_index("ix_ticket_of_queue")
        batch_op.drop_index("ix_ticket_of_owner")
        batch_op.drop_index(batch_op.f("ix_ticket_merged_into"))
        batch_op.drop_index(batch_op.f("ix_ticket_created"))
        batch_op.create_index(batch_op.f("ix_ticket_queue"), ["queue"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_due"), ["due"], unique=False)
        batch_op.alter_column("due", existing_type=sa.DATE(), nullable=False)
        batch_op.drop_column("merged_into")
        batch_op.drop_column("updated")
        batch_op.drop_column("resolved")
        batch_op.drop_column("started")
        batch_op.drop_column("due_at")
        batch_op.drop_column("priority")
        batch_op.drop_column("is_active")

    _create_attachments(sa.String(length=32))
    with op.batch_alter_table("watcher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watcher_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_watcher_address_hash"))

    op.drop_table("watcher")
    with op.batch_alter_table("stem", schema=None) as batch_op:
        batch_op.drop_index("ix_stem_ticket_id")

    op.drop_table("stem")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_owner"))
        batch_op.drop_index(batch_op.f("ix_reminder_due"))

    op.drop_table("reminder")
    op.drop_table("presence")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_link_target_id"))

    op.drop_table("link")
    with op.batch_alter_table("custom_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custom_value_ticket_id"))
        batch_op.drop_index("ix_custom_value_found")

    op.drop_table("custom_value")
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_search_owner"))

    op.drop_table("saved_search")
    op.drop_table("queue")
    op.drop_table("custom_field")
    op.drop_table("article")
