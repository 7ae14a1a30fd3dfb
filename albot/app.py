"""The composition root: the one place that knows everything and puts the house together, for real and for tests."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import structlog

from albot.chat.dispatch import Dispatch
from albot.chat.registry import Registry
from albot.chat.turn import Setting
from albot.clock import Clock, SystemClock
from albot.config import Settings
from albot.domain.columns import new_id
from albot.domain.people import Office
from albot.features import FEATURES
from albot.loops.deliver import Deliverer
from albot.loops.duty import SendingDuty
from albot.loops.pace import Pace
from albot.loops.tick import JUDGES, Ticker
from albot.store import health, inbox, people
from albot.store.engine import Store, sqlite_file
from albot.store.post import Outgoing
from albot.store.rows import Rows
from albot.store.vault import Vault
from albot.texts.catalogue import catalogue
from albot.wire.contact import fetch_ourselves, make_bot, meet, set_webhook
from albot.wire.menus import set_menus
from albot.wire.receive import Receiver
from albot.wire.send import Sender
from albot.wire.transport import Timeouts
from albot.wire.vitals import Vitals
from albot.wire.web import Hook, Web

log = structlog.get_logger()

LAST_SECONDS = 2.5
"""How long each of three things may take at the end: what is in hand, the last commit, letting go of the database.

