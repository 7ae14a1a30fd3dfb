"""The round-up: what the set shared, put together before a meeting, one message with a line for each handle.

Once steps were shared a picture of them stands above it, with its numbers beneath.

It goes out by itself at the last delivery time at least 12 hours before a meeting, once, and only where there is
something in it; it takes the place of what members are told at that delivery time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from albot.chat import delivering, pictures
from albot.chat.announcing import News, tell_one
from albot.chat.message import Button, Message, button
from albot.domain.deliveries import Timetable, as_others_see, round_up_at
from albot.domain.delivery_rows import Audience, Delivery
from albot.domain.meetings import Meeting
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Member
from albot.store import deliveries, meetings, sets
from albot.store.meetings import NotRoundedUp
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, When

LOOK_AHEAD = timedelta(days=3)
"""A round-up is sent less than this before its meeting: 12 hours, and the longest time between two delivery times."""

IN_A_ROW = 2
"""Buttons with handles that stand side by side on a small phone."""

AT_HAND = timedelta(days=14)
"""What was shared can be read from `/set` so long at least, also right after the meeting that it was for."""


@dataclass(frozen=True)
class Shared:
    """That somebody shared something: with the whole set, or with the facilitators `alone`."""

    author: Member
    alone: bool


def due_sets(rows: Rows, now: datetime, limit: int) -> list[int]:
    """Some of the sets whose round-up is due."""
    return list(dict.fromkeys(each.set_id for each in _due(rows, now)))[:limit]


def _due(rows: Rows, now: datetime) -> list[NotRoundedUp]:
    """The meetings whose round-up is due, the soonest first."""
    return [each for each in meetings.not_rounded_up(rows, now, now + LOOK_AHEAD) if _at(each) <= now]


def next_due(rows: Rows, now: datetime) -> datetime | None:
    """When the next round-up is due, of the meetings that are near."""
    coming = meetings.not_rounded_up(rows, now, now + LOOK_AHEAD)
    return min((_at(each) for each in coming), default=None)


@lru_cache(maxsize=4_096)
def _at(coming: NotRoundedUp) -> datetime:
    """When a round-up goes out; kept, since every tick asks for every meeting that is near."""
    return round_up_at(coming.starts_at, Timetable(coming.deliveries, coming.zone or "UTC"))


def send(rows: Rows, set_id: int, now: datetime, lines: Mapping[int | None, Sequence[Arg]]) -> set[int]:
    """Send a set's round-up to everybody in it, if it is due; `lines` are what else is new for each member.

    Two meetings that are so near that one round-up serves both have had it then. Returns the members who got one.
    """
    due = [rows.need(Meeting, each.meeting_id) for each in _due(rows, now) if each.set_id == set_id]
    if not due:
        return set()
    for each in due:
        each.rounded_up_at = now
    meeting, got = due[0], set()
    for reader in sets.members(rows, set_id):
        message = round_up(rows, reader, meeting, now, lines.get(reader.id, ()))
        if message is not None:
            tell_one(rows, rows.need(Person, reader.person_id), News(message, sets.guard(reader)), now)
            got.add(reader.id)
    return got


def round_up(rows: Rows, reader: Member, meeting: Meeting, now: datetime, more: Sequence[Arg] = ()) -> Message | None:
    """The round-up as one member may read it, or None where nobody has shared anything with them."""
    last = meetings.last_meeting(rows, reader.set_id, now)
    shared = shared_with(rows, reader, now, since=None if last is None else last.starts_at)
    buttons = read_buttons(rows, reader, shared, now)
    if not buttons:
        return None
    there = rows.need(ActionSet, meeting.set_id)
    lines = [line(rows, each, reader, now) for each in shared]
    args: dict[str, Arg] = {"when": When(meeting.starts_at or now, there.zone), "lines": Lines([*lines, *more])}
    if more:
        buttons.append([button("button-delivery-read", "read.new", reader.id)])
    picture = pictures.steps_of_set(rows, there, rows.need(Person, reader.person_id), now)
    if picture is None:
        return Message("round-up", args, buttons)
    whole = Term("round-up", args)
    return replace(picture, id="round-up-picture", args={"whole": whole, **picture.args}, buttons=buttons)


def lately(rows: Rows, set_id: int, now: datetime) -> datetime | None:
    """Since when what was shared is still at hand: since the last meeting, and for two weeks at least."""
    last = meetings.last_meeting(rows, set_id, now)
    return None if last is None else min(last.starts_at or now, now - AT_HAND)


def shared_with(rows: Rows, reader: Member, now: datetime, *, since: datetime | None) -> list[Shared]:
    """Who shared something since a moment (or ever) that a member may read, or is that member, by handle."""
    copies = [each for each in deliveries.readable(rows, reader.id, since) if delivering.may_read(rows, each)]
    theirs = [rows.need(Delivery, each.delivery_id) for each in copies]
    mine = [each for each in deliveries.released(rows, reader.set_id, since) if each.member_id == reader.id]
    found = {(each.member_id, each.audience is Audience.FACILITATORS) for each in (*theirs, *mine)}
    shared = [Shared(rows.need(Member, member_id), alone) for member_id, alone in found]
    return sorted(shared, key=lambda each: (sets.handle_seen(rows, each.author, now).casefold(), each.alone))


def line(rows: Rows, shared: Shared, reader: Member, now: datetime) -> Term:
    """A line about somebody who shared: the handle, and whether they welcome questions, or whom it is for."""
    author = shared.author
    if author.id == reader.id:
        return Term("round-up-line-you", {"handle": sets.handle(rows, author)})
    asked = as_others_see(author.questions, author.questions_from, now)
    kind = "round-up-line-facilitators" if shared.alone else "round-up-line-questions" if asked else "round-up-line"
    return Term(kind, {"handle": sets.handle_seen(rows, author, now)})


def read_buttons(rows: Rows, reader: Member, shared: Sequence[Shared], now: datetime) -> list[list[Button]]:
    """*Read* for each handle but one's own."""
    authors = dict.fromkeys(each.author.id for each in shared if each.author.id != reader.id)
    found = [
        button("button-delivery-read-handle", "read.of", author_id, handle=_seen(rows, author_id, now))
        for author_id in authors
    ]
    return [found[start : start + IN_A_ROW] for start in range(0, len(found), IN_A_ROW)]


def _seen(rows: Rows, member_id: int, now: datetime) -> str:
    return sets.handle_seen(rows, rows.need(Member, member_id), now)
