"""Joining a set: the notice, a handle, a zone, the admission word; then a facilitator lets the new one in.

    code or link ─→ notice ── No ─→ nothing is stored
                      └─ I agree ─→ handle ─→ zone (once a person) ─→ word (if the link has one) ─→ waiting

The use of a link is taken with *I agree*. The same link, opened again, goes on where it was left.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from albot.chat.access import Outdated
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Catch, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain import handles, invites
from albot.domain.authority import Who
from albot.domain.deliveries import next_delivery
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Invite, Member, MemberState, Role, SetState
from albot.domain.talks import Conversation
from albot.domain.zones import find_zones, zone_label
from albot.store import people, reflections, sets, talks
from albot.texts.args import Arg, Link, Term, When, Words

CHANCE = random.SystemRandom()
SUGGESTED = 3
LOOKED_AT = 24
"""So many suggestions are tried to find three that nobody in the set has."""

ZONE_OF_NOBODY = "UTC"
"""A person who has this zone has not said where they are."""


# The code and the notice


def code(turn: Turn, match: re.Match[str]) -> None:
    """A pasted code or link, or the words of `/start`: the notice, or where this person is with it already."""
    telegram_id = turn.incoming.sender.telegram_id
    if sets.wrong_codes(turn.rows, telegram_id, turn.now) >= invites.WRONG_CODES:
        raise Refusal("joining-too-many-codes")
    invite = sets.invite_by_code(turn.rows, match["code"])
    if invite is None:
        sets.note_wrong_code(turn.rows, telegram_id, turn.now)
        turn.say("joining-unknown-code")  # not a refusal, which would undo the count
    elif invite.set_id is None:
        _office_notice(turn, invite)
    elif not _is_known(turn, invite.set_id):
        _check(turn, invite)
        turn.send(_notice(turn, invite))


def _is_known(turn: Turn, set_id: int) -> bool:
    """Say where a person stands in a set they have opened a link to before; False for anybody new to it."""
    member = sets.membership(turn.rows, turn.person, set_id) if turn.person else None
    if member is None:
        return False
    if member.state is MemberState.JOINING:
        _go_on(turn, member)
    elif member.state is MemberState.WAITING:
        turn.send(_waiting(turn, member))
    elif member.state is MemberState.ACTIVE:
        turn.say(
            "joining-already",
            handle=sets.handle(turn.rows, member),
            set=sets.name(turn.rows, member),
            buttons=[[button("button-joining-set", "in.set", member.id)]],
        )
    else:
        raise Refusal("joining-barred")
    return True


def _go_on(turn: Turn, member: Member) -> None:
    """Back to the question where joining was left."""
    talk = talks.about(turn.rows, turn.me.id, member.id, "joining")
    if talk is None:
        turn.open("joining.handle", member.id)
    else:
        turn.resume(talk)


def _check(turn: Turn, invite: Invite) -> None:
    """Raise `Refusal` where an invite into a set lets nobody in any more."""
    the_set = turn.rows.need(ActionSet, invite.set_id)
    inside = len(sets.members(turn.rows, the_set.id, role=Role.MEMBER))
    problem = invites.invite_problem(invite, turn.now) or invites.set_problem(the_set, inside)
    if problem is not None:
        raise Refusal(f"joining-{problem}")


def _notice(turn: Turn, invite: Invite) -> Message:
    """What the bot keeps, what it cannot promise, who runs it, and the set's ground rules."""
    the_set = turn.rows.need(ActionSet, invite.set_id)
    rules, contact = turn.rows.open(the_set, "rules_sealed"), turn.rows.open(the_set, "contact_sealed")
    args: dict[str, Arg] = {
        "set": turn.rows.open(the_set, "name_sealed"),
        "operator": Link(turn.setting.operator),
        "rules": Words(rules) if rules else Term("joining-no-rules"),
        "contact": contact or Term("joining-no-contact"),
    }
    buttons = [[button("button-joining-agree", "join.agree", invite.id), button("button-joining-no", "join.no")]]
    return Message("joining-notice", args, buttons, protect=True)


def _office_notice(turn: Turn, invite: Invite) -> None:
    """The notice for somebody who is to become a facilitator."""
    if turn.standing.offices:
        raise Refusal("appointing-already")
    problem = invites.invite_problem(invite, turn.now)
    if problem is not None:
        raise Refusal(f"joining-{problem}")
    buttons = [[button("button-joining-agree", "appoint.agree", invite.id), button("button-joining-no", "join.no")]]
    turn.say("appointing-notice", operator=Link(turn.setting.operator), buttons=buttons)


def agree(turn: Turn, invite: Invite) -> None:
    """*I agree*: from here on there is a person, and a member on their way into the set."""
    if invite.set_id is None:
        raise Outdated
    if _is_known(turn, invite.set_id):
        return
    _check(turn, invite)
    if not sets.use_invite(turn.rows, invite):
        raise Refusal(f"joining-{invites.InviteProblem.USED_UP}")
    sender = turn.incoming.sender
    person = turn.person or people.create(turn.rows, sender.telegram_id, sender.chat_id)
    person.joined_at = person.joined_at or turn.now
    begun = Member(set_id=invite.set_id, person_id=person.id, invite_id=invite.id, begun_at=turn.now)
    member = turn.rows.add(begun)
    turn.know(person)
    turn.open("joining.handle", member.id)


