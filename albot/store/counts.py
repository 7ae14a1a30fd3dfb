"""Queries for what is counted: what of a set's check-ins has been released, who was at its meetings, steps by month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, func, select

from albot.domain.delivery_rows import Audience, Delivery, DeliveryKind
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.reflections import Reflection
from albot.domain.run_rows import Attendance
from albot.domain.sets import Member
from albot.domain.steps import ENDINGS, Step
from albot.store.rows import Rows


def latest(rows: Rows, set_id: int, until: datetime, limit: int) -> list[Meeting]:
    """The last so many meetings of a set that begin by a moment and were not cancelled, the oldest first."""
    query = (
        select(Meeting)
        .where(Meeting.set_id == set_id, Meeting.state == MeetingState.PLANNED, col(Meeting.starts_at) <= until)
        .order_by(col(Meeting.starts_at).desc())
        .limit(limit)
    )
    return list(rows.session.scalars(query))[::-1]


def released_for(rows: Rows, meeting_ids: Iterable[int], audiences: Iterable[Audience]) -> list[tuple[int, Delivery]]:
    """The check-ins that were released to some audiences and not withdrawn, each with the meeting it prepared."""
    theirs = select(Reflection.id, Reflection.meeting_id).where(col(Reflection.meeting_id).in_(list(meeting_ids)))
    meeting_of: dict[int, int | None] = {row[0]: row[1] for row in rows.session.execute(theirs)}
    query = select(Delivery).where(
        Delivery.kind == DeliveryKind.REFLECTION,
        col(Delivery.subject_id).in_(list(meeting_of)),
        col(Delivery.audience).in_(list(audiences)),
        col(Delivery.released_at).is_not(None),
        col(Delivery.withdrawn_at).is_(None),
    )
    return [(meeting_of[each.subject_id] or 0, each) for each in rows.session.scalars(query)]


def released_without(rows: Rows, set_id: int, audiences: Iterable[Audience]) -> list[Delivery]:
    """The check-ins of a set that were released to some audiences and not withdrawn, and prepare no meeting."""
    query = (
        select(Delivery)
        .join(Reflection, col(Delivery.subject_id) == Reflection.id)
        .where(
            Delivery.set_id == set_id,
            col(Reflection.meeting_id).is_(None),
            Delivery.kind == DeliveryKind.REFLECTION,
            col(Delivery.audience).in_(list(audiences)),
            col(Delivery.released_at).is_not(None),
            col(Delivery.withdrawn_at).is_(None),
        )
    )
    return list(rows.session.scalars(query))


def present(rows: Rows, meeting_ids: Iterable[int]) -> dict[int, int]:
    """How many were at meetings, of those where anybody noted it."""
    query = (
        select(Attendance.meeting_id, func.count())
        .where(col(Attendance.meeting_id).in_(list(meeting_ids)), col(Attendance.present).is_(True))
        .group_by(col(Attendance.meeting_id))
    )
    return {row[0]: row[1] for row in rows.session.execute(query)}


def ended_steps(rows: Rows, person_id: int) -> list[Step]:
    """Every step that a person ended, in all of their sets, the oldest first."""
    mine = select(Member.id).where(Member.person_id == person_id)
    query = (
        select(Step)
        .where(col(Step.member_id).in_(mine), col(Step.state).in_(ENDINGS), col(Step.ended_at).is_not(None))
        .order_by(col(Step.ended_at))
    )
    return list(rows.session.scalars(query))
