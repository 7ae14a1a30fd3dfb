"""Queries about letters and reports: the drafts that are open, and the reports that are on their way."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from albot.domain.delivery_rows import Audience, Delivery, DeliveryKind
from albot.domain.letters import Announcement, Letter, Report
from albot.domain.sets import Member
from albot.store.rows import Rows


def draft(rows: Rows, author: Member, to: Member | None, answers: Letter | None, now: datetime) -> Letter:
    """The letter that somebody is writing, begun where there is none; `to` nobody in particular: the facilitators."""
    to_id, answers_id = None if to is None else to.id, None if answers is None else answers.id
    query = select(Letter).where(
        Letter.member_id == author.id,
        Letter.to_member_id == to_id,
        Letter.answers_id == answers_id,
        col(Letter.sent_at).is_(None),
    )
    found = rows.session.scalars(query).first()
    letter = found or rows.add(Letter(member_id=author.id, to_member_id=to_id, answers_id=answers_id, at=now))
    rows.flush()
    return letter


def announcement(rows: Rows, author: Member, now: datetime) -> Announcement:
    """What a facilitator is about to tell all, begun where there is nothing yet."""
    query = select(Announcement).where(Announcement.member_id == author.id, col(Announcement.sent_at).is_(None))
    found = rows.session.scalars(query).first()
    made = found or rows.add(Announcement(member_id=author.id, at=now))
    rows.flush()
    return made


def report(rows: Rows, reporter: Member, about: Delivery, now: datetime) -> Report:
    """What somebody says about something they were sent: sent already, or the draft, begun where there is none."""
    query = select(Report).where(Report.member_id == reporter.id, Report.delivery_id == about.id)
    found = rows.session.scalars(query).first()
    made = found or rows.add(Report(member_id=reporter.id, delivery_id=about.id, at=now))
    rows.flush()
    return made


def waiting_about(rows: Rows, member: Member) -> list[Delivery]:
    """The reports about what a member wrote that are on their way to the facilitators."""
    theirs = select(Delivery.id).where(Delivery.member_id == member.id)
    query = (
        select(Delivery)
        .join(Report, col(Report.id) == Delivery.subject_id)
        .where(
            Delivery.kind == DeliveryKind.REPORT,
            Delivery.audience == Audience.FACILITATORS,
            col(Delivery.due_at).is_not(None),
            col(Report.delivery_id).in_(theirs),
        )
    )
    return list(rows.session.scalars(query))
