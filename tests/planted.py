"""One row in every table for each of two people, pointing at each other's wherever a column can."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Integer, LargeBinary, Table, Time

from albot.domain.columns import new_id
from albot.domain.sets import Member
from albot.store.rows import Rows
from albot.store.tables import METADATA

FAR = datetime(2030, 1, 1, tzinfo=UTC)
BY_TYPE: list[tuple[Any, Any]] = [
    (Boolean, True),
    (Integer, 3),
    (DateTime, FAR),
    (Date, date(2030, 1, 1)),
    (Time, time(21)),
    (LargeBinary, b"\x01sealed"),
]

OF_NOBODY = {"action_set", "meeting", "set_prompt", "handled", "inbox", "code_attempt", "duty"}
"""Tables whose rows are no one person's."""

ONCE = {"run", "review", "set_form"}
"""Tables whose rows are a set's or a meeting's, of which there is one: both point at the same."""

THERE = {"person", "person_key", "member"}
"""Tables that have rows of both already."""

THEIRS = {
    "to_member_id": "member",
    "from_member_id": "member",
    "muted_member_id": "member",
    "quotes_id": "member",
    "question_id": "question",
    "about_id": "delivery",
    "answers_id": "letter",
    "nudge.subject_id": "question",
    "copy.delivery_id": "delivery",
    "report.delivery_id": "delivery",
}
"""Columns that point at something of the other one's, and at what."""

MINE = {
    "owner_id": "person",
    "row_id": "step",
    "carried_from": "step",
    "stage_id": "stage",
    "screen_id": "screen",
    "copy_id": "copy",
    "review_id": "review",
    "delivery.subject_id": "reflection",
    "conversation.subject_id": "letter",
    "last_row_id": "note",
    "person_id": "person",
    "made_by": "person",
    "by_person_id": "person",
}
"""Columns that point at something of one's own without a foreign key, or in more than one way."""

PLAIN: Mapping[str, Any] = {
    "nudge.kind": "halfway",
    "nudge.state": "SENT",
    "conversation.prompt": "me.zone",
    "conversation.parked": True,
    "chat_message.message_id": 999_999,
    "outbox.guard": "",
    "passage.text_sealed": b"",
}
"""What the bot reads while it goes on."""

Ids = dict[str, int]


def planted_tables() -> list[Table]:
    """The tables that get a row for each of the two, those first that others refer to."""
    return [table for table in METADATA.sorted_tables if table.name not in OF_NOBODY | THERE]


def plant(rows: Rows, members: tuple[int, int], meeting_id: int) -> tuple[Ids, Ids]:
    """Plant everything; returns the ids of the rows of each by their tables."""
    found = [_known(rows, member_id, meeting_id) for member_id in members]
    found[1].update({name: found[0][name] for name in ONCE})
    for table in planted_tables():
        for mine, theirs in (found, found[::-1])[: 1 if table.name in ONCE else 2]:
            row = {column.name: _value(table, column, mine, theirs) for column in table.columns}
            rows.session.execute(table.insert().values(row))
    rows.flush()
    return found[0], found[1]


def _known(rows: Rows, member_id: int, meeting_id: int) -> Ids:
    """The ids of what is there, and new ones for what will be."""
    member = rows.need(Member, member_id)
    new = {table.name: new_id() for table in planted_tables()}
    return {**new, "member": member.id, "person": member.person_id, "action_set": member.set_id, "meeting": meeting_id}


def _value(table: Table, column: Column[Any], mine: Ids, theirs: Ids) -> Any:
    here = f"{table.name}.{column.name}"
    if column.primary_key:
        return mine[table.name]
    if here in PLAIN:
        return PLAIN[here]
    for names, ids in ((THEIRS, theirs), (MINE, mine)):
        noun = names.get(here) or names.get(column.name)
        if noun is not None:
            return ids[noun]
    for key in column.foreign_keys:
        return mine[key.column.table.name]
    return _plain(column)


def _plain(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if column.unique or column.name == "digest":
        return new_id().to_bytes(8, "big")
    basis = getattr(column.type, "impl", column.type)
    return next((fits for kind, fits in BY_TYPE if isinstance(basis, kind)), "TEXT")
