"""The Bot API's methods, one small function each; `METHODS` is the table that the server looks them up in.

A method gets the desk (the world and the limits) and the call's parameters, gives the `result` of the answer, and
raises `ApiError` for a no. Everything is checked before the limits are asked, and the limits before anything changes:
a call that is refused leaves no trace. `getUpdates` and the webhook methods wait for things and live in `polling` and
`webhook`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from albot.sandbox.chats import File, Json, Message
from albot.sandbox.commands import BotProfile
from albot.sandbox.drafts import chat_of, read_caption, read_draft, read_text, writable_chat_of
from albot.sandbox.errors import bad_request
from albot.sandbox.keyboards import read_keyboard
from albot.sandbox.limits import Limits
from albot.sandbox.markup import utf16_length
from albot.sandbox.parameters import Parameters, Upload, flag_of, number_of, text_of
from albot.sandbox.world import World

# "A message can only be deleted if it was sent less than 48 hours ago" (core.telegram.org/bots/api#deletemessage).
DELETABLE = timedelta(hours=48)

# core.telegram.org/bots/api#deletemessages and #answercallbackquery
MOST_DELETED = 100
LONGEST_ANSWER = 200

_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note".split()
)

# How pictures begin: PNG, JPEG, GIF, WebP (RIFF).
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


@dataclass(slots=True)
class Desk:
    """What a method works with."""

    world: World
    limits: Limits
    profile: BotProfile


Method = Callable[[Desk, Parameters], Any]


def get_me(desk: Desk, parameters: Parameters) -> Json:
    """The bot's own account."""
    return {
        **desk.world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def send_message(desk: Desk, parameters: Parameters) -> Json:
    """A new text message."""
    text, entities = read_text(parameters)
    chat = writable_chat_of(desk.world, parameters)
    draft = read_draft(chat, parameters, text, entities)
    desk.limits.take_message(chat, paid=flag_of(parameters, "allow_paid_broadcast"))
    return desk.world.post(chat, draft).as_api(desk.world.bot)


def edit_message_text(desk: Desk, parameters: Parameters) -> Json:
    """Another text, and other buttons or none, for a message of the bot, however old."""
    text, entities = read_text(parameters)
    message = _own_message(desk, parameters)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _edit(desk, parameters, message, text, entities)


def edit_message_reply_markup(desk: Desk, parameters: Parameters) -> Json:
    """Other buttons, or none, for a message of the bot."""
    message = _own_message(desk, parameters)
    return _edit(desk, parameters, message, message.text, message.entities)


def delete_message(desk: Desk, parameters: Parameters) -> bool:
    """Delete a message of the last 48 hours for everyone."""
    chat = chat_of(desk.world, parameters)
    message = chat.find(_message_id(parameters))
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(desk, message)
    desk.world.remove(message)
    return True


def delete_messages(desk: Desk, parameters: Parameters) -> bool:
    """Delete up to a hundred messages; those that are not there are passed over."""
    chat = chat_of(desk.world, parameters)
    ids = parameters.get("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    found = [message for each in ids if isinstance(each, int) and (message := chat.find(each)) is not None]
    for message in found:
        _check_deletable(desk, message)
    for message in found:
        desk.world.remove(message)
    return True


def answer_callback_query(desk: Desk, parameters: Parameters) -> bool:
    """Answer a button press, perhaps with a short text."""
    text = text_of(parameters, "text")
    if utf16_length(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press_id = str(parameters.get("callback_query_id", ""))
    desk.world.answer_press(press_id, text, alert=flag_of(parameters, "show_alert"))
    return True


def send_document(desk: Desk, parameters: Parameters) -> Json:
    """A file."""
    return _send_file(desk, parameters, "document")


def send_photo(desk: Desk, parameters: Parameters) -> Json:
    """A picture."""
    return _send_file(desk, parameters, "photo")


def send_chat_action(desk: Desk, parameters: Parameters) -> bool:
    """That the bot is typing, and the like; the sandbox shows nothing of it."""
    writable_chat_of(desk.world, parameters)
    if text_of(parameters, "action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def get_chat(desk: Desk, parameters: Parameters) -> Json:
    """All about a chat; the fields beside the names are those that the Bot API always gives."""
    chat = chat_of(desk.world, parameters)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **chat.as_api(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, chat.is_private),
    }


def leave_chat(desk: Desk, parameters: Parameters) -> bool:
    """Leave a group."""
    chat = chat_of(desk.world, parameters)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    writable_chat_of(desk.world, parameters)
    chat.status = "left"
    desk.world.changed(chat)
    return True


def set_my_commands(desk: Desk, parameters: Parameters) -> bool:
    """The command menu for a scope and language."""
    desk.profile.set_commands(parameters, desk.world)
    return _shown_anew(desk)


def delete_my_commands(desk: Desk, parameters: Parameters) -> bool:
    """No command menu of its own for a scope and language any more."""
    desk.profile.delete_commands(parameters, desk.world)
    return _shown_anew(desk)


def get_my_commands(desk: Desk, parameters: Parameters) -> list[Json]:
    """The command menu set for exactly that scope and language."""
    return desk.profile.get_commands(parameters, desk.world)


def _shown_anew(desk: Desk) -> bool:
    """Every chat may have another menu now."""
    for person in desk.world.people.values():
        desk.world.changed(person.chat)
    return True


def _profile_setter(field: str) -> Method:
    def set_it(desk: Desk, parameters: Parameters) -> bool:
        desk.profile.set_text(field, parameters)
        return True

    return set_it


def _profile_getter(field: str) -> Method:
    def get_it(desk: Desk, parameters: Parameters) -> Json:
        return {field: desk.profile.get_text(field, parameters)}

    return get_it


def _message_id(parameters: Parameters) -> int:
    message_id = number_of(parameters, "message_id")
    if message_id < 1:
        raise bad_request("message identifier is not specified")
    return message_id


def _own_message(desk: Desk, parameters: Parameters) -> Message:
    """The message of the bot that is to be edited."""
    chat = writable_chat_of(desk.world, parameters)
    message = chat.find(_message_id(parameters))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _edit(desk: Desk, parameters: Parameters, message: Message, text: str, entities: list[Json]) -> Json:
    keyboard, _ = read_keyboard(parameters, may_force_reply=False)
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current "
            "content and reply markup of the message"
        )
    desk.limits.take_edit()
    desk.world.rewrite(message, text, entities, keyboard)
    return message.as_api(desk.world.bot)


def _check_deletable(desk: Desk, message: Message) -> None:
    if not message.chat.is_private and not message.from_bot:
        raise bad_request("message can't be deleted")
    if desk.world.clock.now() - message.date > DELETABLE:
        raise bad_request("message can't be deleted for everyone")


def _send_file(desk: Desk, parameters: Parameters, kind: str) -> Json:
    chat = writable_chat_of(desk.world, parameters)
    draft = read_draft(chat, parameters, *read_caption(parameters))
    source = _file_source(desk, parameters, kind)
    if kind == "photo" and not source.content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    desk.limits.take_message(chat, paid=flag_of(parameters, "allow_paid_broadcast"))
    file = source if isinstance(source, File) else desk.world.keep_file(source.name, source.mime, source.content)
    draft.kind, draft.content = kind, {kind: _file_content(file, kind)}
    setattr(draft, kind, file)
    return desk.world.post(chat, draft).as_api(desk.world.bot)


def _file_source(desk: Desk, parameters: Parameters, kind: str) -> Upload | File:
    """What is to be sent: an upload, or a file of before by its id."""
    given = parameters.get(kind)
    if isinstance(given, str) and given.startswith("attach://"):
        given = parameters.get(given.removeprefix("attach://"))
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        return given
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    known = desk.world.files.get(str(given))
    if known is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return known


def _file_content(file: File, kind: str) -> Json | list[Json]:
    """The Bot API's Document or PhotoSize objects."""
    ids: Json = {"file_id": file.file_id, "file_unique_id": f"unique-{file.file_id}", "file_size": len(file.content)}
    if kind == "photo":
        return [{**ids, "width": 800, "height": 600}]
    return {**ids, "file_name": file.name, "mime_type": file.mime}


_ALL: dict[str, Method] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendChatAction": send_chat_action,
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setMyDescription": _profile_setter("description"),
    "getMyDescription": _profile_getter("description"),
    "setMyShortDescription": _profile_setter("short_description"),
    "getMyShortDescription": _profile_getter("short_description"),
    "setMyName": _profile_setter("name"),
    "getMyName": _profile_getter("name"),
}

# Telegram takes method names in any case.
METHODS: dict[str, tuple[str, Method]] = {name.lower(): (name, method) for name, method in _ALL.items()}
