"""Processor time of one message: sent by us, and by the library's own method on our transport and on its default one.

Server and client are processes of their own; counted is the processor time of the client's, over many messages with
three buttons, sent one after another and many at once. The three take turns.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.request import BaseRequest, HTTPXRequest

from albot.chat.message import Do, Parcel
from albot.clock import SystemClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.wire.send import Sender
from albot.wire.transport import AiohttpRequest
from tests.bench.table import Row, median, show
from tests.house import TOKEN

MESSAGES = 600
AT_ONCE = 50
ROUNDS = 3
HTML = "<b>2 of 4</b> What can you learn from this?"
LABELS = ("Back", "Skip", "Stop for now")

Send = Callable[[Bot, int], Awaitable[object]]


async def ours(bot: Bot, chat: int) -> None:
    """A message as the deliverer has it sent."""
    buttons = tuple((label, "data", f"talk.{place}:1kn4gmhcek5hf:2") for place, label in enumerate(LABELS))
    await Sender(bot).send(Parcel(chat, Do.SEND, HTML, buttons=(buttons,)))


async def by_the_library(bot: Bot, chat: int) -> None:
    """The same message by the library's method."""
    buttons = [
        InlineKeyboardButton(label, callback_data=f"talk.{place}:1kn4gmhcek5hf:2") for place, label in enumerate(LABELS)
    ]
    await bot.send_message(
        chat,
        HTML,
        parse_mode="HTML",
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=InlineKeyboardMarkup([buttons]),
    )


WAYS: dict[str, tuple[Send, Callable[[], BaseRequest]]] = {
    "ours": (ours, AiohttpRequest),
    "the library's method, our transport": (by_the_library, AiohttpRequest),
    "the library's method and transport": (by_the_library, HTTPXRequest),
}


def serve(line: Connection) -> None:
    """A Bot API server in a process of its own, until it is killed; first it tells its address and a chat."""

    async def stay() -> None:
        world = World(SystemClock())
        server = SandboxServer(world, TOKEN, limits=False)
        await server.start()
        ann = world.add_person("Ann")
        ann.send("/start")
        line.send((server.url, ann.chat.id))
        await asyncio.Event().wait()

    asyncio.run(stay())


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """The address of a server that runs elsewhere, and the chat of somebody there."""
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


async def measure(where: tuple[str, int], way: str, at_once: int) -> float:
    """Processor milliseconds of one message."""
    root, chat = where
    send, transport = WAYS[way]
    request = transport()
    bot = Bot(TOKEN, base_url=f"{root}/bot", request=request, get_updates_request=AiohttpRequest())
    async with request:
        await asyncio.gather(*(send(bot, chat) for _ in range(at_once)))  # connections are open by now
        begun = time.process_time()
        for _ in range(MESSAGES // at_once):
            await asyncio.gather(*(send(bot, chat) for _ in range(at_once)))
        return 1000 * (time.process_time() - begun) / (MESSAGES // at_once * at_once)


@pytest.mark.bench
async def test_a_message_costs_less_than_by_the_librarys_own_means() -> None:
    took: dict[tuple[str, int], list[float]] = {(way, many): [] for way in WAYS for many in (1, AT_ONCE)}
    with serving() as where:
        for _ in range(ROUNDS):
            for (way, many), found in took.items():
                found.append(await measure(where, way, many))
    rows: list[Row] = [
        {"sent by": way, "one at a time ms": median(took[way, 1]), f"{AT_ONCE} at once ms": median(took[way, AT_ONCE])}
        for way in WAYS
    ]
    show("Processor time of one message", rows, "transport", runs=ROUNDS)
    for many in (1, AT_ONCE):
        costs = [median(took[way, many]) for way in WAYS]
        assert costs == sorted(costs)
