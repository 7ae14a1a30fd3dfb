"""The command line, as a person uses it: each command is a process of its own."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import re
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
from sqlmodel import select

from albot.app import alone_with
from albot.cli import main
from albot.clock import SystemClock
from albot.domain.passages import Passage
from albot.domain.people import Person
from albot.rehearsal import free_port
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.store import health
from albot.store.engine import Store, make_engine
from albot.store.rows import Rows
from albot.store.vault import Vault, new_key, number_of, read_key
from tests.databases import sqlite_database
from tests.house import TOKEN
from tests.keys import another_key

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
    return {**given, "database_url": sqlite_database(folder), "listen": "127.0.0.1:0", **more}


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


async def test_rotating_with_one_key_says_how_keys_are_changed(tmp_path: Path) -> None:
    done = await albot("key", "rotate", key=new_key(), database_url=sqlite_database(tmp_path))
    assert (done.code, done.out, len(done.err)) == (2, [], 1)
    assert all(f" {step}. " in done.err[0] for step in (1, 2, 3, 4))
    missing = await albot("key", "rotate", database_url=f"sqlite:///{tmp_path}/nowhere.db")
    assert (missing.code, len(missing.err)) == (2, 1)
    assert missing.err[0].startswith("ALBOT_KEY is missing.")
    nowhere = await albot("key", "rotate", key=",".join(keys_apart(2)), database_url=f"sqlite:///{tmp_path}/nowhere.db")
    assert (nowhere.code, len(nowhere.err)) == (1, 1)
    assert "albot migrate" in nowhere.err[0]
    assert not (tmp_path / "nowhere.db").exists()


async def test_the_key_is_changed_while_the_bot_runs(server: SandboxServer, tmp_path: Path) -> None:
    ana = next(iter(server.world.people.values()))
    new, old = keys_apart(2)
    keys = f"{new},{old}"
    env = settings_for(server, tmp_path, coordinators=str(ana.id), key=old)
    with albot_runs("run", **env) as bot:
        await until_answered(server, "/nonsense")
        await bot.end(signal.SIGTERM)
    with albot_runs("run", **{**env, "key": keys}) as bot:
        await until_answered(server, "/nonsense")
        checked = await albot("check", **{**env, "key": keys})
        assert any("albot key rotate" in line for line in checked.out)
        done = await albot("key", "rotate", **{**env, "key": keys})
        assert (done.code, done.err, len(done.out)) == (0, [], 1)
        assert "brought under the first key" in done.out[0]
        checked = await albot("check", **{**env, "key": keys})
        assert "Everything is under the first key of ALBOT_KEY." in checked.out
        await until_answered(server, "/nonsense")
        await bot.end(signal.SIGTERM)
    assert any("does not open" in line for line in (await albot("check", **env)).out), "the old key is of no use"
    with albot_runs("run", **{**env, "key": new}) as bot:
        await until_answered(server, "/nonsense")
        done = await bot.end(signal.SIGTERM)
    assert not any("error" in line for line in done.err)
    engine = make_engine(env["database_url"])
    with engine.connect() as connection:
        assert len(connection.scalars(select(Person.id)).all()) == 1, "she is still known"
    engine.dispose()


async def test_a_rotation_that_is_killed_goes_on_where_it_was(database_url: str) -> None:
    new, old, lost = keys_apart(3)
    keys, passages = f"{new},{old}", 1_000
    plant(database_url, old, passages)
    plant(database_url, lost, 1)
    rest = sealed_with_another(database_url, new)
    assert rest == passages + 1
    with albot_runs("key", "rotate", key=keys, database_url=database_url) as rotation:
        await until(lambda: sealed_with_another(database_url, new) < rest)
        rotation.kill()
    left = sealed_with_another(database_url, new)
    assert 1 < left < rest, "it was killed in the middle"
    done = await albot("key", "rotate", key=keys, database_url=database_url, log_format="json")
    assert (done.code, done.out) == (1, [])
    assert done.err[-1].startswith(f"{left - 1} values were brought under the first key. 1 do not open")
    assert [json.loads(line)["table"] for line in done.err[:-1]] == ["passage"]
    assert sealed_with_another(database_url, new) == 1


def keys_apart(many: int) -> list[str]:
    """New keys that can be told apart."""
    found: dict[int, str] = {}
    while len(found) < many:
        key = new_key()
        found[number_of(read_key(key))] = key
    return list(found.values())


def plant(url: str, key: str, many: int) -> None:
    """Texts that were written with this key."""
    store = Store(url, Vault([key]))

    def write(rows: Rows) -> None:
        for _ in range(many):
            passage = rows.add(Passage(owner_id=1, at=SystemClock().now()))
            rows.seal(passage, "text_sealed", "Call Tom")

    store.submit(write).result()
    store.stop()


def sealed_with_another(url: str, key: str) -> int:
    """How many texts are sealed with another key than this one."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = connection.scalars(select(Passage.text_sealed)).all()
    engine.dispose()
    return sum(each[0] != number_of(read_key(key)) for each in found)


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
    rotated = await albot("check", **{**env, "key": f"{another_key(env['key'])},{env['key']}"})
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


