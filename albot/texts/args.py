"""What a text may be filled with, and how that travels sealed in an outbox row until the text is made.

A plain `str` is escaped, and nothing in it can be tapped. The classes below say what else a value is, so that the
renderer, not the caller, decides how it looks: what a member wrote, a moment, a nested message, lines of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias


@dataclass(frozen=True)
class Words:
    """What somebody wrote, shown whole as a quotation (expandable where it is long), nothing of which can be tapped."""

    tag: ClassVar[str] = "w"
    text: str


@dataclass(frozen=True)
class Place:
    """Where a meeting is: a quotation too, but its links open with a tap."""

    tag: ClassVar[str] = "p"
    text: str


@dataclass(frozen=True)
class Link:
    """An address of the bot, or of whoever runs it, that is meant to be followed."""

    tag: ClassVar[str] = "a"
    text: str


@dataclass(frozen=True)
class When:
    """A moment (aware), shown in each reader's own zone where their client can, with `zone` written out beside it."""

    moment: datetime
    zone: str


@dataclass(frozen=True)
class Day:
    """A calendar day, without a time."""

    tag: ClassVar[str] = "d"
    day: date


@dataclass(frozen=True)
class Month:
    """A calendar month, by any of its days."""

    tag: ClassVar[str] = "mo"
    day: date


@dataclass(frozen=True)
class Packed:
    """A value that was packed before, such as one that was kept sealed."""

    value: Any


@dataclass(frozen=True)
class Term:
    """Another message of the catalogue, inside this one."""

    id: str
    args: Mapping[str, Arg] = field(default_factory=dict)


@dataclass(frozen=True)
class Lines:
    """Several values, each on a line of its own."""

    items: Sequence[Arg]


Arg: TypeAlias = "str | int | Words | Place | Link | When | Day | Month | Term | Lines | Packed"


def pack(arg: Arg) -> Any:
    """A value as JSON can carry it: `[tag, …]` for what is not a number."""
    match arg:
        case str():
            return ["s", arg]
        case int() | Packed():
            return arg.value if isinstance(arg, Packed) else arg
        case Words() | Place() | Link():
            return [arg.tag, arg.text]
        case When(moment, zone):
            return ["t", int(moment.timestamp()), zone]
        case Day() | Month():
            return [arg.tag, arg.day.isoformat()]
        case Term(id, args):
            return ["m", id, pack_all(args)]
        case Lines(items):
            return ["l", [pack(item) for item in items]]


def pack_all(args: Mapping[str, Arg]) -> dict[str, Any]:
    """Named values as JSON can carry them."""
    return {name: pack(arg) for name, arg in args.items()}
