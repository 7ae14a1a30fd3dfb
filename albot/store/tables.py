"""All tables of the house in one place, for migrations, backups and tests."""

from __future__ import annotations

from sqlmodel import SQLModel

from albot.domain import (  # noqa: F401 - importing them declares their tables
    delivery_rows,
    letters,
    meetings,
    nudge_rows,
    partners,
    passages,
    people,
    questions,
    reflections,
    review_rows,
    run_rows,
    sets,
    steps,
    talks,
)
from albot.store import post  # noqa: F401

METADATA = SQLModel.metadata
"""The tables that the nouns and the post declare. Importing this module is what declares them."""
