"""A request counts as shown only by its own mailbox: not by an account, a number or the officer's word.

Before, whatever was shown first set the time. Whoever gave no mailbox keeps it, by any proof.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

request = sa.table(
    "request", *map(sa.column, ("id", "address", "address_hash")), sa.column("verified_at", sa.DateTime())
)
verification = sa.table("verification", *map(sa.column, ("request_id", "method", "channel_hash")))


def upgrade() -> None:
    of_mailbox = sa.exists().where(
        verification.c.request_id == request.c.id,
        verification.c.channel_hash == request.c.address_hash,
        verification.c.method != "override",
    )
    claimed = (request.c.verified_at.is_not(None), request.c.address.is_not(None), ~of_mailbox)
    op.execute(request.update().where(*claimed).values(verified_at=None))


def downgrade() -> None:
    """Leave the times empty: what they were is nowhere kept, and a doubt is settled by asking again."""
