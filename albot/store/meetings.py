"""Queries about meetings: the next and the last of a set, and who answered *Coming* or *Can't*."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import and_, bindparam, col, delete, or_, select, update

from albot.domain.authority import IN_THE_SET
from albot.domain.meetings import Coming, Meeting, MeetingState
from albot.domain.reflections import Reflection
from albot.domain.schedule import Slot, slot_of
from albot.domain.sets import ActionSet, Member
from albot.store.rows import Rows

_PLANNED = select(Meeting).where(Meeting.set_id == bindparam("set_id"), Meeting.state == MeetingState.PLANNED)
_IN_ORDER = _PLANNED.order_by(col(Meeting.starts_at))
_UPCOMING = _IN_ORDER.where(col(Meeting.starts_at) > bindparam("now"))
_BEGUN = _PLANNED.where(col(Meeting.starts_at) <= bindparam("now")).order_by(col(Meeting.starts_at).desc())
_NEXT, _LAST = _UPCOMING.limit(1), _BEGUN.limit(1)
_AROUND = select(Meeting).where(
    or_(*(Meeting.id == each.with_only_columns(col(Meeting.id)).scalar_subquery() for each in (_NEXT, _LAST)))
)


def planned(rows: Rows, set_id: int) -> list[Meeting]:
    """Every meeting of a set that was planned and not cancelled, past ones included, in order."""
    return list(rows.session.scalars(_IN_ORDER, {"set_id": set_id}))


def upcoming(rows: Rows, set_id: int, now: datetime) -> list[Meeting]:
    """The planned meetings of a set that have not begun, the soonest first."""
    return list(rows.session.scalars(_UPCOMING, {"set_id": set_id, "now": now}))


def next_meeting(rows: Rows, set_id: int, now: datetime) -> Meeting | None:
    """The soonest planned meeting of a set that has not begun, or None."""
    return rows.session.scalars(_NEXT, {"set_id": set_id, "now": now}).first()


def last_meeting(rows: Rows, set_id: int, now: datetime) -> Meeting | None:
    """The latest planned meeting of a set that has begun (it is over at its start plus its length), or None."""
    return rows.session.scalars(_LAST, {"set_id": set_id, "now": now}).first()


def around(rows: Rows, set_id: int, now: datetime) -> tuple[Meeting | None, Meeting | None]:
    """The last meeting of a set and the next one, asked for at once."""
    found = list(rows.session.scalars(_AROUND, {"set_id": set_id, "now": now}))
    begun = {each.starts_at is not None and each.starts_at <= now: each for each in found}
    return begun.get(True), begun.get(False)


_BEGINS_AT = select(Meeting.starts_at).where(col(Meeting.id) == bindparam("meeting_id"))


def begins_at(rows: Rows, meeting_id: int | None) -> datetime | None:
    """When a meeting begins, as it is in the rows; None where that is open, or where there is none."""
    return rows.execute(_BEGINS_AT, {"meeting_id": meeting_id}).scalar() if meeting_id else None


class NotRoundedUp(NamedTuple):
    """A meeting without its round-up, and what says when that goes out: its start, its set's delivery times and zone.

    Every tick asks for those of all sets, so they are no rows to be kept up to date.
    """

    meeting_id: int
    set_id: int
    starts_at: datetime
    deliveries: str
    zone: str


def not_rounded_up(rows: Rows, after: datetime, until: datetime) -> list[NotRoundedUp]:
    """The planned meetings that begin between two moments and have not had their round-up, the soonest first."""
    columns: list[Any] = [Meeting.id, Meeting.set_id, Meeting.starts_at, ActionSet.deliveries, ActionSet.zone]
    query = (
        select(*columns)
        .join(ActionSet, col(ActionSet.id) == Meeting.set_id)
        .where(
            Meeting.state == MeetingState.PLANNED,
            col(Meeting.starts_at) > after,
            col(Meeting.starts_at) <= until,
            col(Meeting.rounded_up_at).is_(None),
        )
        .order_by(col(Meeting.starts_at))
    )
    return [NotRoundedUp._make(row) for row in rows.session.execute(query)]


def taken(rows: Rows, set_id: int, *, but: int | None = None) -> list[Slot]:
    """The times that the planned meetings of a set take, except one of them (by id)."""
    slots = [slot_of(meeting) for meeting in planned(rows, set_id) if meeting.id != but]
    return [slot for slot in slots if slot is not None]


def drafts(rows: Rows, set_id: int) -> list[Meeting]:
    """The meetings of a set that somebody is still planning or moving."""
    query = select(Meeting).where(Meeting.set_id == set_id, Meeting.state == MeetingState.DRAFT)
    return list(rows.session.scalars(query))


def repeating(rows: Rows, *, begun_by: datetime | None = None, limit: int | None = None) -> list[Meeting]:
    """The latest meeting of each series, those first that start first; a cancelled one still hands its series on.

    With `begun_by` only those that have begun by then.
    """
    query = (
        select(Meeting)
        .where(Meeting.state != MeetingState.DRAFT, col(Meeting.every_weeks).is_not(None))
        .order_by(col(Meeting.starts_at))
        .limit(limit)
    )
    if begun_by is not None:
        query = query.where(col(Meeting.starts_at) <= begun_by)
    return list(rows.session.scalars(query))


def series_id(meeting: Meeting) -> int:
    """The series that a meeting belongs to, by its first meeting; one that is alone is a series of its own."""
    return meeting.series_id or meeting.id


def series(rows: Rows, meeting: Meeting) -> list[Meeting]:
    """Every meeting of the series that a meeting belongs to, cancelled ones included, in order."""
    first = series_id(meeting)
    query = (
        select(Meeting)
        .where(or_(Meeting.id == first, Meeting.series_id == first), Meeting.state != MeetingState.DRAFT)
        .order_by(col(Meeting.starts_at))
    )
    return list(rows.session.scalars(query))


def note_change(rows: Rows, meeting: Meeting) -> None:
    """Count a change of a meeting that the calendar files of its series have to tell."""
    meeting.sequence = 1 + max(each.sequence for each in [meeting, *series(rows, meeting)])


def place(rows: Rows, meeting: Meeting) -> str:
    """Where a meeting is held or its link, empty while nobody said."""
    return rows.open(meeting, "place_sealed")


_ANSWER_OF = select(Coming).where(
    Coming.meeting_id == bindparam("meeting_id"), Coming.member_id == bindparam("member_id")
)


def answer_of(rows: Rows, meeting_id: int, member_id: int) -> Coming | None:
    """What a member answered to a meeting, or None."""
    return rows.session.scalars(_ANSWER_OF, {"meeting_id": meeting_id, "member_id": member_id}).first()


def say_coming(rows: Rows, meeting_id: int, member_id: int, *, coming: bool) -> Coming:
    """Keep a member's answer to a meeting, and give it back; a new one takes the place of the old."""
    answer = answer_of(rows, meeting_id, member_id) or rows.add(Coming(meeting_id=meeting_id, member_id=member_id))
    answer.coming = coming
    rows.flush()
    return answer


