"""The queue of updates that wait for the bot, with Telegram's rules of offsets and of forgetting."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from albot.clock import Clock
from albot.sandbox.chats import Json

# How long Telegram keeps an update that nobody fetches: "not longer than 24 hours" (core.telegram.org/bots/api,
# Getting updates); a button press 150 s (telegram-bot-api, Client.cpp, where it adds callback queries).
KEPT = timedelta(hours=24)
PRESS_KEPT = timedelta(seconds=150)

# Kinds that a bot gets only when it names them (core.telegram.org/bots/api#getupdates, allowed_updates).
ONLY_WHEN_NAMED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Waiting(NamedTuple):
    """An update, and the moment (Unix seconds by the clock handed in) after which Telegram drops it."""

    update_id: int
    update: Json
    until: float


class Updates:
    """What happened and was not yet confirmed by the bot, oldest first."""

    def __init__(self, clock: Clock, first_id: int) -> None:
        self._clock = clock
        self._waiting: deque[Waiting] = deque()
        self.next_id = first_id
        self.allowed: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, body: Json) -> bool:
        """Queue an update of a kind, unless the bot did not ask for that kind; says whether it was queued."""
        if kind in ONLY_WHEN_NAMED if not self.allowed else kind not in self.allowed:
            return False
        self._append({kind: body}, PRESS_KEPT if kind == "callback_query" else KEPT)
        return True

    def add_raw(self, update: Json) -> None:
        """Queue whatever a test makes up, of any kind; it gets an `update_id` unless it brings one.

        One that brings an id may repeat or go back: it is handed out all the same, in the order it was pushed.
        """
        self._append(dict(update), KEPT)

    def _append(self, update: Json, kept: timedelta) -> None:
        if "update_id" not in update:
            update = {"update_id": self.next_id, **update}
            self.next_id += 1
        until = (self._clock.now() + kept).timestamp()
        self._waiting.append(Waiting(update["update_id"], update, until))

    def confirm_below(self, offset: int) -> None:
        """Forget every update with an id under `offset`; a negative one leaves that many of the newest."""
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
            return
        while self._waiting and self._waiting[0].update_id < offset:
            self._waiting.popleft()

    def first(self, limit: int) -> list[Json]:
        """The oldest updates that are still alive, at most `limit`; they stay until they are confirmed."""
        now = self._clock.now().timestamp()
        if self._waiting and self._waiting[0].until < now:
            self._waiting = deque(waiting for waiting in self._waiting if waiting.until >= now)
        alive = (waiting.update for waiting in self._waiting if waiting.until >= now)
        return list(islice(alive, limit))

    def take_all(self) -> list[Waiting]:
        """Hand over everything that is still alive (to a webhook, which gives back what is not taken)."""
        now = self._clock.now().timestamp()
        alive = [waiting for waiting in self._waiting if waiting.until >= now]
        self._waiting.clear()
        return alive

    def put_back(self, untaken: list[Waiting]) -> None:
        """Take back what was handed over, before what came since."""
        self._waiting.extendleft(sorted(untaken, key=lambda waiting: waiting.update_id, reverse=True))

    def clear(self) -> None:
        """Forget everything that waits (`drop_pending_updates`)."""
        self._waiting.clear()
