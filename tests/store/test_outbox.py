"""The outbox and the inbox: what is claimed first, who holds it, and what is never sent or handled twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from albot.app import App, running
from albot.chat.message import Message
from albot.chat.turn import tell
from albot.clock import HeldClock
from albot.domain.people import Person as Somebody
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import World
from albot.store import inbox, outbox, people
from albot.store.engine import Store
from albot.store.post import Handled, Lane, Outgoing
from albot.store.rows import Rows
from albot.store.vault import SealBroken, Vault, new_key
from tests.databases import sqlite_database
from tests.house import TOKEN, settings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def put(rows: Rows, chat: int = 1, **more: Any) -> Outgoing:
    """A message that waits in the outbox."""
    row = Outgoing(**{"written_at": NOW, "not_before": NOW, **more})
    return outbox.write(rows, row, chat, {"id": "talk-stopped"})


def claimed(store: Store, now: datetime = NOW, limit: int = 100, number: int = 1) -> list[Outgoing]:
    """What a claim takes in hand, under a number."""
    return store.submit(lambda rows: outbox.claim(rows, now, limit, number)).result(10)


# Claiming


def test_the_most_urgent_lane_is_claimed_first_and_the_oldest_in_a_lane(store: Store) -> None:
    def write(rows: Rows) -> None:
        for lane in (Lane.DELIVERY, Lane.NUDGE, Lane.QUESTION, Lane.REPLY):
            for age in (1, 3, 2):
                put(rows, lane=lane, not_before=NOW - age * SECOND)

    store.submit(write).result(10)
    found = [(Lane(row.lane), (NOW - row.not_before) // SECOND) for row in claimed(store)]
    assert found == [(lane, age) for lane in Lane for age in (3, 2, 1)]


def test_the_messages_of_one_turn_keep_their_order(store: Store) -> None:
    store.submit(lambda rows: [put(rows, order_in_turn=place) for place in (2, 0, 1)]).result(10)
    assert [row.order_in_turn for row in claimed(store)] == [0, 1, 2]


def test_only_what_is_due_is_claimed_and_no_more_than_asked_for(store: Store) -> None:
    store.submit(lambda rows: [put(rows, not_before=NOW + hours * 3600 * SECOND) for hours in (-1, 0, 1)]).result(10)
    assert len(claimed(store, limit=1)) == 1
    assert len(claimed(store)) == 1
    assert claimed(store) == []
    assert len(claimed(store, NOW + 3600 * SECOND)) == 1


def test_what_somebody_has_in_hand_is_free_once_another_has_the_duty(store: Store) -> None:
    row = store.submit(put).result(10)
    (first,) = claimed(store)
    assert (first.id, first.held_as) == (row.id, 1)
    store.submit(lambda rows: outbox.free_left(rows, 1, NOW)).result(10)
    assert claimed(store) == [], "it is still in the right hands"
    store.submit(lambda rows: outbox.free_left(rows, 2, NOW)).result(10)
    (second,) = claimed(store, number=2)
    assert (second.id, second.held_as) == (row.id, 2)
    assert not store.submit(lambda rows: outbox.take_off(rows, first, 1)).result(10), "the first may not try it now"
    store.submit(lambda rows: outbox.put_off(rows, first)).result(10)
    assert claimed(store, number=2) == [], "nor give it back"
    assert store.submit(lambda rows: outbox.take_off(rows, second, 2)).result(10)


def test_two_who_claim_at_once_never_get_the_same(store: Store) -> None:
    store.submit(lambda rows: [put(rows) for _ in range(40)]).result(10)
    claims = [store.submit(lambda rows: outbox.claim(rows, NOW, 5, 1)) for _ in range(8)]
    found = [row.id for claim in claims for row in claim.result(10)]
    assert len(found) == len(set(found)) == 40


def test_what_was_put_off_waits_in_hand_and_counts_its_tries(store: Store) -> None:
    store.submit(lambda rows: [put(rows), put(rows)]).result(10)
    row, other = claimed(store)
    assert store.submit(lambda rows: outbox.take_off(rows, row, 1)).result(10)
    store.submit(lambda rows: outbox.put_off(rows, row)).result(10)
    assert claimed(store) == []
    store.submit(lambda rows: outbox.free_forgotten(rows, 2, (), NOW)).result(10)
    assert claimed(store) == [], "it is in the hands of another"
    store.submit(lambda rows: outbox.free_forgotten(rows, 1, {other.id}, NOW)).result(10)
    (again,) = claimed(store)
    assert (again.id, again.tries, again.in_flight) == (row.id, 1, False)


def test_nothing_in_clear_and_nothing_that_opens_elsewhere(store: Store, vault: Vault) -> None:
    def write(rows: Rows) -> tuple[Outgoing, Outgoing]:
        return put(rows, chat=700_000_123), put(rows, chat=700_000_456)

    first, second = store.submit(write).result(10)
    assert outbox.address(vault, first) == 700_000_123
    assert b"700000123" not in first.address_sealed
    assert b"talk-stopped" not in first.body_sealed
    first.address_sealed, second.address_sealed = second.address_sealed, first.address_sealed
    with pytest.raises(SealBroken):
        outbox.address(vault, first)


def test_forgetting_somebody_drops_what_waits_for_them_but_not_the_goodbye(store: Store) -> None:
    def write(rows: Rows) -> int:
        person = people.create(rows, 11, 11)
        rows.flush()
        put(rows, person_id=person.id)
        outbox.drop_of_person(rows, person.id)
        return put(rows, chat=11, person_id=None).id

    goodbye = store.submit(write).result(10)
    assert [row.id for row in claimed(store)] == [goodbye]


# The inbox


def test_a_parked_update_is_kept_sealed_until_it_is_handled(store: Store) -> None:
    raw = b'{"update_id": 5, "message": "call the landlord"}'
    store.submit(lambda rows: inbox.park(rows, [inbox.Raw(5, 0, raw), inbox.Raw(6, 0, b"{}")], NOW)).result(10)
    store.submit(lambda rows: inbox.park(rows, [inbox.Raw(5, 0, raw)], NOW)).result(10)
    assert store.submit(inbox.waiting).result(10) == [raw, b"{}"]
    store.submit(lambda rows: inbox.mark_handled(rows, 5, NOW)).result(10)
    assert store.submit(inbox.waiting).result(10) == [b"{}"]
    store.submit(lambda rows: inbox.park(rows, [inbox.Raw(5, 0, raw)], NOW)).result(10)
    assert store.submit(inbox.waiting).result(10) == [b"{}"], "what is handled is not parked again"


def test_after_three_failures_an_update_is_set_aside(store: Store) -> None:
    store.submit(lambda rows: inbox.park(rows, [inbox.Raw(5, 0, b"{}")], NOW)).result(10)
    aside = [store.submit(lambda rows: inbox.failed_again(rows, 5, "7F3A", 3)).result(10) for _ in range(3)]
    assert aside == [False, False, True]
    assert store.submit(inbox.waiting).result(10) == []


def test_what_is_old_is_swept(store: Store) -> None:
    def write(rows: Rows) -> None:
        person = people.create(rows, 11, 11)
        rows.flush()
        for age, number in ((timedelta(hours=47), 1), (timedelta(hours=49), 2)):
            inbox.mark_handled(rows, number, NOW - age)
            outbox.remember_message(rows, person.id, number, NOW - age, mine=True)
        rows.flush()
        assert not (outbox.sweep(rows, NOW, 500) or inbox.sweep(rows, NOW, 500))
        assert [rows.get(Handled, number) is not None for number in (1, 2)] == [True, False]
        assert outbox.recent_messages(rows, person.id, NOW - timedelta(days=9)) == [1]

    store.submit(write).result(10)


# What was in flight when the process ended


class Post:
    """A bot whose process can end at any moment, and the person it writes to."""

    def __init__(self, tmp_path: Path) -> None:
        self.clock = HeldClock(NOW)
        self.world = World(self.clock)
        self.server = SandboxServer(self.world, TOKEN, limits=False)
        self.ana = self.world.add_person("Ana")
        self.ana.started = True
        self._tmp_path, self._key = tmp_path, new_key()

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[App]:
        """The bot, for as long as its process lives."""
        chosen = settings(sqlite_database(self._tmp_path), self.server.url, key=self._key)
        async with running(chosen, self.clock) as app:
            yield app

    async def write(self, app: App, *, may_repeat: bool) -> None:
        """Write a message to Ana into the outbox, and wake the deliverer."""

        def job(rows: Rows) -> None:
            ana: Somebody = people.find(rows, self.ana.id) or people.create(rows, self.ana.id, self.ana.id)
            tell(rows, ana, Message("talk-stopped"), NOW, lane=Lane.NUDGE, may_repeat=may_repeat)

        await app.store.run(job)
        app.deliverer.wake()

    @property
    def got(self) -> int:
        """How many messages reached Ana."""
        return len(self.ana.chat.messages)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """A server, and a bot that is not running yet."""
    post = Post(tmp_path)
    await post.server.start()
    yield post
    await post.server.stop()


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that tells nobody when it comes."""
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.005)


