"""Alembic's entry: runs migrations on the connection that `store.schema` hands in."""

from __future__ import annotations

from alembic import context

from albot.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=False)
with context.begin_transaction():
    context.run_migrations()
