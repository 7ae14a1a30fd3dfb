"""Receiving, over real HTTP: whatever comes in is answered or ignored, once, in order, and never stops the next."""

from __future__ import annotations

import asyncio
import copy
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from albot.chat.registry import Command
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.passages import Passage
from albot.sandbox.world import Person
from albot.store import inbox
from albot.store.engine import Store
from albot.store.post import Handled
from albot.store.rows import Rows
from albot.store.vault import Vault
from albot.wire.receive import FEW
from tests.databases import sqlite_database
from tests.house import START, House, house

UNKNOWN = "I do not know that one."


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """A house on SQLite."""
    async with house(tmp_path) as home:
        yield home


def raw_message(person: Person, update_id: int, **more: Any) -> dict[str, Any]:
    """An update with a message, as Telegram sends it."""
    message = {
        "message_id": 1000 + update_id,
        "date": int(START.timestamp()),
        "chat": person.chat.as_api(),
        "from": person.as_user(),
        "text": "/nonsense",
        **more,
    }
    return {"update_id": update_id, "message": {name: value for name, value in message.items() if value is not None}}


def answers(person: Person) -> list[str]:
    """What the bot has said to somebody, all of it."""
    return [message.text for message in person.chat.messages if message.sender is None]


MALFORMED: list[dict[str, Any]] = [
    {"message": {}},
    {"message": {"message_id": 5}},
    {"message": {"message_id": "five", "date": "today", "chat": [], "from": None, "text": {}}},
    {"message": {"message_id": 5, "date": 1, "chat": {"id": 1}, "from": {"id": 2}, "text": "no type, no name"}},
    {"message": "text"},
    {"callback_query": {"id": 1}},
    {"callback_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": "A"}, "chat_instance": "x"}},
    {"edited_message": {"text": "nobody's"}},
    {"my_chat_member": {"date": 1}},
    {"shiny_new_thing": {"sparkle": True}},
    {"message": None, "shiny_new_thing": 7},
    {},
]


async def test_malformed_and_unknown_updates_stop_nothing(home: House) -> None:
    ana = home.person("Ana")
    for update in MALFORMED:
        home.world.push_raw(update)
    assert UNKNOWN in await home.says(ana, "/nonsense")
    for update in MALFORMED:
        home.world.push_raw(update)
        assert UNKNOWN in await home.says(ana, "/nonsense"), update
    assert len(home.world.updates) == 0, "everything was confirmed"


async def test_messages_that_nobody_sent_are_ignored(home: House) -> None:
    ana = home.person("Ana")
    ana.started = True
    channel = {"id": -1001234, "type": "channel", "title": "News"}
    home.world.push_raw(raw_message(ana, 5001, **{"from": None}))
    home.world.push_raw(raw_message(ana, 5002, **{"from": None, "chat": channel, "sender_chat": channel}))
    home.world.push_raw({"update_id": 5003, "channel_post": raw_message(ana, 0, chat=channel)["message"]})
    home.world.push_raw(raw_message(ana, 5004, **{"from": {"id": 9, "is_bot": True, "first_name": "Bot"}}))
    await home.settle()
    assert answers(ana) == []
    assert not any(call.method == "sendMessage" for call in home.server.calls)


async def test_a_repeated_update_is_answered_once(home: House) -> None:
    ana = home.person("Ana")
    ana.started = True
    update = raw_message(ana, 7001)
    for _ in range(3):
        home.world.push_raw(copy.deepcopy(update))
    await home.settle()
    home.world.push_raw(copy.deepcopy(update))
    await home.settle()
    assert len(answers(ana)) == 1


async def test_an_update_that_comes_again_after_a_restart_is_answered_once(home: House) -> None:
    ana = home.person("Ana")
    ana.started = True
    home.world.push_raw(raw_message(ana, 7001))
    await home.settle()
    await home.close()
    home.world.push_raw(raw_message(ana, 7001))
    await home.open()
    await home.settle()
    assert len(answers(ana)) == 1


