"""Sharing: whom a reflection or an issue is for, what that lets others see, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from albot.chat import delivering
from albot.domain.deliveries import switched
from albot.domain.delivery_rows import Audience, Delivery, DeliveryKind
from albot.domain.reflections import Issue, Reflection, Sharing
from albot.domain.sets import Member
from albot.store import deliveries
from albot.store.rows import Rows

AUDIENCE = {
    Sharing.QUESTIONS: Audience.SET,
    Sharing.SET: Audience.SET,
    Sharing.FACILITATOR: Audience.FACILITATORS,
}
"""Who gets to read a reflection by what its owner chose; whatever is not here reaches nobody."""


def share_reflection(rows: Rows, reflection: Reflection, now: datetime) -> None:
    """Let a reflection reach those it is for, and take it back from everybody else."""
    member = rows.need(Member, reflection.member_id)
    audience = AUDIENCE.get(reflection.sharing)
    _take_back(rows, deliveries.of_subject(rows, DeliveryKind.REFLECTION, reflection.id), audience, now)
    if audience is not None:
        delivering.hand_in(rows, member, DeliveryKind.REFLECTION, reflection.id, now, audience=audience)
    if audience is Audience.SET:
        welcome_questions(rows, member, now, welcome=reflection.sharing is Sharing.QUESTIONS)


def share_issue(rows: Rows, issue: Issue, now: datetime) -> None:
    """Let an issue reach the set, or take it back."""
    if issue.shown:
        delivering.hand_in(rows, rows.need(Member, issue.member_id), DeliveryKind.ISSUE, issue.id, now)
    else:
        _take_back(rows, deliveries.of_subject(rows, DeliveryKind.ISSUE, issue.id), None, now)


def _take_back(rows: Rows, found: Iterable[Delivery], but: Audience | None, now: datetime) -> None:
    for delivery in found:
        if delivery.audience is not but and delivery.withdrawn_at is None:
            delivering.withdraw(rows, delivery, now)


def read_by_now(rows: Rows, kind: DeliveryKind, subject_id: int, *, but: Audience | None = None) -> list[Delivery]:
    """What of a thing may have been read by others already; `but` leaves out those it stays for."""
    found = deliveries.of_subject(rows, kind, subject_id)
    return [
        each
        for each in found
        if each.released_at is not None and each.withdrawn_at is None and (but is None or each.audience is not but)
    ]


def welcome_questions(rows: Rows, member: Member, now: datetime, *, welcome: bool) -> None:
    """Open or close somebody's issue to questions; others see that from the next delivery time on."""
    at = delivering.delivery_time(rows, member, now)
    if member.questions is not welcome:
        member.questions_from = switched(member.questions, member.questions_from, now, at)
        member.questions = welcome


def welcome_ideas(rows: Rows, member: Member, now: datetime, *, welcome: bool) -> None:
    """Invite ideas, or no longer; others see that from the next delivery time on."""
    at = delivering.delivery_time(rows, member, now)
    if member.ideas is not welcome:
        member.ideas_from = switched(member.ideas, member.ideas_from, now, at)
        member.ideas = welcome
