"""Whether a database can be worked with: reachable, of this program's version, and opened by the keys.

Alembic is imported by `schema` alone and costs 11 MB and 0.2 s, so a start that finds its database up to date does
without it, and one that does not migrates in a child process, which takes the 11 MB with it when it ends. It is a plain
one: those of `multiprocessing` leave another behind that takes 13 MB for as long as this process runs.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, column, inspect, table
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from albot.domain.people import Person
from albot.store import people
from albot.store.rows import Rows
from albot.store.vault import SealBroken

SAMPLE = 20
"""So many addresses are tried for each key: that none opens is the key, not somebody who was at the database."""

NEWER = 3
"""The exit code of `migrating` where the database was made by a newer program."""


class DatabaseAway(Exception):
    """The database cannot be reached or is none. Its message is the driver's first line: for operators, in no chat."""


def reach(engine: Engine) -> None:
    """Open the database once; raises `DatabaseAway`. An SQLite file that is not there yet is made."""
    with what_fails_is_away(), engine.connect():
        pass


@contextmanager
def what_fails_is_away() -> Iterator[None]:
    """Whatever the database says no to inside this block, such as a damaged file, as `DatabaseAway`."""
    try:
        yield
    except SQLAlchemyError as problem:
        reason = reason_of(problem)
    else:
        return
    raise DatabaseAway(reason) from None


def reason_of(problem: SQLAlchemyError) -> str:
    """The driver's first line, which holds no values: PostgreSQL quotes those in its second, the detail."""
    driver = getattr(problem, "orig", None) or problem
    return (str(driver).splitlines() or [type(driver).__name__])[0]


def newest() -> str:
    """The version that this program works with, as the first part of the newest migration's file name says."""
    return max(
        file.name.partition("_")[0] for file in (Path(__file__).parent / "migrations" / "versions").glob("0*.py")
    )


def version(engine: Engine) -> str | None:
    """The version of a database, or None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(select(column("version_num")).select_from(table("alembic_version")))


def bring_up_to_date(url: str) -> None:
    """Bring a database to this program's version in a child process; raises `schema.NewerDatabase`.

    It finds what this one finds, and reads the address, which may hold a password, where no list of processes shows it.
    """
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "albot.store.migrating"]
    done = subprocess.run(command, input=url, text=True, env=paths, check=False)  # noqa: S603 - nothing from outside
    if done.returncode == NEWER:
        from albot.store.schema import NewerDatabase  # noqa: PLC0415 - it ends here: Alembic costs no running bot

        raise NewerDatabase
    done.check_returncode()


def keys_open(rows: Rows) -> bool:
    """Whether the keys open people's addresses: of each key that addresses were sealed with, one of a few.

    One that does not open may have been moved in the database, which is no reason not to start. True for nobody.
    """
    number = func.substr(Person.chat_sealed, 1, 1)
    numbers = rows.session.scalars(select(number).where(Person.chat_sealed != b"").distinct()).all()
    return all(any(_opens(rows, person) for person in _few(rows, number == each)) for each in numbers)


def _few(rows: Rows, sealed_so: ColumnElement[bool]) -> list[Person]:
    return list(rows.session.scalars(select(Person).where(sealed_so).order_by(col(Person.id)).limit(SAMPLE)))


def _opens(rows: Rows, person: Person) -> bool:
    try:
        people.chat_of(rows, person)
    except SealBroken:
        return False
    return True


def database_time(engine: Engine) -> datetime:
    """The wall clock of a PostgreSQL server, which may be another machine's."""
    with engine.connect() as connection:
        now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return now


def is_sound(engine: Engine) -> bool:
    """Whether SQLite finds its file sound; reads the whole file. Raises `DatabaseAway` where it cannot look."""
    connection = engine.raw_connection()  # outside the engine's own "begin", which would hold up whoever writes
    try:
        return bool(connection.cursor().execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError as problem:
        reason = str(problem)
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    raise DatabaseAway(reason)