async def test_older_update_ids_are_handled_too(home: House) -> None:
    ana = home.person("Ana")
    ana.started = True
    for update_id in (9000, 8000, 8500):
        home.world.push_raw(raw_message(ana, update_id))
        await home.settle()
    assert len(answers(ana)) == 3


async def test_in_a_group_only_commands_are_answered_and_only_with_the_way_to_private_chat(home: House) -> None:
    ana = home.person("Ana")
    group = ana.add_bot_to_group("The seven of us")
    await home.settle()
    before = len(group.messages)
    ana.send_to_group(group, "/help")
    ana.send_to_group(group, f"/start@{home.world.bot['username']} abcdefgh")
    ana.send_to_group(group, "/weather")
    ana.send_to_group(group, "what does the bot think?")
    await home.settle()
    said = [message.text for message in group.messages[before:] if message.sender is None]
    assert len(said) == 2
    assert all(f"https://t.me/{home.world.bot['username']}" in text for text in said)
    assert answers(ana) == []


async def test_an_edited_command_runs_nothing(home: House) -> None:
    ana = home.person("Ana")
    await home.says(ana, "/help")
    said = len(answers(ana))
    ana.edit(ana.chat.messages[0].message_id, "/nonsense")
    await home.settle()
    assert UNKNOWN not in "".join(answers(ana)[said:])


async def test_forged_buttons_are_answered_and_change_nothing(home: House) -> None:
    ana = home.person("Ana")
    await home.says(ana, "/nonsense")
    said = len(answers(ana))
    forged = ["", ":", "talk.back", "talk.back:zz", "talk.resume:1", "in.newset:1", "x" * 64, "å:é", "a:-1"]
    for data in forged:
        ana.press_anyway(1, data)
    await home.settle()
    answered = [call for call in home.server.calls if call.method == "answerCallbackQuery"]
    assert len(answered) == len(forged), "no spinner goes on turning"
    assert len(answers(ana)) == said


async def test_a_handler_that_fails_is_answered_with_a_reference_and_stops_nothing(home: House) -> None:
    def fail(turn: Turn) -> None:
        turn.say("talk-stopped")
        raise RuntimeError("call the landlord")

    home.app.registry.commands["fail"] = Command("fail", Who.ANYONE, fail)
    ana = home.person("Ana")
    said = await home.says(ana, "/fail")
    assert said.startswith("That went wrong on my side.")
    assert "landlord" not in said
    assert "Stopped" not in said, "what the handler did is undone"
    assert UNKNOWN in await home.says(ana, "/nonsense")


async def test_one_person_is_answered_in_order(home: House) -> None:
    cora = home.coordinator
    numbers = [f"{number:02}" for number in range(40)]
    for number in numbers:
        cora.send(number)
    await home.settle()

    def written(rows: Rows) -> list[str]:
        return [rows.open(row, "text_sealed") for row in home_passages(rows)]

    texts = await home.app.store.run(written)
    assert "\n".join(texts).split() == numbers


def home_passages(rows: Rows) -> list[Passage]:
    """Every passage there is, in its order."""
    return sorted(rows.session.query(Passage).all(), key=lambda passage: passage.at)


async def test_a_thousand_messages_from_one_person_hold_up_nobody_else(home: House) -> None:
    ana, ben = home.person("Ana"), home.person("Ben")
    for _ in range(1000):
        ana.send("/nonsense")
    ben.send("/nonsense")
    async with asyncio.timeout(60):
        while not answers(ben):
            await asyncio.sleep(0.005)
        waiting = len(home.world.updates)
        await home.settle()
    assert len(answers(ben)) == 1
    assert answers(ana)
    assert len(home.world.updates) == 0
    handled = await home.app.store.run(lambda rows: sum(rows.get(Handled, 1000 + n) is not None for n in range(1001)))
    assert handled == 1001, waiting


