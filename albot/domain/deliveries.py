"""Delivery times: the wall-clock times of a set at which what members did reaches others (PRODUCT: delivery times)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from albot.domain.wallclock import at_time, to_wall


def times_of(deliveries: str) -> list[time]:
    """The times of day that a set's `deliveries` names ("09:00,18:00"); raises `ValueError` for anything else."""
    return sorted(time.fromisoformat(each.strip()) for each in deliveries.split(","))


def next_delivery(moment: datetime, deliveries: str, zone: str) -> datetime:
    """The first delivery time (UTC) strictly after a moment, on the wall clock of the set's zone.

    `deliveries` as `times_of` reads them. The day before is looked at too, because a time that clocks skip at
    midnight comes after it.
    """
    today = to_wall(moment, zone).date()
    days = [today + timedelta(days=n) for n in (-1, 0, 1, 2)]
    moments = (at_time(day, at, zone) for day in days for at in times_of(deliveries))
    return min(each for each in moments if each > moment)
