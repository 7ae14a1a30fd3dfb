"""What waits in a database, as numbers for the metrics: three queries, each of which reads one table once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from albot.domain.people import Person
from albot.store.post import Lane, Outgoing, Parked
from albot.store.rows import Rows


@dataclass(frozen=True)
class Waiting:
    """How much waits: by lane in the outbox, with the seconds since the oldest there could go; in the inbox.

    `set_aside` are updates that failed too often, `unreachable` the people whom no message reaches.
    """

    outbox: Mapping[Lane, int]
    oldest: Mapping[Lane, float]
    inbox: int
    set_aside: int
    unreachable: int


def waiting(rows: Rows, now: datetime) -> Waiting:
    """What waits at `now`."""
    by_lane = _by_lane(rows)
    inbox, set_aside = rows.session.execute(select(func.count(), func.count(col(Parked.reference)))).one()
    unreachable = select(func.count()).where(col(Person.unreachable_since).is_not(None))
    return Waiting(
        outbox={lane: by_lane[lane][0] if lane in by_lane else 0 for lane in Lane},
        oldest={lane: max((now - by_lane[lane][1]).total_seconds(), 0.0) if lane in by_lane else 0.0 for lane in Lane},
        inbox=inbox - set_aside,
        set_aside=set_aside,
        unreachable=rows.session.scalars(unreachable).one(),
    )


def _by_lane(rows: Rows) -> dict[Lane, tuple[int, datetime]]:
    """How many rows each lane has, and when the first of them may go."""
    query = select(Outgoing.lane, func.count(), func.min(Outgoing.not_before)).group_by(col(Outgoing.lane))
    return {Lane(lane): (count, first) for lane, count, first in rows.session.execute(query)}


def answers(rows: Rows) -> bool:
    """Whether the database answers at all: true, or whatever it raises."""
    return rows.session.scalars(select(1)).one() == 1
