"""A set that knows each other: it is one only while every member, facilitators too, has agreed to it in private.

    /rhythm ── Knowing each other ─→ what it means ── Ask everybody ─→ each is asked in private: *Yes* · *No*
                                                  └── Handles only again ─→ so it is, at once

A No keeps the set handles-only, and nobody learns whose it was. Answers count from the next delivery time on, a No at
once; when all have said Yes, everybody is told at that time. Whoever joins later is asked when they are let in: until
they agree the set is handles-only again. Nothing that was written before reaches anybody else because of it.
"""

from __future__ import annotations

from albot.chat import delivering, knowing_each_other
from albot.chat.access import Outdated
from albot.chat.announcing import News, announce, tell_one
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Feature, Press
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Member, MemberState
from albot.store import deliveries, sets


def page(turn: Turn, the_set: ActionSet) -> None:
    """*Knowing each other*, for the facilitator: what it means, and what can be done."""
    turn.say("know-page", state=_state(turn, the_set), buttons=_page_buttons(the_set))


def _state(turn: Turn, the_set: ActionSet) -> str:
    """Where it stands, without a count: who has not agreed is nobody's business."""
    if deliveries.is_open(turn.rows, the_set, turn.now):
        return "known"
    return "asked" if the_set.asks_to_know else "handles"


def _page_buttons(the_set: ActionSet) -> Keyboard:
    if the_set.asks_to_know:
        return [[button("button-know-stop", "know.stop", the_set.id)]]
    return [[button("button-know-ask", "know.ask", the_set.id)]]


def ask_all(turn: Turn, the_set: ActionSet) -> None:
    """*Ask everybody*: each member in private, the facilitator too."""
    if the_set.asks_to_know:
        raise Outdated
    the_set.asks_to_know = True
    for member in sets.members(turn.rows, the_set.id):
        knowing_each_other.ask(turn.rows, member, turn.now)
    turn.show("know-asked")


def read(turn: Turn, member: Member) -> None:
    """The question, with what it means."""
    there = sets.set_of(turn.rows, member)
    if not there.asks_to_know:
        raise Outdated
    yes, no = button("button-know-yes", "know.yes", member.id), button("button-know-no", "know.no", member.id)
    turn.show("know-question", set=sets.name(turn.rows, member), buttons=[[yes, no]])


def agree(turn: Turn, member: Member) -> None:
    """*Yes*, from the next delivery time on."""
    there = sets.lock(turn.rows, member.set_id)
    if not there.asks_to_know or member.state is not MemberState.ACTIVE:
        raise Outdated
    if member.agrees_to_know is not True:
        member.agrees_to_know = True
        member.agrees_from = delivering.delivery_time(turn.rows, member, turn.now)
        _tell_when_all_agree(turn, there)
    turn.show("know-agreed", buttons=[[button("button-know-no-after-all", "know.no", member.id)]])


def refuse(turn: Turn, member: Member) -> None:
    """*No*, or no longer: it counts at once, and nobody is told whose it is."""
    sets.lock(turn.rows, member.set_id)
    member.agrees_to_know, member.agrees_from = False, turn.now
    turn.show("know-refused", buttons=[[button("button-know-yes-after-all", "know.yes", member.id)]])


def stop(turn: Turn, the_set: ActionSet) -> None:
    """*Handles only again*."""
    the_set.asks_to_know, the_set.at_once = False, False
    announce(turn.rows, the_set.id, News(Message("know-stopped")), turn.now, but=turn.me.id)
    turn.show("know-stopped")


def _tell_when_all_agree(turn: Turn, there: ActionSet) -> None:
    """Once all have agreed, everybody is told when that counts, if it still holds then."""
    found = sets.members(turn.rows, there.id)
    if any(each.agrees_to_know is not True for each in found):
        return
    at = max(each.agrees_from for each in found if each.agrees_from is not None)
    for each in found:
        person = turn.rows.need(Person, each.person_id)
        tell_one(turn.rows, person, News(Message("know-all-agreed"), f"{delivering.KNOWN}:{each.id}"), at)


FEATURE = Feature(
    "knowing",
    presses=[
        Press("know.page", page, ActionSet, Who.FACILITATOR, keeps=True),
        Press("know.ask", ask_all, ActionSet, Who.FACILITATOR),
        Press("know.stop", stop, ActionSet, Who.FACILITATOR),
        Press("know.read", read, Member),
        Press("know.yes", agree, Member),
        Press("know.no", refuse, Member),
    ],
)
