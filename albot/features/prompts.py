"""`/prompts`: the questions of a set's check-in. Change their words, add, drop, order, go back to the four.

    /prompts ─→ the list ── a number ─→ that one: Change the words · Up · Down · Drop
                  ├── Add one ─→ typed ─→ the list
                  └── Back to the four ─→ sure? ─→ the list

A check-in that has begun keeps the answers it has.
"""

from __future__ import annotations

from typing import TypeVar

from albot.chat import access
from albot.chat.access import Outdated
from albot.chat.message import Message, button
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who, allowed
from albot.domain.columns import Noun
from albot.domain.sets import ActionSet, SetPrompt
from albot.domain.talks import Conversation
from albot.store import set_prompts, sets
from albot.texts.args import Arg, Lines, Term

Row = TypeVar("Row", bound=Noun)

LONGEST = 300
"""Characters of a prompt: longer ones are not read on a small phone."""
MOST = 8
"""Prompts of a check-in at most: it is to take under ten minutes."""


def prompts(turn: Turn) -> None:
    """`/prompts`: the list."""
    turn.send(_list(turn, turn.member.set_id))


def show_list(turn: Turn, the_set: ActionSet) -> None:
    """The list again, in the place of what was pressed."""
    message = _list(turn, the_set.id)
    turn.show(message.id, buttons=message.buttons, **message.args)


def _list(turn: Turn, set_id: int) -> Message:
    found = sets.prompts(turn.rows, set_id)
    lines = Lines([Term("prompts-line", {"number": n, "words": words(turn, one)}) for n, one in enumerate(found, 1)])
    numbers = [button("button-prompts-number", "prompts.one", one.id, number=n) for n, one in enumerate(found, 1)]
    more = [button("button-prompts-add", "prompts.add", set_id)] if len(found) < MOST else []
    four = button("button-prompts-four", "prompts.four", set_id)
    rows = [numbers[:4], numbers[4:], [*more, four]]
    return Message("prompts-list", {"prompts": lines}, [row for row in rows if row])


def words(turn: Turn, one: SetPrompt) -> Arg:
    """What a prompt asks: the set's own words, or those of the practice."""
    text = turn.rows.open(one, "text_sealed")
    return text or Term(f"prompt-{one.part}")


def see(turn: Turn, one: SetPrompt) -> None:
    """One prompt, with what can be done about it."""
    found = _siblings(turn, one)
    here = found.index(one)
    order = []
    if here > 0:
        order.append(button("button-prompts-up", "prompts.up", one.id))
    if here < len(found) - 1:
        order.append(button("button-prompts-down", "prompts.down", one.id))
    change = [
        button("button-prompts-words", "prompts.words", one.id),
        button("button-prompts-drop", "prompts.drop", one.id),
    ]
    back = [button("button-prompts-list", "prompts.list", one.set_id)]
    rows = [row for row in (change, order, back) if row]
    turn.show("prompts-one", number=here + 1, words=words(turn, one), buttons=rows)


def _siblings(turn: Turn, one: SetPrompt) -> list[SetPrompt]:
    """The prompts of the same set in order; raises `Outdated` where this one was dropped."""
    found = sets.prompts(turn.rows, one.set_id)
    if one not in found:
        raise Outdated
    return found


def up(turn: Turn, one: SetPrompt) -> None:
    """*Up*: one place earlier."""
    _step(turn, one, -1)


def down(turn: Turn, one: SetPrompt) -> None:
    """*Down*: one place later."""
    _step(turn, one, 1)


def _step(turn: Turn, one: SetPrompt, by: int) -> None:
    found = _siblings(turn, one)
    here = found.index(one)
    if not 0 <= here + by < len(found):
        raise Outdated
    found.insert(here + by, found.pop(here))
    _number(found)
    turn.rows.flush()
    see(turn, one)


def _number(found: list[SetPrompt]) -> None:
    for place, each in enumerate(found):
        each.place = place


def drop(turn: Turn, one: SetPrompt) -> None:
    """*Drop*: it is asked no more; answers that were given to it stay."""
    if len(_siblings(turn, one)) == 1:
        raise Refusal("prompts-last")
    one.dropped = True
    turn.rows.flush()
    show_list(turn, turn.rows.need(ActionSet, one.set_id))


