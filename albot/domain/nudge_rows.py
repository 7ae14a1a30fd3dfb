"""Nudge, as a row: what is owed to a member, when, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from albot.domain.columns import big, key, kind, ref


class NudgeState(StrEnum):
    """What became of a nudge."""

    WAITING = "waiting"
    SENT = "sent"
    LAPSED = "lapsed"


class Nudge(SQLModel, table=True):
    """A nudge for one member about one subject in one cycle, with the wall time it was meant for and `due_at` in UTC.

    `chosen` marks a time the person chose themselves; `counted` one that counts against one nudge a day.
    """

    __table_args__ = (UniqueConstraint("member_id", "kind", "subject_id", "cycle_id"),)

    id: int = key()
    member_id: int = ref("member.id")
    person_id: int = ref("person.id")
    kind: str
    subject_id: int = big(0)
    cycle_id: int = big(0)
    wall: str = ""
    zone: str = ""
    due_at: datetime = Field(index=True)
    useful_until: datetime
    chosen: bool = False
    counted: bool = True
    snoozed: bool = False
    state: NudgeState = kind(NudgeState, NudgeState.WAITING)
    sent_at: datetime | None = None
