"""How it grows: the same figures with 10, 100, 1,000 and 10,000 members in the database.

- start: from `albot run` on a database that is there to the answer to a message that waits, at the median of some
- memory: of that process, a few seconds later
- a turn: `/checkin` asks the open question once more; ten people at 50 a second in all, the same for every size
- a tick that finds nothing due
- the size of the SQLite file, and of what one member adds to it
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from albot.app import running
from albot.clock import SystemClock
from albot.config import Settings
from tests.bench.bench_start import environment
from tests.bench.contenders.started import started
from tests.bench.contenders.whole import run_without_limits
from tests.bench.peopled import Peopled, in_sqlite
from tests.bench.picture import FIGURES, PICTURE, draw
from tests.bench.scripts import ASKED_AGAIN
from tests.bench.served import serving
from tests.bench.table import QUICK, Row, median, show
from tests.bench.typists import Figures, Load
from tests.house import settings

SIZES = (10, 100, 1_000) if QUICK else (10, 100, 1_000, 10_000)
A_SET = 5
"""So that ten members are whole sets."""

ROUNDS = 1 if QUICK else 3
TYPING = 10
LOAD = Load("50 a second", TYPING, 50, warm=2, seconds=4 if QUICK else 8, again=True)
TICKS = 20
CALM_SECONDS = 5.0
"""Until the memory of a bot that has just started is looked at."""


def populated(folder: Path, members: int) -> Peopled:
    """A database with so many members: the one place that knows how it is made."""
    folder.mkdir()
    return in_sqlite(folder, members // A_SET, A_SET, begun=False)


@contextmanager
def really_started(chosen: Settings) -> Iterator[psutil.Process]:
    """`albot run`, as an operator starts it."""
    command = [sys.executable, "-m", "albot", "run"]
    process = subprocess.Popen(command, env=environment(chosen), stderr=subprocess.DEVNULL)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


def start_and_memory(peopled: Peopled) -> tuple[float, float]:
    """Seconds from the start to the first answer, and megabytes of resident memory after it."""
    with peopled.copied() as url, serving() as served:
        chosen = settings(url, served.url, key=peopled.key, tick_seconds=5)
        begun = time.monotonic()
        with really_started(chosen) as bot:
            answered = served.first_answer(ASKED_AGAIN, peopled.people[0])
            time.sleep(CALM_SECONDS)
            return answered - begun, bot.memory_info().rss / 1e6


def turns(peopled: Peopled) -> Figures:
    """Ten people type."""
    with peopled.copied() as url, serving() as served:
        chosen = settings(url, served.url, key=peopled.key, tick_seconds=5)
        with started(run_without_limits, chosen) as bot:
            served.wait_for_bot()
            return served.type(ASKED_AGAIN, peopled.people[:TYPING], LOAD, [bot])


def tick(peopled: Peopled) -> float:
    """Milliseconds of a tick that finds nothing to do, at the median."""

    async def some(chosen: Settings) -> list[float]:
        took = []
        async with running(chosen, SystemClock()) as app:
            await app.settle()
            for _ in range(TICKS):
                begun = time.monotonic()
                await app.ticker.tick()
                took.append(1000 * (time.monotonic() - begun))
        return took

    with peopled.copied() as url, serving() as served:
        return median(asyncio.run(some(settings(url, served.url, key=peopled.key))))


def size(peopled: Peopled) -> float:
    """Megabytes of the database."""
    with peopled.copied() as url:
        return Path(url.removeprefix("sqlite:///")).stat().st_size / 1e6


def row(members: int, peopled: Peopled) -> Row:
    """Everything about one size."""
    starts = [start_and_memory(peopled) for _ in range(ROUNDS)]
    typed = [turns(peopled) for _ in range(ROUNDS)]
    assert not any(each.surprise or each.lost for each in typed)
    figures = {
        "turn p50 ms": median([each.p50 for each in typed]),
        "turn p99 ms": median([each.p99 for each in typed]),
        "processor ms a turn": median([each.processor for each in typed]),
        "tick ms": tick(peopled),
        "start s": median([seconds for seconds, _memory in starts]),
        "memory MB": median([memory for _seconds, memory in starts]),
        "database MB": size(peopled),
    }
    return {"members": float(members), **figures}


@pytest.mark.bench
def test_it_stays_quick_as_it_grows(tmp_path: Path) -> None:
    rows = [row(members, populated(tmp_path / str(members), members)) for members in SIZES]
    note = "Ten people type, 50 texts a second in all, without latency."
    show("How it grows with the members in the database", rows, FIGURES, runs=ROUNDS, note=note)
    if not QUICK:
        draw(PICTURE)
    least, most = rows[0], rows[-1]
    assert float(most["processor ms a turn"]) < 1.5 * float(least["processor ms a turn"])
    assert float(most["memory MB"]) < 1.5 * float(least["memory MB"])
