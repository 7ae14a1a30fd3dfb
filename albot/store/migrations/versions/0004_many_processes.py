"""Several processes on one database: who sends, who ticks, whose an outgoing message is, whose an update is.

Nothing is in hand while a database is brought up to date, so the leases that rows had are simply gone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARTIAL = [
    ("ix_outbox_free", "outbox", ["lane", "not_before", "order_in_turn", "id"], "held_as IS NULL"),
    ("ix_outbox_held", "outbox", ["held_as"], "held_as IS NOT NULL"),
    ("ix_outbox_guard", "outbox", ["guard"], "guard <> ''"),
    ("ix_outbox_tried", "outbox", ["written_at"], "tries > 0"),
    ("ix_inbox_aside", "inbox", ["received_at"], "reference IS NOT NULL"),
]
"""Name, table, columns, and which rows."""

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "duty",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    with op.batch_alter_table("outbox", recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_lane"))
        batch_op.drop_column("leased_until")
        batch_op.add_column(sa.Column("held_as", BIG, nullable=True))
    for name, table, columns, where in PARTIAL:
        which = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=which, postgresql_where=which)
    with op.batch_alter_table("inbox", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("person_mark", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column("look_at", sa.DateTime(timezone=True), nullable=False, server_default="2026-01-01 00:00:00+00:00")
        )
        batch_op.create_index(batch_op.f("ix_inbox_person_mark"), ["person_mark"], unique=False)
        batch_op.create_index(batch_op.f("ix_inbox_look_at"), ["look_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("inbox", recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_look_at"))
        batch_op.drop_index(batch_op.f("ix_inbox_person_mark"))
        batch_op.drop_column("look_at")
        batch_op.drop_column("person_mark")
    for name, table, _columns, _where in PARTIAL:
        op.drop_index(name, table)
    with op.batch_alter_table("outbox", recreate="never") as batch_op:
        batch_op.drop_column("held_as")
        batch_op.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_lane"), ["lane"], unique=False)
    op.drop_table("duty")
