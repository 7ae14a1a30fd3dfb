"""Several processes on one PostgreSQL: nothing is handled twice or out of order, sent by two, or nudged twice."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from albot.clock import SystemClock
from albot.domain.passages import Passage
from albot.loops import duty as duty_module
from albot.loops.duty import SendingDuty
from albot.loops.tick import Ticker
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.store import duties, inbox, nudges, outbox, people
from albot.store.engine import Store
from albot.store.post import DutyName, Outgoing
from albot.store.rows import Rows
from albot.store.vault import Vault, new_key
from tests.databases import Postgres
from tests.fleet import Fleet, fleet
from tests.given import GivenSet, given_meeting, given_set
from tests.house import TOKEN, House, house, settings

pytestmark = pytest.mark.postgres

PEOPLE = 200
A_SET = 8
BYSTANDERS = 40
SEED = 20261129
KILLS = 12
BETWEEN_KILLS = 4.0
BURST = ("First I rang him.", "Then I wrote it down.", "And I slept badly.")
PATIENCE = 240.0


def here_it_is_noon() -> str:
    """A zone in which it is about noon: no quiet hours for the next while, whenever the tests run."""
    hours = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


@dataclass
class Typist:
    """Somebody who checks in, and does the next thing once the bot has answered the last."""

    person: Person

    async def check_in(self) -> None:
        """The whole check-in, with an answer in a burst of three messages."""
        await self.says("/checkin", "1 of 4")
        for text in BURST:
            self.person.send(text)
        await self.hears("2 of 4")
        await self.hears("Added to answer 1")
        await self.says("That it helps to ask.", "3 of 4")
        await self.says("Ask Ada.", "Ask Ada.")
        self.person.press(self.newest("That's all"), "That's all")
        await self.hears("4 of 4")
        await self.says("One step at a time.", "Keep private")
        self.person.press(self.newest("Keep private"), "Keep private")
        await self.hears("Kept")

    async def says(self, text: str, answer: str) -> None:
        await asyncio.sleep(6.2)  # what comes within five seconds, by whole ones, belongs to the answer before
        self.person.send(text)
        await self.hears(answer)

    async def hears(self, words: str) -> None:
        await self.hears_all(words, 1)

    async def hears_all(self, words: str, times: int) -> None:
        while sum(words in text for text in self.told) < times:
            await asyncio.sleep(0.05)

    @property
    def told(self) -> list[str]:
        """What the bot has said with its buttons, all of it."""
        return [f"{each.text} {each.buttons}" for each in self.person.chat.messages if each.from_bot]

    def newest(self, label: str) -> int:
        return next(
            message.message_id
            for message in reversed(self.person.chat.messages)
            if any(label in button[0] for row in message.buttons for button in row)
        )


def passages_of(rows: Rows, telegram_id: int) -> list[str]:
    """What is kept of what somebody typed, in its order within each answer."""
    person = people.find(rows, telegram_id)
    assert person is not None
    found = [each for each in rows.session.query(Passage).all() if each.owner_id == person.id]
    return [rows.open(each, "text_sealed") for each in sorted(found, key=lambda each: (each.field, each.place))]


async def a_crowd(home: House) -> tuple[list[Person], list[Person]]:
    """People in their second cycle who will check in, and bystanders who are owed an invitation just now."""
    zone, now = here_it_is_noon(), SystemClock().now()
    found: list[list[Person]] = []
    for many, days in ((PEOPLE, 10.0), (BYSTANDERS, 2.5)):
        people_of: list[Person] = []
        for number in range(many // A_SET):
            names = tuple(f"M{days:.0f}_{number}_{place}" for place in range(A_SET))
            meets = (now + timedelta(days=days)).replace(tzinfo=None, microsecond=0).isoformat()[:16]
            given: GivenSet = await given_set(
                home, facilitator=f"F{days:.0f}_{number}", members=names, meeting=meets, zone=zone
            )
            await given_meeting(home, given, (now - timedelta(days=15)).replace(tzinfo=None).isoformat()[:16])
            people_of += [given[name] for name in names]
        found.append(people_of)
    return found[0], found[1]


@pytest.mark.kill
async def test_three_processes_lose_and_double_nothing_while_one_after_another_is_killed(postgres: Postgres) -> None:
    world = World(SystemClock())
    server = SandboxServer(world, TOKEN, limits=False, calls_kept=100_000)
    await server.start()
    key, rng = new_key(), random.Random(SEED)
    try:
        with postgres.database(migrated=True) as url:
            chosen = settings(url, server.url, key=key)
            home = House(chosen, server, world.clock, world.add_person("Cora"))  # type: ignore[arg-type]  # nobody moves it
            await home.open()
            typing, standing_by = await a_crowd(home)
            await home.close()
            typists = [Typist(person) for person in typing]
            async with fleet(3, url, server.url, key=key, tick_seconds=1) as bots:
                async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
                    kills = group.create_task(_kill_again_and_again(bots, rng))
                    await _all(typist.check_in() for typist in typists)
                    kills.cancel()
                killed = bots.killed
                await _until_nothing_waits(url, key)
            _judge(url, key, typists)
            invited = [sum("Your set meets" in text for text in Typist(each).told) for each in standing_by]
            assert max(invited) == 1, "no nudge twice"
            assert invited.count(0) <= killed, "and no more stay away than were in flight"
    finally:
        await server.stop()


async def _kill_again_and_again(bots: Fleet, rng: random.Random) -> None:
    """Start all three; then kill now one and now another, each followed by a new one, as often as `KILLS`."""
    for place in range(3):
        bots.begin(place)
    for _ in range(KILLS):
        await asyncio.sleep(BETWEEN_KILLS)
        place = rng.randrange(3)
        await bots.kill(place)
        bots.begin(place)


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(each)


async def _until_nothing_waits(url: str, key: str) -> None:
    """Wait until the last has gone out, and whoever was killed last has been followed by another."""
    store = Store(url, Vault([key]))

    def waits(rows: Rows) -> bool:
        now = SystemClock().now()
        is_due = nudges.to_plan(rows, now, 1) or nudges.due_persons(rows, now, 1)
        return bool(is_due or outbox.next_due(rows) or inbox.waiting(rows))

    async with asyncio.timeout(PATIENCE):
        while await store.run(waits):
            await asyncio.sleep(0.2)
    await asyncio.to_thread(store.stop)


def _judge(url: str, key: str, typists: list[Typist]) -> None:
    """Everything that was typed is kept, once and in its order, and nothing is left to be done."""
    store = Store(url, Vault([key]))
    try:
        for typist in typists:
            kept = store.submit(lambda rows, typist=typist: passages_of(rows, typist.person.id)).result()  # type: ignore[misc]
            assert [each for each in kept if each in BURST] == list(BURST)
            assert sorted(kept) == sorted([*BURST, "That it helps to ask.", "Ask Ada.", "One step at a time."])
        assert store.submit(inbox.waiting).result() == []
        assert store.submit(outbox.next_due).result() is None
    finally:
        store.stop()


# The duty to send


class Process:
    """What asks for the duty in one process."""

    def __init__(self, store: Store, holder: int) -> None:
        self.numbers: list[int | None] = []
        self.duty = SendingDuty(store, SystemClock(), holder, self.numbers.append)


@pytest.fixture
def two(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, Store]]:
    """The stores of two processes on one database, in which a duty is held for a second at a time."""
    monkeypatch.setattr(duty_module, "SPAN", timedelta(seconds=1))
    monkeypatch.setattr(duty_module, "MARGIN", 0.1)
    monkeypatch.setattr(duty_module, "ASK", 0.1)
    with postgres.database(migrated=True) as url:
        key = new_key()
        stores = Store(url, Vault([key])), Store(url, Vault([key]))
        yield stores
        for store in stores:
            store.stop()


async def test_one_process_sends_and_another_takes_over_once_it_is_silent(two: tuple[Store, Store]) -> None:
    first, second = Process(two[0], 1), Process(two[1], 2)
    for each in (first, second):
        await asyncio.to_thread(each.duty.take)
    assert (first.duty.number, second.duty.number) == (1, None)
    async with asyncio.TaskGroup() as group:
        renewing = group.create_task(first.duty.run())
        asking = group.create_task(second.duty.run())
        await asyncio.sleep(2)
        assert (first.duty.number, second.duty.number) == (1, None), "it is renewed"
        assert first.duty.look_every, "somebody else writes, too"
        renewing.cancel()  # as a process that is killed, or stands still
        while second.duty.number is None:
            assert first.duty.number in (1, None), "never both"
            await asyncio.sleep(0.01)
        assert first.duty.number is None, "by its own watch it is over before another may begin"
        assert second.duty.number == 2
        asking.cancel()


async def test_who_renews_too_late_is_told_that_it_sends_again(two: tuple[Store, Store]) -> None:
    first = Process(two[0], 1)
    await asyncio.to_thread(first.duty.take)
    await asyncio.sleep(1)
    assert not first.duty.number
    await asyncio.to_thread(first.duty.take)
    assert (first.duty.number, first.numbers) == (1, [1, 1])


async def test_who_stops_in_order_lets_another_send_at_once(two: tuple[Store, Store]) -> None:
    first, second = Process(two[0], 1), Process(two[1], 2)
    for each in (first, second):
        await asyncio.to_thread(each.duty.take)
    await first.duty.end()
    await asyncio.to_thread(second.duty.take)
    assert (first.numbers[-1], second.duty.number) == (None, 2)


async def test_what_the_last_sender_had_in_hand_is_free_and_no_longer_its_own(two: tuple[Store, Store]) -> None:
    first, second = Process(two[0], 1), Process(two[1], 2)
    await asyncio.to_thread(first.duty.take)
    now = SystemClock().now()

    def write(rows: Rows) -> None:
        outbox.write(rows, Outgoing(written_at=now, not_before=now, may_repeat=False), 5, {"id": "talk-stopped"})

    await two[0].run(write)
    (row,) = await two[0].run(lambda rows: outbox.claim(rows, now, 5, 1))
    await asyncio.sleep(1.1)
    await asyncio.to_thread(second.duty.take)
    assert not await two[0].run(lambda rows: outbox.take_off(rows, row, 1)), "a nudge is not sent by two"
    assert not await two[0].run(lambda rows: duties.is_still(rows, DutyName.SEND, 1))
    assert [each.id for each in await two[1].run(lambda rows: outbox.claim(rows, now, 5, 2))] == [row.id]


# The tick


async def test_who_stops_in_order_lets_its_successor_tick_at_once(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.database(migrated=True) as url:
        async with house(tmp_path, url=url) as home:
            await home.settle()
            await home.close()
            await home.open()
            assert await home.app.ticker.tick(), "and nothing that is due has to wait"


async def test_what_is_left_of_a_tick_that_was_cut_off_takes_nothing_after_the_end(
    two: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (Ticker(store, SystemClock(), holder, lambda: None) for holder, store in enumerate(two, 1))
    took, begun, free = duties.take, threading.Event(), threading.Event()

    def take_slowly(rows: Rows, name: DutyName, holder: int, span: timedelta) -> int | None:
        begun.set()
        free.wait(20)
        return took(rows, name, holder, span)

    with monkeypatch.context() as slow:
        slow.setattr(duties, "take", take_slowly)
        ticking = asyncio.get_running_loop().create_task(first.tick())
        await asyncio.to_thread(begun.wait, 20)
        ticking.cancel()
        await first.end()
        free.set()
        await asyncio.to_thread(two[0].stop)
    assert await second.tick()


# One person, two processes


async def test_an_old_and_a_new_key_at_once_make_no_person_twice(postgres: Postgres) -> None:
    old, new = new_key(), new_key()
    for keys in (([old], [old, new]), ([old, new], [new, old]), ([new, old], [new])):
        with postgres.database(migrated=True) as url:
            stores = [Store(url, Vault(each)) for each in keys]

            def join(rows: Rows, telegram_id: int) -> int:
                inbox.hold(rows, telegram_id)
                return (people.find(rows, telegram_id) or people.create(rows, telegram_id, telegram_id)).id

            wanted = [(store, 70 + number) for number in range(20) for store in stores for _ in range(3)]
            made = await asyncio.gather(*(store.run(partial(join, telegram_id=number)) for store, number in wanted))
            assert len(set(made)) == 20
            for store in stores:
                store.stop()


async def test_a_later_update_waits_where_an_earlier_one_of_the_same_person_does(two: tuple[Store, Store]) -> None:
    first, second = two
    now = SystemClock().now()
    await first.run(lambda rows: inbox.park(rows, [inbox.Raw(5, 70, b"{}"), inbox.Raw(9, 71, b"{}")], now))
    assert await second.run(lambda rows: inbox.is_behind(rows, 70, 6))
    assert not await second.run(lambda rows: inbox.is_behind(rows, 70, 4))
    assert not await second.run(lambda rows: inbox.is_behind(rows, 72, 6))
    await first.run(lambda rows: inbox.mark_handled(rows, 5, now))
    assert not await second.run(lambda rows: inbox.is_behind(rows, 70, 6))


async def test_what_nobody_looks_after_is_taken_on_by_one(two: tuple[Store, Store]) -> None:
    now = SystemClock().now()
    raws = [inbox.Raw(number, 70, str(number).encode()) for number in range(20)]
    await two[0].run(lambda rows: inbox.park(rows, raws, now))
    assert await two[1].run(lambda rows: inbox.take_on(rows, now, 50)) == [], "it is in somebody's hands"
    later = now + inbox.LOOKED_AFTER
    found = await asyncio.gather(*(store.run(lambda rows: inbox.take_on(rows, later, 7)) for store in (*two, *two)))
    assert sorted(int(raw) for part in found for raw in part) == list(range(20))
