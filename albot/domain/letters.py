"""Letter, report and announcement: what is written in private to or by facilitators, and what they tell all."""

from __future__ import annotations

from datetime import datetime

from albot.domain.columns import Noun, big, key, ref


class Letter(Noun, table=True):
    """A private message between a member and the facilitators (the passage `text`), a draft until `sent_at`.

    `to_member_id` is empty where it is for the facilitators; `answers_id` is the letter that it answers.
    """

    id: int = key()
    member_id: int = ref("member.id")
    to_member_id: int | None = big(index=True)
    answers_id: int | None = big(index=True)
    at: datetime
    sent_at: datetime | None = None


class Report(Noun, table=True):
    """That a member finds something they were sent not right. A word of theirs is the passage `text`.

    `delivery_id` is what it is about; `named` is whether their own handle stands beside it.
    """

    id: int = key()
    member_id: int = ref("member.id")
    delivery_id: int = big(0, index=True)
    named: bool = False
    at: datetime
    sent_at: datetime | None = None


class Announcement(Noun, table=True):
    """What a facilitator tells the whole set (the passage `text`), a draft until `sent_at`."""

    id: int = key()
    member_id: int = ref("member.id")
    at: datetime
    sent_at: datetime | None = None
