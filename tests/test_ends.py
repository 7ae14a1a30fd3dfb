"""How a process ends: by SIGKILL with nudges on their way, and by SIGTERM under load or while the file is held.

That two processes never work on one SQLite file, and what the second says, is in tests/test_cli.py.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from albot.chat.message import Message
from albot.chat.turn import tell
from albot.clock import SystemClock
from albot.config import Settings
from albot.loops.pace import ON_THE_WAY
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.store import outbox, people
from albot.store.engine import Store
from albot.store.post import Lane
from albot.store.rows import Rows
from albot.store.vault import Vault
from tests.databases import Postgres, sqlite_database
from tests.house import TOKEN, settings
from tests.killed import run_bot
from tests.loops.test_deliver import heard, until
from tests.test_faults_of_database import held_by_another_process
from tests.test_kills import Typist, ready, steps_of

SEED = 20261130
NUDGED = 300
KILLS = 6
SECONDS = 10.0
"""An end in order takes no longer."""


@asynccontextmanager
async def a_server() -> AsyncIterator[SandboxServer]:
    """A Bot API server without limits, on the machine's own clock."""
    server = SandboxServer(World(SystemClock()), TOKEN, limits=False)
    await server.start()
    try:
        async with asyncio.timeout(120):
            yield server
    finally:
        await server.stop()


@contextmanager
def at_the_database(chosen: Settings) -> Iterator[Store]:
    """A look at the database of a bot, whether it runs or not."""
    store = Store(chosen.database_url, Vault(chosen.keys))
    try:
        yield store
    finally:
        store.stop()


def write_to(rows: Rows, crowd: list[Person], lane: Lane) -> None:
    """A message to each; a nudge must not repeat."""
    now = SystemClock().now()
    for each in crowd:
        each.started = True
        person = people.find(rows, each.id) or people.create(rows, each.id, each.chat.id)
        tell(rows, person, Message("welcome-back"), now, lane=lane, may_repeat=lane != Lane.NUDGE)


async def until_nothing_waits(store: Store) -> None:
    """Wait until the outbox is empty."""
    async with asyncio.timeout(60):
        while await store.run(outbox.next_due) is not None:
            await asyncio.sleep(0.05)


# SIGKILL


@pytest.mark.kill
async def test_at_a_kill_no_more_nudges_stay_away_than_were_on_their_way_and_none_comes_twice(tmp_path: Path) -> None:
    """Every other time what is on its way never arrives: Telegram hangs, as it does to whoever is killed then."""
    rng = random.Random(SEED)
    async with a_server() as server:
        chosen = settings(sqlite_database(tmp_path), server.url)
        crowd = [server.world.add_person(f"P{number}") for number in range(NUDGED)]
        with at_the_database(chosen) as store:
            await store.run(lambda rows: write_to(rows, crowd, Lane.NUDGE))
            for kill in range(KILLS):
                fault = "hang" if kill % 2 else "slow"
                server.faults.switch_on(fault, method="sendMessage", seconds=0.1)
                before = len(tried(server))
                bot = a_bot(chosen)
                try:
                    await until(lambda before=before: len(tried(server)) > before + 5)  # type: ignore[misc]
                    await asyncio.sleep(rng.uniform(0, 0.2))
                finally:
                    await killed(bot)
                server.faults.clear()
            bot = a_bot(chosen)
            try:
                await until_nothing_waits(store)
            finally:
                await killed(bot)
        comes = [len(heard(each)) for each in crowd]
        assert max(comes) == 1
        assert 5 * KILLS / 2 <= comes.count(0) <= ON_THE_WAY * KILLS, "some hung, and some had just been let go"


def tried(server: SandboxServer) -> list[object]:
    """The messages that arrived at the server's door, whatever became of them there."""
    return [call for call in server.calls if call.method == "sendMessage"]


