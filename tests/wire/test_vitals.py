"""What `/metrics` and `/readyz` tell: what waits, and whether the database answers, without asking it all the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from albot.domain.people import Person
from albot.rehearsal import RehearsalClock
from albot.store import outbox
from albot.store.engine import Store, make_engine
from albot.store.post import Lane, Outgoing, Parked
from albot.store.rows import Rows
from albot.wire import vitals
from albot.wire.vitals import FRESH, Vitals
from tests.house import START

Values = dict[tuple[str, str], float]


@pytest.fixture
def clock() -> RehearsalClock:
    """A clock whose monotonic time can be moved on, too."""
    return RehearsalClock(START)


@pytest.fixture
def here(store: Store, clock: RehearsalClock) -> Vitals:
    """The vitals of a process that sends, on a database of either kind."""
    return Vitals(store, clock, sending=lambda: True)


async def told(here: Vitals) -> Values:
    """What the metrics say that is read when somebody asks, by name and lane."""
    families = text_string_to_metric_families((await here.page()).decode())
    samples = [sample for family in families if family.type == "gauge" for sample in family.samples]
    return {(each.name, each.labels.get("lane", "")): each.value for each in samples if each.name.startswith("albot_")}


def wait(rows: Rows, lane: Lane, **ago: float) -> None:
    """A message that could have gone so long ago."""
    outbox.write(rows, Outgoing(lane=lane, written_at=START, not_before=START - timedelta(**ago)), 1, {})


def plant(rows: Rows) -> None:
    """Something waits everywhere."""
    wait(rows, Lane.REPLY, seconds=3)
    wait(rows, Lane.REPLY, seconds=1)
    wait(rows, Lane.DELIVERY, hours=1)
    wait(rows, Lane.NUDGE, hours=-1)
    for number, reference in enumerate([None, None, "7F3A"]):
        rows.add(Parked(id=number, body_sealed=b"", received_at=START, look_at=START, reference=reference))
    for since in (START, None, None):
        rows.add(Person(unreachable_since=since))


async def test_what_waits_is_told(store: Store, here: Vitals) -> None:
    await store.run(plant)
    values = await told(here)
    age = {
        lane: values.pop(("albot_outbox_oldest_seconds", lane)) for lane in ("reply", "question", "nudge", "delivery")
    }
    assert values == {
        ("albot_outbox_waiting", "reply"): 2,
        ("albot_outbox_waiting", "question"): 0,
        ("albot_outbox_waiting", "nudge"): 1,
        ("albot_outbox_waiting", "delivery"): 1,
        ("albot_inbox_waiting", ""): 2,
        ("albot_inbox_set_aside", ""): 1,
        ("albot_unreachable_people", ""): 1,
        ("albot_sending", ""): 1,
        ("albot_database_up", ""): 1,
    }
    assert age["question"] == age["nudge"] == 0, "what may not go yet does not wait"
    assert age["reply"] >= 3
    assert age["delivery"] >= 3600


async def test_however_often_it_is_asked_the_database_is_asked_once_in_a_while(
    store: Store, clock: RehearsalClock, here: Vitals
) -> None:
    waiting = ("albot_outbox_waiting", "reply")
    with clock.standing():
        assert (await told(here))[waiting] == 0
        await store.run(plant)
        assert (await told(here))[waiting] == 0
        clock.move_to(clock.now() + timedelta(seconds=FRESH))
        assert [values[waiting] for values in await asyncio.gather(*(told(here) for _ in range(20)))] == [2] * 20


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Inside, somebody else holds the database so that the outbox cannot be read."""
    engine = make_engine(store.url)
    with engine.begin() as connection:  # on SQLite that alone keeps every other transaction waiting
        if not store.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
        yield
    engine.dispose()


async def test_a_database_that_hangs_is_told_in_time_and_is_asked_by_one_alone(
    store: Store, clock: RehearsalClock, here: Vitals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vitals, "PATIENCE", 0.1)
    asked, submit = list[object](), store.submit

    def count(job: Callable[[Rows], object]) -> Future[object]:
        asked.append(job)
        return submit(job)

    monkeypatch.setattr(store, "submit", count)
    with locked(store):
        for _ in range(3):
            values = await told(here)
            assert values == {("albot_sending", ""): 1, ("albot_database_up", ""): 0}
            clock.move_to(clock.now() + timedelta(seconds=FRESH))
        assert len(asked) == 1
        if store.is_sqlite:
            assert await here.why_not_ready() == "database"
    monkeypatch.setattr(vitals, "PATIENCE", 30)
    assert (await told(here))["albot_database_up", ""] == 1
    clock.move_to(clock.now() + timedelta(seconds=FRESH))
    assert await here.why_not_ready() == ""


async def test_a_database_that_fails_is_told_and_goes_on_by_itself(
    store: Store, clock: RehearsalClock, here: Vitals
) -> None:
    def rename(old: str, new: str) -> None:
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    rename("outbox", "elsewhere")
    assert (await told(here))["albot_database_up", ""] == 0
    assert await here.why_not_ready() == ""
    rename("elsewhere", "outbox")
    clock.move_to(clock.now() + timedelta(seconds=FRESH))
    assert (await told(here))["albot_database_up", ""] == 1
