"""A tick with a million nudges waiting: with nothing due, and with five hundred due at once, until they may go out.

Beside it, in the same run, APScheduler with its SQLAlchemy job store: what it does each time that it wakes up, and when
five hundred jobs are due, which it takes out of its store one by one. Its jobs do nothing: nothing is judged, worded or
sealed. Start and memory with a million nudges are measured by bench_start.
"""

from __future__ import annotations

import asyncio
import gc
import pickle
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from albot.clock import HeldClock, SystemClock
from albot.config import Settings
from albot.loops.tick import Ticker
from albot.store.engine import Store, make_engine
from albot.store.rows import Rows
from albot.store.vault import Vault
from tests.bench.bulk import Made
from tests.bench.crowd import add_nudges
from tests.bench.table import Row, median, show
from tests.bench.year_of_a_set import A_SET, Story
from tests.databases import sqlite_database
from tests.house import settings

WAITING = 1_000_000
SETS = 84
DUE = SETS * A_SET
"""Invitations that are due at the same moment: those of the members of so many sets."""

TICKS = 50
ROUNDS = 3
JOBS = (10_000, 100_000)

MOST_WITH_NOTHING = 5.0
"""Milliseconds of the processor that a tick may take which finds nothing."""


@pytest.mark.bench
async def test_a_tick_is_quick_whatever_waits(tmp_path: Path) -> None:
    pytest.importorskip("apscheduler")
    rows = [await ours(tmp_path / name, waiting) for name, waiting in (("few", 0), ("many", WAITING))]
    rows += [theirs(tmp_path / f"{jobs}.db", jobs) for jobs in JOBS]
    show(f"A tick that finds nothing, and one that finds {DUE} nudges", rows, "nudges", runs=ROUNDS)
    assert all(float(row["its processor ms"]) < MOST_WITH_NOTHING for row in rows[:2])


# The bot


async def ours(folder: Path, waiting: int) -> Row:
    """The milliseconds of a tick on a database in which so many nudges wait for months to come."""
    folder.mkdir()
    chosen = settings(sqlite_database(folder), "http://127.0.0.1:1")
    evening = SystemClock().now().replace(hour=17, minute=30)
    if waiting:
        await asyncio.to_thread(add_nudges, chosen, waiting)
    _sets_that_meet_in_three_days(chosen, evening)
    store, clock = Store(chosen.database_url, Vault(chosen.keys)), HeldClock(evening)
    ticker = Ticker(store, clock, 1, wake=lambda: None)
    await ticker.tick()
    _as_after_a_start()
    begun = time.process_time()
    nothing = [await _seconds(ticker) for _ in range(TICKS)]
    idle = (time.process_time() - begun) / TICKS
    clock.advance(timedelta(minutes=31))
    due: list[float] = []
    spent: list[float] = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        due.append(await _seconds(ticker))
        spent.append(time.process_time() - begun)
        assert await store.run(_take_back) == DUE
    store.stop()
    return {
        "what": "albot",
        "waiting": waiting,
        "nothing due ms": 1000 * median(nothing),
        "its processor ms": 1000 * idle,
        f"{DUE} due ms": 1000 * median(due),
        "their processor ms": 1000 * median(spent),
    }


def _sets_that_meet_in_three_days(chosen: Settings, now: datetime) -> None:
    """So many sets whose members are to be invited to check in half an hour from now."""
    engine = make_engine(chosen.database_url)
    made = Made(Vault(chosen.keys), seed=5)
    story = Story(made, 2, now)
    for number in range(SETS):
        story.of_a_set(24 + 28 * number)  # a set's number says on which day of the four weeks it meets
    with engine.begin() as connection:
        made.write(connection)
    engine.dispose()


def _as_after_a_start() -> None:
    """What is there by now is not looked through for garbage again and again, as with a bot that runs (`cli`)."""
    gc.collect()
    gc.freeze()


async def _seconds(ticker: Ticker) -> float:
    begun = time.monotonic()
    await ticker.tick()
    return time.monotonic() - begun


def _take_back(rows: Rows) -> int:
    """As if nobody had been nudged: returns how many were."""
    sent = rows.session.execute(text("DELETE FROM outbox WHERE guard LIKE 'nudge:%' RETURNING id")).all()
    rows.session.execute(
        text("UPDATE nudge SET state = 'WAITING', look_at = due_at, sent_at = NULL, sent_for = NULL WHERE counted")
    )
    rows.session.execute(text("UPDATE person SET last_nudged_on = NULL"))
    rows.session.execute(text("UPDATE member SET unanswered = 0"))
    return len(sent)


# APScheduler


def called() -> None:
    """What its jobs do."""


def theirs(file: Path, jobs: int) -> Row:
    """The milliseconds of waking up with so many jobs in its store, and of having as many due as we had nudges."""
    from apscheduler.events import EVENT_JOB_EXECUTED  # noqa: PLC0415 - of the `bench` extra
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore  # noqa: PLC0415
    from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415

    later = datetime.now(UTC) + timedelta(days=30)
    store = SQLAlchemyJobStore(url=f"sqlite:///{file}")
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    job = scheduler.add_job(called, "date", run_date=later, id="first", misfire_grace_time=None)
    _copy(store, job, jobs - 1, later)
    _as_after_a_start()
    nothing: list[float] = []
    processor = time.process_time()
    for _ in range(TICKS):
        begun = time.monotonic()
        store.get_due_jobs(datetime.now(UTC))
        store.get_next_run_time()
        nothing.append(time.monotonic() - begun)
    idle = (time.process_time() - processor) / TICKS
    due: list[float] = []
    spent: list[float] = []
    done: list[Any] = []
    scheduler.add_listener(done.append, EVENT_JOB_EXECUTED)
    for number in range(ROUNDS):
        done.clear()
        _copy(store, job, DUE, datetime.now(UTC), prefix=f"due{number}-")
        begun, processor = time.monotonic(), time.process_time()
        scheduler.resume()
        while len(done) < DUE:
            time.sleep(0.001)
        due.append(time.monotonic() - begun)
        spent.append(time.process_time() - processor)
        scheduler.pause()
    scheduler.shutdown()
    return {
        "what": "APScheduler",
        "waiting": jobs,
        "nothing due ms": 1000 * median(nothing),
        "its processor ms": 1000 * idle,
        f"{DUE} due ms": 1000 * median(due),
        "their processor ms": 1000 * median(spent),
    }


def _copy(store: Any, job: Any, count: int, at: datetime, prefix: str = "later-") -> None:
    """Put copies of a job into a store as it does itself, but in one transaction."""
    state = job.__getstate__()
    rows = []
    for number in range(count):
        moment = at + timedelta(milliseconds=number if prefix == "later-" else 0)
        mine = {**state, "id": f"{prefix}{number}", "next_run_time": moment}
        packed = pickle.dumps(mine, store.pickle_protocol)
        rows.append({"id": mine["id"], "next_run_time": moment.timestamp(), "job_state": packed})
    with store.engine.begin() as connection:
        connection.execute(store.jobs_t.insert(), rows)
