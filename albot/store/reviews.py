"""Queries about process reviews: open ones, closed ones, answers; everything by random ids, never by time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog
from sqlmodel import col, func, select

from albot.domain.meetings import Meeting
from albot.domain.review_rows import LineKind, Review, ReviewAnswer
from albot.domain.run_rows import Attendance
from albot.store import passages
from albot.store.passages import Field
from albot.store.post import ChatMessage
from albot.store.rows import Rows
from albot.store.vault import SealBroken

log = structlog.get_logger()


def of_meeting(rows: Rows, meeting_id: int) -> Review | None:
    """The process review of a meeting, or None."""
    found = rows.session.scalars(select(Review).where(Review.meeting_id == meeting_id)).first()
    return None if found is None else rows.keep(found)


def hold(rows: Rows, review_id: int) -> Review:
    """A review as it is now, held until the end of this transaction: nobody answers while it closes."""
    rows.flush()
    query = select(Review).where(Review.id == review_id).with_for_update().execution_options(populate_existing=True)
    return rows.keep(rows.session.scalars(query).one())


def due(rows: Rows, now: datetime, limit: int) -> list[int]:
    """Some of the reviews that are to close by now, by their ids."""
    query = select(Review.id).where(col(Review.closed_at).is_(None), col(Review.closes_at) <= now)
    return sorted(rows.session.scalars(query.limit(limit)))


def next_due(rows: Rows) -> datetime | None:
    """When the next review closes by itself, or None."""
    return rows.session.scalars(select(func.min(Review.closes_at)).where(col(Review.closed_at).is_(None))).first()


def of_set(rows: Rows, set_id: int) -> list[tuple[Review, Meeting]]:
    """The reviews of a set with their meetings, that of the latest meeting first."""
    query = (
        select(Review, Meeting)
        .join(Meeting, col(Meeting.id) == Review.meeting_id)
        .where(Review.set_id == set_id)
        .order_by(col(Meeting.starts_at).desc())
    )
    return [(review, meeting) for review, meeting in rows.session.execute(query).all()]


def present(rows: Rows, meeting_id: int) -> set[int] | None:
    """Who was at a meeting, by member id; None where nobody noted it."""
    query = select(Attendance).where(Attendance.meeting_id == meeting_id)
    found = list(rows.session.scalars(query))
    return {each.member_id for each in found if each.present} if found else None


# What it came to, in the chats of those who have read it


def messages(rows: Rows, review_id: int) -> list[ChatMessage]:
    """The messages in anybody's chat that show what a review came to."""
    return list(rows.session.scalars(select(ChatMessage).where(ChatMessage.review_id == review_id)))


def with_line_of(rows: Rows, member_ids: Iterable[int]) -> list[int]:
    """The ids of the reviews in which some of these members wrote a line."""
    mine = col(ReviewAnswer.member_id).in_(list(member_ids))
    return list(rows.session.scalars(select(ReviewAnswer.review_id).where(mine, col(ReviewAnswer.line).is_not(None))))


# Answers


def answer_of(rows: Rows, review_id: int, member_id: int) -> ReviewAnswer | None:
    """What a member answered, or None."""
    query = select(ReviewAnswer).where(ReviewAnswer.review_id == review_id, ReviewAnswer.member_id == member_id)
    return rows.session.scalars(query).first()


def need_answer(rows: Rows, review_id: int, member_id: int) -> ReviewAnswer:
    """What a member answered; made where there is nothing yet."""
    found = answer_of(rows, review_id, member_id)
    if found is None:
        found = rows.add(ReviewAnswer(review_id=review_id, member_id=member_id))
        rows.flush()
    return rows.keep(found)


def finished(rows: Rows, review_id: int) -> list[ReviewAnswer]:
    """The answers that count, by their random ids."""
    query = select(ReviewAnswer).where(ReviewAnswer.review_id == review_id, col(ReviewAnswer.finished_at).is_not(None))
    return list(rows.session.scalars(query.order_by(col(ReviewAnswer.id))))


def line_field(answer: ReviewAnswer, person_id: int) -> Field:
    """Where the line of an answer stands; `person_id` is whose it is."""
    return Field(person_id, answer.id)


def lines(rows: Rows, answers: Iterable[ReviewAnswer], kind: LineKind) -> list[str]:
    """What some answers say in their lines of one kind. One that does not open keeps nobody from the others."""
    found = []
    for each in answers:
        if each.line is not kind:
            continue
        try:
            found.append(passages.text(rows, each.id))
        except SealBroken as problem:
            log.error("line_does_not_open", what=str(problem))
    return [text for text in found if text]
