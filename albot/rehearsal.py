"""`albot sandbox`: the bot as `albot run` starts it, a Bot API server, a cast of people, and one clock for all.

    page ──→ server ←── HTTP ──→ bot            page's clock buttons ──→ Conductor ──→ clock of server and bot
              └── one clock ──────┘                                          └── settle, next_due of the bot

The flood limits are Telegram's own, on both sides. They are kept on monotonic time, and here that moves with the wall
clock: after "+1 day" a day's worth of sending is allowed again, as it would be. So moving the clock from due time to
due time is quick, while what comes at one moment is still sent at Telegram's pace.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from albot.app import App, running
from albot.clock import HeldClock, SystemClock
from albot.config import Settings, settings_of_our_own
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.store.vault import new_key
from albot.texts.catalogue import catalogue

TOKEN = "600000001:" + "a-token-for-the-rehearsal-only-00000"
FACILITATOR = "Fay"
MEMBERS = ("Ana", "Ben", "Chidi", "Dora", "Emil", "Grace", "Hugo", "Ines")
PORTS_TRIED = 50

A_TICK = timedelta(seconds=5)
"""The clock moves on by this at least, as often as a running bot looks for what is due."""

PATIENCE = 10.0
"""Seconds that the clock waits for the bot at one due time. With a fault switched on it may never come to rest: then
the clock goes on without it, and what the bot has not done by then comes as after an outage."""

LONGEST_MOVE = 60.0
"""Seconds after which the clock goes to where it was sent without stopping at due times any more."""


class KeyLost(Exception):
    """A kept database (`file`) without the key beside it (`key`)."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file, self.key = file, key_file(file)


class NoFile(Exception):
    """A database cannot be kept in a `file`, for a `reason` that the system gives."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(str(file))
        self.file, self.reason = file, reason


class RehearsalClock(HeldClock):
    """A clock that runs on, can be moved on, and takes its monotonic time along, so that limits see the time pass."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start, running=True)
        self._skipped = 0.0

    def monotonic(self) -> float:
        """The machine's monotonic clock and all that was skipped, in seconds."""
        return super().monotonic() + self._skipped

    def move_to(self, moment: datetime) -> None:
        """Put the clock to a moment (aware)."""
        self._skipped += max((moment - self.now()).total_seconds(), 0.0)
        super().move_to(moment)

    @contextlib.contextmanager
    def standing(self) -> Iterator[None]:
        """Inside, the clock stands still but for being moved, so that what falls due at a moment happens at it."""
        self.move_to(self.now())
        self._running = False
        try:
            yield
        finally:
            self.move_to(self.now())
            self._running = True


class Conductor:
    """What the page's clock buttons move: see `sandbox.control`. Before `begin` there is nothing to wait for."""

    def __init__(self, clock: RehearsalClock) -> None:
        self._clock = clock
        self._stage: tuple[SandboxServer, App] | None = None
        self._moving = asyncio.Lock()

    def begin(self, server: SandboxServer, app: App) -> None:
        """From here on the bot runs."""
        self._stage = server, app

    async def settle(self) -> None:
        """Let the bot do what is due by now, and wait until it has, within `PATIENCE`."""
        await self._at_rest()

    async def _at_rest(self) -> bool:
        """Let the bot do what is due by now; whether it was done within `PATIENCE`."""
        if self._stage is None:
            return True
        server, app = self._stage
        await app.ticker.tick()
        try:
            async with asyncio.timeout(PATIENCE):
                while not server.idle:  # noqa: ASYNC110 - the server tells nobody when it comes to rest
                    await asyncio.sleep(0.005)
                await app.quiet()
        except TimeoutError:
            return False
        return True

    async def next_due(self) -> datetime | None:
        """When the bot will next do something of its own (UTC), or None."""
        return None if self._stage is None else await self._stage[1].next_due()

    async def move_to(self, moment: datetime) -> None:
        """Move on to a moment, from due time to due time, so that a month is a month and no outage."""
        async with self._moving:
            with self._clock.standing():
                await self._move_to(moment)

    async def _move_to(self, moment: datetime) -> None:
        real = SystemClock()
        give_up = real.monotonic() + LONGEST_MOVE
        at_rest = await self._at_rest()
        while at_rest and real.monotonic() < give_up:
            due = await self.next_due()
            stop = moment if due is None else max(due, self._clock.now() + A_TICK)
            if stop >= moment:
                break
            self._clock.move_to(stop)
            at_rest = await self._at_rest()
        self._clock.move_to(max(moment, self._clock.now()))
        if at_rest:
            await self.settle()


