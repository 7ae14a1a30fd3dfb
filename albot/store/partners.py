"""Queries about check-in partners: who asked whom, and until when it holds."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import and_, bindparam, col, or_, select

from albot.domain.meetings import Meeting
from albot.domain.partners import Partnership, over_at
from albot.domain.sets import Member
from albot.store import meetings
from albot.store.rows import Rows


def draft(rows: Rows, member_id: int) -> Partnership | None:
    """What a member is about to ask, or None."""
    query = select(Partnership).where(Partnership.member_id == member_id, col(Partnership.sent_at).is_(None))
    return rows.session.scalars(query).first()


_MINE = or_(
    col(Partnership.member_id) == bindparam("member_id"), col(Partnership.to_member_id) == bindparam("member_id")
)
_OF_MEMBER = select(Partnership).where(_MINE, col(Partnership.sent_at).is_not(None)).order_by(col(Partnership.id))


def of_member(rows: Rows, member_id: int) -> list[Partnership]:
    """Every partnership that a member asked for or was asked for, over or not, by random ids."""
    return list(rows.session.scalars(_OF_MEMBER, {"member_id": member_id}))


def between(rows: Rows, one_id: int, other_id: int) -> list[Partnership]:
    """Every partnership between two members, whoever asked, by random ids."""
    there = and_(col(Partnership.member_id) == one_id, col(Partnership.to_member_id) == other_id)
    back = and_(col(Partnership.member_id) == other_id, col(Partnership.to_member_id) == one_id)
    query = select(Partnership).where(or_(there, back), col(Partnership.sent_at).is_not(None))
    return list(rows.session.scalars(query.order_by(col(Partnership.id))))


def over(rows: Rows, partnership: Partnership) -> datetime | None:
    """When a partnership is over (see `domain.partners.over_at`)."""
    set_id = rows.need(Member, partnership.member_id).set_id
    named = rows.get(Meeting, partnership.meeting_id)
    return over_at(partnership.sent_at or partnership.at, named, meetings.planned(rows, set_id))
