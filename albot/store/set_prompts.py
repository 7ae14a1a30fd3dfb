"""Queries about a set's prompts: seeding the four of the practice, and their order with the dropped ones."""

from __future__ import annotations

from sqlmodel import col, select

from albot.domain.sets import SetPrompt
from albot.store.rows import Rows

PARTS = ("done", "learn", "want", "way")
"""The four accounts of the practice, in order (PRODUCT: The practice it serves). Their words are the catalogue's."""

OWN = "own"
"""The part of a prompt that the set added."""


def seed_prompts(rows: Rows, set_id: int) -> None:
    """Give a set the four prompts of the practice; a set that has any is left as it is."""
    if all_prompts(rows, set_id):
        return
    for place, part in enumerate(PARTS):
        rows.add(SetPrompt(set_id=set_id, place=place, part=part))
    rows.flush()


def all_prompts(rows: Rows, set_id: int) -> list[SetPrompt]:
    """The prompts of a set in order, the dropped ones included."""
    query = select(SetPrompt).where(SetPrompt.set_id == set_id).order_by(col(SetPrompt.place), col(SetPrompt.id))
    return list(rows.session.scalars(query))


def restore_four(rows: Rows, set_id: int) -> None:
    """Back to the four of the practice, in their order and words; the set's own prompts are dropped, not erased."""
    found = all_prompts(rows, set_id)
    for prompt in found:
        prompt.dropped = prompt.part not in PARTS
    known = {prompt.part: prompt for prompt in found}
    for place, part in enumerate(PARTS):
        prompt = known.get(part) or rows.add(SetPrompt(set_id=set_id, part=part))
        prompt.place, prompt.text_sealed = place, None
    rows.flush()
