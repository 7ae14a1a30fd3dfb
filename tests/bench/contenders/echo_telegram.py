"""A bare echo on python-telegram-bot, as its documentation shows it: with its own transport and with albot's."""

from __future__ import annotations

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from albot.wire.transport import AiohttpRequest


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send a text back."""
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def run_echo(root: str, token: str, our_transport: bool, side_by_side: bool) -> None:
    """Poll until killed; `side_by_side` is the library's `concurrent_updates`."""
    builder = Application.builder().token(token).base_url(f"{root}/bot").concurrent_updates(side_by_side)
    if our_transport:
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connections=2))
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()
