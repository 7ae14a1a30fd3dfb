"""The whole house in a test: the real bot against the sandbox's Bot API server over HTTP, with a held clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from albot.app import App, running
from albot.clock import HeldClock
from albot.config import Settings, read_settings
from albot.loops.pace import Pace
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.store.vault import new_key
from tests.databases import sqlite_database

T = TypeVar("T")

TOKEN = "1234567:" + "a" * 35
START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday."""


def settings(url: str, api_url: str, **more: object) -> Settings:
    """Settings of a test bot."""
    given = {"token": TOKEN, "key": new_key(), "operator": "The test kitchen, room 4", "tick_seconds": 60}
    return read_settings(database_url=url, api_url=api_url, **{**given, "listen": "127.0.0.1:0", **more})


class House:
    """A bot, its server and the people who talk to it. Everything waits until the bot has finished."""

    app: App

    def __init__(self, chosen: Settings, server: SandboxServer, clock: HeldClock, coordinator: Person) -> None:
        self.server, self.world, self.clock = server, server.world, clock
        self.coordinator = coordinator
        self._chosen = chosen
        self._doors = AsyncExitStack()
        self._seen: dict[int, int] = {}

    async def open(self) -> None:
        """Start the bot; after `close`, another one on the same database."""
        pace = Pace(self.clock, everywhere=100_000, in_a_chat=100_000)
        self.app = await self._doors.enter_async_context(running(self._chosen, self.clock, pace))
        await self.polled()  # by then the first tick is begun: later it would meet half of what a test sets up

    async def close(self) -> None:
        """Stop the bot. People may go on writing, and the clock may be moved by hand."""
        await self._doors.aclose()

    def person(self, first_name: str, **more: str) -> Person:
        """Somebody new with a Telegram account."""
        return self.world.add_person(first_name, **more)

    async def polled(self) -> None:
        """Wait until the bot has taken every update and asks for more."""
        while not self.server.idle:
            await asyncio.sleep(0.001)

    async def settle(self) -> None:
        """Wait until every update is handled and every message that may go out has gone."""
        await self.polled()
        await self.app.settle()

    async def says(self, person: Person, *texts: str) -> str:
        """Somebody types; returns what the bot answered, its messages joined by a line of dashes."""
        for text in texts:
            person.send(text)
        return await self.news(person)

    async def presses(self, person: Person, label: str) -> str:
        """Somebody presses the newest button with this label; returns what is new."""
        message = next(
            m
            for m in reversed(person.chat.messages)
            if not m.deleted and any(b["text"] == label for row in m.keyboard for b in row)
        )
        person.press(message.message_id, label)
        return await self.news(person)

    async def news(self, person: Person) -> str:
        """The bot's messages to a person since the last look."""
        await self.settle()
        seen = self._seen.get(person.id, 0)
        new = [m for m in person.chat.messages if m.message_id > seen and m.sender is None and not m.deleted]
        self._seen[person.id] = max((m.message_id for m in person.chat.messages), default=0)
        return "\n---\n".join(m.text for m in new)

    def buttons(self, person: Person) -> list[str]:
        """The labels under the newest message that has buttons."""
        for message in reversed(person.chat.messages):
            if message.keyboard and not message.deleted:
                return [b["text"] for row in message.keyboard for b in row]
        return []

    async def move_to(self, moment: datetime) -> None:
        """Move the clock on, from due time to due time, and let the bot do what falls due."""
        await self.settle()
        while True:
            due = await self.app.next_due()
            if due is None or due >= moment or due <= self.clock.now():
                break
            self.clock.move_to(due)
            await self.settle()
        self.clock.move_to(moment)
        await self.settle()

    async def later(self, **span: float) -> None:
        """Move the clock on by a span, such as `days=1`."""
        await self.move_to(self.clock.now() + timedelta(**span))

    async def rows(self, look: object) -> object:
        """Run something on the database, for what a test wants to see or to set up."""
        return await self.app.store.run(look)  # type: ignore[arg-type]


@asynccontextmanager
async def house(tmp_path: Path, *, url: str = "", start: datetime = START, **more: object) -> AsyncIterator[House]:
    """A house on a fresh database (SQLite, unless a `url` is given), without flood limits."""
    clock = HeldClock(start)
    world = World(clock)
    server = SandboxServer(world, TOKEN, limits=False)
    await server.start()
    coordinator = world.add_person("Cora", username="cora_real")
    chosen = settings(url or sqlite_database(tmp_path), server.url, coordinators=str(coordinator.id), **more)
    home = House(chosen, server, clock, coordinator)
    try:
        await home.open()
        yield home
    finally:
        await home.close()
        await server.stop()
