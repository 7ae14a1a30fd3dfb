"""*Calendar file*: a meeting, or its series, for the calendar of one member; what it is called there, and the place.

    Calendar file ─→ the file ── Another title ─→ typed ─→ the file once more
                        └── With the place, Without the place ─→ the file once more

The file names nobody and invites nobody, and no two members get the same one: calendars cannot be matched by it. It is
one's own, so it may be forwarded and saved. What it holds is `domain.calendar`'s; it is drawn when it goes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from albot.chat import access
from albot.chat.access import Outdated
from albot.chat.message import Do, Drawing, Keyboard, Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.calendar import events, occasion, pack, title_of, uid, zone_of
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.sets import Member
from albot.domain.talks import Conversation
from albot.store import meetings
from albot.texts.args import Arg, Term


def send_file(turn: Turn, meeting: Meeting) -> None:
    """*Calendar file*: the meeting as it is now, with the others of its series."""
    if meeting.state is MeetingState.DRAFT or meeting.starts_at is None:
        raise Outdated
    _send(turn, meeting, turn.member)


def _send(turn: Turn, meeting: Meeting, member: Member) -> None:
    title = turn.rows.open(member, "calendar_title_sealed")
    drawing = Drawing("calendar", _values(turn, meeting, member, title))
    if meeting.state is MeetingState.CANCELLED:
        turn.send(Message("calendar-file-cancelled", do=Do.FILE, drawing=drawing))
        return
    said = "calendar-file-series" if meeting.every_weeks else "calendar-file"
    args: dict[str, Arg] = {"title": title or Term("calendar-title"), "place": int(member.calendar_place)}
    turn.send(Message(said, args, _buttons(meeting, member), do=Do.FILE, drawing=drawing))


def _values(turn: Turn, meeting: Meeting, member: Member, title: str) -> dict[str, Any]:
    """What the drawer of calendar files takes."""
    series = meetings.series(turn.rows, meeting)
    where = {each.id: meetings.place(turn.rows, each) if member.calendar_place else "" for each in series}
    made = [occasion(each, where[each.id]) for each in series]
    found = [each for each in made if each is not None]
    return {
        "uid": uid(meetings.series_id(meeting), member.id, member.person_id),
        "zone": zone_of(found),
        "sequence": max(each.sequence for each in series),
        "title": title,
        "events": [pack(each) for each in events(found)],
    }


def _buttons(meeting: Meeting, member: Member) -> Keyboard:
    label = "button-calendar-without-place" if member.calendar_place else "button-calendar-with-place"
    return [
        [button("button-calendar-title", "calendar.title", meeting.id)],
        [button(label, "calendar.place", meeting.id, int(not member.calendar_place))],
    ]


# How one's own files look


def place(turn: Turn, meeting: Meeting, wanted: int) -> None:
    """*With the place*, *Without the place*: from now on, in all files of this set."""
    turn.member.calendar_place = bool(wanted)
    send_file(turn, meeting)


def title(turn: Turn, meeting: Meeting) -> None:
    """*Another title*."""
    turn.open("calendar.title", meeting.id)


def ask_title(turn: Turn, talk: Conversation) -> Message:
    """What the meetings of this set are called in one's calendar."""
    mine = _mine(turn, talk)
    usual = button("button-calendar-usual", "calendar.usual", talk.subject_id, title=Term("calendar-title"))
    return Message("calendar-ask-title", {}, [[usual]] if mine.member.calendar_title_sealed else ())


def take_title(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed title; the file comes once more with it."""
    found = title_of(text)
    if not any(each.isalnum() for each in found):
        raise Refusal("calendar-no-title")
    mine = _mine(turn, talk)
    turn.rows.seal(mine.member, "calendar_title_sealed", found)
    turn.close(talk)
    _send(turn, mine.meeting, mine.member)


def usual(turn: Turn, meeting: Meeting) -> None:
    """*Just "Meeting"*."""
    turn.member.calendar_title_sealed = None
    talk = turn.talk
    if talk is not None and talk.prompt == "calendar.title":
        turn.close(talk)
    send_file(turn, meeting)


@dataclass(frozen=True)
class _Mine:
    """A meeting, and my membership in its set."""

    meeting: Meeting
    member: Member


def _mine(turn: Turn, talk: Conversation) -> _Mine:
    meeting = turn.rows.need(Meeting, talk.subject_id)
    member = access.membership(turn.rows, turn.standing, meeting)
    if member is None:
        raise Refusal("no-set")
    return _Mine(meeting, member)


FEATURE = Feature(
    "calendar",
    presses=[
        Press("calendar.file", send_file, Meeting, Who.MEMBER, keeps=True, after_end=True),
        Press("calendar.place", place, Meeting, Who.MEMBER, keeps=True),
        Press("calendar.title", title, Meeting, Who.MEMBER, keeps=True),
        Press("calendar.usual", usual, Meeting, Who.MEMBER),
    ],
    prompts=[Prompt("calendar.title", ask_title, take_title, who=Who.MEMBER, of=Meeting)],
)
