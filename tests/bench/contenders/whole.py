"""albot itself, in a process of its own."""

from __future__ import annotations

import asyncio
import gc
import time

from sqlalchemy import Engine, event

from albot.app import running
from albot.clock import SystemClock
from albot.config import Settings
from albot.logs import set_up
from tests.killed import run_bot


def run_without_limits(chosen: Settings, commits_take: float = 0.0) -> None:
    """Run until killed, without Telegram's limits. Each real commit takes so many seconds longer, as on a cheap disk.

    Turns that share a commit wait for it once.
    """
    set_up(level="error")
    gc.freeze()  # as the command line does
    if commits_take:
        event.listen(Engine, "commit", lambda _connection: time.sleep(commits_take))
    run_bot(chosen, on_the_way=100_000)


def run_within_limits(chosen: Settings) -> None:
    """Run until killed, as `albot run` does."""
    set_up(level="error")

    async def serve() -> None:
        async with running(chosen, SystemClock()):
            await asyncio.Event().wait()

    asyncio.run(serve())
