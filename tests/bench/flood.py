"""Telegram's flood limits for the fast server, as `albot.sandbox.limits` has them, and those of paid broadcasts.

Source: core.telegram.org/bots/faq, "My bot is hitting limits": about 30 messages a second over all chats, about one a
second in one chat with short bursts; paid broadcasts, up to 1,000 a second.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

EVERYWHERE = 30.0
PAID = 1_000.0
IN_A_CHAT, BURST = 1.0, 5.0


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time: `rate` a second, up to `size`. It begins full."""

    size: float
    rate: float
    left: float = math.inf
    at: float = 0.0

    def missing(self, now: float) -> float:
        """Seconds until a token is there; 0 where one is."""
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1.0 - self.left) / self.rate)


@dataclass
class Flood:
    """What the bot may still send just now; everything, unless it is `on`."""

    on: bool = False
    _everywhere: Bucket = field(default_factory=lambda: Bucket(EVERYWHERE, EVERYWHERE))
    _paid: Bucket = field(default_factory=lambda: Bucket(PAID, PAID))
    _chats: dict[int, Bucket] = field(default_factory=dict)

    def take(self, chat: int | None = None, *, paid: bool = False) -> int:
        """Count a new message in a chat, or an edit (no chat); returns the seconds to wait where it is one too many."""
        if not self.on:
            return 0
        buckets = [self._paid if paid else self._everywhere]
        if chat is not None:
            buckets.append(self._chats.setdefault(chat, Bucket(BURST, IN_A_CHAT)))
        now = time.monotonic()
        wait = max(bucket.missing(now) for bucket in buckets)
        if wait:
            return math.ceil(wait)
        for bucket in buckets:
            bucket.left -= 1
        return 0
