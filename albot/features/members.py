"""`/members`: who is in the set and who waits; letting in, turning away, removing, muting, who facilitates.

    /members ── Let in ─→ told at once: "You are in"
       ├── Turn away ─→ sure? ─→ told kindly; no link brings them back
       ├── Remove somebody ─→ who? ─→ sure? ─→ the same
       ├── Mute somebody ─→ who? ─→ sure? ─→ told at once, and nobody else is; Unmute the same
       ├── Make co-facilitator, Stand somebody down ─→ who? ─→ sure? ─→ told at once
       └── Hand over ─→ who? ─→ see `handing_over`

A muted member asks no questions, asks the set for no help and answers nothing to the set; they may do all else.
A set is never left without a facilitator. Nothing here shows when somebody asked to join.
"""

from __future__ import annotations

from dataclasses import replace

from albot.chat import delivering, handing_on, knowing_each_other
from albot.chat.access import Outdated
from albot.chat.announcing import News, planned_for, tell_one
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.deliveries import next_delivery
from albot.domain.invites import InviteProblem, set_problem
from albot.domain.people import Person
from albot.domain.sets import Member, MemberState, Role
from albot.domain.wallclock import to_wall
from albot.store import erasing, meetings, outbox, reflections, sets
from albot.texts.args import Arg, Lines, Term

PICKS = ("remove", "mute", "unmute", "make", "down", "hand")
"""What a facilitator can decide about somebody in the set; buttons name each by its place here."""


def members(turn: Turn) -> None:
    """`/members`: the handles, and those who wait."""
    turn.send(replace(_list(turn), protect=True))


def _list(turn: Turn) -> Message:
    set_id = turn.member.set_id
    inside = _sorted(turn, _inside(turn))
    waiting = _sorted(turn, sets.waiting(turn.rows, set_id, turn.now))
    args: dict[str, Arg] = {
        "set": sets.name(turn.rows, turn.member),
        "handles": Lines([_line(turn, member) for member in inside]),
        "waiting": Lines([_line(turn, member) for member in waiting]),
    }
    buttons = [row for member in waiting for row in _answers(turn, member)]
    buttons += [
        [button(f"button-members-{what}-somebody", "members.pick", turn.member.id, place)]
        for place, what in enumerate(PICKS)
        if _candidates(turn, inside, what)
    ]
    return Message("members-list-waiting" if waiting else "members-list", args, buttons)


def _inside(turn: Turn) -> list[Member]:
    """Who is in the set, and who left it without anybody knowing yet."""
    set_id = turn.member.set_id
    return [*sets.members(turn.rows, set_id), *sets.just_left(turn.rows, set_id, turn.now)]


def _sorted(turn: Turn, found: list[Member]) -> list[Member]:
    return sorted(found, key=lambda member: sets.handle_seen(turn.rows, member, turn.now).casefold())


def _line(turn: Turn, member: Member) -> Term:
    """A member in the list: the handle, and what has to be known of it."""
    if member.role is Role.FACILITATOR:
        kind = "facilitator"
    elif member.state is MemberState.WAITING:
        kind = "no-word" if member.without_word else "member"
    else:
        kind = "member" if member.muted_at is None else "muted"
    return Term(f"members-line-{kind}", {"handle": sets.handle_seen(turn.rows, member, turn.now)})


def _answers(turn: Turn, member: Member) -> Keyboard:
    handle = sets.handle_seen(turn.rows, member, turn.now)
    return [
        [button("button-members-admit", "members.admit", member.id, handle=handle)],
        [button("button-members-turn-away", "members.away", member.id, handle=handle)],
    ]


def show(turn: Turn, _member: Member) -> None:
    """The list again, in the place of what was pressed."""
    message = _list(turn)
    turn.show(message.id, buttons=message.buttons, **message.args)


def _check_waiting(turn: Turn, member: Member) -> None:
    """Raise `Outdated` unless the member waits and the facilitators may know it by now."""
    visible = member.visible_from is not None and member.visible_from <= turn.now
    if member.state is not MemberState.WAITING or not visible:
        raise Outdated


# Letting in


def admit(turn: Turn, member: Member) -> None:
    """*Let in*: the member is in the set, and told so at once. Others see the handle from the next delivery time on."""
    the_set = sets.lock(turn.rows, member.set_id)
    _check_waiting(turn, member)
    problem = set_problem(the_set, len(sets.members(turn.rows, the_set.id, role=Role.MEMBER)))
    if problem is not None:
        raise Refusal("members-full" if problem is InviteProblem.FULL else "members-closed")
    member.state = MemberState.ACTIVE
    member.admitted_at = turn.now
    member.joined_on = to_wall(turn.now, the_set.zone).date()
    member.visible_from = next_delivery(turn.now, the_set.deliveries, the_set.zone)
    member.told_facilitators = True
    turn.rows.flush()
    turn.replan(member.id)
    delivering.welcome_newcomer(turn.rows, member, turn.now)
    _tell(turn, member, _welcome(turn, member), sets.guard(member))
    if the_set.asks_to_know:
        knowing_each_other.ask(turn.rows, member, turn.now)
    meeting = meetings.next_meeting(turn.rows, the_set.id, turn.now)
    if meeting is not None:
        planned_for(turn.rows, meeting, turn.rows.need(Person, member.person_id), turn.now)
    turn.toast = "members-let-in"
    show(turn, member)


