"""Sends parcels over the Bot API, and says precisely how a delivery failed."""

from __future__ import annotations

import contextlib
import re
from io import BytesIO
from typing import Any, TypeAlias

from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from albot import metrics
from albot.chat.message import ChatGone, Do, NotAccepted, NotDelivered, Parcel, TryLater, Unclear
from albot.wire import transport

Json: TypeAlias = dict[str, Any]

NO_PREVIEW = {"is_disabled": True}
LONGEST_TOAST = 60
"""Characters of an answer to a press that can be read as it passes by; a longer one stays until it is closed."""

SAME = "message is not modified"
GONE = ("chat not found", "user is deactivated", "bot can't initiate conversation", "bot was blocked")
NOT_THERE = (
    "message to edit not found",
    "message to delete not found",
    "message can't be",
    "message_id_invalid",
    "no text in the message",  # a picture stands there
)


class Sender:
    """Sends for the deliverer. Every failure leaves as one of `chat.message`'s, without address or content."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, parcel: Parcel) -> list[int]:
        """Send a parcel, whose text fits into one message; returns the id of the message that came of it, if any."""
        try:
            with metrics.SEND_SECONDS.time():
                return await self._do(parcel)
        except TelegramError as problem:
            failure = _failure(problem)
        if failure is None:
            return []
        raise failure

    async def answer(self, press_id: str, text: str = "") -> None:
        """Answer a button press, so that its spinner stops; an answer that comes too late is nobody's loss."""
        answer: Json = {"callback_query_id": press_id}
        if text:
            answer |= {"text": text, "show_alert": len(text) > LONGEST_TOAST}
        with contextlib.suppress(TelegramError):
            await self._call("answerCallbackQuery", answer)

    async def _do(self, parcel: Parcel) -> list[int]:
        match parcel.do:
            case Do.SEND:
                return await self._message(parcel)
            case Do.EDIT:
                return await self._edit(parcel)
            case Do.AMEND:
                await self._change(parcel)
            case Do.UNBUTTON:
                await self._call("editMessageReplyMarkup", _which(parcel))
            case Do.DELETE:
                await self._call("deleteMessage", _which(parcel))
            case Do.FILE:
                return await self._upload(parcel, "sendDocument", "document")
            case Do.PICTURE:
                return await self._upload(parcel, "sendPhoto", "photo")
        return []

    async def _message(self, parcel: Parcel) -> list[int]:
        return await self._new("sendMessage", _how(parcel) | _text(parcel))

    async def _edit(self, parcel: Parcel) -> list[int]:
        """Change a message; where it is no longer there, the text comes as a new one."""
        try:
            await self._change(parcel)
        except BadRequest as problem:
            if not any(words in problem.message.lower() for words in NOT_THERE):
                raise
        else:
            return []
        return await self._message(parcel)

    async def _change(self, parcel: Parcel) -> None:
        await self._call("editMessageText", _which(parcel) | _text(parcel) | _keyboard(parcel))

    async def _upload(self, parcel: Parcel, method: str, name: str) -> list[int]:
        file = InputFile(BytesIO(parcel.file_bytes), filename=parcel.file_name)
        caption = {"caption": parcel.html, "parse_mode": "HTML"} if parcel.html else {}
        return await self._new(method, {**_how(parcel), name: file, **caption})

    async def _new(self, method: str, parameters: Json) -> list[int]:
        """Send something new; returns its id."""
        match await self._call(method, parameters):
            case {"message_id": int() as message_id}:
                return [message_id]
        raise TelegramError("no message came of it")

    async def _call(self, method: str, parameters: Json) -> Any:
        """Call a method of the Bot API as the library's own methods do, with its names for what goes wrong.

        They also make objects of all that goes out and comes back, at a third of the cost of a call. Here nothing but
        an id is read.
        """
        return await self._bot._post(method, parameters)


def _text(parcel: Parcel) -> Json:
    return {"text": parcel.html, "parse_mode": "HTML", "link_preview_options": NO_PREVIEW}


def _which(parcel: Parcel) -> Json:
    """Which message an edit or a deletion is about."""
    return {"chat_id": parcel.chat_id, "message_id": parcel.message_id}


def _how(parcel: Parcel) -> Json:
    """How a new message arrives, and where. What Telegram takes for granted is left out."""
    how = {
        "disable_notification": not parcel.sound,
        "protect_content": parcel.protect,
        "allow_paid_broadcast": parcel.paid,
    }
    return {"chat_id": parcel.chat_id, **{name: True for name, wanted in how.items() if wanted}, **_keyboard(parcel)}


def _keyboard(parcel: Parcel) -> Json:
    if not parcel.buttons:
        return {}
    return {"reply_markup": {"inline_keyboard": [[_button(*each) for each in row] for row in parcel.buttons]}}


def _button(label: str, kind: str, value: str) -> Json:
    match kind:
        case "url":
            return {"text": label, "url": value}
        case "copy":
            return {"text": label, "copy_text": {"text": value}}
    return {"text": label, "callback_data": value}


def _failure(problem: TelegramError) -> Exception | None:
    """What a refusal of Telegram's means for the parcel; None where there was nothing left to do."""
    words = problem.message.lower()
    if isinstance(problem, RetryAfter):
        return TryLater(problem._retry_after.total_seconds())  # the public attribute warns on standard error
    if isinstance(problem, BadRequest):
        return _refused(words)
    if isinstance(problem, Forbidden):
        return ChatGone(type(problem).__name__)
    if isinstance(problem, ChatMigrated):
        return NotAccepted(type(problem).__name__)
    if isinstance(problem, transport.NotDelivered | InvalidToken):  # nothing is wrong with the message itself
        return NotDelivered(type(problem).__name__)
    return Unclear(type(problem).__name__)


def _refused(words: str) -> Exception | None:
    """What a 400 means, by Telegram's words. What stands behind a quotation mark may be the message's own."""
    if any(gone in words for gone in GONE):
        return ChatGone("BadRequest")
    if SAME in words or any(gone in words for gone in NOT_THERE):
        return None
    return NotAccepted(re.split("[\"“«]| '", words)[0][:60])
