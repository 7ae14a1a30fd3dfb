"""The whole house by webhook: conversations as by polling, nothing lost or doubled, and nobody let in but Telegram."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from albot.chat.registry import Command
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.rehearsal import free_port
from albot.sandbox.world import Person
from albot.store.engine import Store
from albot.wire.receive import UPDATE_KINDS
from albot.wire.web import LARGEST_BODY, SECRET_HEADER
from tests.dialogue import Stage, lines
from tests.house import TOKEN, House, house

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # of the library, with each 429

DIALOGUES = Path(__file__).parent / "dialogues"
SECRET = "a-secret_1"
UNKNOWN = "I do not know that one."


def by_webhook(tmp_path: Path, **more: Any) -> AbstractAsyncContextManager[House]:
    """A house that updates are posted to."""
    address = f"127.0.0.1:{free_port(20_000 + os.getpid() % 10_000)}"  # a place of its own for each worker
    return house(tmp_path, webhook_url=f"http://{address}/updates", webhook_secret=SECRET, listen=address, **more)


async def webhook_info(home: House) -> dict[str, Any]:
    """What Telegram knows of the webhook."""
    url = f"{home.server.url}/bot{TOKEN}/getWebhookInfo"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        result: dict[str, Any] = (await answer.json())["result"]
        return result


async def until(home: House, true: Callable[[dict[str, Any]], bool]) -> None:
    """Wait until Telegram knows something of the webhook."""
    async with asyncio.timeout(30):
        while not true(await webhook_info(home)):
            await asyncio.sleep(0.01)


def times_called(home: House, method: str) -> int:
    """How often the bot has called a method of the Bot API."""
    return sum(call.method == method for call in home.server.calls)


NOT_YET = [(0, ""), (503, "starting")]
"""What is answered at `/readyz` before a bot knows who it is: nothing, while nobody listens yet."""


async def asked(home: House, path: str) -> tuple[int, str]:
    """What the bot answers at a path."""
    try:
        async with aiohttp.ClientSession() as http, http.get(f"http://{home.app.web.address}{path}") as answer:
            return answer.status, await answer.text()
    except aiohttp.ClientConnectorError:
        return 0, ""


async def ready(home: House) -> None:
    """Wait until the bot takes updates."""
    while (await asked(home, "/readyz"))[0] != 200:
        await asyncio.sleep(0.01)


def answers(person: Person) -> list[str]:
    """What the bot has said to somebody, all of it."""
    return [message.text for message in person.chat.messages if message.from_bot]


@pytest.mark.parametrize("name", ["joining", "checkin"])
async def test_conversations_go_as_they_do_by_polling(tmp_path: Path, name: str) -> None:
    async with by_webhook(tmp_path) as home:
        stage = Stage(home, name)
        for line in lines(DIALOGUES / f"{name}.md"):
            await stage.play(line)
        fetched = times_called(home, "getUpdates")
        info = await webhook_info(home)
    assert fetched == 0
    assert (info["pending_update_count"], info["max_connections"]) == (0, 100)
    assert "last_error_message" not in info


async def test_telegram_is_told_where_to_post_and_what(tmp_path: Path) -> None:
    async with by_webhook(tmp_path) as home:
        (call,) = (call for call in home.server.calls if call.method == "setWebhook")
        assert call.parameters["url"] == home.app.settings.webhook_url
        assert call.parameters["secret_token"] == SECRET
        assert call.parameters["allowed_updates"] == UPDATE_KINDS
        assert not call.parameters.get("drop_pending_updates")


async def test_whoever_is_not_telegram_moves_nothing(tmp_path: Path) -> None:
    async with by_webhook(tmp_path) as home:
        ana = home.person("Ana")
        ana.started = True
        ours = {SECRET_HEADER: SECRET}
        said = {"message_id": 1, "date": 1, "chat": ana.chat.as_api(), "from": ana.as_user(), "text": "/nonsense"}
        forged = {"update_id": 9, "message": said}
        url = home.app.settings.webhook_url
        tries: list[tuple[dict[str, Any], int]] = [
            ({"json": forged}, 403),
            ({"json": forged, "headers": {SECRET_HEADER: "wrong"}}, 403),
            ({"json": forged, "headers": {SECRET_HEADER: TOKEN}}, 403),
            ({"data": BytesIO(b"x" * (2 * LARGEST_BODY)), "headers": ours}, 413),
            ({"data": b"nonsense", "headers": ours}, 400),
            ({"json": {"message": said}, "headers": ours}, 400),
            ({"json": {"update_id": 10, "message": {"text": {}}}, "headers": ours}, 200),  # malformed, and let go
        ]
        await ready(home)
        async with aiohttp.ClientSession() as http:
            for sent, status in tries:
                async with http.post(url, **sent) as answer:
                    assert (answer.status, await answer.text()) == (status, "")
        await home.settle()
        assert answers(ana) == []
        assert UNKNOWN in await home.says(ana, "/nonsense")


async def test_what_comes_while_the_database_is_away_is_sent_again_and_handled_once(
    tmp_path: Path, database_url: str
) -> None:
    async with by_webhook(tmp_path, url=database_url) as home:
        ana = home.person("Ana")
        await home.says(ana, "/nonsense")
        await asyncio.to_thread(rename, home.app.store, "inbox", "away")
        await asyncio.to_thread(rename, home.app.store, "handled", "gone")
        ana.send("/nonsense")
        await until(home, lambda info: "503" in info.get("last_error_message", ""))
        assert len(answers(ana)) == 1
        await asyncio.to_thread(rename, home.app.store, "gone", "handled")
        await asyncio.to_thread(rename, home.app.store, "away", "inbox")
        await home.settle()
        assert len(answers(ana)) == 2
        assert (await webhook_info(home))["pending_update_count"] == 0


def rename(store: Store, old: str, new: str) -> None:
    """Take a table away, or put it back."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")


