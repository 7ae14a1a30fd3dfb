"""Wall-clock times in a zone, and the moments they stand for, across daylight saving.

A *wall time* is what a clock on somebody's wall shows: a naive `datetime`. A *moment* is an aware `datetime` in UTC.
Zones are IANA names such as "Africa/Nairobi". Once or twice a year the two do not fit one to one:

- where clocks go forward, an hour of wall times never comes. Such a time is moved forward by what was skipped
  (01:30 in London on the last Sunday of March stands for 02:30), so that nothing happens early and nothing is lost;
- where clocks go back, an hour of wall times comes twice. Such a time stands for the first of the two.

Both are what `fold=0` means in PEP 495. Every function raises `zoneinfo.ZoneInfoNotFoundError` (a `KeyError`) for a
zone that does not exist, and `ValueError` for a naive moment or an aware wall time: mixing them up would go unnoticed
until the clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def to_utc(wall: datetime, zone: str) -> datetime:
    """The moment when clocks in the zone show a wall time; a skipped one moves forward, a repeated one is the first."""
    return _placed(wall, zone, fold=0).astimezone(UTC)


def to_wall(moment: datetime, zone: str) -> datetime:
    """What clocks in the zone show at a moment, naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def was_skipped(wall: datetime, zone: str) -> bool:
    """Whether clocks in the zone never show this wall time, because they go forward over it."""
    return to_wall(to_utc(wall, zone), zone) != wall.replace(fold=0)


def is_repeated(wall: datetime, zone: str) -> bool:
    """Whether clocks in the zone show this wall time twice, because they go back over it."""
    first, second = (_placed(wall, zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not was_skipped(wall, zone)


def at_time(day: date, at: time, zone: str) -> datetime:
    """The moment of a time of day on a day in the zone."""
    return to_utc(datetime.combine(day, at), zone)


def _placed(wall: datetime, zone: str, *, fold: int) -> datetime:
    """A wall time set into its zone; `fold` chooses between the two passes of a repeated hour."""
    if wall.tzinfo is not None:
        raise ValueError("a wall time has no time zone of its own")
    return wall.replace(tzinfo=ZoneInfo(zone), fold=fold)
