"""Question and reply: what a member asks another about their issue, and what comes back. Each side owns its part."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import UniqueConstraint

from albot.domain.columns import Noun, big, key, one_of, ref


class QuestionKind(StrEnum):
    """The kinds of question between members."""

    CLARIFYING = "clarifying"
    OPEN = "open"
    NOTICING = "noticing"
    CHALLENGE = "challenge"
    IDEA = "idea"


class Question(Noun, table=True):
    """What a member asks another, a draft until `sent_at`. Its words are the passage `text`.

    `to_member_id` is whom it is for, `about_id` the delivery that it is about (0 where it is about the issue at large).
    `kind` is empty until it is chosen. `named` is whether the asker agrees that the set sees their handle beside it,
    should its owner pass it on.
    """

    id: int = key()
    member_id: int = ref("member.id")
    to_member_id: int = big(0, index=True)
    about_id: int = big(0, index=True)
    kind: QuestionKind | None = one_of(QuestionKind, None)
    at: datetime
    sent_at: datetime | None = None
    named: bool = False


class Reply(Noun, table=True):
    """What the one who was asked made of a question: an answer (the passage `text`), *made me think*, or *Later*.

    `to_set` is that question and answer go on to the whole set; `sent_at` that the answer is on its way.
    """

    __table_args__ = (UniqueConstraint("member_id", "question_id"),)

    id: int = key()
    member_id: int = ref("member.id", index=False)
    question_id: int = big(0, index=True)
    to_set: bool = False
    sent_at: datetime | None = None
    thought_at: datetime | None = None
    put_aside: bool = False


class Mute(Noun, table=True):
    """That a member wants no questions from another, who is not told."""

    __table_args__ = (UniqueConstraint("member_id", "muted_member_id"),)

    id: int = key()
    member_id: int = ref("member.id", index=False)
    muted_member_id: int = big(0, index=True)
