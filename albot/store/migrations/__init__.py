"""The database's versions, as Alembic scripts. Each goes up and down again with data in it."""
