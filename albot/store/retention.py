"""Queries of the retention sweep: whose time is over, and erasing it. See `domain.retention` for when that is.

Tables are found by their columns, as in `erasing`, so that a noun that is added later goes with the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import ColumnElement, Table
from sqlmodel import col, delete, func, or_, select, text, update
from sqlmodel.sql.expression import SelectOfScalar

from albot.domain.authority import AT_HOME
from albot.domain.delivery_rows import Copy, Delivery
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.passages import Passage
from albot.domain.people import Appointment, Person
from albot.domain.retention import Life
from albot.domain.review_rows import Review
from albot.domain.run_rows import Run
from albot.domain.sets import ActionSet, Invite, Member, MemberState, SetPrompt, SetState
from albot.domain.talks import Conversation
from albot.store import erasing, people
from albot.store.post import ChatMessage
from albot.store.rows import Rows
from albot.store.tables import METADATA
from albot.store.vault import SealBroken

SHARED = frozenset({str(Delivery.__tablename__), str(Copy.__tablename__)})
"""Tables with what reached others: it stays with the set when its author leaves."""

SET_TEXTS = ("purpose_sealed", "audience_sealed", "rules_sealed", "contact_sealed")
"""What is erased of a set itself. Its name stays while anybody is known who was in it, so that they know which it was.
"""


# Looking


def to_look_at(rows: Rows, now: datetime, limit: int) -> list[int]:
    """Some of the sets of which it is time to ask how old their texts are."""
    again = col(ActionSet.look_again_at)
    return list(rows.session.scalars(select(ActionSet.id).where(again <= now).order_by(again).limit(limit)))


def life(rows: Rows, there: ActionSet) -> Life:
    """What decides when the texts of a set go."""
    last = select(func.max(Meeting.starts_at)).where(Meeting.set_id == there.id, Meeting.state == MeetingState.PLANNED)
    return Life(
        made_at=there.created_at,
        archived_at=there.archived_at,
        last_meeting=rows.session.scalars(last).one(),
        kept_months=there.kept_months,
        warned_at=there.warned_at,
    )


def to_warn(rows: Rows, set_id: int) -> list[Person]:
    """Whose texts go with a set: who is in it, and who left it and has their notes still."""
    states = (MemberState.ACTIVE, MemberState.LEFT)
    query = select(Person).join(Member).where(Member.set_id == set_id, col(Member.state).in_(states))
    return list(rows.session.scalars(query.distinct().order_by(col(Person.id))))


def shared(rows: Rows, set_id: int, limit: int) -> list[Delivery]:
    """Some of what reached others in a set, or waits to, and was not withdrawn."""
    query = select(Delivery).where(Delivery.set_id == set_id, col(Delivery.withdrawn_at).is_(None))
    return list(rows.session.scalars(query.order_by(col(Delivery.id)).limit(limit)))


# A set


def erase_set(rows: Rows, there: ActionSet, now: datetime) -> None:
    """Erase what a set and its members wrote, once nobody has a copy of it; who was in it stays, without a handle."""
    rows.flush()
    mine = select(Member.id).where(Member.set_id == there.id)
    ours, runs = select(ActionSet.id).where(ActionSet.id == there.id), select(Run.id).where(Run.set_id == there.id)
    reviews = select(Review.id).where(Review.set_id == there.id)
    rows.session.execute(update(ChatMessage).where(col(ChatMessage.review_id).in_(reviews)).values(review_id=None))
    _erase_things(rows, [("member_id", mine), ("set_id", ours), ("run_id", runs)])
    _erase_about(rows, [select(ActionSet.id).where(ActionSet.id == there.id), mine])
    rows.session.execute(delete(Passage).where(col(Passage.owner_id) == there.id))
    rows.session.execute(update(Member).where(col(Member.set_id) == there.id).values(invite_id=None))
    for noun in (Invite, SetPrompt):
        rows.session.execute(delete(noun).where(col(noun.set_id) == there.id))
    rows.session.execute(update(Meeting).where(col(Meeting.set_id) == there.id).values(place_sealed=None))
    _take_handles(rows, there.id, now)
    for name in SET_TEXTS:
        setattr(there, name, None)
    there.state, there.archived_at, there.erased_at = SetState.ARCHIVED, there.archived_at or now, now
    rows.flush()


def _take_handles(rows: Rows, set_id: int, now: datetime) -> None:
    """Nobody is in the set any more, and nobody has a handle there."""
    ours = update(Member).where(col(Member.set_id) == set_id)
    ended = {"state": MemberState.LEFT, "ended_at": now, "visible_from": now}
    rows.session.execute(ours.where(col(Member.state).in_(AT_HOME)).values(ended))
    rows.session.execute(ours.values(handle_sealed=None, handle_mark=None, former_sealed=None, plan_again_at=None))


def delete_empty(rows: Rows, there: ActionSet) -> bool:
    """Delete a set that was erased and that nobody is known of any more; True where it was so."""
    known = rows.session.scalars(select(Member.id).where(Member.set_id == there.id).limit(1)).first()
    if there.erased_at is None or known is not None:
        return False
    rows.session.execute(delete(Meeting).where(col(Meeting.set_id) == there.id))
    rows.delete(there)
    rows.flush()
    return True


# Who is gone


def erase_notes_of_gone(rows: Rows, set_id: int, before: datetime) -> bool:
    """Erase what those wrote for themselves who left a set (or were removed) before a moment; True where there was any.

    What they shared stays with the set.
    """
    gone = select(Member.id).where(
        Member.set_id == set_id, col(Member.state).not_in(AT_HOME), col(Member.ended_at) <= before
    )
    rows.flush()
    if rows.session.scalars(gone.limit(1)).first() is None:
        return False  # as nearly always: it spares a query of every table, in each set each day
    found = _erase_things(rows, [("member_id", gone)], but=SHARED)
    return _erase_about(rows, [gone]) or found


def people_to_look_at(rows: Rows, now: datetime, limit: int) -> list[Person]:
    """Some of the people of whom it is time to ask whether they are gone."""
    again = col(Person.look_again_at)
    query = select(Person).where(again <= now).order_by(again).limit(limit)
    return list(rows.session.scalars(query.with_for_update(skip_locked=True)))


def is_gone(rows: Rows, person: Person, before: datetime) -> bool:
    """Whether somebody has been in no set and held no office since before a moment, and no text of theirs is left."""
    if person.joined_at is None or person.joined_at > before:
        return False
    mine = select(Member.id).where(Member.person_id == person.id)
    ties = (
        mine.where(_ties(before)),
        select(Appointment.id).where(
            Appointment.person_id == person.id,
            or_(col(Appointment.ended_at).is_(None), col(Appointment.ended_at) > before),
        ),
        select(Passage.id).where(Passage.owner_id == person.id, Passage.row_id != person.id),  # a loose one goes too
        select(Delivery.id).where(col(Delivery.member_id).in_(mine), col(Delivery.withdrawn_at).is_(None)),
    )
    return all(rows.session.scalars(each.limit(1)).first() is None for each in ties)


def _ties(before: datetime) -> ColumnElement[bool]:
    """A membership for which its person is still kept. Who was removed is kept out of a set while that is there."""
    alive = select(ActionSet.id).where(ActionSet.id == Member.set_id, col(ActionSet.erased_at).is_(None)).exists()
    barred = (col(Member.state) == MemberState.REMOVED) & alive
    return or_(col(Member.state).in_(AT_HOME), col(Member.ended_at).is_(None), col(Member.ended_at) > before, barred)


def erase_gone(rows: Rows, person: Person) -> None:
    """Erase a person who is gone; in a private chat the chat's id is theirs."""
    telegram_id = 0
    with suppress(SealBroken):
        telegram_id = people.chat_of(rows, person)
    erasing.erase_person(rows, person, telegram_id)


