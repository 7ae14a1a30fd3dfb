"""Queries for the programme: what each set comes to in each of some months, in one pass over each table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlmodel import and_, col, func, or_

from albot.domain.meetings import Meeting, MeetingState
from albot.domain.programme import Counted, SetMonth
from albot.domain.review_rows import Review
from albot.domain.run_rows import Attendance
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetState
from albot.domain.steps import ENDINGS, Step, StepState
from albot.store.rows import Rows

NEVER_IN = (MemberState.JOINING, MemberState.WAITING, MemberState.TURNED_AWAY)
NEVER_KEPT = (StepState.DRAFT, StepState.DROPPED)


def by_month(rows: Rows, bounds: Sequence[datetime]) -> list[dict[int, SetMonth]]:
    """What each set comes to between each two moments that follow each other, by the set's id."""
    spans = list(pairwise(bounds))
    sizes = [_sizes(rows, end) for _start, end in spans]
    meetings, present = _meetings(rows, bounds), _present(rows, bounds)
    kept = _steps(rows, bounds, col(Step.kept_at), col(Step.state).not_in(NEVER_KEPT))
    ended = _steps(rows, bounds, col(Step.ended_at), col(Step.state).in_(ENDINGS))
    return [
        {
            set_id: SetMonth(
                members=members,
                meetings=meetings[place, set_id][0],
                minutes=meetings[place, set_id][1],
                expected=present[place, set_id][0],
                present=present[place, set_id][1],
                steps_set=kept[place, set_id],
                steps_ended=ended[place, set_id],
            )
            for set_id, members in sizes[place].items()
        }
        for place in range(len(spans))
    ]


def reviews(rows: Rows, start: datetime, end: datetime) -> list[tuple[int, str]]:
    """The results of the process reviews of meetings in a span of time, each with its set's id."""
    query = (
        select(col(Review.set_id), col(Review.numbers))
        .join(Meeting, col(Meeting.id) == Review.meeting_id)
        .where(col(Meeting.starts_at) >= start, col(Meeting.starts_at) < end, col(Review.numbers) != "")
    )
    return [(set_id, numbers) for set_id, numbers in rows.session.execute(query)]


def _sizes(rows: Rows, moment: datetime) -> dict[int, int]:
    """How many members each set had as a day began; facilitators are not counted in a set's size."""
    query = (
        select(col(Member.set_id), func.count())
        .join(ActionSet, col(ActionSet.id) == Member.set_id)
        .where(
            col(ActionSet.state) != SetState.DRAFT,
            or_(col(ActionSet.archived_at).is_(None), col(ActionSet.archived_at) > moment),
            col(Member.role) == Role.MEMBER,
            col(Member.state).not_in(NEVER_IN),
            col(Member.joined_on) < moment.date(),
            or_(col(Member.ended_at).is_(None), col(Member.ended_at) > moment),
        )
        .group_by(col(Member.set_id))
    )
    return {row[0]: row[1] for row in rows.session.execute(query)}


def _bucket(column: Any, bounds: Sequence[datetime]) -> ColumnElement[int]:
    """The place of the span that a moment lies in.

    What selects it groups by the very same one: PostgreSQL takes one made anew, with its own parameters, for another.
    """
    return case(*((column < end, place) for place, end in enumerate(bounds[1:])), else_=-1)


def _within(column: Any, bounds: Sequence[datetime]) -> ColumnElement[bool]:
    return and_(column >= bounds[0], column < bounds[-1])


def _meetings(rows: Rows, bounds: Sequence[datetime]) -> dict[tuple[int, int], tuple[int, int]]:
    """Meetings that were held, and their minutes, by span and set."""
    starts = col(Meeting.starts_at)
    span = _bucket(starts, bounds)
    query = (
        select(span, col(Meeting.set_id), func.count(), func.sum(Meeting.length_minutes))
        .where(col(Meeting.state) == MeetingState.PLANNED, _within(starts, bounds))
        .group_by(span, col(Meeting.set_id))
    )
    found = {(place, set_id): (count, int(minutes)) for place, set_id, count, minutes in rows.session.execute(query)}
    return defaultdict(lambda: (0, 0), found)


def _present(rows: Rows, bounds: Sequence[datetime]) -> dict[tuple[int, int], tuple[int, Counted]]:
    """How many were expected and how many were there, where it was noted, by span and set."""
    starts = col(Meeting.starts_at)
    span = _bucket(starts, bounds)
    there = case((col(Attendance.present).is_(True), Attendance.member_id))
    query = (
        select(span, col(Meeting.set_id), func.count(), func.count(there), func.count(there.distinct()))
        .join(Attendance, col(Attendance.meeting_id) == Meeting.id)
        .where(col(Meeting.state) == MeetingState.PLANNED, _within(starts, bounds))
        .group_by(span, col(Meeting.set_id))
    )
    found = {
        (place, set_id): (expected, Counted(present, people))
        for place, set_id, expected, present, people in rows.session.execute(query)
    }
    return defaultdict(lambda: (0, Counted()), found)


def _steps(
    rows: Rows, bounds: Sequence[datetime], column: Any, which: ColumnElement[bool]
) -> dict[tuple[int, int], Counted]:
    """Steps by when something became of them, by span and set."""
    span = _bucket(column, bounds)
    query = (
        select(span, col(Member.set_id), func.count(), func.count(col(Step.member_id).distinct()))
        .join(Member, col(Member.id) == Step.member_id)
        .where(which, _within(column, bounds))
        .group_by(span, col(Member.set_id))
    )
    found = {(place, set_id): Counted(count, people) for place, set_id, count, people in rows.session.execute(query)}
    return defaultdict(Counted, found)