async def test_an_address_that_is_taken_is_one_line(server: SandboxServer, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = await albot("run", **settings_for(server, tmp_path, listen=address))
    assert (done.code, done.out) == (1, [])
    assert done.err == [
        f"Nothing can listen on {address}. The system says: Address already in use. "
        "Free that address, or set ALBOT_LISTEN to another one."
    ]


async def test_a_bot_runs_by_webhook_and_tells_how_it_is(server: SandboxServer, tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port(25_000 + os.getpid() % 5_000)}"
    hook = {"webhook_url": f"http://{address}/updates", "webhook_secret": "a-secret_1", "listen": address}
    with albot_runs("run", **settings_for(server, tmp_path, **hook)) as bot:
        await until_answered(server, "/nonsense")
        async with aiohttp.ClientSession() as http:
            for path, said in {"/readyz": "ok", "/metrics": "albot_database_up 1.0"}.items():
                async with http.get(f"http://{address}{path}") as answer:
                    assert answer.status == 200
                    assert said in await answer.text()
        done = await bot.end(signal.SIGTERM)
    assert (done.code, done.out) == (0, [])
    assert not any("error" in line or "a-secret_1" in line for line in done.err), done.err
    assert "getUpdates" not in {call.method for call in server.calls}


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


async def test_a_backup_of_a_running_bot_fills_a_database_of_either_kind(
    server: SandboxServer, tmp_path: Path, empty_database_url: str
) -> None:
    env, file = settings_for(server, tmp_path, coordinators="700000001"), str(tmp_path / "albot.backup")
    needed = {"key": env["key"], "database_url": empty_database_url}
    with albot_runs("run", **env) as bot:
        await until_answered(server, "/nonsense")
        made = await albot("backup", file, key=env["key"], database_url=env["database_url"])
        await bot.end(signal.SIGTERM)
    assert (made.code, made.err, len(made.out)) == (0, [], 1)
    assert re.fullmatch(rf"{file} is complete: \d rows in \d kB, as they were on {MINUTE}\.", made.out[0])
    wrong = await albot("restore", file, **{**needed, "key": new_key()})
    assert (wrong.code, wrong.out, len(wrong.err)) == (2, [], 1)
    assert f"ALBOT_KEY lacks a key that {file} was made with" in wrong.err[0]
    done = await albot("restore", file, **{**needed, "key": f"{another_key(env['key'])},{env['key']}"})
    assert (done.code, done.err, len(done.out)) == (0, [], 2)
    assert re.fullmatch(rf"\d rows are restored from {file}, as they were on {MINUTE}\.", done.out[0])
    assert "what people erased or withdrew since is back" in done.out[1]
    assert "The key opens what is in the database." in (await albot("check", **{**env, **needed})).out
    await refused(1, "database is not empty", "restore", file, **needed)
    await refused(1, "is there already", "backup", file, **needed)


MINUTE = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"


async def refused(code: int, why: str, /, *words: str, **env: str) -> None:
    """A command ends with this code and one line that says why."""
    done = await albot(*words, **env)
    assert (done.code, done.out, len(done.err)) == (code, [], 1), done
    assert why in done.err[0]


async def test_a_restore_that_cannot_be_is_one_line_and_makes_nothing(tmp_path: Path) -> None:
    old, new, file = sqlite_database(tmp_path), f"sqlite:///{tmp_path}/new.db", tmp_path / "albot.backup"
    env = {"key": new_key(), "database_url": new}
    assert (await albot("backup", str(file), **{**env, "database_url": old})).code == 0
    await refused(1, "cannot be read. The system says: Is a directory", "restore", str(tmp_path), **env)
    await refused(1, "is no backup of albot", "restore", str(tmp_path / "albot.db"), **env)
    await refused(2, "ALBOT_KEY is missing", "restore", str(file), database_url=new)
    assert not (tmp_path / "new.db").exists()
    with alone_with(new):
        await refused(1, "Another albot already works", "restore", str(file), **env)
    nowhere = f"sqlite:///{tmp_path}/no/such/folder/albot.db"
    await refused(1, "The database cannot be opened", "restore", str(file), **{**env, "database_url": nowhere})
    file.write_bytes(file.read_bytes()[:-5])
    await refused(1, "is damaged or incomplete", "restore", str(file), **env)


async def test_a_backup_that_cannot_be_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    env, file = {"key": new_key(), "database_url": sqlite_database(tmp_path)}, str(folder / "albot.backup")
    await refused(1, "nothing to back up", "backup", file, **{**env, "database_url": f"sqlite:///{tmp_path}/new.db"})
    await refused(2, "ALBOT_DATABASE_URL is not right", "backup", file, **{**env, "database_url": "mysql://x"})
    await refused(1, "cannot be written. The system says: No such", "backup", str(folder / "no" / "file"), **env)
    await refused(
        1, "cannot be opened", "backup", file, **{**env, "database_url": f"sqlite:///{Path(__file__).absolute()}"}
    )
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
async def test_a_backup_that_is_ended_leaves_nothing(tmp_path: Path, database_url: str) -> None:
    folder, engine = tmp_path / "out", make_engine(database_url)
    folder.mkdir()
    with engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE passage IN ACCESS EXCLUSIVE MODE")  # here the backup has to wait
        with albot_runs("backup", str(folder / "albot.backup"), key=new_key(), database_url=database_url) as command:
            await until(lambda: any(folder.iterdir()))
            done = await command.end(signal.SIGTERM)
    engine.dispose()
    assert done.code == 128 + signal.SIGINT
    assert not any("Traceback" in line for line in done.err)
    assert list(folder.iterdir()) == []


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
