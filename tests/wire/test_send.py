"""What a parcel becomes on the wire, and what each answer means, over real HTTP to a strict server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from albot.chat.message import NEW, ChatGone, DeliveryFailed, Do, NotAccepted, NotDelivered, Parcel, TryLater, Unclear
from albot.clock import HeldClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.wire.contact import make_bot
from albot.wire.send import Sender
from tests.house import TOKEN

PICTURE = b"\x89PNG\r\n\x1a\n"
BUTTONS = ((("Go on", "data", "a.b:1"), ("Site", "url", "https://example.org/")), (("Copy", "copy", "words"),))


@dataclass
class Post:
    """A sender, the server it sends to, and somebody who gets what it sends."""

    sender: Sender
    server: SandboxServer
    ann: Person

    async def send(self, do: Do = Do.SEND, **more: Any) -> int:
        """Send her something; returns the id of the message that came of it, or 0."""
        given = {"html": "<b>Here</b> you are", "file_name": "x.png", "file_bytes": PICTURE, **more}
        return sum(await self.sender.send(Parcel(self.ann.chat.id, do, **given)))

    @property
    def last(self) -> dict[str, Any]:
        """What the last call carried."""
        return self.server.calls[-1].parameters


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    world = World(HeldClock(datetime(2026, 3, 2, 9, tzinfo=UTC)))
    server = SandboxServer(world, TOKEN, limits=False)
    await server.start()
    ann = world.add_person("Ann")
    ann.send("/start")
    async with make_bot(TOKEN, server.url) as bot:
        yield Post(Sender(bot), server, ann)
    await server.stop()


@pytest.mark.parametrize("do", sorted(NEW))
async def test_something_new_arrives_as_it_is_told(post: Post, do: Do) -> None:
    ids = [await post.send(do), await post.send(do, sound=True, protect=True, buttons=BUTTONS)]
    plain, other = post.ann.chat.messages[-2:]
    assert [plain.message_id, other.message_id] == ids
    assert [plain.text, other.text] == ["Here you are"] * 2
    assert [plain.entities[0]["type"], other.entities[0]["type"]] == ["bold"] * 2
    assert (plain.silent, plain.protected, plain.buttons) == (True, False, [])
    assert (other.silent, other.protected) == (False, True)
    assert other.keyboard == [
        [{"text": "Go on", "callback_data": "a.b:1"}, {"text": "Site", "url": "https://example.org/"}],
        [{"text": "Copy", "copy_text": {"text": "words"}}],
    ]


async def test_a_text_has_no_preview(post: Post) -> None:
    await post.send(html="https://example.org/")
    assert post.ann.chat.messages[-1].preview is False


async def test_a_file_keeps_its_name_and_may_come_without_a_text(post: Post) -> None:
    await post.send(Do.FILE, html="", file_name="mis pasos ñ.md", file_bytes=b"one\ntwo")
    document = post.ann.chat.messages[-1].document
    assert document is not None
    assert (document.name, document.content) == ("mis pasos ñ.md", b"one\ntwo")


@pytest.mark.parametrize("do", [Do.EDIT, Do.AMEND])
async def test_a_message_is_changed_with_its_buttons_and_the_same_again_is_no_failure(post: Post, do: Do) -> None:
    there = await post.send(buttons=BUTTONS)
    for _ in range(2):
        assert await post.send(do, html="Changed", message_id=there) == 0
    message = post.ann.chat.messages[-1]
    assert (message.message_id, message.text, message.buttons) == (there, "Changed", [])


async def test_a_change_of_what_is_gone_comes_as_a_new_message_and_an_amendment_not_at_all(post: Post) -> None:
    assert await post.send(Do.AMEND, message_id=999) == 0
    assert await post.send(Do.EDIT, message_id=999) == post.ann.chat.messages[-1].message_id
    assert [message.text for message in post.ann.chat.messages if message.from_bot] == ["Here you are"]


async def test_buttons_are_taken_off_and_a_message_is_deleted_once(post: Post) -> None:
    there = await post.send(buttons=BUTTONS)
    await post.send(Do.UNBUTTON, message_id=there)
    message = post.ann.chat.messages[-1]
    assert (message.text, message.buttons) == ("Here you are", [])
    for _ in range(2):
        await post.send(Do.DELETE, message_id=there)
    assert post.ann.chat.find(there) is None


@pytest.mark.parametrize("do", sorted(NEW))
async def test_a_fee_is_offered_only_for_what_may_cost_one(post: Post, do: Do) -> None:
    await post.send(do)
    assert "allow_paid_broadcast" not in post.last
    await post.send(do, paid=True)
    assert post.last["allow_paid_broadcast"] is True


async def test_a_press_is_answered_and_a_long_answer_stays(post: Post) -> None:
    for text, stays in (("", False), ("Noted", False), ("A word that takes a while to read. " * 3, True)):
        await post.sender.answer(post.ann.press_anyway(1, "a.b"), text)
        assert (post.last.get("text", ""), post.last.get("show_alert", False)) == (text, stays)
    await post.sender.answer("of yesterday")


@pytest.mark.parametrize(
    ("fault", "failure"),
    [("429", TryLater), ("500", Unclear), ("502", Unclear), ("drop", Unclear), ("lost", Unclear)],
)
async def test_what_a_fault_means(post: Post, fault: str, failure: type[DeliveryFailed]) -> None:
    post.server.faults.switch_on(fault, method="sendMessage", times=1, seconds=7)
    with pytest.raises(failure) as caught:
        await post.send()
    assert fault != "429" or (isinstance(caught.value, TryLater) and caught.value.seconds == 7)
    assert await post.send()


async def test_what_a_refusal_means(post: Post) -> None:
    with pytest.raises(NotAccepted):
        await post.send(html="<b>open")
    post.ann.blocked = True
    with pytest.raises(ChatGone):
        await post.send()
    with pytest.raises(ChatGone):
        await post.sender.send(Parcel(123, Do.SEND, "To nobody"))


async def test_no_connection_and_a_wrong_token_are_certainly_no_delivery(post: Post) -> None:
    for token, root in ((TOKEN, f"http://127.0.0.1:{unused_port()}"), (TOKEN[:-1] + "b", post.server.url)):
        bot = make_bot(token, root)
        with pytest.raises(NotDelivered) as caught:
            await Sender(bot).send(Parcel(post.ann.chat.id, Do.SEND, "Hello"))
        assert token not in f"{caught.value!r} {caught.value.__context__!r} {caught.value.__cause__!r}"
        await bot.request.shutdown()


@pytest.mark.parametrize("body", ["", "<html>", '{"ok": true, "result": true}', '{"ok": true, "result": {}}'])
async def test_an_answer_that_is_none_leaves_it_unclear(body: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=body)

    app = web.Application()
    app.router.add_post("/{any:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as odd:
        bot = make_bot(TOKEN, f"http://127.0.0.1:{odd.port}")
        with pytest.raises(Unclear):
            await Sender(bot).send(Parcel(7, Do.SEND, "Hello"))
        await bot.request.shutdown()
