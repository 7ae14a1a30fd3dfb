"""Delivery times: the wall-clock times of a set at which what members did reaches others (PRODUCT: delivery times)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


ROUND_UP_BEFORE = timedelta(hours=12)
"""The round-up goes out at the last delivery time at least this long before a meeting (PRODUCT: A month)."""


@dataclass(frozen=True)
class Timetable:
    """What decides when something reaches the others of a set.

    `meeting` is the start of its next meeting (UTC), `link_hours` how long before it the link goes out; `at_once` is
    that the set knows each other and wants no waiting.
    """

    deliveries: str
    zone: str
    meeting: datetime | None = None
    link_hours: int = 1
    at_once: bool = False


def last_delivery(moment: datetime, deliveries: str, zone: str) -> datetime:
    """The last delivery time (UTC) at or before a moment."""
    today = to_wall(moment, zone).date()
    days = [today + timedelta(days=n) for n in (-2, -1, 0, 1)]
    moments = (at_time(day, at, zone) for day in days for at in times_of(deliveries))
    return max(each for each in moments if each <= moment)


def round_up_at(starts_at: datetime, table: Timetable) -> datetime:
    """When the round-up before a meeting goes out."""
    return last_delivery(starts_at - ROUND_UP_BEFORE, table.deliveries, table.zone)


def reaches_others(moment: datetime, table: Timetable, *, in_round_up: bool = False) -> datetime:
    """When something done at a moment may first reach others.

    What belongs in the round-up (`in_round_up`) and comes after it waits for the link, and comes in one batch with it.
    """
    if table.at_once:
        return moment
    at = next_delivery(moment, table.deliveries, table.zone)
    if not in_round_up or table.meeting is None:
        return at
    link = table.meeting - timedelta(hours=table.link_hours)
    return link if round_up_at(table.meeting, table) <= moment < link else at


def as_others_see(value: bool, since: datetime | None, now: datetime) -> bool:
    """What others see of a yes or no of somebody's: a change shows from the delivery time `since` on."""
    return value if since is None or since <= now else not value


def switched(value: bool, since: datetime | None, now: datetime, at: datetime) -> datetime | None:
    """From when others see that a yes or no of somebody's is switched now: from `at`, or they see it so already."""
    return at if as_others_see(value, since, now) is value else None


def knows_each_other(answers: Iterable[tuple[bool | None, datetime | None]], now: datetime) -> bool:
    """Whether a set knows each other: every member said yes, and each answer counts by now. One No is enough."""
    found = list(answers)
    return bool(found) and all(yes is True and since is not None and since <= now for yes, since in found)
