"""Whether a database can be worked with: reachable, of this program's version, and opened by the keys.

Alembic is imported by `schema` alone and costs 11 MB and 0.2 s, so a start that finds its database up to date does
without it, and one that does not migrates in a child process, which takes the 11 MB with it when it ends.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from sqlalchemy import Engine, column, inspect, table
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from albot.domain.people import Person
from albot.store import people
from albot.store.engine import make_engine
from albot.store.rows import Rows
from albot.store.vault import SealBroken


class DatabaseAway(Exception):
    """The database cannot be reached or is none. Its message is the driver's first line: for operators, in no chat."""


def reach(engine: Engine) -> None:
    """Open the database once; raises `DatabaseAway`. An SQLite file that is not there yet is made."""
    try:
        with engine.connect():
            return
    except SQLAlchemyError as problem:
        driver = getattr(problem, "orig", None) or problem
        reason = (str(driver).splitlines() or [type(driver).__name__])[0]
    raise DatabaseAway(reason)


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
    """Bring a database to this program's version in a child process; raises `schema.NewerDatabase`."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as child:
        child.submit(_migrate, url).result()


def _migrate(url: str) -> None:
    from albot.store import schema  # noqa: PLC0415 - the child's own business, see the module

    engine = make_engine(url)
    try:
        schema.migrate(engine)
    finally:
        engine.dispose()


def keys_open(rows: Rows) -> bool:
    """Whether the keys open everybody's address: one of each key that addresses were sealed with. True for nobody."""
    number = func.substr(Person.chat_sealed, 1, 1)
    samples = rows.session.scalars(select(func.min(Person.id)).where(Person.chat_sealed != b"").group_by(number)).all()
    try:
        for person in rows.session.scalars(select(Person).where(col(Person.id).in_(samples))):
            people.chat_of(rows, person)
    except SealBroken:
        return False
    return True
