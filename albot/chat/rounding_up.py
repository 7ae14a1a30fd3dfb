"""The round-up: what the set shared, put together before a meeting, one message with a line for each handle.

It goes out by itself at the last delivery time at least 12 hours before a meeting, once, and only where there is
something in it; it takes the place of what members are told at that delivery time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from albot.chat.announcing import News, tell_one
from albot.chat.message import Button, Message, button
from albot.domain.deliveries import as_others_see, round_up_at
from albot.domain.meetings import Meeting
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Member
from albot.store import deliveries, meetings, sets
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, When

LOOK_AHEAD = timedelta(days=3)
"""A round-up is sent less than this before its meeting: 12 hours, and the longest time between two delivery times."""

IN_A_ROW = 2
"""Buttons with handles that stand side by side on a small phone."""


def due_sets(rows: Rows, now: datetime, limit: int) -> list[int]:
    """Some of the sets whose round-up is due."""
    coming = meetings.not_rounded_up(rows, now, now + LOOK_AHEAD)
    due = [each.set_id for each in coming if _at(rows, each, now) <= now]
    return list(dict.fromkeys(due))[:limit]


def next_due(rows: Rows, now: datetime) -> datetime | None:
    """When the next round-up is due, of the meetings that are near."""
    coming = meetings.not_rounded_up(rows, now, now + LOOK_AHEAD)
    return min((_at(rows, each, now) for each in coming), default=None)


def _at(rows: Rows, meeting: Meeting, now: datetime) -> datetime:
    table = deliveries.timetable(rows, rows.need(ActionSet, meeting.set_id), now)
    return round_up_at(meeting.starts_at or now, table)


def send(rows: Rows, set_id: int, now: datetime, lines: Mapping[int | None, Sequence[Arg]]) -> set[int]:
    """Send a set's round-up to everybody in it, if it is due; `lines` are what else is new for each member.

    Returns the members who got one.
    """
    meeting = meetings.next_meeting(rows, set_id, now)
    if meeting is None or meeting.rounded_up_at is not None or _at(rows, meeting, now) > now:
        return set()
    meeting.rounded_up_at = now
    got = set()
    for reader in sets.members(rows, set_id):
        message = round_up(rows, reader, meeting, now, lines.get(reader.id, ()))
        if message is not None:
            tell_one(rows, rows.need(Person, reader.person_id), News(message, sets.guard(reader)), now)
            got.add(reader.id)
    return got


def round_up(rows: Rows, reader: Member, meeting: Meeting, now: datetime, more: Sequence[Arg] = ()) -> Message | None:
    """The round-up as one member may read it, or None where nobody has shared anything with them."""
    authors = shared_with(rows, reader, now)
    if not [each for each in authors if each.id != reader.id]:
        return None
    zone = rows.need(ActionSet, meeting.set_id).zone
    lines = [line(rows, each, reader, now) for each in authors]
    args: dict[str, Arg] = {"when": When(meeting.starts_at or now, zone), "lines": Lines([*lines, *more])}
    buttons = read_buttons(rows, reader, authors, now)
    if more:
        buttons.append([button("button-delivery-read", "read.new", reader.id)])
    return Message("round-up", args, buttons)


def shared_with(rows: Rows, reader: Member, now: datetime) -> list[Member]:
    """Who shared something in this cycle that a member may read, or is that member, by handle."""
    last = meetings.last_meeting(rows, reader.set_id, now)
    since = None if last is None else last.starts_at
    mine = {copy.delivery_id for copy in deliveries.readable(rows, reader.id, since)}
    found = {
        each.member_id
        for each in deliveries.released(rows, reader.set_id, since)
        if each.id in mine or each.member_id == reader.id
    }
    authors = [rows.need(Member, member_id) for member_id in found]
    return sorted(authors, key=lambda each: sets.handle_seen(rows, each, now).casefold())


def line(rows: Rows, author: Member, reader: Member, now: datetime) -> Term:
    """A line about somebody who shared: the handle, and whether they welcome questions."""
    if author.id == reader.id:
        return Term("round-up-line-you", {"handle": sets.handle(rows, author)})
    asked = as_others_see(author.questions, author.questions_from, now)
    return Term(
        "round-up-line-questions" if asked else "round-up-line", {"handle": sets.handle_seen(rows, author, now)}
    )


def read_buttons(rows: Rows, reader: Member, authors: Sequence[Member], now: datetime) -> list[list[Button]]:
    """*Read* for each handle but one's own."""
    found = [
        button("button-delivery-read-handle", "read.of", each.id, handle=sets.handle_seen(rows, each, now))
        for each in authors
        if each.id != reader.id
    ]
    return [found[start : start + IN_A_ROW] for start in range(0, len(found), IN_A_ROW)]
