"""`/schedule`: planning a meeting, moving it, cancelling it, saying where it is held.

    /schedule ── nothing planned ─→ when ─→ how long ─→ place or link ─→ confirm ── Plan it ─→ planned, all are told
        └── something planned ─→ that meeting ── Move ─→ when ─→ confirm ── Move it ─→ moved, all are told
                                      ├── Cancel ─→ sure? ─→ cancelled, all are told
                                      ├── Place or link ─→ typed ─→ sure? ─→ all are told
                                      └── Plan another ─→ when ─→ …

A plan is a draft meeting; what it still lacks is the open question (`domain.schedule.next_part`). A move is a draft
too, so that the meeting stands until the new time is confirmed; it keeps its id. Dates are read in the facilitator's
own zone and kept on the wall clock of the set's, which is the one that a series holds to.
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import access, announcing
from albot.chat.access import Outdated
from albot.chat.message import Button, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who, allowed
from albot.domain.dates import DateCode, DateProblem, Reading, read_when
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.schedule import (
    LENGTHS,
    USUAL_WEEKS,
    Clash,
    Part,
    Slot,
    city,
    clash,
    is_ahead,
    next_part,
    on_day,
    pack_readings,
    read_length,
    slot_of,
    unpack_readings,
)
from albot.domain.sets import ActionSet
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_utc, to_wall
from albot.store import meetings, passages, sets, talks
from albot.store.passages import Field
from albot.texts.args import Arg, Day, Lines, Term, When, Words

PLACE = "place"
CHANGEABLE = (Part.WHEN, Part.LENGTH, Part.PLACE)
"""What is asked for, in this order; buttons name a part by its place here."""


def schedule(turn: Turn) -> None:
    """`/schedule`: what is planned, or the first question of a plan where nothing is."""
    coming = meetings.upcoming(turn.rows, turn.member.set_id, turn.now)
    if not coming:
        _begin(turn, turn.member.set_id)
    elif len(coming) == 1:
        turn.send(_overview(turn, coming[0]))
    else:
        zone = _set(turn, coming[0]).zone
        choices = [
            [button("button-schedule-see", "schedule.see", each.id, when=When(each.starts_at or turn.now, zone))]
            for each in coming
        ]
        more = button("button-schedule-another", "schedule.another", turn.member.set_id)
        turn.say("schedule-which", buttons=[*choices, [more]])


def see(turn: Turn, meeting: Meeting) -> None:
    """One of several planned meetings, with what can be done about it."""
    _ahead(turn, meeting)
    message = _overview(turn, meeting)
    turn.show(message.id, buttons=message.buttons, **message.args)


def another(turn: Turn, the_set: ActionSet) -> None:
    """*Plan another*."""
    _begin(turn, the_set.id)


def move(turn: Turn, meeting: Meeting) -> None:
    """*Move*: ask for the new time; the old one stands until that is confirmed."""
    _ahead(turn, meeting)
    _begin(turn, meeting.set_id, meeting)


def _begin(turn: Turn, set_id: int, moves: Meeting | None = None) -> None:
    """Ask the first question of a plan or a move, or go on with mine where I left it."""
    replaces = moves.id if moves else None
    for known in meetings.drafts(turn.rows, set_id):
        if known.replaces_id == replaces and talks.about(turn.rows, turn.me.id, known.id, "schedule"):
            return _next(turn, known)
    draft = Meeting(set_id=set_id, replaces_id=replaces, length_minutes=moves.length_minutes if moves else 0)
    draft.place_asked = moves is not None
    turn.rows.add(draft)
    turn.rows.flush()
    return _next(turn, draft)


def _next(turn: Turn, draft: Meeting) -> None:
    """Ask for what a plan still lacks."""
    turn.open(f"schedule.{next_part(draft)}", draft.id)


# When


def ask_when(turn: Turn, talk: Conversation) -> Message:
    """Day and time: in the first place, or which of the readings of what was typed."""
    draft = _meeting(turn, talk)
    code, readings = _pending(talk)
    if code:
        several = code == DateCode.NO_TIME and len(readings) > 1
        choices = readings if code != DateCode.NO_TIME or several else []
        message_id = "schedule-when-which-day" if several else f"schedule-when-{code}"
        buttons = [[_choice(draft, talk, index, each)] for index, each in enumerate(choices)]
        args: dict[str, Arg] = {"day": Day(readings[0].starts.date())} if message_id == "schedule-when-no-time" else {}
        return Message(message_id, args, buttons)
    if draft.wall:
        return Message("schedule-when-again", {"now": _line(turn, draft)}, [[_keep(draft, talk)]])
    if draft.replaces_id:
        return Message("schedule-when-move", {"when": _when(turn, _moves(turn, draft))})
    return Message("schedule-when", {"city": city(turn.me.zone, turn.me.language)})


def take_when(turn: Turn, talk: Conversation, text: str) -> None:
    """Read a date in my own zone; what is not one date gets an answer of its own."""
    draft = _meeting(turn, talk)
    code, readings = _pending(talk)
    try:
        if code == DateCode.NO_TIME and len(readings) == 1:
            reading = on_day(readings[0], text, turn.now, turn.me.zone)
        else:
            reading = read_when(text, turn.now, turn.me.zone)
    except DateProblem as problem:
        if not problem.choices:
            raise Refusal(f"schedule-when-{problem.code}") from None
        _choose(turn, talk, problem.code, list(problem.choices))
    else:
        _set_time(turn, draft, reading)


def pick(turn: Turn, draft: Meeting, asked: int, index: int) -> None:
    """One of the readings of what was typed; of days without a time the time is still to be said."""
    talk = _talk(turn, draft, asked, Part.WHEN)
    code, readings = _pending(talk)
    if index >= len(readings):
        raise Outdated
    if code == DateCode.NO_TIME:
        _choose(turn, talk, DateCode.NO_TIME, [readings[index]])
    else:
        _set_time(turn, draft, readings[index])


def _choose(turn: Turn, talk: Conversation, code: str, readings: list[Reading]) -> None:
    talk.detail = f"{code}#{pack_readings(readings)}"
    turn.ask(talk)


def _pending(talk: Conversation) -> tuple[str, list[Reading]]:
    """Why the last text was not one date, and its readings; nothing where none is pending."""
    code, _, packed = talk.detail.partition("#")
    return code, unpack_readings(packed)


def _set_time(turn: Turn, draft: Meeting, reading: Reading) -> None:
    """Keep a reading of my own zone as a moment and on the wall clock of the set's zone."""
    starts_at = to_utc(reading.starts, turn.me.zone)
    draft.starts_at, draft.zone = starts_at, _set(turn, draft).zone
    draft.wall = to_wall(starts_at, draft.zone).isoformat()
    draft.length_minutes = reading.length_minutes or draft.length_minutes
    draft.every_weeks = reading.every_weeks or draft.every_weeks
    _next(turn, draft)


