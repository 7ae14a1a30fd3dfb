"""The stage for the identity scan: a house in which every person is planted, and what a test does there as a reader."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import structlog

from albot import logs
from albot.clock import HeldClock
from albot.sandbox.chats import Message
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from tests.databases import sqlite_database
from tests.features.links import link_in
from tests.house import START, TOKEN, House, settings
from tests.identity.planted import Plants

COORDINATOR = "Cora"
CALLS_KEPT = 100_000

A_MINUTE = timedelta(minutes=1)
"""Between two texts of one person: what comes within seconds would join the text before it."""


class Stage:
    """A house with planted people. People say and press things by the names that the test gives them."""

    def __init__(self, home: House, plants: Plants) -> None:
        self.home, self.plants = home, plants
        self.people: dict[str, Person] = {COORDINATOR: home.coordinator}
        self._seen: dict[str, int] = {}
        home.coordinator.started = True

    @property
    def world(self) -> World:
        """The world of the sandbox's server."""
        return self.home.world

    def join_world(self, *names: str) -> None:
        """Somebody new with a Telegram account, of which everything is planted."""
        for name in names:
            self.people[name] = self.plants.person(self.world, name)

    async def says(self, name: str, *texts: str) -> str:
        """Somebody types; a minute lies between two texts, so that no burst joins them. Returns the last answer."""
        answer = ""
        for text in texts:
            self.home.clock.move_to(self.home.clock.now() + A_MINUTE)
            self.people[name].send(text)
            answer = await self.news(name)
        return answer

    async def presses(self, name: str, *labels: str) -> str:
        """Somebody presses the newest button with each of these labels; returns the last answer."""
        answer = ""
        for label in labels:
            answer = await self.presses_under(name, "", label)
        return answer

    def sees(self, name: str, label: str) -> bool:
        """Whether somebody has a button with this label anywhere."""
        return self._newest(name, lambda m: _has(m, label)) is not None

    def shown(self, name: str) -> tuple[str, list[str]]:
        """The newest message of the bot that somebody has, and the buttons that are newest."""
        newest = self.newest(name)
        return newest.text if newest else "", self.home.buttons(self.people[name])

    def newest(self, name: str, holding: str = "") -> Message | None:
        """The newest message of the bot in somebody's chat that holds a text."""
        return self._newest(name, lambda m: holding in m.text)

    def _newest(self, name: str, fits: Callable[[Message], bool]) -> Message | None:
        messages = reversed(self.people[name].chat.messages)
        return next((m for m in messages if m.from_bot and not m.deleted and fits(m)), None)

    async def presses_under(self, name: str, holding: str, label: str) -> str:
        """Somebody presses a button under the newest message that holds a text."""
        message = self._newest(name, lambda m: holding in m.text and _has(m, label))
        assert message is not None, f"{name} sees no button {label!r} but {self.shown(name)}"
        self.people[name].press(message.message_id, label)
        return await self.news(name)

    async def news(self, name: str) -> str:
        """The bot's messages to somebody since the last look, once it has done what was caused by now.

        Without a tick, which would take longer than all the rest: what is due at a time comes when the clock is moved.
        """
        while not self.home.server.idle:
            await asyncio.sleep(0.001)
        await self.home.app.quiet()
        self.home.app.deliverer.wake()
        await self.home.app.quiet()
        messages = self.people[name].chat.messages
        new = [m for m in messages[self._seen.get(name, 0) :] if m.from_bot and not m.deleted]
        self._seen[name] = len(messages)
        return "\n---\n".join(m.text for m in new)

    async def sends_contact(self, name: str) -> str:
        """Somebody sends their own telephone number, as Telegram's app offers."""
        person, identity = self.people[name], self.plants.identities[name]
        contact = {
            "phone_number": f"+{identity.phone}",
            "first_name": person.first_name,
            "last_name": person.last_name,
            "user_id": person.id,
        }
        message = person.forward("contact")
        body = {**message.as_api(self.world.bot), "contact": contact}
        body.pop("forward_origin")
        body.pop("text")
        self.world.push("message", body)
        return await self.news(name)

    def link(self, name: str) -> str:
        """The newest link that somebody was given."""
        message = self.newest(name, "?start=")
        assert message is not None
        return link_in(message.text)


def _has(message: Message, label: str) -> bool:
    return any(button["text"] == label for row in message.keyboard for button in row)


@contextlib.asynccontextmanager
async def stage(tmp_path: Path, plants: Plants, url: str = "") -> AsyncIterator[Stage]:
    """A stage with its coordinator on it, on a fresh database; its bot runs."""
    clock = HeldClock(START)
    world = World(clock)
    server = SandboxServer(world, TOKEN, limits=False, calls_kept=CALLS_KEPT)
    await server.start()
    coordinator = plants.person(world, COORDINATOR)
    chosen = settings(url or sqlite_database(tmp_path), server.url, coordinators=str(coordinator.id))
    home = House(chosen, server, clock, coordinator)
    try:
        await home.open()
        yield Stage(home, plants)
    finally:
        await home.close()
        await server.stop()


@contextlib.contextmanager
def logging_as_it_runs(style: str) -> Iterator[None]:
    """Inside, logs are set up as `albot run` sets them up at debug level, to standard error."""
    before = {name: _state(logging.getLogger(name)) for name in logs.SILENT}
    was = structlog.get_config()
    logs.set_up(style, "debug", token=TOKEN)
    try:
        yield
    finally:
        sys.stderr.flush()
        structlog.configure(**was)
        for name, (handlers, propagate, level) in before.items():
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)


def _state(logger: logging.Logger) -> tuple[list[logging.Handler], bool, int]:
    return logger.handlers, logger.propagate, logger.level
