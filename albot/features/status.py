"""`/status` and `/remind`: how the set is doing before its next meeting, and a word to those who have not checked in.

    /status ─→ counts as of the last delivery time ── Remind those who have not checked in ─→ sure? ─→ a nudge to each
                  ├── Picture of steps
                  └── Picture of attendance

In a handles-only set everything is a count of what was shared: it never says who is missing, and `/remind` not even how
many it reaches. A set that knows each other sees handles.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from albot.chat import attending, counting, pictures
from albot.chat.access import Outdated
from albot.chat.meeting_talk import replan_all
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.meetings import Meeting
from albot.domain.people import Person
from albot.domain.schedule import is_ahead
from albot.domain.sets import ActionSet
from albot.domain.wallclock import to_utc, to_wall
from albot.store import counts, meetings, sets
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, When


def status(turn: Turn) -> None:
    """`/status`: how many shared, how steps ended, who comes."""
    there = sets.set_of(turn.rows, turn.member)
    meeting = meetings.next_meeting(turn.rows, there.id, turn.now)
    lines = [Term("status-no-meeting")] if meeting is None else _lines(turn, there, meeting)
    args: dict[str, Arg] = {"set": turn.rows.open(there, "name_sealed"), "lines": Lines(lines)}
    turn.send(Message("status", args, _buttons(turn, there, meeting), protect=True))


def _lines(turn: Turn, there: ActionSet, meeting: Meeting) -> list[Arg]:
    tally = counting.tally(turn.rows, meeting, there.zone, counting.FACILITATED)
    known = attending.known_members(turn.rows, there.id, turn.now)
    shared = _shared(turn, meeting)
    lines: list[Arg] = [
        Term("status-meeting", {"when": When(meeting.starts_at or turn.now, there.zone)}),
        Term("status-shared", {"shared": sum(each.id in shared for each in known), "members": len(known)}),
    ]
    if any(tally.endings):
        lines.append(Term("status-steps", pictures.ended(tally.endings)))
    lines += attending.who_comes(turn.rows, meeting, turn.now) or [Term("status-nobody-said")]
    if attending.open_since(turn.rows, there.id, turn.now) is not None:
        lines += _missing(turn, meeting)
    return lines


def _shared(turn: Turn, meeting: Meeting) -> set[int]:
    """Who has shared a check-in for this meeting, as far as others have it; facilitators and who left among them."""
    released = counts.released_for(turn.rows, [meeting.id], counting.FACILITATED)
    return {delivery.member_id for _meeting_id, delivery in released}


def _missing(turn: Turn, meeting: Meeting) -> list[Arg]:
    """Who has shared nothing for this meeting yet, in a set that knows each other."""
    shared = _shared(turn, meeting)
    missing = [each for each in attending.known_members(turn.rows, meeting.set_id, turn.now) if each.id not in shared]
    return [Term("status-missing", {"handles": attending.in_a_row(turn.rows, missing, turn.now)})] if missing else []


def _buttons(turn: Turn, there: ActionSet, meeting: Meeting | None) -> Keyboard:
    helps = meeting is not None and meeting.reminded_at is None and _invited_at(there, meeting, turn.now) <= turn.now
    ask = [[button("button-status-remind", "remind.ask", meeting.id)]] if meeting is not None and helps else []
    drawn = [
        button("button-status-steps", "status.steps", there.id),
        button("button-status-attendance", "status.attendance", there.id),
    ]
    return [*ask, drawn]


# Pictures


def steps_picture(turn: Turn, there: ActionSet) -> None:
    """*Steps*: how they ended, meeting by meeting."""
    _picture(turn, there, pictures.steps_of_set)


def attendance_picture(turn: Turn, there: ActionSet) -> None:
    """*Attendance*: check-ins shared, and who was there."""
    _picture(turn, there, pictures.attendance_of_set)


def _picture(turn: Turn, there: ActionSet, draw: Callable[..., Message | None]) -> None:
    reader: Person = turn.me
    rows: Rows = turn.rows
    found = draw(rows, there, reader, turn.now)
    if found is None:
        raise Refusal("status-no-picture")
    turn.send(found)


# Reminding


def remind(turn: Turn) -> None:
    """`/remind`: before the next meeting."""
    meeting = meetings.next_meeting(turn.rows, turn.member.set_id, turn.now)
    if meeting is None:
        raise Refusal("remind-no-meeting")
    _ask(turn, meeting)


def ask(turn: Turn, meeting: Meeting) -> None:
    """*Remind those who have not checked in*."""
    if not is_ahead(meeting, turn.now):
        raise Outdated
    _ask(turn, meeting)


def _ask(turn: Turn, meeting: Meeting) -> None:
    there = turn.rows.need(ActionSet, meeting.set_id)
    invited_at = _invited_at(there, meeting, turn.now)
    if meeting.reminded_at is not None:
        raise Refusal("remind-done")
    if invited_at > turn.now:
        raise Refusal("remind-early", when=When(invited_at, there.zone))
    turn.say("remind-sure", buttons=[[button("button-remind-sure", "remind.sure", meeting.id)]])


def _invited_at(there: ActionSet, meeting: Meeting, now: datetime) -> datetime:
    """When the invitation to the check-in goes out: a reminder before that would remind of nothing."""
    wall = to_wall(meeting.starts_at or now, there.zone) - timedelta(hours=there.invitation_hours)
    return to_utc(wall, there.zone)


def reminded(turn: Turn, meeting: Meeting) -> None:
    """*Remind them*: each who has not checked in is owed a nudge, as nudges are: at a good moment, or not at all."""
    if not is_ahead(meeting, turn.now):
        raise Outdated
    if meeting.reminded_at is not None:
        raise Refusal("remind-done")
    meeting.reminded_at = turn.now
    replan_all(turn, meeting)
    turn.show("remind-on-its-way")


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "status",
    commands=[Command("status", _FACILITATOR, status), Command("remind", _FACILITATOR, remind)],
    presses=[
        Press("status.steps", steps_picture, ActionSet, _FACILITATOR, keeps=True),
        Press("status.attendance", attendance_picture, ActionSet, _FACILITATOR, keeps=True),
        Press("remind.ask", ask, Meeting, _FACILITATOR, keeps=True),
        Press("remind.sure", reminded, Meeting, _FACILITATOR),
    ],
)