With the second that the webhook takes that is ten seconds, of which an end in order needs a small part.
"""

SOON = 0.05
"""Seconds until what a turn wrote to others is looked for, together with that of the turns after it."""


class AlreadyRunning(Exception):
    """Another process works on the same SQLite file."""


class WrongKey(Exception):
    """None of the keys opens what is in the database."""


class App:
    """A running bot. Made by `running`; the sandbox moves its clock with `settle` and `next_due`."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        pace: Pace | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.store = Store(settings.database_url, Vault(settings.keys))
        self.registry = Registry(FEATURES)
        self.setting = Setting(self.registry, operator=settings.operator, open_sets=settings.open_sets)
        self.dispatch = Dispatch(self.setting)
        self.bot = make_bot(settings.token.get_secret_value(), settings.api_url, timeouts)
        holder = new_id()
        self.duty = SendingDuty(self.store, self.clock, holder, self._sends_as)
        pace = pace or Pace(self.clock, pays=settings.paid_broadcasts)
        self.deliverer = Deliverer(self.store, self.clock, Sender(self.bot), JUDGES, self.duty, pace)
        self.receiver = Receiver(self.bot, self.dispatch, self.store, self.clock, self._hand)
        self.ticker = Ticker(self.store, self.clock, holder, self.deliverer.wake)
        self.vitals = Vitals(self.store, self.clock, sending=self._is_sending)
        self.web = Web(settings.listen, self._why_not_ready, self.vitals.page, self._hook())
        self._held = contextlib.ExitStack()
        self._winds_up = False
        self._looks_soon = False

    def prepare(self) -> None:
        """Take the database for this process, bring it up to date, and appoint the first coordinators.

        Raises `DatabaseAway`, `AlreadyRunning`, `NewerDatabase` or `WrongKey`.
        """
        health.reach(self.store.engine)
        self._held.enter_context(alone_with(self.settings.database_url))
        if health.version(self.store.engine) != health.newest():
            health.bring_up_to_date(self.settings.database_url)
        if not self.store.submit(health.keys_open).result():
            raise WrongKey
        self.store.submit(people.forget_retired_keys).result()
        self.store.submit(self._appoint).result()
        if self.store.is_sqlite:  # nobody else works with this file, so what the last process had in hand is ours
            self.store.submit(inbox.let_go).result()
        self.duty.take()

    def _appoint(self, rows: Rows) -> None:
        """The first coordinators come from the settings; in a private chat the chat's id is the person's."""
        for telegram_id in self.settings.coordinator_ids:
            person = people.find(rows, telegram_id) or people.create(rows, telegram_id, telegram_id)
            people.appoint(rows, person, Office.COORDINATOR)

    def _sends_as(self, number: int | None) -> None:
        """From here on answers are born under this number, in the hands of this process, or wait for who sends."""
        self.setting.sends_as = number
        self.deliverer.wake()

    def _is_sending(self) -> bool:
        """Whether it is this process that sends."""
        return self.duty.number is not None

    def _fetches(self) -> bool:
        """Whether this process fetches updates, where they are fetched: the one that sends does, until its end."""
        return self._is_sending() and not self._winds_up

    def _hook(self) -> Hook | None:
        """The webhook, if the settings name one."""
        chosen = self.settings
        if not chosen.webhook_url:
            return None
        return Hook(chosen.webhook_path, chosen.webhook_secret.get_secret_value(), self.receiver.accept)

    async def _why_not_ready(self) -> str:
        """One word for what keeps this process from its work, or nothing."""
        return await self.vitals.why_not_ready() if self.receiver.is_open else "starting"

    def _hand(self, written: list[Outgoing]) -> None:
        """Send what a turn answered at once, and what it wrote to others a moment later."""
        self.deliverer.hand(written)
        if not self._looks_soon:
            self._looks_soon = True
            asyncio.get_running_loop().call_later(SOON, self._look)

    def _look(self) -> None:
        """One look for the turns of the last moment: each of its own would cost as much as a turn."""
        self._looks_soon = False
        self.deliverer.wake()

    async def run(self) -> None:
        """Receive, deliver, tick and serve until cancelled. Raises `TokenRefused` or `CannotListen`."""
        try:
            await self.web.start()
            self.setting.bot_name = await meet(self.bot)
            log.info("started", bot=self.setting.bot_name)
            async with asyncio.TaskGroup() as group:
                group.create_task(self.duty.run())
                group.create_task(self.deliverer.run())
                group.create_task(self._receive())
                group.create_task(set_menus(self.bot, self.registry, catalogue()))
                group.create_task(self.ticker.run(self.settings.tick_seconds))
        finally:
            await self._end()

    async def _receive(self) -> None:
        """Receive updates by webhook, where there is one, or else by fetching them, which the one who sends does."""
        chosen = self.settings
        if not chosen.webhook_url:
            await fetch_ourselves(self.bot)
            return await self.receiver.run(self._fetches)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.receiver.run(lambda: False))
            await set_webhook(self.bot, chosen.webhook_url, chosen.webhook_secret.get_secret_value())
        return None

    async def quiet(self) -> None:
        """Wait until nothing is in hand; what was sent is written down at once and not with the next commit."""
        while self.receiver.busy or not self.deliverer.idle:
            await self.deliverer.finish()
            await asyncio.sleep(0.002)

    async def finish(self) -> None:
        """Begin with nothing new and let what is in hand come to its end, within reason.

        What is cut off is sent again after the next start, or is left in flight where it must not repeat.
        """
        self._winds_up = True
        self.deliverer.wind_up()
        await self.web.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await self._come_to_rest()

    async def _come_to_rest(self) -> None:
        """Wait until nothing is in hand; where the database is away, also until it is back."""
        while True:
            try:
                return await self.quiet()
            except Exception as problem:
                log.warning("not_settled_yet", problem=type(problem).__name__)
            await asyncio.sleep(1)

    async def _end(self) -> None:
        """Write down what was sent, leave this process's duties to others, and close the connections."""
        await self.web.stop()
        try:
            async with asyncio.timeout(LAST_SECONDS):
                await self.deliverer.finish()
                await self.duty.end()
                await self.ticker.end()
        except Exception as problem:  # the database is away: what was sent is sent again after the next start
            log.error("not_settled_at_the_end", problem=type(problem).__name__)
        await self.bot.shutdown()

    def let_go(self) -> None:
        """Let go of the database."""
        self.store.stop(LAST_SECONDS)
        self._held.close()

    async def settle(self) -> None:
        """Do what is due, and wait until nothing is in hand: for whoever moves the clock."""
        await self.ticker.tick()
        await self.quiet()

    async def next_due(self) -> datetime | None:
        """When something will happen by itself next, or None."""
        return await self.ticker.next_due()


@contextlib.contextmanager
def alone_with(url: str) -> Iterator[None]:
    """Hold the lock beside an SQLite file; raises `AlreadyRunning`. A kill frees it at once."""
    file = sqlite_file(url)
    if file is None:
        yield
        return
    with Path(f"{file}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning from None
        yield


@contextlib.asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, pace: Pace | None = None, timeouts: Timeouts | None = None
) -> AsyncIterator[App]:
    """A bot that runs inside this block, as `albot run` runs it."""
    app = App(settings, clock, pace, timeouts)
    try:
        await asyncio.to_thread(app.prepare)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(app.run())
            try:
                yield app
                await app.finish()
            finally:
                task.cancel()
    finally:
        await asyncio.to_thread(app.let_go)
