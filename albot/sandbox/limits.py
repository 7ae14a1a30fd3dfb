"""Telegram's flood limits, on monotonic time: the sandbox's wall clock is moved by hand, the limits are real.

The numbers are those of core.telegram.org/bots/faq#my-bot-is-hitting-limits: about 30 messages a second over all
chats, about one a second in a chat "with short bursts", 20 a minute in a group. How long a burst may be Telegram does
not say: here it is five messages in a private chat. New messages count against all three; edits count against the
overall limit alone, for Telegram lets a bot answer quick presses by editing. Deletions, chat actions and answers to
presses are free. A message that is paid for counts against 1,000 a second instead of 30
(core.telegram.org/bots/api#sendmessage, `allow_paid_broadcast`); what holds within its chat stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from albot.clock import Clock
from albot.sandbox.chats import Chat
from albot.sandbox.errors import too_many_requests

OVERALL_A_SECOND = 30.0
PAID_A_SECOND = 1_000.0
CHAT_A_SECOND = 1.0
CHAT_BURST = 5.0
GROUP_A_MINUTE = 20.0

# Buckets of more chats than this are looked through for full ones, which say nothing any more.
_TIDY_ABOVE = 10_000


@dataclass(slots=True)
class _Bucket:
    """Tokens that refill with time: `rate` a second up to `size`."""

    size: float
    rate: float
    left: float
    at: float

    def refill(self, now: float) -> None:
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now

    def seconds_missing(self) -> float:
        """How long until one token is there; 0 when it is."""
        return max(0.0, (1.0 - self.left) / self.rate)


class Limits:
    """What the bot may still send just now."""

    def __init__(self, clock: Clock, *, on: bool = True) -> None:
        self._clock = clock
        self.on = on
        self._overall = _Bucket(OVERALL_A_SECOND, OVERALL_A_SECOND, OVERALL_A_SECOND, clock.monotonic())
        self._paid = _Bucket(PAID_A_SECOND, PAID_A_SECOND, PAID_A_SECOND, clock.monotonic())
        self._chats: dict[int, _Bucket] = {}

    def take_message(self, chat: Chat, *, paid: bool = False) -> None:
        """Count a new message; raises Telegram's 429 and counts nothing if it comes too soon."""
        if self.on:
            self._take(self._paid if paid else self._overall, self._bucket_of(chat))

    def take_edit(self) -> None:
        """Count a changed message; raises Telegram's 429 if it comes too soon."""
        if self.on:
            self._take(self._overall)

    def _take(self, *buckets: _Bucket) -> None:
        now = self._clock.monotonic()
        for bucket in buckets:
            bucket.refill(now)
        missing = max(bucket.seconds_missing() for bucket in buckets)
        if missing > 0:
            raise too_many_requests(max(1, math.ceil(missing)))
        for bucket in buckets:
            bucket.left -= 1.0

    def _bucket_of(self, chat: Chat) -> _Bucket:
        bucket = self._chats.get(chat.id)
        if bucket is None:
            self._tidy()
            size, rate = (CHAT_BURST, CHAT_A_SECOND) if chat.is_private else (GROUP_A_MINUTE, GROUP_A_MINUTE / 60)
            bucket = self._chats[chat.id] = _Bucket(size, rate, size, self._clock.monotonic())
        return bucket

    def _tidy(self) -> None:
        if len(self._chats) > _TIDY_ABOVE:
            now = self._clock.monotonic()
            for bucket in self._chats.values():
                bucket.refill(now)
            self._chats = {chat: bucket for chat, bucket in self._chats.items() if bucket.left < bucket.size}
