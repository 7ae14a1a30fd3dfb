"""A database with people in it who are in the middle of a check-in: made once, and copied for every measured window.

So each window begins with the same rows, and everybody is asked each question for the first time.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from albot.app import running
from albot.clock import SystemClock
from albot.loops.pace import Pace
from albot.sandbox.world import Person, World
from albot.store.engine import Store, sqlite_file
from albot.store.rows import Rows
from albot.store.vault import Vault, new_key
from tests.bench.scripts import ANSWERS, CHECK_IN
from tests.bench.served import serving
from tests.bench.typists import Newcomer
from tests.databases import Postgres, sqlite_database
from tests.given import FACILITATOR_HANDLE, HANDLES, ZONE, add_meeting, add_member, add_set
from tests.house import settings

SPREAD = 1_000
"""So many people stand anywhere in their check-in, as those do who have been typing for a while; the others, who come
after them, at the beginning of a part of it."""

SETS_A_COMMIT = 20


@dataclass(frozen=True)
class Peopled:
    """A database with its key and its people. `copied` makes a fresh one for a block, and gives its address."""

    key: str
    people: list[Newcomer]
    copied: Callable[[], AbstractContextManager[str]]


def in_sqlite(folder: Path, sets: int, members: int = 7, *, begun: bool = True) -> Peopled:
    """An SQLite file with so many sets of so many members; with `begun` they are in the middle of a check-in."""
    url, key = sqlite_database(folder), new_key()
    people = asyncio.run(_fill(url, key, sets, members, begun=begun))
    file = sqlite_file(url)
    assert file is not None

    @contextmanager
    def copied() -> Iterator[str]:
        with TemporaryDirectory(dir=folder) as here:
            yield f"sqlite:///{shutil.copy(file, here)}"

    return Peopled(key, people, copied)


@contextmanager
def in_postgres(server: Postgres, sets: int, members: int = 7) -> Iterator[Peopled]:
    """The same in a PostgreSQL, which from then on waits for its disk."""
    key = new_key()
    with server.copy("migrated") as template:
        people = asyncio.run(_fill(server.url(template), key, sets, members, begun=True))
        server.make_durable()

        @contextmanager
        def copied() -> Iterator[str]:
            with server.copy(template) as name:
                yield server.url(name)

        yield Peopled(key, people, copied)


async def _fill(url: str, key: str, sets: int, members: int, *, begun: bool) -> list[Newcomer]:
    """Plant sets, and let the bot itself bring their members to where they stand in their check-ins."""
    parts = [_part(place) if begun else (0, 1) for place in range(sets * members)]
    store = Store(url, Vault([key]))
    ids = await asyncio.to_thread(plant_sets, store, sets, members)
    store.stop()
    clock = SystemClock()
    with serving() as served:
        pace = Pace(clock, everywhere=1e5, in_a_chat=1e5)
        async with running(settings(url, served.url, key=key), clock, pace) as app:
            before = [Newcomer(each, 0, first) for each, (first, _end) in zip(ids, parts, strict=True)]
            if begun:
                await asyncio.to_thread(served.stage, CHECK_IN, before)
            await app.settle()
    return [Newcomer(each, *part) for each, part in zip(ids, parts, strict=True)]


def _part(place: int) -> tuple[int, int]:
    """The part of the check-in that somebody is about to type, by their number."""
    starts = [(move, end) for first, end in ANSWERS for move in range(first, end)]
    return starts[place % len(starts)] if place < SPREAD else ANSWERS[place % len(ANSWERS)]


def plant_sets(store: Store, sets: int, members: int) -> list[int]:
    """Sets in their second cycle, written straight into the database; returns the Telegram ids of their members."""
    accounts = World(SystemClock())
    found: list[int] = []
    for start in range(0, sets, SETS_A_COMMIT):
        people = [
            [accounts.add_person("P") for _ in range(members + 1)] for _ in range(min(SETS_A_COMMIT, sets - start))
        ]
        store.submit(partial(_plant_all, people)).result()
        found += [each.id for a_set in people for each in a_set[1:]]
    return found


def _plant_all(cast: list[list[Person]], rows: Rows) -> None:
    for people in cast:
        _plant(people, rows)


def _plant(people: list[Person], rows: Rows) -> None:
    """A set of these people, the first of whom is the facilitator."""
    now = SystemClock().now()
    there = add_set(rows, "A set", ZONE, now)
    for days in (-15, 10):
        add_meeting(rows, there, (now + timedelta(days=days)).isoformat()[:16])
    for person, handle in zip(people, (FACILITATOR_HANDLE, *HANDLES), strict=False):
        add_member(rows, there, person, handle, now)
