"""The composition root: the one place that knows everything and puts the house together, for production and tests alike."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Bot

from albot.chat.dispatch import Dispatch
from albot.chat.registry import Registry
from albot.chat.turn import Setting
from albot.clock import Clock, SystemClock
from albot.config import Settings
from albot.domain.people import Office
from albot.features import FEATURES
from albot.loops.deliver import Deliverer
from albot.loops.pace import Pace
from albot.loops.tick import JUDGES, Ticker
from albot.store import people, schema
from albot.store.engine import Store, sqlite_file
from albot.store.rows import Rows
from albot.store.vault import Vault
from albot.texts.catalogue import catalogue
from albot.wire.menus import set_menus
from albot.wire.receive import Receiver
from albot.wire.send import Sender
from albot.wire.transport import AiohttpRequest

log = structlog.get_logger()


class AlreadyRunning(Exception):
    """Another process works on the same SQLite file."""


class App:
    """A running bot. Made by `running`; the sandbox moves its clock with `settle` and `next_due`."""

    def __init__(self, settings: Settings, clock: Clock | None = None, pace: Pace | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.store = Store(settings.database_url, Vault(settings.keys))
        self.registry = Registry(FEATURES)
        self.setting = Setting(self.registry, operator=settings.operator, open_sets=settings.open_sets)
        self.dispatch = Dispatch(self.setting)
        self.bot = make_bot(settings)
        self.deliverer = Deliverer(self.store, catalogue(), self.clock, Sender(self.bot), JUDGES, pace)
        self.receiver = Receiver(self.bot, self.dispatch, self.store, self.clock, self.deliverer.hand)
        self.ticker = Ticker(self.store, self.clock, self.deliverer.wake)
        self._lock: IO[str] | None = None

    def prepare(self) -> None:
        """Take the database for this process, bring it up to date, and appoint the first coordinators."""
        self._lock = _lock_file(self.settings.database_url)
        schema.migrate(self.store.engine)
        self.store.submit(self._appoint).result()

    def _appoint(self, rows: Rows) -> None:
        """The first coordinators come from the settings; in a private chat the chat's id is the person's."""
        for telegram_id in self.settings.coordinator_ids:
            person = people.find(rows, telegram_id) or people.create(rows, telegram_id, telegram_id)
            people.appoint(rows, person, Office.COORDINATOR)

    async def run(self) -> None:
        """Receive, deliver and tick until cancelled."""
        me = await self._first_contact()
        self.setting.bot_name = me
        log.info("started", bot=me)
        scheduler = _scheduler(self.ticker.tick, self.settings.tick_seconds)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.deliverer.run())
                group.create_task(self.receiver.run())
                group.create_task(set_menus(self.bot, self.registry, catalogue()))
                scheduler.start()
        finally:
            if scheduler.running:
                scheduler.shutdown(wait=False)
            await self._end()

    async def _first_contact(self) -> str:
        """Ask Telegram who we are, as long as it takes; returns the bot's name."""
        pause = 1.0
        while True:
            try:
                await self.bot.initialize()
            except OSError as problem:
                log.warning("telegram_not_reached", problem=type(problem).__name__)
            except Exception as problem:
                if type(problem).__name__ in ("InvalidToken", "Forbidden"):
                    raise
                log.warning("telegram_not_reached", problem=type(problem).__name__)
            else:
                return self.bot.username
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)

    async def _end(self) -> None:
        """Write down what was sent, let go of everything."""
        await self.deliverer.finish()
        await self.bot.shutdown()
        await asyncio.to_thread(self.store.stop)
        if self._lock is not None:
            self._lock.close()

    async def settle(self) -> None:
        """Tick, and wait until nothing is in hand: for whoever moves the clock."""
        await self.ticker.tick()
        while True:
            await asyncio.sleep(0.01)
            if self.deliverer.idle and not self.receiver.busy:
                return

    async def next_due(self) -> datetime | None:
        """When something will happen by itself next, or None."""
        return await self.ticker.next_due()


def make_bot(settings: Settings) -> Bot:
    """The Bot API client on our transport, against the configured server."""
    root = settings.api_url.rstrip("/")
    return Bot(
        settings.token.get_secret_value(),
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=2),
    )


def _scheduler(tick: Callable[[], Any], seconds: float) -> AsyncIOScheduler:
    """What ticks: coalescing what was missed, never giving a missed tick up."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        tick, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None
    )
    return scheduler


def _lock_file(url: str) -> IO[str] | None:
    """Hold the lock beside an SQLite file; raises `AlreadyRunning`. A kill frees it at once."""
    file = sqlite_file(url)
    if file is None:
        return None
    handle = Path(f"{file}.lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise AlreadyRunning from None
    return handle


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, pace: Pace | None = None
) -> AsyncIterator[App]:
    """A bot that runs inside this block, as `albot run` runs it."""
    app = App(settings, clock, pace)
    await asyncio.to_thread(app.prepare)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(app.run())
        try:
            yield app
        finally:
            task.cancel()