async def test_a_stop_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    began, free = threading.Event(), threading.Event()

    def slow(turn: Turn) -> None:
        began.set()
        free.wait(20)
        turn.say("talk-stopped")

    async with by_webhook(tmp_path) as home:
        ana, ben = home.person("Ana"), home.person("Ben")
        home.app.registry.commands["slow"] = Command("slow", Who.ANYONE, slow)
        ana.send("/slow")
        await asyncio.to_thread(began.wait, 20)
        async with asyncio.TaskGroup() as group:
            closing = group.create_task(home.close())
            ben.send("/nonsense")
            await asyncio.sleep(0.1)
            free.set()
            await closing
        ana.send("/nonsense")
        await home.open()
        await home.settle()
        assert [text[:7] for text in answers(ana)] == ["Stopped", "I do no"]
        assert [text[:7] for text in answers(ben)] == ["I do no"]
        assert (await webhook_info(home))["pending_update_count"] == 0


async def test_before_it_knows_who_it_is_a_bot_takes_nothing(tmp_path: Path) -> None:
    async with by_webhook(tmp_path) as home:
        ana = home.person("Ana")
        await home.close()
        home.server.faults.switch_on("502", method="getMe", times=1)
        await home.open()
        ana.send(f"/nonsense@{home.world.bot['username']}")
        async with asyncio.timeout(30):
            while (status := await asked(home, "/readyz")) in NOT_YET:
                assert answers(ana) == []
                await asyncio.sleep(0.01)
        assert status == (200, "ok")
        await home.settle()
        assert len(answers(ana)) == 1


@pytest.mark.parametrize("fault", ["429", "500", "drop"])
async def test_the_webhook_is_set_once_telegram_can_be_reached(tmp_path: Path, fault: str) -> None:
    async with by_webhook(tmp_path) as home:
        ana = home.person("Ana")
        await home.close()
        home.server.faults.switch_on(fault, method="setWebhook", times=1, seconds=0)
        await home.open()
        await until(home, lambda _info: times_called(home, "setWebhook") == 3)
        assert UNKNOWN in await home.says(ana, "/nonsense")


async def test_from_webhook_to_polling_and_back_everything_arrives_once(tmp_path: Path) -> None:
    async with by_webhook(tmp_path) as home:
        ana, chosen = home.person("Ana"), home.app.settings
        for way in (chosen.model_copy(update={"webhook_url": ""}), chosen):
            await home.close()
            ana.send("/nonsense")
            home._chosen = way
            await home.open()
            await until(home, lambda info, way=way: info["url"] == way.webhook_url)  # type: ignore[misc]
            await home.settle()
        assert len(answers(ana)) == 2


async def test_it_tells_how_it_is(tmp_path: Path) -> None:
    async with by_webhook(tmp_path) as home:
        assert await asked(home, "/healthz") == (200, "ok")
        await ready(home)
        assert await asked(home, "/readyz") == (200, "ok")
        status, page = await asked(home, "/metrics")
        assert status == 200
        assert "\nalbot_database_up 1.0\n" in page
        assert '\nalbot_outbox_waiting{lane="reply"} ' in page
        assert "\nalbot_turn_seconds_count " in page
