"""Queries about meetings: the next and the last of a set, and who answered *Coming* or *Can't*."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select, update

from albot.domain.authority import IN_THE_SET
from albot.domain.meetings import Coming, Meeting, MeetingState
from albot.domain.reflections import Reflection
from albot.domain.sets import Member
from albot.store.rows import Rows


def planned(rows: Rows, set_id: int) -> list[Meeting]:
    """Every meeting of a set that was planned and not cancelled, past ones included, in order."""
    query = (
        select(Meeting)
        .where(Meeting.set_id == set_id, Meeting.state == MeetingState.PLANNED)
        .order_by(col(Meeting.starts_at))
    )
    return list(rows.session.scalars(query))


def upcoming(rows: Rows, set_id: int, now: datetime) -> list[Meeting]:
    """The planned meetings of a set that have not begun, the soonest first."""
    query = (
        select(Meeting)
        .where(Meeting.set_id == set_id, Meeting.state == MeetingState.PLANNED, col(Meeting.starts_at) > now)
        .order_by(col(Meeting.starts_at))
    )
    return list(rows.session.scalars(query))


def next_meeting(rows: Rows, set_id: int, now: datetime) -> Meeting | None:
    """The soonest planned meeting of a set that has not begun, or None."""
    return next(iter(upcoming(rows, set_id, now)), None)


def last_meeting(rows: Rows, set_id: int, now: datetime) -> Meeting | None:
    """The latest planned meeting of a set that has begun (it is over at its start plus its length), or None."""
    query = (
        select(Meeting)
        .where(Meeting.set_id == set_id, Meeting.state == MeetingState.PLANNED, col(Meeting.starts_at) <= now)
        .order_by(col(Meeting.starts_at).desc())
        .limit(1)
    )
    return rows.session.scalars(query).first()


def repeating(rows: Rows) -> list[Meeting]:
    """Planned meetings that are to come again and whose next one has not been planned by itself yet."""
    query = (
        select(Meeting)
        .where(Meeting.state == MeetingState.PLANNED, col(Meeting.every_weeks).is_not(None))
        .order_by(col(Meeting.starts_at))
    )
    return list(rows.session.scalars(query))


def place(rows: Rows, meeting: Meeting) -> str:
    """Where a meeting is held or its link, empty while nobody said."""
    return rows.open(meeting, "place_sealed")


def answer_of(rows: Rows, meeting_id: int, member_id: int) -> Coming | None:
    """What a member answered to a meeting, or None."""
    query = select(Coming).where(Coming.meeting_id == meeting_id, Coming.member_id == member_id)
    return rows.session.scalars(query).first()


def say_coming(rows: Rows, meeting_id: int, member_id: int, *, coming: bool) -> None:
    """Keep a member's answer to a meeting; a new one takes the place of the old."""
    known = answer_of(rows, meeting_id, member_id)
    if known is None:
        rows.add(Coming(meeting_id=meeting_id, member_id=member_id, coming=coming))
        rows.flush()
    else:
        known.coming = coming


def adopt_reflections(rows: Rows, meeting: Meeting) -> None:
    """Reflections that members of the set began before any meeting was planned prepare this one from here on."""
    members = select(Member.id).where(Member.set_id == meeting.set_id, col(Member.state).in_(IN_THE_SET))
    has_one = select(Reflection.member_id).where(Reflection.meeting_id == meeting.id)
    rows.session.execute(
        update(Reflection)
        .where(
            col(Reflection.meeting_id).is_(None),
            col(Reflection.member_id).in_(members),
            col(Reflection.member_id).not_in(has_one),
        )
        .values(meeting_id=meeting.id)
        .execution_options(synchronize_session="fetch")
    )