def answers(rows: Rows, meeting_id: int) -> list[Coming]:
    """What the members of a set answered to a meeting, by random ids."""
    query = select(Coming).where(Coming.meeting_id == meeting_id).order_by(col(Coming.id))
    return list(rows.session.scalars(query))


def forget_answers(rows: Rows, meeting_id: int) -> None:
    """Forget who said *Coming*: they said it to another time."""
    rows.session.execute(delete(Coming).where(col(Coming.meeting_id) == meeting_id))


def adopt_reflections(rows: Rows, meeting: Meeting) -> None:
    """Reflections of the set's members that prepare no meeting yet prepare this one from here on."""
    _hand_on(rows, col(Reflection.meeting_id).is_(None), meeting.set_id, meeting.id)


def release_reflections(rows: Rows, meeting: Meeting) -> None:
    """What was written for a meeting that is cancelled waits for the next one; *Not this time* does not."""
    of_it = and_(col(Reflection.meeting_id) == meeting.id, col(Reflection.declined).is_(False))
    _hand_on(rows, of_it, meeting.set_id, None)


def _hand_on(rows: Rows, which: ColumnElement[bool], set_id: int, to: int | None) -> None:
    """Let reflections of a set's members prepare another meeting, unless their owner has one for that already."""
    members = select(Member.id).where(Member.set_id == set_id, col(Member.state).in_(IN_THE_SET))
    same = col(Reflection.meeting_id).is_(None) if to is None else col(Reflection.meeting_id) == to
    have_one = select(Reflection.member_id).where(same)
    rows.session.execute(
        update(Reflection)
        .where(which, col(Reflection.member_id).in_(members), col(Reflection.member_id).not_in(have_one))
        .values(meeting_id=to)
        .execution_options(synchronize_session="fetch")
    )
