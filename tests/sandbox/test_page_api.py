"""What the page gets and does over HTTP, and who is kept out."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from albot.clock import HeldClock, SystemClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MARKUP = {
    "inline_keyboard": [
        [
            {"text": "Go", "callback_data": "go"},
            {"text": "See", "url": "https://example.org/"},
            {"text": "Copy", "copy_text": {"text": "the code"}},
        ]
    ]
}


async def test_the_whole_state(sandbox: Sandbox) -> None:
    await sandbox.say(
        "<b>Hello</b>",
        parse_mode="HTML",
        reply_markup=MARKUP,
        disable_notification=True,
        protect_content=True,
        reply_parameters={"message_id": 1},
    )
    sandbox.ann.add_bot_to_group("The set")
    status, state = await sandbox.page("GET", "/sandbox/state")
    assert status == 200
    assert state["now"] == "2026-03-02T09:00:00+00:00"
    assert state["bot"] == {"username": "albot_sandbox_bot", "name": "albot"}
    assert state["next_due"] is None
    assert state["faults"]["active"] == []
    assert [(group["title"], len(group["messages"])) for group in state["groups"]] == [("The set", 1)]
    (ann,) = state["people"]
    assert (ann["id"], ann["first_name"], ann["username"], ann["blocked"]) == (
        sandbox.ann.id,
        "Ann",
        "ann_example",
        False,
    )
    said, answered = ann["chat"]["messages"]
    assert (said["mine"], said["text"], said["kind"]) == (True, "/start", "text")
    assert answered == {
        "id": 2,
        "mine": False,
        "date": 1772442000,
        "edited": None,
        "deleted": False,
        "text": "Hello",
        "entities": [{"type": "bold", "offset": 0, "length": 5}],
        "buttons": [
            [
                {"text": "Go", "data": "go"},
                {"text": "See", "url": "https://example.org/"},
                {"text": "Copy", "copy": "the code"},
            ]
        ],
        "silent": True,
        "protected": True,
        "document": None,
        "photo": None,
        "reply_to": 1,
        "forwarded": False,
        "kind": "text",
    }


async def test_a_person_is_added_and_does_everything(sandbox: Sandbox) -> None:
    status, bob = await sandbox.page("POST", "/sandbox/people", {"first_name": "Bob", "username": ""})
    assert (status, bob["first_name"], bob["username"], bob["chat"]["messages"]) == (200, "Bob", None, [])
    path = f"/sandbox/people/{bob['id']}"
    await sandbox.page("POST", f"{path}/messages", {"text": "/start"})
    await sandbox.get("sendMessage", chat_id=bob["id"], text="Shall we?", reply_markup=MARKUP)
    for action, body in (
        ("edits", {"message_id": 1, "text": "/start CODE"}),
        ("presses", {"message_id": 2, "data": "go"}),
        ("messages", {"text": "Yes", "reply_to": 2}),
        ("messages", {"text": "From elsewhere", "forwarded": True}),
        ("others", {"kind": "voice"}),
        ("block", {}),
        ("unblock", None),
    ):
        status, answer = await sandbox.page("POST", f"{path}/{action}", body)
        assert (status, answer["id"]) == (200, bob["id"]), answer
    _, person = await sandbox.page("GET", path)
    assert [message["text"] for message in person["chat"]["messages"]] == [
        "/start CODE",
        "Shall we?",
        "Yes",
        "From elsewhere",
        "",
    ]
    assert [message["kind"] for message in person["chat"]["messages"]][-1] == "voice"
    assert person["chat"]["messages"][2]["reply_to"] == 2
    assert person["chat"]["messages"][3]["forwarded"] is True
    kinds = [[*update][1] for update in await sandbox.get("getUpdates")]
    assert kinds == [
        "message",
        "edited_message",
        "callback_query",
        "message",
        "message",
        "message",
        "my_chat_member",
        "my_chat_member",
    ]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sandbox/people", {}),
        ("/sandbox/people", {"first_name": 5}),
        ("/sandbox/people/ANN/messages", {"text": " "}),
        ("/sandbox/people/ANN/messages", {"text": "x", "reply_to": 99}),
        ("/sandbox/people/ANN/edits", {"message_id": "x", "text": "x"}),
        ("/sandbox/people/ANN/presses", {"message_id": 1, "data": "x"}),
        ("/sandbox/people/ANN/others", {"kind": "smell"}),
        ("/sandbox/people/5/messages", {"text": "x"}),
        ("/sandbox/people/x/messages", {"text": "x"}),
        ("/sandbox/clock", {}),
        ("/sandbox/clock", {"seconds": -1}),
        ("/sandbox/clock", {"seconds": 1e12}),
        ("/sandbox/clock", {"to": "next"}),
        ("/sandbox/faults", {"kind": "fire"}),
        ("/sandbox/faults", {"kind": "slow", "seconds": "x"}),
        ("/sandbox/faults", {"kind": "slow", "method": 5}),
        ("/sandbox/faults", []),
    ],
)
async def test_what_cannot_be_done_is_explained(sandbox: Sandbox, path: str, body: Any) -> None:
    status, answer = await sandbox.page("POST", path.replace("ANN", str(sandbox.ann.id)), body)
    assert status == 400
    assert answer["error"]


async def events(stream: aiohttp.StreamReader) -> tuple[str, Any]:
    """The next event of a page that listens."""
    name = ""
    async for line in stream:
        key, _, value = line.decode().strip().partition(": ")
        if key == "event":
            name = value
        if key == "data":
            return name, json.loads(value)
    raise AssertionError("the stream ended")


async def test_a_page_that_listens_hears_of_everything(sandbox: Sandbox) -> None:
    async with sandbox.http.get(f"{sandbox.server.url}/sandbox/events") as stream:
        await stream.content.readline()
        message_id = await sandbox.say(reply_markup=MARKUP)
        assert await events(stream.content) == ("changed", {"person": sandbox.ann.id, "seq": 3})
        press = sandbox.ann.press(message_id, "Go")
        await sandbox.get("answerCallbackQuery", callback_query_id=press, text="Done", show_alert=True)
        assert await events(stream.content) == ("toast", {"person": sandbox.ann.id, "text": "Done", "alert": True})
        await sandbox.page("POST", "/sandbox/clock", {"seconds": 60})
        assert await events(stream.content) == ("clock", {"now": "2026-03-02T09:01:00+00:00"})
        sandbox.ann.add_bot_to_group("The set")
        assert await events(stream.content) == ("changed", {"person": None, "seq": 4})
        await sandbox.server.stop()
        assert (await stream.content.read()).strip() == b""


async def test_faults_from_the_page(sandbox: Sandbox) -> None:
    fault = {"kind": "500", "method": "getMe", "times": 2, "seconds": 0}
    status, shown = await sandbox.page("POST", "/sandbox/faults", fault)
    assert (status, shown["active"]) == (200, [fault])
    assert (await sandbox.refusal("getMe"))[0] == 500
    assert (await sandbox.page("GET", "/sandbox/faults"))[1]["active"] == [{**fault, "times": 1}]
    assert (await sandbox.page("DELETE", "/sandbox/faults"))[1]["active"] == []
    await sandbox.get("getMe")


class PlannedBot:
    """A control whose bot plans something every two hours."""

    def __init__(self, clock: HeldClock) -> None:
        self.clock = clock

    async def settle(self) -> None:
        await asyncio.sleep(0)

    async def next_due(self) -> datetime | None:
        return self.clock.now() + timedelta(hours=2)

    async def move_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)


async def test_the_clock_moves_as_far_as_asked_or_to_what_comes_next() -> None:
    clock = HeldClock(START)
    server = SandboxServer(World(clock), "1:a", control=PlannedBot(clock))
    await server.start()
    async with aiohttp.ClientSession(server.url) as http:
        async with http.post("/sandbox/clock", json={"seconds": 3600}) as answer:
            assert await answer.json() == {"now": "2026-03-02T10:00:00+00:00", "next_due": "2026-03-02T12:00:00+00:00"}
        async with http.post("/sandbox/clock", json={"to": "next"}) as answer:
            assert (await answer.json())["now"] == "2026-03-02T12:00:00+00:00"
        async with http.get("/sandbox/state") as answer:
            assert (await answer.json())["next_due"] == "2026-03-02T14:00:00+00:00"
    await server.stop()
    assert clock.now() == START + timedelta(hours=3)


async def test_the_machines_own_clock_is_not_moved() -> None:
    server = SandboxServer(World(SystemClock()), "1:a")
    await server.start()
    async with aiohttp.ClientSession(server.url) as http, http.post("/sandbox/clock", json={"seconds": 1}) as answer:
        assert answer.status == 400
    await server.stop()


async def test_the_page_and_its_files(sandbox: Sandbox) -> None:
    async with sandbox.http.get(f"{sandbox.server.url}/") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    async with sandbox.http.get(f"{sandbox.server.url}/page/index.html") as answer:
        assert answer.status == 200
    for path in ("/page/nothing.js", "/page/..%2fserver.py", "/page/%2e%2e/server.py", "/nowhere"):
        async with sandbox.http.get(f"{sandbox.server.url}{path}") as answer:
            assert answer.status == 404


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "10.0.0.1:80", ""])
async def test_a_name_that_leads_here_is_refused(sandbox: Sandbox, host: str) -> None:
    for path in ("/sandbox/state", "/", f"/bot{sandbox.server.token}/getMe"):
        async with sandbox.http.get(f"{sandbox.server.url}{path}", headers={"Host": host}) as answer:
            assert answer.status == 403


@pytest.mark.parametrize("origin", ["https://example.org", "http://127.0.0.1:1", "null"])
async def test_another_site_cannot_act(sandbox: Sandbox, origin: str) -> None:
    path = f"/sandbox/people/{sandbox.ann.id}/messages"
    for verb, where in (("POST", path), ("DELETE", "/sandbox/faults")):
        status, _ = await sandbox.page(verb, where, {"text": "Evil"}, Origin=origin)
        assert status == 403
    assert len(sandbox.ann.chat.messages) == 1
    status, _ = await sandbox.page("POST", path, {"text": "Good"}, Origin=sandbox.server.url)
    assert status == 200


async def test_every_name_of_this_machine_is_welcome(sandbox: Sandbox) -> None:
    port = sandbox.server.url.rpartition(":")[2]
    for host in ("localhost", f"localhost:{port}", "127.0.0.1", f"127.1.2.3:{port}", f"[::1]:{port}"):
        async with sandbox.http.get(f"{sandbox.server.url}/sandbox/state", headers={"Host": host}) as answer:
            assert answer.status == 200
