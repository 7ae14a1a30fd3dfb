"""Rules of a process review: its scales, what the answers come to, when it closes.

What a review came to is three rows of counts, fixed when it closes. Which answers belong together is not kept in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil, floor
from statistics import median

from albot.domain.deliveries import next_delivery


class Scale(StrEnum):
    """What members are asked about a meeting, each from 1 to 5: the columns of `ReviewAnswer`."""

    SUPPORT = "support"
    CHALLENGE = "challenge"
    AIRTIME = "airtime"


SCALES = tuple(Scale)

POINTS = (1, 2, 3, 4, 5)

FEWEST = 3
"""With fewer answers nothing is ever shown (PRODUCT: Process review)."""

AFTER_MEETING = timedelta(hours=12)
"""A review stays open so long after its meeting at the least, up to a delivery time."""

BY_HAND = timedelta(days=2)
"""The same for one that a facilitator opened: nobody was together then, and some read it the next day."""

LATEST = timedelta(days=7)
"""How long after a meeting that was not run here its review can be opened."""


@dataclass(frozen=True)
class Results:
    """What a review came to: for each scale, how many chose each of `POINTS`."""

    counts: Mapping[Scale, tuple[int, ...]]

    @property
    def answers(self) -> int:
        """How many answered. Everybody who counts answered every scale."""
        return max((sum(row) for row in self.counts.values()), default=0)

    @property
    def medians(self) -> dict[Scale, float]:
        """The median of each scale that anybody answered, such as 4 or 3.5."""
        return {scale: _median(row) for scale, row in self.counts.items() if any(row)}


def _median(row: Sequence[int]) -> float:
    return float(median(point for point, count in zip(POINTS, row, strict=True) for _ in range(count)))


def results(answers: Iterable[Mapping[Scale, int]]) -> Results | None:
    """What finished answers come to, or None where there are too few of them."""
    found = list(answers)
    if len(found) < FEWEST:
        return None
    return Results({scale: tuple(sum(each[scale] == point for each in found) for point in POINTS) for scale in SCALES})


def pack(found: Results) -> str:
    """Results as they are kept in `Review.numbers`."""
    return json.dumps({scale.value: list(row) for scale, row in found.counts.items()})


def unpack(numbers: str) -> Results:
    """Results from `Review.numbers`, which must not be empty."""
    kept = json.loads(numbers)
    return Results({scale: tuple(kept[scale]) for scale in SCALES})


def together(numbers: Iterable[str]) -> Results:
    """The results of several reviews as if they were one; without any, nobody answered."""
    found = [unpack(each) for each in numbers]
    return Results(
        {
            scale: tuple(sum(each.counts[scale][place] for each in found) for place in range(len(POINTS)))
            for scale in SCALES
        }
    )


def between(number: float) -> tuple[int, int]:
    """The points that a median lies between; the same one twice where it is one of them."""
    return floor(number), ceil(number)


def next_scale(given: Mapping[Scale, int | None]) -> Scale | None:
    """The first scale that has no answer yet, or None."""
    return next((scale for scale in SCALES if given[scale] is None), None)


def after(scale: Scale) -> Scale | None:
    """The scale that comes after one, or None."""
    place = SCALES.index(scale) + 1
    return SCALES[place] if place < len(SCALES) else None


def before(scale: Scale) -> Scale | None:
    """The scale that comes before one, or None."""
    place = SCALES.index(scale)
    return SCALES[place - 1] if place else None


def closes_at(over: datetime, least: timedelta, deliveries: str, zone: str) -> datetime:
    """When a review closes by itself (UTC): at the first delivery time of its set at least so long after a moment.

    `deliveries` and `zone` are the set's (see `deliveries.times_of`).
    """
    return next_delivery(over + least - timedelta.resolution, deliveries, zone)