def four(turn: Turn, the_set: ActionSet) -> None:
    """*Back to the four*: asked once more, since it takes the set's own away."""
    sure = button("button-prompts-four-sure", "prompts.four_sure", the_set.id)
    no = button("button-prompts-list", "prompts.list", the_set.id)
    turn.show("prompts-four", buttons=[[sure], [no]])


def four_sure(turn: Turn, the_set: ActionSet) -> None:
    """The four of the practice in their order and words; the set's own are dropped."""
    set_prompts.restore_four(turn.rows, the_set.id)
    show_list(turn, the_set)


# Words


def change_words(turn: Turn, one: SetPrompt) -> None:
    """*Change the words*."""
    _siblings(turn, one)
    turn.open("prompts.words", one.id)


def ask_words(turn: Turn, talk: Conversation) -> Message:
    """The words so far, to be typed anew."""
    one = _mine(turn, turn.rows.need(SetPrompt, talk.subject_id))
    return Message("prompts-ask-words", {"words": words(turn, one)})


def take_words(turn: Turn, talk: Conversation, text: str) -> None:
    """New words for a prompt."""
    one = _mine(turn, turn.rows.need(SetPrompt, talk.subject_id))
    turn.rows.seal(one, "text_sealed", _checked(text))
    turn.close(talk)
    turn.send(_list(turn, one.set_id))


def add(turn: Turn, the_set: ActionSet) -> None:
    """*Add one*."""
    turn.open("prompts.own", the_set.id)


def ask_own(turn: Turn, talk: Conversation) -> Message:
    """The words of a prompt of the set's own."""
    _mine(turn, turn.rows.need(ActionSet, talk.subject_id))
    return Message("prompts-ask-own")


def take_own(turn: Turn, talk: Conversation, text: str) -> None:
    """A prompt of the set's own, at the end."""
    the_set = _mine(turn, turn.rows.need(ActionSet, talk.subject_id))
    found = sets.prompts(turn.rows, the_set.id)
    if len(found) >= MOST:
        raise Refusal("prompts-enough")
    own = SetPrompt(set_id=the_set.id, place=1 + max((one.place for one in found), default=0), part=set_prompts.OWN)
    turn.rows.seal(own, "text_sealed", _checked(text))
    turn.rows.add(own)
    turn.close(talk)
    turn.rows.flush()
    turn.send(_list(turn, the_set.id))


def _checked(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise Refusal("prompts-long")
    return text


def _mine(turn: Turn, row: Row) -> Row:
    """The row, if I still facilitate its set."""
    if not allowed(Who.FACILITATOR, turn.standing, access.scope(turn.rows, row)):
        raise Refusal("only-for-facilitator")
    return row


def to_list(turn: Turn, talk: Conversation) -> None:
    """*Back*: the list, and nothing is changed."""
    row = turn.rows.get(SetPrompt, talk.subject_id)
    set_id = row.set_id if row is not None else talk.subject_id
    turn.close(talk)
    turn.send(_list(turn, set_id))


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "prompts",
    commands=[Command("prompts", _FACILITATOR, prompts)],
    presses=[
        Press("prompts.list", show_list, ActionSet, _FACILITATOR),
        Press("prompts.one", see, SetPrompt, _FACILITATOR),
        Press("prompts.up", up, SetPrompt, _FACILITATOR),
        Press("prompts.down", down, SetPrompt, _FACILITATOR),
        Press("prompts.drop", drop, SetPrompt, _FACILITATOR),
        Press("prompts.words", change_words, SetPrompt, _FACILITATOR),
        Press("prompts.add", add, ActionSet, _FACILITATOR),
        Press("prompts.four", four, ActionSet, _FACILITATOR),
        Press("prompts.four_sure", four_sure, ActionSet, _FACILITATOR),
    ],
    prompts=[
        Prompt("prompts.words", ask_words, take_words, back=to_list, who=_FACILITATOR, of=SetPrompt),
        Prompt("prompts.own", ask_own, take_own, back=to_list, who=_FACILITATOR, of=ActionSet),
    ],
)
