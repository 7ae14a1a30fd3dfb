"""Meeting, and who means to come. A cycle is the time from one meeting to the next; its id is that of its end."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, UniqueConstraint

from albot.domain.columns import Noun, big, index_of, key, one_of, ref


class MeetingState(StrEnum):
    """Whether a meeting counts yet, still, or no more."""

    DRAFT = "draft"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Meeting(Noun, table=True):
    """A meeting of a set: its start in UTC, and the wall-clock time and zone it was agreed in (ISO, without offset).

    While it is a draft, `length_minutes` is 0 until somebody says it, and `replaces_id` names the meeting that it
    moves. `every_weeks` is on the latest meeting of a series alone: planning the next one takes it over. `series_wall`
    is the wall-clock time that the series counts from, so that one meeting can move without those after it.
    `series_id` is the id of its first meeting, which calendar files go by; `sequence` counts every change that these
    have to tell. `changes` counts how often it was moved; `rounded_up_at` is when its round-up went out, `shown_at`
    when a facilitator last sent it by hand, `reminded_at` when one reminded those who had not checked in.
    """

    __table_args__ = (
        Index("ix_meeting_set_starts_at", "set_id", "starts_at"),
        index_of("ix_meeting_repeating", "starts_at", where="every_weeks IS NOT NULL"),
    )

    id: int = key()
    set_id: int = ref("action_set.id", index=False)
    state: MeetingState = one_of(MeetingState, MeetingState.DRAFT)
    starts_at: datetime | None = Field(default=None, index=True)
    wall: str = ""
    zone: str = ""
    length_minutes: int = 120
    every_weeks: int | None = None
    series_wall: str = ""
    place_sealed: bytes | None = None
    place_asked: bool = False
    replaces_id: int | None = big()
    changes: int = 0
    rounded_up_at: datetime | None = None
    series_id: int | None = big(index=True)
    sequence: int = 0
    reminded_at: datetime | None = None
    shown_at: datetime | None = None


class Coming(Noun, table=True):
    """What a member answered to a meeting: *Coming* or *Can't*.

    Others count it from the delivery time `seen_from` on; until then they count `former`, the answer before.
    """

    __table_args__ = (UniqueConstraint("member_id", "meeting_id"),)

    id: int = key()
    member_id: int = ref("member.id", index=False)
    meeting_id: int = ref("meeting.id")
    coming: bool = True
    seen_from: datetime | None = None
    former: bool | None = None
