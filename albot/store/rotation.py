"""Key rotation: everything that is sealed or hashed under another key than the first comes under the first.

The bot may run meanwhile, with the same keys in the same order. Each step is a short transaction over a few rows, and a
value is replaced only where it still is what was read. What is done shows by the first byte of a sealed value, the
number of its key: whoever was killed begins again and finds the rest. Tables and columns are found by their names, so a
noun that is added later is covered; people come last, since no bot starts whose keys do not open everybody's address.

What is hashed with a key comes along:
- A person gets a look-up row under the first key together with their address. The rows of the others stay for as long
  as a running bot may look with them, and go at the first start without that key (`people.forget_retired_keys`).
- The mark of a handle is made anew together with the handle.
- An invite that was made by the first version keeps its keyed hash until it is used, as its code is nowhere
  (`sets.invite_by_code`); later ones have a hash without a key.
- Wrong invite codes are kept for a day (`sets.forget_wrong_codes`): whoever tried some begins to count anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import ColumnElement, LargeBinary, Row, Table, bindparam
from sqlalchemy.exc import OperationalError
from sqlmodel import and_, func, or_, select, update

from albot.domain import handles
from albot.domain.people import Person
from albot.domain.sets import Member
from albot.store import health, people, sets
from albot.store.engine import Store, sqlite_file
from albot.store.rows import OWNERS, Rows, place_in
from albot.store.tables import METADATA
from albot.store.vault import SealBroken

log = structlog.get_logger()

BATCH = 200
"""So many rows at the most in one transaction: about 20 ms, behind which a turn of the bot may have to wait."""

FEW = 20
"""The same where something is hashed beside a value, which takes a search for each row."""

PAUSE = 0.05
"""Seconds after each transaction: on SQLite the bot gets in between, as whoever waits there looks every 0.1 s."""

ROUNDS = 5
"""So often at the most everything is gone through: once, and again for rows that the bot was just writing."""

Changes = dict[str, bytes]


class NotUpToDate(Exception):
    """The database is not there yet, or not of this program's version."""


@dataclass
class Rotated:
    """What a rotation came to.

    `values` were brought under the first key. `broken` are those that no key opens: their table, row and column. `left`
    is how many came under another key meanwhile: something writes with it. `invites` is how many open invites may need
    another key than the first.
    """

    values: int = 0
    broken: set[tuple[str, int, str]] = field(default_factory=set)
    left: int = 0
    invites: int = 0


@dataclass
class Batch:
    """What became of the next few rows of a table: the values done, and those not done with the reason.

    `last` is the id of the last row, after which there may be more where the batch is `full`.
    """

    last: int | None = None
    full: bool = False
    values: int = 0
    broken: dict[tuple[str, int, str], str] = field(default_factory=dict)


async def rotate(store: Store, now: datetime) -> Rotated:
    """Bring everything under the first key of the store's vault. Raises `DatabaseAway` or `NotUpToDate`."""
    _check(store)
    done = Rotated()
    try:
        for _ in range(ROUNDS):
            await _go_through_all(store, done)
            if not done.left:
                break
        done.invites = await store.run(lambda rows: sets.keyed_invites(rows, now))
        await asyncio.to_thread(store.make_anew)  # the old ciphertext goes from SQLite's files too
    except OperationalError as problem:
        raise health.DatabaseAway(health.reason_of(problem)) from None
    return done


def sealed_tables() -> list[Table]:
    """The tables with sealed columns, that of the people last."""
    found = [table for table in METADATA.sorted_tables if sealed_columns(table)]
    return sorted(found, key=lambda table: table.name == Person.__tablename__)


def sealed_columns(table: Table) -> list[str]:
    """The sealed columns of a table, by their names."""
    return [column.name for column in table.c if column.name.endswith("_sealed")]


def left(rows: Rows) -> int:
    """How many values are sealed under another key than the first."""
    return sum(rows.session.execute(select(func.count()).where(each)).scalar_one() for each in _all_others(rows))


def _all_others(rows: Rows) -> Iterator[ColumnElement[bool]]:
    for table in sealed_tables():
        for column in sealed_columns(table):
            yield _under_another(rows, table, column)


def _under_another(rows: Rows, table: Table, column: str) -> ColumnElement[bool]:
    """That a column holds a value, and not one under the first key."""
    number = func.substr(table.c[column], 1, 1, type_=LargeBinary)
    return and_(table.c[column] != b"", number != bytes([rows.vault.number]))


def _check(store: Store) -> None:
    """Raise where there is nothing that this program can work on; an SQLite file is not made."""
    file = sqlite_file(store.url)
    if file is not None and not file.exists():
        raise NotUpToDate
    health.reach(store.engine)
    if health.version(store.engine) != health.newest():
        raise NotUpToDate


async def _go_through_all(store: Store, done: Rotated) -> None:
    """Bring every table under the first key, once, and count what is left all the same."""
    known, done.broken = done.broken, set()
    for table in sealed_tables():
        await _go_through(store, table, done, known)
    done.left = max(0, await store.run(left) - len(done.broken))


