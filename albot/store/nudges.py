"""Queries about nudges: what a member is or was owed, whose are due, and holding a person while theirs are judged.

On PostgreSQL a turn of a person and the tick may meet: the turn holds the member's row, the tick the person's and the
members' rows, and steps over whoever is held. Neither ever waits for the other while holding what it waits for.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, UnaryExpression
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import and_, bindparam, col, func, or_, select, update

from albot.domain.columns import LONG_AGO
from albot.domain.meetings import Coming, Meeting, MeetingState
from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.people import Person
from albot.domain.reflections import Issue, Reflection, TakeAway
from albot.domain.sets import Member, MemberState
from albot.store import sweeping
from albot.store.rows import Rows, by_member

_OF_MEMBERS = select(Nudge).where(col(Nudge.member_id).in_(bindparam("member_ids", expanding=True)))
PAST = (NudgeState.SENT, NudgeState.LAPSED)


def of_member(rows: Rows, member_id: int) -> list[Nudge]:
    """Every nudge of a member that is still remembered."""
    return list(rows.session.scalars(_OF_MEMBERS, {"member_ids": [member_id]}))


_STILL_OF_USE = _OF_MEMBERS.where(
    or_(
        col(Nudge.state) == NudgeState.WAITING,
        col(Nudge.cycle_id) == 0,
        col(Nudge.cycle_id).in_(bindparam("meeting_ids", expanding=True)),
    )
)


def of_each(rows: Rows, member_ids: Collection[int], meeting_ids: Collection[int]) -> dict[int, list[Nudge]]:
    """The nudges of members who have any, without those of a cycle that is none of these meetings' and is over.

    Those matter to nothing, and most of what is remembered is of past cycles: to read all took a quarter of a tick.
    """
    values = {"member_ids": list(member_ids), "meeting_ids": list(meeting_ids)}
    return by_member(rows.session.scalars(_STILL_OF_USE, values))


class Cycle(NamedTuple):
    """The cycle that a member is in: the meetings it began and ends with, and what they have of it. None where not."""

    last: Meeting | None
    ahead: Meeting | None
    issue: Issue | None
    reflection: Reflection | None
    away: TakeAway | None
    coming: Coming | None

    @property
    def meetings(self) -> list[Meeting]:
        """The meetings it lies between."""
        return [meeting for meeting in (self.last, self.ahead) if meeting is not None]


def _first(when: ColumnElement[bool], order: UnaryExpression[Any]) -> ScalarSelect[Any]:
    """The first planned meeting of a member's set in an order, of those of a time."""
    theirs = (Meeting.set_id == Member.set_id, Meeting.state == MeetingState.PLANNED, when)
    return select(Meeting.id).where(*theirs).order_by(order).limit(1).correlate(Member).scalar_subquery()


_LAST = aliased(Meeting, name="last_meeting")
_AHEAD = aliased(Meeting, name="next_meeting")


def _in_cycle(noun: type[Reflection | TakeAway | Coming], meeting: type[Meeting]) -> ColumnElement[bool]:
    return and_(col(noun.member_id) == Member.id, col(noun.meeting_id) == meeting.id)


_CYCLES = (
    select(Member.id)
    .add_columns(_LAST, _AHEAD, Issue, Reflection, TakeAway, Coming)
    .select_from(Member)
    .outerjoin(
        _LAST, col(_LAST.id) == _first(col(Meeting.starts_at) <= bindparam("now"), col(Meeting.starts_at).desc())
    )
    .outerjoin(
        _AHEAD, col(_AHEAD.id) == _first(col(Meeting.starts_at) > bindparam("now"), col(Meeting.starts_at).asc())
    )
    .outerjoin(Issue, col(Issue.member_id) == Member.id)
    .outerjoin(Reflection, _in_cycle(Reflection, _AHEAD))
    .outerjoin(TakeAway, _in_cycle(TakeAway, _LAST))
    .outerjoin(Coming, _in_cycle(Coming, _AHEAD))
    .where(col(Member.id).in_(bindparam("member_ids", expanding=True)))
)


def cycles(rows: Rows, member_ids: Collection[int], now: datetime) -> dict[int, Cycle]:
    """The cycle that each member is in, asked for at once."""
    found = rows.session.execute(_CYCLES, {"member_ids": list(member_ids), "now": now})
    return {member_id: Cycle(*has) for member_id, *has in found}


_MEMBERS = (
    select(Member)
    .where(col(Member.id).in_(bindparam("member_ids", expanding=True)))
    .order_by(col(Member.id))
    .with_for_update()
)


def hold_members(rows: Rows, member_ids: Collection[int]) -> list[Member]:
    """Those of the members who were not erased. Nobody else changes their nudges until the end of this transaction.

    They are held in the order of their ids, as by whoever holds one after the other.
    """
    return list(rows.session.scalars(_MEMBERS, {"member_ids": list(member_ids)}))


class Held(NamedTuple):
    """A person who is held, with all their memberships."""

    person: Person
    members: list[Member]


