"""A hundred kills at random moments while four people type: what they saw acknowledged is there, once.

The bot runs in a process of its own, as `albot run` starts it, and is ended by SIGKILL. Each person types one step
after another and goes on as soon as the bot has answered. The children are forked from a process that has imported
the program already, so that a kill costs a fraction of a second and not a start of Python.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from albot.app import running
from albot.clock import SystemClock
from albot.config import Settings
from albot.domain.passages import Passage
from albot.loops.pace import Pace
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.store import passages, people
from albot.store.engine import Store
from albot.store.rows import Rows
from albot.store.vault import Vault
from tests.given import given_set
from tests.house import TOKEN, House, settings

KILLS = 100
SEED = 20261120


def run_bot(chosen: Settings) -> None:
    """What the killed process does: the bot, without the pace of Telegram's limits, until it is killed."""

    async def serve() -> None:
        clock = SystemClock()
        async with running(chosen, clock, Pace(clock, everywhere=100_000, in_a_chat=100_000)):
            await asyncio.Event().wait()

    asyncio.run(serve())


@dataclass
class Typist:
    """Somebody who types numbered steps, each after the answer to the one before."""

    person: Person
    name: str
    acknowledged: list[str] = field(default_factory=list)

    async def type_for_ever(self) -> None:
        """Type, wait for the bot's answer however long that takes, and go on."""
        number = 0
        while True:
            number += 1
            step = f"{self.name} step {number}"
            seen = self.heard()
            self.person.send(step)
            while self.heard() == seen:
                await asyncio.sleep(0.002)
            self.acknowledged.append(step)

    def heard(self) -> int:
        """How many messages of the bot their chat holds."""
        return sum(1 for message in self.person.chat.messages if message.from_bot)


@pytest.mark.kill
async def test_a_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    world = World(SystemClock())
    server = SandboxServer(world, TOKEN, limits=False)
    await server.start()
    chosen = settings(f"sqlite:///{tmp_path}/albot.db", server.url)
    typists = await _ready(server, world, chosen)
    spawn = multiprocessing.get_context("forkserver")
    spawn.set_forkserver_preload(["albot.app", "tests.test_kills"])
    rng = random.Random(SEED)
    async with asyncio.TaskGroup() as group:
        typing = [group.create_task(typist.type_for_ever()) for typist in typists]
        for kill in range(KILLS + 1):
            bot = spawn.Process(target=run_bot, args=(chosen,), daemon=True)
            bot.start()
            goal = sum(len(typist.acknowledged) for typist in typists) + 1
            await _until(lambda goal=goal: sum(len(typist.acknowledged) for typist in typists) >= goal)
            await asyncio.sleep(rng.uniform(0, 0.25) if kill < KILLS else 1.0)
            bot.kill()
            await asyncio.to_thread(bot.join)
        for task in typing:
            task.cancel()
    await server.stop()
    _judge(chosen, typists)


async def _ready(server: SandboxServer, world: World, chosen: Settings) -> list[Typist]:
    """Four members, each at the prompt that takes steps until *That's all*."""
    async with running(chosen, SystemClock(), Pace(SystemClock(), everywhere=100_000, in_a_chat=100_000)) as app:
        home = House(app, server, world.clock, world.add_person("Cora"))  # type: ignore[arg-type]  # nobody moves it
        given = await given_set(home, members=("Ana", "Ben", "Chi", "Dee"), meeting=None)
        typists = [Typist(given[name], name) for name in ("Ana", "Ben", "Chi", "Dee")]
        for typist in typists:
            await home.says(typist.person, "/steps")
            await home.presses(typist.person, "Add")
    return typists


async def _until(true: object, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "the bot does not answer any more"
        await asyncio.sleep(0.005)


def _judge(chosen: Settings, typists: list[Typist]) -> None:
    """Every step that was acknowledged is kept once, and none twice."""
    store = Store(chosen.database_url, Vault(chosen.keys))
    try:
        for typist in typists:
            kept = store.submit(lambda rows, typist=typist: _steps(rows, typist)).result()  # type: ignore[misc]
            assert len(kept) == len(set(kept)), f"{typist.name} has a step twice"
            missing = set(typist.acknowledged) - set(kept)
            assert not missing, f"{typist.name} misses {sorted(missing)[:3]}"
            assert len(typist.acknowledged) > KILLS / 4
    finally:
        store.stop()


def _steps(rows: Rows, typist: Typist) -> list[str]:
    person = people.find(rows, typist.person.id)
    assert person is not None
    mine = rows.session.query(Passage).filter(Passage.owner_id == person.id).all()  # type: ignore[arg-type]
    return [line for passage in mine for line in passages.read(rows, [passage]).splitlines()]
