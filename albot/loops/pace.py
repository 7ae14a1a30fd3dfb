"""Keeps within Telegram's limits: about 30 messages a second over all chats, about one a second in one chat.

Source of the numbers: Telegram's FAQ for bots, "My bot is hitting limits". Short bursts in one chat are allowed; how
short it does not say, so three messages are taken for one.
"""

from __future__ import annotations

import asyncio
import heapq
from itertools import count

from albot.clock import Clock

EVERYWHERE = 30.0
IN_A_CHAT = 1.0
BURST = 3.0

BURST_EVERYWHERE = 10.0
"""Messages over all chats that may go out at one moment after a quiet one."""

MANY = 5
"""Chats that are refused at once: one or two may have had too many messages by themselves, these not."""

LONGEST_HOLD = 60.0
"""Seconds after which it is tried whether the refusal still holds for all."""


class Pace:
    """Whoever wants to send waits here; the more urgent lane goes first. The rates are messages a second."""

    def __init__(self, clock: Clock, *, everywhere: float = EVERYWHERE, in_a_chat: float = IN_A_CHAT) -> None:
        self._clock = clock
        self._everywhere = everywhere
        self._in_a_chat = in_a_chat
        self._left, self._at = BURST_EVERYWHERE, clock.monotonic()
        self._chats: dict[int, tuple[float, float]] = {}
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._told: dict[int, float] = {}
        self._held_until = 0.0
        self._handle: asyncio.TimerHandle | None = None

    def told_to_wait(self, chat_id: int, seconds: float) -> None:
        """Telegram refused a message in a chat for so long. Where many are refused at once, it is about all chats."""
        now = self._clock.monotonic()
        self._told = {chat: until for chat, until in self._told.items() if until > now}
        self._told[chat_id] = now + seconds
        if len(self._told) >= MANY:
            self._held_until = now + min(seconds, LONGEST_HOLD)

    async def in_chat(self, chat_id: int) -> None:
        """Wait until one more message in this chat is no flood."""
        now = self._clock.monotonic()
        left, at = self._chats.get(chat_id, (BURST, now))
        left = min(BURST, left + (now - at) * self._in_a_chat) - 1
        self._chats[chat_id] = (left, now)
        if len(self._chats) > 10_000:
            self._chats = {chat: value for chat, value in self._chats.items() if now - value[1] < BURST}
        if left < 0:
            await asyncio.sleep(-left / self._in_a_chat)

    async def anywhere(self, lane: int) -> None:
        """Wait until one more message over all chats is no flood."""
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._numbers), ready))
        self._release()
        await ready

    def _release(self) -> None:
        """Let go of as many as may send now, and come back when the next may."""
        now = self._clock.monotonic()
        self._left = min(BURST_EVERYWHERE, self._left + (now - self._at) * self._everywhere)
        self._at = now
        while self._waiting and self._left >= 1 and now >= self._held_until:
            ready = heapq.heappop(self._waiting)[2]
            if not ready.done():
                self._left -= 1
                ready.set_result(None)
        if self._waiting and (self._handle is None or self._handle.when() <= asyncio.get_running_loop().time()):
            wait = max((1 - self._left) / self._everywhere, self._held_until - now, 0.001)
            self._handle = asyncio.get_running_loop().call_later(wait, self._release)
