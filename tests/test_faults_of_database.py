"""The database goes away under a full load, and comes back: what people were told is kept, and everything goes on.

Three people type, each the next thing once they were answered, while messages and nudges are on their way to a
hundred and twenty others. PostgreSQL is stopped and started; SQLite's file is held by another process, or has no room
for another page.
"""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from albot.chat.message import Message
from albot.chat.registry import Command
from albot.chat.turn import Turn, tell
from albot.domain.authority import Who
from albot.domain.passages import Passage
from albot.loops import duty as duty_module
from albot.loops import settle as settle_module
from albot.sandbox.world import Person
from albot.store import duties, inbox, outbox, passages, people
from albot.store.engine import sqlite_file
from albot.store.passages import Field, Source
from albot.store.post import Duty, DutyName, Lane
from albot.store.rows import Rows
from albot.texts.args import Words
from tests.databases import Postgres, sqlite_database
from tests.loops.test_deliver import Line, heard, line, until

CROWD = 60
"""So many others get a message each, and as many a nudge."""

Logs = list[MutableMapping[str, Any]]


def keep(turn: Turn) -> None:
    """A command of these tests: it keeps a text and says so."""
    assert turn.person is not None
    text = turn.incoming.words  # type: ignore[attr-defined]  # it is a command
    passages.add(turn.rows, Field(turn.person.id, turn.person.id), text, Source(None, turn.now))
    turn.send(Message("step-ask-words", {"text": Words(text)}))


@dataclass
class Typist:
    """Somebody who has one thing after another kept."""

    person: Person
    typed: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    async def go_on_for_ever(self) -> None:
        """Type the next once the last was answered."""
        while True:
            if self.told == self.typed:
                self.typed.append(f"Thing {len(self.typed)}, {self.person.first_name}.")
                self.person.send(f"/keep {self.typed[-1]}")
            await until(lambda: any(self.typed[-1] in each for each in heard(self.person)))
            self.told.append(self.typed[-1])


@dataclass
class Load:
    """A house under load."""

    home: Line
    logs: Logs
    typists: list[Typist] = field(default_factory=list)
    readers: list[Person] = field(default_factory=list)
    nudged: list[Person] = field(default_factory=list)

    async def go_on_until(self, true: Callable[[], object]) -> None:
        """Let everybody type, and wait."""
        async with asyncio.TaskGroup() as group:
            typing = [group.create_task(each.go_on_for_ever()) for each in self.typists]
            await until(true)
            for each in typing:
                each.cancel()

    async def suffer(self) -> None:
        """Let everybody type until the fault shows, and for a second more.

        Where just the sealed copies of what is typed find room, it shows in nothing but that nobody is answered.
        """
        for seconds, shows in ((10, lambda: any("problem" in each for each in self.logs)), (1, lambda: False)):
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.go_on_until(shows)

    def judge(self, kept: dict[int, list[str]]) -> None:
        """What everybody was told is kept, once and in order; nobody misses anything, and no nudge came twice."""
        for each in self.typists:
            assert kept[each.person.id] == each.typed
        assert [len(heard(each)) for each in self.readers] == [1] * CROWD, "and nothing came twice while it went on"
        assert [len(heard(each)) for each in self.nudged] == [1] * CROWD


@asynccontextmanager
async def under_load(tmp_path: Path, url: str) -> AsyncIterator[Load]:
    """A bot on this database, whose server takes a moment for each message, and no longer than the bot waits for it.

    What was not answered in time comes twice; that is a fault of the line, and here the line has none.
    """
    with capture_logs() as logs:
        async with line(tmp_path, url=url, timeouts=None) as home:
            load = Load(home, logs)
            home.app.registry.commands["keep"] = Command("keep", Who.ANYONE, keep)
            home.server.faults.switch_on("slow", method="sendMessage", seconds=0.25)
            for number in range(3):
                load.typists.append(Typist(await home.member(f"T{number}")))
            for found, name in ((load.readers, "R"), (load.nudged, "N")):
                found += [home.person(f"{name}{number}") for number in range(CROWD)]
            await home.app.store.run(lambda rows: write_to_all(rows, load))
            home.app.deliverer.wake()
            yield load


