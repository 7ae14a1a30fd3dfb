"""The world as the page gets it: plain JSON, one person with the whole chat at a time."""

from __future__ import annotations

from albot.sandbox.chats import Chat, File, Json, Message
from albot.sandbox.commands import BotProfile
from albot.sandbox.world import Person, World


def person_view(person: Person, profile: BotProfile) -> Json:
    """A person with their private chat."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "username": person.username,
        "blocked": person.blocked,
        "chat": {
            "commands": profile.menu_for(person.chat, person.language_code),
            "messages": _messages_view(person.chat, person),
        },
    }


def groups_view(world: World) -> list[Json]:
    """The groups, as nobody in particular sees them."""
    return [
        {"id": group.id, "title": group.title, "messages": _messages_view(group, None)}
        for group in world.groups.values()
    ]


def _messages_view(chat: Chat, viewer: Person | None) -> list[Json]:
    return [_message_view(message, viewer) for message in chat.messages]


def _message_view(message: Message, viewer: Person | None) -> Json:
    """A message; what is not there is null or empty, so that the page need not ask."""
    return {
        "id": message.message_id,
        "mine": message.sender is not None and message.sender is viewer,
        "date": int(message.date.timestamp()),
        "edited": None if message.edited is None else int(message.edited.timestamp()),
        "deleted": message.deleted,
        "text": message.text,
        "entities": message.entities,
        "buttons": [[_button_view(button) for button in row] for row in message.keyboard],
        "silent": message.silent,
        "protected": message.protected,
        "document": _file_view(message.document),
        "photo": _file_view(message.photo),
        "reply_to": message.reply_to,
        "forwarded": message.forwarded,
        "kind": message.kind,
    }


def _button_view(button: Json) -> Json:
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    if "url" in button:
        return {"text": button["text"], "url": button["url"]}
    return {"text": button["text"], "copy": button["copy_text"]["text"]}


def _file_view(file: File | None) -> Json | None:
    if file is None:
        return None
    return {"name": file.name, "size": len(file.content), "url": f"/sandbox/files/{file.file_id}"}
