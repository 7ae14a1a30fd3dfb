"""Memory and processor of a bot that nobody writes to, and of one that gets 30 messages a second: side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.bench.contenders.started import started
from tests.bench.contenders.whole import run_without_limits
from tests.bench.peopled import Peopled, in_sqlite
from tests.bench.scripts import ASKED_AGAIN
from tests.bench.served import serving
from tests.bench.table import QUICK, Row, show
from tests.bench.typists import Figures, Load
from tests.house import settings

SETS = 143
"""Of seven members each: a thousand."""
SECONDS = 60.0 if QUICK else 600.0
LOADS = (
    Load("nobody types", 0, warm=5, seconds=SECONDS, again=True),
    Load("30 a second", 500, 30, warm=5, seconds=SECONDS, again=True),
)

MOST_IDLE = 0.02
"""Of a core."""
MOST_MEMORY = 160.0
"""Megabytes."""


def measure(peopled: Peopled, load: Load) -> Figures:
    """One bot, with what is typed to it."""
    with peopled.copied() as url, serving() as served:
        chosen = settings(url, served.url, key=peopled.key, tick_seconds=5)
        with started(run_without_limits, chosen) as bot:
            served.wait_for_bot()
            return served.type(ASKED_AGAIN, peopled.people[: load.people], load, [bot])


@pytest.mark.bench
def test_an_idle_bot_takes_next_to_nothing(tmp_path: Path) -> None:
    peopled = in_sqlite(tmp_path, SETS, begun=False)
    with ThreadPoolExecutor(len(LOADS)) as threads:
        found = list(threads.map(lambda load: measure(peopled, load), LOADS))
    rows: list[Row] = [
        {
            "people": load.name,
            "minutes": load.seconds / 60,
            "part of a core": figures.busy,
            "MB at the beginning": figures.memory_before,
            "MB at the end": figures.memory,
            "turns": figures.turns,
            "p99 ms": figures.p99,
            "unanswered": figures.lost,
        }
        for load, figures in zip(LOADS, found, strict=True)
    ]
    show("Memory and processor, with a thousand members", rows, "idle")
    assert found[0].busy < MOST_IDLE
    assert all(figures.memory < MOST_MEMORY for figures in found)