def write_to_all(rows: Rows, load: Load) -> None:
    """A message to each reader, and a nudge to each of the others."""
    now = load.home.clock.now()
    for each in (*load.readers, *load.nudged):
        each.started = True
        person = people.create(rows, each.id, each.chat.id)
        is_nudge = each in load.nudged
        lane = Lane.NUDGE if is_nudge else Lane.DELIVERY
        tell(rows, person, Message("welcome-back"), now, lane=lane, may_repeat=not is_nudge)


def kept_of(rows: Rows, typists: list[Typist]) -> dict[int, list[str]]:
    """What is kept of each, in its order."""
    ids = {each.person.id: person.id for each in typists if (person := people.find(rows, each.person.id)) is not None}
    found = sorted(rows.session.query(Passage).all(), key=lambda each: each.place)
    return {
        telegram_id: [rows.open(each, "text_sealed") for each in found if each.owner_id == owner]
        for telegram_id, owner in ids.items()
    }


async def goes_on_by_itself(load: Load) -> None:
    """After the fault everybody is answered again, and nothing is left; then judge."""
    answered = [len(each.told) for each in load.typists]
    await load.go_on_until(
        lambda: all(len(each.told) > before + 2 for each, before in zip(load.typists, answered, strict=True))
    )
    await load.home.settle()
    while await load.home.app.store.run(inbox.waiting):  # sealed copies, of which each is looked after in time
        await asyncio.sleep(0.05)
    await load.home.until_empty()
    load.judge(await load.home.app.store.run(lambda rows: kept_of(rows, load.typists)))
    causes = {each["problem"] for each in load.logs if "problem" in each}
    assert causes <= {"OperationalError", "InterfaceError"}, "nobody met half a transaction"


# SQLite


@contextmanager
def held_by_another_process(url: str) -> Iterator[None]:
    """Another process writes into the file for as long as this block lasts."""
    script = (
        "import sqlite3, sys; there = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30);"
        "there.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read(); there.execute('ROLLBACK')"
    )
    words = [sys.executable, "-c", script, str(sqlite_file(url))]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            other.stdin.close()
            other.wait()


async def test_while_another_process_holds_the_file_nothing_is_lost_and_after_it_all_goes_on(tmp_path: Path) -> None:
    url = sqlite_database(tmp_path)
    async with under_load(tmp_path, url) as load:
        pragma(load, "busy_timeout=200")
        await load.go_on_until(lambda: load.home.sent() > CROWD / 2)
        with held_by_another_process(url):
            await load.suffer()
        await goes_on_by_itself(load)


async def test_while_the_disk_is_full_nothing_is_lost_and_after_it_all_goes_on(tmp_path: Path) -> None:
    async with under_load(tmp_path, sqlite_database(tmp_path)) as load:
        await load.go_on_until(lambda: load.home.sent() > CROWD / 2)
        pragma(load, "max_page_count=1")  # which is: as many as there are
        await fill_up(load)
        await load.suffer()
        assert await waits(load) or any("problem" in each for each in load.logs), "the fault showed"
        pragma(load, "max_page_count=1000000")
        await goes_on_by_itself(load)


async def waits(load: Load) -> bool:
    """Whether updates wait; or the look at them shares its commit with a turn that fails, and fails with it."""
    try:
        return bool(await load.home.app.store.run(inbox.waiting))
    except OperationalError:
        return True


async def fill_up(load: Load) -> None:
    """Use what room there is left in the pages of the file."""
    numbers = itertools.count(2_000_000_000)

    def fill(rows: Rows) -> None:
        for _ in range(50):
            inbox.mark_handled(rows, next(numbers), load.home.clock.now())

    with suppress(OperationalError):
        while True:
            await load.home.app.store.run(fill)


