"""What the conversations about making a set share: whose the draft is, what it lacks, which question comes next."""

from __future__ import annotations

from albot.chat.access import Outdated
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who, allowed
from albot.domain.newset import WRITTEN, SetPart, next_part, part_before
from albot.domain.sets import ActionSet, Member
from albot.domain.talks import Conversation
from albot.store import passages, sets

NO_ZONE = "UTC"
"""What a person's zone says while nobody asked them."""


def ask(turn: Turn, draft: ActionSet, part: SetPart) -> None:
    """Ask for a part of a set that is being made."""
    turn.open(f"newset.{part}", draft.id)


def go_on(turn: Turn, draft: ActionSet) -> None:
    """Ask for what the draft lacks."""
    ask(turn, draft, next_part(answered(turn, draft)))


def answered(turn: Turn, draft: ActionSet) -> set[SetPart]:
    """The parts that the draft's rows hold. An empty sealed text was skipped."""
    found = {part for part in WRITTEN if getattr(draft, f"{part}_sealed") is not None or text_of(turn, draft, part)}
    mine = maker_of(turn, draft)
    given = {
        SetPart.NAME: draft.name_sealed is not None,
        SetPart.ZONE: bool(draft.zone),
        SetPart.SIZE: bool(draft.size),
        SetPart.HANDLE: mine is not None and mine.handle_mark is not None,
    }
    return found | {part for part, there in given.items() if there}


def draft_of(turn: Turn, talk: Conversation) -> ActionSet:
    """The draft of my conversation, if I may still make sets."""
    if not allowed(Who.MAKER, turn.standing):
        raise Refusal("only-for-maker")
    return turn.rows.need(ActionSet, talk.subject_id)


def part_of(talk: Conversation) -> SetPart:
    """The part that a conversation is asking for."""
    return SetPart(talk.prompt.split(".")[1])


def pressed(turn: Turn, talk: Conversation, asked: int, *parts: SetPart) -> ActionSet:
    """The draft, where the button is under the latest question, which must be one of these."""
    if talk.parked or talk.turns != asked or not talk.prompt.startswith("newset.") or part_of(talk) not in parts:
        raise Outdated
    talk.last_row_id = 0
    return draft_of(turn, talk)


def back(turn: Turn, talk: Conversation) -> None:
    """*Back*: the question before, with what was written."""
    ask(turn, draft_of(turn, talk), part_before(part_of(talk)))


def text_of(turn: Turn, draft: ActionSet, part: SetPart) -> str:
    """What is written so far for one of the longer parts."""
    return passages.text(turn.rows, draft.id, part)


def maker_of(turn: Turn, draft: ActionSet) -> Member | None:
    """The maker's membership in the draft, once they were asked for a handle."""
    return sets.membership(turn.rows, turn.me, draft.id)
