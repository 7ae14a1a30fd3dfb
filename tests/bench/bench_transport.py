"""Processor time of one call of the Bot API: the client on our transport, and on the library's default.

Server and client are processes of their own; counted is the processor time of the client's, over many `getMe`, made
one after another and many at once. The two take turns.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import pytest
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from albot.clock import SystemClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.wire.transport import AiohttpRequest
from tests.bench.table import Row, median, show
from tests.house import TOKEN

CALLS = 600
AT_ONCE = 50
ROUNDS = 3
TRANSPORTS: dict[str, Callable[[], BaseRequest]] = {"aiohttp (ours)": AiohttpRequest, "HTTPXRequest": HTTPXRequest}


def serve(line: Connection) -> None:
    """A Bot API server in a process of its own, until it is killed; tells its address first."""

    async def stay() -> None:
        server = SandboxServer(World(SystemClock()), TOKEN, limits=False)
        await server.start()
        line.send(server.url)
        await asyncio.Event().wait()

    asyncio.run(stay())


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server that runs elsewhere."""
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


async def measure(root: str, request: BaseRequest, at_once: int) -> float:
    """Processor milliseconds of one call."""
    bot = Bot(TOKEN, base_url=f"{root}/bot", request=request, get_updates_request=AiohttpRequest())
    async with request:
        await asyncio.gather(*(bot.get_me() for _ in range(at_once)))  # connections are open by now
        begun = time.process_time()
        for _ in range(CALLS // at_once):
            await asyncio.gather(*(bot.get_me() for _ in range(at_once)))
        return 1000 * (time.process_time() - begun) / (CALLS // at_once * at_once)


@pytest.mark.bench
async def test_a_call_costs_less_than_with_the_default_transport() -> None:
    took: dict[tuple[str, int], list[float]] = {(name, many): [] for name in TRANSPORTS for many in (1, AT_ONCE)}
    with serving() as root:
        for _ in range(ROUNDS):
            for (name, many), found in took.items():
                found.append(await measure(root, TRANSPORTS[name](), many))
    rows: list[Row] = [
        {
            "transport": name,
            "one at a time ms": median(took[name, 1]),
            f"{AT_ONCE} at once ms": median(took[name, AT_ONCE]),
        }
        for name in TRANSPORTS
    ]
    show("Processor time of one getMe", rows, "transport", runs=ROUNDS)
    for many in (1, AT_ONCE):
        assert median(took["aiohttp (ours)", many]) < median(took["HTTPXRequest", many])
