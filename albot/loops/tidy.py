"""What is old goes: update ids, message ids that can no longer be deleted, nudges that are long past.

It runs once in an hour: each look is one short search of an index.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from albot.store import nudges, outbox, sets
from albot.store.rows import Rows

NUDGES_KEPT = timedelta(days=90)
"""How long a nudge is remembered after it was sent: longer than the longest cycle (eight weeks, PRODUCT)."""

AT_ONCE = 500
"""So many nudges are forgotten in one transaction, so that no turn waits long behind them."""


def tidy(rows: Rows, now: datetime) -> bool:
    """Forget what is too old to be of use; True where more of it may be left."""
    outbox.sweep(rows, now)
    sets.forget_wrong_codes(rows, now)
    return nudges.sweep(rows, now - NUDGES_KEPT, AT_ONCE)
