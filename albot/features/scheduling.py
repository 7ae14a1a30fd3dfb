"""`/schedule`: what is planned; and the questions of a plan, or of a move.

    /schedule ── nothing planned ─→ when ─→ how long ─→ place or link ─→ the last screen (`scheduling_whole`)
        └── something planned ─→ that meeting (`meeting_changes`)
                                      ├── Move ─→ when ─→ the last screen
                                      └── Plan another ─→ when ─→ …

A plan is a draft meeting; what it still lacks is the open question (`domain.schedule.next_part`). A move is a draft
too, so that the meeting stands until the new time is confirmed; it keeps its id. Dates are read in the facilitator's
own zone and kept on the wall clock of the set's, which is the one that a series holds to.
"""

from __future__ import annotations

from albot.chat.access import Outdated
from albot.chat.meeting_talk import (
    CHANGEABLE,
    go_on,
    line,
    meeting_of,
    need_ahead,
    overview,
    place_field,
    place_target,
    set_of,
    talk_about,
    typed_place,
    when,
)
from albot.chat.message import Button, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.dates import DateCode, DateProblem, Reading, read_when
from albot.domain.meetings import Meeting
from albot.domain.schedule import LENGTHS, Part, city, on_day, pack_readings, read_length, unpack_readings
from albot.domain.sets import ActionSet
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_utc, to_wall
from albot.store import meetings, passages, talks
from albot.texts.args import Arg, Day, Place, When


def schedule(turn: Turn) -> None:
    """`/schedule`: what is planned, or the first question of a plan where nothing is."""
    coming = meetings.upcoming(turn.rows, turn.member.set_id, turn.now)
    if not coming:
        _begin(turn, turn.member.set_id)
    elif len(coming) == 1:
        turn.send(overview(turn, coming[0]))
    else:
        zone = set_of(turn, coming[0]).zone
        choices = [
            [button("button-schedule-see", "schedule.see", each.id, when=When(each.starts_at or turn.now, zone))]
            for each in coming
        ]
        more = button("button-schedule-another", "schedule.another", turn.member.set_id)
        turn.say("schedule-which", buttons=[*choices, [more]])


def another(turn: Turn, the_set: ActionSet) -> None:
    """*Plan another*."""
    _begin(turn, the_set.id)


def move(turn: Turn, meeting: Meeting) -> None:
    """*Move*: ask for the new time; the old one stands until that is confirmed."""
    need_ahead(turn, meeting)
    _begin(turn, meeting.set_id, meeting)


def _begin(turn: Turn, set_id: int, moves: Meeting | None = None) -> None:
    """Ask the first question of a plan or a move, or go on with mine where I left it."""
    replaces = moves.id if moves else None
    for known in meetings.drafts(turn.rows, set_id):
        if known.replaces_id == replaces and talks.about(turn.rows, turn.me.id, known.id, "schedule"):
            return go_on(turn, known)
    draft = Meeting(set_id=set_id, replaces_id=replaces, length_minutes=moves.length_minutes if moves else 0)
    draft.place_asked = moves is not None
    turn.rows.add(draft)
    turn.rows.flush()
    return go_on(turn, draft)


# When


def ask_when(turn: Turn, talk: Conversation) -> Message:
    """Day and time: in the first place, or which of the readings of what was typed."""
    draft = meeting_of(turn, talk)
    code, readings = _pending(talk)
    if code:
        several = code == DateCode.NO_TIME and len(readings) > 1
        choices = readings if code != DateCode.NO_TIME or several else []
        message_id = "schedule-when-which-day" if several else f"schedule-when-{code}"
        buttons = [[_choice(draft, talk, index, each)] for index, each in enumerate(choices)]
        args: dict[str, Arg] = {"day": Day(readings[0].starts.date())} if message_id == "schedule-when-no-time" else {}
        return Message(message_id, args, buttons)
    if draft.wall:
        return Message("schedule-when-again", {"now": line(turn, draft)}, [[_keep(draft, talk)]])
    if draft.replaces_id:
        return Message("schedule-when-move", {"when": when(turn, turn.rows.need(Meeting, draft.replaces_id))})
    return Message("schedule-when", {"city": city(turn.me.zone, turn.me.language)})


