"""Conducting: the clocks of meetings under way, their bells, and screens that are missing or for nobody any more.

Each run says when it is next to be looked at (`Run.look_at`): a minute on, in the last minute a quarter of one. All
that it does then comes from its rows: after a kill the right minutes are left, and no bell comes twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from albot.chat import conducting
from albot.loops.attempt import attempt
from albot.store import running
from albot.store.rows import Rows

AT_ONCE = 3
"""So many meetings are looked at in one transaction, so that no turn waits long behind them."""

AFTER_A_FAILURE = timedelta(minutes=1)


def conduct(rows: Rows, now: datetime) -> bool:
    """Look at some of the meetings that are due; True where more may wait."""
    found = running.due(rows, now, AT_ONCE)
    for run_id in found:
        _attempt(rows, run_id, now)
    return len(found) == AT_ONCE


def next_conduct(rows: Rows, _now: datetime) -> datetime | None:
    """When a meeting next has something to say, or None."""
    return running.next_look(rows)


def _attempt(rows: Rows, run_id: int, now: datetime) -> None:
    """Look at one meeting; where that fails it is put off."""

    def work() -> None:
        run = running.hold(rows, run_id)
        if run is not None and run.look_at is not None and run.look_at <= now:
            conducting.look(rows, run, now)

    if not attempt(rows, "conduct_failed", work, run=run_id):
        run = running.hold(rows, run_id)
        if run is not None:
            run.look_at = now + AFTER_A_FAILURE
