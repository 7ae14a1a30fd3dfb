"""`/leave` and `/forget`: out of a set with one's notes kept, or out of everything.

    /leave  ── which set? ─→ what happens then? ── Leave · Leave, and take back what I shared ─→ left
    /forget ── what goes? ── Erase everything ─→ really? ── Yes ─→ erased, both sides' messages deleted, goodbye

Erasing is one transaction. A set that loses its last facilitator so is archived, and its members are told once.
"""

from __future__ import annotations

from datetime import timedelta

from albot.chat import closing_round, delivering, handing_on, reviewing
from albot.chat.access import Outdated
from albot.chat.announcing import News, tell_one
from albot.chat.message import Do, Message, button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Refusal, Turn, facilitators
from albot.domain.authority import AT_HOME, Who
from albot.domain.deliveries import next_delivery
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Member, MemberState, SetState
from albot.store import deliveries, erasing, outbox, people, sets
from albot.store.post import Lane, Outgoing
from albot.texts.args import Arg, Lines, Term

SURE_FOR = timedelta(minutes=10)
"""How long *Yes, erase it* holds: pressed long after, it may be a slip of the finger."""


def _name(turn: Turn, the_set: ActionSet) -> Arg:
    """The name of a set, or a word for one that has none yet."""
    return turn.rows.open(the_set, "name_sealed") or Term("leaving-set-unnamed")


# Leaving a set


def leave(turn: Turn) -> None:
    """`/leave`: ask which set where there are several, then whether really."""
    mine = _my_members(turn)
    if not mine:
        raise Refusal("no-set")
    if len(mine) == 1:
        return ask_leave(turn, mine[0])
    choices = [[button("button-set", "leave.ask", m.id, name=_name(turn, sets.set_of(turn.rows, m)))] for m in mine]
    return turn.say("which-set", buttons=choices, sound=True)


def _my_members(turn: Turn) -> list[Member]:
    """My memberships that are not over, but for a set that is still being made (that is /newset's to drop)."""
    mine = [turn.rows.need(Member, m.member_id) for m in turn.standing.memberships if m.state in AT_HOME]
    return sets.by_name(turn.rows, (each for each in mine if sets.set_of(turn.rows, each).state is not SetState.DRAFT))


def ask_leave(turn: Turn, member: Member) -> None:
    """Say what happens then, and ask."""
    the_set = sets.set_of(turn.rows, member)
    _refuse_the_last(turn, the_set)
    leave, stay = button("button-leaving-leave", "leave.yes", member.id), button("button-leaving-stay", "leave.no")
    if not deliveries.of_member(turn.rows, member.id):
        turn.show("leaving-sure", buttons=[[leave, stay]], set=_name(turn, the_set))
        return
    take_back = button("button-leaving-take-back", "leave.take_back", member.id)
    turn.show("leaving-sure-shared", buttons=[[leave], [take_back], [stay]], set=_name(turn, the_set))


def _refuse_the_last(turn: Turn, the_set: ActionSet) -> None:
    """A set with members in it keeps its last facilitator; raises `Refusal`."""
    alone = {each.id for each in erasing.left_alone(turn.rows, turn.me.id)}
    if the_set.id in alone and erasing.others_in(turn.rows, the_set.id, turn.me.id):
        raise Refusal("leaving-last-facilitator", set=_name(turn, the_set))


def go(turn: Turn, member: Member) -> None:
    """*Leave*: the notes stay, the conversations about the set end, its facilitators hear of it at a delivery time."""
    the_set = sets.set_of(turn.rows, member)
    _refuse_the_last(turn, the_set)
    was_in = member.state is MemberState.ACTIVE
    if the_set in erasing.left_alone(turn.rows, turn.me.id):
        closing_round.end(turn.rows, the_set, turn.now)
    seen = was_in and (member.visible_from is None or member.visible_from <= turn.now)
    member.visible_from = next_delivery(turn.now, the_set.deliveries, the_set.zone) if seen else turn.now
    member.state, member.ended_at = MemberState.LEFT, turn.now
    turn.rows.flush()
    erasing.close_conversations(turn.rows, member)
    outbox.drop_guarded(turn.rows, f"in-set:{member.id}")
    if was_in:
        _tell_facilitators(turn, member, the_set)
    turn.replan(member.id)
    turn.show("leaving-left", set=_name(turn, the_set))


def go_and_take_back(turn: Turn, member: Member) -> None:
    """*Leave, and take back what I shared*, also where others quote it."""
    delivering.withdraw_all(turn.rows, member, turn.now)
    quoted = deliveries.quoting(turn.rows, [member.id])
    delivering.remake(turn.rows, turn.setting.registry.delivers, quoted, turn.now)
    go(turn, member)


def who_left(turn: Turn, member: Member) -> None:
    """*Show*, for a facilitator: who has left; the message itself may stand on a lock screen and names nobody."""
    the_set = sets.set_of(turn.rows, member)
    turn.show("leaving-who", handle=sets.handle_seen(turn.rows, member, turn.now), set=_name(turn, the_set))


def stay(turn: Turn) -> None:
    """*Stay*: nothing changes."""
    turn.show("leaving-stayed")


