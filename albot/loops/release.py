"""Release: at a set's delivery times what waits there reaches others, all at once and in no telling order.

    what is due ─→ body made as things are now ─→ a copy for each reader ─┐
    what changed ─→ body made anew ─→ opened copies are changed           ├─→ one message to each reader: *Read*
    who waits to be let in ─→ facilitators                                │
    the last time at least 12 h before a meeting ─────────────────────────┴─→ that message is the round-up

Readers are told how much there is, and read it by their own tap. Nothing here says when anybody did anything: rows
come in the order of their random ids, and all of a set in one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from albot.chat import delivering, handing_on, rounding_up
from albot.chat.announcing import News, tell_one
from albot.chat.message import Message, button
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.people import Office, Person
from albot.domain.sets import Member, MemberState, Role
from albot.features import DELIVERS
from albot.loops.attempt import attempt
from albot.store import deliveries, handovers, people, sets
from albot.store.post import Outgoing
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term

log = structlog.get_logger()

SETS_AT_ONCE = 5
"""So many sets are released in one transaction, so that no turn waits long behind them."""

AFTER_A_FAILURE = timedelta(hours=1)

NOT_IN_YET = frozenset({MemberState.JOINING, MemberState.WAITING})
"""What somebody hands in while they wait to be let in waits with them."""

UNOPENED = "unopened"
"""Guards of what readers are told at a delivery time begin so: something must still wait to be read by them."""

Fresh = dict[tuple[int, int | None], list[Copy]]
"""New copies by their reader: the person and the membership (None for a coordinator)."""


def release(rows: Rows, now: datetime) -> bool:
    """Release what is due in some of the sets; True where more may wait."""
    _tell_of_waiting(rows, now)
    found = deliveries.due_sets(rows, now, SETS_AT_ONCE) or rounding_up.due_sets(rows, now, SETS_AT_ONCE)
    if not found:
        return handing_on.settle_due(rows, now)  # what was handed in before goes to those it was meant for
    done = [_attempt(rows, set_id, now) for set_id in found]
    return any(done)


def next_release(rows: Rows, now: datetime) -> datetime | None:
    """When something is next released, or facilitators are next to hear of somebody, or None."""
    found = (
        sets.next_waiting(rows),
        deliveries.next_due(rows),
        rounding_up.next_due(rows, now),
        handovers.next_due(rows),
    )
    return min((moment for moment in found if moment is not None), default=None)


def still_in(rows: Rows, row: Outgoing, _now: datetime) -> bool:
    """Whether a message for somebody in a set still finds them in it."""
    return _active(rows.get(Member, int(row.guard.split(":")[1])))


def still_unopened(rows: Rows, row: Outgoing, _now: datetime) -> bool:
    """Whether there is still something to read for the one who is told so."""
    member_id = int(row.guard.split(":")[1]) or None
    if member_id is not None and not _active(rows.get(Member, member_id)):
        return False
    return bool(deliveries.unopened(rows, row.person_id or 0, member_id))


def _active(member: Member | None) -> bool:
    return member is not None and member.state is MemberState.ACTIVE


# One set


def _attempt(rows: Rows, set_id: int, now: datetime) -> bool:
    """Release one set; False where that fails, and it is put off."""
    if attempt(rows, "release_failed", lambda: _release_set(rows, set_id, now), set=set_id):
        return True
    _put_off(rows, set_id, now)
    return False


def _release_set(rows: Rows, set_id: int, now: datetime) -> None:
    """Everything of one set that is due."""
    sets.lock(rows, set_id)
    for delivery in deliveries.to_renew(rows, set_id, now):
        _renew(rows, delivery, now)
    fresh: Fresh = defaultdict(list)
    for delivery in deliveries.due(rows, set_id, now):
        for copy in _release(rows, delivery, now):
            fresh[(copy.person_id, copy.member_id)].append(copy)
    rows.flush()
    lines = {member_id: _lines(rows, _but_shared(rows, new)) for (_, member_id), new in fresh.items()}
    rounded_up = rounding_up.send(rows, set_id, now, lines)
    for (person_id, member_id), new in sorted(fresh.items(), key=lambda each: each[1][0].id):
        if member_id not in rounded_up:
            _tell(rows, rows.need(Person, person_id), member_id, new, now)


def _release(rows: Rows, delivery: Delivery, now: datetime) -> list[Copy]:
    """Let one thing reach its readers of this moment; what is no longer to reach anybody is withdrawn."""
    delivery.due_at = None
    try:
        message = _body(rows, delivery, now)
    except _NotNow:
        delivery.due_at = delivering.delivery_time(rows, rows.need(Member, delivery.member_id), now)
        return []
    if message is None:
        delivery.withdrawn_at = now
        return []
    delivering.make_body(rows, delivery, message)
    delivery.released_at = now
    return [
        rows.add(Copy(delivery_id=delivery.id, person_id=person_id, member_id=member_id, version=delivery.version))
        for person_id, member_id in _readers(rows, delivery)
    ]


class _NotNow(Exception):
    """Something cannot go now: it is looked at again at the next delivery time."""


def _body(rows: Rows, delivery: Delivery, now: datetime) -> Message | None:
    """What readers get of a thing as it is now, or None where it is not for them any more; raises `_NotNow`."""
    if rows.need(Member, delivery.member_id).state in NOT_IN_YET:
        raise _NotNow
    try:
        with rows.savepoint():
            return DELIVERS[delivery.kind].body(rows, delivery, now) if _may_go(rows, delivery) else None
    except Exception as problem:
        if rows.comes_again(problem):
            raise
        log.error("body_not_made", delivery=delivery.id, problem=type(problem).__name__)
        raise _NotNow from None


def _may_go(rows: Rows, delivery: Delivery) -> bool:
    """Whether its author is still in the set; what was shared, or others have, stays with them when they leave.

    A report goes even where its author was removed: the one who removed them may be the one it is about.
    """
    author = rows.need(Member, delivery.member_id)
    stays = delivery.kind in deliveries.SHARED or delivery.released_at is not None
    left = author.state is MemberState.LEFT and stays
    return author.state is MemberState.ACTIVE or left or delivery.kind is DeliveryKind.REPORT


def _readers(rows: Rows, delivery: Delivery) -> list[tuple[int, int | None]]:
    """Whom a delivery is for now: person and membership, never its author."""
    author = rows.need(Member, delivery.member_id)
    if delivery.audience is Audience.COORDINATORS:
        return [(each.id, None) for each in people.holders(rows, Office.COORDINATOR) if each.id != author.person_id]
    role = Role.FACILITATOR if delivery.audience is Audience.FACILITATORS else None
    found = sets.members(rows, delivery.set_id, role=role)
    if delivery.audience is Audience.MEMBER:
        found = [each for each in found if each.id == delivery.to_member_id]
    return [(each.person_id, each.id) for each in found if each.id != author.id and _was_there(each, delivery)]


def _was_there(reader: Member, delivery: Delivery) -> bool:
    """Whether a reader was in the set when it was handed in; or its author was told that newcomers read it too."""
    return delivery.newcomers or reader.admitted_at is None or reader.admitted_at <= delivery.handed_in_at


def _renew(rows: Rows, delivery: Delivery, now: datetime) -> None:
    """Make one thing anew, and change the copies that were opened."""
    delivery.renew_at = None
    try:
        message = _body(rows, delivery, now)
    except _NotNow:
        delivery.renew_at = delivering.delivery_time(rows, rows.need(Member, delivery.member_id), now)
        return
    if message is None:
        delivering.withdraw(rows, delivery, now)
    elif delivering.differs(rows, delivery, message):
        delivering.make_body(rows, delivery, message)
        for copy in deliveries.copies(rows, delivery.id):
            delivering.amend(rows, DELIVERS, copy, now)


def _put_off(rows: Rows, set_id: int, now: datetime) -> None:
    """What could not be released is tried again later, and keeps nobody else's waiting."""
    for delivery in deliveries.due(rows, set_id, now):
        delivery.due_at = now + AFTER_A_FAILURE
    for delivery in deliveries.to_renew(rows, set_id, now):
        delivery.renew_at = now + AFTER_A_FAILURE


