"""Alembic's entry: runs migrations on the connection that `store.schema` hands in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from albot.store.tables import METADATA

PLAIN = {"AutoString": "sa.String()", "UTCDateTime": "sa.DateTime(timezone=True)"}
"""SQLModel's own column types, written into migrations as what they are in the database."""


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How a column type stands in a new migration; False leaves it to Alembic."""
    name = type(item).__name__
    return PLAIN[name] if kind == "type" and name in PLAIN else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=False, render_item=render_item
)
with context.begin_transaction():
    context.run_migrations()