async def _go_through(store: Store, table: Table, done: Rotated, known: set[tuple[str, int, str]]) -> None:
    """Bring a table under the first key, a batch after the other. What is `known` to be broken is in the log."""
    after: int | None = None
    going_on = True
    while going_on:
        batch = await store.run(partial(_batch, table=table, after=after))
        after, going_on = batch.last, batch.full
        done.values += batch.values
        done.broken |= set(batch.broken)
        for (name, row, column), reason in batch.broken.items():
            if (name, row, column) not in known:
                log.error("value_does_not_open", table=name, row=row, column=column, reason=reason)
        await asyncio.sleep(PAUSE)


def _batch(rows: Rows, table: Table, after: int | None) -> Batch:
    """Bring the next few rows with an id above `after` under the first key."""
    found = rows.session.execute(_next(rows, table, after)).all()
    batch = Batch(last=found[-1].id if found else None, full=len(found) == _at_once(table))
    for some in ([row] for row in found) if _is_searched(table) else [found]:
        batch.values += _bring_over(rows, table, some, batch)
    return batch


def _bring_over(rows: Rows, table: Table, some: Sequence[Row[Any]], batch: Batch) -> int:
    """Bring some rows under the first key and return how many values that were; those that do not open are noted."""
    lines: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in some:
        if changes := _anew(rows, table, row, batch):
            lines.setdefault(tuple(changes), []).append(_line(row, changes))
    sealed = set(sealed_columns(table))
    return sum(_replace(rows, table, columns, alike) * len(sealed & {*columns}) for columns, alike in lines.items())


def _next(rows: Rows, table: Table, after: int | None) -> Any:
    """The query of the next rows to be done, without those that a transaction of the bot holds just now.

    PostgreSQL keeps them for this transaction, but not from the bot's new rows that refer to them.
    """
    needed = {*OWNERS, *sealed_columns(table), "handle_mark"}
    query = select(*(column for column in table.c if column.name in needed))
    query = query.where(or_(*(_under_another(rows, table, column) for column in sealed_columns(table))))
    if after is not None:
        query = query.where(table.c.id > after)
    return query.order_by(table.c.id).limit(_at_once(table)).with_for_update(skip_locked=True, key_share=True)


def _at_once(table: Table) -> int:
    return FEW if _is_searched(table) else BATCH


def _is_searched(table: Table) -> bool:
    """Whether a row's changes depend on other rows, so that each has to be written before the next."""
    return any((table.name, column) in WAYS for column in sealed_columns(table))


def _anew(rows: Rows, table: Table, row: Row[Any], batch: Batch) -> Changes:
    """What a row's columns under another key become; those that no key opens are noted in the batch."""
    changes: Changes = {}
    for column in sealed_columns(table):
        sealed = getattr(row, column)
        if not sealed or sealed[0] == rows.vault.number:
            continue
        try:
            changes |= WAYS.get((table.name, column), _value)(rows, table, row, column)
        except SealBroken as problem:
            batch.broken[table.name, row.id, column] = str(problem)
    return changes


def _value(rows: Rows, table: Table, row: Row[Any], column: str) -> Changes:
    place = place_in(table.name, row, column)
    return {column: rows.vault.seal(rows.vault.open_bytes(getattr(row, column), place), place)}


def _address(rows: Rows, _table: Table, row: Row[Any], column: str) -> Changes:
    return {column: people.rekey(rows, rows.need(Person, row.id))}


def _handle(rows: Rows, table: Table, row: Row[Any], column: str) -> Changes:
    """A handle with its mark, which it lacks while its owner has not decided yet.

    What looks alike may change from version to version. Of two handles that look alike by now, one has the mark that
    keeps others from taking either; the second gets a mark of its own.
    """
    member = rows.need(Member, row.id)
    changes = _value(rows, table, row, column)
    if member.handle_mark is not None:
        name = sets.handle(rows, member)
        alone = "" if not sets.is_taken(rows, member, name) else f"|{member.id}"
        changes["handle_mark"] = sets.handle_mark(rows, member.set_id, handles.skeleton(name) + alone)
    return changes


WAYS: dict[tuple[str, str], Callable[[Rows, Table, Row[Any], str], Changes]] = {
    ("person", "chat_sealed"): _address,
    ("member", "handle_sealed"): _handle,
}
"""Columns that have something hashed beside them, which changes together with them."""


def _line(row: Row[Any], changes: Changes) -> dict[str, Any]:
    """What `_replace` needs to know of a row."""
    was = {f"{name}_was": getattr(row, name) for name in changes}
    return {"id_was": row.id, **was, **{f"{name}_becomes": value for name, value in changes.items()}}


def _replace(rows: Rows, table: Table, columns: tuple[str, ...], lines: list[dict[str, Any]]) -> int:
    """Write new values into these columns of some rows. Returns how many rows there were.

    A row that is gone by now stays so, and one that is another is looked at again in the next round.
    """
    as_read = (table.c[name] == bindparam(f"{name}_was") for name in columns)
    values: dict[str, Any] = {name: bindparam(f"{name}_becomes") for name in columns}
    query = update(table).where(table.c.id == bindparam("id_was"), *as_read).values(values)
    return rows.session.connection().execute(query, lines).rowcount
