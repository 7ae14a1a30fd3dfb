"""The deliverer over real HTTP, on a line with faults: replies arrive, nudges never twice, nobody is flooded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from albot.app import running
from albot.chat.message import Button, Message, button
from albot.chat.turn import tell
from albot.clock import HeldClock
from albot.loops.pace import BURST, EVERYWHERE, IN_A_CHAT, Pace
from albot.sandbox.chats import Message as Shown
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import LONGEST_TEXT, Person, World
from albot.store import outbox, people
from albot.store.post import Lane
from albot.store.rows import Rows
from albot.texts.args import Words
from albot.texts.split import units
from albot.wire.transport import Timeouts
from tests.databases import sqlite_database
from tests.house import START, TOKEN, House, settings

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # of the library, with each 429

SHORT = Timeouts(read=0.4, write=0.4, connect=0.4, pool=0.4, media_write=0.4)
QUICKLY = 4.0
"""How many times faster than Telegram the limits of both sides run where a test is about them."""

FIRST, SECOND, THIRD = "Hello. I help", "I do not know", "Hello. I help"


class QuickClock(HeldClock):
    """A clock on which monotonic time runs faster, so that what takes Telegram a minute takes seconds."""

    def monotonic(self) -> float:
        return super().monotonic() * QUICKLY


class Line(House):
    """A house whose clock runs, with short time limits, and with Telegram's flood limits if `limits`."""

    limits = False
    timeouts: Timeouts | None = SHORT

    async def open(self) -> None:
        quick = QUICKLY if self.limits else 100_000.0
        pace = Pace(self.clock if not self.limits else HeldClock(START), everywhere=EVERYWHERE * quick, in_a_chat=quick)
        self.app = await self._doors.enter_async_context(
            running(self._chosen, self.clock, pace, None if self.limits else self.timeouts)
        )
        await self.polled()

    async def member(self, name: str) -> Person:
        """Somebody whom the bot knows, and who has pressed START."""
        person = self.person(name)
        person.started = True
        await self.app.store.run(lambda rows: people.create(rows, person.id, person.chat.id).id)
        return person

    async def tell(
        self, who: Person, message: Message, *, lane: Lane = Lane.DELIVERY, may_repeat: bool = True, wait: float = 0
    ) -> None:
        """Write a message to somebody into the outbox, and let the deliverer know."""
        now = self.clock.now()

        def write(rows: Rows) -> None:
            person = people.find(rows, who.id)
            assert person is not None
            at = now + timedelta(seconds=wait)
            tell(rows, person, message, now, lane=lane, may_repeat=may_repeat, at=at)

        await self.app.store.run(write)
        self.app.deliverer.wake()

    async def nudge(self, who: Person) -> None:
        """Write a message that must not come twice."""
        await self.tell(who, Message("welcome-back"), lane=Lane.NUDGE, may_repeat=False)

    async def until_empty(self) -> None:
        """Wait until nothing is left in the outbox."""
        while await self.app.store.run(outbox.next_due) is not None:
            await asyncio.sleep(0.01)

    def sent(self) -> int:
        """How many messages the bot has tried to send."""
        return sum(call.method == "sendMessage" for call in self.server.calls)

    def refused(self) -> int:
        """How many of them came too fast for the limits."""
        return sum(call.answer is not None and call.answer.get("error_code") == 429 for call in self.server.calls)


@asynccontextmanager
async def line(
    tmp_path: Path, *, url: str = "", limits: bool = False, timeouts: Timeouts | None = SHORT
) -> AsyncIterator[Line]:
    """A bot on a fresh database, and the server it talks to, whose faults a test switches on.

    With `timeouts=None` it waits for an answer as long as a real one does.
    """
    clock = QuickClock(START, running=True) if limits else HeldClock(START, running=True)
    server = SandboxServer(World(clock), TOKEN, limits=limits)
    await server.start()
    chosen = settings(url or sqlite_database(tmp_path), server.url)
    home = Line(chosen, server, clock, server.world.add_person("Cora"))
    home.limits, home.timeouts = limits, timeouts
    try:
        await home.open()
        async with asyncio.timeout(60):
            yield home
    finally:
        await home.close()
        await server.stop()


def heard(person: Person) -> list[str]:
    """What the bot has said in a chat, in order."""
    return [message.text for message in shown(person)]


def shown(person: Person) -> list[Shown]:
    """The bot's messages in a chat, in order."""
    return [message for message in person.chat.messages if message.from_bot and not message.deleted]


