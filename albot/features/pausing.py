"""`/pause` and `/resume`: no nudges until a day, or until I say so.

    /pause ── 1 week · 2 weeks · 4 weeks · until I say so ─→ paused      /resume, *End the pause* ─→ nudges again
        └─── another day ── typed ─→ paused

A pause until a day ends by itself, at the first minute of that day in the person's own zone: nothing has to happen
then, since whether a pause holds is a question of the moment (`is_paused`).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from albot.chat.access import Outdated
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import AT_HOME, Who
from albot.domain.dates import DateCode, DateProblem, read_when
from albot.domain.people import Person
from albot.domain.talks import Conversation
from albot.domain.wallclock import at_time, to_utc, to_wall
from albot.texts.args import Day

WEEKS = (1, 2, 4)


def is_paused(person: Person, now: datetime) -> bool:
    """Whether a person's pause holds at a moment."""
    return person.paused and (person.paused_until is None or person.paused_until > now)


def pause(turn: Turn) -> None:
    """`/pause`: until when?"""
    if is_paused(turn.me, turn.now):
        return _say_paused(turn)
    return turn.say("pausing-until-when", buttons=_choices())


def _choices() -> Keyboard:
    weeks = [button("button-pausing-weeks", "pause.weeks", number, weeks=number) for number in WEEKS]
    return [weeks, [button("button-pausing-day", "pause.day"), button("button-pausing-open", "pause.open")]]


def for_weeks(turn: Turn, weeks: int) -> None:
    """*2 weeks*: until that day begins."""
    if weeks not in WEEKS:
        raise Outdated
    day = to_wall(turn.now, turn.me.zone).date() + timedelta(weeks=weeks)
    _pause(turn, at_time(day, time.min, turn.me.zone))


def until_i_say_so(turn: Turn) -> None:
    """*Until I say so*."""
    _pause(turn, None)


def another_day(turn: Turn) -> None:
    """*Another day*: have it typed."""
    turn.open("pause.until", turn.me.id)


def change(turn: Turn) -> None:
    """*Change* under a pause that holds: until when, instead?"""
    turn.show("pausing-until-when", buttons=_choices())


def resume(turn: Turn) -> None:
    """`/resume` and *End the pause*: nudges again; what is open is a button away."""
    was_paused = is_paused(turn.me, turn.now)
    turn.me.paused, turn.me.paused_until = False, None
    _replan(turn)
    buttons = [[button("button-pausing-now", "now.show")]] if was_paused else []
    turn.show("pausing-resumed" if was_paused else "pausing-not-paused", buttons=buttons)


def _pause(turn: Turn, until: datetime | None) -> None:
    turn.me.paused, turn.me.paused_until = True, until
    _replan(turn)
    _say_paused(turn)


def _say_paused(turn: Turn) -> None:
    buttons = [[button("button-pausing-change", "pause.change"), button("button-pausing-end", "pause.end")]]
    until = turn.me.paused_until
    if until is None:
        turn.show("pausing-paused", buttons=buttons)
    else:
        turn.show("pausing-paused-until", buttons=buttons, day=Day(to_wall(until, turn.me.zone).date()))


def _replan(turn: Turn) -> None:
    turn.replan(*(each.member_id for each in turn.standing.memberships if each.state in AT_HOME))


# The typed day


def _ask_day(_turn: Turn, _talk: Conversation) -> Message:
    return Message("pausing-which-day")


def _take_day(turn: Turn, talk: Conversation, text: str) -> None:
    """Pause until the typed day; raises `Refusal` for what is no single day to come."""
    try:
        reading = read_when(text, turn.now, turn.me.zone, needs_time=False)
    except DateProblem as problem:
        raise Refusal("pausing-day-past" if problem.code is DateCode.PAST else "pausing-day-unclear") from None
    until = to_utc(reading.starts, turn.me.zone)
    if until <= turn.now:
        raise Refusal("pausing-day-past")
    turn.close(talk)
    _pause(turn, until)


def _back(turn: Turn, talk: Conversation) -> None:
    turn.close(talk)
    pause(turn)


FEATURE = Feature(
    "pausing",
    commands=[Command("pause", Who.PERSON, pause), Command("resume", Who.PERSON, resume)],
    presses=[
        Press("pause.weeks", for_weeks, who=Who.PERSON),
        Press("pause.open", until_i_say_so, who=Who.PERSON),
        Press("pause.day", another_day, who=Who.PERSON),
        Press("pause.change", change, who=Who.PERSON),
        Press("pause.end", resume, who=Who.PERSON),
    ],
    prompts=[Prompt("pause.until", _ask_day, _take_day, back=_back)],
)
