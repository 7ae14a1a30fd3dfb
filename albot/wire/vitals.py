"""How this process is: what `/metrics` and `/readyz` tell. However often they are asked, the database seldom is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from albot import metrics
from albot.clock import Clock
from albot.store import gauges
from albot.store.engine import Store
from albot.store.gauges import Waiting
from albot.store.rows import Rows

T = TypeVar("T")

FRESH = 5.0
"""Seconds for which an answer of the database serves everybody who asks the same."""

PATIENCE = 2.0
"""Seconds that somebody who asks waits for the database."""


class Asked(Generic[T]):
    """One question to the database. It is never asked twice at a time, nor again while its answer is fresh.

    So a database that hangs holds one job of ours at the most, whoever keeps asking.
    """

    def __init__(self, store: Store, clock: Clock, job: Callable[[Rows], T]) -> None:
        self._store = store
        self._clock = clock
        self._job = job
        self._asked_at = 0.0
        self._asking: asyncio.Future[T] | None = None

    async def answer(self) -> T | None:
        """What the database says; None where it fails, or does not say it within `PATIENCE`."""
        asking = self._current()
        await asyncio.wait([asking], timeout=PATIENCE)
        if not asking.done() or asking.cancelled() or asking.exception() is not None:
            return None
        return asking.result()

    def _current(self) -> asyncio.Future[T]:
        """The question that is under way or has a fresh answer, or else a new one."""
        now = self._clock.monotonic()
        if self._asking is None or (self._asking.done() and now - self._asked_at >= FRESH):
            self._asked_at = now
            self._asking = asyncio.wrap_future(self._store.submit(self._job))
        return self._asking


class Vitals:
    """What a process tells of itself; `sending` answers whether it is the one that sends."""

    def __init__(self, store: Store, clock: Clock, sending: Callable[[], bool]) -> None:
        self._sending = sending
        self._waiting = Asked(store, clock, lambda rows: gauges.waiting(rows, clock.now()))
        self._answers = Asked(store, clock, gauges.answers)

    async def page(self) -> bytes:
        """All metrics, as text for Prometheus; without what is read from the database while that does not answer."""
        waiting = await self._waiting.answer()
        read = {} if waiting is None else _gauges(waiting)
        return metrics.page({"albot_sending": self._sending(), "albot_database_up": waiting is not None, **read})

    async def why_not_ready(self) -> str:
        """One word for what keeps this process from its work, or nothing."""
        return "" if await self._answers.answer() else "database"


def _gauges(waiting: Waiting) -> dict[str, float | dict[str, float]]:
    return {
        "albot_outbox_waiting": {metrics.LANES[lane]: number for lane, number in waiting.outbox.items()},
        "albot_outbox_oldest_seconds": {metrics.LANES[lane]: seconds for lane, seconds in waiting.oldest.items()},
        "albot_inbox_waiting": waiting.inbox,
        "albot_inbox_set_aside": waiting.set_aside,
        "albot_unreachable_people": waiting.unreachable,
    }
