"""Handing a set on: a Yes takes effect at a delivery time, and no set is left without a facilitator by it.

    Yes ─→ waits for the delivery time ─→ still stands? ─→ they facilitate; the one who asked is a member from then on
                                                       └─→ else they are told that it came to nothing

What is released at that very time still goes to those who facilitated before it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from albot.chat import delivering
from albot.chat.announcing import News, tell_one
from albot.chat.message import Message, button
from albot.domain.columns import LONG_AGO
from albot.domain.delivery_rows import Audience
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Handover, Member, MemberState, Role, SetState
from albot.store import handovers, letters, sets
from albot.store.rows import Rows

log = structlog.get_logger()

AFTER_A_FAILURE = timedelta(hours=1)


def make_facilitator(rows: Rows, member: Member) -> None:
    """A member facilitates from here on. Reports about them that are on their way go to the coordinators instead."""
    member.role, member.muted_at, member.plan_again_at = Role.FACILITATOR, None, LONG_AGO
    for report in letters.waiting_about(rows, member):
        report.audience = Audience.COORDINATORS
    rows.flush()


def still_stands(rows: Rows, handover: Handover) -> bool:
    """Whether both are in the set, which goes on, and the one who asked facilitates it."""
    member, asker = rows.get(Member, handover.member_id), rows.get(Member, handover.from_member_id)
    if member is None or asker is None or {member.state, asker.state} != {MemberState.ACTIVE}:
        return False
    return asker.role is Role.FACILITATOR and rows.need(ActionSet, member.set_id).state is SetState.ACTIVE


def agree(rows: Rows, handover: Handover, now: datetime) -> bool:
    """Somebody said Yes: it takes effect at the next delivery time. True where that is now."""
    handover.effective_at = delivering.delivery_time(rows, rows.need(Member, handover.member_id), now)
    rows.flush()
    if handover.effective_at > now:
        return False
    settle(rows, handover, now)
    return True


def decline(rows: Rows, handover: Handover, now: datetime) -> None:
    """Somebody said No: the one who asked hears so at the next delivery time."""
    member = rows.need(Member, handover.member_id)
    at = delivering.delivery_time(rows, member, now)
    asker = rows.need(Member, handover.from_member_id)
    _tell(rows, asker, Message("handing-over-no", {}, [[button("button-members-see", "in.members", asker.id)]]), at)
    rows.delete(handover)


def drop(rows: Rows, handover: Handover, now: datetime) -> None:
    """What was asked is asked no more; whoever had said Yes to it hears so at the next delivery time."""
    member = rows.need(Member, handover.member_id)
    if handover.effective_at is not None:
        _tell(rows, member, Message("handing-over-lapsed"), delivering.delivery_time(rows, member, now))
    rows.delete(handover)
    rows.flush()


def settle(rows: Rows, handover: Handover, now: datetime) -> None:
    """A Yes takes effect: first the one facilitates, then the other does not."""
    member = rows.need(Member, handover.member_id)
    sets.lock(rows, member.set_id)
    stands, together = still_stands(rows, handover), handover.together
    asker = rows.get(Member, handover.from_member_id)
    rows.delete(handover)
    rows.flush()
    if not stands or asker is None:
        _tell(rows, member, Message("handing-over-lapsed"), now)
        return
    make_facilitator(rows, member)
    the_set = [[button("button-members-set", "in.set", member.id)]]
    _tell(rows, member, Message("handing-over-yours", {}, the_set, sound=True), now)
    if not together:
        asker.role, asker.plan_again_at = Role.MEMBER, LONG_AGO
    _tell(rows, asker, Message("handing-over-together" if together else "handing-over-done"), now)
    rows.flush()


def _tell(rows: Rows, member: Member, message: Message, now: datetime) -> None:
    tell_one(rows, rows.need(Person, member.person_id), News(message, sets.guard(member)), now)


def settle_due(rows: Rows, now: datetime) -> bool:
    """Let take effect what is due. One that fails is tried again later, and keeps no other waiting."""
    found = handovers.due(rows, now)
    for handover in found:
        try:
            with rows.savepoint():
                settle(rows, handover, now)
        except Exception as problem:
            if rows.comes_again(problem):
                raise
            log.error("handover_failed", handover=handover.id, problem=type(problem).__name__)
            handover.effective_at = now + AFTER_A_FAILURE
    return bool(found)


def settle_before_erasing(rows: Rows, person: Person, now: datetime) -> None:
    """Somebody who asked is erased: a Yes that they have got takes effect now, so that their set goes on."""
    for handover in handovers.agreed_for(rows, person.id):
        settle(rows, handover, now)
