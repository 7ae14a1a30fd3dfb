"""Time, handed in: nothing in this house asks the operating system what time it is but this file.

Wall-clock time (`now`) is for dates, due times and whatever people see; monotonic time is for duties, retries,
limits and ticks, which must not jump when somebody sets the machine's clock.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the time to everybody who needs it."""

    def now(self) -> datetime:
        """The moment, aware and in UTC."""

    def monotonic(self) -> float:
        """Seconds that only ever grow; the zero point means nothing."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The machine's wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """The machine's monotonic clock, in seconds."""
        return time.monotonic()


class HeldClock:
    """A wall clock that moves only by hand (`running=False`), or runs on from wherever it was put.

    The sandbox and the tests use it. Monotonic time stays the machine's: timeouts and pauses are real there.
    """

    def __init__(self, start: datetime, *, running: bool = False) -> None:
        self._start = start.astimezone(UTC)
        self._running = running
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The moment the clock was put to, plus what has passed since when it is a running one."""
        if not self._running:
            return self._start
        return self._start + timedelta(seconds=time.monotonic() - self._since)

    def monotonic(self) -> float:
        """The machine's monotonic clock, in seconds."""
        return time.monotonic()

    def move_to(self, moment: datetime) -> None:
        """Put the clock to a moment (aware), forwards or back."""
        self._start = moment.astimezone(UTC)
        self._since = time.monotonic()

    def advance(self, by: timedelta) -> None:
        """Move the clock on by a span."""
        self.move_to(self.now() + by)
