"""Erasing: everything about a person, in one transaction; and what else holds on to a membership that ends.

The tables are found by their columns (`person_id`, `member_id`, `owner_id`), so that a noun that is added later is
erased too. A test goes through every table there is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlmodel import and_, col, delete, or_, select, update

from albot.domain.delivery_rows import Delivery, DeliveryKind
from albot.domain.letters import Report
from albot.domain.people import Person
from albot.domain.questions import Reply
from albot.domain.sets import ActionSet, CodeAttempt, Member, MemberState, Role, SetState
from albot.domain.talks import Conversation
from albot.store import inbox, outbox, sets
from albot.store.rows import Rows
from albot.store.tables import METADATA

MAKERS = ("made_by", "by_person_id")
"""Columns that say who made what now belongs to others: emptied, and the row stays."""

GO_WITH = {
    "copy": ("delivery_id",),
    "delivery": ("to_member_id",),
    "handover": ("from_member_id",),
    "mute": ("muted_member_id",),
    "nudge": ("subject_id",),
    "partnership": ("to_member_id",),
}
"""Rows of others that are about somebody or something of theirs alone, by table and column: they go as well."""

LET_GO: dict[str, dict[str, int | None]] = {
    "delivery": {"quotes_id": None},
    "letter": {"to_member_id": 0, "answers_id": None},
    "question": {"to_member_id": 0, "about_id": 0},
    "report": {"delivery_id": 0},
    "run": {"stage_id": None},
}
"""What others wrote or share stays, but says no more to whom or what it was: columns, and what they say then."""


def erase_person(rows: Rows, person: Person, telegram_id: int) -> None:
    """Erase every row about a person, their updates that wait in the inbox, and sets in which nobody else ever was.

    Rows that were loaded before are of no use afterwards.
    """
    rows.flush()
    member_ids = [member.id for member in of_person(rows, person.id)]
    set_ids = _alone_in(rows, person.id, member_ids)
    _erase_parked(rows, telegram_id)
    _erase_attempts(rows, telegram_id)
    for member_id in member_ids:
        outbox.drop_guarded(rows, goodbye_guard(member_id))
    erased = [person.id, *member_ids, *set_ids, *_ids_about(rows, member_ids)]
    rows.session.expunge_all()
    _unlink(rows, person.id)
    _let_go(rows, erased)
    _erase(rows, {"person_id": [person.id], "member_id": member_ids, "owner_id": [person.id]})
    of_sets = _ids_where(rows, "set_id", set_ids)
    _erase(rows, {"set_id": set_ids, "owner_id": set_ids, "run_id": of_sets}, ("action_set", set_ids))
    _erase(rows, {}, ("person", [person.id]))


def goodbye_guard(member_id: int) -> str:
    """The guard of messages to others that name a member who left."""
    return f"left:{member_id}"


def of_person(rows: Rows, person_id: int) -> list[Member]:
    """All memberships of a person, in any state."""
    return list(rows.session.scalars(select(Member).where(Member.person_id == person_id).order_by(col(Member.id))))


def left_alone(rows: Rows, person_id: int) -> list[ActionSet]:
    """The sets that lose their last facilitator with this person, while others are in them."""
    query = select(Member).where(
        Member.person_id == person_id, Member.role == Role.FACILITATOR, Member.state == MemberState.ACTIVE
    )
    led = [rows.need(ActionSet, member.set_id) for member in rows.session.scalars(query)]
    return [each for each in led if each.state is not SetState.ARCHIVED and not _is_led(rows, each.id, person_id)]


def reports_about(rows: Rows, member_ids: Iterable[int]) -> list[Delivery]:
    """The reports about something that these members wrote, on their way or read: they hold it word for word."""
    theirs = select(Delivery.id).where(col(Delivery.member_id).in_(list(member_ids)))
    query = (
        select(Delivery)
        .join(Report, col(Report.id) == Delivery.subject_id)
        .where(Delivery.kind == DeliveryKind.REPORT, col(Report.delivery_id).in_(theirs))
    )
    return list(rows.session.scalars(query))


def others_in(rows: Rows, set_id: int, person_id: int) -> list[Member]:
    """Who else is in a set now, or waits to be."""
    states = (MemberState.ACTIVE, MemberState.WAITING)
    query = select(Member).where(Member.set_id == set_id, Member.person_id != person_id, col(Member.state).in_(states))
    return list(rows.session.scalars(query.order_by(col(Member.id))))


def close_conversations(rows: Rows, member: Member) -> None:
    """End the conversations of a member's person that are about this membership or its set."""
    about = [member.id, member.set_id, *_ids_about(rows, [member.id]), *_ids_of_set(rows, member.set_id)]
    rows.session.execute(
        delete(Conversation).where(
            col(Conversation.person_id) == member.person_id, col(Conversation.subject_id).in_(about)
        )
    )


