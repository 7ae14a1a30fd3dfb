"""Reply markup: inline keyboards and force_reply, checked as Telegram checks them.

Reply keyboards are refused with words of the sandbox's own: albot asks by inline buttons only.
"""

from __future__ import annotations

from typing import Any

from albot.sandbox.chats import Json, Keyboard
from albot.sandbox.errors import ApiError, bad_request
from albot.sandbox.markup import checked_address
from albot.sandbox.parameters import Parameters, check_encoding

# "Data to be sent in a callback query to the bot when the button is pressed, 1-64 bytes"
# (core.telegram.org/bots/api#inlinekeyboardbutton).
LONGEST_DATA = 64

# "The text to be copied to the clipboard; 1-256 characters" (core.telegram.org/bots/api#copytextbutton).
LONGEST_COPY = 256

# By experience of the Bot API's libraries; the documentation names no number.
MOST_BUTTONS = 100


def read_keyboard(parameters: Parameters, *, may_force_reply: bool = True) -> tuple[Keyboard, bool]:
    """The rows of inline buttons, and whether the chat should open a reply; raises Telegram's 400 for what is wrong."""
    markup = parameters.get("reply_markup")
    if markup is None or markup == "":
        return [], False
    if isinstance(markup, str):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _read_rows(markup["inline_keyboard"]), False
    if "force_reply" in markup and may_force_reply:
        if not isinstance(markup["force_reply"], bool):
            raise bad_request('field "force_reply" must be of type Boolean')
        return [], markup["force_reply"]
    if {"keyboard", "remove_keyboard", "force_reply"} & markup.keys():
        raise bad_request("the sandbox takes inline keyboards only, and force_reply with new messages")
    return [], False


def _read_rows(rows: Any) -> Keyboard:
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    keyboard: Keyboard = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request('field "inline_keyboard" must be an Array of Arrays')
        if row:
            keyboard.append([_read_button(button) for button in row])
    if sum(len(row) for row in keyboard) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return keyboard


def _read_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _cannot_parse("Expected an Object")
    text = button.get("text")
    if text is None or text == "":
        raise _cannot_parse('Can\'t find field "text"')
    if not isinstance(text, str):
        raise _cannot_parse('Field "text" must be of type String')
    check_encoding(text)
    if button.get("url"):
        return {"text": text, "url": _read_url(button["url"])}
    if button.get("callback_data"):
        return {"text": text, "callback_data": _read_data(button["callback_data"])}
    if "copy_text" in button:
        return {"text": text, "copy_text": {"text": _read_copy(button["copy_text"])}}
    if {"callback_game", "pay"} & button.keys():
        raise bad_request("BUTTON_TYPE_INVALID")
    raise _cannot_parse("Text buttons are unallowed in the inline keyboard")


def _read_url(url: Any) -> str:
    if not isinstance(url, str):
        raise _cannot_parse('Field "url" must be of type String')
    try:
        return checked_address(url)
    except ValueError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from None


def _read_data(data: Any) -> str:
    if not isinstance(data, str):
        raise _cannot_parse('Field "callback_data" must be of type String')
    if len(check_encoding(data).encode()) > LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def _read_copy(copy: Any) -> str:
    text = copy.get("text") if isinstance(copy, dict) else None
    if not isinstance(text, str):
        raise _cannot_parse('Can\'t find field "text"')
    if not 1 <= len(text) <= LONGEST_COPY:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return text


def _cannot_parse(what: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {what}")
