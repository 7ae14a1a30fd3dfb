"""Queries about steps: making them from what was typed, finding those that are open, and going on with one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import bindparam, col, or_, select

from albot.domain.reflections import Reflection
from albot.domain.sets import Member
from albot.domain.steps import ENDINGS, Aftermath, Step, StepState, keep
from albot.store import passages
from albot.store.passages import Field, Source
from albot.store.rows import Rows, by_member

CARRIED_FIELDS = ("text", "cue", "fallback")


@dataclass(frozen=True)
class Making:
    """What a new step starts as: a draft or open, and the check-in it comes from, if it does."""

    state: StepState
    now: datetime
    reflection_id: int | None = None


_OF_MEMBER = select(Step).where(Step.member_id == bindparam("member_id"))
_OLDEST_FIRST = (col(Step.made_at), col(Step.place), col(Step.id))
_OF_STATES = _OF_MEMBER.where(col(Step.state).in_(bindparam("states", expanding=True))).order_by(*_OLDEST_FIRST)


def of_states(rows: Rows, member_id: int, states: Iterable[StepState]) -> list[Step]:
    """A member's steps in some states, the oldest first."""
    return list(rows.session.scalars(_OF_STATES, {"member_id": member_id, "states": list(states)}))


_OPEN = (
    select(Step)
    .where(col(Step.member_id).in_(bindparam("member_ids", expanding=True)), col(Step.state) == StepState.OPEN)
    .order_by(*_OLDEST_FIRST)
)


def open_of_each(rows: Rows, member_ids: Collection[int]) -> dict[int, list[Step]]:
    """What each member is doing now who does something, the oldest first."""
    return by_member(rows.session.scalars(_OPEN, {"member_ids": list(member_ids)}))


def open_steps(rows: Rows, member_id: int) -> list[Step]:
    """What a member is doing now, the oldest first."""
    return open_of_each(rows, [member_id]).get(member_id, [])


def drafts(rows: Rows, member_id: int) -> list[Step]:
    """What a member means to do and has not kept yet, the oldest first."""
    return of_states(rows, member_id, [StepState.DRAFT])


def to_detail(rows: Rows, member_id: int) -> Step | None:
    """The first open step whose cue and fallback have not been asked for."""
    return next((step for step in open_steps(rows, member_id) if not step.detailed), None)


_ENDED_SINCE = _OF_MEMBER.where(
    col(Step.state).in_(ENDINGS), col(Step.ended_in).is_(None), col(Step.ended_at) >= bindparam("moment")
)


def ended_since(rows: Rows, member_id: int, moment: datetime) -> list[Step]:
    """The steps that a member ended since a moment outside any check-in."""
    return list(rows.session.scalars(_ENDED_SINCE, {"member_id": member_id, "moment": moment}))


_OF_CHECK_IN = _OF_MEMBER.where(
    or_(
        col(Step.state) == StepState.OPEN,
        col(Step.ended_in) == bindparam("reflection_id"),
        col(Step.passed_in) == bindparam("reflection_id"),
        col(Step.reflection_id) == bindparam("reflection_id"),
    )
).order_by(*_OLDEST_FIRST)


def of_check_in(rows: Rows, reflection: Reflection) -> list[Step]:
    """A member's open steps and those that ended, were passed over or were made in a check-in, the oldest first."""
    values = {"member_id": reflection.member_id, "reflection_id": reflection.id}
    return list(rows.session.scalars(_OF_CHECK_IN, values))


def owner(rows: Rows, step: Step) -> int:
    """The person whose step it is."""
    return rows.need(Member, step.member_id).person_id


def text(rows: Rows, step: Step, field: str = "text") -> str:
    """What a field of a step says."""
    return passages.text(rows, step.id, field)


def where(rows: Rows, step: Step, field: str = "text") -> Field:
    """A field of a step, for writing."""
    return Field(owner(rows, step), step.id, field)


def make(rows: Rows, member: Member, line: str, source: Source, making: Making) -> Step:
    """A new step of a member from one line."""
    step = Step(
        member_id=member.id,
        reflection_id=making.reflection_id,
        made_at=making.now,
        place=source.line,
    )
    if making.state is StepState.OPEN:
        keep(step, making.now)
    rows.add(step)
    passages.begin(rows, Field(member.person_id, step.id), line, source)
    return step


def make_all(rows: Rows, member: Member, lines: Iterable[str], source: Source, making: Making) -> list[Step]:
    """New steps of a member from the lines of one message; `source.line` is the number of the first."""
    numbered = enumerate(lines, start=source.line)
    return [make(rows, member, line, replace(source, line=number), making) for number, line in numbered]


def carry_on(rows: Rows, step: Step, now: datetime, *, check_in: int | None = None) -> Step:
    """Go on with a step that ended: a new open one with the same text, cue and fallback."""
    person_id = owner(rows, step)
    going = Step(
        member_id=step.member_id,
        reflection_id=check_in,
        carried_from=step.id,
        made_at=now,
        place=step.place,
        detailed=True,
    )
    keep(going, now)
    rows.add(going)
    rows.flush()
    for name in CARRIED_FIELDS:
        written = text(rows, step, name)
        if written:
            passages.begin(rows, Field(person_id, going.id, name), written, Source(None, now))
    step.aftermath = Aftermath.CARRY_ON
    rows.flush()
    return going


_SUCCESSORS = select(Step).where(Step.carried_from == bindparam("step_id"))


def successors(rows: Rows, step: Step) -> list[Step]:
    """The steps that go on with a step."""
    return list(rows.session.scalars(_SUCCESSORS, {"step_id": step.id}))


def erase(rows: Rows, step: Step) -> None:
    """Erase a step with everything it says."""
    passages.erase_row(rows, step.id)
    rows.delete(step)
    rows.flush()
