"""What people do becomes the updates that Telegram sends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from albot.sandbox.errors import ActionRefused
from albot.sandbox.world import OTHER_KINDS, split_text

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}, {"text": "See", "url": "https://example.org"}]]}


async def fetch(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Everything that came since the last time, without the ids."""
    updates = await sandbox.get("getUpdates")
    if updates:
        await sandbox.get("getUpdates", offset=updates[-1]["update_id"] + 1)
    return [{kind: body for kind, body in update.items() if kind != "update_id"} for update in updates]


async def test_a_text(sandbox: Sandbox) -> None:
    bob = sandbox.world.add_person("Bob", last_name="Marsh", language_code=None)
    message = bob.send("  /start CODE  ")
    assert await fetch(sandbox) == [
        {
            "message": {
                "message_id": 1,
                "from": {"id": bob.id, "is_bot": False, "first_name": "Bob", "last_name": "Marsh"},
                "chat": {"id": bob.id, "type": "private", "first_name": "Bob", "last_name": "Marsh"},
                "date": 1772442000,
                "text": "/start CODE",
                "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
            }
        }
    ]
    assert (message.message_id, message.from_bot, message.text) == (1, False, "/start CODE")
    assert bob.started


async def test_a_reply_and_an_edit(sandbox: Sandbox) -> None:
    question = await sandbox.say("How are you?")
    answer = sandbox.ann.send("Fine", reply_to=question)
    sandbox.clock.advance(timedelta(minutes=1))
    sandbox.ann.edit(answer.message_id, "Quite fine")
    said, edited = await fetch(sandbox)
    assert said["message"]["reply_to_message"]["text"] == "How are you?"
    assert edited["edited_message"]["text"] == "Quite fine"
    assert edited["edited_message"]["message_id"] == answer.message_id
    assert edited["edited_message"]["edit_date"] == edited["edited_message"]["date"] + 60


async def test_a_press(sandbox: Sandbox) -> None:
    message_id = await sandbox.say("Shall we?", reply_markup=GO)
    press = sandbox.ann.press(message_id, "Go")
    (update,) = await fetch(sandbox)
    query = update["callback_query"]
    assert (query["id"], query["from"]["id"], query["data"]) == (press, sandbox.ann.id, "go")
    assert (query["message"]["message_id"], query["message"]["text"]) == (message_id, "Shall we?")
    assert query["chat_instance"]


async def test_presses_that_no_app_offers(sandbox: Sandbox) -> None:
    message_id = await sandbox.say(reply_markup=GO)
    for where, what in ((message_id, "Stop"), (message_id, "See"), (99, "Go")):
        with pytest.raises(ActionRefused):
            sandbox.ann.press(where, what)
    sandbox.ann.press_anyway(message_id, "forged")
    sandbox.ann.press_anyway(99, "go")
    forged, gone = await fetch(sandbox)
    assert forged["callback_query"]["data"] == "forged"
    assert (gone["callback_query"]["message"]["message_id"], gone["callback_query"]["message"]["date"]) == (99, 0)


@pytest.mark.parametrize("kind", sorted(OTHER_KINDS))
async def test_what_is_no_text(sandbox: Sandbox, kind: str) -> None:
    sandbox.ann.send_other(kind, forwarded=True)
    (update,) = await fetch(sandbox)
    assert update["message"][kind]
    assert "text" not in update["message"]
    assert update["message"]["forward_origin"]["type"] == "hidden_user"


async def test_a_caption_and_a_forwarded_text(sandbox: Sandbox) -> None:
    sandbox.ann.send_other("photo", caption="Our room")
    sandbox.ann.forward("Somebody wrote this")
    photo, forwarded = await fetch(sandbox)
    assert photo["message"]["caption"] == "Our room"
    assert "forward_origin" not in photo["message"]
    assert forwarded["message"]["text"] == "Somebody wrote this"
    assert "forward_origin" in forwarded["message"]
    with pytest.raises(ActionRefused):
        sandbox.ann.send_other("smell")


async def test_blocking_and_coming_back(sandbox: Sandbox) -> None:
    sandbox.ann.block()
    with pytest.raises(ActionRefused):
        sandbox.ann.send("x")
    with pytest.raises(ActionRefused):
        sandbox.ann.press_anyway(1, "x")
    sandbox.ann.block()
    sandbox.ann.unblock()
    sandbox.ann.send("Back again")
    blocked, unblocked, said = await fetch(sandbox)
    states = [update["my_chat_member"]["new_chat_member"]["status"] for update in (blocked, unblocked)]
    assert states == ["kicked", "member"]
    assert said["message"]["text"] == "Back again"


async def test_nothing_to_send_and_nothing_to_edit(sandbox: Sandbox) -> None:
    bots_own = await sandbox.say()
    with pytest.raises(ActionRefused):
        sandbox.ann.send("  ")
    with pytest.raises(ActionRefused):
        sandbox.ann.send("x", reply_to=99)
    for message_id in (99, bots_own):
        with pytest.raises(ActionRefused):
            sandbox.ann.edit(message_id, "x")


async def test_a_long_text_comes_in_pieces(sandbox: Sandbox) -> None:
    sandbox.ann.send("word " * 1000)
    first, second = (update["message"]["text"] for update in await fetch(sandbox))
    assert len(first) == 4094
    assert f"{first} {second}" == ("word " * 1000).strip()


@pytest.mark.parametrize(
    ("text", "lengths"),
    [("", []), ("x" * 4096, [4096]), ("x" * 4097, [4096, 1]), ("😀" * 4096, [4096]), ("a\n" + "x" * 4096, [4096, 2])],
)
def test_where_apps_cut(text: str, lengths: list[int]) -> None:
    assert [len(piece) for piece in split_text(text)] == lengths


async def test_groups(sandbox: Sandbox) -> None:
    bob = sandbox.world.add_person("Bob")
    group = sandbox.ann.add_bot_to_group("The set", bob)
    bob.send_to_group(group, "Hello everybody")
    bob.send_to_group(group, "/help")
    bob.send_to_group(group, "/help@another_bot")
    bob.send_to_group(group, "/help@albot_sandbox_bot")
    said = await sandbox.get("sendMessage", chat_id=group.id, text="I work in private")
    bob.send_to_group(group, "Thanks", reply_to=said["message_id"])
    updates = await fetch(sandbox)
    assert updates[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert updates[0]["my_chat_member"]["chat"] == {
        "id": group.id,
        "title": "The set",
        "type": "group",
        "all_members_are_administrators": True,
    }
    assert [update["message"].get("text") for update in updates[1:]] == [
        None,
        "/help",
        "/help@albot_sandbox_bot",
        "Thanks",
    ]
    assert bob.chat.messages == []


async def test_leaving_a_group_and_being_thrown_out(sandbox: Sandbox) -> None:
    group = sandbox.ann.add_bot_to_group("The set")
    theirs = sandbox.ann.send_to_group(group, "/help").message_id
    assert await sandbox.refusal("deleteMessage", chat_id=group.id, message_id=theirs) == (
        400,
        "Bad Request: message can't be deleted",
    )
    assert await sandbox.get("leaveChat", chat_id=group.id) is True
    assert await sandbox.refusal("sendMessage", chat_id=group.id, text="x") == (
        403,
        "Forbidden: bot is not a member of the group chat",
    )
    another = sandbox.ann.add_bot_to_group("Another")
    sandbox.ann.remove_bot_from_group(another)
    assert await sandbox.refusal("sendMessage", chat_id=another.id, text="x") == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )
