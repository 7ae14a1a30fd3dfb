"""One tick: nudges that are due, what a delivery time releases, what is old; then the deliverer looks at the outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from albot.clock import Clock
from albot.loops.deliver import Judge
from albot.store import outbox
from albot.store.engine import Store
from albot.store.rows import Rows

log = structlog.get_logger()

Job = Callable[[Rows, datetime], None]
JOBS: tuple[Job, ...] = ()
"""What each tick does, each in a transaction of its own: one that fails never stops the others."""

NEXT: tuple[Callable[[Rows, datetime], datetime | None], ...] = (lambda rows, _now: outbox.next_due(rows),)
JUDGES: dict[str, Judge] = {}


class Ticker:
    """Does what is due. `tick` is called by the scheduler, and by whoever moves a clock."""

    def __init__(self, store: Store, clock: Clock, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake

    async def tick(self) -> None:
        """Run every job once; a job that fails is logged and comes again with the next tick."""
        now = self._clock.now()
        for job in JOBS:
            try:
                await self._store.run(lambda rows, job=job: job(rows, now))  # type: ignore[misc]
            except Exception as problem:
                log.error("tick_failed", job=job.__name__, problem=type(problem).__name__)
        self._wake()

    async def next_due(self) -> datetime | None:
        """When something is due next, or None."""
        now = self._clock.now()
        found = await self._store.run(lambda rows: [look(rows, now) for look in NEXT])
        return min((moment for moment in found if moment is not None), default=None)
