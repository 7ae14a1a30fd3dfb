"""How long a member waits: from an answer in the check-in at the server to the bot's next question there.

Bot and server are processes of their own on this machine, without Telegram's flood limits. Members of second-cycle
sets answer one after another, so nobody waits for anybody else. Two bots take turns: one on a database with those
sets alone, one with a million waiting nudges besides.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from albot.clock import HeldClock, SystemClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from tests.bench.crowd import A_SET, add_nudges, add_sets
from tests.bench.table import Row, median, percentile, show
from tests.databases import sqlite_database
from tests.house import TOKEN, settings
from tests.killed import run_bot

NUDGES = 1_000_000
ROUNDS = 5
SETS_A_ROUND = 5
MEMBERS_A_ROUND = SETS_A_ROUND * A_SET

PATIENCE = 30.0
"""Seconds after which a bot that says nothing is taken for dead."""

MOST = 0.030
"""Seconds that the median may be."""

SLOWER = 1.25
"""So much more the median may be with the nudges: the rest is what two runs of the same differ by."""


@dataclass
class Stand:
    """A bot, its server, and members who have not answered yet."""

    name: str
    server: SandboxServer
    clock: HeldClock
    members: list[Person]
    took: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)

    async def a_round(self) -> None:
        """Some members begin a check-in and answer its first two questions."""
        took: list[float] = []
        for _ in range(MEMBERS_A_ROUND):
            member = self.members.pop()
            await self.says(member, "/checkin", "1 of 4")
            took.append(await self.says(member, "I called him, and he was glad.", "2 of 4"))
            self.clock.advance(timedelta(seconds=10))  # no burst
            took.append(await self.says(member, "That it helps to ask.", "3 of 4"))
        self.took += took
        self.medians.append(median(took))

    async def says(self, member: Person, text: str, answer: str) -> float:
        """The seconds until the call with the bot's answer arrives."""
        before = len(self.server.calls)
        begun = time.monotonic()
        member.send(text)
        async with asyncio.timeout(PATIENCE):
            while True:
                for call in self.server.calls[before:]:
                    if call.method == "sendMessage" and answer in call.parameters["text"]:
                        return call.monotonic - begun
                await asyncio.sleep(0.0005)


@asynccontextmanager
async def stand(name: str, folder: Path, nudges: int) -> AsyncIterator[Stand]:
    """A bot that runs, on a database with the sets and so many nudges."""
    folder.mkdir()
    clock = HeldClock(SystemClock().now(), running=True)
    server = SandboxServer(World(clock), TOKEN, limits=False)
    await server.start()
    chosen = settings(sqlite_database(folder), server.url, tick_seconds=5)
    members = await add_sets(chosen, server, ROUNDS * SETS_A_ROUND)
    if nudges:
        await asyncio.to_thread(add_nudges, chosen, nudges)
    bot = multiprocessing.get_context("spawn").Process(target=run_bot, args=(chosen,), daemon=True)
    bot.start()
    try:
        async with asyncio.timeout(PATIENCE):
            while not server.idle:
                await asyncio.sleep(0.01)
        yield Stand(name, server, clock, members)
    finally:
        bot.kill()
        await asyncio.to_thread(bot.join)
        await server.stop()


@pytest.mark.bench
async def test_the_next_question_comes_at_once_with_a_million_nudges_too(tmp_path: Path) -> None:
    async with stand("sets alone", tmp_path / "a", 0) as empty, stand("and a million", tmp_path / "b", NUDGES) as full:
        for turn in range(ROUNDS):
            for each in (empty, full) if turn % 2 else (full, empty):
                await each.a_round()
    ratio = median(full.medians) / median(empty.medians)
    rows: list[Row] = [
        {
            "nudges": each.name,
            "median ms": 1000 * median(each.medians),
            "p99 ms": 1000 * percentile(each.took, 0.99),
            "answers": len(each.took),
            "ratio": median(each.medians) / median(empty.medians),
        }
        for each in (empty, full)
    ]
    show("From an answer in the check-in to the next question", rows, "reply", runs=ROUNDS)
    assert median(empty.medians) < MOST and median(full.medians) < MOST
    assert ratio < SLOWER
