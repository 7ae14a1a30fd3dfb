"""Queries about what members write: their issue, the reflection of a cycle and its answers, what they take away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import and_, bindparam, col, or_, select, update

from albot.domain.meetings import Meeting, MeetingState
from albot.domain.passages import Passage
from albot.domain.reflections import Answer, Issue, Note, NoteKind, Reflection, TakeAway
from albot.store import passages
from albot.store.rows import Rows, by_member

ISSUE_PARTS = ("what", "stretch", "power")
"""The passage fields of an issue: what it is, what stretches or is at risk, what is the member's to change."""


_ISSUE = select(Issue).where(Issue.member_id == bindparam("member_id"))


def issue(rows: Rows, member_id: int) -> Issue | None:
    """What a member brings; begun, or complete once `finished_at` is set."""
    return rows.session.scalars(_ISSUE, {"member_id": member_id}).first()


def need_issue(rows: Rows, member_id: int) -> Issue:
    """The row of what a member brings, made where there is none yet."""
    found = issue(rows, member_id)
    if found is None:
        found = rows.add(Issue(member_id=member_id))
        rows.flush()
    return found


def open_issue_part(rows: Rows, found: Issue) -> str:
    """The first part of an issue that is not written, or the last one."""
    written = passages.fields(rows, found.id)
    return next((part for part in ISSUE_PARTS if part not in written), ISSUE_PARTS[-1])


_FOR_MEETING = select(Reflection).where(
    Reflection.member_id == bindparam("member_id"), Reflection.meeting_id == bindparam("meeting_id")
)


def for_cycle(rows: Rows, member_id: int, meeting_id: int | None) -> Reflection | None:
    """A member's reflection for the cycle that ends with a meeting, or for the present one while none is planned.

    One that was begun while no meeting was planned, or for a meeting that was then cancelled, is this cycle's.
    """
    if meeting_id is not None:
        found = rows.session.scalars(_FOR_MEETING, {"member_id": member_id, "meeting_id": meeting_id}).first()
        if found is not None:
            return found
    return left_over(rows, member_id, meeting_id)


_WITH_ITS_TIME = (
    select(Reflection, Meeting.starts_at)
    .outerjoin(Meeting, col(Meeting.id) == Reflection.meeting_id)
    .where(Reflection.id == bindparam("reflection_id"))
)


def need(rows: Rows, reflection_id: int) -> tuple[Reflection, datetime | None]:
    """A reflection, and when the meeting begins that it prepares; raises `LookupError` where there is none."""
    found = rows.session.execute(_WITH_ITS_TIME, {"reflection_id": reflection_id}).first()
    if found is None:
        raise LookupError("no Reflection of this id")
    reflection, meets_at = found
    return reflection, meets_at


_WITHOUT_MEETING = (
    select(Reflection)
    .outerjoin(Meeting, col(Reflection.meeting_id) == Meeting.id)
    .where(
        col(Reflection.member_id).in_(bindparam("member_ids", expanding=True)),
        col(Reflection.declined).is_(False),
        or_(col(Reflection.meeting_id).is_(None), Meeting.state == MeetingState.CANCELLED),
    )
    .order_by(col(Reflection.begun_at).desc())
)
"""The latest first of those that prepare no meeting (any more) and were not declined."""


def left_over_of_each(rows: Rows, meeting_ids: Mapping[int, int | None]) -> dict[int, Reflection]:
    """Of members, by their ids, the reflection that prepares no meeting so far: it prepares this one from here on."""
    found = by_member(rows.session.scalars(_WITHOUT_MEETING, {"member_ids": list(meeting_ids)}))
    loose = {member_id: theirs[0] for member_id, theirs in found.items()}
    for member_id, each in loose.items():
        each.meeting_id = meeting_ids[member_id] or each.meeting_id
    if loose:
        rows.flush()
    return loose


def left_over(rows: Rows, member_id: int, meeting_id: int | None) -> Reflection | None:
    """A member's reflection that prepares no meeting so far, which prepares this one from here on."""
    return left_over_of_each(rows, {member_id: meeting_id}).get(member_id)


