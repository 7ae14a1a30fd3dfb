"""The tables of the post: updates that came in, messages that go out, ids that can still be deleted, and duties.

An outgoing row carries its own sealed address, so that a goodbye still arrives after `/forget`. Its body is sealed
JSON (see `chat.message`): a message id of the catalogue with its arguments, never a finished text.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlmodel import Field

from albot.domain.columns import BIG, Noun, big, index_of, key


class Lane(IntEnum):
    """What goes first: replies, then questions, nudges, deliveries, and what belongs to nobody's moment."""

    REPLY = 0
    QUESTION = 1
    NUDGE = 2
    DELIVERY = 3


class DutyName(StrEnum):
    """What only one process does at a time: sending what waits, and a tick."""

    SEND = "send"
    TICK = "tick"


class Handled(Noun, table=True):
    """An update that was handled: a repeated one is not handled again."""

    update_id: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(index=True)


class Parked(Noun, table=True):
    """A sealed copy of an update that was fetched and is not handled yet.

    `person_mark` is a keyed hash of who sent it, so that later updates of theirs can wait for it. `look_at` says when
    whoever is there looks after it: by then the process that had it in hand has handled it, or is gone.
    """

    __tablename__ = "inbox"
    __table_args__ = (index_of("ix_inbox_aside", "received_at", where="reference IS NOT NULL"),)

    id: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    body_sealed: bytes
    person_mark: bytes | None = Field(default=None, index=True)
    received_at: datetime
    look_at: datetime = Field(index=True)
    tries: int = 0
    reference: str | None = None


class Duty(Noun, table=True):
    """What one process does at a time for all: `name` is a `DutyName`, `holder` the number of the process that does it.

    It has it until `until`, by the database's own clock. `number` grows each time the duty changes hands, so that
    whoever had it before can be told apart. `asked_at` is when another process last asked for it.
    """

    name: str = Field(primary_key=True)
    holder: int = Field(sa_type=BIG)
    number: int = Field(default=0, sa_type=BIG)
    until: datetime
    asked_at: datetime | None = None


class Outgoing(Noun, table=True):
    """A message that waits to be sent, edited or deleted.

    `held_as` is the number under which a process has the duty to send and has this row in hand; empty where nobody
    has. `lane` is the number of a `Lane`, so that what is most urgent sorts first.
    `may_repeat` says whether it is sent again where nobody knows if it arrived. `guard` names what must still hold
    when it is claimed, such as `nudge:<id>`; `order_in_turn` keeps the messages of one turn in their order. `copy_id`
    is the copy that it shows, `screen_id` the screen of a meeting that it puts up.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        index_of("ix_outbox_free", "lane", "not_before", "order_in_turn", "id", where="held_as IS NULL"),
        index_of("ix_outbox_held", "held_as", where="held_as IS NOT NULL"),
        index_of("ix_outbox_guard", "guard", where="guard <> ''"),
        index_of("ix_outbox_tried", "written_at", where="tries > 0"),
    )

    id: int = key()
    person_id: int | None = big(index=True)
    address_sealed: bytes = b""
    body_sealed: bytes = b""
    lane: int = Lane.REPLY
    update_id: int | None = big(index=True)
    order_in_turn: int = 0
    may_repeat: bool = True
    guard: str = ""
    written_at: datetime
    not_before: datetime = Field(index=True)
    held_as: int | None = big()
    tries: int = 0
    in_flight: bool = False
    copy_id: int | None = big()
    screen_id: int | None = big()


class ChatMessage(Noun, table=True):
    """The id of a message in a person's chat, for as long as it can still be deleted (48 hours).

    One that shows a copy (`copy_id`) is kept for as long as the copy is: it can be changed at any age; one that shows
    what a process review came to (`review_id`) for as long as the review is.
    """

    __tablename__ = "chat_message"

    __table_args__ = (
        index_of("ix_chat_message_fleeting", "at", where="copy_id IS NULL AND review_id IS NULL"),
        index_of("ix_chat_message_copy_id", "copy_id", where="copy_id IS NOT NULL"),
        index_of("ix_chat_message_review_id", "review_id", where="review_id IS NOT NULL"),
    )

    id: int = key()
    person_id: int = big(0, index=True)
    message_id: int = big(0)
    at: datetime
    mine: bool = True
    copy_id: int | None = big()
    review_id: int | None = big()
