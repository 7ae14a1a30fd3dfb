"""The few kinds of column that the nouns are made of, so that every table says the same thing the same way.

Ids are random 63-bit numbers made before the insert: an id in a button must not tell who wrote first.
Columns that end in `_sealed` hold ciphertext: a row never carries a text in clear, so printing one gives nothing away.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlmodel import BigInteger, Enum, Field, Index, Integer, SQLModel

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""63 bits on both databases (on SQLite `INTEGER`, which holds 64 and makes the key the row id)."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""What is to be done at this moment is done with the next tick."""


class Noun(SQLModel):
    """Any row of any table.

    It is made and changed without what SQLModel does beside for models that are no tables (to validate, to note which
    fields were set), of which a turn would notice nothing but the time: a row is made in a third of it. Nor are the
    validators and serializers made that no row of a table uses.
    """

    model_config = {"defer_build": True}

    def __init__(self, **values: Any) -> None:
        given, made = _defaults(type(self))
        vars(self).update(given)
        vars(self).update({name: make() for name, make in made if name not in values})
        vars(self).update(values)  # what is new has no history that SQLAlchemy would have to be told

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


@cache
def _defaults(noun: type[Noun]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """What the columns of a new row hold unless they are given: as it is, and by what it is made anew each time."""
    optional = {name: field for name, field in noun.model_fields.items() if not field.is_required()}
    given = {name: field.default for name, field in optional.items() if field.default_factory is None}
    return given, [(name, field.default_factory) for name, field in optional.items() if name not in given]  # type: ignore[misc]


def new_id() -> int:
    """A random id, 1 to 2**63 - 1."""
    return secrets.randbits(63) or 1


def key() -> Any:
    """The primary key of a noun: a random id, made when the row is made."""
    return Field(default_factory=new_id, primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})


def ref(target: str, *, index: bool = True) -> Any:
    """A required reference to another row, such as `ref("person.id")`."""
    return Field(foreign_key=target, index=index, sa_type=BIG)


def maybe_ref(target: str, *, index: bool = True) -> Any:
    """A reference that may be empty."""
    return Field(default=None, foreign_key=target, index=index, nullable=True, sa_type=BIG)


def big(default: int | None = None, *, index: bool = False) -> Any:
    """A number that may need 63 bits and points to no table."""
    return Field(default=default, sa_type=BIG, index=index, nullable=default is None)


def one_of(enum: type[StrEnum], default: StrEnum | None) -> Any:
    """A column with one of an enum's values, stored by name in a plain text column (so a new value needs no DDL)."""
    kind = Enum(enum, native_enum=False, length=24, create_constraint=False)
    return Field(default=default, sa_type=kind, nullable=default is None)


def index_of(name: str, *columns: str, where: str) -> Index:
    """An index of those rows alone that something still looks for: most of a table that grows is done with.

    `where` is plain SQL. A query has to say the same thing literally, or compare a column that must not be empty. The
    migration says it to the database; said to SQLAlchemy here, it would load both dialects, which is 2 MB.
    """
    return Index(name, *columns, info={"where": where})
