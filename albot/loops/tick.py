"""One tick: nudges that are due, what a delivery time releases, what is old; then the deliverer looks at the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from albot import metrics
from albot.chat import announcing, delivering, reviewing, screens
from albot.clock import Clock
from albot.loops.conduct import conduct, next_conduct
from albot.loops.deliver import Judge
from albot.loops.nudge import GUARD as NUDGE_GUARD
from albot.loops.nudge import next_nudge, nudge, replan, still_owed_now
from albot.loops.release import UNOPENED, next_release, release, still_in, still_unopened
from albot.loops.repeat import next_repeat, repeat_meetings
from albot.loops.retain import ERASED, retain
from albot.loops.review import close_reviews, next_review
from albot.loops.tidy import tidy
from albot.store import duties, outbox, sets
from albot.store.engine import Store
from albot.store.post import DutyName
from albot.store.rows import Rows, is_trouble

log = structlog.get_logger()

Job = Callable[[Rows, datetime], bool | str | None]
JOBS: tuple[Job, ...] = (conduct, close_reviews, repeat_meetings, replan, nudge, release)
"""What each tick does.

A job that returns True has more to do, and is called again in the next transaction. `ERASED` asks for the files of the
database to be cleared of what it erased, too.
"""

SELDOM: tuple[Job, ...] = (tidy, retain)
"""The same, for what is in no hurry: with the first tick, and with one in an hour."""

HOUR = timedelta(hours=1)

SPAN = timedelta(seconds=6)
"""So long a tick may be silent, between two of its transactions, before another process goes on in its place."""

ASK = 1.0
"""Seconds between two looks at whose turn it is, where there are several processes."""

QUIET_HOUR = 2
"""The hour (UTC) in which a large SQLite file is made anew if something was erased: few people write then."""

SHORTEST_PAUSE = 0.5
"""Seconds between two ticks at the least."""

NEXT: tuple[Callable[[Rows, datetime], datetime | None], ...] = (
    lambda rows, _now: outbox.next_due(rows),
    next_repeat,
    next_nudge,
    next_release,
    next_conduct,
    next_review,
)
JUDGES: dict[str, Judge] = {
    announcing.GUARD: announcing.still_holds,
    NUDGE_GUARD: still_owed_now,
    sets.IN_SET: still_in,
    delivering.GUARD: delivering.still_there,
    delivering.KNOWN: delivering.still_known,
    UNOPENED: still_unopened,
    screens.GUARD: screens.still_there,
    reviewing.GUARD: reviewing.still_asked,
    reviewing.PAGE: reviewing.page_still_there,
}


class _NotOurs(Exception):
    """Another process ticks just now, or this one has come to its end."""


class Ticker:
    """Does what is due: by itself in `run`, and in `tick` for whoever moves a clock."""

    def __init__(self, store: Store, clock: Clock, holder: int, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._holder = holder
        self._wake = wake
        self._tidied_at: datetime | None = None
        self._one_at_a_time = asyncio.Lock()
        self._has_ended = False

    async def run(self, seconds: float) -> None:
        """Tick for ever, with this pause between, less where a meeting under way has something to say before.

        Where several processes tick, each tick is done by the one that comes first. The pause is measured on
        monotonic time, whatever the wall clock does.
        """
        while True:
            was_ours = await self.tick()
            await asyncio.sleep(await self._pause(seconds) if was_ours else min(seconds, ASK))

    async def _pause(self, seconds: float) -> float:
        """The pause until the next tick: at most so long. Until then it is nobody's turn."""
        now = self._clock.now()

        def look(rows: Rows) -> float:
            until = next_conduct(rows, now)
            pause = seconds if until is None else min(seconds, max((until - now).total_seconds(), SHORTEST_PAUSE))
            self._take_duty(rows, timedelta(seconds=pause))
            return pause

        try:
            return await self._store.run(look)
        except _NotOurs:
            return min(seconds, ASK)
        except Exception as problem:
            log.error("tick_failed", job="next_conduct", problem=type(problem).__name__)
            return seconds

    async def end(self) -> None:
        """Let another process tick at once, such as the one that is started in this one's place."""
        self._has_ended = True
        if not self._store.is_sqlite:
            await self._store.run(lambda rows: duties.give_back(rows, DutyName.TICK, self._holder))

    def _take_duty(self, rows: Rows, span: timedelta) -> None:
        """Make the tick this process's for so long from here on. Raises `_NotOurs`, which undoes it.

        What was under way when a tick was cut off may come here as late as the end. So that is looked at with the
        duty's row held: seen, nothing is taken; not seen yet, what is taken is given back after this transaction.
        """
        if rows.is_sqlite:
            return
        if duties.take(rows, DutyName.TICK, self._holder, span) is None or self._has_ended:
            raise _NotOurs

    async def tick(self) -> bool:
        """Run every job until it has no more to do; a job that fails is logged and comes again with the next tick.

        False where it is another process's turn.
        """
        async with self._one_at_a_time:
            begun = self._clock.monotonic()
            try:
                await self._tick()
            except _NotOurs:
                return False
            metrics.TICK_SECONDS.observe(self._clock.monotonic() - begun)
        return True

    async def _tick(self) -> None:
        now = self._clock.now()
        erased = [await self._do(jobs, now) for jobs in (JOBS, *((job,) for job in self._seldom(now)))]
        self._wake()
        if any(erased):
            await self._clear_files(self._store.checkpoint)
        if now == self._tidied_at and now.hour == QUIET_HOUR:
            await self._clear_files(self._store.make_anew_if_owed)

    async def _do(self, jobs: tuple[Job, ...], now: datetime) -> bool:
        """Do some jobs, in one transaction for as long as they find nothing: that is what most ticks are.

        One that has found something goes on in the next, and so do those after it. Where one fails, each is done by
        itself, so that it never stops the others; where the database does, all wait for the next tick. Returns whether
        anything was erased.
        """
        erased = False
        try:
            while jobs:
                more, jobs = await self._store.run(lambda rows: self._do_some(rows, jobs, now))  # noqa: B023 - awaited
                erased = erased or more == ERASED
                if more:
                    self._wake()  # what is written so far need not wait for the rest
        except _NotOurs:
            raise
        except Exception as problem:
            if len(jobs) == 1:
                log.error("tick_failed", job=jobs[0].__name__, problem=type(problem).__name__)
            elif is_trouble(problem):
                log.error("tick_failed", job="all", problem=type(problem).__name__)
            else:
                alone = [await self._do((job,), now) for job in jobs]
                return erased or any(alone)
        return erased

    def _seldom(self, now: datetime) -> tuple[Job, ...]:
        """What is done once in an hour, if it is time for it; also where the clock was set back."""
        if self._tidied_at is not None and abs(now - self._tidied_at) < HOUR:
            return ()
        self._tidied_at = now
        return SELDOM

    async def _clear_files(self, how: Callable[[], None]) -> None:
        """Take what was erased out of the database's files; where that fails now, the next time does it."""
        try:
            await asyncio.to_thread(how)
        except Exception as problem:
            log.error("checkpoint_failed", problem=type(problem).__name__)

    async def next_due(self) -> datetime | None:
        """When something is due next, or None."""
        now = self._clock.now()
        found = await self._store.run(lambda rows: [look(rows, now) for look in NEXT])
        return min((moment for moment in found if moment is not None), default=None)

    def _do_some(self, rows: Rows, jobs: tuple[Job, ...], now: datetime) -> tuple[bool | str | None, tuple[Job, ...]]:
        """Do jobs until one has more to do: what it said, and the jobs that are left, itself the first of them.

        Raises `_NotOurs` where it is another process's turn, or another has taken over.
        """
        self._take_duty(rows, SPAN)
        for place, job in enumerate(jobs):
            more = job(rows, now)
            if more:
                return more, jobs[place:]
        return None, ()
