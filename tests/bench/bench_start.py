"""From the start of `albot run` on a database that is there to the first answered update, and the memory when idle.

An update waits at the server before the process starts, as after any restart.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from albot.clock import SystemClock
from albot.config import Settings
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from tests.bench.crowd import add_nudges, add_sets
from tests.bench.table import Row, median, show
from tests.databases import sqlite_database
from tests.house import TOKEN, settings

NUDGES = 1_000_000
STARTS = 5
IDLE_SECONDS = 10.0
PATIENCE = 60.0

LONGEST_START = 2.0
"""Seconds."""

MOST_MEMORY = 120.0
"""Megabytes (10**6 bytes) of resident memory."""

SECRETS = ("token", "key")


def environment(chosen: Settings) -> dict[str, str]:
    """The settings as `albot run` reads them."""
    given = {
        name: str(getattr(chosen, name)) for name in ("operator", "database_url", "api_url", "listen", "tick_seconds")
    }
    given |= {name: getattr(chosen, name).get_secret_value() for name in SECRETS}
    return {**os.environ, **{f"ALBOT_{name.upper()}": value for name, value in given.items()}}


@asynccontextmanager
async def started(chosen: Settings) -> AsyncIterator[tuple[float, psutil.Process]]:
    """`albot run` in a process of its own; the moment (monotonic) of its start, and the process."""
    begun = time.monotonic()
    command = (sys.executable, "-m", "albot", "run")
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, env=environment(chosen), stderr=quiet)
    try:
        yield begun, psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def answered(server: SandboxServer, before: int) -> float:
    """The moment at which the first message of the bot arrives."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for call in server.calls[before:]:
                if call.method == "sendMessage":
                    return call.monotonic
            await asyncio.sleep(0.001)


async def measure(folder: Path, nudges: int) -> tuple[list[float], float]:
    """The seconds of some starts, and the megabytes of the last process after it has been idle."""
    folder.mkdir()
    server = SandboxServer(World(SystemClock()), TOKEN, limits=False)
    await server.start()
    chosen = settings(sqlite_database(folder), server.url, tick_seconds=5)
    member = (await add_sets(chosen, server, 1))[0]
    if nudges:
        await asyncio.to_thread(add_nudges, chosen, nudges)
    try:
        took = [await _start(chosen, server, member) for _ in range(STARTS)]
        async with started(chosen) as (_begun, process):
            await asyncio.sleep(IDLE_SECONDS)
            return took, process.memory_info().rss / 1e6
    finally:
        await server.stop()


async def _start(chosen: Settings, server: SandboxServer, member: Person) -> float:
    before = len(server.calls)
    member.send("/steps")
    async with started(chosen) as (begun, _process):
        return await answered(server, before) - begun


@pytest.mark.bench
async def test_the_start_is_quick_and_the_memory_small(tmp_path: Path) -> None:
    rows: list[Row] = []
    for name, nudges in (("one set alone", 0), ("and a million", NUDGES)):
        took, memory = await measure(tmp_path / name, nudges)
        rows.append({"nudges": name, "median s": median(took), "longest s": max(took), "resident MB": memory})
    show("From the start to the first answer, and idle memory after ten seconds", rows, "start", runs=STARTS)
    for row in rows:
        assert float(row["median s"]) < LONGEST_START
        assert float(row["resident MB"]) < MOST_MEMORY
