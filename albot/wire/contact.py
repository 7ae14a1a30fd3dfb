"""The Bot API client of this process, and its first words with the server: is the token good, and who are we?"""

from __future__ import annotations

import asyncio

import structlog
from telegram import Bot
from telegram.error import Forbidden, InvalidToken, TelegramError

from albot.wire.transport import AiohttpRequest, Timeouts

log = structlog.get_logger()

LONGEST_PAUSE = 30.0
"""Seconds between two tries at the most while the Bot API server cannot be reached."""


class TokenRefused(Exception):
    """The Bot API server does not know the token."""


class NotReached(Exception):
    """The Bot API server did not answer, or not as one should. Holds the kind of the problem alone."""


def make_bot(token: str, api_url: str, timeouts: Timeouts | None = None) -> Bot:
    """The client for a Bot API server, by the root of its address; `timeouts` are for all calls but polling."""
    root = api_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=AiohttpRequest(timeouts=timeouts),
        get_updates_request=AiohttpRequest(connections=2),
    )


async def ask_who_we_are(bot: Bot) -> str:
    """The bot's name as the server tells it; raises `TokenRefused` or `NotReached`."""
    try:
        await bot.initialize()
    except (InvalidToken, Forbidden):
        refused: Exception = TokenRefused()
    except (TelegramError, OSError) as problem:
        refused = NotReached(type(problem).__name__)
    else:
        return bot.username
    raise refused  # outside the except block: the library's own error quotes the token


async def meet(bot: Bot) -> str:
    """Ask who we are for as long as it takes to get an answer; returns the bot's name, raises `TokenRefused`."""
    pause = 1.0
    while True:
        try:
            return await ask_who_we_are(bot)
        except NotReached as problem:
            log.warning("telegram_not_reached", problem=str(problem))
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
