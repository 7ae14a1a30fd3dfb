"""A database after a year: a thousand sets that met every four weeks, made in a few minutes by a seed.

    python -m tests.bench.year FILE_OR_URL [--sets N]

What is made is as the program would have made it: every text is sealed anew, for its own row and owner, with the key
of the settings (`ALBOT_KEY`) or a new one, which is printed. Shared are only the words themselves: a few dozen
sentences, put together by chance. Ids and all else follow from the seed; nonces never do.
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from albot.clock import SystemClock
from albot.store import schema
from albot.store.engine import make_engine, sqlite_file
from albot.store.tables import METADATA
from albot.store.vault import Vault, new_key
from tests.bench.bulk import Made
from tests.bench.year_of_a_set import Story

A_BATCH = 20
"""So many sets are written in one transaction."""

CACHE = 1_000_000
"""Kibibytes of SQLite's cache while a year is written: ids are random, so every page is written to again and again."""


@dataclass(frozen=True)
class Year:
    """How large a year is: sets of six members and a facilitator, and how often each has met, every four weeks."""

    sets: int = 1_000
    meetings: int = 13
    seed: int = 5


def fill(engine: Engine, vault: Vault, year: Year, now: datetime) -> None:
    """Fill a migrated database with a year that ends at a moment.

    PostgreSQL learns what is in it, as its autovacuum would have it. SQLite is never told, here as in the program.
    """
    made = Made(vault, year.seed)
    story = Story(made, year.meetings, now)
    _hurry(engine)
    story.of_the_bot()
    for first in range(0, year.sets, A_BATCH):
        for number in range(first, min(first + A_BATCH, year.sets)):
            story.of_a_set(number)
        with engine.begin() as connection:
            made.write(connection)
    engine.dispose()
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _hurry(engine: Engine) -> None:
    """Let SQLite keep much in memory and wait for no disk, on the one connection that the pool has."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()  # outside the engine's own "begin": these are for no transaction
        for pragma in ("synchronous=OFF", f"cache_size=-{CACHE}"):
            connection.cursor().execute(f"PRAGMA {pragma}")
        connection.close()


def counts(engine: Engine) -> dict[str, int]:
    """How many rows each table has, the largest first."""
    with engine.connect() as connection:
        found = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def size(engine: Engine) -> int:
    """The bytes that a database takes on the disk."""
    file = sqlite_file(str(engine.url))
    if file is not None:
        return file.stat().st_size
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0)


def main() -> None:
    """Make a year in a new database, and say how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("database", help="a file that is not there yet, or the address of an empty database")
    parser.add_argument("--sets", type=int, default=Year.sets)
    chosen = parser.parse_args()
    url = chosen.database if ":" in chosen.database else f"sqlite:///{Path(chosen.database)}"
    key = os.environ.get("ALBOT_KEY") or new_key()
    if "ALBOT_KEY" not in os.environ:
        print(f"ALBOT_KEY={key}")
    engine = make_engine(url)
    schema.migrate(engine)
    begun = time.monotonic()
    fill(engine, Vault(key.split(",")), Year(sets=chosen.sets), SystemClock().now())
    took = time.monotonic() - begun
    found = counts(engine)
    for name, count in found.items():
        print(f"{name:16}{count:12,}")
    print(f"{sum(found.values()):,} rows, {size(engine) / 1e6:,.0f} MB, {took:.0f} s")
    engine.dispose()


if __name__ == "__main__":
    main()
