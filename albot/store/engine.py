"""The database and its one transaction: work is handed over as a plain function and runs on a worker thread.

SQLite has one writer thread: jobs that wait at the same moment share one commit, because the flush to the disk is what
costs. PostgreSQL has a small pool, a transaction for each job. Returning commits, raising undoes that job alone. A job
may be run more than once, each time from its beginning: where another one in the same commit raises, and where two
transactions on PostgreSQL get in each other's way (a deadlock, the same new row).
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from albot.store.rows import Rows, crossed, is_trouble
from albot.store.vault import Vault

T = TypeVar("T")
Job = tuple[Callable[[Rows], Any], "Future[Any]"]
Done = tuple["Future[Any]", Any, BaseException | None]

FEWEST, MOST = 24, 48
"""How many waiting jobs may share one commit at the least, however fast the disk is, and at the most.

A commit costs 0.45 ms of processor time whatever is in it (at 300 turns a second with 60 ms: 1.9 ms a turn and p99
162 ms with 24, 2.1 and 157 with 16, 2.4 and 142 with 3)."""

WORTH = 4.0
"""How many times as long as its flush a commit may take: more jobs would let the first of them wait for the last, and
whoever sends for both; fewer would leave the disk to decide. (At 300 turns a second with 60 ms, where every flush takes
10 ms more: p99 193 ms with 2, 181 with 4 and 174 with 8.)"""

POSTGRES_THREADS = 4
"""Jobs at a time, each on a connection of its own: with a few processes far from PostgreSQL's usual 100."""

EXTRA = 3
"""Connections beside those: for jobs that overtake, and for what is no job, such as a backup."""

STATEMENTS = 512
"""Statements that SQLite keeps prepared: more than the program has, and more than Python's 128."""

SMALL = 50_000_000
"""Bytes up to which SQLite's file is made anew after each erasure: half a second at the most."""

OWED = 1
"""SQLite's `user_version` while the file is to be made anew: a mark in the file itself, that survives a kill."""

TRIES = 3
"""So often at the most a job is done where transactions get in each other's way, which they do on PostgreSQL alone."""


def database_url(text: str) -> URL:
    """The address of the database as SQLAlchemy wants it; raises `ValueError` for a kind that is not served."""
    url = make_url(text)
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ValueError("sqlite:///FILE or postgresql://USER@HOST/NAME")
    return url


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN below is then the only one
    cursor = connection.cursor()
    if not _pragma(connection, "page_count"):
        cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")  # later it would write, each time that somebody connects
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=10000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def make_engine(text: str) -> Engine:
    """An engine for either kind of database. Values never show in its errors (`hide_parameters`)."""
    url = database_url(text)
    if url.get_backend_name() == "sqlite":
        arguments = {"check_same_thread": False, "cached_statements": STATEMENTS}
        engine = create_engine(url, hide_parameters=True, connect_args=arguments)
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    # Nothing is prepared on the server's side, for behind a pooler the next transaction meets another server process.
    unprepared = {"prepare_threshold": None}
    return create_engine(
        url, hide_parameters=True, pool_size=POSTGRES_THREADS, max_overflow=EXTRA, connect_args=unprepared
    )


def sqlite_file(text: str) -> Path | None:
    """The file of an SQLite database, or None for PostgreSQL and for a database in memory."""
    url = database_url(text)
    named = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if named else None