class Killed(Exception):
    """The process ends here."""


async def in_flight_at_the_end(post: Post, *, may_repeat: bool) -> None:
    """The process ends while the server has not answered."""
    post.server.faults.switch_on("hang", method="sendMessage", times=1)
    with pytest.RaisesGroup(Killed):
        async with post.bot() as app:
            await post.write(app, may_repeat=may_repeat)
            await until(lambda: any(call.fault == "hang" for call in post.server.calls))
            raise Killed
    async with post.bot() as app:
        await app.settle()


async def test_what_may_repeat_is_sent_again_when_nobody_knows(post: Post) -> None:
    await in_flight_at_the_end(post, may_repeat=True)
    assert post.got == 1


async def test_what_must_not_repeat_is_not_sent_again_when_it_was_in_flight(post: Post) -> None:
    await in_flight_at_the_end(post, may_repeat=False)
    assert post.got == 0


@pytest.mark.parametrize(("may_repeat", "copies"), [(True, 2), (False, 1)])
async def test_a_lost_answer_repeats_only_what_may_repeat(post: Post, may_repeat: bool, copies: int) -> None:
    post.server.faults.switch_on("lost", method="sendMessage", times=1)
    async with post.bot() as app:
        await post.write(app, may_repeat=may_repeat)
        await asyncio.wait_for(app.quiet(), 20)
        assert post.got == copies


@pytest.mark.parametrize("may_repeat", [True, False])
async def test_what_certainly_did_not_arrive_is_sent_once_it_can_be(post: Post, may_repeat: bool) -> None:
    post.server.faults.switch_on("429", method="sendMessage", times=1, seconds=1)
    async with post.bot() as app:
        await post.write(app, may_repeat=may_repeat)
        while not post.got:
            await asyncio.sleep(0.01)
        await asyncio.wait_for(app.quiet(), 20)
        assert post.got == 1
