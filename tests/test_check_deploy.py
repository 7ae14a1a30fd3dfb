"""`albot check --deploy`: real files with real permissions, both databases, and the sandbox's Bot API server."""

from __future__ import annotations

import base64
import re
import shutil
import stat
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from albot.checkup import Finding
from albot.checkup_deploy import MANY_WAITING, check_deploy, looks_made_up
from albot.clock import Clock, HeldClock, SystemClock
from albot.config import KEY, settings_of_our_own
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.store import backup
from albot.store.engine import make_engine
from albot.store.vault import Vault, new_key
from albot.wire.receive import UPDATE_KINDS
from tests.house import TOKEN
from tests.test_cli import albot, settings_for

ROOT = Path(__file__).parents[1]


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    """A Bot API server on this machine, whose people write but nobody fetches."""
    world = World(SystemClock())
    world.add_person("Ana")
    server = SandboxServer(world, TOKEN)
    await server.start()
    yield server
    await server.stop()


class Place:
    """A place to look at: settings that a test changes, and what is found."""

    def __init__(self, server: SandboxServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file = folder / "albot.db"
        self._monkeypatch = monkeypatch
        self.set(**settings_for(server, folder))
        folder.chmod(0o700)
        self.file.chmod(0o600)

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self._monkeypatch.setenv(f"ALBOT_{name.upper()}", value)

    async def look(self, clock: Clock | None = None) -> list[Finding]:
        return await check_deploy(clock or SystemClock())

    async def wrong(self, clock: Clock | None = None) -> list[tuple[str, dict[str, Any]]]:
        """The message ids and the values of what is not right."""
        return [(each.message_id, dict(each.args)) for each in await self.look(clock) if not each.right]


@pytest.fixture
def place(server: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    folder = tmp_path / "data"
    folder.mkdir()
    return Place(server, folder, monkeypatch)


async def call(server: SandboxServer, method: str, **body: Any) -> Any:
    """A call of the Bot API, as somebody else with the token would make it."""
    async with aiohttp.ClientSession() as http, http.post(f"{server.url}/bot{TOKEN}/{method}", json=body) as answer:
        return (await answer.json())["result"]


def ids(findings: Sequence[Finding]) -> set[str]:
    return {each.message_id for each in findings}


async def test_a_well_kept_place_has_a_line_for_each_thing_that_was_looked_at(place: Place) -> None:
    found = await place.look()
    assert all(each.right for each in found), found
    assert ids(found) == {
        "deploy-listen-right",
        "deploy-key-random",
        "deploy-files-private",
        "deploy-space-right",
        "deploy-file-sound",
        "deploy-clock-right",
        "deploy-webhook-none",
        "deploy-pending",
    }


async def test_the_command_says_it_and_ends_with_one_where_anything_is_wrong(
    server: SandboxServer, tmp_path: Path
) -> None:
    env = settings_for(server, tmp_path)
    file = tmp_path / "albot.db"
    file.chmod(0o644)
    plain = await albot("check", **env)
    assert (plain.code, plain.err) == (0, []), "what is not asked for is not looked at"
    done = await albot("check", "--deploy", **env)
    assert (done.code, done.err) == (1, [])
    assert done.out[: len(plain.out)] == plain.out
    assert f"{file} can be opened by others. Run: chmod 600 {file}" in done.out
    file.chmod(0o600)
    done = await albot("check", "--deploy", **env)
    assert (done.code, done.err) == (0, [])
    assert "Only the bot's user can open the files of the database." in done.out
    assert "This machine's clock agrees with the Bot API server." in done.out


async def test_files_that_others_can_open_are_named_one_by_one(place: Place) -> None:
    log = place.file.with_name("albot.db-wal")
    lock = place.file.with_name("albot.db.lock")
    for file, mode in ((log, 0o640), (lock, 0o604)):
        file.touch()
        file.chmod(mode)
    place.file.with_name("notes.txt").touch()
    assert await place.wrong() == [("deploy-file-open", {"file": str(file)}) for file in (log, lock)]
    assert not place.file.with_name("albot.db-shm").exists(), "it was looked at before the database was opened"


async def test_what_the_program_makes_is_for_its_own_user_alone(tmp_path: Path) -> None:
    env = {"key": new_key(), "database_url": f"sqlite:///{tmp_path}/albot.db"}
    assert (await albot("migrate", **env)).code == 0
    assert (await albot("backup", str(tmp_path / "albot.backup"), **env)).code == 0
    made = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert {"albot.db", "albot.db.lock", "albot.backup"} <= set(made)
    assert set(made.values()) == {0o600}


async def test_a_folder_that_others_can_write_to_is_named(place: Place) -> None:
    folder = place.file.parent
    folder.chmod(0o770)
    assert await place.wrong() == [("deploy-folder-open", {"folder": str(folder)})]
    folder.chmod(0o755)
    assert await place.wrong() == []


async def test_backups_beside_the_database_are_looked_at_too(place: Place) -> None:
    file = place.file.with_name("of monday.backup")
    backup.back_up(f"sqlite:///{place.file}", Vault([new_key()]), file, SystemClock().now())
    found = await place.look()
    assert all(each.right for each in found)
    assert Finding(True, "deploy-backups-beside", {"count": 1}) in found
    file.chmod(stat.S_IMODE(file.stat().st_mode) | stat.S_IRGRP)
    assert await place.wrong() == [("deploy-file-open", {"file": f"'{file}'"})]


async def test_a_database_that_is_not_there_is_not_made(place: Place) -> None:
    place.file.unlink()
    assert await place.wrong() == []
    assert list(place.file.parent.iterdir()) == []


async def test_a_disk_without_room_for_a_second_copy_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    size = -(-place.file.stat().st_size // 1_000_000)
    for free, expected in ((199, [("deploy-space-short", {"free": 199, "size": size})]), (200, [])):
        disk = SimpleNamespace(free=free * 1_000_000)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, disk=disk: disk)
        assert await place.wrong() == expected


async def test_a_damaged_file_is_told(place: Place) -> None:
    damage(place.file, "step")
    assert await place.wrong() == [("deploy-damaged", {})]


async def test_a_file_that_cannot_be_worked_with_at_all_is_told_in_lines(server: SandboxServer, tmp_path: Path) -> None:
    env = settings_for(server, tmp_path)
    damage(tmp_path / "albot.db", "person")
    done = await albot("check", "--deploy", **env)
    assert (done.code, done.err) == (1, [])
    assert any(line.startswith("The database cannot be opened.") for line in done.out)
    assert any(line.startswith("The database file is damaged.") for line in done.out)
    assert "No webhook is set. Updates come by long polling." in done.out


def damage(file: Path, table: str) -> None:
    """Spoil the first page of a table, as a broken disk would."""
    engine = make_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).scalar_one()
    engine.dispose()
    with file.open("r+b") as pages:
        pages.seek((root - 1) * size)
        pages.write(b"\xff" * size)


async def test_looking_through_the_file_waits_for_nobody(place: Place) -> None:
    engine = make_engine(f"sqlite:///{place.file}")
    with engine.begin() as connection:  # whoever has begun to write here keeps every other writer away
        connection.exec_driver_sql("DELETE FROM person")
        assert "deploy-file-sound" in ids(await place.look())
    engine.dispose()


async def test_the_clocks_of_both_are_compared(place: Place, database_url: str) -> None:
    place.set(database_url=database_url)
    others = {"deploy-clock-telegram"} | ({"deploy-clock-database"} if "postgresql" in database_url else set())
    slow = HeldClock(SystemClock().now() - timedelta(seconds=60), running=True)
    wrong = [args for name, args in await place.wrong(slow) if name == "deploy-clock-off"]
    assert {args["whose"].id for args in wrong} == others
    assert all(59 <= args["by"] <= 75 for args in wrong)
    assert not [name for name, _ in await place.wrong() if name == "deploy-clock-off"]


@pytest.mark.parametrize(
    "key",
    [
        settings_of_our_own().key.get_secret_value(),
        base64.urlsafe_b64encode(bytes(range(32))).decode(),
        base64.urlsafe_b64encode(bytes(range(250, 90, -5))).decode(),
        base64.urlsafe_b64encode(b"sixteen letters." * 2).decode(),
        base64.urlsafe_b64encode(b"the quick brown fox jumps over t").decode(),
        "correct-horse-battery-staple-and-some-more-"[:43],
        "0123456789" * 4 + "012",
        "ThisIsMyKeyThisIsMyKeyThisIsMyKeyThisIsMyKe",
    ],
)
async def test_a_key_that_nobody_drew_at_random_is_told_by_its_place_alone(place: Place, key: str) -> None:
    assert re.fullmatch(KEY, key)
    place.set(key=f"{new_key()},{key}")
    assert await place.wrong() == [("deploy-key-made-up", {"number": 2})]


def test_a_key_that_was_drawn_at_random_is_not_doubted() -> None:
    assert not any(looks_made_up(new_key()) for _ in range(2_000))


def test_no_page_prints_a_key_that_could_be_taken_for_a_good_one() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("deploy/**/*"), *ROOT.glob("albot/texts/**/*.ftl")]
    printed = [
        key
        for page in pages
        if page.is_file() and page.name != "requirements.txt"
        for key in re.findall(rf"(?<![\w-]){KEY}(?![\w=-])", page.read_text())
    ]
    assert all(looks_made_up(key) for key in printed), printed