async def until(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    while not true():
        await asyncio.sleep(0.005)


FAULTS = {"429": 1.0, "500": None, "502": None, "drop": None, "hang": None, "lost": None, "slow": 0.1}
"""The faults, with their seconds."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_replies_arrive_in_their_order_whatever_the_line_does(tmp_path: Path, fault: str) -> None:
    async with line(tmp_path) as home:
        ana = await home.member("Ana")
        home.server.faults.switch_on(fault, method="sendMessage", times=2, seconds=FAULTS[fault])
        for command in ("/one", "/two", "/three"):
            ana.send(command)
        ana.send("and this is kept")
        await until(lambda: len(heard(ana)) >= (6 if fault == "lost" else 4))
        await home.until_empty()
        texts = list(dict.fromkeys((message.text, tuple(map(str, message.buttons))) for message in shown(ana)))
        assert ["I do not know" in text for text, _buttons in texts] == [True, False], "the question comes last"
        assert len(heard(ana)) == (6 if fault == "lost" else 4), "none is missing, and only a lost answer repeats one"


ARRIVES = {"429": 1, "500": 0, "502": 0, "drop": 0, "hang": 0, "lost": 1, "slow": 1}


@pytest.mark.parametrize(("fault", "arrives"), ARRIVES.items())
async def test_a_nudge_never_comes_twice_and_is_tried_again_only_if_it_certainly_did_not_arrive(
    tmp_path: Path, fault: str, arrives: int
) -> None:
    async with line(tmp_path) as home:
        ana = await home.member("Ana")
        home.server.faults.switch_on(fault, method="sendMessage", times=1, seconds=FAULTS[fault])
        await home.nudge(ana)
        await home.until_empty()
        assert len(heard(ana)) == arrives
        assert home.sent() == (2 if fault == "429" else 1)


async def test_what_finds_no_server_arrives_once_it_is_back(tmp_path: Path) -> None:
    async with line(tmp_path) as home:
        ana, ben = await home.member("Ana"), await home.member("Ben")
        await home.server.stop()
        await home.nudge(ana)
        await home.tell(ben, Message("welcome-back"))
        await asyncio.sleep(0.8)
        await home.server.start()
        await home.until_empty()
        assert len(heard(ana)) == len(heard(ben)) == 1


async def test_what_was_erased_while_it_waited_for_another_try_is_not_sent(tmp_path: Path) -> None:
    async with line(tmp_path) as home:
        ana, ben = await home.member("Ana"), await home.member("Ben")
        home.server.faults.switch_on("429", method="sendMessage", times=2, seconds=1)
        await home.nudge(ana)
        await home.tell(ben, Message("welcome-back"))
        await until(lambda: home.sent() == 2)

        def erase(rows: Rows) -> None:
            for who in (ana, ben):
                person = people.find(rows, who.id)
                assert person is not None
                outbox.drop_of_person(rows, person.id)

        await home.app.store.run(erase)
        await asyncio.sleep(1.5)
        assert heard(ana) == heard(ben) == []


async def test_a_nudge_that_was_in_flight_when_the_process_died_is_let_go_and_a_reply_is_not(tmp_path: Path) -> None:
    async with line(tmp_path) as home:
        ana, ben = await home.member("Ana"), await home.member("Ben")

        def die(rows: Rows) -> None:
            now = home.clock.now()
            for who, repeats in ((ana, False), (ben, True)):
                person = people.find(rows, who.id)
                assert person is not None
                row = tell(rows, person, Message("welcome-back"), now, may_repeat=repeats)
                assert row is not None
                rows.flush()
                row.held_as = home.app.duty.number
                rows.flush()
                assert outbox.take_off(rows, row, row.held_as or 0), "as just before it is sent"

        await home.app.store.run(die)
        await home.close()
        await home.open()
        await home.until_empty()
        assert heard(ana) == []
        assert len(heard(ben)) == 1


async def test_whoever_blocked_the_bot_gets_nothing_more_until_they_are_back(tmp_path: Path) -> None:
    async with line(tmp_path) as home:
        ana, ben = await home.member("Ana"), await home.member("Ben")
        ana.blocked = True  # before Telegram says so in an update
        for wait in (0, 0, 3600):
            await home.tell(ana, Message("welcome-back"), wait=wait)
        await home.tell(ben, Message("welcome-back"))
        await home.until_empty()
        assert len(heard(ben)) == 1
        assert await _reachable(home, ana) is False
        tried = home.sent()
        await home.tell(ana, Message("welcome-back"))
        await home.until_empty()
        assert home.sent() == tried, "nothing is written to somebody who cannot be reached"
        ana.unblock()
        while not await _reachable(home, ana):
            await asyncio.sleep(0.01)
        await home.tell(ana, Message("welcome-back"))
        await home.until_empty()
        assert len(heard(ana)) == 1


async def _reachable(home: Line, who: Person) -> bool:
    def look(rows: Rows) -> bool:
        person = people.find(rows, who.id)
        return person is not None and person.unreachable_since is None

    return await home.app.store.run(look)


async def test_what_telegram_will_never_take_is_let_go_and_logged_without_its_words(tmp_path: Path) -> None:
    secret = "ftp://the-address-of-our-meeting"
    with capture_logs() as logs:
        async with line(tmp_path) as home:
            ana = await home.member("Ana")
            await home.tell(ana, Message("welcome-back", buttons=[[Button("button-stop", url=secret)]]))
            await home.tell(ana, Message("welcome-back"))
            await home.until_empty()
            assert len(heard(ana)) == 1
    assert [each["event"] for each in logs if each["log_level"] == "error"] == ["not_accepted"]
    assert "the-address" not in str(logs)


async def test_a_text_too_long_for_one_message_arrives_whole_and_only_a_lost_piece_repeats(tmp_path: Path) -> None:
    written = "\n".join(f"Line {number}: 1 < 2 & 3 > 2, said the 🦊." for number in range(400))
    async with line(tmp_path, limits=True) as home:
        ana = await home.member("Ana")
        home.server.faults.switch_on("lost", method="sendMessage", times=1)
        stop = button("button-stop", "talk.stop", 1)
        await home.tell(ana, Message("step-ask-words", {"text": Words(written)}, [[stop]]))
        await home.until_empty()
        pieces = shown(ana)
        assert len(pieces) == 5
        assert pieces[0].text == pieces[1].text, "nobody knew whether the first had arrived"
        assert all(units(piece.text) <= LONGEST_TEXT for piece in pieces)
        whole = "\n".join(piece.text for piece in pieces[1:])
        assert written in whole
        assert [bool(piece.keyboard) for piece in pieces] == [False] * 4 + [True]
        assert all(any(each["type"].endswith("blockquote") for each in piece.entities) for piece in pieces)
        assert home.refused() == 0, "the pieces came no faster than messages may"


async def test_forty_replies_in_one_chat_come_at_a_pace_that_telegram_takes(tmp_path: Path) -> None:
    async with line(tmp_path, limits=True) as home:
        ana = await home.member("Ana")
        begun = time.monotonic()
        for number in range(1, 41):
            ana.send(f"/nonsense {number}")
            await until(lambda number=number: len(heard(ana)) > number - 15)  # type: ignore[misc]
        await until(lambda: len(heard(ana)) == 40)
        took = (time.monotonic() - begun) * QUICKLY
        assert home.refused() == 0
        assert took >= 0.9 * (40 - BURST) / IN_A_CHAT, "about one a second"


async def test_of_a_flood_of_replies_the_newest_come(tmp_path: Path) -> None:
    async with line(tmp_path, limits=True) as home:
        ana, ben = await home.member("Ana"), await home.member("Ben")
        for _ in range(60):
            ana.send("/nonsense")
        ana.send("and this is kept")
        ben.send("/nonsense")
        await until(lambda: heard(ben))
        assert len(heard(ana)) < 10, "he did not wait for her"
        await home.until_empty()
        assert "I do not know" not in heard(ana)[-1]
        assert 10 < len(heard(ana)) < 60
        assert home.refused() == 0


async def test_replies_overtake_a_broadcast(tmp_path: Path) -> None:
    many = 300
    async with line(tmp_path, limits=True) as home:
        ana = await home.member("Ana")
        crowd = [home.person(f"P{number}") for number in range(many)]
        for person in crowd:
            person.started = True

        def write(rows: Rows) -> None:
            for person in crowd:
                there = people.create(rows, person.id, person.chat.id)
                tell(rows, there, Message("welcome-back"), home.clock.now())

        await home.app.store.run(write)
        home.app.deliverer.wake()
        await until(lambda: home.sent() > 35)
        overtaken = []
        for number in range(1, 6):
            before = home.sent()
            ana.send("/nonsense")
            await until(lambda number=number: len(heard(ana)) == number)  # type: ignore[misc]
            overtaken.append(home.sent() - before)
        assert home.sent() < many, "the broadcast went on meanwhile"
        await home.until_empty()
        assert all(len(heard(person)) == 1 for person in crowd)
        assert sorted(overtaken)[2] <= EVERYWHERE, "within a second of Telegram's time"
        assert home.refused() == 0
