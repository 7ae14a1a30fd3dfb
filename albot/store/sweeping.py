"""Sweeping: what nobody needs any more goes in small portions, and the room it took goes back to the system."""

from __future__ import annotations

from sqlalchemy import ColumnElement, inspect
from sqlmodel import delete, select, text

from albot.domain.columns import Noun
from albot.store.rows import Rows


def sweep(rows: Rows, noun: type[Noun], which: ColumnElement[bool], limit: int) -> bool:
    """Erase some of the rows that meet a condition; True where there may be more."""
    table = inspect(noun).local_table
    (key,) = table.primary_key
    found = list(rows.session.scalars(select(key).where(which).limit(limit)))
    if found:  # by their keys: as one statement PostgreSQL would rather read the whole table
        rows.session.execute(delete(table).where(key.in_(found)))
    return len(found) == limit


def give_back(rows: Rows, pages: int) -> bool:
    """Give some pages of SQLite's file back that nothing stands in; True where there are more.

    One at a time: Python's module takes the first step of this statement only, and each step gives back one page.
    PostgreSQL uses the room again for new rows, and gives back what its autovacuum finds empty at the end of a table.
    """
    if rows.session.get_bind().dialect.name != "sqlite":
        return False
    free = int(rows.session.scalar(text("PRAGMA freelist_count")) or 0)
    for _ in range(min(free, pages)):
        rows.session.execute(text("PRAGMA incremental_vacuum(1)"))
    return free > pages
