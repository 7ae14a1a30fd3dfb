"""Where a bot can go wrong, the server says no in Telegram's words, and nothing changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "<b>x</b>y" * 2049, "parse_mode": "HTML"}, "message is too long"),
        ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "parse_mode": "Fancy"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 1}, "chat not found"),
        ({"text": "x", "chat_id": -1}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_to_message_id": 99}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": {"quote": "x"}}, 'can\'t find field "message_id"'),
        ({"text": "x", "reply_parameters": "x"}, "can't parse reply parameters JSON object"),
        ({"text": "x", "link_preview_options": {"is_disabled": "yes"}}, 'field "is_disabled" must be of type Boolean'),
        ({"text": "x", "link_preview_options": 1}, "can't parse link preview options JSON object"),
        ({"text": "x", "entities": "x"}, "can't parse entities JSON object"),
        (
            {"text": "x", "entities": [{"type": "loud", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 9, "length": 1}]},
            "entity begins after the end of the text at UTF-16 offset 9",
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
            "receive an entity with incorrect offset -1",
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": -1}]},
            "receive an entity with incorrect length -1",
        ),
        (
            {"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            {"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "x"}]},
            "entity URL 'x' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": [1]}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": {"inline_keyboard": 1}}, 'field "inline_keyboard" must be of type Array'),
        ({"text": "x", "reply_markup": {"inline_keyboard": [1]}}, 'field "inline_keyboard" must be an Array of Arrays'),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[1]]}},
            "can't parse inline keyboard button: Expected an Object",
        ),
        (
            {"text": "x", "reply_markup": keyboard(callback_data="x")},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"text": "x", "reply_markup": keyboard(text=1, callback_data="x")},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        ({"text": "x", "reply_markup": keyboard(text="x", callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="x", callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="x", callback_data="\ud800")}, "strings must be encoded in UTF-8"),
        (
            {"text": "x", "reply_markup": keyboard(text="x", callback_data=5)},
            'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
        ),
        (
            {"text": "x", "reply_markup": keyboard(text="x", callback_data="")},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": keyboard(text="x", url="nowhere")},
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "x", "reply_markup": keyboard(text="x", url="ftp://a.org")},
            "inline keyboard button URL 'ftp://a.org' is invalid: Unsupported URL protocol",
        ),
        ({"text": "x", "reply_markup": keyboard(text="x", copy_text={"text": ""})}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="x", copy_text={"text": "x" * 257})}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="x", pay=True)}, "BUTTON_TYPE_INVALID"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 101]}},
            "reply markup is too long",
        ),
        ({"text": "x", "reply_markup": {"force_reply": "yes"}}, 'field "force_reply" must be of type Boolean'),
        (
            {"text": "x", "reply_markup": {"keyboard": [[{"text": "x"}]]}},
            "the sandbox takes inline keyboards only, and force_reply with new messages",
        ),
    ],
)
async def test_a_message_that_cannot_be_sent(sandbox: Sandbox, parameters: dict[str, Any], complaint: str) -> None:
    before = len(sandbox.ann.chat.messages)
    refusal = await sandbox.refusal("sendMessage", **{"chat_id": sandbox.ann.id, **parameters})
    assert refusal == (400, f"Bad Request: {complaint}")
    assert len(sandbox.ann.chat.messages) == before


@pytest.mark.parametrize(
    "parameters",
    [
        {"text": "x" * 4096},
        {"text": "😀" * 2048},
        {"text": f"<b>{'x' * 4096}</b>", "parse_mode": "html"},
        {"text": "x", "reply_markup": keyboard(text="x", callback_data="x" * 64)},
        {"text": "x", "reply_markup": keyboard(text="x", callback_data="é" * 32)},
        {"text": "x", "reply_markup": keyboard(text="x", copy_text={"text": "x" * 256})},
        {"text": "x", "reply_markup": keyboard(text="x", url="https://t.me/albot_sandbox_bot?start=abc")},
        {"text": "x", "reply_markup": {"inline_keyboard": []}},
        {"text": "x", "reply_markup": {"force_reply": True}},
        {"text": "x", "reply_parameters": {"message_id": 1}},
        {"text": "x", "reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}},
        {"text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 5}]},
    ],
)
async def test_a_message_that_just_fits(sandbox: Sandbox, parameters: dict[str, Any]) -> None:
    assert await sandbox.say(**parameters) == len(sandbox.ann.chat.messages)


async def test_a_chat_that_never_started_or_blocked_the_bot(sandbox: Sandbox) -> None:
    bob = sandbox.world.add_person("Bob")
    silent = await sandbox.refusal("sendMessage", chat_id=bob.id, text="x")
    sandbox.ann.block()
    blocked = await sandbox.refusal("sendMessage", chat_id=sandbox.ann.id, text="x")
    sandbox.ann.unblock()
    assert silent == (403, "Forbidden: bot can't initiate conversation with a user")
    assert blocked == (403, "Forbidden: bot was blocked by the user")
    assert await sandbox.say("x") > 0


async def test_an_edit_without_a_change(sandbox: Sandbox) -> None:
    message_id = await sandbox.say("<b>Hello</b>", parse_mode="HTML", reply_markup=GO)
    here = {"chat_id": sandbox.ann.id, "message_id": message_id}
    same = {"text": " <b>Hello</b>", "parse_mode": "HTML", "reply_markup": GO}
    assert await sandbox.refusal("editMessageText", **here, **same) == (400, f"Bad Request: {NOT_MODIFIED}")
    assert await sandbox.refusal("editMessageReplyMarkup", **here, reply_markup=GO) == (
        400,
        f"Bad Request: {NOT_MODIFIED}",
    )
    assert sandbox.ann.chat.messages[-1].edited is None


async def test_edits_that_change_something(sandbox: Sandbox) -> None:
    message_id = await sandbox.say("Hello", reply_markup=GO)
    here = {"chat_id": sandbox.ann.id, "message_id": message_id}
    message = sandbox.ann.chat.messages[-1]
    sandbox.clock.advance(timedelta(days=300))

    await sandbox.get("editMessageText", **here, text="<b>Hello</b>", parse_mode="HTML", reply_markup=GO)
    assert (message.text, message.entities[0]["type"], message.buttons) == ("Hello", "bold", [[("Go", "go")]])
    assert message.edited == sandbox.clock.now()
    await sandbox.get("editMessageText", **here, text="Bye")
    assert (message.text, message.entities, message.buttons) == ("Bye", [], [])
    await sandbox.get("editMessageReplyMarkup", **here, reply_markup=GO)
    assert (message.text, message.buttons) == ("Bye", [[("Go", "go")]])


@pytest.mark.parametrize(
    ("message_id", "complaint"),
    [
        (99, "message to edit not found"),
        (1, "message can't be edited"),
        (None, "message identifier is not specified"),
        ("x", "message identifier is not specified"),
        (-1, "message identifier is not specified"),
    ],
)
async def test_editing_what_is_not_there(sandbox: Sandbox, message_id: Any, complaint: str) -> None:
    where = {"chat_id": sandbox.ann.id, "message_id": message_id}
    assert await sandbox.refusal("editMessageText", **where, text="x") == (400, f"Bad Request: {complaint}")


async def test_deleting(sandbox: Sandbox) -> None:
    message_id = await sandbox.say()
    where = {"chat_id": sandbox.ann.id, "message_id": message_id}
    assert await sandbox.get("deleteMessage", **where) is True
    assert sandbox.ann.chat.messages[message_id - 1].deleted
    assert await sandbox.refusal("deleteMessage", **where) == (400, "Bad Request: message to delete not found")
    assert await sandbox.refusal("editMessageText", **where, text="x") == (
        400,
        "Bad Request: message to edit not found",
    )
    assert await sandbox.get("deleteMessage", chat_id=sandbox.ann.id, message_id=1) is True


async def test_deleting_after_48_hours(sandbox: Sandbox) -> None:
    message_id = await sandbox.say()
    where = {"chat_id": sandbox.ann.id, "message_id": message_id}
    sandbox.clock.advance(timedelta(hours=48, seconds=1))
    too_late = (400, "Bad Request: message can't be deleted for everyone")
    assert await sandbox.refusal("deleteMessage", **where) == too_late
    assert await sandbox.refusal("deleteMessages", chat_id=sandbox.ann.id, message_ids=[message_id]) == too_late
    assert await sandbox.get("editMessageText", **where, text="Edits know no such limit")
    sandbox.clock.advance(timedelta(seconds=-1))
    assert await sandbox.get("deleteMessage", **where) is True


async def test_deleting_several_passes_over_what_is_not_there(sandbox: Sandbox) -> None:
    first, second = await sandbox.say("a"), await sandbox.say("b")
    assert await sandbox.get("deleteMessages", chat_id=sandbox.ann.id, message_ids=[first, 99, second]) is True
    assert [message.deleted for message in sandbox.ann.chat.messages] == [False, True, True]
    for ids, complaint in (
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
    ):
        refusal = await sandbox.refusal("deleteMessages", chat_id=sandbox.ann.id, message_ids=ids)
        assert refusal == (400, f"Bad Request: {complaint}")


async def test_a_press_is_answered_once_and_in_time(sandbox: Sandbox) -> None:
    message_id = await sandbox.say(reply_markup=GO)
    press = sandbox.ann.press(message_id, "Go")
    old = sandbox.ann.press(message_id, "go")
    assert await sandbox.get("answerCallbackQuery", callback_query_id=press, text="Done") is True
    sandbox.clock.advance(timedelta(seconds=151))
    for press_id in (press, old, "unknown", "", 5):
        refusal = await sandbox.refusal("answerCallbackQuery", callback_query_id=press_id)
        assert refusal == (400, f"Bad Request: {TOO_OLD}")


async def test_an_answer_to_a_press_that_is_too_long(sandbox: Sandbox) -> None:
    message_id = await sandbox.say(reply_markup=GO)
    press = sandbox.ann.press(message_id, "Go")
    refusal = await sandbox.refusal("answerCallbackQuery", callback_query_id=press, text="x" * 201)
    assert refusal == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await sandbox.get("answerCallbackQuery", callback_query_id=press, text="x" * 200) is True


async def test_other_methods_check_their_parameters(sandbox: Sandbox) -> None:
    here = {"chat_id": sandbox.ann.id}
    wrong_action = "wrong parameter action in request"
    assert await sandbox.refusal("sendChatAction", **here, action="dancing") == (400, f"Bad Request: {wrong_action}")
    assert await sandbox.get("sendChatAction", **here, action="typing") is True
    assert await sandbox.refusal("getChat", chat_id=1) == (400, "Bad Request: chat not found")
    assert (await sandbox.get("getChat", **here))["username"] == "ann_example"
    assert (await sandbox.refusal("leaveChat", **here))[0] == 400


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("bot4242:another-token/getMe", (401, "Unauthorized")),
        ("bot4242/getMe", (404, "Not Found")),
        ("botnonsense/getMe", (404, "Not Found")),
        ("bot4242:sandbox-token/getYou", (404, "Not Found")),
    ],
)
async def test_a_wrong_token_or_method(sandbox: Sandbox, path: str, answer: tuple[int, str]) -> None:
    async with sandbox.http.post(f"{sandbox.server.url}/{path}") as response:
        body = await response.json()
        assert (response.status, body["description"]) == answer
        assert (body["ok"], body["error_code"]) == (False, answer[0])
    assert sandbox.server.calls == []


async def test_a_body_that_is_no_json(sandbox: Sandbox) -> None:
    url = f"{sandbox.server.url}/bot{sandbox.server.token}/sendMessage"
    async with sandbox.http.post(url, data=b"[", headers={"Content-Type": "application/json"}) as response:
        assert (response.status, (await response.json())["error_code"]) == (400, 400)


async def test_method_names_take_any_case_and_get_works(sandbox: Sandbox) -> None:
    async with sandbox.http.get(f"{sandbox.server.url}/bot{sandbox.server.token}/GETME") as response:
        assert (await response.json())["result"]["username"] == "albot_sandbox_bot"
    assert sandbox.server.calls[-1].method == "getMe"
