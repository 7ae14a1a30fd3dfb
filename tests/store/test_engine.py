"""The one transaction: returning commits, raising undoes that job alone, and only what is durable is believed."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from albot.store import inbox
from albot.store.engine import POSTGRES_THREADS, Store, database_url, sqlite_file
from albot.store.post import Handled
from albot.store.rows import Rows
from albot.store.vault import Vault

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def handle(number: int) -> Any:
    """A job that notes an update as handled."""
    return lambda rows: inbox.mark_handled(rows, number, NOW)


def insist(number: int) -> Any:
    """A job that writes the same, and takes no "it is there already" for an answer."""
    return lambda rows: rows.add(Handled(update_id=number, at=NOW))


def handled(store: Store) -> list[int]:
    """What another look at the database finds."""
    with store.engine.connect() as connection:
        return sorted(connection.scalars(select(Handled.update_id)))


class Trouble(Exception):
    """What a handler raises."""


def fail_after(number: int, problem: Exception) -> Any:
    """A job that writes, and then raises."""

    def job(rows: Rows) -> None:
        inbox.mark_handled(rows, number, NOW)
        rows.flush()
        raise problem

    return job


def threads(store: Store) -> int:
    """How many jobs this store runs at a time."""
    return 1 if store.is_sqlite else POSTGRES_THREADS


def all_at_once(store: Store, *jobs: Any) -> list[Future[Any]]:
    """Submit jobs so that they wait at the same moment: on SQLite they share one commit."""
    free = threading.Event()
    first = [store.submit(lambda _rows: free.wait(10)) for _ in range(threads(store))]
    time.sleep(0.05)
    futures = [store.submit(job) for job in jobs]
    free.set()
    for each in first:
        each.result(10)
    return futures


def on_a_slow_disk(store: Store) -> list[int]:
    """Let each commit take 20 ms more; the list grows by one with each."""
    commits: list[int] = []

    def slow(_connection: Connection) -> None:
        commits.append(1)
        time.sleep(0.02)

    event.listen(store.engine, "commit", slow)
    return commits


def test_what_a_job_returns_is_known_once_it_is_durable(store: Store) -> None:
    assert store.submit(lambda rows: (handle(1)(rows), "done")[1]).result(10) == "done"
    assert handled(store) == [1]


def test_raising_undoes_that_job_and_no_other(store: Store) -> None:
    futures = all_at_once(store, handle(1), fail_after(2, Trouble()), handle(3), fail_after(4, KeyError()), handle(5))
    assert [type(each.exception(10)) for each in futures] == [type(None), Trouble, type(None), KeyError, type(None)]
    assert handled(store) == [1, 3, 5]


def test_jobs_that_wait_together_share_one_commit_on_sqlite(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL commits each job")
    commits: list[int] = []
    event.listen(store.engine, "commit", lambda _connection: commits.append(1))
    futures = all_at_once(store, *(handle(number) for number in range(20)))
    for each in futures:
        each.result(10)
    assert len(commits) <= 8, "the one that held it up, and three at a time"


def test_the_slower_the_disk_the_more_jobs_share_a_commit(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL commits each job")
    commits = on_a_slow_disk(store)
    for each in [store.submit(handle(number)) for number in range(400)]:
        each.result(10)
    assert len(commits) < 30, "of 400 jobs, forty and more at a time before long"


def test_however_many_raise_no_job_is_run_more_than_twice(store: Store) -> None:
    on_a_slow_disk(store)
    runs: list[int] = []

    def count(number: int, rows: Rows) -> None:
        runs.append(number)
        inbox.mark_handled(rows, number, NOW)
        if number % 2:
            raise Trouble

    futures = [store.submit(partial(count, number)) for number in range(400)]
    assert [each.exception(10) is None for each in futures] == [True, False] * 200
    assert handled(store) == list(range(0, 400, 2))
    assert len(runs) <= 800


def test_what_overtakes_goes_before_those_that_wait(store: Store) -> None:
    order: list[object] = []

    def note(what: object, _rows: Rows) -> None:
        order.append(what)

    free = threading.Event()
    for _ in range(threads(store)):
        store.submit(lambda _rows: free.wait(10))
    time.sleep(0.05)
    for number in range(40):
        store.submit(partial(note, number))
    overtaking = store.submit(partial(note, "overtaking"), overtaking=True)
    if not store.is_sqlite:
        overtaking.result(10)  # it need not even wait for those who are at it
    free.set()
    store.stop()
    assert order == ["overtaking", *range(40)] if store.is_sqlite else order[0] == "overtaking"


def test_a_conflict_in_one_job_leaves_the_others_alone(store: Store) -> None:
    first, again, other = all_at_once(store, insist(1), insist(1), handle(2))
    problems = [first.exception(10), again.exception(10)]
    assert sorted(type(each).__name__ for each in problems) == ["IntegrityError", "NoneType"]
    assert other.exception(10) is None
    assert handled(store) == [1, 2]


def test_a_handler_that_expects_a_conflict_goes_on_after_it(store: Store) -> None:
    def careful(rows: Rows) -> str:
        inbox.mark_handled(rows, 1, NOW)
        rows.flush()
        try:
            with rows.savepoint():
                rows.add(Handled(update_id=1, at=NOW))
                rows.flush()
        except IntegrityError:
            rows.forget()
        inbox.mark_handled(rows, 2, NOW)
        return "went on"

    assert store.submit(careful).result(10) == "went on"
    assert handled(store) == [1, 2]


def test_nobody_believes_in_a_commit_that_the_database_did_not_make(store: Store) -> None:
    """Trouble of the database itself fails everybody in the commit: what was written may be gone."""
    trouble = OperationalError("COMMIT", {}, Exception("disk full"))
    futures = all_at_once(store, handle(1), fail_after(2, trouble), handle(3))
    failed = [each.exception(10) is not None for each in futures]
    assert failed[1]
    assert handled(store) == [number for number, bad in zip((1, 2, 3), failed, strict=True) if not bad]
    store.submit(handle(9)).result(10)
    assert 9 in handled(store)


def test_values_do_not_show_in_the_errors_of_the_database(store: Store) -> None:
    store.submit(handle(123_456_789)).result(10)
    problem = store.submit(handle(123_456_789)).exception(10)
    assert "123456789" not in str(problem).partition("DETAIL")[0]


async def test_a_turn_that_is_called_off_while_it_waits_stops_nothing_else(store: Store) -> None:
    free = threading.Event()
    blocking = [asyncio.ensure_future(store.run(lambda _rows: free.wait(10))) for _ in range(threads(store))]
    await asyncio.sleep(0.05)
    waiting = [asyncio.ensure_future(store.run(handle(number))) for number in range(6)]
    await asyncio.sleep(0.05)
    for each in (*waiting[:3], blocking[0]):
        each.cancel()
    free.set()
    done = await asyncio.wait_for(asyncio.gather(*blocking, *waiting, return_exceptions=True), 5)
    assert sum(isinstance(each, asyncio.CancelledError) for each in done) == 4
    await asyncio.wait_for(store.run(handle(99)), 5)
    assert {3, 4, 5, 99} <= set(handled(store))


async def test_a_hundred_turns_at_once_are_all_kept(store: Store) -> None:
    await asyncio.gather(*(store.run(handle(number)) for number in range(100)))
    assert handled(store) == list(range(100))


def test_stopping_finishes_what_was_taken(database_url: str, vault: Vault) -> None:
    store = Store(database_url, vault)
    futures = [store.submit(handle(number)) for number in range(50)]
    store.stop()
    assert all(each.done() and each.exception() is None for each in futures)
    again = Store(database_url, vault)
    assert handled(again) == list(range(50))
    again.stop()


def test_the_log_is_cut_short_even_where_the_file_cannot_be_made_anew(store: Store) -> None:
    """Making it anew takes no memory of its size: what it needs beside the file is a file, too."""
    file = sqlite_file(store.url)
    if file is None:
        pytest.skip("PostgreSQL clears up by itself")
    log = file.with_name(file.name + "-wal")
    store.submit(handle(1)).result(10)
    store.checkpoint()
    assert log.stat().st_size == 0
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar_one() == 0
    store.submit(handle(2)).result(10)

    def no_room(connection: sqlite3.Connection, *_: Any) -> None:
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)  # the new file is attached while it is written

    event.listen(store.engine, "checkout", no_room)
    with pytest.raises(sqlite3.OperationalError):
        store.checkpoint()
    assert log.stat().st_size == 0
    assert handled(store) == [1, 2]


def test_turns_wait_while_the_file_is_made_anew_and_do_not_fail(store: Store) -> None:
    if sqlite_file(store.url) is None:
        pytest.skip("PostgreSQL clears up by itself")
    with store.writing:  # as `make_anew` does, for however long it takes
        waiting = store.submit(handle(1))
        with pytest.raises(TimeoutError):
            waiting.result(0.05)
    waiting.result(10)
    store.make_anew()
    assert handled(store) == [1]


def test_which_databases_are_served() -> None:
    assert database_url("postgresql://me@host/albot").drivername == "postgresql+psycopg"
    assert str(sqlite_file("sqlite:////var/lib/albot.db")) == "/var/lib/albot.db"
    assert sqlite_file("postgresql://me@host/albot") is None
    with pytest.raises(ValueError, match="sqlite"):
        database_url("mysql://me@host/albot")