def need_for_cycle(rows: Rows, member_id: int, meeting_id: int | None) -> Reflection:
    """A member's reflection for a cycle, made where there is none yet."""
    found = for_cycle(rows, member_id, meeting_id)
    if found is None:
        found = rows.add(Reflection(member_id=member_id, meeting_id=meeting_id))
    return found


def issue_texts(rows: Rows, found: Issue) -> dict[str, str]:
    """The parts of an issue that are written, by their names."""
    written = passages.fields(rows, found.id)
    return {part: written[part] for part in ISSUE_PARTS if part in written}


def keep_first(rows: Rows, found: Issue) -> None:
    """Before a finished issue is changed for the first time, keep how it read: a journey begins there."""
    if found.finished_at is not None and found.first_sealed is None:
        rows.seal(found, "first_sealed", json.dumps(issue_texts(rows, found), ensure_ascii=False))


class Answered(NamedTuple):
    """An answer as it is in the rows, to read only: every turn of a check-in reads all of them."""

    id: int
    prompt_id: int
    place: int
    skipped: bool


_ANSWERS = (
    select(col(Answer.id).label("answer_id"), Answer.prompt_id, col(Answer.place).label("answer_place"), Answer.skipped)
    .add_columns(*passages.TO_READ)
    .outerjoin(Passage, and_(col(Passage.row_id) == Answer.id, col(Passage.field) == "text"))
    .where(col(Answer.reflection_id) == bindparam("reflection_id"))
    .order_by(*passages.IN_ORDER)
)


def answers(rows: Rows, reflection_id: int) -> tuple[dict[int, Answered], dict[int, str]]:
    """The answers of a reflection by the prompt they are to, and what they say: nothing where skipped or still open."""
    found: dict[int, Answered] = {}
    written: dict[int, list[Any]] = {}
    for row in rows.execute(_ANSWERS, {"reflection_id": reflection_id}):
        found[row.prompt_id] = Answered(row.answer_id, row.prompt_id, row.answer_place, row.skipped)
        if row.id is not None:
            written.setdefault(row.prompt_id, []).append(row)
    return found, {prompt_id: passages.read(rows, parts) for prompt_id, parts in written.items()}


def new_answer(rows: Rows, reflection: Reflection, prompt_id: int, place: int) -> Answered:
    """A new answer of a reflection that is in the rows, to a prompt at a place; nothing is written in it yet."""
    made = Answer(reflection_id=reflection.id, member_id=reflection.member_id, prompt_id=prompt_id, place=place)
    rows.write(made)
    return Answered(made.id, prompt_id, place, skipped=False)


_SKIP = update(Answer).where(col(Answer.id) == bindparam("answer_id")).values(skipped=bindparam("skipped"))


def skip(rows: Rows, answer: Answered, *, skipped: bool) -> Answered:
    """Note whether an answer is skipped."""
    if answer.skipped != skipped:
        rows.execute(_SKIP, {"answer_id": answer.id, "skipped": skipped})
    return answer._replace(skipped=skipped)


_TAKE_AWAY = select(TakeAway).where(
    TakeAway.member_id == bindparam("member_id"), TakeAway.meeting_id == bindparam("meeting_id")
)


def take_away(rows: Rows, member_id: int, meeting_id: int) -> TakeAway | None:
    """A member's conversation after a meeting, or None while it has not begun."""
    return rows.session.scalars(_TAKE_AWAY, {"member_id": member_id, "meeting_id": meeting_id}).first()


def need_take_away(rows: Rows, member_id: int, meeting_id: int, now: datetime) -> TakeAway:
    """A member's conversation after a meeting, made where there is none yet."""
    found = take_away(rows, member_id, meeting_id)
    if found is None:
        found = rows.add(TakeAway(member_id=member_id, meeting_id=meeting_id, begun_at=now))
        rows.flush()
    return found


def note_of(rows: Rows, member_id: int, meeting_id: int, kind: NoteKind) -> Note | None:
    """What a member took away from a meeting about their issue or themselves, skipped or not; None while open."""
    query = select(Note).where(Note.member_id == member_id, Note.meeting_id == meeting_id, Note.kind == kind)
    return rows.session.scalars(query).first()