def _tell_facilitators(turn: Turn, member: Member, the_set: ActionSet) -> None:
    buttons = [[button("button-leaving-show", "leave.who", member.id)]]
    news = News(Message("leaving-told", {}, buttons), erasing.goodbye_guard(member.id))
    for person in facilitators(turn.rows, the_set.id):
        _tell_at_delivery(turn, person, news, the_set)


def _tell_at_delivery(turn: Turn, person: Person, news: News, the_set: ActionSet) -> None:
    """Tell somebody in a set no sooner than at its next delivery time, so that no clock tells who did it."""
    tell_one(turn.rows, person, news, next_delivery(turn.now, the_set.deliveries, the_set.zone or "UTC"))


# Erasing everything


def forget(turn: Turn) -> None:
    """`/forget`: say what goes, and ask for the first time."""
    if turn.person is None:
        raise Refusal("forget-nothing")
    buttons = [[button("button-forget-erase", "forget.sure")], [button("button-forget-keep", "forget.no")]]
    turn.say("forget-first", buttons=buttons)


def ask_again(turn: Turn) -> None:
    """Ask for the second time, with what it does to sets that have no other facilitator."""
    pressed_at = int(turn.now.timestamp())
    buttons = [
        [button("button-forget-yes", "forget.yes", pressed_at)],
        [button("button-forget-keep", "forget.no")],
    ]
    turn.show("forget-second", buttons=buttons, ends=_what_ends(turn))


def _what_ends(turn: Turn) -> Arg:
    """The sets that end with this person, a line each."""
    ending = [each for each in erasing.left_alone(turn.rows, turn.me.id) if _has_others(turn, each)]
    return Lines([Term("forget-ends-set", {"set": _name(turn, each)}) for each in ending])


def _has_others(turn: Turn, the_set: ActionSet) -> bool:
    return bool(erasing.others_in(turn.rows, the_set.id, turn.me.id))


def keep(turn: Turn) -> None:
    """*Keep everything*: nothing was erased."""
    turn.show("forget-kept")


def erase(turn: Turn, asked_at: int) -> None:
    """*Yes, erase it*: everything about this person, in this transaction; then goodbye."""
    if turn.now.timestamp() - asked_at > SURE_FOR.total_seconds():
        raise Outdated
    person, language = turn.me, turn.me.language
    handing_on.settle_before_erasing(turn.rows, person, turn.now)
    _end_sets(turn, person)
    message_ids = set(outbox.recent_messages(turn.rows, person.id, turn.now - delivering.DELETABLE))
    quoted = _withdraw_everything(turn, person)
    erasing.erase_person(turn.rows, person, turn.incoming.sender.telegram_id)
    delivering.remake(turn.rows, turn.setting.registry.delivers, quoted, turn.now)
    turn.person, turn.chosen, turn.erased = None, None, True
    turn.standing = people.standing(turn.rows, None, open_sets=turn.setting.open_sets)
    turn.written.clear()  # they were this person's, and are erased
    turn.send(Message("forget-goodbye"))
    _delete_messages(turn, message_ids | {turn.incoming.message_id}, language)


def _withdraw_everything(turn: Turn, person: Person) -> list[int]:
    """Take back all that others have of a person; returns the deliveries of others that quote their words."""
    mine = erasing.of_person(turn.rows, person.id)
    ids = [member.id for member in mine]
    for member in mine:
        delivering.withdraw_all(turn.rows, member, turn.now)
    reviewing.take_pages(turn.rows, mine, turn.now)
    for report in erasing.reports_about(turn.rows, ids):
        delivering.withdraw(turn.rows, report, turn.now)
    return deliveries.quoting(turn.rows, ids)


def _end_sets(turn: Turn, person: Person) -> None:
    """Archive the sets that nobody else facilitates, and tell whoever is in them."""
    for the_set in erasing.left_alone(turn.rows, person.id):
        closing_round.end(turn.rows, the_set, turn.now)
        for other in erasing.others_in(turn.rows, the_set.id, person.id):
            news = News(Message("forget-set-ended", {}, [[button("button-leaving-now", "now.show")]]))
            _tell_at_delivery(turn, turn.rows.need(Person, other.person_id), news, the_set)
            turn.replan(other.id)


def _delete_messages(turn: Turn, message_ids: set[int], language: str) -> None:
    """Delete messages from this chat, the newest first; the rows belong to nobody and carry their own address."""
    for place, message_id in enumerate(sorted(message_ids, reverse=True)):
        row = Outgoing(
            person_id=None, lane=Lane.DELIVERY, order_in_turn=place, written_at=turn.now, not_before=turn.now
        )
        body = Message(do=Do.DELETE, message_id=message_id).body(language)
        outbox.write(turn.rows, row, turn.incoming.sender.chat_id, body)


FEATURE = Feature(
    "leaving",
    commands=[Command("leave", Who.PERSON, leave), Command("forget", Who.ANYONE, forget)],
    presses=[
        Press("leave.ask", ask_leave, Member, after_end=True),
        Press("leave.yes", go, Member, after_end=True),
        Press("leave.take_back", go_and_take_back, Member, after_end=True),
        Press("leave.who", who_left, Member, who=Who.FACILITATOR, after_end=True),
        Press("leave.no", stay, who=Who.PERSON),
        Press("forget.sure", ask_again, who=Who.PERSON),
        Press("forget.no", keep, who=Who.PERSON),
        Press("forget.yes", erase, who=Who.PERSON, keeps=True),
    ],
)