# How long, and where


def ask_length(turn: Turn, talk: Conversation) -> Message:
    """How long it lasts."""
    draft = _meeting(turn, talk)
    choices = [
        button("button-schedule-minutes", "schedule.minutes", draft.id, talk.turns, each, minutes=each)
        for each in LENGTHS
    ]
    return Message("schedule-length", {}, [choices[:2], choices[2:]])


def take_length(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed length."""
    draft = _meeting(turn, talk)
    found = read_length(text)
    if found is None:
        raise Refusal("schedule-length-unknown")
    draft.length_minutes = found
    _next(turn, draft)


def minutes(turn: Turn, draft: Meeting, asked: int, chosen: int) -> None:
    """A length by its button."""
    _talk(turn, draft, asked, Part.LENGTH)
    if chosen not in LENGTHS:
        raise Outdated
    draft.length_minutes = chosen
    _next(turn, draft)


def ask_place(turn: Turn, talk: Conversation) -> Message:
    """Place or link, if it is known by now."""
    draft = _meeting(turn, talk)
    known = passages.text(turn.rows, draft.id, PLACE)
    if known:
        return Message("schedule-place-again", {"place": Words(known)}, [[_keep(draft, talk)]])
    return Message("schedule-place", {}, [[button("button-schedule-later", "schedule.later", draft.id, talk.turns)]])


def take_place(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed place or link."""
    draft = _meeting(turn, talk)
    passages.replace(turn.rows, _place_field(turn, draft), text, turn.source)
    draft.place_asked = True
    _next(turn, draft)


def later(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Later*: the place is not known yet."""
    _talk(turn, draft, asked, Part.PLACE)
    draft.place_asked = True
    _next(turn, draft)


def place_target(turn: Turn, talk: Conversation) -> Target:
    """A place may come in several messages, such as an address and a link."""
    draft = _meeting(turn, talk)
    return Target(_place_field(turn, draft), CHANGEABLE.index(Part.PLACE) + 1)


def keep(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Keep it*: what was written before stays."""
    _talk(turn, draft, asked, *CHANGEABLE)
    _next(turn, draft)


def back(turn: Turn, talk: Conversation) -> None:
    """*Back*: the question before."""
    draft = _meeting(turn, talk)
    parts = (Part.WHEN, Part.LENGTH, Part.CONFIRM) if draft.replaces_id else tuple(Part)
    here = parts.index(Part(talk.prompt.split(".")[1]))
    turn.open(f"schedule.{parts[max(here - 1, 0)]}", draft.id)


# The last screen


def ask_confirm(turn: Turn, talk: Conversation) -> Message:
    """The whole plan, and who will be told."""
    draft = _meeting(turn, talk)
    lines = Lines(_lines(turn, draft))
    name = turn.rows.open(_set(turn, draft), "name_sealed")
    change = button("button-schedule-change", "schedule.change", draft.id, talk.turns)
    if draft.replaces_id:
        old = _moves(turn, draft)
        sure = button("button-schedule-move-it", "schedule.plan", draft.id, talk.turns, 0)
        message_id = "schedule-confirm-move-series" if _stays_in_series(old, draft) else "schedule-confirm-move"
        return Message(message_id, {"was": _when(turn, old), "plan": lines, "set": name}, [[sure], [change]])
    sure = button("button-schedule-plan-it", "schedule.plan", draft.id, talk.turns, 0)
    label = "button-schedule-once" if draft.every_weeks else "button-schedule-every"
    repeat = button(label, "schedule.every", draft.id, talk.turns, weeks=USUAL_WEEKS)
    return Message("schedule-confirm", {"plan": lines, "set": name}, [[sure], [repeat, change]])


def take_confirm(turn: Turn, talk: Conversation, text: str) -> None:
    """A text on the last screen: only a button counts there."""
    raise Refusal("schedule-tap")


def every(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Every 4 weeks*, or *Only once*."""
    _talk(turn, draft, asked, Part.CONFIRM)
    draft.every_weeks = None if draft.every_weeks else USUAL_WEEKS
    _next(turn, draft)


def change(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Change*: which part."""
    talk = _talk(turn, draft, asked, Part.CONFIRM)
    parts = CHANGEABLE[:2] if draft.replaces_id else CHANGEABLE
    choices = [
        [button(f"button-schedule-part-{part}", "schedule.part", draft.id, asked, CHANGEABLE.index(part))]
        for part in parts
    ]
    drop = button("button-schedule-drop", "schedule.drop", draft.id, talk.turns)
    turn.show("schedule-change", buttons=[*choices, [drop]])


def part(turn: Turn, draft: Meeting, asked: int, index: int) -> None:
    """One part of the plan anew."""
    _talk(turn, draft, asked, Part.CONFIRM)
    if index >= len(CHANGEABLE):
        raise Outdated
    turn.open(f"schedule.{CHANGEABLE[index]}", draft.id)


def drop(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Throw this plan away*."""
    _erase(turn, draft, _talk(turn, draft, asked))
    turn.show("schedule-dropped")


def plan(turn: Turn, draft: Meeting, asked: int, sure: int) -> None:
    """*Plan it*, *Move it*: the plan counts from here on, and all are told."""
    talk = _talk(turn, draft, asked, Part.CONFIRM)
    slot = slot_of(draft)
    if slot is None or next_part(draft) is not Part.CONFIRM:
        raise Outdated
    if slot.starts_at <= turn.now:
        draft.wall = ""
        turn.show("schedule-passed")
        return _next(turn, draft)
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
    place = passages.text(turn.rows, draft.id, PLACE)
    turn.rows.seal(draft, "place_sealed", place or None)
    passages.erase_row(turn.rows, draft.id)
    draft.state = MeetingState.PLANNED
    draft.series_wall = draft.wall if draft.every_weeks else ""
    turn.close(talk)
    meetings.adopt_reflections(turn.rows, draft)
    announcing.planned(turn.rows, draft, turn.now, but=turn.me.id)
    _replan_all(turn, draft)
    ask = [] if place else [[button("button-schedule-place", "schedule.place", draft.id)]]
    turn.say("schedule-planned", when=_when(turn, draft), buttons=ask)


def _move(turn: Turn, draft: Meeting, slot: Slot, talk: Conversation) -> None:
    """Give the new time to the meeting that the draft moves; it stays the same meeting."""
    meeting = _moves(turn, draft)
    _ahead(turn, meeting)
    was, wall, weeks = meeting.starts_at, draft.wall, draft.every_weeks
    _erase(turn, draft, talk)
    if was is None or slot == slot_of(meeting):
        return turn.say("schedule-same", when=_when(turn, meeting))
    meeting.starts_at, meeting.wall, meeting.length_minutes = slot.starts_at, wall, slot.minutes
    meeting.zone = _set(turn, meeting).zone
    meeting.changes += 1
    if weeks:
        meeting.every_weeks, meeting.series_wall = weeks, wall
    meetings.forget_answers(turn.rows, meeting.id)
    announcing.moved(turn.rows, meeting, was, turn.now, but=turn.me.id)
    _replan_all(turn, meeting)
    return turn.say("schedule-moved", when=_when(turn, meeting))


# Cancelling


def cancel(turn: Turn, meeting: Meeting) -> None:
    """*Cancel*: ask once more, and of a series which."""
    _ahead(turn, meeting)
    keep_it = button("button-schedule-keep-meeting", "schedule.see", meeting.id)
    if meeting.every_weeks:
        one = button("button-schedule-cancel-one", "schedule.cancelled", meeting.id, 0)
        whole = button("button-schedule-cancel-all", "schedule.cancelled", meeting.id, 1)
        turn.show("schedule-cancel-series", when=_when(turn, meeting), buttons=[[one], [whole], [keep_it]])
    else:
        sure = button("button-schedule-cancel-sure", "schedule.cancelled", meeting.id, 1)
        turn.show("schedule-cancel", when=_when(turn, meeting), buttons=[[sure], [keep_it]])


def cancelled(turn: Turn, meeting: Meeting, whole: int) -> None:
    """The meeting will not be held, and all are told; what was written for it waits for the next one."""
    _ahead(turn, meeting)
    meeting.state = MeetingState.CANCELLED
    if whole:
        meeting.every_weeks = None
    meetings.release_reflections(turn.rows, meeting)
    coming = meetings.next_meeting(turn.rows, meeting.set_id, turn.now)
    if coming is not None:
        meetings.adopt_reflections(turn.rows, coming)
    announcing.cancelled(turn.rows, meeting, turn.now, but=turn.me.id)
    _replan_all(turn, meeting)
    more = button("button-schedule-another", "schedule.another", meeting.set_id)
    said = "schedule-cancelled-one" if meeting.every_weeks else "schedule-cancelled"
    turn.show(said, when=_when(turn, meeting), buttons=[[more]])


# The place of a planned meeting


def place(turn: Turn, meeting: Meeting) -> None:
    """*Place or link*."""
    _ahead(turn, meeting)
    turn.open("schedule.newplace", meeting.id)


def ask_new_place(turn: Turn, talk: Conversation) -> Message:
    """The place of a meeting that is planned."""
    known = meetings.place(turn.rows, _meeting(turn, talk))
    return Message("schedule-place-again", {"place": Words(known)}) if known else Message("schedule-place")


def take_new_place(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed place; it counts after the last screen."""
    meeting = _meeting(turn, talk)
    passages.replace(turn.rows, _place_field(turn, meeting), text, turn.source)
    turn.open("schedule.newplace_sure", meeting.id)


def ask_new_place_sure(turn: Turn, talk: Conversation) -> Message:
    """The new place, and who will be told."""
    meeting = _meeting(turn, talk)
    known = Words(passages.text(turn.rows, meeting.id, PLACE))
    name = turn.rows.open(_set(turn, meeting), "name_sealed")
    send = button("button-schedule-send", "schedule.place_sure", meeting.id, talk.turns)
    anew = button("button-schedule-change", "schedule.place", meeting.id)
    return Message("schedule-place-sure", {"place": known, "set": name}, [[send, anew]])


def place_sure(turn: Turn, meeting: Meeting, asked: int) -> None:
    """*Send*: the place counts, and all are told."""
    talk = _talk(turn, meeting, asked)
    text = passages.text(turn.rows, meeting.id, PLACE)
    if talk.prompt != "schedule.newplace_sure" or not text:
        raise Outdated
    _ahead(turn, meeting)
    turn.rows.seal(meeting, "place_sealed", text)
    passages.erase_row(turn.rows, meeting.id)
    turn.close(talk)
    announcing.place_changed(turn.rows, meeting, turn.now, but=turn.me.id)
    turn.show("schedule-place-sent")


def back_to_place(turn: Turn, talk: Conversation) -> None:
    """*Back* from the last screen of a place."""
    turn.open("schedule.newplace", talk.subject_id)


# What all of them share


def _meeting(turn: Turn, talk: Conversation) -> Meeting:
    """The meeting of a conversation, if I still facilitate its set."""
    meeting = turn.rows.need(Meeting, talk.subject_id)
    if not allowed(Who.FACILITATOR, turn.standing, access.scope(turn.rows, meeting)):
        raise Refusal("only-for-facilitator")
    return meeting


def _talk(turn: Turn, meeting: Meeting, asked: int, *parts: Part) -> Conversation:
    """My conversation about a meeting, where the button is under its latest question (of these parts)."""
    talk = talks.about(turn.rows, turn.me.id, meeting.id, "schedule")
    if talk is None or talk.parked or talk.turns != asked:
        raise Outdated
    if parts and talk.prompt not in {f"schedule.{each}" for each in parts}:
        raise Outdated
    talk.last_row_id = 0
    return talk


def _ahead(turn: Turn, meeting: Meeting) -> None:
    """Only a planned meeting that has not begun can be changed."""
    if not is_ahead(meeting, turn.now):
        raise Outdated


def _moves(turn: Turn, draft: Meeting) -> Meeting:
    """The meeting that a draft moves."""
    return turn.rows.need(Meeting, draft.replaces_id)


def _stays_in_series(meeting: Meeting, draft: Meeting) -> bool:
    """Whether later meetings stay where they were when this one moves."""
    return bool(meeting.every_weeks) and not draft.every_weeks


def _erase(turn: Turn, draft: Meeting, talk: Conversation) -> None:
    turn.close(talk)
    passages.erase_row(turn.rows, draft.id)
    if draft.state is MeetingState.DRAFT:
        turn.rows.delete(draft)
        turn.rows.flush()


def _replan_all(turn: Turn, meeting: Meeting) -> None:
    turn.replan(*(member.id for member in sets.members(turn.rows, meeting.set_id)))


def _set(turn: Turn, meeting: Meeting) -> ActionSet:
    return turn.rows.need(ActionSet, meeting.set_id)


def _place_field(turn: Turn, meeting: Meeting) -> Field:
    """Where a place waits until it counts: a text of mine until then."""
    return Field(turn.me.id, meeting.id, PLACE)


def _keep(draft: Meeting, talk: Conversation) -> Button:
    return button("button-schedule-keep", "schedule.keep", draft.id, talk.turns)


def _choice(draft: Meeting, talk: Conversation, index: int, reading: Reading) -> Button:
    """A button for one reading of what was typed."""
    timed = "" if talk.detail.startswith(DateCode.NO_TIME) else f", {reading.starts:%H:%M}"
    return button(
        "button-schedule-choice",
        "schedule.pick",
        draft.id,
        talk.turns,
        index,
        day=Day(reading.starts.date()),
        time=timed,
        weeks=reading.every_weeks or 0,
    )


def _when(turn: Turn, meeting: Meeting) -> When:
    """When a meeting starts, with the zone of its set."""
    return When(meeting.starts_at or turn.now, _set(turn, meeting).zone)


def _overview(turn: Turn, meeting: Meeting) -> Message:
    """A planned meeting with what can be done about it."""
    known = meetings.place(turn.rows, meeting)
    where = Term("schedule-at", {"place": Words(known)}) if known else Term("schedule-no-place")
    buttons = [
        [
            button("button-schedule-move", "schedule.move", meeting.id),
            button("button-schedule-cancel", "schedule.cancel", meeting.id),
        ],
        [button("button-schedule-place", "schedule.place", meeting.id)],
        [button("button-schedule-another", "schedule.another", meeting.set_id)],
    ]
    return Message("schedule-one", {"plan": Lines([*_times(turn, meeting), where])}, buttons)


def _lines(turn: Turn, draft: Meeting) -> list[Arg]:
    """A plan in lines: its time in the set's zone and in mine where that differs, and the place."""
    if draft.replaces_id:
        return _times(turn, draft)
    known = passages.text(turn.rows, draft.id, PLACE)
    return [*_times(turn, draft), Term("schedule-at", {"place": Words(known)}) if known else Term("schedule-no-place")]


def _times(turn: Turn, meeting: Meeting) -> list[Arg]:
    starts_at = meeting.starts_at or turn.now
    zone, mine = _set(turn, meeting).zone, turn.me.zone
    lines: list[Arg] = [_line(turn, meeting)]
    if to_wall(starts_at, zone) != to_wall(starts_at, mine):
        lines.append(Term("schedule-line-yours", _span(turn, meeting, mine)))
    return lines


def _line(turn: Turn, meeting: Meeting) -> Term:
    """Day, start, end and zone on one line, with the repetition."""
    weeks = meeting.every_weeks or 0
    return Term("schedule-line", {**_span(turn, meeting, _set(turn, meeting).zone), "weeks": weeks})


def _span(turn: Turn, meeting: Meeting, zone: str) -> dict[str, Arg]:
    slot = Slot(meeting.starts_at or turn.now, meeting.length_minutes)
    starts, ends = to_wall(slot.starts_at, zone), to_wall(slot.ends_at, zone)
    span = f"{starts:%H:%M}\u2013{ends:%H:%M}" if slot.minutes else f"{starts:%H:%M}"
    return {"day": Day(starts.date()), "year": _year(turn, starts), "span": span, "city": city(zone, turn.me.language)}


def _year(turn: Turn, wall: datetime) -> str:
    """The year, where it is not this one."""
    return "" if wall.year == to_wall(turn.now, turn.me.zone).year else f" {wall.year}"


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "scheduling",
    commands=[Command("schedule", _FACILITATOR, schedule)],
    presses=[
        Press("schedule.see", see, Meeting, _FACILITATOR),
        Press("schedule.another", another, ActionSet, _FACILITATOR),
        Press("schedule.move", move, Meeting, _FACILITATOR),
        Press("schedule.pick", pick, Meeting, _FACILITATOR),
        Press("schedule.minutes", minutes, Meeting, _FACILITATOR),
        Press("schedule.later", later, Meeting, _FACILITATOR),
        Press("schedule.keep", keep, Meeting, _FACILITATOR),
        Press("schedule.every", every, Meeting, _FACILITATOR),
        Press("schedule.change", change, Meeting, _FACILITATOR),
        Press("schedule.part", part, Meeting, _FACILITATOR),
        Press("schedule.drop", drop, Meeting, _FACILITATOR),
        Press("schedule.plan", plan, Meeting, _FACILITATOR),
        Press("schedule.cancel", cancel, Meeting, _FACILITATOR),
        Press("schedule.cancelled", cancelled, Meeting, _FACILITATOR),
        Press("schedule.place", place, Meeting, _FACILITATOR),
        Press("schedule.place_sure", place_sure, Meeting, _FACILITATOR),
    ],
    prompts=[
        Prompt("schedule.when", ask_when, take_when),
        Prompt("schedule.length", ask_length, take_length, back=back),
        Prompt("schedule.place", ask_place, take_place, target=place_target, back=back),
        Prompt("schedule.confirm", ask_confirm, take_confirm, back=back, grown=Turn.ask),
        Prompt("schedule.newplace", ask_new_place, take_new_place, target=place_target),
        Prompt("schedule.newplace_sure", ask_new_place_sure, take_confirm, back=back_to_place, grown=Turn.ask),
    ],
)
