"""The pace against the sandbox's own flood limits, on a line that delays. Idle time passes at once."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest

from albot.clock import HeldClock
from albot.loops.pace import BURST_EVERYWHERE, EVERYWHERE, ON_THE_WAY, Pace
from albot.sandbox.limits import Limits
from albot.store.post import Lane


class FastClock(HeldClock):
    """A clock on which the pauses of an event loop pass at once."""

    def __init__(self) -> None:
        super().__init__(datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
        self.seconds = 1_000.0

    def monotonic(self) -> float:
        return self.seconds

    def run(self, story: Coroutine[Any, Any, None]) -> None:
        """Run a story on a loop of its own, whose time is this clock's."""
        clock = self

        class Selector(selectors.DefaultSelector):
            def select(self, timeout: float | None = None) -> Any:
                assert timeout is not None, "everybody waits for ever"
                clock.seconds += timeout
                return super().select(0)

        def loop() -> asyncio.AbstractEventLoop:
            made = asyncio.SelectorEventLoop(Selector())
            made.time = self.monotonic  # type: ignore[method-assign]
            return made

        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(story)


class Crowd:
    """Messages that all want to go at once; `line` is what each meets between being let go and its arrival."""

    def __init__(self, clock: FastClock, line: Callable[[], Awaitable[None]]) -> None:
        self.clock, self.line = clock, line
        self.pace = Pace(clock)
        self.limits = Limits(clock)
        self.let_go: list[int] = []
        self.arrived: list[float] = []

    async def message(self, lane: int = Lane.DELIVERY) -> None:
        """One message, which the limits refuse with an error if it arrives too soon."""
        async with self.pace.turn(lane):
            self.let_go.append(lane)
            await self.line()
            self.limits.take_edit()
            self.arrived.append(self.clock.monotonic())

    async def messages(self, many: int) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(many):
                group.create_task(self.message())


@pytest.mark.parametrize("stall", [0.5, 3.0, 40.0])
def test_what_hung_in_the_line_and_arrives_at_one_moment_is_not_too_much(stall: float) -> None:
    clock = FastClock()
    begun = clock.monotonic()

    async def line() -> None:
        """A line on which everything hangs every other time for so long, and then comes through at once."""
        now = clock.monotonic() - begun
        await asyncio.sleep(0.01 if now // stall % 2 else stall - now % stall)

    crowd = Crowd(clock, line)
    clock.run(crowd.messages(300))
    assert len(crowd.arrived) == 300
    most = max(sum(at <= each < at + 0.005 for each in crowd.arrived) for at in crowd.arrived)
    assert BURST_EVERYWHERE < most <= ON_THE_WAY, "as many as were on the way came at one moment"


@pytest.mark.parametrize(("latency", "rate"), [(0.05, EVERYWHERE), (0.6, EVERYWHERE), (2.0, ON_THE_WAY / 2.0)])
def test_a_line_that_takes_less_than_two_thirds_of_a_second_gets_the_full_rate(latency: float, rate: float) -> None:
    clock = FastClock()
    crowd = Crowd(clock, lambda: asyncio.sleep(latency))
    begun = clock.monotonic()
    clock.run(crowd.messages(400))
    took = clock.monotonic() - begun
    assert (400 - ON_THE_WAY - BURST_EVERYWHERE) / rate <= took <= 400 / rate + latency


def test_a_reply_is_the_first_to_go_once_something_has_arrived() -> None:
    clock, free = FastClock(), asyncio.Event()
    crowd = Crowd(clock, free.wait)  # type: ignore[arg-type]

    async def story() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.messages(100))
            await asyncio.sleep(10)
            group.create_task(crowd.message(Lane.REPLY))
            await asyncio.sleep(10)
            assert crowd.let_go == [Lane.DELIVERY] * ON_THE_WAY, "nothing goes onto a line that gives no answer"
            free.set()

    clock.run(story())
    assert len(crowd.let_go) == 101
    assert crowd.let_go[ON_THE_WAY] == Lane.REPLY


def test_what_fails_or_no_longer_wants_to_go_keeps_no_place() -> None:
    clock, works = FastClock(), asyncio.Event()

    async def line() -> None:
        await asyncio.sleep(2)
        if not works.is_set():
            raise ConnectionError

    crowd = Crowd(clock, line)

    async def story() -> None:
        failing = [asyncio.ensure_future(crowd.message()) for _ in range(5 * ON_THE_WAY)]
        await asyncio.sleep(3)
        for each in failing:
            each.cancel()
        ended = await asyncio.gather(*failing, return_exceptions=True)
        assert {type(each) for each in ended} == {ConnectionError, asyncio.CancelledError}
        works.set()
        before = clock.monotonic()
        await crowd.messages(5 * ON_THE_WAY)
        assert clock.monotonic() - before == pytest.approx(5 * 2, abs=1), "twenty at a time: no fewer, and no more"

    clock.run(story())
    assert len(crowd.arrived) == 5 * ON_THE_WAY
