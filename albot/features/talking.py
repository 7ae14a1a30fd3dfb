"""*Back*, *Skip*, *Stop for now*, and going on: what every conversation shares.

question ── text ─→ next question          ── Back ─→ the one before
    │── Skip ─→ next question              ── Stop for now ─→ parked; *Now* brings it back
"""

from __future__ import annotations

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.message import button
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.passages import Passage
from albot.domain.talks import Conversation


def _prompt(turn: Turn, talk: Conversation, asked: int | None = None) -> Prompt:
    """The open prompt of a conversation; raises `Outdated` where the button was under another question."""
    if asked is not None and asked != talk.turns:
        raise Outdated
    if talk.parked:
        raise Outdated
    return turn.setting.registry.prompts[talk.prompt]


def back(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Back*: the question before."""
    prompt = _prompt(turn, talk, asked)
    if prompt.back is None:
        raise Outdated
    talk.last_row_id = 0
    if not turn.ends(talk):
        prompt.back(turn, talk)


def skip(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Skip*: the next question, without an answer to this one."""
    prompt = _prompt(turn, talk, asked)
    if prompt.skip is None:
        raise Outdated
    talk.last_row_id = 0
    if not turn.ends(talk):
        prompt.skip(turn, talk)


def stop(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Stop for now*: everything is kept, and *Now* brings it back."""
    _prompt(turn, talk, asked)
    if not turn.ends(talk):
        _park(turn, talk)


def cancel(turn: Turn) -> None:
    """`/cancel`: stop the conversation that is open."""
    if turn.person is None or turn.talk is None:
        raise Refusal("nothing-to-cancel")
    _park(turn, turn.talk)


def _park(turn: Turn, talk: Conversation) -> None:
    talk.parked = True
    turn.say("talk-stopped", buttons=[[button("button-go-on", "talk.resume", talk.id)]])


def resume(turn: Turn, talk: Conversation) -> None:
    """*Go on*: back to the question where it was left."""
    if not turn.ends(talk):
        turn.resume(talk)


def moves(turn: Turn, talk: Conversation, passage_id: int) -> None:
    """*It belongs to 2*: what joined an answer since *Added* was said is the answer to the open question."""
    passage = turn.rows.get(Passage, passage_id)
    if passage is None or passage.owner_id != turn.me.id:
        raise Outdated
    if talk.parked or (passage.row_id, passage.field) != (talk.last_row_id, talk.last_field):
        raise Outdated
    if not turn.ends(talk):
        typing_in.move(turn, talk, passage)


def throw_away(turn: Turn, passage: Passage) -> None:
    """*Throw away*: a text that nobody asked for is erased."""
    if passage.field != typing_in.LOOSE:
        raise Outdated
    turn.rows.delete(passage)
    turn.show("loose-thrown")


FEATURE = Feature(
    "talking",
    commands=[Command("cancel", Who.ANYONE, cancel)],
    presses=[
        Press("talk.back", back, Conversation),
        Press("talk.skip", skip, Conversation),
        Press("talk.stop", stop, Conversation),
        Press("talk.resume", resume, Conversation),
        Press("talk.moves", moves, Conversation),
        Press("loose.throw", throw_away, Passage),
    ],
)
