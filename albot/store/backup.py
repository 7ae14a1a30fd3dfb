"""Backups: one consistent, encrypted file, made while the bot runs, from which either kind of database is filled.

    SQLite ─→ a copy by its backup interface ─┐                           ┌─→ at the file's version ─→ the newest
    PostgreSQL ─→ one repeatable read ────────┴─→ rows, table by table ─→─┴   of an empty database of either kind

Tables and columns are read from the database itself, so that one of an older version can be backed up too, and what
a later migration adds is in the backup by itself. Values travel as what they are (a moment, bytes, a name), in no
database's own way of writing them.

Everything is kept but the messages on their way that must not be sent twice, the nudges: nobody knows what became of
them after the backup. All else that waited is sent once it is restored, perhaps a second time, and parked updates are
handled: the same as after a crash. Restoring is one transaction: a file that turns out to be damaged leaves nothing.
"""

from __future__ import annotations

import os
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, TypeAlias

from sqlalchemy import Connection, MetaData, Row, Select, StaticPool, Table, create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from albot.store import health, schema
from albot.store.engine import make_engine, sqlite_file
from albot.store.post import Outgoing
from albot.store.rows import Rows
from albot.store.sealed_file import Header, KeyMissing, Reader, Unreadable, Writer
from albot.store.tables import METADATA
from albot.store.vault import Vault

BOOKKEEPING = "alembic_version"
ROWS = 200
"""Rows of a chunk: a few megabytes at the most, where every one of them is as long as Telegram allows."""


AloneWith: TypeAlias = "Callable[[str], AbstractContextManager[None]]"
"""What holds the database of an address against other processes (see `app.alone_with`)."""


class NotDone(Exception):
    """A backup or a restore that cannot be; `message_id` says why, with the file and a reason. For the terminal."""

    def __init__(self, message_id: str, reason: str = "") -> None:
        super().__init__(f"{message_id} {reason}".rstrip())
        self.message_id = message_id
        self.reason = reason


class KeysWrong(Exception):
    """The keys of the settings do not open what is in the database."""


@dataclass(frozen=True)
class Summary:
    """What a backup holds: how many rows, in how many bytes, as they were when (aware)."""

    rows: int
    size: int
    made_at: datetime


@dataclass
class _Seen:
    """What was read so far: the rows of each table, and the numbers of the keys that sealed them."""

    rows: dict[str, int] = field(default_factory=dict)
    keys: set[int] = field(default_factory=set)


def back_up(url: str, vault: Vault, file: Path, now: datetime) -> Summary:
    """Write a database into a new file, while others work on it.

    Raises `NotDone`, `DatabaseAway`, `NewerDatabase` or `KeysWrong`, and then leaves no file.
    """
    try:
        with _new_file(file) as out, _snapshot(url, file) as connection:
            rows = _write(connection, out, vault, now)
        return Summary(rows, file.stat().st_size, now)
    except SQLAlchemyError as problem:
        raise health.DatabaseAway(health.reason_of(problem)) from None
    except sqlite3.Error as problem:
        raise NotDone("backup-no-file", str(problem)) from None
    except OSError as problem:
        raise NotDone("backup-no-file", _reason(problem)) from None


def restore(url: str, vault: Vault, file: Path, alone_with: AloneWith) -> Summary:
    """Fill an empty database from a backup and bring it to this program's version, while nobody else works on it.

    Raises `Unreadable`, `NotDone`, `DatabaseAway`, `NewerDatabase` or `KeysWrong`, or what `alone_with` raises, and
    then leaves it empty.
    """
    try:
        with file.open("rb") as source:
            backup = Reader(source)
            backup.header.number(vault)
            if not schema.known(backup.header.schema):
                raise Unreadable("restore-newer")
            rows = _fill(url, vault, backup, alone_with)
        return Summary(rows, file.stat().st_size, datetime.fromisoformat(backup.header.made_at))
    except OSError as problem:
        raise NotDone("restore-no-file", _reason(problem)) from None


# Writing


@contextmanager
def _new_file(file: Path) -> Iterator[BinaryIO]:
    """A file that only its owner may read, and that has its name once it is whole and on the disk."""
    part = file.with_name(f"{file.name}.part")
    if file.exists():
        raise NotDone("backup-file-there")
    if part.exists():
        raise NotDone("backup-part-there")
    try:  # it may be ended in the very moment in which the file is made
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    except FileExistsError:  # another one made it since
        raise NotDone("backup-part-there") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(file.absolute().parent)


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _snapshot(url: str, file: Path) -> Iterator[Connection]:
    """A database as it is at this moment, whatever others go on writing; raises `DatabaseAway`."""
    database = sqlite_file(url)
    if database is not None and not database.exists():
        raise NotDone("backup-nothing")  # and not make it, as opening it would
    engine = make_engine(url)
    try:
        health.reach(engine)
        if database is not None:
            with _copied(database, file) as connection:
                yield connection
        else:
            moment = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with moment.connect() as connection:
                yield connection
    finally:
        engine.dispose()


@contextmanager
def _copied(database: Path, file: Path) -> Iterator[Connection]:
    """A copy of an SQLite database beside the file that is being made, in a folder that only its owner may enter.

    Copied in one go, which holds up nobody: in steps it would begin anew whenever somebody writes.
    """
    folder = TemporaryDirectory(dir=file.absolute().parent, prefix=f"{file.name}.", suffix=".copy")
    with folder as name, closing(sqlite3.connect(Path(name) / "copy.db")) as copy:
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute("PRAGMA synchronous=OFF")
        with closing(sqlite3.connect(database)) as live:
            live.backup(copy)
        reader = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool, hide_parameters=True)
        with reader.connect() as connection:
            yield connection


