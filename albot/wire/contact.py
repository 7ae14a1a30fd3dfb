"""The Bot API client of this process, and its first words with the server: who are we, and how do updates come?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial

import aiohttp
import structlog
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from albot.wire.receive import UPDATE_KINDS
from albot.wire.transport import AiohttpRequest, Timeouts

log = structlog.get_logger()

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two tries while the Bot API server cannot be reached: at first, and at the most."""

WEBHOOK_CONNECTIONS = 100
"""So many updates Telegram may post side by side: its most, its usual are 40 (core.telegram.org/bots/api#setwebhook).

Each waits for the network and a commit, and those that wait together share commits: at 60 ms and 10 ms, 100 let 1,400
updates a second come, which several processes can take, and 40 would let 570. What is more than that waits at Telegram.
"""


class TokenRefused(Exception):
    """The Bot API server does not know the token."""


class NotReached(Exception):
    """The Bot API server did not answer, or not as one should. Holds the kind of the problem, or why it refused."""


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
    await _ask(bot.initialize)
    return bot.username


async def meet(bot: Bot) -> str:
    """Ask who we are for as long as it takes to get an answer; returns the bot's name, raises `TokenRefused`."""
    await _keep_trying(bot.initialize, "telegram_not_reached")
    return bot.username


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Have updates posted to `url`, with the secret, for as long as it takes; raises `TokenRefused`.

    What waits at Telegram is posted then. An address that is refused is tried again too: Telegram looks its host up
    at once, and that may only be on its way.
    """
    call = partial(
        bot.set_webhook,
        url,
        secret_token=secret,
        allowed_updates=UPDATE_KINDS,
        max_connections=WEBHOOK_CONNECTIONS,
    )
    await _keep_trying(call, "webhook_not_set")
    log.info("webhook_set")


async def fetch_ourselves(bot: Bot) -> None:
    """Take away a webhook that would keep us from fetching, for as long as it takes; raises `TokenRefused`.

    What waits at Telegram stays there, to be fetched.
    """
    await _keep_trying(bot.delete_webhook, "webhook_not_deleted")


async def _ask(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call; raises `TokenRefused` or `NotReached`."""
    try:
        await call()
    except (InvalidToken, Forbidden):
        refused: Exception = TokenRefused()
    except BadRequest as problem:
        refused = NotReached(problem.message[:80])
    except (TelegramError, OSError) as problem:
        refused = NotReached(type(problem).__name__)
    else:
        return
    raise refused  # outside the except block: the library's own error quotes the token


async def _keep_trying(call: Callable[[], Awaitable[object]], event: str) -> None:
    """Make a call until it is answered, with growing pauses, and log each time that it is not."""
    pause = SHORTEST_PAUSE
    while True:
        try:
            return await _ask(call)
        except NotReached as problem:
            log.warning(event, problem=str(problem))
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


@dataclass(frozen=True)
class WebhookInfo:
    """What the Bot API server says of the webhook; an empty `url` where none is set.

    `kinds` are the updates that it gets; none are named where all that are usual come. `failed_at` (aware) and `error`
    tell of the last update that could not be handed over, however long ago.
    """

    url: str
    pending: int
    connections: int
    kinds: Sequence[str]
    failed_at: datetime | None
    error: str


async def webhook_info(bot: Bot) -> WebhookInfo:
    """How updates are handed over, as the server tells it; raises `TokenRefused` or `NotReached`."""
    try:
        told = await bot.get_webhook_info()
    except (InvalidToken, Forbidden):
        refused: Exception = TokenRefused()
    except (TelegramError, OSError) as problem:
        refused = NotReached(type(problem).__name__)
    else:
        return WebhookInfo(
            url=told.url,
            pending=told.pending_update_count,
            connections=told.max_connections or 0,
            kinds=told.allowed_updates or (),
            failed_at=told.last_error_date,
            error=told.last_error_message or "",
        )
    raise refused  # outside the except block, as above


async def server_time(api_url: str) -> datetime | None:
    """The clock of the Bot API server to the second, by its `Date` header, or None; raises `NotReached`.

    Its root is asked, without the token: every answer of an HTTP server with a clock has that header (RFC 9110, 6.6.1).
    """
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5), trust_env=True) as session,
            session.head(api_url, allow_redirects=False) as answer,
        ):
            date = answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError, OSError) as problem:
        raise NotReached(type(problem).__name__) from None
    return parsedate_to_datetime(date) if date else None
