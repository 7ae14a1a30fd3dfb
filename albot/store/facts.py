"""What is known of members that decides about their nudges, read for many of them with as few queries as for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from albot.domain.nudge_rows import Nudge
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Member
from albot.domain.steps import Step
from albot.store import nudges, questions, reflections, steps
from albot.store.nudges import Cycle
from albot.store.questions import Waiting
from albot.store.rows import Rows


@dataclass(frozen=True)
class Known:
    """One member, whose rows say what is owed to them; `nudges` are all that may still matter."""

    member: Member
    person: Person
    there: ActionSet
    cycle: Cycle
    open_steps: Sequence[Step]
    questions: Sequence[Waiting]
    nudges: Sequence[Nudge]


def known_of(rows: Rows, members: Sequence[Member], now: datetime) -> list[Known]:
    """What is known of each of these members."""
    ids = [member.id for member in members]
    persons = rows.need_all(Person, (member.person_id for member in members))
    sets = rows.need_all(ActionSet, (member.set_id for member in members))
    cycles = _cycles(rows, ids, now)
    meeting_ids = {meeting.id for cycle in cycles.values() for meeting in cycle.meetings}
    open_steps, remembered = steps.open_of_each(rows, ids), nudges.of_each(rows, ids, meeting_ids)
    waiting = _waiting(rows, members)
    return [
        Known(
            member=member,
            person=persons[member.person_id],
            there=sets[member.set_id],
            cycle=cycles[member.id],
            open_steps=open_steps.get(member.id, ()),
            questions=waiting.get(member.id, ()),
            nudges=remembered.get(member.id, ()),
        )
        for member in members
    ]


def _cycles(rows: Rows, ids: Sequence[int], now: datetime) -> dict[int, Cycle]:
    """The cycles of members; a reflection that prepared no meeting so far prepares the next one from here on."""
    cycles = nudges.cycles(rows, ids, now)
    without = {whose: has.ahead.id for whose, has in cycles.items() if has.ahead is not None and has.reflection is None}
    loose = reflections.left_over_of_each(rows, without) if without else {}
    for cycle in cycles.values():
        for meeting in cycle.meetings:
            rows.keep(meeting)  # what a nudge says is about one of them
    return cycles | {whose: cycles[whose]._replace(reflection=found) for whose, found in loose.items()}


def _waiting(rows: Rows, members: Sequence[Member]) -> dict[int, list[Waiting]]:
    """The questions to those members whose issue is open to them."""
    open_to_them = [member.id for member in members if member.questions]
    return {member_id: questions.waiting(rows, member_id) for member_id in questions.were_asked(rows, open_to_them)}
