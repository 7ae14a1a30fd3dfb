"""Reviewing: process reviews that close by themselves, each at the delivery time that was settled for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from albot.chat import reviewing
from albot.domain.review_rows import Review
from albot.loops.attempt import attempt
from albot.store import reviews
from albot.store.rows import Rows

AT_ONCE = 5
"""So many reviews are closed in one transaction, so that no turn waits long behind them."""

AFTER_A_FAILURE = timedelta(hours=1)


def close_reviews(rows: Rows, now: datetime) -> bool:
    """Close some of the process reviews whose time is over; True where more may wait."""
    found = reviews.due(rows, now, AT_ONCE)
    for review_id in found:
        _attempt(rows, review_id, now)
    return len(found) == AT_ONCE


def next_review(rows: Rows, _now: datetime) -> datetime | None:
    """When a process review closes next by itself, or None."""
    return reviews.next_due(rows)


def _attempt(rows: Rows, review_id: int, now: datetime) -> None:
    """Close one review; where that fails it is put off."""

    def work() -> None:
        reviewing.close_in_time(rows, rows.need(Review, review_id), now)

    if not attempt(rows, "review_not_closed", work, review=review_id):
        reviews.hold(rows, review_id).closes_at = now + AFTER_A_FAILURE
