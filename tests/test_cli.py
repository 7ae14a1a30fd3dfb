"""The command line, as a person uses it: each command is a process of its own."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import socket
import stat
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

from albot.cli import main
from albot.clock import SystemClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.store import health
from albot.store.engine import make_engine
from albot.store.vault import Vault, new_key, number_of, read_key
from tests.databases import sqlite_database
from tests.house import TOKEN

ROOT = Path(__file__).parents[1]
MOST_MEMORY = 120_000_000
"""Bytes that an idle `albot run` may hold."""


FORKS = multiprocessing.get_context("forkserver")
"""Most commands run in a fork of a process that has imported the program: a start of Python takes a second."""


@dataclass(frozen=True)
class Done:
    """What a command said and how it ended."""

    code: int
    out: list[str]
    err: list[str]


class Command:
    """A command that runs, with its output in two files of a folder."""

    def __init__(self, folder: Path, words: Sequence[str], env: dict[str, str]) -> None:
        self._out, self._err = folder / "out", folder / "err"
        self._process = FORKS.Process(target=_be_albot, args=(words, env, self._out, self._err))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    async def first_line(self, of: str = "out") -> str:
        """The first line that it prints."""
        file = self._out if of == "out" else self._err
        async with asyncio.timeout(30):
            while not file.exists() or "\n" not in file.read_text():
                assert self._process.is_alive() or file.read_text(), self._err.read_text()
                await asyncio.sleep(0.01)
        return file.read_text().splitlines()[0]

    async def end(self, number: int = 0) -> Done:
        """Send it a signal, if one is given, and wait for its end."""
        if number:
            os.kill(self.pid, number)
        await asyncio.to_thread(self._process.join, 30)
        assert self._process.exitcode is not None, "it does not end"
        return Done(self._process.exitcode, self._out.read_text().splitlines(), self._err.read_text().splitlines())

    def kill(self) -> None:
        """No process outlives its test."""
        self._process.kill()
        self._process.join()


def _be_albot(words: Sequence[str], env: dict[str, str], out: Path, err: Path) -> None:
    """What the fork does: be `albot` with these words and settings."""
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w", buffering=1), os.fdopen(2, "w", buffering=1)
    sys.argv = ["albot", *words]
    os.environ.update(env)
    main()


@contextmanager
def albot_runs(*words: str, **env: str) -> Iterator[Command]:
    """`albot` with these words and settings, for as long as this block lasts."""
    FORKS.set_forkserver_preload(["albot.rehearsal", "albot.checkup", "albot.cli", __name__])
    with tempfile.TemporaryDirectory() as folder:
        command = Command(Path(folder), words, {f"ALBOT_{name.upper()}": value for name, value in env.items()})
        try:
            yield command
        finally:
            command.kill()


async def albot(*words: str, **env: str) -> Done:
    """Run a command to its end."""
    with albot_runs(*words, **env) as command:
        return await command.end()


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    """A Bot API server on this machine, with one person who has not said anything yet."""
    world = World(SystemClock())
    world.add_person("Ana")
    server = SandboxServer(world, TOKEN)
    await server.start()
    yield server
    await server.stop()


def settings_for(server: SandboxServer, folder: Path, **more: str) -> dict[str, str]:
    """The settings of a bot that talks to this server, with an empty database."""
    given = {"token": TOKEN, "key": new_key(), "operator": "Ada, ada@example.org", "api_url": server.url}
    return {**given, "database_url": sqlite_database(folder), **more}


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that tells nobody when it comes."""
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.01)


async def until_answered(server: SandboxServer, text: str) -> None:
    """Let Ana write, and wait for the bot's answer."""
    ana = next(iter(server.world.people.values()))
    ana.send(text)
    asked = len(ana.chat.messages)
    await until(lambda: len(ana.chat.messages) > asked)


async def test_a_new_key_stands_alone_on_its_line() -> None:
    done = await albot("key")
    assert (done.code, done.err) == (0, [])
    (key,) = done.out
    Vault([key])
    assert (await albot("key")).out != [key]


async def test_what_is_missing_or_wrong_stops_the_start_with_a_line_each() -> None:
    done = await albot("run", token="not-a-token", listen="nowhere")
    assert (done.code, done.out) == (2, [])
    assert [line.split()[0] for line in done.err] == ["ALBOT_TOKEN", "ALBOT_KEY", "ALBOT_OPERATOR", "ALBOT_LISTEN"]
    assert done.err[0].startswith("ALBOT_TOKEN is not right. Set it to the token that @BotFather gave you.")
    assert "not-a-token" not in "\n".join(done.err)


