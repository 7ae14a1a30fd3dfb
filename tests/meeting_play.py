"""A whole evening of a set, played minute by minute: its people, its clock, and a bot that is killed in the middle.

A kill is as hard as SIGKILL: the database goes on from what was durable at that moment, whatever was in hand is lost,
and what was sent and not yet written down is not known to have been sent.
"""

from __future__ import annotations

import asyncio
import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from albot.app import running as running_bot
from albot.clock import HeldClock
from albot.domain.run_rows import Run
from albot.domain.sets import ActionSet, Member, Role
from albot.loops.pace import Pace
from albot.sandbox.chats import Message
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.store import forms, running
from albot.store.engine import sqlite_file
from albot.store.rows import Rows
from tests.databases import sqlite_database
from tests.given import HANDLES, GivenSet, given_set
from tests.house import TOKEN, House, settings

EIGHTEEN = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
"""When the meeting is planned, for two hours."""

SIX = ("Ana", "Ben", "Chi", "Dev", "Eve", "Fin")
HANDLE = dict(zip(SIX, HANDLES, strict=False))

FILES = ("", "-wal")
"""What SQLite needs of a database after a crash: the file, and the log of what was committed since."""


class Killed(Exception):
    """The end of a bot that nobody told that it would end."""


class Evening(House):
    """A house whose bot can be killed; with Telegram's limits, and the bot's own pace, if `limits`.

    The meeting is played hundreds of times faster than the limits run: but for its pace the bot would run into them.
    """

    limits = False

    async def open(self) -> None:
        pace = Pace(self.clock) if self.limits else Pace(self.clock, everywhere=100_000, in_a_chat=100_000)
        self.app = await self._doors.enter_async_context(running_bot(self._chosen, self.clock, pace))

    async def kill(self) -> None:
        """End the bot this very moment, and start another on what was durable."""
        file = sqlite_file(self._chosen.database_url)
        assert file is not None
        kept = _as_it_is(file)
        doors, self._doors = self._doors, AsyncExitStack()
        try:
            await doors.__aexit__(Killed, Killed(), None)
        except* Killed:
            pass
        for ending, content in kept.items():
            file.with_name(file.name + ending).write_bytes(content)
        await self.open()


