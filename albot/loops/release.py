"""Release: at a set's delivery times its facilitators hear, once, of those who wait to be let in."""

from __future__ import annotations

from datetime import datetime

from albot.chat.announcing import News, tell_one
from albot.chat.message import Message, button
from albot.domain.people import Person
from albot.domain.sets import Member, MemberState, Role
from albot.store import sets
from albot.store.post import Outgoing
from albot.store.rows import Rows


def release(rows: Rows, now: datetime) -> None:
    """Tell the facilitators of each set how many wait. Who they are stands behind a button, off the lock screen."""
    fresh = sets.with_waiting(rows, now)
    for member in fresh:
        member.told_facilitators = True
    for set_id in {member.set_id for member in fresh}:
        _tell_facilitators(rows, set_id, now)


def next_release(rows: Rows, _now: datetime) -> datetime | None:
    """When facilitators are next to hear of somebody, or None."""
    return sets.next_waiting(rows)


def still_in(rows: Rows, row: Outgoing, _now: datetime) -> bool:
    """Whether a message for somebody in a set still finds them in it."""
    member = rows.get(Member, int(row.guard.split(":")[1]))
    return member is not None and member.state is MemberState.ACTIVE


def _tell_facilitators(rows: Rows, set_id: int, now: datetime) -> None:
    count = len(sets.waiting(rows, set_id, now))
    for facilitator in sets.members(rows, set_id, role=Role.FACILITATOR):
        buttons = [[button("button-members-see", "in.members", facilitator.id)]]
        message = Message("members-some-wait", {"count": count}, buttons)
        news = News(message, sets.guard(facilitator))
        tell_one(rows, rows.need(Person, facilitator.person_id), news, now)
