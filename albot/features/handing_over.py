"""*Hand over*: a facilitator asks somebody to look after the set, and nothing changes without their Yes.

    /members ── Hand over ─→ whom? ─→ instead of me, or with me? ─→ they are asked: Show ── Yes · No
                                                                         └─→ at a delivery time: told, and so it is

A new ask takes the place of the one before. When the answer came, nobody sees: it counts from a delivery time on.
"""

from __future__ import annotations

from albot.chat import handing_on
from albot.chat.access import Outdated
from albot.chat.announcing import News, tell_one
from albot.chat.message import Message, button
from albot.chat.registry import Feature, Press
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.people import Person
from albot.domain.sets import Handover, Member, Role
from albot.store import handovers, sets


def choose(turn: Turn, member: Member) -> None:
    """Somebody was picked: in whose place, or beside whom?"""
    _check(turn, member)
    handle = sets.handle_seen(turn.rows, member, turn.now)
    buttons = [[button("button-handing-over-instead", "hand.ask", member.id, 0)]]
    if member.role is Role.MEMBER:
        buttons.append([button("button-handing-over-together", "hand.ask", member.id, 1)])
    leave = button("button-members-no", "members.show", turn.member.id)
    turn.show("handing-over-how", handle=handle, buttons=[*buttons, [leave]])


def ask(turn: Turn, member: Member, together: int) -> None:
    """They are asked; whom I asked before is asked no more."""
    sets.lock(turn.rows, member.set_id)
    _check(turn, member)
    if together and member.role is not Role.MEMBER:
        raise Outdated
    for earlier in handovers.asked_by(turn.rows, turn.member.id):
        handing_on.drop(turn.rows, earlier, turn.now)
    handover = Handover(member_id=member.id, from_member_id=turn.member.id, together=bool(together), asked_at=turn.now)
    turn.rows.add(handover)
    turn.rows.flush()
    message = Message("handing-over-asks", {}, [[button("button-handing-over-show", "hand.show", handover.id)]], True)
    person = turn.rows.need(Person, member.person_id)
    tell_one(turn.rows, person, News(message, sets.guard(member)), turn.now)
    turn.show("handing-over-asked", handle=sets.handle_seen(turn.rows, member, turn.now))


def _check(turn: Turn, member: Member) -> None:
    """Raise `Outdated` unless somebody else of the set was picked, as far as facilitators know, and I facilitate it."""
    there = [*sets.members(turn.rows, member.set_id), *sets.just_left(turn.rows, member.set_id, turn.now)]
    if member.id == turn.member.id or all(each.id != member.id for each in there):
        raise Outdated
    if turn.member.role is not Role.FACILITATOR:
        raise Outdated  # somebody stood me down at the same moment


# The one who is asked


def show(turn: Turn, handover: Handover) -> None:
    """*Show*: who asks, and for which set; the message before may stand on a lock screen and names neither."""
    _check_open(turn, handover)
    asker = turn.rows.need(Member, handover.from_member_id)
    answers = [button("button-handing-over-yes", "hand.yes", handover.id)]
    answers.append(button("button-handing-over-no", "hand.no", handover.id))
    turn.show(
        "handing-over-question-together" if handover.together else "handing-over-question",
        handle=sets.handle_seen(turn.rows, asker, turn.now),
        set=sets.name(turn.rows, turn.member),
        buttons=[answers],
    )


def _check_open(turn: Turn, handover: Handover) -> None:
    """Raise `Outdated` unless it still waits for an answer that would count."""
    if handover.effective_at is not None or not handing_on.still_stands(turn.rows, handover):
        raise Outdated


def agree(turn: Turn, handover: Handover) -> None:
    """*Yes*: from the next delivery time on."""
    sets.lock(turn.rows, turn.member.set_id)
    _check_open(turn, handover)
    at_once = handing_on.agree(turn.rows, handover, turn.now)
    turn.show("handing-over-agreed-now" if at_once else "handing-over-agreed")


def decline(turn: Turn, handover: Handover) -> None:
    """*No*: the one who asked hears so kindly, at the next delivery time."""
    _check_open(turn, handover)
    handing_on.decline(turn.rows, handover, turn.now)
    turn.show("handing-over-declined")


FEATURE = Feature(
    "handing_over",
    presses=[
        Press("members.hand", choose, Member, who=Who.FACILITATOR),
        Press("hand.ask", ask, Member, who=Who.FACILITATOR),
        Press("hand.show", show, Handover),
        Press("hand.yes", agree, Handover),
        Press("hand.no", decline, Handover),
    ],
)
