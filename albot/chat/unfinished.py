"""What a person is in the middle of: the conversation that waits for them, and what it is called."""

from __future__ import annotations

from contextlib import suppress

from albot.chat.turn import Turn
from albot.domain.talks import Conversation
from albot.store import talks
from albot.texts.args import Term
from albot.texts.catalogue import TextMissing, catalogue


def unfinished(turn: Turn) -> Conversation | None:
    """The conversation that is open, else the one that was parked last, else None."""
    if turn.person is None:
        return None
    return turn.talk or next(iter(talks.parked(turn.rows, turn.person.id)), None)


def name_of(talk: Conversation) -> Term:
    """What a conversation is about, as part of a sentence: by the feature that its prompt belongs to."""
    wanted = f"unfinished-{talk.prompt.partition('.')[0]}"
    with suppress(TextMissing):
        catalogue().plain(wanted, {})
        return Term(wanted)
    return Term("unfinished-other")
