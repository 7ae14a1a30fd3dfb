"""The process that `test_kills` kills: the bot, without Telegram's limits. Imported once, then forked for each kill."""

from __future__ import annotations

import asyncio

from albot.app import running
from albot.clock import SystemClock
from albot.config import Settings
from albot.loops.pace import ON_THE_WAY, Pace
from albot.texts.catalogue import catalogue

catalogue()  # read before the fork, as everything is imported before it


def run_bot(chosen: Settings, on_the_way: int = ON_THE_WAY) -> None:
    """Run as `albot run` does but for Telegram's rates, until killed."""

    async def serve() -> None:
        clock = SystemClock()
        pace = Pace(clock, everywhere=100_000, in_a_chat=100_000, on_the_way=on_the_way)
        async with running(chosen, clock, pace):
            await asyncio.Event().wait()

    asyncio.run(serve())
