"""Documents, pictures, command menus and what the bot says about itself."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def upload(sandbox: Sandbox, method: str, field: str, content: bytes, **more: Any) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(sandbox.ann.id))
    for name, value in more.items():
        form.add_field(name, value)
    form.add_field(field, content, filename="meeting.ics", content_type="text/calendar")
    url = f"{sandbox.server.url}/bot{sandbox.server.token}/{method}"
    async with sandbox.http.post(url, data=form) as answer:
        return answer.status, await answer.json()


async def test_a_document(sandbox: Sandbox) -> None:
    status, body = await upload(
        sandbox,
        "sendDocument",
        "document",
        b"BEGIN:VCALENDAR",
        caption="<b>When</b>",
        parse_mode="HTML",
        reply_markup='{"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}',
    )
    assert status == 200, body
    sent = body["result"]
    assert (sent["document"]["file_name"], sent["document"]["file_size"]) == ("meeting.ics", 15)
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("When", "bold")
    message = sandbox.ann.chat.messages[-1]
    assert message.document is not None
    assert (message.document.name, message.document.content) == ("meeting.ics", b"BEGIN:VCALENDAR")
    assert message.buttons == [[("Go", "go")]]

    again = await sandbox.get("sendDocument", chat_id=sandbox.ann.id, document=sent["document"]["file_id"])
    assert again["document"] == sent["document"]

    where = {"chat_id": sandbox.ann.id, "message_id": message.message_id}
    assert await sandbox.refusal("editMessageText", **where, text="x") == (
        400,
        "Bad Request: there is no text in the message to edit",
    )
    await sandbox.get("editMessageReplyMarkup", **where)
    assert message.buttons == []


async def test_a_file_under_a_name_of_its_own(sandbox: Sandbox) -> None:
    status, body = await upload(sandbox, "sendDocument", "file0", b"x", document="attach://file0")
    assert (status, body["result"]["document"]["file_size"]) == (200, 1)


async def test_a_picture_and_its_bytes_for_the_page(sandbox: Sandbox) -> None:
    status, body = await upload(sandbox, "sendPhoto", "photo", PNG)
    assert (status, body["result"]["photo"][0]["file_size"]) == (200, len(PNG))
    _, person = await sandbox.page("GET", f"/sandbox/people/{sandbox.ann.id}")
    shown = person["chat"]["messages"][-1]
    assert (shown["kind"], shown["document"]) == ("photo", None)
    async with sandbox.http.get(f"{sandbox.server.url}{shown['photo']['url']}") as answer:
        assert await answer.read() == PNG
    async with sandbox.http.get(f"{sandbox.server.url}/sandbox/files/unknown") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("method", "field", "content", "more", "complaint"),
    [
        ("sendPhoto", "photo", b"no picture", {}, "IMAGE_PROCESS_FAILED"),
        ("sendDocument", "document", b"", {}, "file must be non-empty"),
        ("sendDocument", "document", b"x", {"caption": "x" * 1025}, "message caption is too long"),
        ("sendDocument", "something", b"x", {}, "there is no document in the request"),
        ("sendPhoto", "something", b"x", {}, "there is no photo in the request"),
        (
            "sendDocument",
            "something",
            b"x",
            {"document": "unknown"},
            "wrong remote file identifier specified: Wrong string length",
        ),
    ],
)
async def test_files_that_cannot_be_sent(
    sandbox: Sandbox, method: str, field: str, content: bytes, more: dict[str, str], complaint: str
) -> None:
    status, body = await upload(sandbox, method, field, content, **more)
    assert (status, body["description"]) == (400, f"Bad Request: {complaint}")
    assert len(sandbox.ann.chat.messages) == 1
    assert sandbox.world.files == {}


def command(name: str) -> dict[str, str]:
    return {"command": name, "description": f"About {name}"}


async def test_the_narrowest_menu_shows(sandbox: Sandbox) -> None:
    bob = sandbox.world.add_person("Bob", language_code="de")

    async def menus() -> list[list[str]]:
        _, state = await sandbox.page("GET", "/sandbox/state")
        return [[each["command"] for each in person["chat"]["commands"]] for person in state["people"]]

    private = {"type": "all_private_chats"}
    await sandbox.get("setMyCommands", commands=[command("start")])
    assert await menus() == [["start"], ["start"]]
    await sandbox.get("setMyCommands", commands=[command("help")], scope=private)
    await sandbox.get("setMyCommands", commands=[command("hilfe")], scope=private, language_code="de")
    assert await menus() == [["help"], ["hilfe"]]
    just_ann = {"type": "chat", "chat_id": sandbox.ann.id}
    await sandbox.get("setMyCommands", commands=[command("schedule")], scope=just_ann)
    assert await menus() == [["schedule"], ["hilfe"]]
    assert await sandbox.get("getMyCommands", scope=just_ann) == [command("schedule")]
    await sandbox.get("deleteMyCommands", scope=just_ann)
    await sandbox.get("deleteMyCommands", scope=private)
    assert await menus() == [["start"], ["hilfe"]]
    assert await sandbox.get("getMyCommands", scope=private) == []
    assert bob.chat.messages == []


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"commands": [{"command": "Help!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "help", "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [command("help")] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": "x"}, "can't parse commands JSON object"),
        ({"commands": [1]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [command("help")], "scope": {"type": "chat", "chat_id": 1}}, "chat not found"),
        (
            {"commands": [command("help")], "scope": {"type": "moon"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
    ],
)
async def test_menus_that_cannot_be(sandbox: Sandbox, parameters: dict[str, Any], complaint: str) -> None:
    assert await sandbox.refusal("setMyCommands", **parameters) == (400, f"Bad Request: {complaint}")


@pytest.mark.parametrize(
    ("method", "field", "longest"),
    [("Description", "description", 512), ("ShortDescription", "short_description", 120), ("Name", "name", 64)],
)
async def test_what_the_bot_says_about_itself(sandbox: Sandbox, method: str, field: str, longest: int) -> None:
    assert await sandbox.get(f"setMy{method}", **{field: "x" * longest}) is True
    assert await sandbox.get(f"setMy{method}", **{field: "auf Deutsch", "language_code": "de"}) is True
    assert (await sandbox.refusal(f"setMy{method}", **{field: "x" * (longest + 1)}))[0] == 400
    assert await sandbox.get(f"getMy{method}") == {field: "x" * longest}
    assert await sandbox.get(f"getMy{method}", language_code="de") == {field: "auf Deutsch"}
    assert await sandbox.get(f"getMy{method}", language_code="fr") == {field: "x" * longest}
