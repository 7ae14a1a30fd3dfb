"""What all tests share: no network beyond this machine, no settings from outside, and both kinds of database."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from albot.store.engine import Store
from albot.store.vault import Vault, new_key
from tests.databases import Postgres, compile_once, sqlite_database

compile_once()

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for a whole run, whose workers share it. Its user must be able to enter: no folder of pytest's."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")
    server = Postgres(Path(tempfile.gettempdir()) / f"albot-postgres-{run}")
    yield server
    server.stop()


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that a test may stop."""
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder) / "data")
        yield server
        server.stop()


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


LONGEST = ("test_identity", "test_timing", "test_kills", "test_browser", "test_authority")
"""The files with the longest tests: begun first, so that no worker is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_collection() -> None:
    """While the tests are read, nothing becomes garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what is there by now: two thousand tests, and the libraries.

    It goes through all of that again and again otherwise, a seventh of the time that the tests take.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
