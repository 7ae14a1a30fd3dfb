"""The year that the measurements work on: sealed as the program seals, and the same whenever it is made."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from albot.store import rotation
from albot.store.engine import Store
from albot.store.tables import METADATA
from albot.store.vault import Vault, new_key
from tests.bench.year import Year, counts, fill
from tests.databases import sqlite_database
from tests.keys import another_key

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SMALL = Year(sets=3, meetings=2)


def made(folder: Path, key: str) -> str:
    """The address of a database with a small year in it."""
    folder.mkdir()
    url = sqlite_database(folder)
    store = Store(url, Vault([key]))
    fill(store.engine, store.vault, SMALL, NOW)
    store.stop()
    return url


async def test_all_of_it_opens_where_it_stands_and_hardly_a_table_is_empty(tmp_path: Path) -> None:
    old = new_key()
    new = another_key(old)
    store = Store(made(tmp_path / "a", old), Vault([new, old]))
    found = await rotation.rotate(store, NOW)
    assert not found.broken and found.values > 300
    empty = {name for name, count in counts(store.engine).items() if not count}
    seldom = {"screen", "conversation", "report", "mute", "handover", "letter", "duty"}
    assert empty <= seldom, "what is there for an hour, or seldom, or while a bot runs"
    store.stop()


def test_the_same_seed_makes_the_same_rows(tmp_path: Path) -> None:
    key = new_key()
    assert keys(made(tmp_path / "a", key)) == keys(made(tmp_path / "b", key))


def keys(url: str) -> dict[str, list[object]]:
    """What every row is found by, by its table."""
    store = Store(url, Vault([new_key()]))
    with store.engine.connect() as connection:
        found = {
            table.name: sorted(connection.scalars(select(*table.primary_key.columns)))
            for table in METADATA.sorted_tables
        }
    store.stop()
    return found
