"""A planned meeting: seeing it, cancelling it, saying where it is held.

    that meeting ── Cancel ─→ sure? ─→ cancelled, all are told
        ├── Place or link ─→ typed ─→ sure? ─→ all are told
        └── Move, Plan another ─→ see `scheduling`

What changes keeps the meeting's id, so that what members wrote for it and answered to it stays with it.
"""

from __future__ import annotations

from albot.chat import announcing
from albot.chat.access import Outdated
from albot.chat.meeting_talk import (
    meeting_of,
    need_ahead,
    only_buttons,
    overview,
    place_field,
    place_target,
    replan_all,
    set_of,
    talk_about,
    typed_place,
    when,
)
from albot.chat.message import Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.talks import Conversation
from albot.store import meetings, passages
from albot.texts.args import Place


def see(turn: Turn, meeting: Meeting) -> None:
    """One of several planned meetings, with what can be done about it."""
    need_ahead(turn, meeting)
    message = overview(turn, meeting)
    turn.show(message.id, buttons=message.buttons, **message.args)


# Cancelling


def cancel(turn: Turn, meeting: Meeting) -> None:
    """*Cancel*: ask once more, and of a series which."""
    need_ahead(turn, meeting)
    keep_it = button("button-schedule-keep-meeting", "schedule.see", meeting.id)
    if meeting.every_weeks:
        one = button("button-schedule-cancel-one", "schedule.cancelled", meeting.id, 0)
        whole = button("button-schedule-cancel-all", "schedule.cancelled", meeting.id, 1)
        turn.show("schedule-cancel-series", when=when(turn, meeting), buttons=[[one], [whole], [keep_it]])
    else:
        sure = button("button-schedule-cancel-sure", "schedule.cancelled", meeting.id, 1)
        turn.show("schedule-cancel", when=when(turn, meeting), buttons=[[sure], [keep_it]])


def cancelled(turn: Turn, meeting: Meeting, whole: int) -> None:
    """The meeting will not be held, and all are told; what was written for it waits for the next one."""
    need_ahead(turn, meeting)
    meeting.state = MeetingState.CANCELLED
    if whole:
        meeting.every_weeks = None
    meetings.note_change(turn.rows, meeting)
    meetings.release_reflections(turn.rows, meeting)
    coming = meetings.next_meeting(turn.rows, meeting.set_id, turn.now)
    if coming is not None:
        meetings.adopt_reflections(turn.rows, coming)
    announcing.cancelled(turn.rows, meeting, turn.now, but=turn.me.id)
    replan_all(turn, meeting)
    more = button("button-schedule-another", "schedule.another", meeting.set_id)
    said = "schedule-cancelled-one" if meeting.every_weeks else "schedule-cancelled"
    turn.show(said, when=when(turn, meeting), buttons=[[more], [announcing.calendar_file(meeting)]])


# The place


def place(turn: Turn, meeting: Meeting) -> None:
    """*Place or link*."""
    need_ahead(turn, meeting)
    turn.open("schedule.newplace", meeting.id)


def ask_place(turn: Turn, talk: Conversation) -> Message:
    """The place of a meeting that is planned."""
    known = meetings.place(turn.rows, meeting_of(turn, talk))
    return Message("schedule-place-again", {"place": Place(known)}) if known else Message("schedule-place")


def take_place(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed place; it counts after the last screen."""
    meeting = meeting_of(turn, talk)
    passages.replace(turn.rows, place_field(turn, meeting), text, turn.source)
    turn.open("schedule.newplace_sure", meeting.id)


def ask_sure(turn: Turn, talk: Conversation) -> Message:
    """The new place, and who will be told."""
    meeting = meeting_of(turn, talk)
    name = turn.rows.open(set_of(turn, meeting), "name_sealed")
    send = button("button-schedule-send", "schedule.place_sure", meeting.id, talk.turns)
    anew = button("button-schedule-change", "schedule.place", meeting.id)
    return Message("schedule-place-sure", {"place": Place(typed_place(turn, meeting)), "set": name}, [[send, anew]])


def place_sure(turn: Turn, meeting: Meeting, asked: int) -> None:
    """*Send*: the place counts, and all are told."""
    talk = talk_about(turn, meeting, asked)
    text = typed_place(turn, meeting)
    if talk.prompt != "schedule.newplace_sure" or not text:
        raise Outdated
    need_ahead(turn, meeting)
    turn.rows.seal(meeting, "place_sealed", text)
    meetings.note_change(turn.rows, meeting)
    passages.erase_row(turn.rows, meeting.id)
    turn.close(talk)
    announcing.place_changed(turn.rows, meeting, turn.now, but=turn.me.id)
    turn.show("schedule-place-sent")


def back_to_place(turn: Turn, talk: Conversation) -> None:
    """*Back* from the last screen of a place."""
    turn.open("schedule.newplace", talk.subject_id)


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "meeting_changes",
    presses=[
        Press("schedule.see", see, Meeting, _FACILITATOR),
        Press("schedule.cancel", cancel, Meeting, _FACILITATOR),
        Press("schedule.cancelled", cancelled, Meeting, _FACILITATOR),
        Press("schedule.place", place, Meeting, _FACILITATOR),
        Press("schedule.place_sure", place_sure, Meeting, _FACILITATOR),
    ],
    prompts=[
        Prompt("schedule.newplace", ask_place, take_place, target=place_target, who=_FACILITATOR, of=Meeting),
        Prompt(
            "schedule.newplace_sure",
            ask_sure,
            only_buttons,
            back=back_to_place,
            grown=Turn.ask,
            who=_FACILITATOR,
            of=Meeting,
        ),
    ],
)
