"""Backups: every row of every table comes back in either kind of database, from a file that tells nothing by itself."""

from __future__ import annotations

import io
import os
import resource
import sqlite3
import stat
import threading
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any

import pytest
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
    String,
    Table,
    Time,
    inspect,
    select,
)
from sqlalchemy.orm import Session

from albot.app import AlreadyRunning, alone_with
from albot.domain.people import Person
from albot.store import backup, health, people, schema
from albot.store.engine import Store, make_engine, sqlite_file
from albot.store.post import Handled, Outgoing, Parked
from albot.store.rows import Rows
from albot.store.sealed_file import Header, KeyMissing, Reader, Unreadable, Writer
from albot.store.tables import METADATA
from albot.store.vault import Vault, new_key
from tests.databases import Postgres, sqlite_database
from tests.keys import another_key

NOW = datetime(2026, 12, 3, 18, 0, 5, tzinfo=UTC)
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
SEVERAL_PAGES = 10 * backup.ROWS
IN_A_TABLE = 3
"""Rows in every table. In the last of them whatever may be empty is."""

Databases = Callable[[str, bool], str]


@pytest.fixture
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """What makes another database of a kind, migrated or without a table; returns its address."""
    with ExitStack() as doors:

        def database(kind: str, migrated: bool) -> str:
            if kind == "postgresql":
                server: Postgres = request.getfixturevalue("postgres")
                return doors.enter_context(server.database(migrated=migrated))
            folder = tmp_path / f"database-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            return sqlite_database(folder) if migrated else f"sqlite:///{folder}/albot.db"

        yield database


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine that is let go of."""
    engine = make_engine(url)
    yield engine
    engine.dispose()


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """A transaction."""
    with opened(url) as engine, engine.begin() as connection:
        yield connection


# What is in the databases


def value(column: Column[Any], number: int, vault: Vault) -> Any:
    """Something that fits into a column, another for each number of a row."""
    nth = {
        Boolean: number % 2 == 1,
        DateTime: NOW + timedelta(days=number, microseconds=123_456),
        Date: date(2026, 2, 26 + number),
        Time: time(21, number, 30),
        LargeBinary: bytes([vault.number, 0, 255, number]) + os.urandom(40),
        Integer: number,
        String: f"{column.table.name} {column.name} ünïcode 'quoted' {number}",
    }
    if isinstance(column.type, Enum):
        return column.type.enums[number % len(column.type.enums)]
    if isinstance(column.type, String) and column.type.length:
        return f"OLD_{number}"  # an enum of an older version
    if isinstance(column.type, Integer) and column.primary_key:
        return 2**63 - 1 - number
    return next(fits for kind, fits in nth.items() if isinstance(column.type, kind))


def planted(connection: Connection, vault: Vault) -> None:
    """Rows in every table that a database has at its version, each referring to others."""
    there = MetaData()
    there.reflect(connection)
    ours = [table for table in there.sorted_tables if table.name != backup.BOOKKEEPING]
    made: dict[str, list[Any]] = {}
    for table in ours:
        rows = [_row(table, number, made, vault) for number in range(IN_A_TABLE)]
        connection.execute(table.insert(), rows)
        made[table.name] = [next(iter(row.values())) for row in rows]


def _row(table: Table, number: int, made: dict[str, list[Any]], vault: Vault) -> dict[str, Any]:
    said = METADATA.tables[table.name]
    row = {}
    for column in table.columns:
        typed = said.c.get(column.name, column)  # enums are plain text in a database
        row[column.name] = value(typed if isinstance(typed.type, Enum) else column, number, vault)
        for key in column.foreign_keys:
            row[column.name] = made[key.column.table.name][number]
        if column.nullable and number == IN_A_TABLE - 1:
            row[column.name] = None
    if table.name == "person":
        row["chat_sealed"] = b""  # an address that opens takes more: see `somebody`
    return row


def somebody(connection: Connection, vault: Vault, telegram_id: int = 700_000_001) -> int:
    """A person whose address the vault opens; returns their id."""
    with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
        person = people.create(Rows(session, vault), telegram_id, telegram_id)
        session.commit()
        return person.id


def contents(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, as the program reads them."""
    with opened(url) as engine, engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in METADATA.sorted_tables
        }


def as_stored(url: str) -> dict[str, list[Any]]:
    """All rows of an SQLite database as they stand in the file."""
    with sqlite3.connect(str(sqlite_file(url))) as connection:
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in sorted(METADATA.tables)
        }


def tables(url: str) -> list[str]:
    """The tables of a database."""
    with opened(url) as engine, engine.connect() as connection:
        return inspect(connection).get_table_names()


