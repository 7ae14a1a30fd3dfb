"""Conversation: which prompt is open in a person's chat, so that free text can be attributed. No answer lives here."""

from __future__ import annotations

from datetime import datetime

from albot.domain.columns import Noun, big, key, ref


class Conversation(Noun, table=True):
    """A conversation that waits for an answer, or is parked. At most one of a person is not parked.

    `turns` counts the questions asked, so that *Skip* under an old question does not skip a newer one. The `last_*`
    columns say where the latest text went and when it was sent, so that a burst can join it.
    """

    id: int = key()
    person_id: int = ref("person.id")
    prompt: str
    subject_id: int = big(0, index=True)
    detail: str = ""
    turns: int = 0
    parked: bool = False
    opened_at: datetime
    last_at: datetime | None = None
    last_length: int = 0
    last_row_id: int = big(0)
    last_field: str = ""
    last_number: int = 0
    last_told: bool = False
