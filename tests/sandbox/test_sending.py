"""What the bot sends arrives, however it is posted, and tests can see every call."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from albot.clock import HeldClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox

MARKUP = {
    "inline_keyboard": [
        [{"text": "Go", "callback_data": "go"}, {"text": "See", "url": "https://example.org/"}],
        [{"text": "Copy", "copy_text": {"text": "the code"}}],
    ]
}


def as_form(parameters: dict[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}


@pytest.mark.parametrize("posted", ["json", "form", "multipart"])
async def test_a_message_arrives_however_it_is_posted(sandbox: Sandbox, posted: str) -> None:
    parameters = {
        "chat_id": sandbox.ann.id,
        "text": "<b>Hello</b> /help",
        "parse_mode": "HTML",
        "disable_notification": True,
        "protect_content": True,
        "link_preview_options": {"is_disabled": True},
        "reply_parameters": {"message_id": 1},
        "reply_markup": MARKUP,
    }
    body: dict[str, Any] = {"json": parameters}
    if posted == "form":
        body = {"data": as_form(parameters)}
    if posted == "multipart":
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in as_form(parameters).items():
            form.add_field(name, value)
        body = {"data": form}
    async with sandbox.http.post(f"{sandbox.server.url}/bot{sandbox.server.token}/sendMessage", **body) as response:
        sent = (await response.json())["result"]

    assert sandbox.server.calls[-1].parameters == parameters
    message = sandbox.ann.chat.messages[-1]
    assert message.from_bot
    assert (message.text, message.silent, message.protected, message.preview) == ("Hello /help", True, True, False)
    assert message.buttons == [[("Go", "go"), ("See", "https://example.org/")], [("Copy", "the code")]]
    assert [entity["type"] for entity in message.entities] == ["bold", "bot_command"]
    assert sent["message_id"] == message.message_id == 2
    assert sent["from"]["is_bot"] is True
    assert sent["chat"] == {"id": sandbox.ann.id, "type": "private", "first_name": "Ann", "username": "ann_example"}
    assert sent["date"] == int(sandbox.clock.now().timestamp())
    assert sent["reply_to_message"]["text"] == "/start"
    assert sent["reply_markup"] == MARKUP
    assert sent["has_protected_content"] is True


async def test_every_call_is_kept_with_its_answer_up_to_a_bound() -> None:
    world = World(HeldClock(datetime(2026, 3, 2, 9, tzinfo=UTC)))
    server = SandboxServer(world, "1:a", calls_kept=5)
    await server.start()
    async with aiohttp.ClientSession() as http:
        for number in range(12):
            async with http.post(f"{server.url}/bot1:a/getChat", json={"chat_id": number}):
                pass
    await server.stop()
    assert [call.parameters["chat_id"] for call in server.calls][-5:] == [7, 8, 9, 10, 11]
    assert len(server.calls) <= 10
    last = server.calls[-1]
    assert (last.method, last.time, last.fault) == ("getChat", world.clock.now(), None)
    assert last.answer == {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}


async def test_a_server_that_comes_back_is_found_at_the_same_address(sandbox: Sandbox) -> None:
    url = sandbox.server.url
    await sandbox.server.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await sandbox.ask("getMe")
    sandbox.ann.send("Are you there?")
    await sandbox.server.start()
    assert sandbox.server.url == url
    assert [update["message"]["text"] for update in await sandbox.get("getUpdates")] == ["Are you there?"]


@pytest.mark.parametrize(("token", "host"), [("no token", "127.0.0.1"), ("1:a", "0.0.0.0"), ("1:a", "example.org")])
def test_a_token_that_is_none_and_an_address_that_others_reach_are_refused(token: str, host: str) -> None:
    with pytest.raises(ValueError, match=r"token|loopback"):
        SandboxServer(World(HeldClock(datetime(2026, 3, 2, 9, tzinfo=UTC))), token, host=host)