def a_bot(chosen: Settings) -> BaseProcess:
    """A bot in a process of its own, forked from one that has imported the program."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["pytest", "tests.killed"])
    bot = processes.Process(target=run_bot, args=(chosen,), daemon=True)
    bot.start()
    return bot


async def killed(bot: BaseProcess) -> None:
    """End a process by SIGKILL."""
    bot.kill()
    await asyncio.to_thread(bot.join)


# SIGTERM


@asynccontextmanager
async def albot_run(chosen: Settings) -> AsyncIterator[Process]:
    """`python -m albot run`, as an operator starts it."""
    env = {
        "ALBOT_TOKEN": TOKEN,
        "ALBOT_KEY": ",".join(chosen.keys),
        "ALBOT_OPERATOR": chosen.operator,
        "ALBOT_DATABASE_URL": chosen.database_url,
        "ALBOT_API_URL": chosen.api_url,
        "ALBOT_LISTEN": "127.0.0.1:0",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    words = [sys.executable, "-m", "albot", "run"]
    process = await asyncio.create_subprocess_exec(*words, stdout=DEVNULL, stderr=PIPE, env=env)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ends_in_order(process: Process) -> str:
    """Send SIGTERM: it ends in time and with nothing wrong. Returns what it logged."""
    process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    _out, err = await asyncio.wait_for(process.communicate(), 3 * SECONDS)
    assert time.monotonic() - begun < SECONDS
    assert process.returncode == 0
    assert b"Traceback" not in err
    return err.decode()


async def test_under_load_sigterm_finishes_what_is_in_hand_and_the_rest_goes_out_once(tmp_path: Path) -> None:
    async with a_server() as server:
        chosen = settings(sqlite_database(tmp_path), server.url)
        typists = await ready(server, server.world, chosen)
        crowd = [server.world.add_person(f"P{number}") for number in range(80)]
        server.faults.switch_on("slow", method="sendMessage", seconds=0.4)
        with at_the_database(chosen) as store:
            await store.run(lambda rows: write_to(rows, crowd[::2], Lane.NUDGE))
            await store.run(lambda rows: write_to(rows, crowd[1::2], Lane.DELIVERY))
            async with asyncio.TaskGroup() as group:
                typing = [group.create_task(typist.go_on_for_ever()) for typist in typists]
                async with albot_run(chosen) as process:
                    await until(lambda: all(typist.acknowledged for typist in typists))
                    await until(lambda: sum(bool(heard(each)) for each in crowd) > 20)
                    await ends_in_order(process)
                came = sum(bool(heard(each)) for each in crowd)
                assert came < len(crowd), "there was more to do"
                so_far = [len(typist.acknowledged) for typist in typists]
                async with albot_run(chosen) as process:
                    await until(lambda: went_on(typists, so_far))
                    for task in typing:
                        task.cancel()
                    await until_nothing_waits(store)
                    await ends_in_order(process)
            assert [len(heard(each)) for each in crowd] == [1] * len(crowd)
            for typist in typists:
                kept = await store.run(lambda rows, typist=typist: steps_of(rows, typist))  # type: ignore[misc]
                assert kept[: len(typist.acknowledged)] == typist.acknowledged
                assert len(kept) == len(set(kept))


def went_on(typists: Sequence[Typist], so_far: list[int]) -> bool:
    """Whether each was answered since then."""
    return all(len(typist.acknowledged) > before for typist, before in zip(typists, so_far, strict=True))


async def test_sigterm_ends_it_in_time_while_another_process_holds_the_file_and_nothing_is_lost(tmp_path: Path) -> None:
    async with a_server() as server:
        chosen = settings(sqlite_database(tmp_path), server.url)
        ana, crowd = server.world.add_person("Ana"), [server.world.add_person(f"P{number}") for number in range(5)]
        with at_the_database(chosen) as store:
            await store.run(lambda rows: write_to(rows, crowd, Lane.DELIVERY))
            async with albot_run(chosen) as process:
                ana.send("/nonsense")
                await until(lambda: heard(ana))
                await until_nothing_waits(store)
                with held_by_another_process(chosen.database_url):
                    ana.send("/nonsense")
                    await asyncio.sleep(0.5)  # it is fetched, and waits for the file
                    await ends_in_order(process)
            assert len(heard(ana)) == 1
            async with albot_run(chosen) as process:
                await until(lambda: len(heard(ana)) == 2)
                await ends_in_order(process)
        assert len(heard(ana)) == 2
        assert [len(heard(each)) for each in crowd] == [1] * len(crowd)


@pytest.mark.postgres
async def test_sigterm_ends_it_in_time_while_postgresql_is_away_and_nothing_is_lost(own_postgres: Postgres) -> None:
    with own_postgres.database(migrated=True) as url:
        async with a_server() as server:
            chosen, ana = settings(url, server.url), server.world.add_person("Ana")
            async with albot_run(chosen) as process:
                ana.send("/nonsense")
                await until(lambda: heard(ana))
                with at_the_database(chosen) as store:
                    await until_nothing_waits(store)  # what is sent and not written down yet comes twice, see the table
                await asyncio.to_thread(own_postgres.go_away)
                ana.send("/nonsense")
                await until_logged(process, "updates_not_kept")
                await ends_in_order(process)
            assert len(heard(ana)) == 1
            async with albot_run(chosen) as process:
                _out, err = await process.communicate()
                assert process.returncode == 1
                assert b"The database cannot be opened" in err.splitlines()[-1], "a start meanwhile is one line"
            await asyncio.to_thread(own_postgres.come_back)
            async with albot_run(chosen) as process:
                await until(lambda: len(heard(ana)) == 2)
                await ends_in_order(process)
            assert len(heard(ana)) == 2


async def until_logged(process: Process, event: str) -> None:
    """Wait for an event in the log."""
    assert process.stderr is not None
    while event.encode() not in (line := await process.stderr.readline()):
        assert line, "it has ended"
