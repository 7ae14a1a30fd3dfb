"""The sandbox's clock: it goes from due time to due time, quickly, and limits see the time pass."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from albot import rehearsal
from albot.chat.message import Message
from albot.chat.turn import tell
from albot.clock import SystemClock
from albot.domain.people import Office
from albot.rehearsal import Kept, RehearsalClock, rehearsing
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person
from albot.store import people
from albot.store.engine import Store
from albot.store.rows import Rows
from albot.store.vault import Vault, new_key
from tests.databases import sqlite_database

HOUR = timedelta(hours=1)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A database for a rehearsal."""
    return Kept(Path(sqlite_database(tmp_path).removeprefix("sqlite:///")), new_key(), is_old=False)


@dataclass(frozen=True)
class Stage:
    """A rehearsal that runs, and whoever sits before its page."""

    server: SandboxServer
    http: aiohttp.ClientSession

    @property
    def fay(self) -> Person:
        """The facilitator."""
        return next(iter(self.server.world.people.values()))

    def now(self) -> datetime:
        """What the clock of the rehearsal says."""
        return self.server.world.clock.now()

    async def move(self, **by: float) -> None:
        """Press a clock button."""
        body = {"seconds": timedelta(**by).total_seconds()}
        async with self.http.post(f"{self.server.url}/sandbox/clock", json=body) as answer:
            assert answer.status == 200, await answer.text()


@pytest.fixture
async def stage(kept: Kept) -> AsyncIterator[Stage]:
    """A rehearsal with the facilitator in the chat."""
    async with rehearsing(kept, port=0, members=1) as server, aiohttp.ClientSession() as http:
        stage = Stage(server, http)
        stage.fay.send("/nonsense")
        await stage.move(seconds=0)
        yield stage


def plan(kept: Kept, at: list[datetime]) -> None:
    """Put messages to the facilitator into the outbox, each for its moment."""
    store = Store(f"sqlite:///{kept.file}", Vault([kept.key]))

    def write(rows: Rows) -> None:
        for moment in at:
            row = tell(rows, people.holders(rows, Office.COORDINATOR)[0], Message("talk-stopped"), moment)
            assert row is not None

    store.submit(write).result(10)
    store.stop()


async def test_a_day_goes_from_due_time_to_due_time_and_quickly(kept: Kept, stage: Stage) -> None:
    start = stage.now()
    before = len(stage.fay.chat.messages)
    plan(kept, [start + hours * HOUR for hours in range(1, 13)])
    began = time.monotonic()
    await stage.move(days=1)
    took = time.monotonic() - began
    came = [message.date - start for message in stage.fay.chat.messages[before:]]
    assert [round(each / HOUR, 2) for each in came] == list(range(1, 13)), "each at its own hour"
    assert took < 5, "at one message a second in a chat twelve would take nine"
    assert stage.server.limits.on
    assert not any(call.answer and not call.answer["ok"] for call in stage.server.calls if call.method == "sendMessage")
    assert timedelta(0) <= stage.now() - start - timedelta(days=1) < HOUR


async def test_what_comes_at_one_moment_keeps_telegrams_pace(kept: Kept, stage: Stage) -> None:
    start = stage.now()
    plan(kept, [start + HOUR] * 5)
    began = time.monotonic()
    await stage.move(hours=1)
    assert time.monotonic() - began > 1
    assert len(stage.fay.chat.messages) == 2 + 5


async def test_the_clock_says_what_comes_next_and_goes_there(kept: Kept, stage: Stage) -> None:
    start = stage.now()
    plan(kept, [start + 3 * HOUR])
    async with stage.http.get(f"{stage.server.url}/sandbox/state") as answer:
        due = datetime.fromisoformat((await answer.json())["next_due"])
    assert abs(due - start - 3 * HOUR) < timedelta(seconds=1)
    before = len(stage.fay.chat.messages)
    async with stage.http.post(f"{stage.server.url}/sandbox/clock", json={"to": "next"}) as answer:
        assert answer.status == 200
    assert len(stage.fay.chat.messages) == before + 1
    assert abs(stage.now() - start - 3 * HOUR) < timedelta(minutes=1)


async def test_a_bot_that_never_comes_to_rest_does_not_stop_the_clock(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "PATIENCE", 0.2)
    stage.server.faults.switch_on("hang", method="sendMessage")
    stage.fay.send("/nonsense")
    start = stage.now()
    began = time.monotonic()
    await stage.move(days=2)
    assert time.monotonic() - began < 10
    assert stage.now() - start >= timedelta(days=2)
    stage.server.faults.clear()


def test_the_clock_runs_on_and_stands_while_it_is_moved() -> None:
    clock = RehearsalClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    before = clock.now(), clock.monotonic()
    with clock.standing():
        first = clock.now()
        time.sleep(0.02)
        assert clock.now() == first
        clock.move_to(first + HOUR)
    time.sleep(0.02)
    assert clock.now() - before[0] > HOUR
    assert clock.monotonic() - before[1] > 3600
    assert clock.monotonic() - SystemClock().monotonic() == pytest.approx(3600, abs=1)


def test_a_kept_rehearsal_begins_where_its_clock_had_come_to(tmp_path: Path) -> None:
    kept = rehearsal.keep(tmp_path / "play.db")
    later = SystemClock().now() + timedelta(days=30)
    assert kept.start() < later
    kept.clock_file.write_text(later.isoformat())
    assert kept.start() == later
    kept.clock_file.write_text("nonsense")
    assert kept.start() < later


def test_a_taken_port_is_passed_over() -> None:
    port = rehearsal.free_port(23456)
    assert port >= 23456
    with pytest.raises(OSError, match="free"):
        rehearsal.free_port(65_536)
