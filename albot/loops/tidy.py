"""What is old goes, in small portions, so that no turn waits long behind them; then the room it took.

What makes a table grow, and what ends a row of it:

| table | what ends a row |
| --- | --- |
| handled | two days: Telegram repeats an update for one |
| chat_message | two days; one that shows a copy goes with the copy, one that shows a review with the set |
| inbox | its update is handled; one that was set aside, 30 days |
| outbox | it was sent, let go, or its person is gone; one that was tried in vain, 14 days |
| nudge | it was sent or lapsed 90 days ago |
| code_attempt | a day |
| action_set (a draft), with what was written for it | 30 days after it was begun |
| member (joining), with what they wrote on the way | 30 days after they began |
| all that members wrote, made and had of others | a year after the set's end or last meeting, or after they left |
| conversation | it ends, or its member, set or person goes: what somebody began is never lost by waiting |
| meeting, member, action_set | once nobody is known any more who was in the set |
| person, person_key, appointment | a year in no set and no office, with nothing of theirs left |

The last four are for `retain`. Each look is a short search of an index; it is taken once in an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from albot.loops.retain import ERASED
from albot.store import inbox, nudges, outbox, retention, sets, sweeping
from albot.store.rows import Rows

NUDGES_KEPT = timedelta(days=90)
"""How long a nudge is remembered after it was sent: longer than the longest cycle (eight weeks, PRODUCT)."""

UNFINISHED_KEPT = timedelta(days=30)
"""How long a set waits for whoever began to make it, and a place in a set for whoever began to join."""

AT_ONCE = 500
"""So many rows of a table are forgotten in one transaction, and so many pages of the file given back (some 20 ms)."""

UNFINISHED_AT_ONCE = 10
"""The same for what has to be looked for in every table."""


def tidy(rows: Rows, now: datetime) -> bool | str:
    """Forget what is too old to be of use; True where more of it may be left, `ERASED` where somebody wrote it."""
    unfinished = now - UNFINISHED_KEPT
    if retention.erase_drafts(rows, unfinished, UNFINISHED_AT_ONCE):
        return ERASED
    if retention.erase_joining(rows, unfinished, UNFINISHED_AT_ONCE):
        return ERASED
    swept = [
        inbox.sweep(rows, now, AT_ONCE),
        outbox.sweep(rows, now, AT_ONCE),
        sets.forget_wrong_codes(rows, now, AT_ONCE),
        nudges.sweep(rows, now - NUDGES_KEPT, AT_ONCE),
    ]
    return any(swept) or sweeping.give_back(rows, AT_ONCE)
