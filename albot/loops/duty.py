"""The duty to send: which of several processes sends, for as long as it can prove that it is the one.

    process A   take ─ renew ─ renew ─ ✗ killed
    process B   ask …… ask …… ask …… ask ─ take: the number grows, what A had in hand is free again

The duty is held for `SPAN` at a time and renewed well before. So a process that was killed is followed by another
within `SPAN + ASK`, 7.5 s at the most; one that was told to stop gives the duty back and is followed at once. Whoever
cannot renew it, since the database is away, holds it no longer than it was promised, by monotonic time. If nobody took
it meanwhile, it is held again under the same number.

A process that is alone with its database has the duty from its start to its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog

from albot.clock import Clock
from albot.store import duties, outbox
from albot.store.engine import Store
from albot.store.post import DutyName
from albot.store.rows import Rows

log = structlog.get_logger()

SPAN = timedelta(seconds=6)
ASK = 1.5
"""Seconds between two looks at the duty: to renew it, or to take it over."""

MARGIN = 1.0
"""Seconds before its end from which on a duty is not relied on any more: a call to Telegram may be just beginning."""

OTHERS = timedelta(seconds=30)
"""So long after another process last asked for the duty it is taken to be there."""

LOOK = 0.05
"""Seconds between two looks at the outbox where other processes write into it, too."""


class SendingDuty:
    """Whether this process sends. `changed` is told at each change the number that answers may be born under.

    That is the number under which this process sends, or None: where another sends, and also where others write into
    the outbox. There all wait for the sender's next look, so that what two processes answered one person goes out in
    the order in which it was written.
    """

    def __init__(self, store: Store, clock: Clock, holder: int, changed: Callable[[int | None], None]) -> None:
        self._store = store
        self._clock = clock
        self._holder = holder
        self._changed = changed
        self._number: int | None = None
        self._until = 0.0
        self._is_shared = False

    @property
    def number(self) -> int | None:
        """The number under which this process sends, or None where it does not."""
        holds = self._number is not None and (self._store.is_sqlite or self._clock.monotonic() < self._until)
        return self._number if holds else None

    @property
    def look_every(self) -> float | None:
        """Seconds after which the outbox is worth a look by itself, None where nobody else writes into it."""
        return LOOK if self._is_shared else None

    def take(self) -> None:
        """Take the duty before anything runs, if it is free. Blocks."""
        begun = self._clock.monotonic()
        self._has(self._store.submit(self._ask).result(), begun)

    async def run(self) -> None:
        """Renew the duty, or take it as soon as nobody has it, for ever."""
        if self._store.is_sqlite:
            return
        while True:
            await asyncio.sleep(ASK)
            begun = self._clock.monotonic()
            try:
                found = await self._store.run(self._ask)
            except Exception as problem:
                log.error("duty_not_known", problem=type(problem).__name__)
                if self.number is None:
                    self._has((None, self._is_shared), begun)
            else:
                self._has(found, begun)

    async def end(self) -> None:
        """Let another process send."""
        if self._number is not None and not self._store.is_sqlite:
            await self._store.run(lambda rows: duties.give_back(rows, DutyName.SEND, self._holder))
            self._has((None, False), 0.0)

    def _ask(self, rows: Rows) -> tuple[int | None, bool]:
        """The number under which this process has the duty from here on, and whether others would like it."""
        number = duties.take(rows, DutyName.SEND, self._holder, SPAN)
        if number is not None:
            rows.flush()
            outbox.free_left(rows, number, self._clock.now())
        return number, number is not None and duties.others_ask(rows, DutyName.SEND, OTHERS)

    def _has(self, found: tuple[int | None, bool], begun: float) -> None:
        """Note what was found, and tell of a change; also where what had run out is held again, under its number."""
        had_run_out = self._number is not None and self.number is None
        before, (self._number, self._is_shared) = (self._number, self._is_shared), found
        self._until = begun + SPAN.total_seconds() - MARGIN
        if self._number != before[0] and not self._store.is_sqlite:
            log.info("duty_taken" if self._number is not None else "duty_left")
        if found != before or had_run_out:
            self._changed(None if self._is_shared else self._number)