_ALL: BindParameter[int] = bindparam("person_ids", expanding=True)
_PERSONS = select(Person).where(col(Person.id).in_(_ALL)).order_by(col(Person.id)).with_for_update(skip_locked=True)
_THEIR_IDS = select(Member.id, Member.person_id).where(col(Member.person_id).in_(_ALL))
_THEIRS = select(Member).where(col(Member.person_id).in_(_ALL)).with_for_update(skip_locked=True)


def hold_persons(rows: Rows, person_ids: Collection[int]) -> list[Held]:
    """Those of the persons who could be held: not erased, and nobody else holds a part."""
    these = {"person_ids": list(person_ids)}
    persons = list(rows.session.scalars(_PERSONS, these))
    whose = rows.session.execute(_THEIR_IDS, these).all()
    held = {member.id: member for member in rows.session.scalars(_THEIRS, these)}
    missing = {person_id for member_id, person_id in whose if member_id not in held}
    theirs: dict[int, list[Member]] = {}
    for member in held.values():
        theirs.setdefault(member.person_id, []).append(member)
    return [Held(person, theirs.get(person.id, [])) for person in persons if person.id not in missing]


def due_persons(rows: Rows, now: datetime, limit: int) -> list[int]:
    """The persons of the first so many nudges that are to be looked at."""
    query = (
        select(Nudge.person_id)
        .where(Nudge.state == NudgeState.WAITING, Nudge.look_at <= now)
        .order_by(col(Nudge.look_at))
        .limit(limit)
    )
    return list(dict.fromkeys(rows.session.scalars(query)))


def claim(rows: Rows, wanted: Collection[Nudge], now: datetime, *, counted: bool) -> set[int]:
    """Mark nudges sent that are still waiting: exactly one process gets the id of each. `counted` as the row has it.

    It asks for what they are not, since SQLite would look for their state among all that wait.
    """
    if not wanted:
        return set()
    rows.flush()
    values = {"state": NudgeState.SENT, "sent_at": now, "counted": counted}
    ours = col(Nudge.id).in_([each.id for each in wanted]), col(Nudge.state).not_in(PAST)
    sent = update(Nudge).where(*ours).values(sent_for=col(Nudge.due_at), **values).returning(col(Nudge.id))
    claimed = set(rows.execute(sent).scalars())
    for each in wanted:
        if each.id not in claimed:
            rows.session.refresh(each)  # what became of it meanwhile
            continue
        for name, value in {**values, "sent_for": each.due_at}.items():
            set_committed_value(each, name, value)
    return claimed


def put_off_person(rows: Rows, person_id: int, now: datetime, until: datetime) -> None:
    """Look at the due nudges of a person no sooner than `until`."""
    _put_off(rows, col(Nudge.person_id) == person_id, now, until)


def put_off_member(rows: Rows, member_id: int, now: datetime, until: datetime) -> None:
    """Look at the due nudges of a person in one set no sooner than `until`."""
    _put_off(rows, col(Nudge.member_id) == member_id, now, until)


def _put_off(rows: Rows, whose: ColumnElement[bool], now: datetime, until: datetime) -> None:
    due = and_(col(Nudge.state) == NudgeState.WAITING, col(Nudge.look_at) <= now)
    rows.session.execute(update(Nudge).where(whose, due).values(look_at=until))


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


_ANEW = update(Member).where(col(Member.id).in_(bindparam("member_ids", expanding=True))).values(plan_again_at=LONG_AGO)


def plan_anew(rows: Rows, member_ids: Collection[int]) -> None:
    """Let the next tick plan for members. Also where it is to do so already: it may be about to, without this change.

    On PostgreSQL it holds the members while it plans, and so this comes before it looks, or after it has written.
    """
    rows.execute(_ANEW, {"member_ids": list(member_ids)})


def plan_again(rows: Rows, member_id: int, at: datetime | None) -> None:
    """Set when a member's nudges are worked out anew by themselves."""
    rows.session.execute(update(Member).where(col(Member.id) == member_id).values(plan_again_at=at))


def sets_of_each(rows: Rows, person_ids: Collection[int]) -> dict[int, int]:
    """In how many sets persons are now; those are left out who are in none."""
    count = select(Member.person_id, func.count().label("sets")).group_by(col(Member.person_id))
    these = count.where(col(Member.person_id).in_(person_ids), Member.state == MemberState.ACTIVE)
    return {each.person_id: each.sets for each in rows.session.execute(these)}


def memberships(rows: Rows, person_id: int) -> list[Member]:
    """The sets that a person is in now, by their membership there."""
    query = select(Member).where(Member.person_id == person_id, Member.state == MemberState.ACTIVE)
    return list(rows.session.scalars(query.order_by(col(Member.id))))


def sweep(rows: Rows, before: datetime, limit: int) -> bool:
    """Forget some of the nudges that were sent or lapsed before a moment; True where there may be more."""
    past = [and_(col(Nudge.state) == state, col(Nudge.look_at) < before) for state in PAST]
    swept = [sweeping.sweep(rows, Nudge, which, limit) for which in past]
    return any(swept)