def full(databases: Databases, vault: Vault, kind: str = "sqlite") -> str:
    """The address of a database with rows in every table."""
    url = databases(kind, True)
    with writing(url) as connection:
        planted(connection, vault)
        somebody(connection, vault)
    return url


def is_there(url: str) -> bool:
    """Whether an SQLite database has a file."""
    file = sqlite_file(url)
    return file is not None and file.exists()


def in_india(url: str) -> None:
    """From now on this PostgreSQL shows its times as they are in India: what is kept must not go by that."""
    with writing(url) as connection:
        name = connection.engine.url.database
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET timezone TO 'Asia/Kolkata'")


def restored(url: str, vault: Vault, file: Path) -> backup.Summary:
    """Restore as the command does."""
    return backup.restore(url, vault, file, alone_with)


# All of it


@pytest.mark.parametrize("target", BOTH)
@pytest.mark.parametrize("source", BOTH)
def test_every_row_of_every_table_arrives(
    databases: Databases, vault: Vault, tmp_path: Path, source: str, target: str
) -> None:
    file = tmp_path / "albot.backup"
    before, after = full(databases, vault, source), databases(target, source == "sqlite")
    if source == "postgresql":
        in_india(before)
    made = backup.back_up(before, vault, file, NOW)
    done = restored(after, vault, file)
    wanted = contents(before)
    repeats = list(METADATA.tables["outbox"].c.keys()).index("may_repeat")
    kept = [row for row in wanted["outbox"] if row[repeats]]
    assert 0 < len(kept) < len(wanted["outbox"])
    assert contents(after) == {**wanted, "outbox": kept}
    assert all(wanted.values())
    rows = sum(map(len, wanted.values())) - len(wanted["outbox"]) + len(kept)
    assert made == done == backup.Summary(rows, file.stat().st_size, NOW)
    if source == target == "sqlite":
        assert as_stored(after) == {
            **as_stored(before),
            "outbox": [row for row in as_stored(before)["outbox"] if row[repeats]],
        }
    with opened(after) as engine:
        assert health.version(engine) == health.newest()


def test_no_table_refers_to_itself_or_in_a_circle() -> None:
    """Else rows could not be put in table by table: PostgreSQL looks at each reference at once."""
    place = {table.name: number for number, table in enumerate(METADATA.sorted_tables)}
    backwards = [
        f"{table.name}.{key.parent.name}"
        for table in METADATA.sorted_tables
        for key in table.foreign_keys
        if place[key.column.table.name] >= place[table.name]
    ]
    assert backwards == []


@pytest.mark.parametrize("kind", BOTH)
def test_what_is_written_together_is_in_it_together_while_writing_goes_on(
    databases: Databases, vault: Vault, tmp_path: Path, kind: str
) -> None:
    url, after = databases(kind, True), databases("sqlite", True)
    with writing(url) as connection:
        for name, rows in _pairs(range(SEVERAL_PAGES)).items():
            connection.execute(METADATA.tables[name].insert(), rows)
    store, enough, written = Store(url, vault), threading.Event(), []

    def write() -> None:
        for number in count(SEVERAL_PAGES):
            store.submit(partial(_write_pair, number)).result()
            written.append(number)
            if enough.is_set():
                return

    with ThreadPoolExecutor(1) as pool:
        going_on = pool.submit(write)
        while not written:
            sleep(0.01)
        made = backup.back_up(url, vault, tmp_path / "albot.backup", NOW)
        enough.set()
        going_on.result()
    store.stop()
    restored(after, vault, tmp_path / "albot.backup")
    there = contents(after)
    handled, parked = ({row[0] for row in there[name]} for name in ("handled", "inbox"))
    assert handled == parked
    assert 2 * SEVERAL_PAGES < made.rows < 2 * (SEVERAL_PAGES + len(written)) - 2, "nobody wrote before, or after it"


