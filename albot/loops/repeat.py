"""Meetings that repeat: when one is over, the next of its series is planned by itself and announced."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from albot.chat import announcing, planning
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.schedule import next_of_series, slot_of
from albot.domain.sets import ActionSet, SetState
from albot.loops.attempt import attempt
from albot.store import meetings, sets
from albot.store.rows import Rows

SOONEST = 50
"""So many series are looked at for the one that is over first; a longer meeting may begin before a shorter one."""


def repeat_meetings(rows: Rows, now: datetime) -> None:
    """Plan the next meeting of every series whose latest one is over, and tell the set."""
    for latest in meetings.repeating(rows, begun_by=now):
        slot = slot_of(latest)
        if slot is None or slot.ends_at > now:
            continue
        attempt(rows, "series_not_continued", partial(_go_on, rows, latest, now), meeting=latest.id)


def next_repeat(rows: Rows, _now: datetime) -> datetime | None:
    """When the next meeting of a series is over, or None."""
    slots = [slot_of(latest) for latest in meetings.repeating(rows, limit=SOONEST)]
    return min((slot.ends_at for slot in slots if slot is not None), default=None)


def _go_on(rows: Rows, latest: Meeting, now: datetime) -> None:
    """Hand the series on to the next meeting; a set that has ended has none."""
    next_time = next_of_series(latest, meetings.taken(rows, latest.set_id), now)
    weeks, latest.every_weeks = latest.every_weeks, None
    if next_time is None or rows.need(ActionSet, latest.set_id).state is not SetState.ACTIVE:
        return
    wall, starts_at = next_time
    coming = Meeting(
        set_id=latest.set_id,
        state=MeetingState.PLANNED,
        starts_at=starts_at,
        wall=wall.isoformat(),
        zone=latest.zone,
        length_minutes=latest.length_minutes,
        every_weeks=weeks,
        series_wall=wall.isoformat(),
        place_asked=True,
        series_id=meetings.series_id(latest),
    )
    rows.seal(coming, "place_sealed", meetings.place(rows, latest) or None)
    rows.add(coming)
    rows.flush()
    meetings.adopt_reflections(rows, coming)
    announcing.planned(rows, coming, now)
    for member in sets.members(rows, coming.set_id):
        planning.plan(rows, member.id, now)
