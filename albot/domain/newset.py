"""Making a set: which question is open, from what is answered already."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

SIZES = range(4, 9)
"""Four to eight people (PRODUCT: The practice it serves)."""

LONGEST_NAME = 60
"""In characters: the name of a set fits on a button or two lines of a small phone."""


class SetPart(StrEnum):
    """What a new set is asked for, in this order; the last is the summary."""

    NAME = "name"
    PURPOSE = "purpose"
    AUDIENCE = "audience"
    RULES = "rules"
    CONTACT = "contact"
    ZONE = "zone"
    SIZE = "size"
    HANDLE = "handle"
    CONFIRM = "confirm"


PARTS = tuple(SetPart)

WRITTEN = (SetPart.PURPOSE, SetPart.AUDIENCE, SetPart.RULES, SetPart.CONTACT)
"""Longer texts: passages of their maker until the set is made, so that bursts join; then sealed in its row."""


def next_part(answered: Collection[SetPart]) -> SetPart:
    """The first part that is not answered yet; the summary where all are."""
    return next(part for part in PARTS if part is SetPart.CONFIRM or part not in answered)


def part_before(part: SetPart) -> SetPart:
    """The question that *Back* leads to."""
    return PARTS[max(PARTS.index(part) - 1, 0)]


def clean_name(text: str) -> str:
    """The name of a set on one line; empty where it is too long or says nothing."""
    name = " ".join(text.split())
    return name if len(name) <= LONGEST_NAME else ""
