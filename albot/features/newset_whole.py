"""The last screen of a set that is being made: all of it, before anybody but its maker knows of it.

summary ── Make the set ─→ it is there: invite, schedule
└── Change … ─→ one part anew ─→ summary, or thrown away
"""

from __future__ import annotations

from albot.chat import making_a_set
from albot.chat.access import Outdated
from albot.chat.message import Button, Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.newset import PARTS, WRITTEN, SetPart, next_part
from albot.domain.people import Person
from albot.domain.schedule import city
from albot.domain.sets import ActionSet, Member, MemberState, SetState
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_wall
from albot.store import passages, set_prompts, sets
from albot.texts.args import Arg, Lines, Term, Words


def ask_confirm(turn: Turn, talk: Conversation) -> Message:
    """All of it, before it counts."""
    draft = making_a_set.draft_of(turn, talk)
    language, mine = turn.me.language, making_a_set.maker_of(turn, draft)
    lines: list[Arg] = [Term("newset-line-name", {"name": turn.rows.open(draft, "name_sealed")})]
    for part in WRITTEN:
        text = making_a_set.text_of(turn, draft, part)
        if text:
            lines.append(Term(f"newset-line-{part}", {"text": Words(text)}))
    lines.append(Term("newset-line-zone", {"city": city(draft.zone, language)}))
    lines.append(Term("newset-line-size", {"size": draft.size}))
    lines.append(Term("newset-line-handle", {"handle": sets.handle(turn.rows, mine) if mine else ""}))
    buttons = [
        [button("button-newset-make", "newset.make", talk.id, talk.turns)],
        [button("button-newset-change", "newset.change", talk.id, talk.turns)],
    ]
    return Message("newset-summary", {"lines": Lines(lines)}, buttons)


def take_confirm(turn: Turn, talk: Conversation, text: str) -> None:
    """A text under the summary: only a button counts there."""
    raise Refusal("newset-tap")


def change(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Change …*: which part."""
    making_a_set.pressed(turn, talk, asked, SetPart.CONFIRM)
    choices: list[list[Button]] = [
        [button(f"button-newset-part-{part}", "newset.part", talk.id, asked, PARTS.index(part)) for part in pair]
        for pair in zip(PARTS[:-1:2], PARTS[1::2], strict=False)
    ]
    drop = button("button-newset-drop", "newset.drop", talk.id, asked)
    turn.show("newset-change", buttons=[*choices, [drop], [button("button-back", "talk.resume", talk.id)]])


def part(turn: Turn, talk: Conversation, asked: int, index: int) -> None:
    """One part anew."""
    draft = making_a_set.pressed(turn, talk, asked, SetPart.CONFIRM)
    if index >= len(PARTS):
        raise Outdated
    making_a_set.ask(turn, draft, PARTS[index])


def drop(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Throw it away*: the draft and all that was written for it are erased."""
    draft = making_a_set.pressed(turn, talk, asked, SetPart.CONFIRM)
    mine = making_a_set.maker_of(turn, draft)
    turn.close(talk)
    passages.erase_row(turn.rows, draft.id)
    if mine is not None:
        turn.rows.delete(mine)
        turn.rows.flush()
    turn.rows.delete(draft)
    turn.show("newset-dropped")


def make(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Make the set*: it is there, its maker facilitates it, and its check-in has the four prompts of the practice."""
    draft = making_a_set.pressed(turn, talk, asked, SetPart.CONFIRM)
    member = making_a_set.maker_of(turn, draft)
    if member is None or next_part(making_a_set.answered(turn, draft)) is not SetPart.CONFIRM:
        raise Outdated
    for each in WRITTEN:
        turn.rows.seal(draft, f"{each}_sealed", making_a_set.text_of(turn, draft, each) or None)
    passages.erase_row(turn.rows, draft.id)
    draft.state, draft.created_at = SetState.ACTIVE, turn.now
    set_prompts.seed_prompts(turn.rows, draft.id)
    _settle_in(turn.me, member, draft, turn)
    turn.close(talk)
    turn.know(turn.me)
    turn.replan(member.id)
    invite = button("button-newset-invite", "in.invite", member.id)
    plan = button("button-newset-schedule", "in.schedule", member.id)
    turn.say("newset-made", name=turn.rows.open(draft, "name_sealed"), buttons=[[invite], [plan]])


def _settle_in(person: Person, member: Member, draft: ActionSet, turn: Turn) -> None:
    """The maker is in the set; whoever had no zone so far lives by the set's."""
    if person.zone == making_a_set.NO_ZONE:
        person.zone = draft.zone
    member.state, member.visible_from = MemberState.ACTIVE, turn.now
    member.joined_on = to_wall(turn.now, draft.zone).date()


FEATURE = Feature(
    "newset_whole",
    presses=[
        Press("newset.change", change, Conversation),
        Press("newset.part", part, Conversation),
        Press("newset.drop", drop, Conversation),
        Press("newset.make", make, Conversation),
    ],
    prompts=[
        Prompt(
            "newset.confirm",
            ask_confirm,
            take_confirm,
            back=making_a_set.back,
            grown=Turn.ask,
            who=Who.MAKER,
        )
    ],
)