def _is_led(rows: Rows, set_id: int, but_for: int) -> bool:
    """Whether somebody else facilitates a set."""
    query = select(Member.id).where(
        Member.set_id == set_id,
        Member.role == Role.FACILITATOR,
        Member.state == MemberState.ACTIVE,
        Member.person_id != but_for,
    )
    return rows.session.scalars(query).first() is not None


def _alone_in(rows: Rows, person_id: int, member_ids: Sequence[int]) -> list[int]:
    """The sets to which only this person ever belonged, and the one they are in the middle of making."""
    mine = select(Member.set_id).where(col(Member.id).in_(member_ids))
    making = select(Conversation.subject_id).where(Conversation.person_id == person_id)
    others = select(Member.id).where(Member.set_id == ActionSet.id, col(Member.id).not_in(member_ids)).exists()
    half_made = and_(col(ActionSet.state) == SetState.DRAFT, col(ActionSet.id).in_(making))
    here = or_(col(ActionSet.id).in_(mine), half_made)
    return list(rows.session.scalars(select(ActionSet.id).where(here, ~others)))


def _erase_parked(rows: Rows, telegram_id: int) -> None:
    """Erase the updates of a person that wait in the inbox, or were set aside there. Old ones have to be opened."""
    inbox.drop_of(rows, telegram_id)
    for update_id, raw in inbox.unmarked(rows):
        if _is_from(json.loads(raw), telegram_id):
            inbox.drop(rows, [update_id])


def _erase_attempts(rows: Rows, telegram_id: int) -> None:
    digests = rows.vault.digests(sets.ATTEMPT, str(telegram_id)).values()
    rows.session.execute(delete(CodeAttempt).where(col(CodeAttempt.digest).in_(list(digests))))


def _is_from(raw: Any, telegram_id: int) -> bool:
    """Whether an update, or what is in it, is from this account."""
    if not isinstance(raw, dict):
        return False
    sender = raw.get("from")
    here = isinstance(sender, dict) and sender.get("id") == telegram_id
    return here or any(_is_from(part, telegram_id) for part in raw.values())


def _ids_about(rows: Rows, member_ids: Sequence[int]) -> list[int]:
    """The ids of all rows that belong to these members."""
    return _ids_where(rows, "member_id", member_ids)


def _ids_of_set(rows: Rows, set_id: int) -> list[int]:
    """The ids of a set's meetings, prompts and invites."""
    return _ids_where(rows, "set_id", [set_id])


def _ids_where(rows: Rows, column: str, values: Sequence[int]) -> list[int]:
    tables = [table for table in METADATA.sorted_tables if column in table.c and "id" in table.c]
    return [
        row_id
        for table in tables
        for row_id in rows.session.scalars(select(table.c.id).where(table.c[column].in_(values)))
    ]


def _unlink(rows: Rows, person_id: int) -> None:
    """Empty the columns that say that this person made something which now belongs to others."""
    for table in METADATA.sorted_tables:
        for name in set(MAKERS) & set(table.c.keys()):
            rows.session.execute(update(table).where(table.c[name] == person_id).values({name: None}))


def _let_go(rows: Rows, erased: Sequence[int]) -> None:
    """Let nothing of others point at what is erased (ids are random: no two rows of any tables share one)."""
    gone = [*erased, *_addressed(rows, ("delivery", "partnership"), erased)]
    about = [*gone, *_addressed(rows, ("letter", "question"), erased)]
    rows.session.execute(delete(Conversation).where(col(Conversation.subject_id).in_(about)))
    for table in reversed(METADATA.sorted_tables):
        for name in GO_WITH.get(table.name, ()):
            rows.session.execute(delete(table).where(table.c[name].in_(gone)))
        for name, empty in LET_GO.get(table.name, {}).items():
            rows.session.execute(update(table).where(table.c[name].in_(gone)).values({name: empty}))
    itself = {"question_id": col(Reply.id)}  # a member has one reply to each question, so no two may say the same
    rows.session.execute(update(Reply).where(col(Reply.question_id).in_(gone)).values(itself))


def _addressed(rows: Rows, names: Iterable[str], member_ids: Sequence[int]) -> list[int]:
    """The ids of what others wrote to these members alone, in these tables."""
    tables = [METADATA.tables[name] for name in names]
    return [
        row_id
        for table in tables
        for row_id in rows.session.scalars(select(table.c.id).where(table.c.to_member_id.in_(member_ids)))
    ]


def _erase(rows: Rows, owners: dict[str, Sequence[int]], itself: tuple[str, Sequence[int]] = ("", ())) -> None:
    """Delete from every table, those that refer to others first, the rows whose columns have one of these values.

    `itself` names a table of which rows go by their own id.
    """
    for table in reversed(METADATA.sorted_tables):
        conditions = list(_conditions(table, owners))
        if table.name == itself[0]:
            conditions.append(table.c.id.in_(itself[1]))
        if conditions:
            rows.session.execute(delete(table).where(or_(*conditions)))


def _conditions(table: Table, owners: dict[str, Sequence[int]]) -> Iterable[ColumnElement[bool]]:
    return (table.c[name].in_(values) for name, values in owners.items() if name in table.c and values)