class Store:
    """The database of one process. `run` is the only way to write; `start` before, `stop` after."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = url
        self.vault = vault
        self.engine = make_engine(url)
        self.writing = threading.Lock()
        """Held on SQLite by whoever writes: a turn waits for as long as the file is made anew, and does not fail."""
        self._worker: _Worker = _SharedWriter(self) if self.is_sqlite else _Pool(self)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def submit(self, job: Callable[[Rows], T], *, overtaking: bool = False) -> Future[T]:
        """Run a job in a transaction on a worker thread; the future holds what it returned once that is durable.

        Whoever no longer waits for it may cancel it until it begins; from then on it runs to its end. One that is
        `overtaking` goes before those that wait.
        """
        future: Future[T] = Future()
        self._worker.put((job, future), overtaking=overtaking)
        return future

    async def run(self, job: Callable[[Rows], T], *, overtaking: bool = False) -> T:
        """Run a job in a transaction; returns what it returned once that is durable."""
        return await asyncio.wrap_future(self.submit(job, overtaking=overtaking))

    def checkpoint(self) -> None:
        """Take what was erased out of SQLite's files: at once where they are small, else it is owed. Call off the loop.

        `secure_delete` overwrites an erased row where it stands, but not the copies of it that stay behind where a
        tree was put in order as it grew: making the file anew leaves them out. Measured: 0.4 s for 35 MB, 6 s for
        780 MB, in which nobody can write. So a file above `SMALL` is made anew in the night (`make_anew_if_owed`), and
        until then such copies may be in it, as ciphertext. The write-ahead log keeps older pages until it is cut
        short, which it is here in any case, also where the rest fails, as on a full disk. PostgreSQL does the like by
        itself, with its autovacuum.
        """
        if not self.is_sqlite:
            return
        with self._outside_transactions() as connection:
            if _pragma(connection, "page_count") * _pragma(connection, "page_size") > SMALL:
                connection.execute(f"PRAGMA user_version={OWED}")
            else:
                connection.execute("VACUUM")

    def make_anew_if_owed(self) -> None:
        """Make SQLite's file anew, if it is owed since an erasure. Whoever writes waits. Call off the loop."""
        if not self.is_sqlite:
            return
        with self._outside_transactions() as connection:
            owed = _pragma(connection, "user_version") == OWED
        if owed:
            self.make_anew()

    def make_anew(self) -> None:
        """Make SQLite's file anew, however large it is: nothing that was erased is left in it. Call off the loop."""
        if not self.is_sqlite:
            return
        with self._outside_transactions() as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA user_version=0")

    @contextmanager
    def _outside_transactions(self) -> Iterator[Any]:
        """SQLite's own connection, while nobody writes from this process; its log is cut short at the end."""
        with self.writing:
            connection = self.engine.raw_connection()  # outside the engine's own "begin": this is no transaction
            try:
                yield connection.driver_connection
            finally:
                try:
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                finally:
                    connection.close()

    def stop(self, patience: float | None = None) -> None:
        """Finish what is in hand and let go of the database.

        With `patience`, what is not done after so many seconds is left undone: another process may hold the file.
        """
        self._worker.stop(patience)
        self.engine.dispose()

    def session(self, connection: Connection, *, apart: bool = False) -> Session:
        """A session inside an open transaction, which it never commits; `apart` from others' there by a savepoint."""
        mode: Literal["create_savepoint", "rollback_only"] = "create_savepoint" if apart else "rollback_only"
        return Session(bind=connection, join_transaction_mode=mode, expire_on_commit=False)


class _Worker(Protocol):
    """What runs jobs off the event loop."""

    def put(self, job: Job, *, overtaking: bool) -> None:
        """Take a job."""

    def stop(self, patience: float | None) -> None:
        """Finish what was taken and end, with SQLite after so many seconds at the most."""


