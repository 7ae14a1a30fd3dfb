"""What others have of a thing once its owner has changed it: asking whether their copy changes too.

The answer is `features.theirs`, for whatever it is that was changed.
"""

from __future__ import annotations

from collections.abc import Sequence

from albot.chat.message import button
from albot.chat.turn import Turn
from albot.domain.delivery_rows import Delivery

SAID = "said"
"""The field of a text as others have it, where its owner has changed it since and not (yet) for them."""


def ask(turn: Turn, read: Sequence[Delivery], said: str = "theirs-edited") -> None:
    """Say that a thing is changed, and ask about what others may have `read` of it by now."""
    yes = button("button-theirs-change", "theirs.change", read[0].id)
    no = button("button-theirs-keep", "theirs.keep", read[0].id)
    turn.say(said, buttons=[[yes], [no]], sound=True)
