"""The people who type: the load of a benchmark, generated in the server's own process, and what came of it.

Closed loop: so many people, each of whom sends the next text when the answer to the last has arrived.
Open loop:   so many texts a second at random moments (Poisson) over so many people, whatever the bot does. The time of
             an answer counts from the moment at which its text was meant to be sent, so a bot that is behind cannot
             hide it by making people wait (no coordinated omission).

Whoever has come to the end of their part of the script makes room for the next of the newcomers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import psutil

from tests.bench.fast_server import FastServer, Said
from tests.bench.scripts import Move, Script

BETWEEN = 10
"""Seconds between the dates of one person's texts: what comes within five would join the answer before it."""

AFTER_STAGING = 3_600
"""Seconds by which the dates of a measured window are later than those of what was so before it."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who may be the next to type, and their part of the script: from one move to before another."""

    telegram_id: int
    first: int
    end: int


@dataclass(frozen=True)
class Load:
    """How much is typed. `rate` is texts a second in an open loop; a closed loop has none.

    Without `seconds` it lasts until every newcomer is done. `again` lets people begin anew when they are done.
    """

    name: str
    people: int
    rate: float = 0.0
    warm: float = 1.0
    seconds: float = 4.0
    again: bool = False


PATIENCE = 2.0
"""Seconds after the end for what is not answered yet; what is unanswered then counts as such."""


@dataclass
class Figures:
    """What came of a load, within its window.

    Times are in milliseconds, and `processor`, `database` and `server` are processor time for one turn; memory is in
    megabytes. `calls` are those of the Bot API for one turn, `busy` is the part of a core that the bot took, `lost`
    are the turns without an answer, and `surprise` is an answer that was not the script's.
    """

    turns: int = 0
    a_second: float = 0.0
    processor: float = 0.0
    database: float = 0.0
    server: float = 0.0
    calls: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    lost: int = 0
    busy: float = 0.0
    memory_before: float = 0.0
    memory: float = 0.0
    surprise: str = ""


@dataclass(slots=True, eq=False)
class _Person:
    """Somebody who types: where they are, what they wait for, and what they meant to do meanwhile."""

    came_as: Newcomer
    place: int
    date: int
    waits_for: Move | None = None
    since: float = 0.0
    meant: deque[float] = field(default_factory=deque)
    buttons: dict[str, str] = field(default_factory=dict)
    shown: int = 0


