"""Works out anew what nudges are owed to a member, whenever something they depend on has changed."""

from __future__ import annotations

from datetime import datetime

from albot.store.rows import Rows


def plan(rows: Rows, member_id: int, now: datetime) -> None:
    """Bring a member's nudge rows in line with the facts."""
