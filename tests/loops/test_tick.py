"""The tick: what it finds to do is done job by job, and a job that fails stops no other."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text

from albot.loops.tick import QUIET_HOUR
from albot.store import engine
from albot.store.engine import OWED
from tests.features.test_sharing import EVENING
from tests.given import given_reflection, given_set
from tests.house import House, house
from tests.test_forget import forget


async def test_a_job_that_fails_stops_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_reflection(home, given, "Ana")
        await home.settle()
        await home.rows(lambda rows: rows.session.execute(text("DROP TABLE nudge")))
        home.clock.move_to(EVENING)
        assert "New in your set" in await home.news(given["Ben"])
        failed = set(re.findall(r"tick_failed +job=(\w+)", capsys.readouterr().out))
        assert failed == {"nudge", "tidy"}, "those that look for nudges"


async def test_a_tick_that_finds_nothing_is_one_transaction(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await given_set(home)
        await home.settle()
        begun: list[object] = []
        event.listen(home.app.store.engine, "begin", begun.append)
        await home.app.ticker.tick()
        assert len(begun) == 1


async def test_after_an_erasure_a_large_file_is_made_anew_in_the_night_and_a_small_one_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        statements: list[str] = []
        await watched(home, statements)
        await forget(home, given["Ana"])
        assert statements.count("VACUUM") == 1 and await mark(home) == 0
        monkeypatch.setattr(engine, "SMALL", 0)
        await forget(home, given["Ben"])
        assert statements.count("VACUUM") == 1 and await mark(home) == OWED
        tonight = (home.clock.now() + timedelta(days=1)).replace(hour=QUIET_HOUR, minute=0)
        await home.move_to(tonight - timedelta(minutes=1))
        assert await mark(home) == OWED
        await home.later(hours=1)
        assert statements.count("VACUUM") == 2 and await mark(home) == 0
        await home.later(days=2)
        assert statements.count("VACUUM") == 2, "once for an erasure"


async def watched(home: House, statements: list[str]) -> None:
    """Every statement that SQLite itself is given from now on."""
    event.listen(
        home.app.store.engine,
        "checkout",
        lambda connection, *_: connection.set_trace_callback(statements.append),
    )


async def mark(home: House) -> int:
    return int(await home.app.store.run(lambda rows: rows.session.scalar(text("PRAGMA user_version"))) or 0)