def _welcome(turn: Turn, member: Member) -> Message:
    """The word to somebody who is in now; it speaks of their issue only where that is still to be written."""
    the_set = [button("button-members-set", "in.set", member.id)]
    issue = reflections.issue(turn.rows, member.id)
    if issue is not None and issue.finished_at is not None:
        return Message("members-you-are-in", buttons=[the_set], sound=True)
    write_it = [button("button-members-issue", "issue.start", member.id)]
    return Message("members-you-are-in-without-issue", buttons=[the_set, write_it], sound=True)


def _tell(turn: Turn, member: Member, message: Message, guard: str = "") -> None:
    """Tell a member what a facilitator decided about them. It names no set: it may stand on a lock screen."""
    tell_one(turn.rows, turn.rows.need(Person, member.person_id), News(message, guard, through_pauses=True), turn.now)


# Turning away and removing


def ask_away(turn: Turn, member: Member) -> None:
    """*Turn away*: really?"""
    _check_waiting(turn, member)
    _ask(turn, member, "away")


def away(turn: Turn, member: Member) -> None:
    """*Yes, turn away*."""
    _check_waiting(turn, member)
    _end(turn, member, MemberState.TURNED_AWAY)
    _tell(turn, member, Message("members-you-were-turned-away"))
    turn.toast = "members-turned-away"
    show(turn, member)


def pick(turn: Turn, _member: Member, place: int = 0) -> None:
    """*Remove somebody*, *Mute somebody* and the others: whom?"""
    if place >= len(PICKS):
        raise Outdated
    what = PICKS[place]
    buttons = [
        [
            button(
                "button-members-handle", f"members.{what}", each.id, handle=sets.handle_seen(turn.rows, each, turn.now)
            )
        ]
        for each in _candidates(turn, _sorted(turn, _inside(turn)), what)
    ]
    turn.show(f"members-pick-{what}", buttons=[*buttons, [button("button-back", "members.show", turn.member.id)]])


def _candidates(turn: Turn, inside: list[Member], what: str) -> list[Member]:
    """Whom of those inside a facilitator can decide this about."""
    plain = [each for each in inside if each.role is Role.MEMBER]
    leading = [each for each in inside if each.role is Role.FACILITATOR]
    return {
        "remove": [each for each in inside if each.id != turn.member.id],
        "mute": [each for each in plain if each.muted_at is None],
        "unmute": [each for each in plain if each.muted_at is not None],
        "make": plain,
        "down": leading if len(leading) > 1 else [],
        "hand": [each for each in inside if each.id != turn.member.id],
    }[what]


def _check(turn: Turn, member: Member, what: str) -> None:
    """Raise `Outdated` unless this can be decided about this member."""
    if all(member.id != each.id for each in _candidates(turn, _inside(turn), what)):
        raise Outdated


def ask_remove(turn: Turn, member: Member) -> None:
    """Really remove this one?"""
    _check_removable(turn, member)
    _ask(turn, member, "remove")


def remove(turn: Turn, member: Member) -> None:
    """*Yes, remove*: out of the set at once, with nothing more to come from it."""
    sets.lock(turn.rows, member.set_id)
    _check_removable(turn, member)
    _end(turn, member, MemberState.REMOVED)
    _tell(turn, member, Message("members-you-were-removed"))
    turn.toast = "members-removed"
    show(turn, member)


def _check_removable(turn: Turn, member: Member) -> None:
    """Raise unless the member is in the set, is not oneself, and leaves a facilitator behind."""
    if member.id == turn.member.id or all(member.id != each.id for each in _inside(turn)):
        raise Outdated
    facilitators = sets.members(turn.rows, member.set_id, role=Role.FACILITATOR)
    if not any(each.id != member.id for each in facilitators):
        raise Refusal("members-last-facilitator")


def _ask(turn: Turn, member: Member, what: str, *, aside: bool = False) -> None:
    """A decision is asked about once more; `aside` leaves the pressed message where it is."""
    handle = sets.handle_seen(turn.rows, member, turn.now)
    buttons = [
        [button(f"button-members-{what}-sure", f"members.{what}-sure", member.id, handle=handle)],
        [button("button-members-no", "members.show", turn.member.id)],
    ]
    ask = turn.say if aside else turn.show
    ask(f"members-{what}-sure", handle=handle, buttons=buttons)