def _pairs(numbers: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    """A row in each of two tables for every number."""
    handled = [{"update_id": number, "at": NOW} for number in numbers]
    parked = [{"id": number, "body_sealed": b"", "received_at": NOW, "tries": 0} for number in numbers]
    return {"handled": handled, "inbox": parked}


def _write_pair(number: int, rows: Rows) -> None:
    rows.add(Handled(update_id=number, at=NOW))
    rows.add(Parked(id=number, body_sealed=b"", received_at=NOW, look_at=NOW))


@pytest.mark.parametrize("kind", BOTH)
def test_an_older_database_is_backed_up_and_restored_into_a_newer_one(
    databases: Databases, vault: Vault, tmp_path: Path, kind: str
) -> None:
    url, after = databases("sqlite", False), databases(kind, True)
    with opened(url) as engine:
        schema.migrate(engine, "0001")
    with writing(url) as connection:
        planted(connection, vault)
    backup.back_up(url, vault, tmp_path / "albot.backup", NOW)
    restored(after, vault, tmp_path / "albot.backup")
    with opened(after) as engine:
        assert health.version(engine) == health.newest()
    assert len(contents(after)["member"]) == len(contents(after)["step"]) == IN_A_TABLE


# What the file tells


def test_the_file_is_its_owners_alone_and_tells_nothing(databases: Databases, vault: Vault, tmp_path: Path) -> None:
    url = full(databases, vault)
    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / "albot.backup"
    backup.back_up(url, vault, file, NOW)
    assert list(folder.iterdir()) == [file]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    header, chunks = parts(file.read_bytes())
    seen = b"\n".join(map(unpacked, chunks))
    for row in (row for rows in as_stored(url).values() for row in rows):
        for each in row:
            for known in traces(each):
                assert known not in seen, known
                assert known not in header


def unpacked(chunk: bytes) -> bytes:
    """A chunk as it would be read by somebody who knows all but the key."""
    try:
        return zlib.decompress(chunk)
    except zlib.error:
        return chunk


def traces(each: Any) -> list[bytes]:
    """How a value would stand in a file in clear; nothing for those that are everywhere by chance."""
    match each:
        case str() if len(each) > 5:
            return [each.encode(), each.encode("unicode_escape")]
        case bytes() if len(each) > 5:
            return [each, b64encode(each)]
        case int() if each > 2**40:
            return [str(each).encode(), each.to_bytes(8, "big")]
    return []


def parts(data: bytes) -> tuple[bytes, list[bytes]]:
    """The header of a backup, and its chunks as they stand there."""
    header, _, rest = data.partition(b"\n")
    chunks = []
    while rest:
        size = int.from_bytes(rest[:4], "big")
        chunks.append(rest[4 : 4 + size])
        rest = rest[4 + size :]
    return header, chunks


def put_together(header: bytes, chunks: list[bytes]) -> bytes:
    """A file of these parts."""
    return header + b"\n" + b"".join(len(chunk).to_bytes(4, "big") + chunk for chunk in chunks)


# What is wrong with a file


def refusal(data: bytes, vault: Vault) -> str:
    """What a reader says about a file; empty where it reads it to its end."""
    try:
        for _ in Reader(io.BytesIO(data)).chunks(vault):
            pass
    except Unreadable as problem:
        return problem.message_id
    return ""


def small_file(vault: Vault, chunks: int = 4) -> bytes:
    """A file of a few chunks."""
    out = io.BytesIO()
    writer = Writer(out, Header.new(vault, "0001", NOW), vault)
    for number in range(chunks):
        writer.put({"rows": [number] * 3}, last=number == chunks - 1)
    return out.getvalue()


def test_a_file_that_was_cut_anywhere_does_not_open(vault: Vault) -> None:
    data = small_file(vault)
    assert refusal(data, vault) == ""
    assert {refusal(data[:end], vault) for end in range(len(data))} == {"restore-no-backup", "restore-damaged"}
    assert refusal(data[:-1], vault) == "restore-damaged"


def test_a_file_with_a_changed_bit_does_not_open(vault: Vault) -> None:
    data = small_file(vault)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        assert refusal(bytes(changed), vault) in {"restore-no-backup", "restore-damaged"}, place


def test_chunks_that_are_swapped_doubled_missing_or_strange_do_not_open(vault: Vault) -> None:
    header, (first, second, third, last) = parts(small_file(vault))
    _, strange = parts(small_file(vault))
    for chunks in (
        [second, first, third, last],
        [first, first, second, third, last],
        [first, third, last],
        [first, strange[1], third, last],
        [first, second, third],
        [first, second, third, last, last],
        [first, second, third, last, third],
        [last],
        [],
    ):
        assert refusal(put_together(header, chunks), vault) == "restore-damaged"
    assert refusal(put_together(header, [first, second, third, last]), vault) == ""
    forged = replace(Reader(io.BytesIO(header)).header, made_at="2020-01-01T00:00:00+00:00").line[:-1]
    assert refusal(put_together(forged, [first, second, third, last]), vault) == "restore-damaged"
    assert refusal(put_together(parts(small_file(vault))[0], [first, second, third, last]), vault) == "restore-damaged"


@pytest.mark.parametrize("kind", BOTH)
def test_damage_that_shows_late_leaves_nothing(databases: Databases, vault: Vault, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "albot.backup"
    backup.back_up(full(databases, vault), vault, file, NOW)
    header, chunks = parts(file.read_bytes())
    for damaged in (chunks[:-1], [*chunks, chunks[0]]):
        file.write_bytes(put_together(header, damaged))
        after = databases(kind, False)
        with pytest.raises(Unreadable, match="restore-damaged"):
            restored(after, vault, file)
        assert tables(after) == []


def test_a_backup_that_holds_fewer_rows_than_it_says_leaves_nothing(
    databases: Databases, vault: Vault, tmp_path: Path
) -> None:
    file, after = tmp_path / "albot.backup", databases("sqlite", False)
    with file.open("wb") as out:
        writer = Writer(out, Header.new(vault, "0001", NOW), vault)
        writer.put({"rows": dict.fromkeys(METADATA.tables, 1), "keys": []}, last=True)
    with pytest.raises(Unreadable, match="restore-damaged"):
        restored(after, vault, file)
    assert tables(after) == []


def test_a_backup_of_a_newer_program_is_refused(databases: Databases, vault: Vault, tmp_path: Path) -> None:
    file, after = tmp_path / "albot.backup", databases("sqlite", False)
    header = Header.new(vault, "9999", NOW)
    newer_form = header.line.rpartition(b" ")[0].replace(b"backup 1", b"backup 2")
    for line in (header.line, newer_form + b" %08x\n" % zlib.crc32(newer_form)):
        file.write_bytes(line)
        with pytest.raises(Unreadable, match="restore-newer"):
            restored(after, vault, file)
    assert not is_there(after)


def test_what_is_no_backup_or_not_there_is_refused(databases: Databases, vault: Vault, tmp_path: Path) -> None:
    file, after = tmp_path / "albot.backup", databases("sqlite", False)
    with pytest.raises(backup.NotDone, match="restore-no-file"):
        restored(after, vault, file)
    for data in (b"", b"SQLite format 3\x00", os.urandom(5_000)):
        file.write_bytes(data)
        with pytest.raises(Unreadable, match="restore-no-backup"):
            restored(after, vault, file)


# Keys


def test_the_key_of_a_backup_may_stand_anywhere_but_must_be_there(databases: Databases, tmp_path: Path) -> None:
    key, file = new_key(), tmp_path / "albot.backup"
    other = another_key(key)
    backup.back_up(full(databases, Vault([key])), Vault([key]), file, NOW)
    after = databases("sqlite", False)
    with pytest.raises(KeyMissing):
        restored(after, Vault([other]), file)
    assert not is_there(after)
    restored(after, Vault([other, key]), file)
    with opened(after) as engine, engine.connect() as connection:
        assert connection.scalar(select(METADATA.tables["person_key"].c.key_number)) is not None


def test_a_key_that_only_the_texts_are_sealed_with_must_be_there_too(databases: Databases, tmp_path: Path) -> None:
    old, file = new_key(), tmp_path / "albot.backup"
    new = another_key(old)
    url, after = databases("sqlite", True), databases("sqlite", False)
    with writing(url) as connection:
        planted(connection, Vault([old]))
    backup.back_up(url, Vault([new, old]), file, NOW)
    with pytest.raises(KeyMissing):
        restored(after, Vault([new]), file)
    assert tables(after) == []
    restored(after, Vault([new, old]), file)


def test_what_no_key_opened_before_the_backup_does_not_keep_it_from_being_restored(
    databases: Databases, tmp_path: Path
) -> None:
    vault, file = Vault([new_key()]), tmp_path / "albot.backup"
    url, after = databases("sqlite", True), databases("sqlite", False)
    with writing(url) as connection:
        planted(connection, Vault([new_key()]))
    backup.back_up(url, vault, file, NOW)
    restored(after, vault, file)
    assert contents(after)["passage"] == contents(url)["passage"]


def test_a_backup_with_the_wrong_key_is_not_made(databases: Databases, vault: Vault, tmp_path: Path) -> None:
    url, folder = full(databases, vault), tmp_path / "out"
    folder.mkdir()
    with pytest.raises(backup.KeysWrong):
        backup.back_up(url, Vault([new_key()]), folder / "albot.backup", NOW)
    assert list(folder.iterdir()) == []


# Where it goes


@pytest.mark.parametrize("kind", BOTH)
def test_a_database_with_anything_in_it_is_left_alone(
    databases: Databases, vault: Vault, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "albot.backup"
    backup.back_up(full(databases, vault), vault, file, NOW)
    url = databases(kind, True)
    with writing(url) as connection:
        connection.execute(METADATA.tables["handled"].insert().values(update_id=1, at=NOW))
    strange = databases(kind, False)
    with writing(strange) as connection:
        connection.exec_driver_sql("CREATE TABLE person (id INTEGER)")
    for target in (url, strange):
        before = tables(target)
        with pytest.raises(backup.NotDone, match="restore-not-empty"):
            restored(target, vault, file)
        assert tables(target) == before
    assert len(contents(url)["handled"]) == 1


def test_a_database_of_a_newer_program_or_one_in_use_is_left_alone(
    databases: Databases, vault: Vault, tmp_path: Path
) -> None:
    file, url = tmp_path / "albot.backup", databases("sqlite", True)
    backup.back_up(url, vault, file, NOW)
    with alone_with(url), pytest.raises(AlreadyRunning):
        restored(url, vault, file)
    with writing(url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(schema.NewerDatabase):
        restored(url, vault, file)
    with pytest.raises(schema.NewerDatabase):
        backup.back_up(url, vault, tmp_path / "another.backup", NOW)


def test_nothing_is_written_over(databases: Databases, vault: Vault, tmp_path: Path) -> None:
    url = databases("sqlite", True)
    there, begun = tmp_path / "there", tmp_path / "begun.part"
    for file in (there, begun):
        file.write_text("mine")
    with pytest.raises(backup.NotDone, match="backup-file-there"):
        backup.back_up(url, vault, there, NOW)
    with pytest.raises(backup.NotDone, match="backup-part-there"):
        backup.back_up(url, vault, tmp_path / "begun", NOW)
    with pytest.raises(backup.NotDone, match="backup-no-file"):
        backup.back_up(url, vault, tmp_path / "no" / "folder", NOW)
    assert there.read_text() == begun.read_text() == "mine"


def test_ended_in_the_moment_in_which_its_file_is_made_it_leaves_none(
    databases: Databases, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, folder, to_open = databases("sqlite", True), tmp_path / "out", os.open
    folder.mkdir()

    def open_and_end(*given: Any) -> int:
        to_open(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(os, "open", open_and_end)
        backup.back_up(url, vault, folder / "albot.backup", NOW)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", BOTH)
def test_a_database_that_is_not_there_is_not_made_by_backing_it_up(
    databases: Databases, vault: Vault, tmp_path: Path, kind: str
) -> None:
    url, folder = databases(kind, False), tmp_path / "out"
    folder.mkdir()
    with pytest.raises(backup.NotDone, match="backup-nothing"):
        backup.back_up(url, vault, folder / "albot.backup", NOW)
    assert list(folder.iterdir()) == []
    assert kind == "postgresql" or not is_there(url)


# A full disk


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process can become larger than this, in bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def crowded(databases: Databases, vault: Vault, kind: str) -> str:
    """The address of a database with half a megabyte in it that cannot be made smaller."""
    url = databases(kind, True)
    with writing(url) as connection:
        for number in range(500):
            row = Outgoing(id=number + 1, body_sealed=os.urandom(1_000), written_at=NOW, not_before=NOW)
            connection.execute(METADATA.tables["outbox"].insert().values(row.model_dump()))
    return url


@pytest.mark.parametrize("kind", BOTH)
def test_a_full_disk_leaves_no_half_backup(databases: Databases, vault: Vault, tmp_path: Path, kind: str) -> None:
    url, folder = crowded(databases, vault, kind), tmp_path / "out"
    folder.mkdir()
    with full_disk(100_000), pytest.raises(backup.NotDone, match="backup-no-file") as problem:
        backup.back_up(url, vault, folder / "albot.backup", NOW)
    assert problem.value.reason
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_no_half_database(databases: Databases, vault: Vault, tmp_path: Path) -> None:
    file, after = tmp_path / "albot.backup", databases("sqlite", False)
    backup.back_up(crowded(databases, vault, "sqlite"), vault, file, NOW)
    with full_disk(600_000), pytest.raises(backup.NotDone, match="restore-stopped") as problem:
        restored(after, vault, file)
    assert problem.value.reason
    assert tables(after) == []
    restored(after, vault, file)
    assert len(contents(after)["outbox"]) == 500


def test_persons_are_found_by_the_same_key_again(databases: Databases, vault: Vault, tmp_path: Path) -> None:
    url, file, after = databases("sqlite", True), tmp_path / "albot.backup", databases("sqlite", False)
    with writing(url) as connection:
        known = somebody(connection, vault)
    backup.back_up(url, vault, file, NOW)
    restored(after, vault, file)
    store = Store(after, vault)

    def look(rows: Rows) -> tuple[int, int]:
        person = people.find(rows, 700_000_001)
        assert isinstance(person, Person)
        return person.id, people.chat_of(rows, person)

    assert store.submit(look).result() == (known, 700_000_001)
    store.stop()