async def test_two_keys_that_cannot_be_told_apart_are_a_wrong_setting(server: SandboxServer, tmp_path: Path) -> None:
    first = new_key()
    second = next(key for key in iter(new_key, "") if number_of(read_key(key)) == number_of(read_key(first)))
    done = await albot("run", **settings_for(server, tmp_path, key=f"{first},{second}"))
    assert (done.code, len(done.err)) == (2, 1)
    assert "two keys" in done.err[0]


async def test_a_real_start_on_an_empty_database_stays_small_and_ends_in_order(
    server: SandboxServer, tmp_path: Path
) -> None:
    env = settings_for(server, tmp_path, log_format="json", database_url=f"sqlite:///{tmp_path}/new.db")
    given = {**os.environ, "PYTHONPATH": str(ROOT), **{f"ALBOT_{name.upper()}": value for name, value in env.items()}}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "albot", "run", stdout=PIPE, stderr=PIPE, env=given
    )
    try:
        await until_answered(server, "/nonsense")
        memory = psutil.Process(process.pid).memory_info().rss
        second = await albot("run", **env)
        checked = await albot("check", **env)
        process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(process.communicate(), 10)
    finally:
        if process.returncode is None:
            process.kill()
    assert memory < MOST_MEMORY
    assert (second.code, len(second.err)) == (1, 1)
    assert "already" in second.err[0]
    assert checked.code == 0, checked
    assert checked.out[-1] == "The token is right. The bot is @albot_sandbox_bot."
    assert (process.returncode, out) == (0, b"")
    assert [json.loads(line)["event"] for line in err.splitlines()] == ["started"]
    assert TOKEN.encode() not in err


async def test_an_interrupt_ends_it_while_telegram_cannot_be_reached(server: SandboxServer, tmp_path: Path) -> None:
    await server.stop()
    with albot_runs("run", **settings_for(server, tmp_path)) as bot:
        assert "telegram_not_reached" in await bot.first_line("err")
        done = await bot.end(signal.SIGINT)
    assert done.code == 0
    assert not any("Traceback" in line for line in done.err)


async def test_what_was_typed_before_the_end_is_answered_before_it(server: SandboxServer, tmp_path: Path) -> None:
    ana = next(iter(server.world.people.values()))
    server.faults.switch_on("slow", method="sendMessage", seconds=1)
    with albot_runs("run", **settings_for(server, tmp_path)) as bot:
        ana.send("/nonsense")
        await until(lambda: any(call.method == "sendMessage" for call in server.calls))
        done = await bot.end(signal.SIGTERM)
    assert done.code == 0
    assert len(ana.chat.messages) == 2


async def test_a_token_that_telegram_refuses_is_one_line(server: SandboxServer, tmp_path: Path) -> None:
    env = settings_for(server, tmp_path, token="7654321:" + "b" * 35)
    done = await albot("run", **env)
    assert (done.code, done.out, len(done.err)) == (1, [], 1)
    assert "ALBOT_TOKEN" in done.err[0]
    assert env["token"] not in done.err[0]


async def test_a_database_of_a_newer_program_is_refused(server: SandboxServer, tmp_path: Path) -> None:
    env = settings_for(server, tmp_path)
    engine = make_engine(env["database_url"])
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    for command in ("run", "migrate"):
        done = await albot(command, **env)
        assert (done.code, done.out, len(done.err)) == (1, [], 1), command
        assert "newer" in done.err[0]
    checked = await albot("check", **env)
    assert checked.code == 1
    assert any("newer" in line for line in checked.out)


async def test_the_key_of_another_database_is_a_wrong_setting(server: SandboxServer, tmp_path: Path) -> None:
    env = settings_for(server, tmp_path, coordinators="700000001")
    with albot_runs("run", **env) as bot:
        await until_answered(server, "/nonsense")
        await bot.end(signal.SIGTERM)
    for command, code in (("run", 2), ("check", 1)):
        done = await albot(command, **{**env, "key": new_key()})
        assert done.code == code
        assert any("ALBOT_KEY does not open this database" in line for line in (*done.out, *done.err))
    rotated = await albot("check", **{**env, "key": f"{new_key()},{env['key']}"})
    assert "The key opens what is in the database." in rotated.out


