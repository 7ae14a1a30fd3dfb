"""A hundred kills at random moments while four people type: what they saw acknowledged is there, once.

The bot runs in a process of its own and is ended by SIGKILL, as often while it starts as while it works. Each person
goes round a conversation: *Add*, five steps one by one, *That's all*; and does the next thing once the bot has
answered the last. The processes are forked from one that has imported the program already, so that a kill costs a
fraction of a second and not a start of Python.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from albot.clock import SystemClock
from albot.config import Settings
from albot.domain.sets import Member
from albot.domain.steps import StepState
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.store import inbox, people, steps
from albot.store.engine import Store
from albot.store.rows import Rows
from albot.store.vault import Vault
from tests.databases import sqlite_database
from tests.given import given_set
from tests.house import TOKEN, House, settings
from tests.killed import run_bot

KILLS = 100
SEED = 20261120
STEPS_A_ROUND = 5
NAMES = ("Ana", "Ben", "Chi", "Dee")


@dataclass
class Typist:
    """Somebody who adds numbered steps, and waits for the answer to each thing they do."""

    person: Person
    list_message: int
    add: str
    acknowledged: list[str] = field(default_factory=list)
    typed: int = 0

    async def go_on_for_ever(self) -> None:
        """Round after round."""
        while True:
            self.person.press_anyway(self.list_message, self.add)
            await self._hear("What do you want to do?")
            for _ in range(STEPS_A_ROUND):
                await self.add_one()
            self.person.press(self._newest("That's all"), "That's all")
            await self._hear("Kept.")

    async def add_one(self) -> None:
        """Type a step and wait until the bot shows it."""
        self.typed += 1
        step = f"{self.person.first_name} will do thing {self.typed}."
        self.person.send(step)
        await self._hear(step)
        self.acknowledged.append(step)

    async def _hear(self, words: str) -> None:
        """Wait, however long that takes, for an answer with these words."""
        before = len(self.person.chat.messages)
        while not any(each.from_bot and words in each.text for each in self.person.chat.messages[before:]):
            await asyncio.sleep(0.002)

    def _newest(self, label: str) -> int:
        return next(
            message.message_id
            for message in reversed(self.person.chat.messages)
            if any(label in button[0] for row in message.buttons for button in row)
        )


@pytest.mark.kill
async def test_a_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    world = World(SystemClock())
    server = SandboxServer(world, TOKEN, limits=False)
    await server.start()
    chosen = settings(sqlite_database(tmp_path), server.url)
    try:
        typists = await ready(server, world, chosen)
        async with asyncio.TaskGroup() as group:
            typing = [group.create_task(typist.go_on_for_ever()) for typist in typists]
            await _kill_again_and_again(chosen, lambda: sum(len(typist.acknowledged) for typist in typists))
            for task in typing:
                task.cancel()
    finally:
        await server.stop()
    _judge(chosen, typists)


async def _kill_again_and_again(chosen: Settings, progress: Callable[[], int]) -> None:
    """Start and kill; every other time only after something was acknowledged, so that things go on."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["pytest", "tests.killed"])  # what a child would else import by itself
    rng = random.Random(SEED)
    for kill in range(KILLS + 1):
        bot = processes.Process(target=run_bot, args=(chosen,), daemon=True)
        bot.start()
        before = progress()
        try:
            if kill % 2 == 0:
                await _until(lambda before=before: progress() > before)  # type: ignore[misc]
            await asyncio.sleep(rng.uniform(0, 0.3) if kill < KILLS else 1.0)
        finally:
            bot.kill()
            await asyncio.to_thread(bot.join)


async def ready(server: SandboxServer, world: World, chosen: Settings) -> list[Typist]:
    """Four members, each with their list of steps before them."""
    home = House(chosen, server, world.clock, world.add_person("Cora"))  # type: ignore[arg-type]  # nobody moves it
    await home.open()
    given = await given_set(home, members=NAMES, meeting=None)
    for name in NAMES:
        await home.says(given[name], "/steps")
    await home.close()
    return [_typist(given[name]) for name in NAMES]


def _typist(person: Person) -> Typist:
    """Somebody who will press *Add* under the list that they see, over and over."""
    shown = person.chat.messages[-1]
    return Typist(
        person, shown.message_id, next(data for row in shown.buttons for label, data in row if label == "Add")
    )


async def _until(true: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the bot does not answer any more"
        await asyncio.sleep(0.005)


def _judge(chosen: Settings, typists: list[Typist]) -> None:
    """Every step that was acknowledged is kept, in its order, and none twice."""
    store = Store(chosen.database_url, Vault(chosen.keys))
    try:
        for typist in typists:
            kept = store.submit(lambda rows, typist=typist: steps_of(rows, typist)).result()  # type: ignore[misc]
            assert kept[: len(typist.acknowledged)] == typist.acknowledged
            assert len(kept) - len(typist.acknowledged) <= 1, "but for the last, of which the answer was not seen"
            assert len(kept) == len(set(kept))
            assert len(typist.acknowledged) > KILLS / 4, "the conversation went on all the time"
        assert store.submit(inbox.waiting).result() == []
    finally:
        store.stop()


def steps_of(rows: Rows, typist: Typist) -> list[str]:
    """The steps that are kept of somebody, the oldest first."""
    person = people.find(rows, typist.person.id)
    assert person is not None
    member = people.standing(rows, person, open_sets=False).memberships[0]
    found = steps.of_states(rows, rows.need(Member, member.member_id).id, [StepState.OPEN])
    return [steps.text(rows, step) for step in found]