def pragma(load: Load, what: str) -> None:
    """Set something for whatever is done with the database from here on."""

    def set_up(connection: Any, *_: Any) -> None:
        connection.cursor().execute(f"PRAGMA {what}").close()

    event.listen(load.home.app.store.engine, "checkout", set_up)


# PostgreSQL


def hold_duties_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the duty to send be held for less than a second at a time."""
    monkeypatch.setattr(duty_module, "SPAN", timedelta(seconds=0.6))
    monkeypatch.setattr(duty_module, "MARGIN", 0.2)
    monkeypatch.setattr(duty_module, "ASK", 0.1)


@contextmanager
def nobody_renews(url: str) -> Iterator[None]:
    """Let whoever asks for the duty to send wait for as long as this block lasts."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT 1 FROM duty WHERE name = 'send' FOR UPDATE")
        yield


@pytest.mark.postgres
async def test_while_postgresql_is_away_nothing_is_lost_and_after_it_all_goes_on(
    tmp_path: Path, own_postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is away for longer than the duty to send is held."""
    hold_duties_briefly(monkeypatch)
    with own_postgres.database(migrated=True) as url:
        async with under_load(tmp_path, url) as load:
            await load.go_on_until(lambda: load.home.sent() > CROWD / 2)
            await asyncio.to_thread(own_postgres.go_away)
            await load.suffer()
            await load.go_on_until(lambda: load.home.app.duty.number is None)
            await asyncio.to_thread(own_postgres.come_back)
            await goes_on_by_itself(load)


@pytest.mark.postgres
async def test_what_is_answered_while_the_duty_has_run_out_is_sent_once_it_is_held_again(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL is there, but takes longer to renew the duty than it is held: nobody else has it, the number stays."""
    hold_duties_briefly(monkeypatch)
    with postgres.database(migrated=True) as url:
        async with line(tmp_path, url=url, timeouts=None) as home:
            ana = await home.member("Ana")
            with nobody_renews(url):
                await until(lambda: home.app.duty.number is None)
                ana.send("/nonsense")
                while await home.app.store.run(outbox.next_due) is None:
                    await asyncio.sleep(0.01)
                await until(lambda: not home.app.receiver.busy)
                await asyncio.sleep(duty_module.SPAN.total_seconds())  # what was asked for before has run out, too
            async with asyncio.timeout(10):
                await home.until_empty()
            assert len(heard(ana)) == 1
            assert await home.app.store.run(lambda rows: duties.is_still(rows, DutyName.SEND, 1)), "by the same number"


@pytest.mark.postgres
async def test_what_was_sent_and_is_not_written_down_yet_is_not_sent_again_under_a_new_number(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process had the duty meanwhile, so that what this one had in hand is free by the table."""
    hold_duties_briefly(monkeypatch)
    write_down, is_full = settle_module._write_down, True

    def write_if_there_is_room(rows: Rows, facts: settle_module.Facts, now: datetime) -> None:
        if is_full:
            raise OperationalError("", {}, Exception())
        write_down(rows, facts, now)

    def change_hands(rows: Rows) -> None:
        duty = rows.session.query(Duty).filter_by(name=DutyName.SEND).one()
        duty.holder, duty.number = duties.NOBODY, duty.number + 1

    monkeypatch.setattr(settle_module, "_write_down", write_if_there_is_room)
    with postgres.database(migrated=True) as url:
        async with line(tmp_path, url=url, timeouts=None) as home:
            ana, ben, eva = [await home.member(name) for name in ("Ana", "Ben", "Eva")]
            await home.nudge(ana)
            await home.tell(ben, Message("welcome-back"))
            await until(lambda: heard(ana) and heard(ben))
            await home.app.store.run(change_hands)
            await until(lambda: home.app.duty.number == 3)
            await home.tell(eva, Message("welcome-back"))
            await until(lambda: heard(eva))
            is_full = False
            await home.until_empty()
            assert [len(heard(each)) for each in (ana, ben, eva)] == [1, 1, 1]
