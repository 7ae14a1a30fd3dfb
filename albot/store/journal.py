"""Queries for the journal: what one person wrote over time, in all their sets, those they left included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import bindparam, col, select

from albot.domain.passages import Passage
from albot.domain.reflections import Answer, Note, Reflection
from albot.domain.sets import Member
from albot.domain.steps import Step, StepState
from albot.store.rows import Rows

HIDDEN = (StepState.DRAFT, StepState.DROPPED)


@dataclass(frozen=True)
class Entry:
    """One thing in a journal: a reflection, a step or a note, and when it was written (UTC).

    `place` is the line of a step in the message that named it.
    """

    at: datetime
    row: Reflection | Step | Note
    place: int = 0


def entries(rows: Rows, person_id: int) -> list[Entry]:
    """Everything in a person's journal, the oldest first. A reflection counts from its end, or from its beginning."""
    found = [*_reflections(rows, person_id), *_steps(rows, person_id), *_notes(rows, person_id)]
    return sorted(found, key=lambda entry: (entry.at, entry.place, entry.row.id))


_MINE = Member.person_id == bindparam("person_id")
_ANSWERED = (
    select(Answer.id)
    .join(Passage, col(Passage.row_id) == Answer.id)
    .where(Answer.reflection_id == Reflection.id)
    .exists()
)
_REFLECTIONS = select(Reflection).join(Member).where(_MINE, _ANSWERED, col(Reflection.begun_at).is_not(None))
_STEPS = select(Step).join(Member).where(_MINE, col(Step.state).not_in(HIDDEN))
_NOTES = select(Note).join(Member).where(_MINE, col(Note.skipped).is_(False))


def _reflections(rows: Rows, person_id: int) -> list[Entry]:
    """Those that say something."""
    found = rows.session.scalars(_REFLECTIONS, {"person_id": person_id})
    dated = ((each, each.finished_at or each.begun_at) for each in found)
    return [Entry(at, each) for each, at in dated if at is not None]


def _steps(rows: Rows, person_id: int) -> list[Entry]:
    found = rows.session.scalars(_STEPS, {"person_id": person_id})
    return [Entry(each.kept_at or each.made_at, each, each.place) for each in found]


def _notes(rows: Rows, person_id: int) -> list[Entry]:
    return [Entry(each.at, each) for each in rows.session.scalars(_NOTES, {"person_id": person_id})]
