"""Migrations: up, down and up again with data in every table, and what they make is what the nouns say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Time,
    inspect,
)
from sqlalchemy.types import TypeEngine

from albot.store import health, schema
from albot.store.engine import make_engine
from albot.store.tables import METADATA

MIGRATIONS = Path(schema.__file__).parent / "migrations" / "versions"
VALUES: list[tuple[type[TypeEngine[Any]], Any]] = [
    (Boolean, True),
    (Integer, 7),
    (Numeric, 7),
    (DateTime, datetime(2026, 11, 20, 12, tzinfo=UTC)),
    (Date, date(2026, 11, 20)),
    (Time, time(21)),
    (LargeBinary, b"\x01sealed"),
]
"""What fits into a column, by its type."""

BOOKKEEPING = "alembic_version"


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    """An engine for a database without a table."""
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


def value(column: Column[Any], ids: dict[str, int]) -> Any:
    """Something that fits into a column: for a reference, the row that was made there."""
    for key in column.foreign_keys:
        return ids[key.column.table.name]
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    return next((fits for kind, fits in VALUES if isinstance(column.type, kind)), "TEXT")


def tables_of(connection: Connection) -> list[Table]:
    """The tables that a database has at its version, those first that others refer to."""
    there = MetaData()
    there.reflect(connection)
    return [table for table in there.sorted_tables if table.name != BOOKKEEPING]


def fill(connection: Connection) -> set[str]:
    """One row in every table that there is, each referring to the others; returns the tables."""
    ids: dict[str, int] = {}
    tables = tables_of(connection)
    for table in tables:
        row = {column.name: value(column, ids) for column in table.columns}
        connection.execute(table.insert().values(row))
        ids[table.name] = next(iter(row.values()))
    return {table.name for table in tables}


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: len(connection.execute(table.select()).all()) for table in tables_of(connection)}


def test_up_down_and_up_again_with_data_in_every_table(engine: Engine) -> None:
    versions = [file.name.partition("_")[0] for file in sorted(MIGRATIONS.glob("0*.py"))]
    before = ["base", *versions]
    for version in versions:
        schema.migrate(engine, version)
        with engine.begin() as connection:
            for table in reversed(tables_of(connection)):
                connection.execute(table.delete())
            filled = fill(connection)
        assert filled, version
    for version in reversed(before[:-1]):
        schema.migrate_back(engine, version)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {BOOKKEEPING}
    schema.migrate(engine)
    with engine.begin() as connection:
        assert fill(connection) == set(METADATA.tables)
        assert set(counts(connection).values()) == {1}
    assert health.version(engine) == health.newest() == versions[-1]


def test_data_survives_a_start_on_a_database_that_is_up_to_date(engine: Engine) -> None:
    schema.migrate(engine)
    with engine.begin() as connection:
        fill(connection)
    schema.migrate(engine)
    with engine.connect() as connection:
        assert set(counts(connection).values()) == {1}


def test_the_nouns_and_the_migrations_agree(engine: Engine) -> None:
    schema.migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_indexes_are_of_the_rows_that_the_nouns_say(engine: Engine) -> None:
    schema.migrate(engine)
    said = {str(each.name): each.info.get("where") for table in METADATA.tables.values() for each in table.indexes}
    is_sqlite = engine.dialect.name == "sqlite"
    query = "SELECT name, sql FROM sqlite_master" if is_sqlite else "SELECT indexname, indexdef FROM pg_indexes"
    with engine.connect() as connection:
        made: dict[str, str] = dict(iter(connection.exec_driver_sql(query).tuples()))
    for name, where in said.items():
        condition = re.sub(r"::\w+", "", made[name].partition(" WHERE ")[2])
        assert sorted(re.findall(r"\w+", condition)) == sorted(re.findall(r"\w+", where or "")), name


def test_a_database_of_a_newer_program_is_left_alone(engine: Engine) -> None:
    schema.migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {BOOKKEEPING} SET version_num = '9999'")
    with pytest.raises(schema.NewerDatabase):
        schema.migrate(engine)
    assert health.version(engine) == "9999"


def test_an_empty_database_has_no_version(engine: Engine) -> None:
    assert health.version(engine) is None
