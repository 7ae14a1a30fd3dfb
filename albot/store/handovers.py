"""Queries about handovers: who was asked to look after a set, and whose Yes takes effect when."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, delete, func, select

from albot.domain.sets import Handover, Member
from albot.store.rows import Rows


def asked_by(rows: Rows, member_id: int) -> list[Handover]:
    """What a facilitator has asked for and was not settled yet."""
    return list(rows.session.scalars(select(Handover).where(Handover.from_member_id == member_id)))


def agreed_for(rows: Rows, person_id: int) -> list[Handover]:
    """To what a person asked somebody said Yes, and it has not taken effect yet."""
    mine = select(Member.id).where(Member.person_id == person_id)
    query = select(Handover).where(col(Handover.from_member_id).in_(mine), col(Handover.effective_at).is_not(None))
    return list(rows.session.scalars(query))


def due(rows: Rows, now: datetime) -> list[Handover]:
    """What takes effect now, by random ids."""
    found = rows.session.scalars(select(Handover).where(col(Handover.effective_at) <= now))
    return sorted(found, key=lambda each: each.id)


def next_due(rows: Rows) -> datetime | None:
    """When the next Yes takes effect, or None."""
    return rows.session.scalars(select(func.min(Handover.effective_at))).one()


def forget_of_set(rows: Rows, set_id: int) -> None:
    """Forget all handovers of a set."""
    ours = select(Member.id).where(Member.set_id == set_id)
    rows.session.execute(delete(Handover).where(col(Handover.member_id).in_(ours)))
