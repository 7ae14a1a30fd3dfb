"""A sandbox server on a free port, with a held clock, one person who has started the bot, and an HTTP client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from albot.clock import HeldClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World

TOKEN = "4242:sandbox-token"


@dataclass
class Sandbox:
    """Everything a test of the server needs."""

    world: World
    server: SandboxServer
    clock: HeldClock
    http: aiohttp.ClientSession
    ann: Person

    async def ask(self, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
        """Call the Bot API with JSON; status and body."""
        async with self.http.post(f"{self.server.url}/bot{TOKEN}/{method}", json=parameters) as answer:
            return answer.status, await answer.json()

    async def get(self, method: str, **parameters: Any) -> Any:
        """Call the Bot API and give the result of an answer that must be a yes."""
        status, body = await self.ask(method, **parameters)
        assert status == 200, body
        assert body["ok"] is True
        return body["result"]

    async def refusal(self, method: str, **parameters: Any) -> tuple[int, str]:
        """Call the Bot API and give code and description of an answer that must be a no."""
        status, body = await self.ask(method, **parameters)
        assert body["ok"] is False, body
        assert body["error_code"] == status
        return status, body["description"]

    async def say(self, text: str = "Hello", **parameters: Any) -> int:
        """Let the bot write to Ann; the message's id."""
        message = await self.get("sendMessage", chat_id=self.ann.id, text=text, **parameters)
        return int(message["message_id"])

    async def until_idle(self) -> None:
        """Wait until the bot has taken every update and waits for more."""
        for _ in range(500):
            if self.server.idle:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the bot is still busy after five seconds")

    async def page(self, verb: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Ask what the page asks; status and JSON."""
        async with self.http.request(verb, f"{self.server.url}{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox without flood limits; Ann has said /start, and the bot has taken that update."""
    clock = HeldClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    world = World(clock)
    server = SandboxServer(world, TOKEN, limits=False)
    await server.start()
    ann = world.add_person("Ann", username="ann_example")
    ann.send("/start")
    world.updates.clear()
    async with aiohttp.ClientSession() as http:
        yield Sandbox(world, server, clock, http, ann)
    await server.stop()
