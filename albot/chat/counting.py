"""What a set's check-ins come to in counts, meeting by meeting, from what has been released alone.

The endings are counted in the very messages that readers have: they change at delivery times and never between two,
and nothing that its author kept private is among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog

from albot.chat.step_words import ended_id
from albot.domain.delivery_rows import Audience, Delivery
from albot.domain.meetings import Meeting
from albot.domain.sets import ActionSet
from albot.domain.steps import ENDINGS
from albot.domain.wallclock import to_wall
from albot.store import counts, deliveries, meetings
from albot.store.rows import Rows
from albot.store.vault import SealBroken

log = structlog.get_logger()

ALL = (Audience.SET,)
"""Counted for everybody: what was shared with the whole set."""

FACILITATED = (Audience.SET, Audience.FACILITATORS)
"""Counted for its facilitators: also what was shared with them alone."""

MOST = 8
"""So many meetings at the most: what a picture shows well on a phone."""

_ENDED = {ended_id(state): place for place, state in enumerate(ENDINGS)}


@dataclass(frozen=True)
class Tally:
    """What was shared before one meeting: its day, check-ins, steps by `ENDINGS`, and who was there where noted."""

    day: date
    check_ins: int
    endings: tuple[int, ...]
    present: int | None


def tallies(rows: Rows, there: ActionSet, now: datetime, audiences: Collection[Audience] = ALL) -> list[Tally]:
    """The tallies of a set's last meetings and the coming one, the oldest first; empty ones are left out.

    What prepares no meeting, since none is planned any more, stands last, under today.
    """
    found = counts.latest(rows, there.id, now, MOST)
    coming = meetings.next_meeting(rows, there.id, now)
    found = [*found, *([coming] if coming else [])][-MOST:]
    made = [tally(rows, meeting, there.zone, audiences) for meeting in found]
    made.append(_count(rows, to_wall(now, there.zone).date(), counts.released_without(rows, there.id, audiences)))
    return [each for each in made if each.check_ins or each.present is not None][-MOST:]


def tally(rows: Rows, meeting: Meeting, zone: str, audiences: Collection[Audience] = ALL) -> Tally:
    """What was shared before a meeting."""
    released = [delivery for _meeting_id, delivery in counts.released_for(rows, [meeting.id], audiences)]
    day = to_wall(meeting.starts_at, zone).date() if meeting.starts_at else date.min
    return _count(rows, day, released, counts.present(rows, [meeting.id]).get(meeting.id))


def _count(rows: Rows, day: date, released: Collection[Delivery], present: int | None = None) -> Tally:
    """What some check-ins come to."""
    ended: Counter[int] = Counter()
    for delivery in released:
        try:
            ended.update(_endings(deliveries.body(rows, delivery).get("args", {})))
        except SealBroken as problem:
            log.error("not_counted", what=str(problem))
    return Tally(
        day=day,
        check_ins=len({delivery.member_id for delivery in released}),
        endings=tuple(ended[place] for place in range(len(ENDINGS))),
        present=present,
    )


def _endings(packed: Any) -> Iterator[int]:
    """The steps that ended in a message that was made for readers, each by its place in `ENDINGS`."""
    if isinstance(packed, list):
        if len(packed) == 3 and packed[0] == "m" and packed[1] in _ENDED:
            yield _ENDED[packed[1]]
        for each in packed:
            yield from _endings(each)
    elif isinstance(packed, dict):
        for each in packed.values():
            yield from _endings(each)
