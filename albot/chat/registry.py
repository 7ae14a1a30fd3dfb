"""What a feature declares: commands, presses (buttons), prompts, deliveries, and texts it recognises.

Help text, Telegram's menus and the permission check all come from these declarations, and all ask
`domain.authority.allowed`. A name that is declared twice stops the start.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from albot.chat.message import Keyboard, Message
from albot.domain.authority import Who
from albot.domain.columns import Noun
from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.talks import Conversation
from albot.store.passages import Field
from albot.store.rows import Rows

if TYPE_CHECKING:
    from albot.chat.turn import Turn


@dataclass(frozen=True)
class Command:
    """`/name`. For members and facilitators it is about one set, which the turn has found by then (`turn.member`).

    `menu` is its place among the commands that the menu shows, if it is one of them. `after_end` leaves it open to the
    people of a set that has ended.
    """

    name: str
    who: Who
    run: Callable[[Turn], None]
    menu: int | None = None
    after_end: bool = False


@dataclass(frozen=True)
class Press:
    """A button. With `of`, its first id is a row of that noun, loaded and checked before `run` gets it.

    `keeps` leaves the buttons of the pressed message where they are. With `after_end` it also works for a thing of a
    set that has ended.
    """

    verb: str
    run: Callable[..., None]
    of: type[Noun] | None = None
    who: Who = Who.OWNER
    keeps: bool = False
    after_end: bool = False

    def fits(self, ids: int) -> bool:
        """Whether a button with this many ids is one that `run` can take; others are not ours."""
        takes = inspect.signature(self.run).parameters.values()
        needed = sum(1 for each in takes if each.default is each.empty) - 1
        return max(needed, self.of is not None) <= ids <= len(takes) - 1


@dataclass(frozen=True)
class Target:
    """Where the answer to a prompt goes, and the number people know it by ("answer 2")."""

    field: Field
    number: int


@dataclass(frozen=True)
class Prompt:
    """One question of a conversation. `ask` says it, `take` gets what was typed and moves on.

    `target` says where the text goes where bursts may join; `back` and `skip` are offered where given. `take` raises
    `Refusal` for what it cannot use: the prompt then stays open. `grown` is for a prompt that shows what was written:
    the answer before it has grown by a burst.

    `who` says for whom it is beyond its conversation's person, and `of` of which noun the subject is, where that has a
    set: whoever is stood down in the middle is told so at their next text or press, and the conversation ends.
    """

    name: str
    ask: Callable[[Turn, Conversation], Message]
    take: Callable[[Turn, Conversation, str], None]
    target: Callable[[Turn, Conversation], Target] | None = None
    back: Callable[[Turn, Conversation], None] | None = None
    skip: Callable[[Turn, Conversation], None] | None = None
    grown: Callable[[Turn, Conversation], None] | None = None
    who: Who | None = None
    of: type[Noun] | None = None


@dataclass(frozen=True)
class Delivers:
    """A kind of thing that reaches others at delivery times.

    `body` makes what they read from the rows as they are then, or None where it is no longer to reach anybody.
    `buttons` are what a reader can do about their copy; `head` is the message that stands around the body, with the
    `handle` of the author and the `day`. `line` names it, with a `count`, in what readers are told at a delivery time;
    where it `sounds`, so does that. `reply` gets what somebody types as a reply (a swipe) to their copy: it opens the
    last screen before anything leaves.
    """

    kind: DeliveryKind
    body: Callable[[Rows, Delivery, datetime], Message | None]
    buttons: Callable[[Rows, Delivery, Copy, datetime], Keyboard]
    head: str = "delivery-shown"
    line: str = ""
    sounds: bool = False
    reply: Callable[[Turn, Copy, str], None] | None = None


@dataclass(frozen=True)
class Catch:
    """A text that means something by its shape when it is typed (such as an invite code), wherever one is."""

    pattern: re.Pattern[str]
    run: Callable[[Turn, re.Match[str]], None]


@dataclass(frozen=True)
class Feature:
    """What one file in `features` offers."""

    name: str
    commands: Sequence[Command] = ()
    presses: Sequence[Press] = ()
    prompts: Sequence[Prompt] = ()
    catches: Sequence[Catch] = ()
    edits: Sequence[Callable[[Turn, Any], bool]] = ()
    delivers: Sequence[Delivers] = ()


@dataclass
class Registry:
    """All features of the bot, by what they answer to."""

    features: Sequence[Feature]
    commands: dict[str, Command] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    prompts: dict[str, Prompt] = field(default_factory=dict)
    delivers: dict[str, Delivers] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Fill the tables; raises `ValueError` for a name that two declare."""
        for feature in self.features:
            _fill(self.commands, ((each.name, each) for each in feature.commands))
            _fill(self.presses, ((each.verb, each) for each in feature.presses))
            _fill(self.prompts, ((each.name, each) for each in feature.prompts))
            _fill(self.delivers, ((each.kind, each) for each in feature.delivers))

    @cached_property
    def catches(self) -> list[Catch]:
        """The texts that are recognised by their shape."""
        return [catch for feature in self.features for catch in feature.catches]

    @cached_property
    def edits(self) -> list[Callable[[Turn, Any], bool]]:
        """Who wants to know of an edited message's passages before their text is simply replaced."""
        return [take for feature in self.features for take in feature.edits]


def _fill(table: dict[str, Any], named: Iterable[tuple[str, Any]]) -> None:
    for name, each in named:
        if name in table:
            raise ValueError(f"{name} is declared twice")
        table[name] = each
