"""The conversation after a meeting: which question comes next, derived from what is there.

about the issue ─→ about oneself ─→ each draft: Keep, Change, Drop ─→ Add ─→ over (then cue, reminder, fallback)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class After(StrEnum):
    """The questions after a meeting."""

    ISSUE = "issue"
    SELF = "self"
    DRAFT = "draft"
    ADD = "add"
    OVER = "over"


@dataclass(frozen=True)
class AfterFacts:
    """What was told so far: the two notes (skipped counts), the drafts left to decide on, and *That's all*."""

    about_issue: bool
    about_self: bool
    drafts: tuple[int, ...] = ()
    added: bool = False


def next_after(facts: AfterFacts) -> tuple[After, int]:
    """The first question that is open, with the draft that it is about, else 0."""
    if not facts.about_issue:
        return After.ISSUE, 0
    if not facts.about_self:
        return After.SELF, 0
    if facts.drafts:
        return After.DRAFT, facts.drafts[0]
    return (After.OVER if facts.added else After.ADD), 0
