"""Keeps within Telegram's limits: about 30 messages a second over all chats, about one a second in one chat.

Source of the numbers: Telegram's FAQ for bots, "My bot is hitting limits". Short bursts in one chat are allowed; how
short it does not say, so three messages are taken for one. Edits share the limit of messages, answers to presses have
none (tdlib/td, issue 3034; tdlib/telegram-bot-api, issue 648).

We count a message when we let it go, Telegram when it arrives, and what hung in the line may arrive all at once. So
only so many may be on the way: let go, and not yet answered. What arrives within any T seconds was on the way as they
began or was let go in them:

    arrivals(T) ≤ ON_THE_WAY + BURST_EVERYWHERE + EVERYWHERE · T = 20 + 10 + 30 · T

Whoever allows 30 at one moment and 30 a second never refuses one of these, whatever the line does. Twenty on the way
are the full rate while an answer takes at most 20 / 30 = 0.66 s; a slower line takes 20 in the time of an answer.

A message that hangs is on the way until the transport gives it up (after 5 s without a byte, see `wire.transport`).
Twenty that hang hold up all others, replies too. That is right: they may still arrive at any moment, what is let go
after them would most likely hang as well, and a nudge that hangs is lost. What was given up counts as arrived, or a
dead line would stop us for ever; should it come after all and be one too many, the refusal says how long to wait.

So that a broadcast to thousands is not felt by somebody who types, all but replies leave a few of what may go at once
to these. It costs a broadcast nothing but its first fifth of a second: the rate stays the same.

Paid messages (`allow_paid_broadcast`, up to 1,000 a second: "How can I message all of my bot's subscribers at once?"
in the same FAQ) have a budget of their own; in one chat all are alike.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from albot.clock import Clock
from albot.store.post import Lane

EVERYWHERE = 30.0
IN_A_CHAT = 1.0
BURST = 3.0

BURST_EVERYWHERE = 10.0
"""Messages over all chats that may go out at one moment after a quiet one."""

ON_THE_WAY = 20
"""Messages over all chats that are let go and not yet answered: with the burst, what Telegram takes at one moment."""

KEPT_FOR_REPLIES = 5.0
"""So many of the burst only replies may use."""

PAID = 1_000.0
PAID_AT_ONCE = 60
"""Paid messages on the way, and at one moment: as many as the transport has connections for."""

MANY = 5
"""Chats that are refused at once: one or two may have had too many messages by themselves, these not."""

LONGEST_HOLD = 60.0
"""Seconds after which it is tried whether the refusal still holds for all."""


class _Budget:
    """What may go at one moment, at most so many on the way; it fills again at a `rate` a second, up to `size`."""

    def __init__(self, clock: Clock, rate: float, size: float, on_the_way: int, kept: float) -> None:
        self._clock = clock
        self._rate, self._size, self._most, self._kept = rate, size, on_the_way, kept
        self._left, self._at = size, clock.monotonic()
        self._on_the_way = 0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self.held_until = 0.0

    @asynccontextmanager
    async def place(self, lane: int) -> AsyncIterator[None]:
        """Wait for a place, and have it while the block lasts."""
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._numbers), ready))
        self._release()
        try:
            await ready
            yield
        finally:
            if not ready.cancelled():  # else it was never let go
                self._on_the_way -= 1
                self._release()

    def _missing(self) -> float:
        """How much has to come in before the first who waits may go."""
        is_reply = self._waiting[0][0] == Lane.REPLY
        return (1 if is_reply else 1 + self._kept) - self._left

    def _release(self) -> None:
        """Let go of as many as may send now, and come back when the next may, or with the next answer."""
        now = self._clock.monotonic()
        self._left = min(self._size, self._left + (now - self._at) * self._rate)
        self._at = now
        while self._waiting and self._on_the_way < self._most and self._missing() <= 0 and now >= self.held_until:
            ready = heapq.heappop(self._waiting)[2]
            if not ready.done():
                self._left -= 1
                self._on_the_way += 1
                ready.set_result(None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting and self._on_the_way < self._most:
            wait = max(self._missing() / self._rate, self.held_until - now, 0.001)
            self._timer = asyncio.get_running_loop().call_later(wait, self._release)


class Pace:
    """Whoever wants to send waits here; the more urgent lane goes first. The rates are messages a second.

    `on_the_way` is how many may be let go and not yet answered. `pays` says whether deliveries and announcements may go
    as paid messages.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        everywhere: float = EVERYWHERE,
        in_a_chat: float = IN_A_CHAT,
        on_the_way: int = ON_THE_WAY,
        pays: bool = False,
    ) -> None:
        self._clock = clock
        self.pays = pays
        self._in_a_chat = in_a_chat
        self._free = _Budget(clock, everywhere, BURST_EVERYWHERE, on_the_way, KEPT_FOR_REPLIES)
        self._paid = _Budget(clock, PAID, PAID_AT_ONCE, PAID_AT_ONCE, 0)
        self._chats: dict[int, tuple[float, float]] = {}
        self._told: dict[int, float] = {}

    def told_to_wait(self, chat_id: int, seconds: float) -> None:
        """Telegram refused a message in a chat for so long. Where many are refused at once, it is about all chats."""
        now = self._clock.monotonic()
        self._told = {chat: until for chat, until in self._told.items() if until > now}
        self._told[chat_id] = now + seconds
        if len(self._told) >= MANY:
            self._free.held_until = self._paid.held_until = now + min(seconds, LONGEST_HOLD)

    @asynccontextmanager
    async def turn(self, lane: int, chat_id: int | None = None, *, paid: bool = False) -> AsyncIterator[None]:
        """Wait until one more call is no flood; it is on the way while the block lasts, which ends with its answer.

        `chat_id` is for a new message, which must be no flood in its chat either; an edit waits for no chat.
        """
        if chat_id is not None:
            await self._in_chat(chat_id)
        async with (self._paid if paid else self._free).place(lane):
            yield

    async def _in_chat(self, chat_id: int) -> None:
        """Wait until one more message in this chat is no flood."""
        now = self._clock.monotonic()
        left, at = self._chats.get(chat_id, (BURST, now))
        left = min(BURST, left + (now - at) * self._in_a_chat) - 1
        self._chats[chat_id] = (left, now)
        if len(self._chats) > 10_000:
            self._chats = {chat: value for chat, value in self._chats.items() if now - value[1] < BURST}
        if left < 0:
            await asyncio.sleep(-left / self._in_a_chat)
