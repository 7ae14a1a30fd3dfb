"""What the conversations about a set's meetings share: whose they are, how a meeting reads, where its place waits."""

from __future__ import annotations

from datetime import datetime

from albot.chat import access
from albot.chat.access import Outdated
from albot.chat.message import Message, button
from albot.chat.registry import Target
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who, allowed
from albot.domain.meetings import Meeting
from albot.domain.schedule import Part, Slot, city, is_ahead, next_part
from albot.domain.sets import ActionSet
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_wall
from albot.store import meetings, passages, sets, talks
from albot.store.passages import Field
from albot.texts.args import Arg, Day, Lines, Place, Term, When

PLACE = "place"
CHANGEABLE = (Part.WHEN, Part.LENGTH, Part.PLACE)
"""What is asked for, in this order; buttons name a part by its place here."""

# Whose it is, and whether it still fits


def meeting_of(turn: Turn, talk: Conversation) -> Meeting:
    """The meeting of a conversation, if I still facilitate its set."""
    meeting = turn.rows.need(Meeting, talk.subject_id)
    if not allowed(Who.FACILITATOR, turn.standing, access.scope(turn.rows, meeting)):
        raise Refusal("only-for-facilitator")
    return meeting


def talk_about(turn: Turn, meeting: Meeting, asked: int, *parts: Part) -> Conversation:
    """My conversation about a meeting, where the button is under its latest question (of these parts).

    Raises `Outdated` for any other button. What is typed next does not join what was typed before.
    """
    talk = talks.about(turn.rows, turn.me.id, meeting.id, "schedule")
    if talk is None or talk.parked or talk.turns != asked:
        raise Outdated
    if parts and talk.prompt not in {f"schedule.{each}" for each in parts}:
        raise Outdated
    talk.last_row_id = 0
    return talk


def need_ahead(turn: Turn, meeting: Meeting) -> None:
    """Raise `Outdated` unless a meeting is planned and has not begun: only then it can be changed."""
    if not is_ahead(meeting, turn.now):
        raise Outdated


def only_buttons(turn: Turn, talk: Conversation, text: str) -> None:
    """A text on the last screen: only a button counts there."""
    raise Refusal("schedule-tap")


def go_on(turn: Turn, draft: Meeting) -> None:
    """Ask for what a plan still lacks."""
    turn.open(f"schedule.{next_part(draft)}", draft.id)


def replan_all(turn: Turn, meeting: Meeting) -> None:
    """Work out anew what everybody in a meeting's set is owed."""
    turn.replan(*(member.id for member in sets.members(turn.rows, meeting.set_id)))


def set_of(turn: Turn, meeting: Meeting) -> ActionSet:
    """The set that meets."""
    return turn.rows.need(ActionSet, meeting.set_id)


# Its place, until that counts


def place_field(turn: Turn, meeting: Meeting) -> Field:
    """Where a place waits until it counts: a text of mine until then."""
    return Field(turn.me.id, meeting.id, PLACE)


def place_target(turn: Turn, talk: Conversation) -> Target:
    """A place may come in several messages, such as an address and a link."""
    return Target(place_field(turn, meeting_of(turn, talk)), CHANGEABLE.index(Part.PLACE) + 1)


def typed_place(turn: Turn, meeting: Meeting) -> str:
    """The place that waits, empty where none was typed."""
    return passages.text(turn.rows, meeting.id, PLACE)


# How it reads


def when(turn: Turn, meeting: Meeting) -> When:
    """When a meeting starts, with the zone of its set."""
    return When(meeting.starts_at or turn.now, set_of(turn, meeting).zone)


def where(place: str) -> Term:
    """Where a meeting is held, or that nobody has said."""
    return Term("schedule-at", {"place": Place(place)}) if place else Term("schedule-no-place")


def overview(turn: Turn, meeting: Meeting) -> Message:
    """A planned meeting with what can be done about it."""
    buttons = [
        [
            button("button-schedule-move", "schedule.move", meeting.id),
            button("button-schedule-cancel", "schedule.cancel", meeting.id),
        ],
        [button("button-schedule-place", "schedule.place", meeting.id)],
        [button("button-schedule-another", "schedule.another", meeting.set_id)],
    ]
    plan = Lines([*times(turn, meeting), where(meetings.place(turn.rows, meeting))])
    return Message("schedule-one", {"plan": plan}, buttons)


def times(turn: Turn, meeting: Meeting) -> list[Arg]:
    """When a meeting is: in the set's zone, and on a line of its own in mine where that differs."""
    starts_at = meeting.starts_at or turn.now
    zone, mine = set_of(turn, meeting).zone, turn.me.zone
    lines: list[Arg] = [line(turn, meeting)]
    if to_wall(starts_at, zone) != to_wall(starts_at, mine):
        lines.append(Term("schedule-line-yours", _span(turn, meeting, mine)))
    return lines


def line(turn: Turn, meeting: Meeting) -> Term:
    """Day, start, end and zone on one line, with the repetition."""
    weeks = meeting.every_weeks or 0
    return Term("schedule-line", {**_span(turn, meeting, set_of(turn, meeting).zone), "weeks": weeks})


def _span(turn: Turn, meeting: Meeting, zone: str) -> dict[str, Arg]:
    slot = Slot(meeting.starts_at or turn.now, meeting.length_minutes)
    starts, ends = to_wall(slot.starts_at, zone), to_wall(slot.ends_at, zone)
    span = f"{starts:%H:%M}\u2013{ends:%H:%M}" if slot.minutes else f"{starts:%H:%M}"
    return {"day": Day(starts.date()), "year": _year(turn, starts), "span": span, "city": city(zone, turn.me.language)}


def _year(turn: Turn, wall: datetime) -> str:
    """The year, where it is not this one."""
    return "" if wall.year == to_wall(turn.now, turn.me.zone).year else f" {wall.year}"