def disagree(turn: Turn) -> None:
    """*No*: nothing is stored."""
    turn.show("joining-no")


# The handle


def ask_handle(turn: Turn, talk: Conversation) -> Message:
    """Ask for a handle: the one chosen before, three suggestions, others, or typed."""
    member = turn.rows.need(Member, talk.subject_id)
    buttons = [
        [button("button-joining-handle", "join.handle", member.id, _number(handle), handle=handle)]
        for handle in _suggestions(turn, member)
    ]
    buttons.append([button("button-joining-others", "join.others", member.id)])
    if member.handle_mark is None:
        return Message("joining-ask-handle", buttons=buttons)
    chosen = sets.handle(turn.rows, member)
    keep = button("button-joining-keep", "join.keep", member.id, handle=chosen)
    return Message("joining-ask-handle-again", {"handle": chosen}, [[keep], *buttons])


def _suggestions(turn: Turn, member: Member) -> list[str]:
    found = handles.suggestions((), CHANCE, LOOKED_AT)
    return [handle for handle in found if not sets.is_taken(turn.rows, member, handle)][:SUGGESTED]


def _number(handle: str) -> int:
    """A suggested handle as a button carries it."""
    adjective, noun = handle.split()
    return handles.ADJECTIVES.index(adjective) * len(handles.NOUNS) + handles.NOUNS.index(noun)


def _handle(number: int) -> str:
    """The suggested handle of a number; raises `Outdated` where there is none."""
    adjective, noun = divmod(number, len(handles.NOUNS))
    if adjective >= len(handles.ADJECTIVES):
        raise Outdated
    return f"{handles.ADJECTIVES[adjective]} {handles.NOUNS[noun]}"


def _talk(turn: Turn, member: Member, prompt: str) -> Conversation:
    """The conversation a button belongs to; raises `Outdated` where it is at another question or over."""
    talk = talks.about(turn.rows, turn.me.id, member.id, "joining")
    if talk is None or talk.prompt != prompt or member.state is not MemberState.JOINING:
        raise Outdated
    return talk


def pick_handle(turn: Turn, member: Member, number: int) -> None:
    """A suggested handle was chosen."""
    _talk(turn, member, "joining.handle")
    _settle_handle(turn, member, _handle(number))


def other_handles(turn: Turn, member: Member) -> None:
    """*Others*, *Choose another*: the question again, with new suggestions."""
    turn.resume(_talk(turn, member, "joining.handle"))


def keep_handle(turn: Turn, member: Member) -> None:
    """The handle chosen before *Back* stays; or the one that equals the person's own name is used all the same."""
    _talk(turn, member, "joining.handle")
    if member.handle_sealed is None:
        raise Outdated
    _settle_handle(turn, member, sets.handle(turn.rows, member))


