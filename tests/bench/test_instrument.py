"""The instrument measures what it says: the fast server, the people who type, and the figures in the README."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.bench.fast_server import FastServer
from tests.bench.flood import Flood
from tests.bench.readme import filled
from tests.bench.scripts import Move
from tests.bench.typists import Load, Newcomer, Typists

ECHO = (Move("hello", "hello"),)

Starts = Callable[..., Awaitable[FastServer]]


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def started() -> AsyncIterator[Starts]:
    servers: list[FastServer] = []

    async def start(latency: float = 0.0, *, limits: bool = False) -> FastServer:
        servers.append(FastServer(latency, Flood(limits)))
        await servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
    await asyncio.sleep(0)


async def call(client: aiohttp.ClientSession, server: FastServer, method: str, **form: Any) -> Any:
    async with client.post(f"{server.url}/bot1:x/{method}", data=form) as answer:
        return await answer.json()


async def echo(client: aiohttp.ClientSession, server: FastServer, pause: float = 0.0) -> None:
    """A bot that takes one message at a time, and so long for each."""
    offset = 0
    while True:
        for update in (await call(client, server, "getUpdates", offset=offset, timeout=5))["result"]:
            offset = update["update_id"] + 1
            await asyncio.sleep(pause)
            message = update["message"]
            await call(client, server, "sendMessage", chat_id=message["chat"]["id"], text=message["text"])


async def test_an_update_comes_again_until_a_later_offset_confirms_it(
    client: aiohttp.ClientSession, started: Starts
) -> None:
    server = await started()
    server.push("message", {"text": "one"})
    server.push("message", {"text": "two"})
    first, again = [(await call(client, server, "getUpdates"))["result"] for _ in range(2)]
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert first == again
    left = (await call(client, server, "getUpdates", offset=first[0]["update_id"] + 1))["result"]
    assert left == first[1:]


async def test_forms_and_json_are_both_read(client: aiohttp.ClientSession, started: Starts) -> None:
    server = await started()
    said: list[str] = []
    server.heard = lambda message: said.append(message.text)
    await call(client, server, "sendMessage", chat_id="7", text="grüß dich & co")
    async with client.post(f"{server.url}/bot1:x/sendMessage", json={"chat_id": 7, "text": "as JSON"}) as answer:
        assert (await answer.json())["result"]["text"] == "as JSON"
    assert said == ["grüß dich & co", "as JSON"]


async def test_the_limits_are_telegrams(client: aiohttp.ClientSession, started: Starts) -> None:
    server = await started(limits=True)
    answers = [await call(client, server, "sendMessage", chat_id="7", text="x") for _ in range(6)]
    assert [each["ok"] for each in answers] == [True] * 5 + [False]
    assert answers[-1]["parameters"]["retry_after"] == 1
    many = [await call(client, server, "sendMessage", chat_id=str(chat), text="x") for chat in range(100, 150)]
    assert not all(each["ok"] for each in many)
    paid = {"text": "x", "allow_paid_broadcast": "true"}
    free = [await call(client, server, "sendMessage", chat_id=str(chat), **paid) for chat in range(200, 250)]
    assert all(each["ok"] for each in free)


async def test_a_message_arrives_after_half_the_latency_and_its_answer_after_all_of_it(
    client: aiohttp.ClientSession, started: Starts
) -> None:
    server = await started(latency=0.2)
    arrived: list[float] = []
    server.heard = lambda message: arrived.append(message.at)
    begun = time.monotonic()
    await call(client, server, "sendMessage", chat_id="7", text="x")
    assert arrived[0] - begun >= 0.1
    assert time.monotonic() - begun >= 0.2
    assert time.monotonic() - arrived[0] >= 0.1


async def test_a_bot_that_is_behind_cannot_hide_it(client: aiohttp.ClientSession, started: Starts) -> None:
    server = await started()
    people = [Newcomer(number, 0, 1) for number in range(1, 4)]
    load = Load("50 a second", people=3, rate=50, warm=0.1, seconds=1.0, again=True)
    bot = asyncio.get_running_loop().create_task(echo(client, server, pause=0.1))
    typists = Typists(server, ECHO, people, load)
    figures = await typists.run([os.getpid()])
    bot.cancel()
    assert figures.a_second < 11  # what a bot can do that takes 0.1 s for each
    assert figures.lost > 0
    assert max(arrived - meant for meant, arrived in typists.answered) > 1  # although all wait for their last answer


async def test_an_answer_that_is_not_the_scripts_does_not_count(client: aiohttp.ClientSession, started: Starts) -> None:
    server = await started()
    load = Load("one", people=1, warm=0.0, seconds=0.3)
    bot = asyncio.get_running_loop().create_task(echo(client, server))
    people = Typists(server, (Move("hello", "the next question"),), [Newcomer(1, 0, 1)], load)
    figures = await people.run([os.getpid()])
    bot.cancel()
    assert (figures.turns, figures.surprise) == (0, "hello")


async def test_updates_are_posted_to_a_webhook_until_it_takes_them(
    client: aiohttp.ClientSession, started: Starts
) -> None:
    taken: list[tuple[str, str]] = []

    async def hook(request: web.Request) -> web.Response:
        body = await request.json()
        taken.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
        return web.Response(status=500 if len(taken) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server = await started()
    where = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await call(client, server, "setWebhook", url=where, secret_token="secret")
    server.push("message", {"text": "one"})
    async with asyncio.timeout(10):
        while len(taken) < 2:
            await asyncio.sleep(0.01)
    await runner.cleanup()
    assert taken == [("secret", "one")] * 2


def test_figures_stand_in_the_readme_as_they_were_measured(tmp_path: Path) -> None:
    rows = [{"bot": "albot", "turns a second": 478.3}, {"bot": "echo", "turns a second": 1_234.5}]
    measured = {"title": "Turns", "note": "Nobody else was there.", "runs": 3, "machine": "2 cores.", "rows": rows}
    (tmp_path / "turns.json").write_text(json.dumps(measured))
    text = "Before\n<!-- figures: turns -->\nold\n<!-- end of figures -->\nAfter\n"
    assert filled(text, tmp_path) == (
        "Before\n<!-- figures: turns -->\n"
        "| bot | turns a second |\n| --- | ---: |\n| albot | 478 |\n| echo | 1,234 |\n\n"
        "Turns. Nobody else was there. Medians of 3 runs. 2 cores.\n"
        "<!-- end of figures -->\nAfter\n"
    )
    nothing_measured = text.replace("turns", "other")
    assert filled(nothing_measured, tmp_path) == nothing_measured