async def test_while_the_turns_of_many_run_more_is_fetched_and_nothing_is_acknowledged(home: House) -> None:
    home.server.faults.switch_on("500", method="getUpdates", times=1)
    await home.says(home.person("Ana"), "/nonsense")  # after this the fault gives the others time to send together
    crowd, free = [home.person(f"P{number}") for number in range(2 * FEW)], threading.Event()
    held = home.app.store.submit(lambda _rows: free.wait(20))
    for person in crowd:
        person.send("/nonsense")

    def offsets() -> list[Any]:
        return [call.parameters.get("offset") for call in home.server.calls if call.method == "getUpdates"]

    async with asyncio.timeout(20):
        while offsets().count(offsets()[-1]) < 3:  # the one that failed, the one that brought them all, and one more
            await asyncio.sleep(0.005)
    assert len(home.world.updates) == len(crowd), "a kill at this moment would lose nothing"
    free.set()
    assert held.result(20)
    await home.settle()
    assert [len(answers(person)) for person in crowd] == [1] * len(crowd), "what came twice was known"
    assert len(home.world.updates) == 0
    assert await home.app.store.run(inbox.waiting) == []


@pytest.mark.postgres
async def test_a_slow_turn_is_parked_and_holds_up_nobody_else(tmp_path: Path, postgres: Any) -> None:
    free = threading.Event()
    with postgres.database(migrated=True) as url:
        async with house(tmp_path, url=url) as home:
            home.app.registry.commands["slow"] = Command("slow", Who.ANYONE, lambda turn: _wait_and_say(turn, free))
            ana, ben = home.person("Ana"), home.person("Ben")
            ana.send("/slow")
            ana.send("/nonsense")
            async with asyncio.timeout(20):
                while len(home.world.updates):
                    await asyncio.sleep(0.005)
            parked = await home.app.store.run(inbox.waiting)
            assert [json.loads(raw)["message"]["text"] for raw in parked] == ["/slow", "/nonsense"]
            ben.send("/nonsense")
            async with asyncio.timeout(20):
                while not answers(ben):
                    await asyncio.sleep(0.005)
            assert answers(ana) == [], "hers wait for the one before"
            free.set()
            await home.settle()
            assert [text[:7] for text in answers(ana)] == ["Stopped", "I do no"]
            assert await home.app.store.run(inbox.waiting) == []


def _wait_and_say(turn: Turn, free: threading.Event) -> None:
    free.wait(20)
    turn.say("talk-stopped")


async def test_what_the_inbox_holds_is_handled_at_the_next_start_and_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = home.person("Ana")
        ana.started = True
        await home.close()
        updates = {number: raw_message(ana, number) for number in (7001, 7002)}
        raws = [inbox.Raw(number, ana.id, json.dumps(update).encode()) for number, update in updates.items()]
        raws.append(
            inbox.Raw(7000, home.coordinator.id, b'{"update_id": 7000, "shiny_new_thing": 7}')
        )  # means nothing any more
        store = Store(sqlite_database(tmp_path), Vault(home.app.settings.keys))
        store.submit(lambda rows: inbox.park(rows, raws, START)).result(10)
        store.stop()
        home.world.push_raw(updates[7002])
        await home.open()
        await home.settle()
        assert len(answers(ana)) == 2
        assert await home.app.store.run(inbox.waiting) == []


@pytest.mark.parametrize("fault", ["500", "502", "drop", "slow"])
async def test_a_bad_line_while_polling_loses_nothing(home: House, fault: str) -> None:
    ana = home.person("Ana")
    home.server.faults.switch_on(fault, method="getUpdates", times=1, seconds=0.2)
    await home.says(ana, "/nonsense")
    assert len(answers(ana)) == 1


async def test_an_answer_to_polling_that_is_lost_repeats_nothing(home: House) -> None:
    ana = home.person("Ana")
    await home.says(ana, "/nonsense")
    home.server.faults.switch_on("lost", method="getUpdates", times=1)
    await home.says(ana, "/nonsense")
    await home.says(ana, "/nonsense")
    assert len(answers(ana)) == 3
