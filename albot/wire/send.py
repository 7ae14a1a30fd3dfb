"""Sends parcels over the Bot API, and says precisely how a delivery failed."""

from __future__ import annotations

import re
from io import BytesIO

from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from albot import metrics
from albot.chat.message import ChatGone, Do, NotAccepted, NotDelivered, Parcel, TryLater, Unclear
from albot.wire import transport

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
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
        try:
            await self._bot.answer_callback_query(press_id, text=text or None, show_alert=len(text) > 60)
        except TelegramError:
            return

    async def _do(self, parcel: Parcel) -> list[int]:
        match parcel.do:
            case Do.SEND:
                return [await self._message(parcel)]
            case Do.EDIT:
                return await self._edit(parcel)
            case Do.AMEND:
                await self._change(parcel)
            case Do.UNBUTTON:
                await self._bot.edit_message_reply_markup(parcel.chat_id, parcel.message_id)
            case Do.DELETE:
                await self._bot.delete_message(parcel.chat_id, parcel.message_id)
            case Do.FILE:
                return [await self._file(parcel)]
            case Do.PICTURE:
                return [await self._picture(parcel)]
        return []

    async def _message(self, parcel: Parcel) -> int:
        message = await self._bot.send_message(
            parcel.chat_id,
            parcel.html,
            parse_mode=ParseMode.HTML,
            disable_notification=not parcel.sound,
            protect_content=parcel.protect,
            allow_paid_broadcast=parcel.paid or None,
            link_preview_options=NO_PREVIEW,
            reply_markup=_keyboard(parcel),
        )
        return message.message_id

    async def _edit(self, parcel: Parcel) -> list[int]:
        """Change a message; where it is no longer there, the text comes as a new one."""
        try:
            await self._change(parcel)
        except BadRequest as problem:
            if not any(words in problem.message.lower() for words in NOT_THERE):
                raise
        else:
            return []
        return [await self._message(parcel)]

    async def _change(self, parcel: Parcel) -> None:
        await self._bot.edit_message_text(
            parcel.html,
            parcel.chat_id,
            parcel.message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=_keyboard(parcel),
        )

    async def _file(self, parcel: Parcel) -> int:
        message = await self._bot.send_document(
            parcel.chat_id,
            InputFile(BytesIO(parcel.file_bytes), filename=parcel.file_name),
            caption=parcel.html or None,
            parse_mode=ParseMode.HTML,
            disable_notification=not parcel.sound,
            protect_content=parcel.protect,
            allow_paid_broadcast=parcel.paid or None,
            reply_markup=_keyboard(parcel),
        )
        return message.message_id

    async def _picture(self, parcel: Parcel) -> int:
        message = await self._bot.send_photo(
            parcel.chat_id,
            InputFile(BytesIO(parcel.file_bytes), filename=parcel.file_name),
            caption=parcel.html or None,
            parse_mode=ParseMode.HTML,
            disable_notification=not parcel.sound,
            protect_content=parcel.protect,
            allow_paid_broadcast=parcel.paid or None,
            reply_markup=_keyboard(parcel),
        )
        return message.message_id


def _keyboard(parcel: Parcel) -> InlineKeyboardMarkup | None:
    if not parcel.buttons:
        return None
    return InlineKeyboardMarkup([[_button(*each) for each in row] for row in parcel.buttons])


def _button(label: str, kind: str, value: str) -> InlineKeyboardButton:
    if kind == "url":
        return InlineKeyboardButton(label, url=value)
    if kind == "copy":
        return InlineKeyboardButton(label, copy_text=CopyTextButton(value))
    return InlineKeyboardButton(label, callback_data=value)


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
