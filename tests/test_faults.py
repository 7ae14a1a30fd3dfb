"""Telegram and the line to it fail, and the clock is set: the whole house, over real HTTP, goes on by itself.

The faults that the sandbox's server can play are in tests/loops/test_deliver.py and tests/wire/test_receive.py, those
of the database in tests/test_faults_of_database.py, those that end the process in tests/test_ends.py.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlmodel import update
from structlog.testing import capture_logs

from albot.chat.message import Message
from albot.loops import deliver
from albot.store import duties, inbox
from albot.store.engine import Store
from albot.store.post import Duty, DutyName
from albot.store.rows import Rows
from albot.store.vault import Vault
from albot.wire import receive
from tests.databases import sqlite_database
from tests.given import given_meeting, given_set
from tests.house import START, house
from tests.loops.test_deliver import Line, heard, line, until
from tests.wire.test_receive import UNKNOWN, raw_message

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # of the library, with each 429

A_WORD = Message("welcome-back")


# Telegram is away


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram is tried again after half a second at the latest."""
    monkeypatch.setattr(deliver, "LONGEST_PAUSE", 0.5)
    monkeypatch.setattr(receive, "LONGEST_PAUSE", 0.5)


@pytest.mark.usefixtures("short_pauses")
async def test_after_an_hour_without_telegram_comes_what_still_helps_and_each_once(tmp_path: Path) -> None:
    """Half past one: an invitation is due. At two a set meets, whose link was due at one."""
    async with asyncio.timeout(60), house(tmp_path) as home:
        given = await given_set(home, meeting="2026-11-23T13:30")
        await given_meeting(home, given, "2026-11-02T13:30")
        soon = await given_set(home, facilitator="Flo", members=("Dee", "Eve"), meeting="2026-11-20T14:00")
        await home.move_to(START + timedelta(minutes=55))
        known = {name: len(heard(person)) for each in (given, soon) for name, person in each.people.items()}
        await home.server.stop()
        given["Ana"].send("/nonsense")
        with capture_logs() as logs:
            for minutes in (60, 90, 115):
                home.clock.move_to(START + timedelta(minutes=minutes))
                await home.app.ticker.tick()
                await until(lambda: [each["event"] for each in logs].count("not_delivered") > 2)
                logs.clear()
        home.clock.move_to(START + timedelta(minutes=121))
        await home.app.ticker.tick()
        await home.server.start()
        ben = given["Ben"]
        await until(lambda: len(heard(ben)) > known["Ben"])
        await until(lambda: any(UNKNOWN in each for each in heard(given["Ana"])))
        await home.settle()
        news = {name: heard(given[name])[known[name] :] for name in ("Ana", "Ben", "Chi")}
        assert [sum("four questions" in text for text in news[name]) for name in news] == [1, 1, 1]
        assert [sum(UNKNOWN in text for text in news[name]) for name in news] == [1, 0, 0]
        late = [text for name in ("Dee", "Eve") for text in heard(soon[name])[known[name] :]]
        assert not any("meets soon" in text for text in late), "it has begun"


async def test_a_nudge_that_finds_no_server_is_tried_again_less_and_less_often(tmp_path: Path) -> None:
    async with line(tmp_path) as home:
        ana = await home.member("Ana")
        await home.server.stop()
        with capture_logs() as logs:
            begun = time.monotonic()
            await home.nudge(ana)
            await until(lambda: [each["event"] for each in logs].count("not_delivered") == 3)
            assert time.monotonic() - begun > 0.5 + 1
        await home.server.start()
        await home.until_empty()
        assert len(heard(ana)) == 1


async def test_a_name_that_does_not_resolve_is_tried_again_until_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, asked = socket.getaddrinfo, []

    def not_found(host: Any, *more: Any, **named: Any) -> Any:
        if host == "localhost":
            asked.append(host)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return found(host, *more, **named)

    def connector(*, limit: int, keepalive_timeout: float) -> aiohttp.TCPConnector:
        """One that looks the name up for each call."""
        assert keepalive_timeout
        return plain(limit=limit, force_close=True, use_dns_cache=False)

    plain = aiohttp.TCPConnector
    monkeypatch.setattr(aiohttp, "TCPConnector", connector)
    async with line(tmp_path) as home:
        await home.close()
        home._chosen = home.app.settings.model_copy(
            update={"api_url": home.server.url.replace("127.0.0.1", "localhost")}
        )
        await home.open()
        ana, ben = await home.member("Ana"), await home.member("Ben")
        monkeypatch.setattr(socket, "getaddrinfo", not_found)
        await home.nudge(ana)
        await home.tell(ben, A_WORD)
        ana.send("/nonsense")
        await until(lambda: len(asked) > 3)
        assert heard(ana) == heard(ben) == []
        monkeypatch.setattr(socket, "getaddrinfo", found)
        await until(lambda: len(heard(ana)) == 2)
        await home.until_empty()
        assert (len(heard(ana)), len(heard(ben))) == (2, 1)


# A connection is reset in the middle


