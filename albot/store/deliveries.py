"""Queries about deliveries and copies: what waits for its time, who may read what, and which messages show it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import bindparam, col, delete, select

from albot.domain.deliveries import Timetable, knows_each_other
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.sets import ActionSet
from albot.store import meetings, sets
from albot.store.post import ChatMessage
from albot.store.rows import Rows

SHARED = (DeliveryKind.ISSUE, DeliveryKind.REFLECTION)
"""What a member shares of their own accord, and what a round-up puts together."""


def timetable(rows: Rows, there: ActionSet, now: datetime) -> Timetable:
    """What decides when things reach the others of a set."""
    coming = meetings.next_meeting(rows, there.id, now)
    return Timetable(
        deliveries=there.deliveries,
        zone=there.zone or "UTC",
        meeting=None if coming is None else coming.starts_at,
        link_hours=there.link_hours,
        at_once=there.at_once and is_open(rows, there, now),
    )


def is_open(rows: Rows, there: ActionSet, now: datetime) -> bool:
    """Whether this is a set that knows each other now."""
    if not there.asks_to_know:
        return False
    return knows_each_other(((each.agrees_to_know, each.agrees_from) for each in sets.members(rows, there.id)), now)


_OF_SUBJECT = select(Delivery).where(Delivery.kind == bindparam("kind"), Delivery.subject_id == bindparam("subject_id"))


def of_subject(rows: Rows, kind: DeliveryKind, subject_id: int) -> list[Delivery]:
    """The deliveries about one thing, one for each audience that it was ever for."""
    return list(rows.session.scalars(_OF_SUBJECT, {"kind": kind, "subject_id": subject_id}))


def for_audience(rows: Rows, kind: DeliveryKind, subject_id: int, audience: Audience) -> Delivery | None:
    """The delivery about one thing for an audience, withdrawn or not."""
    found = of_subject(rows, kind, subject_id)
    return next((each for each in found if each.audience is audience), None)


def of_member(rows: Rows, member_id: int) -> list[Delivery]:
    """Everything of a member that reached others or waits to, without what was withdrawn."""
    query = select(Delivery).where(Delivery.member_id == member_id, col(Delivery.withdrawn_at).is_(None))
    return list(rows.session.scalars(query.order_by(col(Delivery.id))))


def due_sets(rows: Rows, now: datetime, limit: int) -> list[int]:
    """Some of the sets in which something is due to be released or made anew."""
    found: set[int] = set()
    for column in (Delivery.due_at, Delivery.renew_at):  # one after the other: each has an index of its own
        query = select(Delivery.set_id).where(col(column) <= now)
        found.update(rows.session.scalars(query.distinct().limit(limit)))
    return list(found)[:limit]


def due(rows: Rows, set_id: int, now: datetime) -> list[Delivery]:
    """What is due to be released in a set, by its random ids: in no telling order."""
    query = select(Delivery).where(Delivery.set_id == set_id, col(Delivery.due_at) <= now)
    return list(rows.session.scalars(query.order_by(col(Delivery.id))))


def to_renew(rows: Rows, set_id: int, now: datetime) -> list[Delivery]:
    """What is due to be made anew in a set, by its random ids."""
    query = select(Delivery).where(Delivery.set_id == set_id, col(Delivery.renew_at) <= now)
    return list(rows.session.scalars(query.order_by(col(Delivery.id))))


def waiting(rows: Rows, set_id: int) -> list[Delivery]:
    """What waits in a set for its first release."""
    query = select(Delivery).where(Delivery.set_id == set_id, col(Delivery.due_at).is_not(None))
    return list(rows.session.scalars(query))


def next_due(rows: Rows) -> datetime | None:
    """When something is next released or made anew, or None."""
    columns = (Delivery.due_at, Delivery.renew_at)
    firsts = (select(column).where(col(column).is_not(None)).order_by(col(column)).limit(1) for column in columns)
    found = (rows.session.scalars(query).first() for query in firsts)
    return min((moment for moment in found if moment is not None), default=None)


def quoting(rows: Rows, member_ids: Iterable[int]) -> list[int]:
    """The ids of the deliveries of others that hold words of these members."""
    return list(rows.session.scalars(select(Delivery.id).where(col(Delivery.quotes_id).in_(list(member_ids)))))


# What readers have


def put_body(rows: Rows, delivery: Delivery, body: dict[str, Any]) -> None:
    """Keep the message that readers get, as JSON can carry it."""
    rows.seal(delivery, "body_sealed", json.dumps(body, ensure_ascii=False))


def body(rows: Rows, delivery: Delivery) -> dict[str, Any]:
    """The message that readers get: its `id` and packed `args`; empty where it was withdrawn. Raises `SealBroken`."""
    text = rows.open(delivery, "body_sealed")
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def copies(rows: Rows, delivery_id: int) -> list[Copy]:
    """Who has a delivery, by random ids."""
    return list(rows.session.scalars(select(Copy).where(Copy.delivery_id == delivery_id).order_by(col(Copy.id))))


def copy_of(rows: Rows, delivery_id: int, person_id: int) -> Copy | None:
    """What a person has of a delivery, or None where it is not for them."""
    query = select(Copy).where(Copy.delivery_id == delivery_id, Copy.person_id == person_id)
    return rows.session.scalars(query).first()


def unopened(rows: Rows, person_id: int, member_id: int | None) -> list[Copy]:
    """What a person has been told of in one membership and has not opened, by random ids."""
    mine = col(Copy.member_id).is_(None) if member_id is None else col(Copy.member_id) == member_id
    query = select(Copy).where(Copy.person_id == person_id, mine, col(Copy.opened_at).is_(None))
    return list(rows.session.scalars(query.order_by(col(Copy.id))))


def readable(rows: Rows, reader_id: int, since: datetime | None, kinds: Iterable[DeliveryKind] = SHARED) -> list[Copy]:
    """What a member has of some kinds that was released since a moment (or ever)."""
    query = (
        select(Copy)
        .join(Delivery, col(Delivery.id) == Copy.delivery_id)
        .where(Copy.member_id == reader_id, col(Delivery.kind).in_(list(kinds)))
    )
    if since is not None:
        query = query.where(col(Delivery.released_at) >= since)
    return list(rows.session.scalars(query.order_by(col(Copy.id))))


def released(rows: Rows, set_id: int, since: datetime | None) -> list[Delivery]:
    """What a set's members shared with all of it, as released since a moment (or ever) and not withdrawn."""
    query = select(Delivery).where(
        Delivery.set_id == set_id,
        col(Delivery.kind).in_(SHARED),
        Delivery.audience == Audience.SET,
        col(Delivery.released_at).is_not(None),
        col(Delivery.withdrawn_at).is_(None),
    )
    if since is not None:
        query = query.where(col(Delivery.released_at) >= since)
    return list(rows.session.scalars(query.order_by(col(Delivery.id))))


_BY_MESSAGE = (
    select(Copy)
    .join(ChatMessage, col(ChatMessage.copy_id) == Copy.id)
    .where(ChatMessage.person_id == bindparam("person_id"), ChatMessage.message_id == bindparam("message_id"))
)


def by_message(rows: Rows, person_id: int, message_id: int) -> Copy | None:
    """The copy that a message in a person's chat shows, if it shows one."""
    return rows.session.scalars(_BY_MESSAGE, {"person_id": person_id, "message_id": message_id}).first()


def messages(rows: Rows, copy_id: int) -> list[ChatMessage]:
    """The messages that show a copy, the first one first."""
    query = select(ChatMessage).where(ChatMessage.copy_id == copy_id).order_by(col(ChatMessage.message_id))
    return list(rows.session.scalars(query))


def forget_copy(rows: Rows, copy_id: int) -> None:
    """Erase a copy; the messages that showed it are ordinary ones from here on."""
    for message in messages(rows, copy_id):
        message.copy_id = None
    rows.session.execute(delete(Copy).where(col(Copy.id) == copy_id))
    rows.flush()
