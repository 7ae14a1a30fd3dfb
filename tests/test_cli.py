"""The command line, as a person uses it: each test starts `albot` as a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

from albot.clock import SystemClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.store import health
from albot.store.engine import make_engine
from albot.store.vault import Vault, new_key, number_of, read_key
from tests.house import TOKEN, sqlite_database

ROOT = Path(__file__).parents[1]
MOST_MEMORY = 120_000_000
"""Bytes that an idle `albot run` may hold."""


@dataclass(frozen=True)
class Done:
    """What a command said and how it ended."""

    code: int
    out: list[str]
    err: list[str]


async def start(*words: str, **env: str) -> Process:
    """Start `albot` with these words and settings."""
    here = {name: value for name, value in os.environ.items() if not name.startswith("ALBOT_")}
    given = {f"ALBOT_{name.upper()}": value for name, value in env.items()}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "albot", *words, stdout=PIPE, stderr=PIPE, env={**here, "PYTHONPATH": str(ROOT), **given}
    )


async def end(process: Process) -> Done:
    """Wait for a command's end."""
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return Done(process.returncode, out.decode().splitlines(), err.decode().splitlines())


async def albot(*words: str, **env: str) -> Done:
    """Run a command to its end."""
    return await end(await start(*words, **env))


@asynccontextmanager
async def killed_at_the_end(process: Process) -> AsyncIterator[Process]:
    """No process outlives its test."""
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


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
    return {**given, "database_url": f"sqlite:///{folder}/albot.db", **more}


async def until_answered(server: SandboxServer, text: str) -> None:
    """Let Ana write, and wait for the bot's answer."""
    ana = next(iter(server.world.people.values()))
    ana.send(text)
    asked = len(ana.chat.messages)
    async with asyncio.timeout(30):
        while len(ana.chat.messages) == asked:  # noqa: ASYNC110 - the chat tells nobody
            await asyncio.sleep(0.01)


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
    assert done.err[0] == (
        "ALBOT_TOKEN is not right. Set it to the token that @BotFather gave you. It is a number, a colon, and a long word."
    )
    assert "not-a-token" not in "\n".join(done.err)


async def test_two_keys_that_cannot_be_told_apart_are_a_wrong_setting(server: SandboxServer, tmp_path: Path) -> None:
    first = new_key()
    second = next(key for key in iter(new_key, "") if number_of(read_key(key)) == number_of(read_key(first)))
    done = await albot("run", **settings_for(server, tmp_path, key=f"{first},{second}"))
    assert (done.code, len(done.err)) == (2, 1)
    assert "two keys" in done.err[0]


async def test_a_run_from_its_first_start_to_its_end(server: SandboxServer, tmp_path: Path) -> None:
    env = settings_for(server, tmp_path, log_format="json")
    async with killed_at_the_end(await start("run", **env)) as bot:
        await until_answered(server, "/nonsense")
        memory = psutil.Process(bot.pid).memory_info().rss
        second = await albot("run", **env)
        checked = await albot("check", **env)
        bot.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        done = await end(bot)
        took = time.monotonic() - asked
    assert memory < MOST_MEMORY
    assert (second.code, len(second.err)) == (1, 1)
    assert "already" in second.err[0]
    assert checked.code == 0, checked
    assert "The bot is @albot_sandbox_bot." in checked.out[-1]
    assert (done.code, done.out) == (0, [])
    assert took < 10
    assert [json.loads(line)["event"] for line in done.err] == ["started"]
    assert not any(TOKEN in line for line in done.err)


async def test_an_interrupt_ends_it_while_telegram_cannot_be_reached(server: SandboxServer, tmp_path: Path) -> None:
    await server.stop()
    async with killed_at_the_end(await start("run", **settings_for(server, tmp_path))) as bot:
        assert bot.stderr is not None
        line = await asyncio.wait_for(bot.stderr.readline(), 30)
        assert b"telegram_not_reached" in line
        bot.send_signal(signal.SIGINT)
        done = await end(bot)
    assert done.code == 0
    assert not any("Traceback" in line for line in done.err)


async def test_a_token_that_telegram_refuses_is_one_line(server: SandboxServer, tmp_path: Path) -> None:
    env = settings_for(server, tmp_path, token="7654321:" + "b" * 35)
    done = await albot("run", **env)
    assert (done.code, done.out, len(done.err)) == (1, [], 1)
    assert "ALBOT_TOKEN" in done.err[0]
    assert env["token"] not in done.err[0]


async def test_a_database_of_a_newer_program_is_refused(server: SandboxServer, tmp_path: Path) -> None:
    env = settings_for(server, tmp_path, database_url=sqlite_database(tmp_path))
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
    async with killed_at_the_end(await start("run", **env)) as bot:
        await until_answered(server, "/nonsense")
        bot.send_signal(signal.SIGTERM)
        await end(bot)
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
    done = await albot("check", key=new_key(), database_url=url, tick_seconds="often", listne="x", token="7:" + "c" * 35)
    assert (done.code, done.err) == (1, [])
    lines = {line.split()[0]: line for line in done.out}
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


@asynccontextmanager
async def sandbox(*words: str) -> AsyncIterator[tuple[Process, str]]:
    """An open sandbox and the address that it printed."""
    async with killed_at_the_end(await start("sandbox", *words)) as process:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        assert line.startswith(b"The sandbox is open: http://127.0.0.1:"), (line, await process.communicate())
        yield process, line.decode().split()[4]


async def ask(url: str, path: str, body: Any = None) -> Any:
    """What the page would ask of the sandbox."""
    async with aiohttp.ClientSession() as http, http.request("POST" if body else "GET", url + path, json=body) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def test_a_sandbox_from_start_to_end(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with sandbox("--port", str(port), "--people", "2") as (process, url):
            assert int(url.rpartition(":")[2]) > port
            state = await ask(url, "/sandbox/state")
            assert len(state["people"]) == 3
            facilitator = state["people"][0]["id"]
            await ask(url, f"/sandbox/people/{facilitator}/messages", {"text": "/nonsense"})
            moved = await ask(url, "/sandbox/clock", {"seconds": 86_400})
            chat = (await ask(url, f"/sandbox/people/{facilitator}"))["chat"]
            process.send_signal(signal.SIGINT)
            done = await end(process)
    assert moved["now"][:10] > state["now"][:10]
    assert len(chat["messages"]) == 2, "the clock moves on only when everything is answered"
    assert (done.code, done.err) == (0, [])


async def test_a_kept_sandbox_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "play.db"
    nows = []
    for _ in range(2):
        async with sandbox("--keep", str(file), "--port", "20000") as (process, url):
            person = (await ask(url, "/sandbox/state"))["people"][0]["id"]
            await ask(url, f"/sandbox/people/{person}/messages", {"text": "/nonsense"})
            nows.append((await ask(url, "/sandbox/clock", {"seconds": 7 * 86_400}))["now"])
            assert len((await ask(url, f"/sandbox/people/{person}"))["chat"]["messages"]) == 2
            process.send_signal(signal.SIGTERM)
            assert (await end(process)).code == 0
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
