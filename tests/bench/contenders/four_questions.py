"""What a developer would write today: `ConversationHandler` with four questions, and `PicklePersistence`.

The data are in their file before the next update is taken: `update_persistence()` and then one `flush()` after each
update. Left to itself the library writes the file several times for one update, or, with its usual interval, loses up
to a minute; so this is the kindest way that keeps what people wrote. Nobody waits for the disk, as with any pickle: at
a power cut even that may be lost. And it is the whole file that is written: a kill while it is leaves an empty one, and
everything is gone (seen here after some windows).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

KNOWN = range(5_000_000, 5_001_000)
"""The Telegram ids of the people whom it knows at the start: a thousand, who have checked in before."""

QUESTIONS = (
    "What have you done, and not done, since the last meeting?",
    "What can you learn from this?",
    "What do you want to do before the next meeting?",
    "What is the best way of going about it?",
)
BEFORE = ("I called him, and he was glad that I did.", "That it helps to ask.", "Ask Ada", "On Monday morning.")

Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, int]]
App = Application[Any, Any, Any, Any, Any, Any]


class Flushing(App):
    """An application whose data are in the file before it takes the next update."""

    async def process_update(self, update: object) -> None:
        """Handle an update and write what it changed."""
        await super().process_update(update)
        await self.update_persistence()
        assert self.persistence is not None
        await self.persistence.flush()


async def begin(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
    """`/checkin`: the first question."""
    assert update.message is not None
    await update.message.reply_text(f"1 of 4\n{QUESTIONS[0]}")
    return 0


def takes(place: int) -> Handler:
    """What takes the answer to one question and asks the next, or shows all that was answered."""

    async def take(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        assert context.user_data is not None
        context.user_data[place] = update.message.text
        if place + 1 < len(QUESTIONS):
            await update.message.reply_text(f"{place + 2} of 4\n{QUESTIONS[place + 1]}")
            return place + 1
        parts = [f"{question}\n{context.user_data[each]}" for each, question in enumerate(QUESTIONS)]
        await update.message.reply_text("\n".join([*parts, "This is the whole."]))
        return ConversationHandler.END

    return take


async def know(application: App) -> None:
    """A thousand people have checked in before."""
    assert application.persistence is not None
    for telegram_id in KNOWN:
        await application.persistence.update_user_data(telegram_id, dict(enumerate(BEFORE)))
    await application.persistence.flush()


def run_four_questions(root: str, token: str, file: Path) -> None:
    """Poll until killed."""
    builder = ApplicationBuilder().application_class(Flushing).token(token).base_url(f"{root}/bot").post_init(know)
    application = builder.persistence(PicklePersistence(file, on_flush=True)).build()
    typed = filters.TEXT & ~filters.COMMAND
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("checkin", begin)],
            states={place: [MessageHandler(typed, takes(place))] for place in range(len(QUESTIONS))},
            fallbacks=[],
            name="check-in",
            persistent=True,
        )
    )
    application.run_polling()
