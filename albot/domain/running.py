"""Rules of a meeting under way: its clock, what rings when, what a move from one stage to another does.

A stage's time runs from `Run.stage_ends_at` backwards. What a stage was given (`Stage.seconds`) less what it has left
is what it used, over time and pauses included or left out as they should be: that is its member's airtime. A stage that
was gone on from has its `left_seconds`; the one that is on, and those ahead, have none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from albot.domain.meetings import Meeting, MeetingState
from albot.domain.run_rows import Run, RunState, Stage, StageKind

MINUTE = 60
QUARTER = 15
"""Seconds: the clock moves on once a minute, and in the last minute each quarter of one (PRODUCT: Meetings)."""

MORE = 120
"""Seconds that *+2 min* gives."""

LEAST = 60
"""Seconds that a stage has at least when a meeting comes back to it."""

SHORT = 75
"""Seconds up to which a stage has no bell at one minute left: it would ring as the stage begins."""

EARLY = timedelta(hours=2)
"""How long before its start a meeting can be prepared and begun."""

LATE = timedelta(hours=1)
"""How long after its planned end it still can."""

FORGOTTEN = timedelta(hours=3)
"""How long after its planned end a meeting that nobody ended ends by itself."""

SHORTEST = timedelta(minutes=30)
"""A meeting that is begun late has at least this long, or its own length where that is less."""

SPEAKING = frozenset(
    {
        StageKind.PRESENTING,
        StageKind.CLARIFYING,
        StageKind.QUESTIONS,
        StageKind.IDEAS,
        StageKind.ACTIONS,
        StageKind.FEEDBACK,
        StageKind.ACCOUNT,
    }
)
"""Stages that are airtime of the member whose turn it is."""

OPENING = frozenset({StageKind.RULES, StageKind.ROUND, StageKind.BIDS})
"""Stages before it is settled who presents."""

UNDER_WAY = frozenset({RunState.RUNNING, RunState.PAUSED})
"""Where a meeting has begun and is not over."""


class Face(NamedTuple):
    """What the clock of a stage shows: so many `minutes` or `seconds` left, `time`, or so many minutes `over`."""

    unit: str
    number: int


def left(run: Run, now: datetime) -> int:
    """The seconds that the stage has left, rounded up; negative where it is over time."""
    if run.stage_ends_at is None or run.state is not RunState.RUNNING:
        return run.left_seconds or 0
    return math.ceil((run.stage_ends_at - now).total_seconds())


def face(seconds: int) -> Face:
    """What the clock shows with so many seconds left."""
    if seconds > MINUTE:
        return Face("minutes", -(-seconds // MINUTE))
    if seconds > 0:
        return Face("seconds", -(-seconds // QUARTER) * QUARTER)
    over = -seconds // MINUTE
    return Face("over", over) if over else Face("time", 0)


def next_change(seconds: int) -> int:
    """How many seconds will be left when the clock next shows something else: always fewer than now."""
    if seconds > MINUTE:
        return ((seconds - 1) // MINUTE) * MINUTE
    if seconds > 0:
        return ((seconds - 1) // QUARTER) * QUARTER
    return -(-seconds // MINUTE + 1) * MINUTE


def bell(seconds: int, rung: int) -> int:
    """Which bell is due: 1 at one minute left, 2 at time, 0 for none. Where both were missed, the later one counts."""
    due = 2 if seconds <= 0 else 1 if seconds <= MINUTE else 0
    return due if due > rung else 0


def rung_with(seconds: int) -> int:
    """The bells that a stage with so much left has behind it."""
    return 0 if seconds > SHORT else 1 if seconds > 0 else 2


def next_moment(run: Run, now: datetime) -> datetime | None:
    """When the clock of a meeting that runs next shows something else, or rings; None where it stands still."""
    if run.state is not RunState.RUNNING or run.stage_ends_at is None:
        return None
    return run.stage_ends_at - timedelta(seconds=next_change(left(run, now)))


# Moves


def leave(run: Run, stage: Stage, now: datetime) -> None:
    """Go on from a stage: note what it has left and what it used."""
    stage.left_seconds = left(run, now)
    stage.used_seconds = stage.seconds - stage.left_seconds


def turn_back(run: Run, stage: Stage, now: datetime) -> None:
    """Leave a stage for the one before it: it lies ahead again."""
    leave(run, stage, now)
    stage.left_seconds = None


def enter(run: Run, stage: Stage, now: datetime) -> None:
    """Go into a stage: with all its time, or with what it had left, at least one minute."""
    seconds = stage.seconds - stage.used_seconds
    if stage.used_seconds and seconds < LEAST:
        stage.seconds += LEAST - seconds
        seconds = LEAST
    stage.left_seconds = None
    run.state, run.stage_id, run.left_seconds = RunState.RUNNING, stage.id, None
    run.stage_ends_at = now + timedelta(seconds=seconds)
    run.rung = rung_with(seconds)
    run.moves += 1


def give_more(run: Run, stage: Stage, now: datetime) -> None:
    """*+2 min*."""
    stage.seconds += MORE
    seconds = left(run, now) + MORE
    if run.state is RunState.PAUSED:
        run.left_seconds = seconds
    else:
        run.stage_ends_at = now + timedelta(seconds=seconds)
    run.rung = rung_with(seconds)


def stand_still(run: Run, now: datetime) -> None:
    """*Pause*: the stage keeps its seconds."""
    run.left_seconds = left(run, now)
    run.state, run.stage_ends_at = RunState.PAUSED, None


def go_on(run: Run, now: datetime) -> None:
    """*Go on* after a pause."""
    run.stage_ends_at = now + timedelta(seconds=run.left_seconds or 0)
    run.state, run.left_seconds = RunState.RUNNING, None


def has_left(stage: Stage) -> int:
    """The seconds that a stage ahead will take: what it was given, less what it used before the meeting went back."""
    return max(stage.seconds - stage.used_seconds, LEAST) if stage.used_seconds else stage.seconds


def ahead(stages: Sequence[Stage], now_on: int | None) -> list[Stage]:
    """The stages that are still to come, in order; `now_on` is the id of the one that is on."""
    return [each for each in stages if each.left_seconds is None and each.id != now_on]


def has_next(stages: Sequence[Stage], now_on: int | None) -> bool:
    """Whether something comes after the stage that is on."""
    return bool(ahead(stages, now_on)) or not is_settled(stages)


def is_settled(stages: Iterable[Stage]) -> bool:
    """Whether it is settled who presents: there are stages after the opening."""
    return any(each.kind not in OPENING for each in stages)


def before(stages: Sequence[Stage]) -> Stage | None:
    """The stage that a meeting was in before this one, or None."""
    passed = [each for each in stages if each.left_seconds is not None]
    return passed[-1] if passed else None


# When it ends


def planned_end(meeting: Meeting) -> datetime:
    """When a meeting should be over, as it was planned; raises `ValueError` for one that has no time."""
    if meeting.starts_at is None:
        raise ValueError("a meeting that is held has a time")
    return meeting.starts_at + timedelta(minutes=meeting.length_minutes)


def end_if_begun(meeting: Meeting, now: datetime) -> datetime:
    """When a meeting that begins now should end: as planned; begun early, its length after that; late, not at once."""
    length = timedelta(minutes=meeting.length_minutes)
    return max(min(planned_end(meeting), now + length), now + min(SHORTEST, length))


def can_be_run(meeting: Meeting, now: datetime) -> bool:
    """Whether a meeting may be prepared and begun: it is planned, and now is about its time."""
    if meeting.state is not MeetingState.PLANNED or meeting.starts_at is None:
        return False
    return meeting.starts_at - EARLY <= now <= planned_end(meeting) + LATE


def end_at_pace(run: Run, to_come: Sequence[Stage], now: datetime) -> datetime:
    """When the meeting ends if each stage takes its time from here on."""
    return now + timedelta(seconds=max(left(run, now), 0) + sum(map(has_left, to_come)))


def to_share(run: Run, to_come: Sequence[Stage], now: datetime) -> int:
    """The seconds that the stages ahead have between them if the meeting ends in time, silence left out."""
    rest = 0 if run.ends_at is None else int((run.ends_at - now).total_seconds()) - max(left(run, now), 0)
    return rest - sum(has_left(each) for each in to_come if each.kind is StageKind.SILENCE)


def can_be_fitted(run: Run, to_come: Sequence[Stage], now: datetime) -> bool:
    """Whether the stages ahead can be fitted so that the meeting ends in time, and it would not otherwise."""
    loud = [each for each in to_come if each.kind is not StageKind.SILENCE]
    if run.ends_at is None or not loud or to_share(run, to_come, now) < LEAST * len(loud):
        return False
    return minutes_late(run, to_come, now) > 0


def minutes_late(run: Run, to_come: Sequence[Stage], now: datetime) -> int:
    """How many whole minutes after its time a meeting ends at this pace; negative where it ends before."""
    if run.ends_at is None:
        return 0
    return int((end_at_pace(run, to_come, now) - run.ends_at).total_seconds() / MINUTE)


def airtime(stages: Iterable[Stage]) -> dict[int, int]:
    """The seconds of airtime at one meeting by member id, in the order of their turns."""
    spoken: dict[int, int] = {}
    for stage in stages:
        if stage.member_id is not None and stage.kind in SPEAKING:
            spoken[stage.member_id] = spoken.get(stage.member_id, 0) + stage.used_seconds
    return spoken
