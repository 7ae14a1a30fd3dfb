"""Queries about nudges: what a member is or was owed, whose are due, and holding a person while theirs are judged.

On PostgreSQL a turn of a person and the tick may meet: the turn holds the member's row, the tick the person's and the
members' rows, and steps over whoever is held. Neither ever waits for the other while holding what it waits for.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import and_, bindparam, col, func, select, update

from albot.domain.meetings import Coming, Meeting, MeetingState
from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.people import Person
from albot.domain.reflections import Issue, Reflection, TakeAway
from albot.domain.sets import Member, MemberState
from albot.store import sweeping
from albot.store.rows import Rows

_OF_MEMBER = select(Nudge).where(Nudge.member_id == bindparam("member_id"))
PAST = (NudgeState.SENT, NudgeState.LAPSED)


def of_member(rows: Rows, member_id: int) -> list[Nudge]:
    """Every nudge of a member that is still remembered."""
    return list(rows.session.scalars(_OF_MEMBER, {"member_id": member_id}))


class Preparing(NamedTuple):
    """What a member has of the cycle between two meetings; each is None where there is nothing yet."""

    issue: Issue | None
    reflection: Reflection | None
    away: TakeAway | None
    coming: Coming | None


def _in_cycle(noun: type[Reflection | TakeAway | Coming], meeting_id: str) -> ColumnElement[bool]:
    return and_(col(noun.member_id) == Member.id, col(noun.meeting_id) == bindparam(meeting_id))


_PREPARING = (
    select(Issue, Reflection, TakeAway, Coming)
    .select_from(Member)
    .outerjoin(Issue, col(Issue.member_id) == Member.id)
    .outerjoin(Reflection, _in_cycle(Reflection, "next_id"))
    .outerjoin(TakeAway, _in_cycle(TakeAway, "last_id"))
    .outerjoin(Coming, _in_cycle(Coming, "next_id"))
    .where(Member.id == bindparam("member_id"))
)


def preparing(rows: Rows, member: Member, last: Meeting | None, ahead: Meeting | None) -> Preparing:
    """What a member has of the cycle between two meetings, asked for at once."""
    values = {"member_id": member.id, "last_id": last.id if last else None, "next_id": ahead.id if ahead else None}
    return Preparing(*rows.session.execute(_PREPARING, values).all()[0])


_MEMBER = select(Member).where(Member.id == bindparam("member_id")).with_for_update()


def hold_member(rows: Rows, member_id: int) -> Member | None:
    """The member, whose nudges nobody else changes until the end of this transaction; None where they were erased."""
    return rows.session.scalars(_MEMBER, {"member_id": member_id}).first()


_PERSON = select(Person).where(Person.id == bindparam("person_id")).with_for_update(skip_locked=True)
_THEIR_IDS = select(Member.id).where(Member.person_id == bindparam("person_id"))
_THEIRS = select(Member).where(Member.person_id == bindparam("person_id")).with_for_update(skip_locked=True)


def hold_person(rows: Rows, person_id: int) -> Person | None:
    """The person, held with all their memberships; None where they were erased, or somebody else holds a part."""
    this = {"person_id": person_id}
    person = rows.session.scalars(_PERSON, this).first()
    ids = set(rows.session.scalars(_THEIR_IDS, this))
    return person if ids == {member.id for member in rows.session.scalars(_THEIRS, this)} else None


def due_persons(rows: Rows, now: datetime, limit: int) -> list[int]:
    """The persons of the first so many nudges that are to be looked at."""
    query = (
        select(Nudge.person_id)
        .where(Nudge.state == NudgeState.WAITING, Nudge.look_at <= now)
        .order_by(col(Nudge.look_at))
        .limit(limit)
    )
    return list(dict.fromkeys(rows.session.scalars(query)))


_WAITING = (
    select(Nudge)
    .where(
        Nudge.person_id == bindparam("person_id"),
        Nudge.state == NudgeState.WAITING,
        col(Nudge.due_at) < bindparam("before"),
    )
    .order_by(col(Nudge.due_at), col(Nudge.id))
)


def waiting(rows: Rows, person_id: int, before: datetime) -> list[Nudge]:
    """The nudges of a person, over all their sets, that are due before a moment and neither sent nor lapsed."""
    return list(rows.session.scalars(_WAITING, {"person_id": person_id, "before": before}))


def claim(rows: Rows, nudge: Nudge, now: datetime, *, counted: bool) -> bool:
    """Mark a nudge sent, if it is still waiting: exactly one process gets a True. `counted` as the row has it."""
    claimed = rows.session.execute(
        update(Nudge)
        .where(col(Nudge.id) == nudge.id, col(Nudge.state) == NudgeState.WAITING)
        .values(state=NudgeState.SENT, sent_at=now, sent_for=nudge.due_at, counted=counted)
        .returning(col(Nudge.id))
    ).first()
    if claimed is None:
        rows.session.refresh(nudge)  # what became of it meanwhile
    return claimed is not None


def put_off(rows: Rows, person_id: int, now: datetime, until: datetime) -> None:
    """Look at the due nudges of a person no sooner than `until`."""
    rows.session.execute(
        update(Nudge)
        .where(col(Nudge.person_id) == person_id, col(Nudge.state) == NudgeState.WAITING, col(Nudge.look_at) <= now)
        .values(look_at=until)
    )


def next_look(rows: Rows) -> datetime | None:
    """When the next nudge is looked at, or None where none waits."""
    query = select(Nudge.look_at).where(Nudge.state == NudgeState.WAITING).order_by(col(Nudge.look_at)).limit(1)
    return rows.session.scalars(query).first()


def next_start(rows: Rows, now: datetime) -> datetime | None:
    """When the next meeting of any set begins: from then on other things are owed."""
    query = select(func.min(Meeting.starts_at)).where(
        Meeting.state == MeetingState.PLANNED, col(Meeting.starts_at) > now
    )
    return rows.session.scalars(query).first()


def to_plan(rows: Rows, now: datetime, limit: int) -> list[int]:
    """The members for whom it is time to work out anew what is owed."""
    query = select(Member.id).where(col(Member.plan_again_at) <= now).order_by(col(Member.plan_again_at)).limit(limit)
    return list(rows.session.scalars(query))


def plan_again(rows: Rows, member_id: int, at: datetime | None) -> None:
    """Set when a member's nudges are worked out anew by themselves."""
    rows.session.execute(update(Member).where(col(Member.id) == member_id).values(plan_again_at=at))


def memberships(rows: Rows, person_id: int) -> list[Member]:
    """The sets that a person is in now, by their membership there."""
    query = select(Member).where(Member.person_id == person_id, Member.state == MemberState.ACTIVE)
    return list(rows.session.scalars(query.order_by(col(Member.id))))


def sweep(rows: Rows, before: datetime, limit: int) -> bool:
    """Forget some of the nudges that were sent or lapsed before a moment; True where there may be more."""
    past = [and_(col(Nudge.state) == state, col(Nudge.look_at) < before) for state in PAST]
    swept = [sweeping.sweep(rows, Nudge, which, limit) for which in past]
    return any(swept)
