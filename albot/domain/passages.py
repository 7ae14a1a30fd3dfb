"""Passage: what one message added to something that is written down.

Everything a person types into an answer, a step, an issue or a note is kept as passages, one for each message, so
that bursts join, an edited message changes just what it gave, and one table holds every text there is to encrypt,
export or erase. The text of a field is its passages in order, joined.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from albot.domain.columns import Noun, big, key

BURST = timedelta(seconds=5)
"""A text that comes within this time of the last joins the answer before it (PRODUCT: People type in bursts)."""

SPLIT_LENGTH = 3_900
"""After a text longer than this the next one is taken for its second half: Telegram splits at 4,096."""


class Passage(Noun, table=True):
    """One message's worth of a field. `owner_id` is the person whose text it is, `row_id` what it belongs to.

    `message_id` is the message in the owner's own chat, so that an edit finds its passage; `line` tells lines of one
    message apart where each became a step of its own.
    """

    id: int = key()
    owner_id: int = big(0, index=True)
    row_id: int = big(0, index=True)
    field: str = "text"
    message_id: int | None = big(index=True)
    line: int = 0
    place: int = 0
    at: datetime
    text_sealed: bytes = b""


def continues(last_at: datetime | None, last_length: int, at: datetime) -> bool:
    """Whether a text sent at `at` goes on with the one before it, by the messages' own dates."""
    if last_at is None:
        return False
    return last_length > SPLIT_LENGTH or timedelta(0) <= at - last_at <= BURST


def joined(texts: Iterable[str]) -> str:
    """The text of a field from its passages: a line break between messages, a space where Telegram split one."""
    whole = ""
    last_length = 0
    for text in texts:
        glue = "" if not whole else " " if last_length > SPLIT_LENGTH else "\n"
        whole, last_length = whole + glue + text, len(text)
    return whole