def _write(connection: Connection, out: BinaryIO, vault: Vault, now: datetime) -> int:
    """Write all rows, and behind them how many there should be and which keys opened them; returns their number."""
    version = schema.version_in(connection)
    if version is None:
        raise NotDone("backup-nothing")
    if not schema.known(version):
        raise schema.NewerDatabase
    if version == schema.newest():
        _check_keys(connection, vault)
    writer, seen = Writer(out, Header.new(vault, version, now), vault), _Seen()
    for table in _tables(connection):
        seen.rows[table.name] = 0
        with connection.execute(_kept(table)) as found:
            for rows in found.partitions():
                writer.put({"table": table.name, "rows": [_pack_row(row) for row in rows]})
                seen.rows[table.name] += len(rows)
                seen.keys |= _sealed_with(rows)
    writer.put({"rows": seen.rows, "keys": sorted(seen.keys & set(vault.numbers))}, last=True)
    return sum(seen.rows.values())


def _tables(connection: Connection) -> list[Table]:
    """The tables that the program has in a database, those first that others refer to."""
    there = MetaData()
    there.reflect(connection)
    is_newest = schema.version_in(connection) == schema.newest()
    ours = METADATA.tables.keys() if is_newest else there.tables.keys() - {BOOKKEEPING}
    return [table for table in there.sorted_tables if table.name in ours]


def _kept(table: Table) -> Select[Any]:
    """The query for the rows of a table that are kept, a few at a time."""
    query = select(table)
    if table.name == Outgoing.__tablename__:
        query = query.where(table.c.may_repeat)
    return query.execution_options(yield_per=ROWS)


def _sealed_with(rows: Sequence[Row[Any]]) -> set[int]:
    """The numbers of the keys that the sealed values of some rows were sealed with (see `vault`)."""
    values = (value for row in rows for name, value in row._mapping.items() if name.endswith("_sealed"))
    return {value[0] for value in values if value}


# Reading


def _fill(url: str, vault: Vault, backup: Reader, alone_with: AloneWith) -> int:
    """Fill a database, all or nothing; returns the number of rows."""
    engine = make_engine(url)
    try:
        health.reach(engine)
        with alone_with(url), engine.begin() as connection:
            _make_tables(connection, backup.header.schema)
            rows = _load(connection, backup.chunks(vault), vault)
            schema.upgrade(connection)
            _check_keys(connection, vault)
        return rows
    except SQLAlchemyError as problem:
        raise NotDone("restore-stopped", health.reason_of(problem)) from None
    finally:
        engine.dispose()


def _make_tables(connection: Connection, version: str) -> None:
    """Bring an empty database to a version; raises `NotDone` where it is not empty."""
    current = schema.version_in(connection)
    if not schema.known(current):
        raise schema.NewerDatabase
    there = MetaData()
    there.reflect(connection)
    tables = [table for table in there.sorted_tables if table.name != BOOKKEEPING]
    if tables and (current is None or any(connection.execute(_one_of(table)).first() for table in tables)):
        raise NotDone("restore-not-empty")
    if current not in (None, version):
        schema.downgrade(connection, "base")
    schema.upgrade(connection, version)


def _one_of(table: Table) -> Select[Any]:
    return select(table).limit(1)


def _load(connection: Connection, chunks: Iterator[Mapping[str, Any]], vault: Vault) -> int:
    """Put the rows of all chunks into their tables; the last chunk says how many there should be by now."""
    tables = {table.name: table for table in _tables(connection)}
    end: Mapping[str, Any] = {}
    for chunk in chunks:
        if "table" in chunk:
            connection.execute(tables[chunk["table"]].insert(), [_open_row(row) for row in chunk["rows"]])
        else:
            end = chunk
    if not set(end["keys"]) <= set(vault.numbers):
        raise KeyMissing
    there = {name: connection.scalar(select(func.count()).select_from(table)) for name, table in tables.items()}
    if there != end["rows"]:
        raise Unreadable("restore-damaged")
    return sum(end["rows"].values())


# Both


def _check_keys(connection: Connection, vault: Vault) -> None:
    """Raise `KeysWrong` where the keys do not open what is in a database of the newest version."""
    with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
        if not health.keys_open(Rows(session, vault)):
            raise KeysWrong


def _pack_row(row: Row[Any]) -> dict[str, Any]:
    return {name: _pack(value) for name, value in row._mapping.items()}


def _open_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _opened(value) for name, value in row.items()}


def _pack(value: Any) -> Any:
    """A value as JSON can carry it, with its kind where JSON has none. SQLite gives moments in UTC, without a zone."""
    match value:
        case None | bool() | int() | str():
            return value
        case bytes():
            return {"bytes": b64encode(value).decode()}
        case datetime():
            return {"moment": (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()}
        case date():
            return {"day": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
    raise TypeError(f"a backup cannot hold a {type(value).__name__} yet")


def _opened(value: Any) -> Any:
    """A value as a database takes it."""
    match value:
        case {"bytes": str(text)}:
            return b64decode(text)
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case {"time": str(text)}:
            return time.fromisoformat(text)
    return value


def _reason(problem: OSError) -> str:
    return problem.strerror or type(problem).__name__