# What was never finished


def erase_drafts(rows: Rows, before: datetime, limit: int) -> bool:
    """Erase some of the sets that somebody began to make before a moment and never finished; True where any were."""
    query = select(ActionSet.id).where(ActionSet.state == SetState.DRAFT, col(ActionSet.begun_at) < before)
    found = list(rows.session.scalars(query.limit(limit)))
    if found:
        drafts = select(ActionSet.id).where(col(ActionSet.id).in_(found))
        _erase_members(rows, select(Member.id).where(col(Member.set_id).in_(found)))
        _erase_things(rows, [("set_id", drafts)])
        _erase_about(rows, [drafts])
        for noun in (SetPrompt, Invite):
            rows.session.execute(delete(noun).where(col(noun.set_id).in_(found)))
        rows.session.execute(delete(ActionSet).where(col(ActionSet.id).in_(found)))
    return bool(found)


def erase_joining(rows: Rows, before: datetime, limit: int) -> bool:
    """Erase some memberships of those who began to join before a moment and never finished; True where any were."""
    joining = col(Member.state) == text("'JOINING'")  # as the index says it that holds those alone
    query = select(Member.id).where(joining, col(Member.begun_at) < before)
    found = list(rows.session.scalars(query.limit(limit)))
    if found:
        _erase_members(rows, select(Member.id).where(col(Member.id).in_(found)))
    return bool(found)


def _erase_members(rows: Rows, which: SelectOfScalar[int]) -> None:
    """Erase memberships with everything of theirs; nobody else has seen any of it."""
    rows.flush()
    _erase_things(rows, [("member_id", which)])
    _erase_about(rows, [which])
    rows.session.execute(delete(Member).where(col(Member.id).in_(list(rows.session.scalars(which)))))


# Erasing by columns


def _erase_things(rows: Rows, owners: Sequence[tuple[str, object]], but: Iterable[str] = ()) -> bool:
    """Delete the things of some members or sets with their texts and the conversations about them.

    Memberships, meetings, invites and prompts are no such things. True where there were any.
    """
    kept = {*but, *(noun.__tablename__ for noun in (Member, Meeting, Invite, SetPrompt))}
    tables = [table for table in reversed(METADATA.sorted_tables) if table.name not in kept]
    found = False
    for table in tables:
        conditions = [table.c[name].in_(which) for name, which in owners if name in table.c]
        if conditions:
            found = _erase_rows(rows, table, or_(*conditions)) or found
    return found


def _erase_rows(rows: Rows, table: Table, which: ColumnElement[bool]) -> bool:
    if "id" in table.c:
        _erase_about(rows, [select(table.c.id).where(which)])
    return bool(rows.session.execute(delete(table).where(which)).rowcount)  # type: ignore[attr-defined]


def _erase_about(rows: Rows, ids: Sequence[object]) -> bool:
    """Delete the texts of some rows and the conversations about them, by queries of their ids."""
    found = 0
    for which in ids:
        for column in (Passage.row_id, Conversation.subject_id):
            noun = Passage if column is Passage.row_id else Conversation
            found += rows.session.execute(delete(noun).where(col(column).in_(which))).rowcount  # type: ignore[arg-type, attr-defined]
    return bool(found)
