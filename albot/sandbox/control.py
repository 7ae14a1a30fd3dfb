"""What the page's clock buttons move: handed to the server by whoever puts the sandbox together."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Control(Protocol):
    """The clock of server and bot together, and what the bot has yet to do."""

    async def settle(self) -> None:
        """Wait until the bot has done everything that is due by now."""

    async def next_due(self) -> datetime | None:
        """When the bot will next do something of its own (aware, UTC); None when nothing is planned."""

    async def move_to(self, moment: datetime) -> None:
        """Move the clock on to a moment, from due time to due time, and let the bot do what falls due on the way."""
