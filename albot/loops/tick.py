"""One tick: nudges that are due, what a delivery time releases, what is old; then the deliverer looks at the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from albot.chat import announcing, delivering
from albot.clock import Clock
from albot.loops.deliver import Judge
from albot.loops.nudge import GUARD as NUDGE_GUARD
from albot.loops.nudge import next_nudge, nudge, replan, still_owed_now
from albot.loops.release import UNOPENED, next_release, release, still_in, still_unopened
from albot.loops.repeat import next_repeat, repeat_meetings
from albot.loops.retain import ERASED, retain
from albot.loops.tidy import tidy
from albot.store import outbox, sets
from albot.store.engine import Store
from albot.store.rows import Rows

log = structlog.get_logger()

Job = Callable[[Rows, datetime], bool | str | None]
JOBS: tuple[Job, ...] = (repeat_meetings, replan, nudge, release)
"""What each tick does, each in a transaction of its own: one that fails never stops the others.

A job that returns True has more to do, and is called again in the next transaction. `ERASED` asks for the files of the
database to be cleared of what it erased, too.
"""

SELDOM: tuple[Job, ...] = (tidy, retain)
"""The same, for what is in no hurry: with the first tick, and with one in an hour."""

HOUR = timedelta(hours=1)

NEXT: tuple[Callable[[Rows, datetime], datetime | None], ...] = (
    lambda rows, _now: outbox.next_due(rows),
    next_repeat,
    next_nudge,
    next_release,
)
JUDGES: dict[str, Judge] = {
    announcing.GUARD: announcing.still_holds,
    NUDGE_GUARD: still_owed_now,
    sets.IN_SET: still_in,
    delivering.GUARD: delivering.still_there,
    delivering.KNOWN: delivering.still_known,
    UNOPENED: still_unopened,
}


class Ticker:
    """Does what is due: by itself in `run`, and in `tick` for whoever moves a clock."""

    def __init__(self, store: Store, clock: Clock, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._tidied_at: datetime | None = None

    async def run(self, seconds: float) -> None:
        """Tick for ever, with this pause between. It is measured on monotonic time, whatever the wall clock does."""
        while True:
            await self.tick()
            await asyncio.sleep(seconds)

    async def tick(self) -> None:
        """Run every job until it has no more to do; a job that fails is logged and comes again with the next tick."""
        now = self._clock.now()
        erased = False
        for job in (*JOBS, *self._seldom(now)):
            try:
                while more := await self._store.run(lambda rows, job=job: job(rows, now)):  # type: ignore[misc]
                    erased = erased or more == ERASED
                    self._wake()  # what is written so far need not wait for the rest
            except Exception as problem:
                log.error("tick_failed", job=job.__name__, problem=type(problem).__name__)
        self._wake()
        if erased:
            await self._clear_files()

    def _seldom(self, now: datetime) -> tuple[Job, ...]:
        """What is done once in an hour, if it is time for it; also where the clock was set back."""
        if self._tidied_at is not None and abs(now - self._tidied_at) < HOUR:
            return ()
        self._tidied_at = now
        return SELDOM

    async def _clear_files(self) -> None:
        """Cut the database's log short; where that fails now, the next erasure or the end does it."""
        try:
            await asyncio.to_thread(self._store.checkpoint)
        except Exception as problem:
            log.error("checkpoint_failed", problem=type(problem).__name__)

    async def next_due(self) -> datetime | None:
        """When something is due next, or None."""
        now = self._clock.now()
        found = await self._store.run(lambda rows: [look(rows, now) for look in NEXT])
        return min((moment for moment in found if moment is not None), default=None)
