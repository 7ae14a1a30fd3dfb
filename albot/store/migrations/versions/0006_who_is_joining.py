"""Indexes of those alone who are joining: SQLite took the one of all members for everything that asks for a state."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LOOKED_FOR = [
    ("ix_member_waiting", ["told_facilitators", "visible_from"], "state = 'WAITING'"),
    ("ix_member_joining", ["begun_at"], "state = 'JOINING'"),
]
"""Name, columns, and which rows."""


def upgrade() -> None:
    op.drop_index("ix_member_waiting", "member")
    for name, columns, where in LOOKED_FOR:
        op.create_index(name, "member", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, _columns, _where in LOOKED_FOR:
        op.drop_index(name, "member")
    op.create_index("ix_member_waiting", "member", ["state", "told_facilitators", "visible_from"])
