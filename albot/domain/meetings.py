"""Meeting, and who means to come. A cycle is the time from one meeting to the next; its id is that of its end."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import SQLModel, UniqueConstraint

from albot.domain.columns import key, kind, ref


class MeetingState(StrEnum):
    """Whether a meeting counts yet, still, or no more."""

    DRAFT = "draft"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Meeting(SQLModel, table=True):
    """A meeting of a set: its start in UTC, and the wall-clock time and zone it was agreed in (ISO, without offset)."""

    id: int = key()
    set_id: int = ref("action_set.id")
    state: MeetingState = kind(MeetingState, MeetingState.DRAFT)
    starts_at: datetime | None = None
    wall: str = ""
    zone: str = ""
    length_minutes: int = 120
    every_weeks: int | None = None
    place_sealed: bytes | None = None
    place_asked: bool = False
    replaces_id: int | None = None
    changes: int = 0


class Coming(SQLModel, table=True):
    """What a member answered to a meeting: *Coming* or *Can't*."""

    __table_args__ = (UniqueConstraint("member_id", "meeting_id"),)

    id: int = key()
    member_id: int = ref("member.id")
    meeting_id: int = ref("meeting.id")
    coming: bool = True
