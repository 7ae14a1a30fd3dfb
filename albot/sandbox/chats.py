"""Chats, messages and files as the sandbox keeps them, and the JSON in which the Bot API shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Json = dict[str, Any]
Keyboard = list[list[Json]]


class Somebody(Protocol):
    """What a chat and its messages know of a person (`world.Person`)."""

    id: int
    started: bool
    blocked: bool

    def names(self) -> Json:
        """First name, and last name and username where there are any."""

    def as_user(self) -> Json:
        """The Bot API's User object."""


@dataclass(slots=True)
class File:
    """A file that the bot sent; `file_id` is what the Bot API calls it by."""

    file_id: str
    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Message:
    """A message in its present state; a deleted one stays, marked."""

    chat: Chat
    message_id: int
    sender: Somebody | None
    date: datetime
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    kind: str = "text"
    content: Json = field(default_factory=dict)
    keyboard: Keyboard = field(default_factory=list)
    reply_to: int | None = None
    forward_origin: Json | None = None
    document: File | None = None
    photo: File | None = None
    silent: bool = False
    protected: bool = False
    preview: bool = True
    forces_reply: bool = False
    edited: datetime | None = None
    deleted: bool = False

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender is None

    @property
    def forwarded(self) -> bool:
        """Whether a person passed on somebody else's message."""
        return self.forward_origin is not None

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """The inline buttons as rows of (label, callback data, address or text to copy)."""
        return [[(button["text"], _value_of(button)) for button in row] for row in self.keyboard]

    def as_api(self, bot: Json, *, with_reply: bool = True) -> Json:
        """The Bot API's Message object; `bot` is the bot's own User object."""
        shown: Json = {
            "message_id": self.message_id,
            "from": bot if self.sender is None else self.sender.as_user(),
            "chat": self.chat.as_api(),
            "date": int(self.date.timestamp()),
        }
        if self.edited is not None:
            shown["edit_date"] = int(self.edited.timestamp())
        if self.forward_origin is not None:
            shown["forward_origin"] = self.forward_origin
        if self.protected:
            shown["has_protected_content"] = True
        shown.update(self._body())
        answered = self.chat.find(self.reply_to) if with_reply and self.reply_to is not None else None
        if answered is not None:
            shown["reply_to_message"] = answered.as_api(bot, with_reply=False)
        return shown

    def _body(self) -> Json:
        """What the message says: its text or caption, entities, other content and buttons."""
        body: Json = dict(self.content)
        text_key, entities_key = ("text", "entities") if self.kind == "text" else ("caption", "caption_entities")
        if self.text:
            body[text_key] = self.text
            if self.entities:
                body[entities_key] = self.entities
        if not self.preview:
            body["link_preview_options"] = {"is_disabled": True}
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": self.keyboard}
        return body


@dataclass(slots=True)
class Chat:
    """A private chat (`person` set) or a group (`title` set) with everything said in it.

    Message ids count from `first_id` in each chat; they repeat between chats, as they may at Telegram between
    supergroups: a message is known by its chat and its id together.
    """

    id: int
    person: Somebody | None = None
    title: str = ""
    status: str = "member"
    first_id: int = 1
    messages: list[Message] = field(default_factory=list)
    members: list[Somebody] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        """Whether this is the chat of one person with the bot."""
        return self.person is not None

    @property
    def next_id(self) -> int:
        """The id of the message that comes next."""
        return self.first_id + len(self.messages)

    def find(self, message_id: int) -> Message | None:
        """The message of that id, unless it was never there or is deleted."""
        place = message_id - self.first_id
        if not 0 <= place < len(self.messages):
            return None
        message = self.messages[place]
        return None if message.deleted else message

    def as_api(self) -> Json:
        """The Bot API's Chat object."""
        if self.person is None:
            return {"id": self.id, "title": self.title, "type": "group", "all_members_are_administrators": True}
        return {"id": self.id, "type": "private", **self.person.names()}


def _value_of(button: Json) -> str:
    """What pressing the button sends, opens or copies."""
    if "copy_text" in button:
        return str(button["copy_text"]["text"])
    return str(button.get("callback_data", button.get("url", "")))
