"""Queries about passages: writing, reading and replacing the text of a field.

Nothing that a passage says is ever pending in the session: what is written here is there at once. So texts are read
past the session, which is a third of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import bindparam, col, delete, func, select

from albot.domain.passages import Passage, joined
from albot.store.rows import Rows


@dataclass(frozen=True)
class Field:
    """What a text is written into: a field of a row, and whose text it is."""

    owner_id: int
    row_id: int
    name: str = "text"


@dataclass(frozen=True)
class Source:
    """The message a text came in; `line` where each of its lines became something of its own."""

    message_id: int | None
    at: datetime
    line: int = 0


_OF_FIELD = (
    col(Passage.row_id) == bindparam("row_id"),
    col(Passage.field) == bindparam("name"),
    col(Passage.owner_id) == bindparam("owner_id"),
)
IN_ORDER = (col(Passage.place), col(Passage.id))
"""The order of passages that make one text."""

_LAST_PLACE = select(func.max(Passage.place)).where(*_OF_FIELD)


def begin(rows: Rows, field: Field, text: str, source: Source) -> int:
    """Write the first text of a field that has none; returns the id of its passage."""
    return _write(rows, field, text, source, 0)


def add(rows: Rows, field: Field, text: str, source: Source) -> int:
    """Add a message's text to the end of a field; returns the id of its passage."""
    last = rows.execute(_LAST_PLACE, vars(field)).scalar()
    return _write(rows, field, text, source, 0 if last is None else last + 1)


def _write(rows: Rows, field: Field, text: str, source: Source, place: int) -> int:
    passage = Passage(
        owner_id=field.owner_id,
        row_id=field.row_id,
        field=field.name,
        message_id=source.message_id,
        line=source.line,
        place=place,
        at=source.at,
    )
    rows.seal(passage, "text_sealed", text)
    rows.write(passage)
    return passage.id


def change(rows: Rows, passage: Passage, text: str) -> None:
    """Let a passage say something else."""
    rows.seal(passage, "text_sealed", text)
    rows.flush()


def move(rows: Rows, passage: Passage, row_id: int, name: str = "text") -> None:
    """Let a passage be the text, or a part of it, of another field."""
    passage.row_id, passage.field = row_id, name
    rows.flush()


def replace(rows: Rows, field: Field, text: str, source: Source) -> int:
    """Make a text the whole of a field; returns the id of its passage."""
    erase(rows, field)
    return begin(rows, field, text, source)


def erase(rows: Rows, field: Field) -> None:
    """Empty a field."""
    rows.session.execute(
        delete(Passage).where(
            col(Passage.row_id) == field.row_id,
            col(Passage.field) == field.name,
            col(Passage.owner_id) == field.owner_id,
        )
    )


def erase_row(rows: Rows, row_id: int) -> None:
    """Empty every field of a row."""
    rows.session.execute(delete(Passage).where(col(Passage.row_id) == row_id))


_FIELD = select(Passage).where(*_OF_FIELD).order_by(*IN_ORDER)


def of_field(rows: Rows, field: Field) -> list[Passage]:
    """The passages of a field, in order."""
    return list(rows.session.scalars(_FIELD, vars(field)))


def of_message(rows: Rows, owner_id: int, message_id: int) -> list[Passage]:
    """What one message of a person gave, by its lines."""
    query = (
        select(Passage)
        .where(Passage.owner_id == owner_id, Passage.message_id == message_id)
        .order_by(col(Passage.line))
    )
    return list(rows.session.scalars(query))


def text(rows: Rows, row_id: int, name: str = "text") -> str:
    """The text of a field, empty where nothing was written."""
    return fields(rows, row_id).get(name, "")


def fields(rows: Rows, row_id: int) -> dict[str, str]:
    """The texts of the fields of a row that say something."""
    return {name: said for (_row, name), said in texts(rows, [row_id]).items() if said}


TO_READ = (col(Passage.id), col(Passage.owner_id), col(Passage.text_sealed))
"""The columns that a text is read from."""

_OF_ROWS = (
    select(Passage.row_id, Passage.field)
    .add_columns(*TO_READ)
    .where(col(Passage.row_id).in_(bindparam("ids", expanding=True)))
    .order_by(*IN_ORDER)
)


def texts(rows: Rows, row_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """The texts of all fields of some rows, by row id and field."""
    ids = list(row_ids)
    found: dict[tuple[int, str], list[Any]] = {}
    for passage in rows.execute(_OF_ROWS, {"ids": ids}) if ids else ():
        found.setdefault((passage.row_id, passage.field), []).append(passage)
    return {where: read(rows, passages) for where, passages in found.items()}


def read(rows: Rows, passages: Sequence[Any]) -> str:
    """The text that some passages make, by the columns of `TO_READ`."""
    return joined(rows.open_in("passage", each, "text_sealed") for each in passages)
