"""Several processes on one PostgreSQL: nothing is handled twice or out of order, sent by two, or nudged twice."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from albot.clock import SystemClock
from albot.domain.columns import new_id
from albot.domain.passages import Passage
from albot.domain.people import Person as Known
from albot.domain.people import PersonKey
from albot.domain.sets import Member
from albot.loops import duty as duty_module
from albot.loops.duty import SendingDuty
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.store import inbox, outbox, people, reflections
from albot.store.engine import Store
from albot.store.post import DutyName, Outgoing
from albot.store.rows import Rows
from albot.store.vault import Vault, new_key
from tests.databases import Postgres
from tests.fleet import Fleet, fleet
from tests.given import GivenSet, given_meeting, given_set
from tests.house import TOKEN, House, settings

pytestmark = pytest.mark.postgres

PEOPLE = 40
A_SET = 8
BYSTANDERS = 40
SEED = 20261129
BETWEEN_KILLS = 5.0
BURST = ("First I rang him.", "Then I wrote it down.", "And I slept badly.")
PATIENCE = 100.0


def here_it_is_noon() -> str:
    """A zone in which it is about noon: no quiet hours for the next while, whenever the tests run."""
    hours = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


@dataclass
class Typist:
    """Somebody who checks in, and does the next thing once the bot has answered the last."""

    person: Person
    heard: int = 0

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
        await asyncio.sleep(5.2)  # what comes sooner belongs to the answer before
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


def everybody_in(zone: str) -> Callable[[Rows], None]:
    """Put all who are known to a zone."""

    def write(rows: Rows) -> None:
        for person in rows.session.query(Known).all():
            person.zone = zone

    return write


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
            async with fleet(3, url, server.url, token=TOKEN, key=key, operator="The kitchen", tick_seconds=1) as bots:
                async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
                    kills = group.create_task(_kill_for_ever(bots, rng))
                    await _all(typist.check_in() for typist in typists)
                    kills.cancel()
                killed = bots.killed
                await asyncio.sleep(2)
            _judge(url, key, typists, killed)
            invited = [sum("Your set meets" in text for text in Typist(each).told) for each in standing_by]
            assert max(invited) == 1, "no nudge twice"
            assert invited.count(0) <= killed, "and no more stay away than were in flight"
    finally:
        await server.stop()


async def _kill_for_ever(bots: Fleet, rng: random.Random) -> None:
    """Start all three; then kill one after another at random, each followed by a new one."""
    for place in range(3):
        bots.begin(place)
    while True:
        await asyncio.sleep(BETWEEN_KILLS)
        place = rng.randrange(3)
        await bots.kill(place)
        bots.begin(place)


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(each)


def _judge(url: str, key: str, typists: list[Typist], killed: int) -> None:
    """Everything that was typed is kept, once and in its order; an answer came twice at the most as often as killed."""
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
