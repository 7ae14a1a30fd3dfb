"""A message as the outbox keeps it: a message id of the catalogue with its arguments, buttons, and how it arrives.

`Parcel` is the same thing rendered, for one chat: what `wire` sends. Deliveries fail in a few ways that the deliverer
must tell apart; those are the exceptions at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from albot.texts.args import Arg, pack, pack_all

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number: int) -> str:
    """A number as buttons carry it: 63 bits fit in 13 characters."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits or "0"


@dataclass(frozen=True)
class Button:
    """A button: a label of the catalogue, and a verb with ids, a link, or a text to copy."""

    label: str
    verb: str = ""
    ids: tuple[int, ...] = ()
    args: Mapping[str, Arg] = field(default_factory=dict)
    url: str = ""
    copy: str = ""

    @property
    def data(self) -> str:
        """What Telegram hands back when it is pressed, within 64 bytes."""
        return ":".join([self.verb, *map(base36, self.ids)])


def button(label: str, verb: str, *ids: int, **args: Arg) -> Button:
    """A button that does something."""
    return Button(label, verb, ids, args)


def read_data(data: str) -> tuple[str, tuple[int, ...]]:
    """The verb and ids of a button's data; raises `ValueError` on what no button of ours carries."""
    verb, *ids = data.split(":")
    numbers = tuple(int(number, 36) for number in ids)
    if any(not 0 <= number < 1 << 63 for number in numbers):
        raise ValueError("an id is 63 bits")
    return verb, numbers


Keyboard = Sequence[Sequence[Button]]


class Do(StrEnum):
    """What a row of the outbox does in a chat.

    An edit whose message is gone comes as a new one; what amends a message that is gone has nothing to do.
    """

    SEND = "send"
    EDIT = "edit"
    AMEND = "amend"
    UNBUTTON = "unbutton"
    DELETE = "delete"
    FILE = "file"
    PICTURE = "picture"


NEW = frozenset({Do.SEND, Do.FILE, Do.PICTURE})
"""What puts a new message into a chat."""


@dataclass(frozen=True)
class Drawing:
    """Something to be drawn when its message goes out: the name of a drawer in `albot.drawing`, and its values as JSON.

    The row so names what to draw instead of carrying it.
    """

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """Something to say, before it is a text.

    `sound` is whether it makes itself heard; `protect` keeps it from being forwarded or saved (what others wrote).
    `message_id` is the message that an edit or a deletion is about. `file_name` with `file_text` makes a document, and
    so does a `drawing`; one with `Do.PICTURE` is shown as a picture, with the text beneath it.
    """

    id: str = ""
    args: Mapping[str, Arg] = field(default_factory=dict)
    buttons: Keyboard = ()
    sound: bool = False
    protect: bool = False
    do: Do = Do.SEND
    message_id: int = 0
    file_name: str = ""
    file_text: str = ""
    drawing: Drawing | None = None

    def body(self, language: str) -> dict[str, Any]:
        """The message as JSON can carry it."""
        return {
            "do": self.do.value,
            "id": self.id,
            "args": pack_all(self.args),
            "buttons": [[_pack_button(each) for each in row] for row in self.buttons],
            "sound": self.sound,
            "protect": self.protect,
            "message_id": self.message_id,
            "file": [self.file_name, self.file_text],
            "drawing": None if self.drawing is None else [self.drawing.kind, dict(self.drawing.values)],
            "language": language,
        }


def _pack_button(each: Button) -> dict[str, Any]:
    what = {"url": each.url} if each.url else {"copy": each.copy} if each.copy else {"data": each.data}
    return {"label": each.label, "args": {name: pack(arg) for name, arg in each.args.items()}, **what}


@dataclass(frozen=True)
class Parcel:
    """A rendered message for one chat. `buttons` holds (label, kind, value); kind is data, url or copy.

    `paid` is whether a fee may be paid for it, so that it need not wait among many others; only what is new can be.
    """

    chat_id: int = field(repr=False)
    do: Do
    html: str = field(default="", repr=False)
    buttons: tuple[tuple[tuple[str, str, str], ...], ...] = field(default=(), repr=False)
    sound: bool = False
    protect: bool = False
    message_id: int = 0
    file_name: str = ""
    file_bytes: bytes = field(default=b"", repr=False)
    paid: bool = False


class DeliveryFailed(Exception):
    """A parcel did not go through. The message of the exception holds no address and no content."""


class TryLater(DeliveryFailed):
    """Too many messages: wait `seconds`. It was not delivered."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = seconds


class NotDelivered(DeliveryFailed):
    """It was certainly not delivered (refused, no such host)."""


class Unclear(DeliveryFailed):
    """Nobody knows whether it was delivered."""


class ChatGone(DeliveryFailed):
    """The person blocked the bot, or the chat is gone."""


class NotAccepted(DeliveryFailed):
    """Telegram will never take this one as it is."""
