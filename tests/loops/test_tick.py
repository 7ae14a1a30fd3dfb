"""The tick: what it finds to do is done job by job, and a job that fails stops no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import event, text

from tests.features.test_sharing import EVENING
from tests.given import given_reflection, given_set
from tests.house import house


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
