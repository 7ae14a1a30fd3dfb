"""`/invite`: a link into a set, for so many people, until then, with or without an admission word; and revoking it.

    /invite ─→ how many? ─→ until when? ─→ a word? (or Skip) ─→ the link, to copy
       └── the links that are open, each with Revoke

What a facilitator sees of the uses left is what it was at the last delivery time, so that no clock tells who joined.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from albot.chat import access
from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain import invites
from albot.domain.authority import Who, allowed
from albot.domain.sets import ActionSet, Invite, Member, SetState
from albot.domain.talks import Conversation
from albot.store import sets
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Link, Term, When

FEWER = (1, 2, 4)
"""The numbers of people that are offered beside the set's size."""


def invite(turn: Turn) -> None:
    """`/invite`: the links that are open, and the first question about a new one."""
    the_set = sets.set_of(turn.rows, turn.member)
    if the_set.state is not SetState.ACTIVE:
        raise Refusal("inviting-not-yet")
    if _open_invites(turn.rows, the_set.id, turn.now):
        args, buttons = _list(turn, the_set.id)
        turn.send(Message("inviting-open", args, buttons))
    _ask_uses(turn, turn.member)


def _ask_uses(turn: Turn, member: Member) -> None:
    turn.say("inviting-ask-uses", buttons=_uses(turn, member), sound=True)


def uses_again(turn: Turn, member: Member) -> None:
    """*Back*: how many, once more."""
    turn.show("inviting-ask-uses", buttons=_uses(turn, member))


def _uses(turn: Turn, member: Member) -> Keyboard:
    size = max(1, min(sets.set_of(turn.rows, member).size, invites.MOST_USES))
    buttons = [[button("button-inviting-set", "invite.uses", member.id, size, number=size)]]
    fewer = [number for number in FEWER if number != size]
    buttons.append([button("button-inviting-uses", "invite.uses", member.id, each, number=each) for each in fewer])
    return buttons


def pick_uses(turn: Turn, _member: Member, uses: int) -> None:
    """How many people may use the link; then until when."""
    _check_uses(uses)
    buttons = [
        [button("button-inviting-days", "invite.days", turn.member.id, uses, days, days=days)] for days in invites.DAYS
    ]
    back = button("button-back", "invite.again", turn.member.id)
    turn.show("inviting-ask-days", uses=uses, buttons=[*buttons, [back]])


def _check_uses(uses: int) -> None:
    if not 1 <= uses <= invites.MOST_USES:
        raise Outdated


def pick_days(turn: Turn, _member: Member, uses: int, days: int) -> None:
    """Until when the link holds; then the word."""
    _check_uses(uses)
    if days not in invites.DAYS:
        raise Outdated
    turn.open("inviting.word", turn.member.id, f"{uses},{days}")


# The word, and the link


def ask_word(_turn: Turn, _talk: Conversation) -> Message:
    """Ask for a word that was agreed outside the bot."""
    return Message("inviting-ask-word")


def take_word(turn: Turn, talk: Conversation, text: str) -> None:
    """The admission word; the link is made."""
    word = " ".join(text.split())
    if len(word) > invites.LONGEST_WORD:
        raise Refusal("inviting-word-too-long", most=invites.LONGEST_WORD)
    if invites.same_word(word, ""):
        raise Refusal("inviting-word-empty")
    _make(turn, talk, word)


def no_word(turn: Turn, talk: Conversation) -> None:
    """*Skip*: a link without a word."""
    _make(turn, talk, None)


def to_uses(turn: Turn, talk: Conversation) -> None:
    """*Back*: from the start, with how many."""
    member = turn.rows.need(Member, talk.subject_id)
    turn.close(talk)
    _ask_uses(turn, member)


def _make(turn: Turn, talk: Conversation, word: str | None) -> None:
    member = turn.rows.need(Member, talk.subject_id)
    if not allowed(Who.FACILITATOR, turn.standing, access.scope(turn.rows, member)):
        raise Refusal("only-for-facilitator")
    uses, days = (int(number) for number in talk.detail.split(","))
    code = invites.new_code()
    made = Invite(
        digest=b"",
        set_id=member.set_id,
        made_by=turn.me.id,
        uses_left=uses,
        expires_at=turn.now + timedelta(days=days),
    )
    turn.rows.seal(made, "word_sealed", word)
    sets.add_invite(turn.rows, made, code)
    turn.close(talk)
    _say_link(turn, made, code)


def _say_link(turn: Turn, made: Invite, code: str) -> None:
    link = invites.link(turn.setting.bot_name, code)
    buttons = [
        [Button("button-inviting-copy", copy=link)],
        [button("button-inviting-revoke", "invite.revoke", made.id)],
    ]
    message = "inviting-link-with-word" if made.word_sealed else "inviting-link"
    turn.say(message, link=Link(link), code=code, uses=made.uses_left, until=_until(turn, made), buttons=buttons)


def _until(turn: Turn, made: Invite) -> When:
    return When(made.expires_at or turn.now, turn.me.zone)


# The open links


def _uses_left(rows: Rows, made: Invite, now: datetime) -> int:
    """How many may still use a link, as far as the facilitators may know by now."""
    return made.uses_left + sets.unseen_uses(rows, made, now)


def _open_invites(rows: Rows, set_id: int, now: datetime) -> list[Invite]:
    """The links that still let somebody in, as far as the facilitators may know; the first to end first."""
    current = [each for each in sets.invites(rows, set_id) if each.expires_at is not None and each.expires_at > now]
    usable = [each for each in current if _uses_left(rows, each, now) > 0]
    return sorted(usable, key=lambda each: (each.expires_at or now, each.id))


def _list(turn: Turn, set_id: int) -> tuple[dict[str, Arg], Keyboard]:
    """The open links, a line and a button each."""
    found = _open_invites(turn.rows, set_id, turn.now)
    lines = [_line(turn, number, each) for number, each in enumerate(found, 1)]
    buttons = [
        [button("button-inviting-revoke-number", "invite.revoke", each.id, number=number)]
        for number, each in enumerate(found, 1)
    ]
    args: dict[str, Arg] = {"set": turn.rows.open(turn.rows.need(ActionSet, set_id), "name_sealed")}
    args["links"] = Lines(lines)
    return args, buttons


def _line(turn: Turn, number: int, made: Invite) -> Term:
    message = "inviting-line-with-word" if made.word_sealed else "inviting-line"
    uses = _uses_left(turn.rows, made, turn.now)
    return Term(message, {"number": number, "uses": uses, "until": _until(turn, made)})


def revoke(turn: Turn, made: Invite) -> None:
    """*Revoke*: the link lets nobody in any more. Those who already wait still wait."""
    if made.set_id is None or made.revoked_at is not None:
        raise Outdated
    made.revoked_at = turn.now
    turn.rows.flush()
    args, buttons = _list(turn, made.set_id)
    if buttons:
        turn.show("inviting-revoked-others", buttons=buttons, **args)
    else:
        turn.show("inviting-revoked")


FEATURE = Feature(
    "inviting",
    commands=[Command("invite", Who.FACILITATOR, invite)],
    presses=[
        Press("invite.again", uses_again, Member, who=Who.FACILITATOR),
        Press("invite.uses", pick_uses, Member, who=Who.FACILITATOR),
        Press("invite.days", pick_days, Member, who=Who.FACILITATOR),
        Press("invite.revoke", revoke, Invite, who=Who.FACILITATOR),
    ],
    prompts=[Prompt("inviting.word", ask_word, take_word, back=to_uses, skip=no_word, who=Who.FACILITATOR, of=Member)],
)
