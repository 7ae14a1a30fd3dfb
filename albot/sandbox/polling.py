"""`getUpdates`: long polling, as Telegram does it."""

from __future__ import annotations

import asyncio

from albot.sandbox.chats import Json
from albot.sandbox.errors import ApiError, bad_request
from albot.sandbox.parameters import Parameters, number_of
from albot.sandbox.updates import Updates

# core.telegram.org/bots/api#getupdates; the longest wait is that of telegram-bot-api, Client.h.
MOST_UPDATES = 100
LONGEST_WAIT = 50

_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Poller:
    """The one long poll that may wait at a time: another one ends it with 409 and takes its place."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._waiter: asyncio.Future[None] | None = None

    async def get_updates(self, parameters: Parameters) -> list[Json]:
        """What waits from `offset` on, at once or as soon as something comes within `timeout` seconds."""
        self.end_waiting(ApiError(409, _CONFLICT))
        self._note_allowed(parameters)
        self._updates.confirm_below(number_of(parameters, "offset"))
        limit = number_of(parameters, "limit", MOST_UPDATES)
        limit = limit if 1 <= limit <= MOST_UPDATES else MOST_UPDATES
        found = self._updates.first(limit)
        wait = min(max(number_of(parameters, "timeout"), 0), LONGEST_WAIT)
        if found or wait == 0:
            return found
        await self._wait(wait)
        return self._updates.first(limit)

    @property
    def waiting(self) -> bool:
        """Whether a long poll waits for something to come."""
        return self._waiter is not None and not self._waiter.done()

    def wake(self) -> None:
        """Something came: let the one who waits have it."""
        if self._waiter is not None and self.waiting:
            self._waiter.set_result(None)

    def end_waiting(self, error: ApiError) -> None:
        """End the long poll that waits, if any, with an error."""
        if self._waiter is not None and self.waiting:
            self._waiter.set_exception(error)

    async def _wait(self, seconds: float) -> None:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            return

    def _note_allowed(self, parameters: Parameters) -> None:
        """The kinds the bot wants from now on; left out means as before."""
        if "allowed_updates" not in parameters:
            return
        allowed = parameters["allowed_updates"]
        if not isinstance(allowed, list):
            raise bad_request("can't parse allowed_updates JSON object")
        self._updates.allowed = frozenset(str(kind) for kind in allowed)