def take_handle(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed handle: checked, and with a word in private where it is the person's own Telegram name."""
    try:
        handle = handles.check(text)
    except handles.HandleProblem as problem:
        raise Refusal(f"joining-handle-{problem.code}", found=problem.found) from None
    member = turn.rows.need(Member, talk.subject_id)
    if sets.is_taken(turn.rows, member, handle):
        raise Refusal("joining-handle-taken")
    sender = turn.incoming.sender
    if handles.same_as_name(handle, sender.first_name, sender.last_name, sender.username):
        _warn(turn, member, handle)
    else:
        _settle_handle(turn, member, handle)


def _warn(turn: Turn, member: Member, handle: str) -> None:
    """Keep the handle aside, unmarked and so still free to others, until the person has decided."""
    turn.rows.seal(member, "handle_sealed", handle)
    member.handle_mark = None
    buttons = [
        [button("button-joining-anyway", "join.keep", member.id)],
        [button("button-joining-another", "join.others", member.id)],
    ]
    turn.say("joining-handle-own-name", handle=handle, buttons=buttons, sound=True)


def _settle_handle(turn: Turn, member: Member, handle: str) -> None:
    if not sets.take_handle(turn.rows, member, handle):
        raise Refusal("joining-handle-taken")
    if turn.me.zone == ZONE_OF_NOBODY:
        turn.open("joining.zone", member.id)
    else:
        _after_zone(turn, member)


# The zone


def _zones(turn: Turn, talk: Conversation) -> list[str]:
    """The zones that are offered now: those that a typed place may mean, else the set's own."""
    member = turn.rows.need(Member, talk.subject_id)
    return talk.detail.split(",") if talk.detail else [sets.set_of(turn.rows, member).zone]


def ask_zone(turn: Turn, talk: Conversation) -> Message:
    """Ask where the person is, with the set's own zone as a button."""
    buttons: Keyboard = [
        [button("button-joining-zone", "join.zone", talk.subject_id, number, zone=_label(zone, turn.me))]
        for number, zone in enumerate(_zones(turn, talk))
    ]
    if talk.detail:
        return Message("joining-which-zone", {}, buttons)
    handle = sets.handle(turn.rows, turn.rows.need(Member, talk.subject_id))
    return Message("joining-ask-zone", {"handle": handle}, buttons)


def _label(zone: str, person: Person) -> str:
    try:
        return zone_label(zone, person.language)
    except LookupError:  # UTC is no place
        return zone


def pick_zone(turn: Turn, member: Member, number: int) -> None:
    """A zone was chosen by its button."""
    zones = _zones(turn, _talk(turn, member, "joining.zone"))
    if number >= len(zones):
        raise Outdated
    turn.me.zone = zones[number]
    _after_zone(turn, member)


def take_zone(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed city or region."""
    zones = find_zones(text)
    if not zones:
        raise Refusal("joining-zone-unknown")
    if len(zones) > 1:
        turn.open("joining.zone", talk.subject_id, ",".join(zones))
        return
    turn.me.zone = zones[0]
    _after_zone(turn, turn.rows.need(Member, talk.subject_id))


def to_handle(turn: Turn, talk: Conversation) -> None:
    """*Back* to the handle."""
    turn.open("joining.handle", talk.subject_id)


# The word, and waiting


def _word(turn: Turn, member: Member) -> str:
    invite = turn.rows.get(Invite, member.invite_id)
    return turn.rows.open(invite, "word_sealed") if invite else ""


def _after_zone(turn: Turn, member: Member) -> None:
    if _word(turn, member):
        turn.open("joining.word", member.id)
    else:
        _wait(turn, member)


def ask_word(turn: Turn, talk: Conversation) -> Message:
    """Ask for the admission word; the detail counts the wrong ones."""
    return Message("joining-wrong-word" if talk.detail else "joining-ask-word")


def take_word(turn: Turn, talk: Conversation, text: str) -> None:
    """The admission word. After three wrong ones the member waits without it, and the facilitator decides."""
    member = turn.rows.need(Member, talk.subject_id)
    tries = int(talk.detail or 0) + 1
    if invites.same_word(text, _word(turn, member)):
        _wait(turn, member)
    elif tries >= invites.WORD_TRIES:
        _wait(turn, member, without_word=True)
    else:
        turn.open("joining.word", member.id, str(tries))


def no_word(turn: Turn, talk: Conversation) -> None:
    """*Skip*: they do not have the word."""
    _wait(turn, turn.rows.need(Member, talk.subject_id), without_word=True)


def _wait(turn: Turn, member: Member, *, without_word: bool = False) -> None:
    """The member is through; the facilitators hear of them at the next delivery time."""
    the_set = sets.set_of(turn.rows, member)
    if the_set.state is not SetState.ACTIVE:
        raise Refusal(f"joining-{invites.InviteProblem.CLOSED}")
    member.state = MemberState.WAITING
    member.without_word = without_word
    member.visible_from = next_delivery(turn.now, the_set.deliveries, the_set.zone)
    turn.close(talks.about(turn.rows, turn.me.id, member.id, "joining"))
    turn.replan(member.id)
    turn.send(replace(_waiting(turn, member), sound=True))


def _waiting(turn: Turn, member: Member) -> Message:
    """What is said to somebody who waits: under which handle, and when the facilitators hear of it."""
    args: dict[str, Arg] = {"handle": sets.handle(turn.rows, member)}
    if member.visible_from is None or member.visible_from <= turn.now:
        return Message("joining-waiting-known", args)
    args["when"] = When(member.visible_from, turn.me.zone)
    issue = reflections.issue(turn.rows, member.id)
    if issue is not None and issue.finished_at is not None:
        return Message("joining-waiting-with-issue", args)
    offer = [
        button("button-joining-issue", "issue.start", member.id),
        button("button-joining-later", "join.later", member.id),
    ]
    return Message("joining-waiting-without-word" if member.without_word else "joining-waiting", args, [offer])


def later(turn: Turn, _member: Member) -> None:
    """The issue may wait."""
    turn.say("joining-later")


FEATURE = Feature(
    "joining",
    presses=[
        Press("join.agree", agree, Invite, who=Who.ANYONE),
        Press("join.no", disagree, who=Who.ANYONE),
        Press("join.handle", pick_handle, Member),
        Press("join.others", other_handles, Member),
        Press("join.keep", keep_handle, Member),
        Press("join.zone", pick_zone, Member),
        Press("join.later", later, Member),
    ],
    prompts=[
        Prompt("joining.handle", ask_handle, take_handle),
        Prompt("joining.zone", ask_zone, take_zone, back=to_handle),
        Prompt("joining.word", ask_word, take_word, back=to_handle, skip=no_word),
    ],
    catches=[Catch(invites.PASTED, code)],
)