async def test_a_port_that_is_open_to_others_needs_a_webhook(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("container", raising=False)
    for listen in ("127.0.0.1:8080", "[::1]:8080", "localhost:8080"):
        place.set(listen=listen)
        assert "deploy-listen-right" in ids(await place.look()), listen
    for listen in ("0.0.0.0:8080", "[::]:8080", "192.0.2.7:8080", "albot.example.org:8080"):
        place.set(listen=listen)
        assert await place.wrong() == [("deploy-listen-open", {})], listen
    place.set(webhook_url="https://albot.example.org/telegram", webhook_secret="of-the-test")
    assert "deploy-listen-webhook" in ids(await place.look())
    monkeypatch.setenv("container", "oci")
    assert "deploy-listen-container" in ids(await place.look())


async def test_the_webhook_is_compared_with_the_settings(place: Place, server: SandboxServer) -> None:
    ours = "https://127.0.0.1:9/telegram"
    await call(server, "setWebhook", url="https://127.0.0.1:9/elsewhere")
    assert await place.wrong() == [("deploy-webhook-left", {})]
    place.set(webhook_url=ours, webhook_secret="of-the-test")
    assert await place.wrong() == [("deploy-webhook-other", {})]
    await call(server, "deleteWebhook")
    assert "deploy-webhook-not-yet" in ids(await place.look())
    await call(server, "setWebhook", url=ours, max_connections=7, allowed_updates=UPDATE_KINDS[:-1])
    assert Finding(True, "deploy-webhook-ours", {"count": 7}) in await place.look()
    assert await place.wrong() == [("deploy-webhook-kinds", {"kinds": UPDATE_KINDS[-1]})]


async def test_what_the_webhook_did_not_take_in_the_last_hour_is_told(place: Place, server: SandboxServer) -> None:
    ours = "https://127.0.0.1:9/telegram"
    place.set(webhook_url=ours, webhook_secret="of-the-test")
    await call(server, "setWebhook", url=ours)
    next(iter(server.world.people.values())).send("Is anybody there?")
    while "last_error_date" not in (info := await call(server, "getWebhookInfo")):
        pass
    assert await place.wrong() == [("deploy-webhook-failed", {"error": info["last_error_message"]})]
    assert Finding(True, "deploy-pending", {"count": 1}) in await place.look()
    later = HeldClock(SystemClock().now() + timedelta(hours=2))
    assert {name for name, _ in await place.wrong(later)} == {"deploy-clock-off"}


async def test_many_updates_that_wait_are_told(place: Place, server: SandboxServer) -> None:
    ana = next(iter(server.world.people.values()))
    for _ in range(MANY_WAITING):
        ana.send("a")
    assert await place.wrong() == []
    ana.send("b")
    assert await place.wrong() == [("deploy-pending-many", {"count": MANY_WAITING + 1})]


async def test_a_server_that_does_not_answer_leaves_its_lines_out(place: Place, server: SandboxServer) -> None:
    server.faults.switch_on("500", method="getWebhookInfo", times=None)
    assert not ids(await place.look()) & {"deploy-pending", "deploy-clock-right", "deploy-webhook-none"}
    await server.stop()
    assert await place.wrong() == []


async def test_what_depends_on_a_wrong_setting_is_left_out(place: Place) -> None:
    place.set(listen="nowhere", key="short", database_url="mysql://x", token="none")
    assert await place.look() == []


async def test_a_database_of_postgresql_is_looked_at_without_files(place: Place, database_url: str) -> None:
    place.set(database_url=database_url)
    about_files = {"deploy-files-private", "deploy-space-right", "deploy-file-sound"} & ids(await place.look())
    assert bool(about_files) == ("sqlite" in database_url)
