"""The journey of one member through one set: what they brought, did, learned and took away, in their own words alone.

Nobody else's words are in it, and no moment but days on the member's own calendar. It is made of plain values, as the
drawer of the document takes them (`drawing.journey`).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from datetime import datetime
from typing import Any, TypeAlias

from sqlmodel import col, select

from albot.domain.people import Person
from albot.domain.reflections import Answer, Note, NoteKind, Reflection
from albot.domain.sets import Member, SetPrompt
from albot.domain.steps import ENDINGS, Step
from albot.domain.wallclock import to_wall
from albot.store import meetings, passages, reflections, sets, steps
from albot.store.rows import Rows

Values: TypeAlias = dict[str, Any]
"""Plain values, as JSON can carry them; days are in ISO 8601."""

LEARN = "learn"
"""The part of the prompt that asks what somebody learned."""


def journey(rows: Rows, member: Member) -> Values | None:
    """A member's journey, or None where they wrote nothing that belongs in it.

    | key | what stands there |
    | --- | --- |
    | `set`, `handle` | as the member knows them |
    | `first`, `now` | the issue at the start and now, by part (`reflections.ISSUE_PARTS`) |
    | `cycles` | in order: `until` (the day of the meeting it ended with, or None), `steps`, `learned`, `took` |
    | `open` | the steps that are still open |
    """
    there = sets.set_of(rows, member)
    zone = rows.need(Person, member.person_id).zone
    first, today = _issue(rows, member)
    cycles = _Cycles(rows, member, zone).values()
    still_open = [steps.text(rows, each) for each in steps.open_steps(rows, member.id)]
    if not (today or cycles or still_open):
        return None
    return {
        "set": rows.open(there, "name_sealed"),
        "handle": sets.handle(rows, member),
        "first": first,
        "now": today,
        "cycles": cycles,
        "open": still_open,
    }


def _issue(rows: Rows, member: Member) -> tuple[dict[str, str], dict[str, str]]:
    """The issue as it was first finished, and as it is now, by part."""
    issue = reflections.issue(rows, member.id)
    if issue is None:
        return {}, {}
    today = reflections.issue_texts(rows, issue)
    kept = rows.open(issue, "first_sealed")
    return (json.loads(kept) if kept else today), today


class _Cycles:
    """What belongs to each cycle of a set. A cycle is named by the meeting it ends with; the last one has none yet."""

    def __init__(self, rows: Rows, member: Member, zone: str) -> None:
        self._rows, self._member, self._zone = rows, member, zone
        self._meetings = meetings.planned(rows, member.set_id)
        self._starts = [each.starts_at for each in self._meetings if each.starts_at is not None]
        self._found: dict[int, Values] = {}

    def values(self) -> list[Values]:
        """Every cycle in which there was something, in order."""
        for step in steps.of_states(self._rows, self._member.id, ENDINGS):
            if step.ended_at is not None:
                self._at(step.ended_at)["steps"].append(self._step(step, step.ended_at))
        for reflection, text in self._learned():
            self._cycle(reflection.meeting_id, reflection.finished_at or reflection.begun_at)["learned"].append(text)
        for note, said in self._notes():
            self._cycle(note.meeting_id, note.at)["took"].append(said)
        return [self._found[place] for place in sorted(self._found)]

    def _cycle(self, meeting_id: int | None, otherwise: datetime | None) -> Values:
        """The cycle that ends with a meeting, or for one that is not held the one in which something was written."""
        known = {each.id: place for place, each in enumerate(self._meetings)}
        if meeting_id in known:
            return self._of(known[meeting_id])
        return self._of(len(self._starts)) if otherwise is None else self._at(otherwise)

    def _at(self, moment: datetime) -> Values:
        return self._of(bisect_right(self._starts, moment))

    def _of(self, place: int) -> Values:
        empty: Values = {"until": self._until(place), "steps": [], "learned": [], "took": []}
        return self._found.setdefault(place, empty)

    def _until(self, place: int) -> str | None:
        return self._day(self._starts[place]) if place < len(self._starts) else None

    def _day(self, moment: datetime) -> str:
        return to_wall(moment, self._zone).date().isoformat()

    def _step(self, step: Step, ended_at: datetime) -> Values:
        """A step, how it ended and on which day, and what its owner said about that."""
        return {
            "text": steps.text(self._rows, step),
            "state": step.state.value,
            "day": self._day(ended_at),
            "said": steps.text(self._rows, step, "hindrance"),
        }

    def _learned(self) -> list[tuple[Reflection, str]]:
        """The member's answers to the prompt about learning, in the order in which they were given."""
        query = (
            select(Reflection, Answer.id)
            .join(Answer, col(Answer.reflection_id) == Reflection.id)
            .join(SetPrompt, col(SetPrompt.id) == Answer.prompt_id)
            .where(Reflection.member_id == self._member.id, SetPrompt.part == LEARN)
            .order_by(col(Reflection.begun_at))
        )
        found = [(self._rows.keep(of), answer_id) for of, answer_id in self._rows.session.execute(query)]
        texts = passages.texts(self._rows, [answer_id for _reflection, answer_id in found])
        return [(of, texts[(answer_id, "text")]) for of, answer_id in found if (answer_id, "text") in texts]

    def _notes(self) -> list[tuple[Note, Values]]:
        """What the member took away from meetings, about the issue and about themselves."""
        kinds = (NoteKind.ABOUT_ISSUE, NoteKind.ABOUT_SELF)
        query = select(Note).where(Note.member_id == self._member.id, col(Note.kind).in_(kinds))
        found = [self._rows.keep(each) for each in self._rows.session.scalars(query.order_by(col(Note.at)))]
        texts = passages.texts(self._rows, [each.id for each in found])
        said = ((each, texts.get((each.id, "text"), "")) for each in found if not each.skipped)
        return [(each, {"about": each.kind.value, "text": text}) for each, text in said if text]


def of_person(rows: Rows, person: Person) -> list[tuple[Member, Values]]:
    """The journeys of a person through all their sets, those they left included."""
    query = select(Member).where(Member.person_id == person.id).order_by(col(Member.id))
    found = ((rows.keep(each), journey(rows, each)) for each in rows.session.scalars(query).all())
    return [(member, values) for member, values in found if values is not None]