async def test_a_database_that_cannot_be_reached_is_one_line(server: SandboxServer, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"postgresql://me:very-secret@127.0.0.1:{taken.getsockname()[1]}/albot"
        for url in (nobody, f"sqlite:///{tmp_path}/no/such/folder/albot.db"):
            env = settings_for(server, tmp_path, database_url=url)
            done = await albot("run", **env)
            assert (done.code, done.out, len(done.err)) == (1, [], 1), url
            assert "ALBOT_DATABASE_URL" in done.err[0]
            checked = await albot("check", **env)
            assert checked.code == 1
            assert "very-secret" not in "\n".join([*done.err, *checked.out, *checked.err])


async def test_a_check_says_all_that_is_wrong_and_makes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/albot.db"
    done = await albot("check", key=new_key(), database_url=url, tick_seconds="often", listne="x")
    assert (done.code, done.err) == (1, [])
    lines = {line.split()[0]: line for line in done.out}
    assert "missing" in lines["ALBOT_TOKEN"]
    assert "missing" in lines["ALBOT_OPERATOR"]
    assert "not right" in lines["ALBOT_TICK_SECONDS"]
    assert lines["ALBOT_KEY"] == "ALBOT_KEY is right."
    assert "misspelt" in lines["ALBOT_LISTNE"]
    assert any("database is not there yet" in line for line in done.out)
    assert list(tmp_path.iterdir()) == []


async def test_migrating_needs_the_database_alone(empty_database_url: str) -> None:
    for _ in range(2):
        done = await albot("migrate", database_url=empty_database_url)
        assert (done.code, done.err) == (0, [])
        assert done.out == [f"The database is up to date. Its version is {health.newest()}."]
    engine = make_engine(empty_database_url)
    assert health.version(engine) == health.newest()
    engine.dispose()


async def address(sandbox: Command) -> str:
    """The address that a sandbox printed."""
    line = await sandbox.first_line()
    assert line.startswith("The sandbox is open: http://127.0.0.1:")
    return line.split()[4]


async def ask(url: str, path: str, body: Any = None) -> Any:
    """What the page would ask of the sandbox."""
    verb = "POST" if body else "GET"
    async with aiohttp.ClientSession() as http, http.request(verb, url + path, json=body) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def test_a_sandbox_from_start_to_end() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with albot_runs("sandbox", "--port", str(port), "--people", "2") as sandbox:
            url = await address(sandbox)
            assert int(url.rpartition(":")[2]) > port
            state = await ask(url, "/sandbox/state")
            assert len(state["people"]) == 3
            facilitator = state["people"][0]["id"]
            await ask(url, f"/sandbox/people/{facilitator}/messages", {"text": "/newset"})
            moved = await ask(url, "/sandbox/clock", {"seconds": 86_400})
            chat = (await ask(url, f"/sandbox/people/{facilitator}"))["chat"]
            done = await sandbox.end(signal.SIGINT)
    assert moved["now"][:10] > state["now"][:10]
    assert len(chat["messages"]) > 1, "the clock moves on only when everything is answered"
    assert "New sets are made by" not in chat["messages"][1]["text"], "the first person may make a set"
    assert (done.code, done.err) == (0, [])


async def test_a_kept_sandbox_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "play.db"
    nows = []
    for _ in range(2):
        with albot_runs("sandbox", "--keep", str(file), "--port", "20000") as sandbox:
            url = await address(sandbox)
            person = (await ask(url, "/sandbox/state"))["people"][0]["id"]
            await ask(url, f"/sandbox/people/{person}/messages", {"text": "/nonsense"})
            nows.append((await ask(url, "/sandbox/clock", {"seconds": 7 * 86_400}))["now"])
            assert len((await ask(url, f"/sandbox/people/{person}"))["chat"]["messages"]) == 2
            assert (await sandbox.end(signal.SIGTERM)).code == 0
    assert nows[1][:10] > nows[0][:10]
    key = tmp_path / "play.db.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.unlink()
    done = await albot("sandbox", "--keep", str(file))
    assert (done.code, len(done.err)) == (1, 1)
    assert str(key) in done.err[0]


async def test_a_sandbox_where_no_file_can_be_made_is_one_line(tmp_path: Path) -> None:
    done = await albot("sandbox", "--keep", str(tmp_path / "no" / "folder" / "play.db"))
    assert (done.code, len(done.err)) == (1, 1)
    assert "play.db" in done.err[0]