class Cutting:
    """What stands between the bot and the server, and cuts one exchange in two."""

    def __init__(self, home: Line) -> None:
        self._home = home
        self.cut = ""
        self._cuts_answer = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the bot's."""
        there = await asyncio.open_connection("127.0.0.1", int(self._home.server.url.rpartition(":")[2]))
        ends = (writer, there[1])
        with suppress(ConnectionError):
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass_on(reader, there[1], ends, is_answer=False))
                group.create_task(self._pass_on(there[0], writer, ends, is_answer=True))
        for end in ends:
            end.close()

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        ends: tuple[asyncio.StreamWriter, ...],
        *,
        is_answer: bool,
    ) -> None:
        while data := await reader.read(65_536):
            if not is_answer and b"/sendMessage" in data and self.cut:
                self._cuts_answer, cuts_here, self.cut = self.cut == "answer", self.cut == "request", ""
            else:
                cuts_here = is_answer and self._cuts_answer
            writer.write(data[: len(data) // 2] if cuts_here else data)
            await writer.drain()
            if cuts_here:
                self._cuts_answer = False
                await asyncio.sleep(0.05)  # so that the half arrives
                for end in ends:
                    end.transport.abort()
                return
        writer.close()


@asynccontextmanager
async def cutting(home: Line) -> AsyncIterator[Cutting]:
    """The bot of this house starts anew, behind something that can cut its connections."""
    between = Cutting(home)
    server = await asyncio.start_server(between.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await home.close()
    home._chosen = home.app.settings.model_copy(update={"api_url": f"http://127.0.0.1:{port}"})
    await home.open()
    try:
        yield between
    finally:
        await home.close()
        server.close()


@pytest.mark.parametrize(("half", "messages", "nudges"), [("request", 1, 0), ("answer", 2, 1)])
async def test_a_reset_in_the_middle_repeats_a_message_and_never_a_nudge(
    tmp_path: Path, half: str, messages: int, nudges: int
) -> None:
    async with line(tmp_path) as home, cutting(home) as between:
        ana, ben = await home.member("Ana"), await home.member("Ben")
        between.cut = half
        ana.send("/nonsense")
        await until(lambda: len(heard(ana)) == messages)
        await home.until_empty()
        between.cut = half
        await home.nudge(ben)
        await home.until_empty()
        assert (len(heard(ana)), len(heard(ben))) == (messages, nudges)


# The clock is set


@pytest.mark.parametrize("hours", [-5, 5])
async def test_what_waits_for_another_try_goes_as_soon_whatever_becomes_of_the_clock(
    tmp_path: Path, hours: int
) -> None:
    async with line(tmp_path) as home:
        ana, ben, chi = [await home.member(name) for name in ("Ana", "Ben", "Chi")]
        home.server.faults.switch_on("429", method="sendMessage", times=3, seconds=1)
        begun = time.monotonic()
        await home.nudge(ana)
        await home.tell(ben, A_WORD)
        chi.send("/nonsense")
        await until(lambda: home.sent() == 3)
        home.clock.move_to(home.clock.now() + timedelta(hours=hours))
        await until(lambda: heard(ana) and heard(ben) and heard(chi))
        assert time.monotonic() - begun >= 1, "and no sooner than told"
        await home.until_empty()
        assert [len(heard(each)) for each in (ana, ben, chi)] == [1, 1, 1]


async def test_what_waits_for_its_hour_goes_at_that_hour_of_the_clock_as_it_was_set_and_once(tmp_path: Path) -> None:
    async with line(tmp_path) as home:
        ana, noon = await home.member("Ana"), home.clock.now()
        await home.tell(ana, A_WORD, wait=3600)
        for hours in (-3, 0.5, -2):
            home.clock.move_to(noon + timedelta(hours=hours))
            await home.app.settle()
            assert heard(ana) == []
        for hours in (1.5, -3, 2):
            home.clock.move_to(noon + timedelta(hours=hours))
            await home.app.settle()
            assert len(heard(ana)) == 1


async def test_what_a_process_left_before_the_clock_was_set_back_is_handled_at_the_next_start(tmp_path: Path) -> None:
    async with asyncio.timeout(60), house(tmp_path) as home:
        ana = home.person("Ana")
        ana.started = True
        await home.close()
        raw = inbox.Raw(7001, ana.id, json.dumps(raw_message(ana, 7001)).encode())
        store = Store(sqlite_database(tmp_path), Vault(home.app.settings.keys))
        store.submit(partial(_park, raw=raw)).result(10)
        store.stop()
        home.world.push_raw(raw_message(ana, 7002))
        await home.open()
        await until(lambda: len(heard(ana)) == 2)
        await home.settle()
        assert len(heard(ana)) == 2


async def test_a_duty_whose_holder_is_gone_is_taken_over_though_the_databases_clock_was_set_back(store: Store) -> None:
    def leave_behind(rows: Rows) -> None:
        duties.take(rows, DutyName.SEND, 1, timedelta(seconds=6))
        rows.session.execute(update(Duty).values(until=duties.database_now(rows) + timedelta(hours=3)))

    await store.run(leave_behind)
    assert await store.run(lambda rows: duties.take(rows, DutyName.SEND, 2, timedelta(seconds=6))) == 2


def _park(rows: Rows, raw: inbox.Raw) -> None:
    inbox.park(rows, [raw], START + timedelta(hours=3))
