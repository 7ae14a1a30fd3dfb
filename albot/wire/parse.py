"""From Telegram's updates to `chat.incoming`: what a person did, or None for what the bot has no business with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from telegram import Bot, CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from albot.chat.incoming import Blocked, Command, Edit, GroupCommand, Incoming, Other, Press, Sender, Text

KINDS = {
    "voice": "voice", "video_note": "voice", "audio": "voice",
    "photo": "photo", "video": "photo", "animation": "photo", "sticker": "photo",
    "document": "document", "contact": "contact", "location": "location", "venue": "location",
    "poll": "other", "dice": "other", "story": "other", "game": "other", "paid_media": "other", "checklist": "other",
}  # fmt: skip
"""Content that is not text, by the attribute of a message that holds it, and what the bot calls it."""


def parse(raw: dict[str, Any], bot: Bot, now: datetime, *, commands: frozenset[str]) -> Incoming | None:
    """What an update means. Raises whatever Telegram's library raises on a malformed one."""
    update = Update.de_json(raw, bot)
    if update.message is not None:
        return _message(update.update_id, update.message, bot, commands)
    if update.edited_message is not None:
        return _edit(update.update_id, update.edited_message)
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query, now)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    return None


def _sender(user: User, chat: Chat) -> Sender:
    return Sender(user.id, chat.id, user.first_name or "", user.last_name or "", user.username or "")


def _message(update_id: int, message: Message, bot: Bot, commands: frozenset[str]) -> Incoming | None:
    user = message.from_user
    if user is None or user.is_bot:
        return None
    sender = _sender(user, message.chat)
    text = None if message.text is None else _clean(message.text)
    name, words, to_us = _command(text or "", bot.username)
    if message.chat.type != ChatType.PRIVATE:
        meant = to_us or (to_us is None and name in commands)
        return GroupCommand(update_id, sender, message.date) if name and meant else None
    here = (update_id, sender, message.date, message.message_id)
    if message.forward_origin is not None:
        return Other(*here, kind="forward")
    if name and to_us is not False:
        return Command(*here, name=name, words=words)
    if text is not None:
        reply = message.reply_to_message
        return Text(*here, text=text, reply_to=reply.message_id if reply else None)
    kind = next((kind for attribute, kind in KINDS.items() if getattr(message, attribute, None)), None)
    return Other(*here, kind=kind) if kind else None


def _clean(text: str) -> str:
    """A text without what Telegram would not take back: zero bytes and halves of characters. No app sends these."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _command(text: str, username: str) -> tuple[str, str, bool | None]:
    """The name and words of a command; whether it is addressed to us (None where it is to nobody)."""
    if not text.startswith("/"):
        return "", "", None
    head, _, words = text[1:].replace("\n", " \n", 1).partition(" ")
    name, at, addressee = head.partition("@")
    return name.lower(), words.strip(), (addressee.lower() == username.lower()) if at else None


def _edit(update_id: int, message: Message) -> Incoming | None:
    user = message.from_user
    if user is None or message.chat.type != ChatType.PRIVATE or message.text is None:
        return None
    return Edit(update_id, _sender(user, message.chat), message.date, message.message_id, text=_clean(message.text))


def _press(update_id: int, query: CallbackQuery, now: datetime) -> Incoming | None:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    sender = _sender(query.from_user, message.chat)
    return Press(update_id, sender, now, message.message_id, data=query.data or "", press_id=query.id)


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    sender = _sender(change.from_user, change.chat)
    status = change.new_chat_member.status
    if change.chat.type == ChatType.PRIVATE:
        return Blocked(update_id, sender, change.date, blocked=status in ("kicked", "left"))
    if change.chat.type != ChatType.CHANNEL and status in ("member", "administrator"):
        return GroupCommand(update_id, sender, change.date)
    return None