def take_when(turn: Turn, talk: Conversation, text: str) -> None:
    """Read a date in my own zone; what is not one date gets an answer of its own."""
    draft = meeting_of(turn, talk)
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
    talk = talk_about(turn, draft, asked, Part.WHEN)
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
    draft.starts_at, draft.zone = starts_at, set_of(turn, draft).zone
    draft.wall = to_wall(starts_at, draft.zone).isoformat()
    draft.length_minutes = reading.length_minutes or draft.length_minutes
    draft.every_weeks = reading.every_weeks or draft.every_weeks
    go_on(turn, draft)


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


# How long, and where


def ask_length(turn: Turn, talk: Conversation) -> Message:
    """How long it lasts."""
    draft = meeting_of(turn, talk)
    choices = [
        button("button-schedule-minutes", "schedule.minutes", draft.id, talk.turns, each, minutes=each)
        for each in LENGTHS
    ]
    return Message("schedule-length", {}, [choices[:2], choices[2:]])


def take_length(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed length."""
    draft = meeting_of(turn, talk)
    found = read_length(text)
    if found is None:
        raise Refusal("schedule-length-unknown")
    draft.length_minutes = found
    go_on(turn, draft)


def minutes(turn: Turn, draft: Meeting, asked: int, chosen: int) -> None:
    """A length by its button."""
    talk_about(turn, draft, asked, Part.LENGTH)
    if chosen not in LENGTHS:
        raise Outdated
    draft.length_minutes = chosen
    go_on(turn, draft)


def ask_place(turn: Turn, talk: Conversation) -> Message:
    """Place or link, if it is known by now."""
    draft = meeting_of(turn, talk)
    known = typed_place(turn, draft)
    if known:
        return Message("schedule-place-again", {"place": Place(known)}, [[_keep(draft, talk)]])
    return Message("schedule-place", {}, [[button("button-schedule-later", "schedule.later", draft.id, talk.turns)]])


def take_place(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed place or link."""
    draft = meeting_of(turn, talk)
    passages.replace(turn.rows, place_field(turn, draft), text, turn.source)
    draft.place_asked = True
    go_on(turn, draft)


def later(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Later*: the place is not known yet."""
    talk_about(turn, draft, asked, Part.PLACE)
    draft.place_asked = True
    go_on(turn, draft)


def keep(turn: Turn, draft: Meeting, asked: int) -> None:
    """*Keep it*: what was written before stays."""
    talk_about(turn, draft, asked, *CHANGEABLE)
    go_on(turn, draft)


def back_to_when(turn: Turn, talk: Conversation) -> None:
    """*Back* from the length."""
    turn.open("schedule.when", meeting_of(turn, talk).id)


def back_to_length(turn: Turn, talk: Conversation) -> None:
    """*Back* from the place."""
    turn.open("schedule.length", meeting_of(turn, talk).id)


def _keep(draft: Meeting, talk: Conversation) -> Button:
    return button("button-schedule-keep", "schedule.keep", draft.id, talk.turns)


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "scheduling",
    commands=[Command("schedule", _FACILITATOR, schedule)],
    presses=[
        Press("schedule.another", another, ActionSet, _FACILITATOR),
        Press("schedule.move", move, Meeting, _FACILITATOR),
        Press("schedule.pick", pick, Meeting, _FACILITATOR),
        Press("schedule.minutes", minutes, Meeting, _FACILITATOR),
        Press("schedule.later", later, Meeting, _FACILITATOR),
        Press("schedule.keep", keep, Meeting, _FACILITATOR),
    ],
    prompts=[
        Prompt("schedule.when", ask_when, take_when, who=_FACILITATOR, of=Meeting),
        Prompt("schedule.length", ask_length, take_length, back=back_to_when, who=_FACILITATOR, of=Meeting),
        Prompt(
            "schedule.place",
            ask_place,
            take_place,
            target=place_target,
            back=back_to_length,
            who=_FACILITATOR,
            of=Meeting,
        ),
    ],
)
