"""The last screen of a plan: the whole of it, and who will be told, before it counts.

    confirm ── Plan it, Move it ─→ it counts, all are told
        ├── Every 4 weeks, Only once ─→ confirm
        └── Change ─→ one part anew ─→ confirm, or thrown away

Until a button says so nothing counts and nobody is told; what was planned in the meantime is looked at once more.
"""

from __future__ import annotations

from albot.chat import announcing
from albot.chat.access import Outdated
from albot.chat.meeting_talk import (
    CHANGEABLE,
    go_on,
    meeting_of,
    need_ahead,
    only_buttons,
    replan_all,
    set_of,
    talk_about,
    times,
    typed_place,
    when,
    where,
)
from albot.chat.message import Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.schedule import USUAL_WEEKS, Clash, Part, Slot, clash, next_part, slot_of
from albot.domain.talks import Conversation
from albot.store import meetings, passages
from albot.texts.args import Arg, Lines, When


def ask_confirm(turn: Turn, talk: Conversation) -> Message:
    """The whole plan, and who will be told."""
    draft = meeting_of(turn, talk)
    return _confirm_move(turn, draft, talk) if draft.replaces_id else _confirm_plan(turn, draft, talk)


def _confirm_plan(turn: Turn, draft: Meeting, talk: Conversation) -> Message:
    sure = button("button-schedule-plan-it", "schedule.plan", draft.id, talk.turns, 0)
    label = "button-schedule-once" if draft.every_weeks else "button-schedule-every"
    repeat = button(label, "schedule.every", draft.id, talk.turns, weeks=USUAL_WEEKS)
    change = button("button-schedule-change", "schedule.change", draft.id, talk.turns)
    plan = Lines([*times(turn, draft), where(typed_place(turn, draft))])
    return Message("schedule-confirm", {"plan": plan, "set": _name(turn, draft)}, [[sure], [repeat, change]])


def _confirm_move(turn: Turn, draft: Meeting, talk: Conversation) -> Message:
    old = _moved_by(turn, draft)
    sure = button("button-schedule-move-it", "schedule.plan", draft.id, talk.turns, 0)
    change = button("button-schedule-change", "schedule.change", draft.id, talk.turns)
    args: dict[str, Arg] = {"was": when(turn, old), "plan": Lines(times(turn, draft)), "set": _name(turn, draft)}
    message_id = "schedule-confirm-move-series" if _stays_in_series(old, draft) else "schedule-confirm-move"
    return Message(message_id, args, [[sure], [change]])


def back(turn: Turn, talk: Conversation) -> None:
    """*Back*: the question before; a move does not ask for the place."""
    draft = meeting_of(turn, talk)
    turn.open(f"schedule.{Part.LENGTH if draft.replaces_id else Part.PLACE}", draft.id)


