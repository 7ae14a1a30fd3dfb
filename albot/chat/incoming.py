"""What a person did, as the conversation sees it. `wire` makes these from updates; nothing here knows Telegram."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Sender:
    """Who did it. The names are used for one private warning (a handle equal to a name) and never kept."""

    telegram_id: int
    chat_id: int
    first_name: str = ""
    last_name: str = ""
    username: str = ""

    def __repr__(self) -> str:
        """Nothing: ids and names stay out of logs and tracebacks."""
        return "Sender()"


@dataclass(frozen=True)
class Incoming:
    """What all kinds share. `at` is the message's own date in UTC (for a press, when it was received)."""

    update_id: int
    sender: Sender = field(repr=False)
    at: datetime
    message_id: int = 0


@dataclass(frozen=True)
class Command(Incoming):
    """`/name words` in private chat."""

    name: str = ""
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Text(Incoming):
    """A text in private chat; `reply_to` is the message that it answers (a swipe)."""

    text: str = field(default="", repr=False)
    reply_to: int | None = None


@dataclass(frozen=True)
class Edit(Incoming):
    """A message whose text was changed."""

    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Press(Incoming):
    """A button under one of the bot's messages."""

    data: str = ""
    press_id: str = field(default="", repr=False)


@dataclass(frozen=True)
class Other(Incoming):
    """Anything that is not text, by its kind, such as `voice`, `photo` or `forward`."""

    kind: str = ""


@dataclass(frozen=True)
class GroupCommand(Incoming):
    """A command to this bot in a group; `sender.chat_id` is the group's."""


@dataclass(frozen=True)
class Blocked(Incoming):
    """The person blocked the bot or let it back in."""

    blocked: bool = True
