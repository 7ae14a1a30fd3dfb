"""Rows: what a handler or a loop may do with the database inside the transaction that somebody else commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any, Protocol, TypeVar

from sqlalchemy import CursorResult, Executable, Insert, Update, inspect
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import bindparam, insert, select, update
from sqlmodel.sql.expression import SelectOfScalar

from albot.domain.columns import Noun
from albot.store.vault import Place, Vault

Row = TypeVar("Row", bound=Noun)


class OfMember(Protocol):
    """What belongs to a member."""

    @property
    def member_id(self) -> int:
        """Whose it is."""


Theirs = TypeVar("Theirs", bound=OfMember)


def by_member(found: Iterable[Theirs]) -> dict[int, list[Theirs]]:
    """What was found, by the member it belongs to, in the order in which it was found."""
    theirs: dict[int, list[Theirs]] = {}
    for each in found:
        theirs.setdefault(each.member_id, []).append(each)
    return theirs


OWNERS = ("owner_id", "person_id", "member_id", "set_id", "id")
"""Whose a row is, for the associated data: what the first of these columns holds that is there and not empty."""


def place_in(table: str, row: Any, column: str, extra: bytes = b"") -> Place:
    """The place of a sealed column of a row: of a noun, or of a query's answer that has the columns of `OWNERS`.

    What is sealed anywhere has its place from here. A message for nobody who is known belongs to 0, not to itself.
    `extra` is the look-up hash that a person's chat id is sealed with (see `people`).
    """
    owner = 0 if table == "outbox" and row.person_id is None else owner_of(row)
    return Place(table, column, row.id, owner, extra)


def place_of(row: Noun, column: str, extra: bytes = b"") -> Place:
    """The place of a sealed column of a noun."""
    return place_in(str(row.__tablename__), row, column, extra)


def owner_of(row: Any) -> int:
    """Whose row it is, for the associated data: its owner, else its person, its member, its set, or itself."""
    for name in OWNERS:
        value = getattr(row, name, None)
        if value is not None:
            return int(value)
    raise TypeError(f"{type(row).__name__} has no owner")


def crossed(problem: BaseException) -> bool:
    """Whether another transaction may have got in the way: a deadlock, or a row that is there or gone by now."""
    return isinstance(problem, IntegrityError | OperationalError | StaleDataError)


def is_trouble(problem: BaseException) -> bool:
    """Whether it is the database that cannot be worked with just now, and not what was asked of it.

    SQLite calls a mistake in a statement by the same name as a full disk; its code tells them apart. Where the disk is
    full it undoes the whole transaction by itself, and the mistake that shows is a savepoint that is gone.
    """
    each: BaseException | None = problem
    while each is not None:
        if isinstance(each, OperationalError | InterfaceError) and not _is_mistake(each):
            return True
        each = each.__context__
    return False


def _is_mistake(problem: OperationalError | InterfaceError) -> bool:
    return getattr(problem.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


@cache
def _by_id(noun: type[Row]) -> SelectOfScalar[Row]:
    """The question for a row of a noun by its id, built once: half of what `Session.get` costs is building it."""
    return select(noun).where(inspect(noun).primary_key[0] == bindparam("id"))


@cache
def _by_ids(noun: type[Row]) -> SelectOfScalar[Row]:
    """The query for the rows of a noun by their ids, built once."""
    return select(noun).where(inspect(noun).primary_key[0].in_(bindparam("ids", expanding=True)))


@cache
def _insert(noun: type[Noun]) -> Insert:
    """The statement that writes new rows of a noun."""
    return insert(inspect(noun).local_table)


@cache
def _update(noun: type[Noun]) -> Update:
    """The statement that changes a row of a noun."""
    table = inspect(noun).local_table
    return update(table).where(table.c.id == bindparam("row_id"))


class Rows:
    """A session that cannot commit, with the vault beside it.

    `session` is for the modules of this package; everybody else uses the named queries and the methods below.
    """

    def __init__(self, session: Session, vault: Vault, *, again: bool = False) -> None:
        self.session = session
        self.vault = vault
        self._again = again
        self._kept: list[Noun] = []
        self.places = count()
        """Places for what is written in one transaction and has to keep its order."""

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database, which one process has for itself."""
        return self.session.get_bind().dialect.name == "sqlite"

    def get(self, noun: type[Row], row_id: int | None) -> Row | None:
        """The row of a noun by its id, or None. Whoever asks again in this transaction gets it from memory."""
        if row_id is None:
            return None
        row: Row | None = self.session.identity_map.get(self.session.identity_key(noun, row_id))
        if row is None:
            row = self.session.scalars(_by_id(noun), {"id": row_id}, execution_options=self._options()).first()
        elif inspect(row).expired:
            row = self.session.get(noun, row_id)
        return None if row is None else self.keep(row)

    def _options(self) -> dict[str, bool]:
        """How rows are looked for by their ids: no flush for it, which is dear, where what is pending is no new row."""
        return {} if self.session.new else {"autoflush": False}

    def keep(self, row: Row) -> Row:
        """Hold on to a row until the transaction ends: a session alone lets go of what nobody uses."""
        self._kept.append(row)
        return row

    def holds(self, row: Noun) -> bool:
        """Whether a row is still there, as far as this transaction has come."""
        return row in self.session

    def need(self, noun: type[Row], row_id: int | None) -> Row:
        """The row of a noun by its id; raises `LookupError` where there is none."""
        row = self.get(noun, row_id)
        if row is None:
            raise LookupError(f"no {noun.__name__} of this id")
        return row

    def need_all(self, noun: type[Row], row_ids: Iterable[int]) -> dict[int, Row]:
        """The rows of a noun by their ids, at once; raises `LookupError` where there is none of an id."""
        ids = set(row_ids)
        known = self.session.identity_map
        unknown = [row_id for row_id in ids if self.session.identity_key(noun, row_id) not in known]
        if unknown:
            self._kept += self.session.scalars(_by_ids(noun), {"ids": unknown}, execution_options=self._options())
        return {row_id: self.need(noun, row_id) for row_id in ids}

    def add(self, row: Row) -> Row:
        """Keep a new row and give it back."""
        self.session.add(row)
        return row

    def write(self, *rows: Noun) -> None:
        """Write new rows of one noun at once, past the session: for what every turn adds and changes no more.

        A third of what `add` costs. The session does not notice what is changed in such a row later.
        """
        if rows:
            self.execute(_insert(type(rows[0])), [dict(row) for row in rows])

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run a statement past the session: a third of what the session takes for it.

        The session does not write what it has pending for it, and what the statement changes in the table does not
        change in the rows that are in memory.
        """
        return self.session.connection().execute(statement, values)

    def write_changes(self, row: Noun) -> None:
        """Write what was changed in a row past the session, and let go of the row: for the end of a transaction.

        A sixth of what a flush costs. What is new or erased is left to that. Raises `StaleDataError` where the row is
        gone meanwhile, as a flush does.
        """
        state = inspect(row)
        if not state.persistent or row in self.session.deleted:
            return
        changed = {name: getattr(row, name) for name in set(state.mapper.columns.keys()) - state.unmodified}
        self.session.expunge(row)
        if changed and not self.execute(_update(type(row)), {"row_id": state.identity[0], **changed}).rowcount:
            raise StaleDataError(f"no {type(row).__name__} of this id")

    def delete(self, row: Noun) -> None:
        """Erase a row."""
        self.session.delete(row)

    def flush(self) -> None:
        """Write what is pending now, so that a conflict shows here."""
        self.session.flush()

    @contextmanager
    def unwritten(self) -> Iterator[None]:
        """What is pending stays so while something is read inside that it has nothing to do with: a flush is dear."""
        with self.session.no_autoflush:
            yield

    def forget(self) -> None:
        """Read every row anew from here on: what was changed in memory has been undone."""
        self.session.expire_all()

    def comes_again(self, problem: Exception) -> bool:
        """Whether the whole transaction is to be done once more, soon or when the database can be worked with again.

        Whoever catches everything lets such a problem through: nothing that is kept after it could be relied on.
        """
        return is_trouble(problem) or (self._again and crossed(problem))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is undone as one where it raises."""
        with self.session.begin_nested():
            yield

    def seal(self, row: Noun, column: str, text: str | None) -> None:
        """Put a text into a sealed column (named with its ending, such as `name_sealed`); None empties it."""
        sealed = None if text is None else self.vault.seal(text, place_of(row, column))
        setattr(row, column, sealed)

    def open(self, row: Noun, column: str) -> str:
        """The text of a sealed column, empty where there is none; raises `SealBroken`."""
        return self.open_in(str(row.__tablename__), row, column)

    def open_in(self, table: str, row: Any, column: str) -> str:
        """The same of a query's answer (see `place_in`)."""
        sealed = getattr(row, column)
        return "" if not sealed else self.vault.open(sealed, place_in(table, row, column))