def _end(turn: Turn, member: Member, state: MemberState) -> None:
    """A membership ends by a facilitator's decision: its questions, nudges and waiting messages go."""
    member.state, member.ended_at = state, turn.now
    turn.rows.flush()
    erasing.close_conversations(turn.rows, member)
    outbox.drop_guarded(turn.rows, sets.guard(member))
    turn.replan(member.id)


# Muting


def ask_mute(turn: Turn, member: Member, aside: int = 0) -> None:
    """*Mute*, from the list or (`aside`) under a report: really?"""
    _check(turn, member, "mute")
    _ask(turn, member, "mute", aside=bool(aside))


def mute(turn: Turn, member: Member) -> None:
    """*Yes, mute*: the one muted is told, and nobody else."""
    _check(turn, member, "mute")
    member.muted_at = turn.now
    write = [button("button-members-write", "in.facilitator", member.id)]
    _tell(turn, member, Message("members-you-are-muted", {}, [write]), sets.guard(member))
    turn.toast = "members-muted"
    show(turn, member)


def unmute(turn: Turn, member: Member) -> None:
    """*Unmute*: they are told that they may again."""
    _check(turn, member, "unmute")
    member.muted_at = None
    _tell(turn, member, Message("members-you-are-unmuted"), sets.guard(member))
    turn.toast = "members-unmuted"
    show(turn, member)


# Who facilitates


def ask_make(turn: Turn, member: Member) -> None:
    """*Make co-facilitator*: really?"""
    _check(turn, member, "make")
    _ask(turn, member, "make")


def make(turn: Turn, member: Member) -> None:
    """*Yes*: a facilitator from here on."""
    sets.lock(turn.rows, member.set_id)
    _check(turn, member, "make")
    handing_on.make_facilitator(turn.rows, member)
    turn.replan(member.id)
    the_set = [button("button-members-set", "in.set", member.id)]
    _tell(turn, member, Message("members-you-facilitate", {}, [the_set], sound=True), sets.guard(member))
    turn.toast = "members-made"
    show(turn, member)


def ask_down(turn: Turn, member: Member) -> None:
    """*Stand down*: really?"""
    _check_down(turn, member)
    _ask(turn, member, "down")


def down(turn: Turn, member: Member) -> None:
    """*Yes*: a member from here on; what they are in the middle of as a facilitator ends (see `Turn.ends`)."""
    sets.lock(turn.rows, member.set_id)
    _check_down(turn, member)
    member.role = Role.MEMBER
    turn.rows.flush()
    turn.replan(member.id)
    if member.id == turn.member.id:
        return turn.show("members-you-stood-down")
    _tell(turn, member, Message("members-you-are-a-member", sound=True), sets.guard(member))
    turn.toast = "members-stood-down"
    return show(turn, member)


def _check_down(turn: Turn, member: Member) -> None:
    """Raise unless the member facilitates the set and leaves somebody behind who does, and I still do."""
    if member.role is not Role.FACILITATOR or all(member.id != each.id for each in _inside(turn)):
        raise Outdated
    facilitators = {each.id for each in sets.members(turn.rows, member.set_id, role=Role.FACILITATOR)}
    if turn.member.id not in facilitators:
        raise Outdated  # somebody stood me down at the same moment
    if not facilitators - {member.id}:
        raise Refusal("members-last-facilitator")


FEATURE = Feature(
    "members",
    commands=[Command("members", Who.FACILITATOR, members)],
    presses=[
        Press("members.show", show, Member, who=Who.FACILITATOR),
        Press("members.admit", admit, Member, who=Who.FACILITATOR),
        Press("members.away", ask_away, Member, who=Who.FACILITATOR),
        Press("members.away-sure", away, Member, who=Who.FACILITATOR),
        Press("members.pick", pick, Member, who=Who.FACILITATOR),
        Press("members.remove", ask_remove, Member, who=Who.FACILITATOR),
        Press("members.remove-sure", remove, Member, who=Who.FACILITATOR),
        Press("members.mute", ask_mute, Member, who=Who.FACILITATOR, keeps=True),
        Press("members.mute-sure", mute, Member, who=Who.FACILITATOR),
        Press("members.unmute", unmute, Member, who=Who.FACILITATOR),
        Press("members.make", ask_make, Member, who=Who.FACILITATOR),
        Press("members.make-sure", make, Member, who=Who.FACILITATOR),
        Press("members.down", ask_down, Member, who=Who.FACILITATOR),
        Press("members.down-sure", down, Member, who=Who.FACILITATOR),
    ],
)
