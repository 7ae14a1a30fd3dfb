"""Retention: when the texts of a set go (PRODUCT: Promises of privacy, 5).

last meeting, or the archiving, whichever is first ── kept_months ─→ erased      at the latest a year after it
                                   four weeks before that ─→ its members are told, and can take a copy
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_MONTHS = 12
"""How long the texts of a set are kept at the most. What somebody takes along who leaves is kept as long."""

KEPT_CHOICES = (12, 6, 3)
"""What a facilitator may choose from, in months. It can only be made shorter: members wrote under that promise."""

WARNED_BEFORE = timedelta(days=28)
"""How long before their texts go the members are told."""


@dataclass(frozen=True)
class Life:
    """What decides when the texts of a set go, in UTC.

    `last_meeting` is the start of the latest meeting that was planned and not cancelled, one ahead included.
    `warned_at` is when its members were told that the texts go.
    """

    made_at: datetime | None
    archived_at: datetime | None = None
    last_meeting: datetime | None = None
    kept_months: int = MOST_MONTHS
    warned_at: datetime | None = None


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and time some months later, or the last day of a month that is too short for it."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def erase_at(archived_at: datetime | None, last_meeting: datetime | None, kept_months: int) -> datetime | None:
    """When the texts of a set are old enough: so many months after the earlier of its end and its last meeting."""
    ends = [each for each in (archived_at, last_meeting) if each is not None]
    return months_after(min(ends), kept_months) if ends else None


def goes_at(life: Life, now: datetime) -> datetime | None:
    """When the texts of a set will be erased, as things are now; None while it is being made.

    A set that never met counts from the day it was made. Where a facilitator chose less than a year, nothing goes
    sooner than four weeks after the members were told; after the year that was promised it goes in any case.
    """
    began = life.last_meeting or life.made_at
    promised = erase_at(life.archived_at, began, MOST_MONTHS)
    if promised is None:
        return None
    chosen = erase_at(life.archived_at, life.last_meeting, life.kept_months) or promised
    told = (life.warned_at or now) + WARNED_BEFORE
    return min(promised, max(chosen, told))


def shorter_choices(kept_months: int) -> tuple[int, ...]:
    """What is left to choose for a set that keeps its texts so long."""
    return tuple(each for each in KEPT_CHOICES if each < kept_months)
