"""Deliveries: handing something in for others, changing it, withdrawing it, and showing it to a reader.

    hand_in ─→ waits for its delivery time ─→ released (`loops.release`): body made, a copy for each reader, told once
    renew ───→ waits for a delivery time ───→ made anew: copies that were opened are changed where they stand
    withdraw ─→ at once: copies under 48 hours are deleted, older ones become "withdrawn"

What a reader gets is what was made at a release, never the author's rows as they are now: so nothing that its author
does shows before a delivery time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from albot.chat.message import Do, Message, button
from albot.chat.turn import Turn, tell
from albot.domain.deliveries import reaches_others
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.people import Person
from albot.domain.sets import Member, MemberState, Role
from albot.domain.wallclock import to_wall
from albot.store import deliveries, meetings, outbox, sets
from albot.store.post import ChatMessage, Outgoing
from albot.store.rows import Rows
from albot.texts.args import Arg, Day, Packed, Term, pack_all

if TYPE_CHECKING:
    from albot.chat.registry import Delivers

DELETABLE = timedelta(hours=48)
"""How old a message may be that a bot deletes (core.telegram.org/bots/api#deletemessage)."""

Kinds: TypeAlias = "Mapping[str, Delivers]"
"""What features declare about each kind of delivery."""

AMENDABLE = 2_500
"""Characters up to which a copy is one message for sure, whatever stands around it, and is changed where it stands."""

GUARD = "copy"
"""Guards of messages that show a copy begin so: it must still be there when they go out."""


KNOWN = "known"
"""Guards of what is told to a set that knows each other begin so: it must still be one."""


# Handing in, changing, withdrawing


def delivery_time(rows: Rows, member: Member, now: datetime) -> datetime:
    """When what a member does now may first reach the others of their set."""
    return reaches_others(now, deliveries.timetable(rows, sets.set_of(rows, member), now))


def hand_in(  # noqa: PLR0913 - a delivery has this many sides
    rows: Rows,
    author: Member,
    kind: DeliveryKind,
    subject_id: int,
    now: datetime,
    *,
    to: Member | None = None,
    audience: Audience = Audience.SET,
    quotes: Member | None = None,
) -> Delivery:
    """Let something reach others from the next delivery time on (`to` one member, or an audience).

    What was handed in before is changed at that time; what was withdrawn goes out anew. `quotes` is the member whose
    words are in it beside the author's.
    """
    audience = Audience.MEMBER if to is not None else audience
    there = sets.set_of(rows, author)
    found = deliveries.for_audience(rows, kind, subject_id, audience)
    if found is not None and found.withdrawn_at is None:
        renew(rows, found, now)
        return found
    delivery = found or Delivery(
        set_id=there.id, member_id=author.id, kind=kind, subject_id=subject_id, handed_in_at=now
    )
    delivery.handed_in_at = now
    delivery.audience, delivery.to_member_id = audience, None if to is None else to.id
    delivery.quotes_id = None if quotes is None else quotes.id
    delivery.newcomers, delivery.withdrawn_at, delivery.released_at = there.newcomers_read, None, None
    delivery.due_at = _due(rows, delivery, now)
    rows.add(delivery)
    rows.flush()
    return delivery


def renew(rows: Rows, delivery: Delivery, now: datetime) -> None:
    """Let what has changed reach those who have a copy, at the next delivery time."""
    if delivery.due_at is None:
        delivery.renew_at = delivery.renew_at or _due(rows, delivery, now)


def put_off(rows: Rows, set_id: int, now: datetime) -> None:
    """A meeting has changed: what waits for the round-up or the link waits for the new one."""
    for delivery in deliveries.waiting(rows, set_id):
        if delivery.due_at is not None and delivery.due_at > now:
            delivery.due_at = _due(rows, delivery, now)


def _due(rows: Rows, delivery: Delivery, now: datetime) -> datetime:
    table = deliveries.timetable(rows, sets.set_of(rows, rows.need(Member, delivery.member_id)), now)
    return reaches_others(now, table, in_round_up=delivery.kind in deliveries.SHARED)


def withdraw(rows: Rows, delivery: Delivery, now: datetime) -> None:
    """Take something back at once: copies go, or say that it was withdrawn where they are too old to be deleted."""
    for copy in deliveries.copies(rows, delivery.id):
        take_copy(rows, copy, now)
    rows.seal(delivery, "body_sealed", None)
    delivery.due_at, delivery.renew_at, delivery.withdrawn_at = None, None, now
    rows.flush()


def withdraw_all(rows: Rows, member: Member, now: datetime) -> None:
    """Take back all that a member shared, sent, or was about to."""
    for delivery in deliveries.of_member(rows, member.id):
        withdraw(rows, delivery, now)


def remake(rows: Rows, kinds: Kinds, delivery_ids: Iterable[int], now: datetime) -> None:
    """Make deliveries anew at once that quoted somebody who was erased: their words go from every copy."""
    for delivery_id in delivery_ids:
        delivery = rows.get(Delivery, delivery_id)
        if delivery is None or delivery.released_at is None or delivery.withdrawn_at is not None:
            continue
        message = kinds[delivery.kind].body(rows, delivery, now)
        if message is None:
            withdraw(rows, delivery, now)
        else:
            make_body(rows, delivery, message)
            for copy in deliveries.copies(rows, delivery.id):
                amend(rows, kinds, copy, now)


def welcome_newcomer(rows: Rows, member: Member, now: datetime) -> None:
    """Let somebody who is new read what was shared in this cycle, where its authors were told that newcomers do."""
    last = meetings.last_meeting(rows, member.set_id, now)
    for delivery in deliveries.released(rows, member.set_id, None if last is None else last.starts_at):
        mine = rows.need(Member, delivery.member_id).person_id == member.person_id
        if not delivery.newcomers or mine:
            continue
        copy = deliveries.copy_of(rows, delivery.id, member.person_id)  # from when they were here before
        copy = copy or rows.add(Copy(delivery_id=delivery.id, person_id=member.person_id))
        copy.member_id, copy.version, copy.opened_at, copy.heard = member.id, delivery.version, None, False


def take_copy(rows: Rows, copy: Copy, now: datetime) -> None:
    """Take a reader's copy out of their chat."""
    reader = rows.need(Person, copy.person_id)
    outbox.drop_guarded(rows, guard(copy))
    for message in deliveries.messages(rows, copy.id):
        take_message(rows, reader, message, now)
    deliveries.forget_copy(rows, copy.id)


def take_message(rows: Rows, reader: Person, message: ChatMessage, now: datetime) -> None:
    """Take one message out of somebody's chat: an older one can no longer be deleted, and says "withdrawn"."""
    deletable = now - message.at < DELETABLE
    gone = Message(do=Do.DELETE) if deletable else Message("delivery-withdrawn", do=Do.AMEND, protect=True)
    tell(rows, reader, replace(gone, message_id=message.message_id), now)


def guard(copy: Copy) -> str:
    """The guard of the messages that show a copy."""
    return f"{GUARD}:{copy.id}"


def still_there(rows: Rows, row: Outgoing, _now: datetime) -> bool:
    """Whether a copy that waits to be shown or changed is still its reader's."""
    copy = rows.get(Copy, int(row.guard.partition(":")[2]))
    return copy is not None and may_read(rows, copy)


def may_read(rows: Rows, copy: Copy) -> bool:
    """Whether what is new about a copy is for its reader: they are in the set, and still what they got it as."""
    reader = rows.get(Member, copy.member_id)
    if reader is None:
        return copy.member_id is None  # a coordinator
    as_facilitator = rows.need(Delivery, copy.delivery_id).audience is Audience.FACILITATORS
    return reader.state is MemberState.ACTIVE and (reader.role is Role.FACILITATOR or not as_facilitator)


def still_known(rows: Rows, row: Outgoing, now: datetime) -> bool:
    """Whether somebody is still in a set, and that set knows each other."""
    member = rows.get(Member, int(row.guard.partition(":")[2]))
    at_home = member is not None and member.state is MemberState.ACTIVE
    return member is not None and at_home and deliveries.is_open(rows, sets.set_of(rows, member), now)


# What a reader gets


def head(rows: Rows, delivery: Delivery, now: datetime) -> dict[str, Arg]:
    """Whose a delivery is, by the handle that others know, and the day on which it reached them: no clock."""
    author = rows.need(Member, delivery.member_id)
    there = sets.set_of(rows, author)
    day = to_wall(delivery.released_at or now, there.zone or "UTC").date()
    return {"handle": sets.handle_seen(rows, author, now), "day": Day(day)}


def name_of(rows: Rows, delivery: Delivery, now: datetime) -> Term:
    """What a delivery is called in a sentence to its author, such as "your reflection of Thursday 3 December"."""
    return Term(f"delivery-name-{delivery.kind.value.replace('_', '-')}", {"day": head(rows, delivery, now)["day"]})


def shown(rows: Rows, kinds: Kinds, copy: Copy, now: datetime) -> Message:
    """The message that shows a copy, with what its reader can do about it."""
    delivery = rows.need(Delivery, copy.delivery_id)
    made = deliveries.body(rows, delivery)
    delivers = kinds[delivery.kind]
    args = {**head(rows, delivery, now), "body": Packed(["m", made["id"], made["args"]])}
    alone = delivery.kind in deliveries.SHARED and delivery.audience is Audience.FACILITATORS
    around = "delivery-shown-facilitators" if alone else delivers.head
    return Message(around, args, delivers.buttons(rows, delivery, copy, now), protect=True)


def show(turn: Turn, copy: Copy) -> None:
    """Show somebody a copy that they opened."""
    delivery = turn.rows.need(Delivery, copy.delivery_id)
    copy.opened_at, copy.version = copy.opened_at or turn.now, delivery.version
    turn.send(shown(turn.rows, turn.setting.registry.delivers, copy, turn.now), copy=copy, guard=guard(copy))


def _made(message: Message) -> dict[str, Any]:
    return {"id": message.id, "args": pack_all(message.args)}


def differs(rows: Rows, delivery: Delivery, message: Message) -> bool:
    """Whether this is something else than what readers have."""
    return deliveries.body(rows, delivery) != _made(message)


def make_body(rows: Rows, delivery: Delivery, message: Message) -> None:
    """Keep what readers get of a delivery from now on."""
    deliveries.put_body(rows, delivery, _made(message))
    delivery.version += 1


def amend(rows: Rows, kinds: Kinds, copy: Copy, now: datetime) -> None:
    """Change a copy where it stands; one that is long says that it has changed, and can be read again.

    Whoever is out of the set by then gets no new words of anybody's, and does not keep those that were changed.
    """
    if not may_read(rows, copy):
        take_copy(rows, copy, now)
        return
    found = deliveries.messages(rows, copy.id)
    if not found:
        return
    delivery = rows.need(Delivery, copy.delivery_id)
    reader = rows.need(Person, copy.person_id)
    short = len(rows.open(delivery, "body_sealed")) < AMENDABLE
    whole, changed = shown(rows, kinds, copy, now), _changed(rows, copy, now)
    for _at, pieces in groupby(found, key=lambda each: each.at):  # each time that it was read
        first, *others = pieces
        message = whole if short and not others else changed
        tell(rows, reader, replace(message, do=Do.AMEND, message_id=first.message_id), now, guard=guard(copy))
        for other in others:
            take_message(rows, reader, other, now)
    copy.version = delivery.version


def _changed(rows: Rows, copy: Copy, now: datetime) -> Message:
    """What stands where a long copy was, once it has changed."""
    read = button("button-delivery-read-again", "read.again", copy.id)
    args = head(rows, rows.need(Delivery, copy.delivery_id), now)
    return Message("delivery-changed", args, [[read]], protect=True)


def note_shown(rows: Rows, kinds: Kinds, row: Outgoing, message_ids: list[int], now: datetime) -> None:
    """Note where a copy stands now, once it was sent; what happened to it meanwhile happens to these messages too."""
    reader = rows.get(Person, row.person_id)
    if reader is None:
        return
    copy = rows.get(Copy, row.copy_id)
    for message_id in message_ids:
        outbox.remember_message(rows, reader.id, message_id, now, mine=True, copy_id=row.copy_id if copy else None)
        if copy is None and row.copy_id is not None:
            tell(rows, reader, Message(do=Do.DELETE, message_id=message_id), now)
    rows.flush()
    if copy is not None and copy.version != rows.need(Delivery, copy.delivery_id).version:
        amend(rows, kinds, copy, now)
