"""The first words with the Bot API server, over real HTTP: said until they are answered, or refused for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs
from telegram import Bot

from albot.clock import SystemClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.wire import contact
from albot.wire.contact import TokenRefused, fetch_ourselves, make_bot, meet, set_webhook
from tests.house import TOKEN

HOOK = "http://127.0.0.1:1/updates"


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SandboxServer]:
    """A Bot API server, for whose answer nobody waits long."""
    monkeypatch.setattr(contact, "SHORTEST_PAUSE", 0.01)
    server = SandboxServer(World(SystemClock()), TOKEN)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: SandboxServer) -> AsyncIterator[Bot]:
    """A client of it."""
    bot = make_bot(TOKEN, server.url)
    yield bot
    await closed(bot)


async def closed(bot: Bot) -> None:
    """Close the connections of a client, whether it has got an answer or not."""
    for request in bot._request:
        await request.shutdown()


async def test_a_server_that_cannot_be_reached_is_asked_again(server: SandboxServer, bot: Bot) -> None:
    for fault in ("502", "drop", "500"):
        server.faults.switch_on(fault, times=1)
        with capture_logs() as logged:
            assert await meet(bot) == server.world.bot["username"]
            await bot.shutdown()
        assert [line["event"] for line in logged] == ["telegram_not_reached"]
    for fault in ("502", "drop"):
        server.faults.switch_on(fault, times=1)
        with capture_logs() as logged:
            await set_webhook(bot, HOOK, "a-secret")
        assert [line["event"] for line in logged] == ["webhook_not_set", "webhook_set"]
    server.faults.switch_on("502", times=1)
    with capture_logs() as logged:
        await fetch_ourselves(bot)
    assert [line["event"] for line in logged] == ["webhook_not_deleted"]
    assert (await bot.get_webhook_info()).url == ""


async def test_an_address_that_is_refused_is_logged_with_the_reason_and_tried_again(bot: Bot) -> None:
    with capture_logs() as logged:
        async with asyncio.TaskGroup() as group:
            trying = group.create_task(set_webhook(bot, "ftp://nowhere", "a-secret"))
            async with asyncio.timeout(30):
                while len(logged) < 2:
                    await asyncio.sleep(0.01)
            trying.cancel()
    assert logged[0]["event"] == logged[1]["event"] == "webhook_not_set"
    assert logged[0]["problem"] == "Bad webhook: an https url must be provided for webhook"


async def test_a_token_that_is_refused_is_not_tried_again(server: SandboxServer) -> None:
    stranger = make_bot("7654321:" + "b" * 35, server.url)
    for refused in (meet(stranger), set_webhook(stranger, HOOK, "a-secret"), fetch_ourselves(stranger)):
        with pytest.raises(TokenRefused) as found:
            await refused
        assert found.value.__cause__ is found.value.__context__ is None, "the library's own error quotes the token"
    await closed(stranger)