class Typists:
    """People who type at a server as a load says, and the record of what came back.

    `told` are the moments at which somebody who does not type got a message. `enough` ends the window before its time.
    """

    def __init__(self, server: FastServer, script: Script, newcomers: Iterable[Newcomer], load: Load) -> None:
        self._server = server
        self._script = script
        self._newcomers = deque(newcomers)
        self._load = load
        self._by_id: dict[int, _Person] = {}
        self._slots: list[_Person] = []
        self._done = asyncio.Event()
        self._over = False
        self._later = 0
        self.enough = asyncio.Event()
        self.answered: list[tuple[float, float]] = []
        self.told: list[float] = []
        self.surprise = ""
        server.heard = self._hear

    # One person

    def _arrive(self) -> _Person | None:
        """The next of the newcomers begins to type."""
        if not self._newcomers:
            return None
        new = self._newcomers.popleft()
        known = self._by_id.get(new.telegram_id)
        date = known.date if known else int(time.time()) + self._later
        person = self._by_id[new.telegram_id] = _Person(new, new.first, date)
        return person

    def _move(self, person: _Person, since: float) -> None:
        """Do the next thing in the script; its time counts from `since`."""
        move = self._script[person.place]
        person.waits_for, person.since = move, since
        person.date += BETWEEN
        telegram_id = person.came_as.telegram_id
        here = {"id": telegram_id, "type": "private", "first_name": "P"}
        sender = {"id": telegram_id, "is_bot": False, "first_name": "P"}
        if move.press:
            shown = {"message_id": person.shown, "date": person.date, "chat": here, "text": "-"}
            pressed = {"id": f"{telegram_id}{person.date}", "from": sender, "chat_instance": "1"}
            self._server.push("callback_query", {**pressed, "message": shown, "data": person.buttons[move.what]})
            return
        message: dict[str, Any] = {"message_id": self._server.new_message(), "date": person.date, "text": move.what}
        if move.what.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(move.what)}]
        self._server.push("message", {**message, "from": sender, "chat": here})

    def _hear(self, said: Said) -> None:
        person = self._by_id.get(said.chat)
        if person is None:
            self.told.append(said.at)
            return
        if person.waits_for is None:
            return
        if person.waits_for.answer not in said.text:
            self.surprise = self.surprise or said.text
            return
        self.answered.append((person.since, said.at))
        person.waits_for, person.shown = None, said.message_id
        person.buttons = _buttons(said.keyboard) if said.keyboard else {}
        person.place += 1
        if person.place == person.came_as.end:
            self._leave(person)
        elif person.meant:
            self._move(person, person.meant.popleft())
        elif not self._load.rate and not self._over:
            self._move(person, said.at)

    def _leave(self, person: _Person) -> None:
        """Make room for the next; what this one meant to send meanwhile, the next one sends."""
        if self._load.again:
            self._newcomers.append(person.came_as)
        new = self._arrive()
        if new is None:
            self._done.set()
            return
        if self._load.rate:
            self._slots[self._slots.index(person)] = new
            new.meant = person.meant
            if new.meant:
                self._move(new, new.meant.popleft())
        elif not self._over:
            self._move(new, time.monotonic())

    # All of them

    async def run(self, bots: list[int], database: int = 0) -> Figures:
        """Let them type; returns what came of it, with the processor time of these processes.

        `database` is the process whose children serve it, if it has any.
        """
        self._later = AFTER_STAGING
        self._slots = [person for person in (self._arrive() for _ in range(self._load.people)) if person is not None]
        typing = asyncio.get_running_loop().create_task(self._type())
        try:
            await asyncio.sleep(self._load.warm)
            begun = _Reading.of(bots, database, self._server.calls)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._load.seconds):
                    await self.enough.wait()
            ended = _Reading.of(bots, database, self._server.calls)
        finally:
            self._over = True
            typing.cancel()
        return await self._figures(begun, ended)

    async def run_through(self) -> None:
        """Let every newcomer do their part, so many at a time: for what is so before the clock starts."""
        self._slots = []
        for _ in range(self._load.people):
            person = self._arrive()
            if person is not None:
                self._move(person, time.monotonic())
        while not (self._done.is_set() and all(each.waits_for is None for each in self._by_id.values())):
            await asyncio.sleep(0.05)

    async def _type(self) -> None:
        if not self._load.rate:
            for person in self._slots:
                self._move(person, time.monotonic())
            return
        moments = random.Random(5)  # the same for every bot
        at, place = time.monotonic(), 0
        while True:
            at += moments.expovariate(self._load.rate)
            await asyncio.sleep(max(at - time.monotonic(), 0))
            person = self._slots[place % len(self._slots)]
            place += 1
            if person.waits_for is not None or person.place == person.came_as.end:
                person.meant.append(at)
            else:
                self._move(person, at)

    async def _figures(self, begun: _Reading, ended: _Reading) -> Figures:
        """Count what was meant within the window, and wait a little for what was meant before its end."""

        def waits() -> list[float]:
            since = [each.since for each in self._by_id.values() if each.waits_for is not None]
            since += [at for each in self._slots for at in each.meant]
            return [at for at in since if at < ended.at]

        until = time.monotonic() + PATIENCE
        while waits() and time.monotonic() < until:
            await asyncio.sleep(0.02)
        lost = [time.monotonic() - at for at in waits()]
        took = sorted([arrived - at for at, arrived in self.answered if begun.at <= at < ended.at] + lost)
        turns = sum(begun.at <= arrived < ended.at for _at, arrived in self.answered)
        if self._done.is_set():
            self.surprise = self.surprise or "the newcomers have run out: the window needs more of them"
        return Figures(
            turns=turns,
            a_second=turns / (ended.at - begun.at),
            processor=1000 * (ended.processor - begun.processor) / max(turns, 1),
            database=1000 * (ended.database - begun.database) / max(turns, 1),
            server=1000 * (ended.own - begun.own) / max(turns, 1),
            calls=(ended.calls - begun.calls) / max(turns, 1),
            p50=1000 * _part(took, 0.50),
            p99=1000 * _part(took, 0.99),
            lost=len(lost),
            busy=(ended.processor - begun.processor) / (ended.at - begun.at),
            memory_before=begun.memory,
            memory=ended.memory,
            surprise=self.surprise,
        )


@dataclass(frozen=True)
class _Reading:
    """What has passed up to one moment: the time, and the processor time of bots, database and this process."""

    at: float
    processor: float
    database: float
    own: float
    memory: float
    calls: int

    @classmethod
    def of(cls, bots: list[int], database: int, calls: int) -> _Reading:
        measured = [psutil.Process(pid) for pid in bots]
        serves = psutil.Process(database).children(recursive=True) if database else []
        memory = sum(each.memory_info().rss for each in measured) / 1e6
        return cls(time.monotonic(), _processor(measured), _processor(serves), time.process_time(), memory, calls)


def _processor(processes: list[psutil.Process]) -> float:
    """The processor time that they have taken so far."""
    total = 0.0
    for each in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            total += times.user + times.system
    return total


def _part(values: list[float], part: float) -> float:
    return values[min(int(part * len(values)), len(values) - 1)] if values else 0.0


def _buttons(keyboard: str) -> dict[str, str]:
    """The data of the buttons under a message, by their labels."""
    rows = json.loads(keyboard).get("inline_keyboard", [])
    return {each["text"]: each.get("callback_data", "") for row in rows for each in row}
