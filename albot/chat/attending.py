"""Who comes to a meeting, in words, as others may see it: counts, and handles where the set knows each other.

Those who facilitate are left out: they are not counted in the size of a set.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from albot.chat import delivering
from albot.domain.attending import answer_seen, attendance
from albot.domain.meetings import Meeting
from albot.domain.sets import ActionSet, Member, Role
from albot.store import deliveries, meetings, sets
from albot.store.rows import Rows
from albot.texts.args import Arg, Term


def say(rows: Rows, meeting: Meeting, member: Member, now: datetime, *, coming: bool) -> None:
    """Keep a member's answer; others see the last one of several from the next delivery time on."""
    known = meetings.answer_of(rows, meeting.id, member.id)
    if known is not None and known.coming is coming:
        return
    seen = None if known is None else answer_seen(known, now)
    answer = meetings.say_coming(rows, meeting.id, member.id, coming=coming)
    answer.former, answer.seen_from = seen, delivering.delivery_time(rows, member, now)


def known_members(rows: Rows, set_id: int, now: datetime) -> list[Member]:
    """The members of a set as others know it: who is new or has left counts from the next delivery time on."""
    found = [
        each for each in sets.members(rows, set_id) if each.visible_from is None or each.visible_from <= now
    ] + sets.just_left(rows, set_id, now)
    return [each for each in found if each.role is Role.MEMBER]


def who_comes(rows: Rows, meeting: Meeting, now: datetime) -> list[Arg]:
    """How many come and cannot, and who they are where that may be told; no line where nobody is known to have said."""
    counted = {each.id: each for each in known_members(rows, meeting.set_id, now)}
    answers = [each for each in meetings.answers(rows, meeting.id) if each.member_id in counted]
    found = attendance(answers, now, open_since=open_since(rows, meeting.set_id, now))
    if not found.coming and not found.cannot:
        return []
    lines: list[Arg] = [Term("attending-counts", {"coming": found.coming, "cannot": found.cannot})]
    for part, named in (("coming", found.named_coming), ("cannot", found.named_cannot)):
        if named:
            handles = in_a_row(rows, [counted[each] for each in named], now)
            lines.append(Term(f"attending-{part}", {"handles": handles}))
    return lines


def open_since(rows: Rows, set_id: int, now: datetime) -> datetime | None:
    """Since when a set knows each other; None where it does not."""
    if not deliveries.is_open(rows, rows.need(ActionSet, set_id), now):
        return None
    return max((each.agrees_from for each in sets.members(rows, set_id) if each.agrees_from), default=None)


def in_a_row(rows: Rows, found: Sequence[Member], now: datetime) -> str:
    """The handles of some members as others see them, in the order of the alphabet."""
    return ", ".join(sorted((sets.handle_seen(rows, each, now) for each in found), key=str.casefold))
