"""Queries about questions between members, what became of them, and who wants none from whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlmodel import and_, bindparam, col, not_, or_, select

from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.questions import Mute, Question, Reply
from albot.store.rows import Rows

# The side of the one who asks


def draft(rows: Rows, member_id: int, to_member_id: int, about_id: int) -> Question | None:
    """The question of a member to another about one thing that has not been sent, or None."""
    query = select(Question).where(
        Question.member_id == member_id,
        Question.to_member_id == to_member_id,
        Question.about_id == about_id,
        col(Question.sent_at).is_(None),
    )
    return rows.session.scalars(query.order_by(col(Question.id))).first()


# The side of the one who was asked


def delivery_of(rows: Rows, question_id: int) -> Delivery | None:
    """The delivery by which a question reached the one who was asked, or None where it was taken back."""
    query = select(Delivery).where(
        Delivery.kind == DeliveryKind.QUESTION,
        Delivery.subject_id == question_id,
        col(Delivery.withdrawn_at).is_(None),
    )
    return rows.session.scalars(query).first()


def reply(rows: Rows, member_id: int, question_id: int) -> Reply | None:
    """What a member made of a question, as far as they made anything of it."""
    query = select(Reply).where(Reply.member_id == member_id, Reply.question_id == question_id)
    return rows.session.scalars(query).first()


def need_reply(rows: Rows, member_id: int, question_id: int) -> Reply:
    """What a member makes of a question, begun where there is nothing yet."""
    found = reply(rows, member_id, question_id)
    if found is None:
        found = rows.add(Reply(member_id=member_id, question_id=question_id))
        rows.flush()
    return found


class Waiting(NamedTuple):
    """A question that waits for its answer: its reader's copy, how it came, and whether they want no reminder."""

    copy: Copy
    delivery: Delivery
    question: Question
    put_aside: bool


_MUTED = select(Mute.muted_member_id).where(Mute.member_id == bindparam("member_id"))
_WAITING = (
    select(Copy, Delivery, Question, Reply.put_aside)
    .join(Delivery, col(Delivery.id) == Copy.delivery_id)
    .join(Question, col(Question.id) == Delivery.subject_id)
    .outerjoin(Reply, and_(col(Reply.question_id) == Question.id, col(Reply.member_id) == bindparam("member_id")))
    .where(
        Question.to_member_id == bindparam("member_id"),  # or PostgreSQL may begin with all there are
        Copy.member_id == bindparam("member_id"),
        Delivery.kind == DeliveryKind.QUESTION,
        col(Reply.sent_at).is_(None),
        col(Reply.thought_at).is_(None),
        col(Question.member_id).not_in(_MUTED),
    )
    .order_by(col(Copy.id))
)


def waiting(rows: Rows, member_id: int) -> list[Waiting]:
    """The questions that a member has and has not answered or thought about, by random ids; without the muted."""
    found = rows.session.execute(_WAITING, {"member_id": member_id})
    return [Waiting(copy, how, what, bool(aside)) for copy, how, what, aside in found]


_DEALT_WITH = select(Reply.id).where(
    Reply.question_id == Question.id, or_(col(Reply.sent_at).is_not(None), col(Reply.thought_at).is_not(None))
)
_WERE_ASKED = select(Question.to_member_id).where(
    col(Question.to_member_id).in_(bindparam("member_ids", expanding=True)),
    col(Question.sent_at).is_not(None),
    not_(_DEALT_WITH.exists()),
)


def were_asked(rows: Rows, member_ids: Collection[int]) -> set[int]:
    """Those of some members for whom a question may be waiting: most have none, which is cheaper to see than which."""
    return set(rows.session.scalars(_WERE_ASKED, {"member_ids": list(member_ids)})) if member_ids else set()


def mute(rows: Rows, member_id: int, muted_member_id: int) -> Mute | None:
    """That a member wants no questions from another, or None where they do."""
    query = select(Mute).where(Mute.member_id == member_id, Mute.muted_member_id == muted_member_id)
    return rows.session.scalars(query).first()


def mutes(rows: Rows, member_id: int) -> list[Mute]:
    """From whom a member wants no questions, by random ids."""
    return list(rows.session.scalars(select(Mute).where(Mute.member_id == member_id).order_by(col(Mute.id))))


def replies(rows: Rows, question_id: int) -> list[Reply]:
    """What was made of a question."""
    return list(rows.session.scalars(select(Reply).where(Reply.question_id == question_id)))