class _Pool:
    """PostgreSQL: a transaction for each job, a few at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pool = ThreadPoolExecutor(POSTGRES_THREADS, thread_name_prefix="store")
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="store beside")

    def put(self, job: Job, *, overtaking: bool) -> None:
        """Take a job."""
        (self._beside if overtaking else self._pool).submit(self._run, *job)

    def _run(self, job: Callable[[Rows], Any], future: Future[Any]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = self._result(job)
        except BaseException as problem:
            future.set_exception(problem)
        else:
            future.set_result(result)

    def _result(self, job: Callable[[Rows], T]) -> T:
        """What a job returned, in whichever of its tries nobody got in its way."""
        for _ in range(TRIES - 1):
            try:
                return self._once(job, again=True)
            except Exception as problem:
                if not crossed(problem):
                    raise
        return self._once(job)

    def _once(self, job: Callable[[Rows], T], *, again: bool = False) -> T:
        with self._store.engine.begin() as connection:
            return _done(self._store, connection, job, again=again)

    def stop(self, patience: float | None) -> None:
        """Finish and end."""
        self._pool.shutdown(wait=True)
        self._beside.shutdown(wait=True)


class _Pace:
    """How many jobs share a commit, by how long a job and a flush have taken of late."""

    def __init__(self) -> None:
        self._job = self._flush = 0.0

    @property
    def jobs(self) -> int:
        """How many jobs the next commit takes at the most."""
        worth = WORTH * self._flush / self._job if self._job else 0
        return round(min(max(worth, FEWEST), MOST))

    def note(self, job: float, flush: float) -> None:
        """Note the seconds that a job and the flush took in a commit; what is long past counts less and less."""
        self._job += (job - self._job) / 8
        self._flush += (flush - self._flush) / 8


class _SharedWriter:
    """SQLite: one thread; whoever waits at the same moment shares a commit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: queue.PriorityQueue[tuple[int, int, Job | None]] = queue.PriorityQueue()
        self._number = count()
        self._pace = _Pace()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def put(self, job: Job | None, *, overtaking: bool = False) -> None:
        """Take a job, or with None end after those that wait."""
        self._jobs.put((0 if overtaking else 1, next(self._number), job))

    def stop(self, patience: float | None) -> None:
        """Finish and end. A thread that still waits for the file is left behind: nothing of it is committed yet."""
        self.put(None)
        self._thread.join(patience)

    def _work(self) -> None:
        while True:
            batch, going_on = self._waiting()
            if batch:
                self._run(batch)
            if not going_on:
                return

    def _waiting(self) -> tuple[list[Job], bool]:
        """The jobs that wait now (at least one, unless the end is near), and whether to go on after them."""
        batch: list[Job] = []
        _place, _number, job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) >= self._pace.jobs:
                return batch, True
            try:
                _place, _number, job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _run(self, batch: list[Job]) -> None:
        wanted = [(job, future) for job, future in batch if future.set_running_or_notify_cancel()]  # see `submit`
        for future, result, failure in self._done(wanted):
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)

    def _done(self, wanted: list[Job]) -> list[Done]:
        """What became of jobs. Where one of them raises, all are undone, and done again with a savepoint for each.

        Nearly always none does. Done again so, no job is run more than twice, however many others raise. Where the
        trouble is the database's, nobody in this commit may believe that anything was kept.
        """
        try:
            return self._together(wanted)
        except BaseException as problem:
            if len(wanted) > 1 and not is_trouble(problem):
                return self._apart(wanted)
            return [(future, None, problem) for _job, future in wanted]

    def _together(self, wanted: list[Job]) -> list[Done]:
        begun = time.monotonic()
        with self._store.writing, self._store.engine.begin() as connection:
            done: list[Done] = [(future, _done(self._store, connection, job), None) for job, future in wanted]
            worked = time.monotonic()
        if wanted:
            self._pace.note((worked - begun) / len(wanted), time.monotonic() - worked)
        return done

    def _apart(self, wanted: list[Job]) -> list[Done]:
        try:
            with self._store.writing, self._store.engine.begin() as connection:
                return [(future, *_outcome(self._store, connection, job)) for job, future in wanted]
        except BaseException as problem:
            return [(future, None, problem) for _job, future in wanted]


def _done(
    store: Store, connection: Connection, job: Callable[[Rows], T], *, apart: bool = False, again: bool = False
) -> T:
    with store.session(connection, apart=apart) as session:
        result = job(Rows(session, store.vault, again=again))
        session.commit()
        return result


def _outcome(store: Store, connection: Connection, job: Callable[[Rows], T]) -> tuple[T | None, BaseException | None]:
    """What a job returned or raised; what it wrote is undone where it raised."""
    try:
        return _done(store, connection, job, apart=True), None
    except Exception as problem:
        if is_trouble(problem):
            raise  # nobody in this commit may believe that they were kept
        return None, problem


def _pragma(connection: Any, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
