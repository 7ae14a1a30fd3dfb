"""The fast server and its people in a process of their own, as the benchmark's process sees them."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tests.bench.fast_server import FastServer
from tests.bench.flood import Flood
from tests.bench.scripts import Script
from tests.bench.typists import Figures, Load, Newcomer, Typists

PATIENCE = 60.0
"""Seconds after which a bot that does not ask for updates is taken for dead."""


class Served:
    """A server that runs elsewhere. Each call waits for what comes back over the line."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self.url: str = line.recv()

    def _ask(self, what: str, *values: Any) -> Any:
        self._line.send((what, values))
        answer = self._line.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wait_for_bot(self, webhooks: int = 0) -> None:
        """Wait until a bot asks for updates, or so many have set a webhook."""
        self._ask("wait_for_bot", webhooks)

    def stage(self, script: Script, newcomers: Sequence[Newcomer]) -> None:
        """Let everybody do their part before any clock starts."""
        self._ask("stage", script, newcomers)

    def type(
        self, script: Script, newcomers: Sequence[Newcomer], load: Load, bots: list[int], database: int = 0
    ) -> Figures:
        """Let people type as the load says; what came of it (see `Typists.run`)."""
        figures: Figures = self._ask("type", script, newcomers, load, bots, database)
        return figures

    def first_answer(self, script: Script, newcomer: Newcomer) -> float:
        """Somebody has typed while no bot was there: the moment (monotonic) at which they are answered."""
        moment: float = self._ask("first_answer", script, newcomer)
        return moment

    def type_while_others_are_told(
        self, script: Script, newcomers: Sequence[Newcomer], load: Load, bots: list[int], others: int
    ) -> Told:
        """Let people type until so many messages have come to others, or the load's seconds are over.

        Called as soon as the bot's process is there: others may be told before the bot asks for updates.
        """
        told: Told = self._ask("type_while_others_are_told", script, newcomers, load, bots, others)
        return told


@dataclass(frozen=True)
class Told:
    """A broadcast: when its messages arrived (monotonic seconds), what was refused, and what those who typed saw."""

    moments: list[float]
    refused: int
    typed: Figures


@contextmanager
def serving(latency: float = 0.0, *, limits: bool = False) -> Iterator[Served]:
    """A server in a process of its own, gone at the end."""
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=_serve, args=(theirs, latency, limits), daemon=True)
    process.start()
    try:
        yield Served(ours)
    finally:
        process.kill()
        process.join()


def _serve(line: Connection, latency: float, limits: bool) -> None:
    gc.disable()  # a pause of the instrument would look like one of the bot's

    async def serve() -> None:
        desk = _Desk(FastServer(latency, Flood(limits)))
        await desk.server.start()
        line.send(desk.server.url)
        while True:
            what, values = await asyncio.to_thread(line.recv)
            try:
                line.send(await getattr(desk, what)(*values))
            except Exception as problem:
                line.send(problem)

    asyncio.run(serve())


class _Desk:
    """What the server's process does when it is asked."""

    def __init__(self, server: FastServer) -> None:
        self.server = server

    async def wait_for_bot(self, webhooks: int = 0) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.server.polled.wait()
            while self.server.webhooks < webhooks:
                await asyncio.sleep(0.02)

    async def stage(self, script: Script, newcomers: Sequence[Newcomer]) -> None:
        people = Typists(self.server, script, newcomers, Load("staging", people=64))
        await people.run_through()

    async def first_answer(self, script: Script, newcomer: Newcomer) -> float:
        people = Typists(self.server, script, [newcomer], Load("one", 1))
        async with asyncio.timeout(PATIENCE):
            await people.run_through()
        return people.answered[0][1]

    async def type_while_others_are_told(
        self, script: Script, newcomers: Sequence[Newcomer], load: Load, bots: list[int], others: int
    ) -> Told:
        people = Typists(self.server, script, newcomers, load)
        await self.wait_for_bot()
        async with asyncio.TaskGroup() as group:
            typed = group.create_task(people.run(bots))
            while not typed.done():
                if others and len(people.told) >= others:
                    people.enough.set()
                await asyncio.sleep(0.01)
        return Told(people.told, self.server.refused, typed.result())

    async def type(
        self, script: Script, newcomers: Sequence[Newcomer], load: Load, bots: list[int], database: int
    ) -> Figures:
        return await Typists(self.server, script, newcomers, load).run(bots, database)
