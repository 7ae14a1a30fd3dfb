"""What a programme of sets comes to in counts, month by month, so that no number tells of fewer than five people.

A set counts in a month in which it had five members or more, and is left out of everything in the others. A number
that fewer than five people brought about is not said at all (PRODUCT: Coordinator and trainee). Counts go as far as the
last midnight, UTC: nobody who looks often sees anything change at the moment somebody does something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

FEWEST = 5
"""A group of fewer people than this is never counted."""


@dataclass(frozen=True)
class Counted:
    """A number, and how many people brought it about."""

    number: int = 0
    people: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.number + other.number, self.people + other.people)

    @property
    def said(self) -> int | None:
        """The number where it may be said, nothing where it tells of too few; nothing at all happening is 0."""
        return self.number if self.people >= FEWEST or not self.number else None


@dataclass(frozen=True)
class SetMonth:
    """One set in one month. `expected` is over the meetings at which somebody noted who was there, as is `present`."""

    members: int
    meetings: int = 0
    minutes: int = 0
    expected: int = 0
    present: Counted = Counted()
    steps_set: Counted = Counted()
    steps_ended: Counted = Counted()


@dataclass(frozen=True)
class Month:
    """All sets that count in one month (`set_ids`); what may not be said, or nobody noted, is None."""

    day: date
    set_ids: frozenset[int]
    meetings: int
    minutes: int
    expected: int
    present: int | None
    steps_set: int | None
    steps_ended: int | None

    @property
    def sets(self) -> int:
        """How many sets count."""
        return len(self.set_ids)


def last_midnight(now: datetime) -> datetime:
    """Up to when is counted."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def months_until(until: datetime, count: int) -> list[date]:
    """The first days of the last so many months, that of `until` included, the oldest first."""
    last = until.year * 12 + until.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(last - count + 1, last + 1)]


def bounds(months: Sequence[date], until: datetime) -> list[datetime]:
    """The moments between months (UTC): the start of each, and the end of the last, no later than `until`."""
    after = months[-1].year * 12 + months[-1].month
    starts = [*months, date(after // 12, after % 12 + 1, 1)]
    return [min(datetime(each.year, each.month, 1, tzinfo=UTC), until) for each in starts]


def month(day: date, by_set: Mapping[int, SetMonth]) -> Month:
    """What a month comes to over all sets (by their ids), without those that are too small."""
    large = {set_id: each for set_id, each in by_set.items() if each.members >= FEWEST}
    counted = list(large.values())
    present = sum((each.present for each in counted), Counted())
    expected = sum(each.expected for each in counted)
    return Month(
        day=day,
        set_ids=frozenset(large),
        meetings=sum(each.meetings for each in counted),
        minutes=sum(each.minutes for each in counted),
        expected=expected,
        present=present.said if expected else None,
        steps_set=sum((each.steps_set for each in counted), Counted()).said,
        steps_ended=sum((each.steps_ended for each in counted), Counted()).said,
    )
