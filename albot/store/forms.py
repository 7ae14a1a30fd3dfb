"""Queries about how a set likes its meetings."""

from __future__ import annotations

from albot.domain.run_rows import SetForm
from albot.store import running, sets
from albot.store.rows import Rows


def need(rows: Rows, set_id: int) -> SetForm:
    """How a set likes its meetings, kept from here on; held against others who change it at the same time."""
    sets.lock(rows, set_id)
    found = running.set_form(rows, set_id)
    if found is None:
        found = rows.add(SetForm(set_id=set_id))
        rows.flush()
    return found