def every(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Every 4 weeks*, or *Only once*."""
    talk_about(turn, draft, asked, Part.CONFIRM)
    draft.every_weeks = None if draft.every_weeks else USUAL_WEEKS
    go_on(turn, draft)


def change(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Change*: which part."""
    talk = talk_about(turn, draft, asked, Part.CONFIRM)
    parts = CHANGEABLE[:2] if draft.replaces_id else CHANGEABLE
    choices = [
        [button(f"button-schedule-part-{part}", "schedule.part", draft.id, asked, CHANGEABLE.index(part))]
        for part in parts
    ]
    drop = button("button-schedule-drop", "schedule.drop", draft.id, talk.turns)
    turn.show("schedule-change", buttons=[*choices, [drop], [button("button-back", "talk.resume", talk.id)]])


def part(turn: Turn, draft: Meeting, asked: int, index: int) -> None:
    """One part of the plan anew."""
    talk_about(turn, draft, asked, Part.CONFIRM)
    if index >= len(CHANGEABLE):
        raise Outdated
    turn.open(f"schedule.{CHANGEABLE[index]}", draft.id)


def drop(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Throw this plan away*."""
    _erase(turn, draft, talk_about(turn, draft, asked))
    turn.show("schedule-dropped")


def plan(turn: Turn, draft: Meeting, asked: int, sure: int) -> None:
    """*Plan it*, *Move it*: the plan counts from here on, and all are told."""
    talk = talk_about(turn, draft, asked, Part.CONFIRM)
    slot = slot_of(draft)
    if slot is None or next_part(draft) is not Part.CONFIRM:
        raise Outdated
    if slot.starts_at <= turn.now:
        draft.wall = ""
        turn.show("schedule-passed")
        return go_on(turn, draft)
    if not _is_free(turn, draft, slot, talk, sure=bool(sure)):
        return None
    if draft.replaces_id:
        return _move(turn, draft, slot, talk)
    return _plan(turn, draft, talk)


def _is_free(turn: Turn, draft: Meeting, slot: Slot, talk: Conversation, *, sure: bool) -> bool:
    """Whether a plan may be kept; says so where another meeting of the set is in its way."""
    found = clash(slot, meetings.taken(turn.rows, draft.set_id, but=draft.replaces_id))
    if found is None or (found[0] is Clash.NEAR and sure):
        return True
    buttons = [[button("button-schedule-change", "schedule.change", draft.id, talk.turns)]]
    if found[0] is Clash.NEAR:
        buttons.insert(0, [button("button-schedule-anyway", "schedule.plan", draft.id, talk.turns, 1)])
    turn.show(f"schedule-{found[0]}", when=When(found[1].starts_at, draft.zone), buttons=buttons)
    return False


def _plan(turn: Turn, draft: Meeting, talk: Conversation) -> None:
    place = typed_place(turn, draft)
    turn.rows.seal(draft, "place_sealed", place or None)
    passages.erase_row(turn.rows, draft.id)
    draft.state = MeetingState.PLANNED
    draft.series_wall = draft.wall if draft.every_weeks else ""
    draft.series_id = draft.id
    turn.close(talk)
    meetings.adopt_reflections(turn.rows, draft)
    announcing.planned(turn.rows, draft, turn.now, but=turn.me.id)
    replan_all(turn, draft)
    ask = [] if place else [button("button-schedule-place", "schedule.place", draft.id)]
    turn.say("schedule-planned", when=when(turn, draft), buttons=[[*ask, announcing.calendar_file(draft)]])


def _move(turn: Turn, draft: Meeting, slot: Slot, talk: Conversation) -> None:
    """Give the new time to the meeting that the draft moves; it stays the same meeting."""
    meeting = _moved_by(turn, draft)
    need_ahead(turn, meeting)
    was, wall, weeks = meeting.starts_at, draft.wall, draft.every_weeks
    _erase(turn, draft, talk)
    if was is None or slot == slot_of(meeting):
        return turn.say("schedule-same", when=when(turn, meeting))
    meeting.starts_at, meeting.wall, meeting.length_minutes = slot.starts_at, wall, slot.minutes
    meeting.zone = set_of(turn, meeting).zone
    meeting.changes += 1
    if weeks:
        meeting.every_weeks, meeting.series_wall = weeks, wall
    meetings.note_change(turn.rows, meeting)
    meetings.forget_answers(turn.rows, meeting.id)
    announcing.moved(turn.rows, meeting, was, turn.now, but=turn.me.id)
    replan_all(turn, meeting)
    return turn.say("schedule-moved", when=when(turn, meeting), buttons=[[announcing.calendar_file(meeting)]])


def _moved_by(turn: Turn, draft: Meeting) -> Meeting:
    """The meeting that a draft moves."""
    return turn.rows.need(Meeting, draft.replaces_id)


def _stays_in_series(meeting: Meeting, draft: Meeting) -> bool:
    """Whether later meetings stay where they were when this one moves."""
    return bool(meeting.every_weeks) and not draft.every_weeks


def _name(turn: Turn, draft: Meeting) -> str:
    """The name of the set that will be told."""
    return turn.rows.open(set_of(turn, draft), "name_sealed")


def _erase(turn: Turn, draft: Meeting, talk: Conversation) -> None:
    turn.close(talk)
    passages.erase_row(turn.rows, draft.id)
    if draft.state is MeetingState.DRAFT:
        turn.rows.delete(draft)
        turn.rows.flush()


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "scheduling_whole",
    presses=[
        Press("schedule.every", every, Meeting, _FACILITATOR),
        Press("schedule.change", change, Meeting, _FACILITATOR),
        Press("schedule.part", part, Meeting, _FACILITATOR),
        Press("schedule.drop", drop, Meeting, _FACILITATOR),
        Press("schedule.plan", plan, Meeting, _FACILITATOR),
    ],
    prompts=[
        Prompt("schedule.confirm", ask_confirm, only_buttons, back=back, grown=Turn.ask, who=_FACILITATOR, of=Meeting)
    ],
)
