"""Check-in partners, as other conversations need them: whose partner somebody is, and telling them of an ending.

    asked ── Yes ─→ from the next delivery time on each hears of the other's endings ─→ the meeting begins: over
      └── No            └── Stop · left ─→ over at once for that one, for the other at the next delivery time

What one of the two did shows to the other from a delivery time on. That is read off the deliveries that tell them:
while one waits for its time, everything looks to its reader as it did before.
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import delivering
from albot.chat.message import Button, button
from albot.domain.delivery_rows import Audience, Delivery, DeliveryKind
from albot.domain.partners import Between, Partnership, holds
from albot.domain.sets import Member, MemberState
from albot.domain.steps import ENDINGS, Step
from albot.store import deliveries, partners, sets
from albot.store.rows import Rows

# Who is whose partner


def partner_of(rows: Rows, member: Member, now: datetime) -> Member | None:
    """Who hears of the endings of a member's steps now, or None."""
    for each in partners.of_member(rows, member.id):
        other = other_of(rows, each, member)
        here = other is not None and other.state is MemberState.ACTIVE
        if here and holds(each, partners.over(rows, each), now):
            return other
    return None


def other_of(rows: Rows, partnership: Partnership, member: Member) -> Member | None:
    """The other of the two, or None where they erased themselves."""
    asked = partnership.member_id == member.id
    return rows.get(Member, partnership.to_member_id if asked else partnership.member_id)


def current(rows: Rows, member: Member, now: datetime) -> tuple[Partnership, Between] | None:
    """The partnership that a member has or has asked for, as far as they may know, or None."""
    found = [(each, between(rows, each, member, now)) for each in partners.of_member(rows, member.id)]
    open_ones = [each for each in found if each[1] is not Between.NOTHING]
    return next((each for each in open_ones if each[1] is Between.PARTNERS), next(iter(open_ones), None))


def between(rows: Rows, partnership: Partnership, member: Member, now: datetime) -> Between:
    """What a partnership is to one of the two, as far as they may know."""
    over = partners.over(rows, partnership)
    if (over is not None and over <= now) or is_gone(other_of(rows, partnership, member), now):
        return Between.NOTHING
    parted = told(rows, DeliveryKind.PARTED, partnership)
    if parted is not None and (parted.member_id == member.id or parted.due_at is None):
        return Between.NOTHING
    answer = told(rows, DeliveryKind.PARTNERED, partnership)
    asked = partnership.member_id == member.id
    if answer is None or (asked and answer.due_at is not None):
        return Between.ASKED if asked else Between.NOTHING
    return Between.NOTHING if partnership.agreed_at is None else Between.PARTNERS


def told(rows: Rows, kind: DeliveryKind, partnership: Partnership) -> Delivery | None:
    """The delivery by which one of the two hears of something that the other did."""
    return deliveries.for_audience(rows, kind, partnership.id, Audience.MEMBER)


def is_gone(member: Member | None, now: datetime) -> bool:
    """Whether somebody is out of the set, as far as the others may know."""
    if member is None or member.state is MemberState.ACTIVE:
        return member is None
    unseen = member.visible_from is not None and member.visible_from > now
    return member.state is not MemberState.LEFT or not unseen


def page_button(rows: Rows, member: Member, now: datetime) -> Button:
    """The way to one's check-in partner: who it is, where there is one."""
    found = current(rows, member, now)
    other = None if found is None else other_of(rows, found[0], member)
    if found is None or found[1] is not Between.PARTNERS or other is None:
        return button("button-partner", "partner.page", member.id)
    return button("button-partner-is", "partner.page", member.id, handle=sets.handle_seen(rows, other, now))


# Telling them of an ending


def told_partner(rows: Rows, step: Step, now: datetime) -> None:
    """A step has ended, or is open again: its owner's partner hears so at the next delivery time.

    What was taken back before then reaches nobody (the body is made when it is released); what they have is changed.
    """
    member = rows.need(Member, step.member_id)
    partner = partner_of(rows, member, now) if step.state in ENDINGS else None
    known = deliveries.for_audience(rows, DeliveryKind.ENDING, step.id, Audience.MEMBER)
    if known is not None and known.withdrawn_at is not None:
        known = None
    if partner is not None and (known is None or known.to_member_id == partner.id):
        delivering.hand_in(rows, member, DeliveryKind.ENDING, step.id, now, to=partner)
    elif known is not None:
        delivering.renew(rows, known, now)
