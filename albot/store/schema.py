"""The version of a database: reading it, bringing it up to this program's, refusing a newer one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

INCREMENTAL = 2
"""What SQLite says of a file that gives back space bit by bit."""


class NewerDatabase(Exception):
    """The database was made by a newer program than this one."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The version that this program works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def current(engine: Engine) -> str | None:
    """The version of a database, or None for an empty one."""
    with engine.connect() as connection:
        return version_in(connection)


def version_in(connection: Connection) -> str | None:
    """The version of a database as a transaction sees it, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def known(version: str | None) -> bool:
    """Whether this program knows a version."""
    versions = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return version is None or version in versions


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring a database to a version (the newest, if none is named); raises `NewerDatabase`."""
    if not known(current(engine)):
        raise NewerDatabase
    with engine.begin() as connection:
        upgrade(connection, to)
    if engine.dialect.name == "sqlite":
        _let_it_shrink(engine)


def _let_it_shrink(engine: Engine) -> None:
    """An SQLite file that cannot give back space yet is made anew once, as one that can."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if cursor.execute("PRAGMA auto_vacuum").fetchone() != (INCREMENTAL,):
            cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")
            cursor.execute("VACUUM")
    finally:
        connection.close()


def migrate_back(engine: Engine, to: str) -> None:
    """Take a database back to an older version ("base" is before the first)."""
    with engine.begin() as connection:
        downgrade(connection, to)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring a database to a version inside a transaction of the caller's."""
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Take a database back to an older version inside a transaction of the caller's."""
    command.downgrade(_config(connection), to)


def write_revision(engine: Engine, message: str, number: str) -> None:
    """Write a new migration from what the nouns say and the database lacks; for those who change the code."""
    with engine.begin() as connection:
        command.revision(_config(connection), message=message, rev_id=number, autogenerate=True)