def _as_it_is(file: Path) -> dict[str, bytes]:
    """The files of a database after its last commit; nobody commits while they are read."""
    holder = sqlite3.connect(file, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        found = {ending: file.with_name(file.name + ending) for ending in FILES}
        return {ending: path.read_bytes() if path.exists() else b"" for ending, path in found.items()}
    finally:
        holder.close()


@asynccontextmanager
async def evening(tmp_path: Path, *, limits: bool = False) -> AsyncIterator[Evening]:
    """A house half an hour before the meeting, on a fresh database."""
    clock = HeldClock(EIGHTEEN - timedelta(minutes=30))
    server = SandboxServer(World(clock), TOKEN, limits=limits, calls_kept=100_000)
    await server.start()
    coordinator = server.world.add_person("Cora")
    chosen = settings(sqlite_database(tmp_path), server.url, coordinators=str(coordinator.id))
    home = Evening(chosen, server, clock, coordinator)
    home.limits = limits
    try:
        await home.open()
        yield home
    finally:
        await home.close()
        await server.stop()


async def a_set(home: House) -> GivenSet:
    """Six members, with Fay and Gus as facilitators; they like a silent minute, and ideas."""
    given = await given_set(home, members=(*SIX, "Gus"))

    def write(rows: Rows) -> None:
        rows.need(Member, given.members["Gus"]).role = Role.FACILITATOR
        likes = forms.need(rows, given.set_id)
        likes.silence = likes.ideas = True
        rows.need(ActionSet, given.set_id).size = 8

    await home.app.store.run(write)
    await home.settle()
    return given


# What the chats have shown


def from_bot(person: Person) -> list[Message]:
    """All that the bot ever sent to somebody, what is gone by now too."""
    return [m for m in person.chat.messages if m.sender is None]


def shown(person: Person) -> list[Message]:
    """What the bot sent to somebody and is still there."""
    return [m for m in from_bot(person) if not m.deleted]


def labels(message: Message) -> list[str]:
    """The buttons under a message."""
    return [button["text"] for row in message.keyboard for button in row]


def press_of(person: Person, label: str) -> tuple[int, str]:
    """The newest button of this name: its message and its data."""
    for message in reversed(shown(person)):
        for button in (each for row in message.keyboard for each in row):
            if button["text"] == label:
                return message.message_id, button["callback_data"]
    raise AssertionError(f"no button {label} under {[m.text for m in shown(person)][-4:]}")


def control(person: Person) -> Message:
    """A facilitator's control: it alone can be ended, or has ended."""
    return next(m for m in reversed(shown(person)) if {"End", "Done"} & set(labels(m)) or "It took" in m.text)


def bells(person: Person) -> list[Message]:
    """The bells that a facilitator ever heard."""
    return [m for m in from_bot(person) if m.text.startswith(("One minute left:", "Time:")) and not m.silent]


def closest(messages: list[Message]) -> float:
    """The seconds between the two messages that came soonest after each other."""
    dates = sorted(m.date for m in messages)
    return min(((b - a).total_seconds() for a, b in pairwise(dates)), default=math.inf)


# The meeting


class Kills:
    """Kills the bot once in each stage: each time in another way, if it is to be killed at all."""

    def __init__(self, home: Evening, *, on: bool) -> None:
        self._home, self._on = home, on
        self.count = 0
        self.stages: set[int] = set()

    def due(self, stage_id: int) -> bool:
        """Whether the bot is still to be killed in a stage."""
        return self._on and stage_id not in self.stages

    async def while_quiet(self, stage_id: int, dead: timedelta) -> None:
        """Nothing is in hand; the clock goes on while the bot is dead."""
        await self._home.settle()
        self._note(stage_id)
        self._home.clock.move_to(self._home.clock.now() + dead)
        await self._home.kill()
        await self._home.settle()

    async def while_it_rings(self, stage_id: int) -> None:
        """Telegram has a bell, and the bot does not know of it yet."""
        before = self._rung()
        working = asyncio.ensure_future(self._home.app.settle())
        while self._rung() == before and not working.done():
            await asyncio.sleep(0)
        self._note(stage_id)
        await self._home.kill()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await self._home.settle()

    async def while_pressed(self, stage_id: int, person: Person, label: str) -> None:
        """Somebody has pressed, and whether the bot has it by now nobody knows."""
        person.press_anyway(*press_of(person, label))
        await asyncio.sleep(0.003 * (self.count % 5))
        self._note(stage_id)
        await self._home.kill()
        await self._home.settle()

    def _rung(self) -> int:
        return sum(len(bells(person)) for person in self._home.world.people.values())

    def _note(self, stage_id: int) -> None:
        self.stages.add(stage_id)
        self.count += 1


class Meeting:
    """A meeting under way, as its facilitators and members go through it."""

    def __init__(self, home: Evening, given: GivenSet, *, kills: bool) -> None:
        self.home, self.given = home, given
        self.leader = given["Fay"]
        self.kills = Kills(home, on=kills)
        self.ringing: list[Person] = [given["Fay"]]
        self.due_bells: dict[int, Counter[str]] = defaultdict(Counter)
        self.perhaps_lost = 0

    async def run(self) -> Run:
        """The run as it is kept."""
        found = await self.home.app.store.run(lambda rows: running.of_meeting(rows, self.given.meeting_id or 0))
        assert found is not None
        return found

    @property
    def head(self) -> str:
        """What the leader's control says first: the stage, and whose it is."""
        return control(self.leader).text.split("\n")[0]

    def waits(self, seconds: float) -> None:
        """Time goes on, and the bot will find out with what comes next."""
        self.home.clock.advance(timedelta(seconds=seconds))

    async def does(self, person: Person, *labels_pressed: str) -> None:
        """Somebody presses, and again, some seconds after each other."""
        for label in labels_pressed:
            self.waits(4)
            person.press_anyway(*press_of(person, label))
            await self.home.settle()

    async def says(self, person: Person, text: str) -> None:
        """Somebody types, some seconds after what was before."""
        self.waits(6)
        person.send(text)
        await self.home.settle()

    async def next(self, *, killed: bool = False) -> None:
        """The leader goes on, some seconds after the time; `killed` just as that is being done."""
        if killed:
            self.waits(4)
            await self.kills.while_pressed(0, self.leader, "Next")
        else:
            await self.does(self.leader, "Next")

    async def stage(self, starts: str, *middle: Callable[[], Awaitable[None]], to_its_end: bool = True) -> None:
        """Play a stage minute by minute until its time is over: what happens in it, and a kill."""
        assert self.head.startswith(starts), (starts, control(self.leader).text)
        stage_id, name = (await self.run()).stage_id, self.head.split(",")[0]
        assert stage_id is not None
        short = await self._left() <= timedelta(seconds=75)
        for each in middle:
            await each()
        await self._kill(stage_id)
        short = short and await self._left() <= timedelta(seconds=75)
        while to_its_end and (left := (await self._left()).total_seconds()) > 0:
            self.waits((left % 60 or 60) if left > 60 else (left % 15 or 15))
            await self.home.settle()
        for facilitator in self.ringing:
            self.due_bells[facilitator.id].update([f"Time: {name}"] if to_its_end else [])
            self.due_bells[facilitator.id].update([f"One minute left: {name}"] if to_its_end and not short else [])

    async def _left(self) -> timedelta:
        """What the stage that is on has left."""
        run = await self.run()
        assert run.stage_ends_at is not None
        return run.stage_ends_at - self.home.clock.now()

    async def _kill(self, stage_id: int) -> None:
        """The bot is killed once in this stage, in one of three ways; the right minutes are left."""
        if not self.kills.due(stage_id):
            return
        left = await self._left()
        ends, way = self.home.clock.now() + left, self.kills.count % 3
        if way == 0 and left > timedelta(seconds=100):
            await self.kills.while_quiet(stage_id, timedelta(seconds=37))
        elif way == 1:
            rings = ends - timedelta(seconds=60 if left > timedelta(seconds=75) else 0)
            await self.home.move_to(rings - timedelta(seconds=1))
            self.home.clock.move_to(rings)
            await self.kills.while_it_rings(stage_id)
            self.perhaps_lost += 1
        else:
            await self.kills.while_pressed(stage_id, self.leader, "+2 min")
            ends += timedelta(minutes=2)
        assert self.home.clock.now() + await self._left() == ends
        assert _left_words(ends, self.home.clock.now()) in control(self.leader).text

    def check_bells(self) -> None:
        """Every facilitator heard each bell once: one in flight at a kill may be lost, and none comes twice."""
        for facilitator in self.ringing:
            heard = Counter(m.text for m in bells(facilitator))
            due = self.due_bells[facilitator.id]
            assert heard <= due, heard - due
            assert (due - heard).total() <= self.perhaps_lost, due - heard


def _left_words(ends: datetime, now: datetime) -> str:
    """What the clock says, worked out from when the stage ends."""
    seconds = math.ceil((ends - now).total_seconds())
    if seconds > 60:
        return f"{math.ceil(seconds / 60)} minutes left"
    return f"{math.ceil(seconds / 15) * 15} seconds left" if seconds > 0 else "Time is up"
