"""Process review: the set looking at how it worked, in answers without a handle."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import UniqueConstraint

from albot.domain.columns import Noun, index_of, key, one_of, ref


class LineKind(StrEnum):
    """What somebody's one line says: what the set does well, or what it could try next time."""

    WELL = "well"
    NEXT = "next"


class Review(Noun, table=True):
    """The process review of one meeting. It takes answers until it closes, at `closes_at` (UTC) by itself.

    `numbers` is what it came to, fixed when it closed (JSON, see `domain.reviews`), and empty where fewer than three
    answered: then nothing is ever shown. The lines are read from the answers, by their random ids.
    """

    id: int = key()
    set_id: int = ref("action_set.id")
    meeting_id: int = ref("meeting.id", index=False)
    opened_at: datetime
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    numbers: str = ""

    __table_args__ = (
        UniqueConstraint("meeting_id"),
        index_of("ix_review_open", "closes_at", where="closed_at IS NULL"),
    )


class ReviewAnswer(Noun, table=True):
    """One member's answers: three scales from 1 to 5, and one line, which is the passage `text`.

    `airtime` is their share of it: 1 far too little, 3 just right, 5 far too much. It counts once `finished_at` is
    set. Whose it is nobody is ever shown; it is kept so that its owner can change it until the review closes, and can
    erase it afterwards.
    """

    __tablename__ = "review_answer"
    __table_args__ = (UniqueConstraint("review_id", "member_id"),)

    id: int = key()
    review_id: int = ref("review.id", index=False)
    member_id: int = ref("member.id")
    support: int | None = None
    challenge: int | None = None
    airtime: int | None = None
    line: LineKind | None = one_of(LineKind, None)
    finished_at: datetime | None = None