@dataclass(frozen=True)
class Kept:
    """The database of a rehearsal. Beside a kept one lie its key and the moment that its clock had reached."""

    file: Path
    key: str
    is_old: bool

    @property
    def clock_file(self) -> Path:
        """Where the clock's moment is kept."""
        return Path(f"{self.file}.clock")

    def start(self) -> datetime:
        """When the clock begins: now, or where it had been moved to before."""
        now = SystemClock().now()
        with contextlib.suppress(OSError, ValueError):
            return max(now, datetime.fromisoformat(self.clock_file.read_text()))
        return now


def key_file(file: Path) -> Path:
    """Where the key of a kept database lies."""
    return Path(f"{file}.key")


def keep(file: Path) -> Kept:
    """The database in this file, with its key from beside it, or with a new one; raises `KeyLost` or `NoFile`."""
    beside = key_file(file)
    if beside.exists():
        return Kept(file, beside.read_text().strip(), is_old=file.exists())
    if file.exists():
        raise KeyLost(file)
    key = new_key()
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise NoFile(file, problem.strerror or "") from None
    with os.fdopen(handle, "w") as opened:
        opened.write(f"{key}\n")
    return Kept(file, key, is_old=False)


def free_port(port: int) -> int:
    """This port of the loopback address, or the next one that nobody listens on; raises `OSError` where none is."""
    for candidate in range(port, min(port + PORTS_TRIED, 65_536)):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", candidate))
            except OSError as problem:
                if problem.errno != errno.EADDRINUSE:
                    raise
            else:
                return candidate
    raise OSError(errno.EADDRINUSE, f"no free port from {port} on")


def _world(clock: RehearsalClock, members: int, *, known: bool) -> World:
    """The facilitator first, then the members. Whom a kept database knows has pressed START before.

    Update ids are milliseconds and message ids of a kept database seconds: they grow from one rehearsal to the next.
    """
    seconds = clock.now().timestamp()
    world = World(clock, first_update_id=int(seconds * 1000), first_message_id=int(seconds) if known else 1)
    for name in (FACILITATOR, *MEMBERS[:members]):
        person = world.add_person(name, username=f"{name.lower()}_example")
        person.started = known
    return world


def _settings(kept: Kept, world: World, server: SandboxServer) -> Settings:
    return settings_of_our_own(
        token=TOKEN,
        key=kept.key,
        operator=catalogue().plain("sandbox-operator", {}),
        database_url=f"sqlite:///{kept.file}",
        api_url=server.url,
        listen="127.0.0.1:0",
        coordinators=str(next(iter(world.people))),
    )


@contextlib.asynccontextmanager
async def rehearsing(kept: Kept, *, port: int, members: int) -> AsyncIterator[SandboxServer]:
    """A rehearsal that runs inside this block; its page is at the server's `url`."""
    clock = RehearsalClock(kept.start())
    world = _world(clock, members, known=kept.is_old)
    conductor = Conductor(clock)
    server = SandboxServer(world, TOKEN, port=port and free_port(port), control=conductor)
    await server.start()
    try:
        async with running(_settings(kept, world, server), clock) as app:
            conductor.begin(server, app)
            yield server
    finally:
        await server.stop()
        kept.clock_file.write_text(clock.now().isoformat())


@contextlib.contextmanager
def database(file: Path | None) -> Iterator[Kept]:
    """The database of a rehearsal: the one in this file, or one that is thrown away at the end."""
    if file is not None:
        yield keep(file)
        return
    with tempfile.TemporaryDirectory(prefix="albot-sandbox-") as folder:
        yield keep(Path(folder) / "albot.db")
