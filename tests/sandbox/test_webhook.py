"""The webhook: updates are posted, in order within a chat, until they are taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox


@dataclass
class Bot:
    """A bot that takes what is posted, once it is told to."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    refuse: int = 0
    hold_texts: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=503)
        if "message" in update:
            await self.hold_texts.wait()
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        self.taken.append(update)
        return web.Response()

    async def until(self, number: int) -> list[dict[str, Any]]:
        for _ in range(500):
            if len(self.taken) >= number:
                break
            await asyncio.sleep(0.01)
        assert len(self.taken) == number
        return self.taken


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    app = web.Application()
    app.router.add_post("/hook", bot.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    bot.hold_texts.set()
    yield bot
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret_and_in_order(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ann.send("before")
    assert await sandbox.get("setWebhook", url=bot.url, secret_token="s3cret") is True
    for number in range(20):
        sandbox.ann.send(str(number))
    taken = await bot.until(21)
    assert [update["message"]["text"] for update in taken] == ["before", *map(str, range(20))]
    assert bot.secrets == {"s3cret"}
    await sandbox.until_idle()
    info = await sandbox.get("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (bot.url, 0)


async def test_what_is_refused_is_posted_again(sandbox: Sandbox, bot: Bot) -> None:
    bot.refuse = 2
    await sandbox.get("setWebhook", url=bot.url)
    sandbox.ann.send("a")
    sandbox.ann.send("b")
    assert [update["message"]["text"] for update in await bot.until(2)] == ["a", "b"]
    assert "503" in (await sandbox.get("getWebhookInfo"))["last_error_message"]


async def test_a_press_overtakes_a_text_of_the_same_person(sandbox: Sandbox, bot: Bot) -> None:
    message_id = await sandbox.say(reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
    bot.hold_texts.clear()
    await sandbox.get("setWebhook", url=bot.url)
    sandbox.ann.send("a")
    sandbox.ann.press(message_id, "Go")
    assert "callback_query" in (await bot.until(1))[0]
    bot.hold_texts.set()
    assert "message" in (await bot.until(2))[1]


async def test_polling_and_webhook_exclude_each_other(sandbox: Sandbox, bot: Bot) -> None:
    poll = asyncio.get_running_loop().create_task(sandbox.refusal("getUpdates", timeout=20))
    await sandbox.until_idle()
    bot.hold_texts.clear()
    await sandbox.get("setWebhook", url=bot.url)
    assert await poll == (409, "Conflict: terminated by setWebhook request")
    code, description = await sandbox.refusal("getUpdates")
    assert (code, "can't use getUpdates method while webhook is active" in description) == (409, True)
    sandbox.ann.send("a")
    sandbox.ann.send("b")
    await asyncio.sleep(0.05)
    assert (await sandbox.get("getWebhookInfo"))["pending_update_count"] == 2
    await sandbox.get("deleteWebhook")
    assert [update["message"]["text"] for update in await sandbox.get("getUpdates")] == ["a", "b"]
    await sandbox.get("deleteWebhook", drop_pending_updates=True)
    assert await sandbox.get("getUpdates") == []
    assert (await sandbox.get("getWebhookInfo"))["url"] == ""


async def test_an_address_that_is_none(sandbox: Sandbox) -> None:
    assert (await sandbox.refusal("setWebhook", url="nowhere"))[0] == 400
    assert await sandbox.get("setWebhook", url="") is True