# Telling readers


def _tell(rows: Rows, person: Person, member_id: int | None, new: Sequence[Copy], now: datetime) -> None:
    """Tell a reader how much there is to read."""
    mine = button("button-delivery-read", "read.reports")  # a coordinator's, who is not in the set
    read = mine if member_id is None else button("button-delivery-read", "read.new", member_id)
    said = "delivery-news-coordinator" if member_id is None else "delivery-news"
    message = Message(said, {"lines": Lines(_lines(rows, new))}, [[read]], sound=_sounds(rows, new))
    tell_one(rows, person, News(message, f"{UNOPENED}:{member_id or 0}"), now)


def _lines(rows: Rows, new: Sequence[Copy]) -> list[Arg]:
    """A line for each kind of thing that there is, with how many; of what is shared, how many members did."""
    counted: dict[str, set[int]] = defaultdict(set)
    for copy in new:
        delivery = rows.need(Delivery, copy.delivery_id)
        line = DELIVERS[delivery.kind].line
        counted[line].add(delivery.member_id if delivery.kind in deliveries.SHARED else delivery.id)
    order = list(dict.fromkeys(each.line for each in DELIVERS.values()))
    return [Term(line, {"count": len(counted[line])}) for line in order if line in counted]


def _but_shared(rows: Rows, new: Sequence[Copy]) -> list[Copy]:
    """What the lines of a round-up do not say themselves."""
    return [copy for copy in new if rows.need(Delivery, copy.delivery_id).kind not in deliveries.SHARED]


def _sounds(rows: Rows, new: Sequence[Copy]) -> bool:
    return any(DELIVERS[rows.need(Delivery, copy.delivery_id).kind].sounds for copy in new)


# Who waits to be let in


def _tell_of_waiting(rows: Rows, now: datetime) -> None:
    """Tell the facilitators of each set how many wait. Who they are stands behind a button, off the lock screen."""
    fresh = sets.with_waiting(rows, now)
    for member in fresh:
        member.told_facilitators = True
    for set_id in {member.set_id for member in fresh}:
        _tell_facilitators(rows, set_id, now)


def _tell_facilitators(rows: Rows, set_id: int, now: datetime) -> None:
    count = len(sets.waiting(rows, set_id, now))
    for facilitator in sets.members(rows, set_id, role=Role.FACILITATOR):
        buttons = [[button("button-members-see", "in.members", facilitator.id)]]
        message = Message("members-some-wait", {"count": count}, buttons)
        news = News(message, sets.guard(facilitator))
        tell_one(rows, rows.need(Person, facilitator.person_id), news, now)
