"""Odd texts, floods and failures, over real HTTP: what was written comes back whole, and nobody else notices.

Malformed, unknown and repeated updates are in `test_receive`.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from albot.chat.registry import Command
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.sandbox.world import Person
from albot.store.rows import Rows
from albot.wire.parse import parse
from tests.features.cycle import reflection, second_cycle, types
from tests.given import given_set
from tests.house import House, house

FULL = 4_096
"""The most UTF-16 units that a person can send in one message."""

TEXTS = {
    "right to left": "تكلمت معه، ثم كتبت: «نعم» (100%) ואז דיברנו",
    "turning the direction": "safe \u202egnorw\u202c \u2066inside\u2069 \u200fend",
    "accents in a tower": "Z" + "\u0300\u0323\u0489" * 40 + "algo",
    "emoji in families": "👨‍👩‍👧‍👦🏳️‍🌈👍🏽🇬🇧" * 20,
    "markup": "<b>bold</b> & <script>alert(1)</script> &amp; &lt; </blockquote><a href='tg://user?id=1'>me</a>",
    "the catalogue's own signs": '{ $text } { "x" } -term = .attr \x02text\x03 \x02number\x03 %s {0} \\u0041',
    "control characters": "bell\x07escape\x1b[31m tab\tnext\x85line\u2028paragraph\u2029end",
    "invisible": "a\u200b\u200c\u200d\u2060\ufeffb",
    "no characters": "a\ufffe\uffff\U0010ffffb",
    "commands inside": "I said:\n/forget\n/start abcdefgh",
    "full of letters": "x" * FULL,
    "full of markup": "&<>\"'" * (FULL // 5),
    "full of emoji": "🦊" * (FULL // 2),
    "full of lines": "a\n" * (FULL // 2 - 1) + "b",
    "full of one word with accents": "é" * (FULL // 2),
    "full of right to left": "ا" * FULL,
}


@pytest.mark.parametrize("written", TEXTS.values(), ids=TEXTS)
async def test_whatever_was_written_is_kept_and_shown_whole_again(tmp_path: Path, written: str) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        assert "2 of 4" in await _sends_raw(home, ana, written)
        assert (await reflection(home, given))[2] == [written]
        shown = await home.presses(ana, "Back")
        assert _solid(written) in _solid(shown.replace("\n---\n", ""))
        assert "2 of 4" in await types(home, ana, "And on it goes")


async def _sends_raw(home: House, person: Person, words: str) -> str:
    """A text arrives that no app would send just so; returns the bot's answer."""
    home.world.push_raw(_sends_nothing(home, person, words))
    return await home.news(person)


def _sends_nothing(home: House, person: Person, words: str) -> dict[str, Any]:
    """The update of a text that somebody has typed and that did not come through yet."""
    person.send("something")
    update = home.world.updates.take_all()[-1].update
    update["message"]["text"] = words
    if words.startswith("/"):
        update["message"]["entities"] = [
            {"type": "bot_command", "offset": 0, "length": len(words.split(maxsplit=1)[0])}
        ]
    return update


def _solid(words: str) -> str:
    """A text without blanks, which Telegram trims where a message ends, and without what overrides a direction."""
    return "".join(words.translate(dict.fromkeys(range(0x202A, 0x202F))).split())


async def test_zero_bytes_and_half_an_emoji_are_left_out_and_stop_nothing(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        assert "2 of 4" in await _sends_raw(home, ana, "half \ud83e of\x00 it")
        assert (await reflection(home, given))[2] == ["half ? of it"]
        assert "I do not know" in await _sends_raw(home, ana, "/non\x00sense \udfff\x00")


async def test_a_handle_of_emoji_and_one_from_right_to_left_are_shown_to_the_set(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        for name, handle in (("Ana", "🦊 Fox"), ("Ben", "نور الليل")):
            await home.says(given[name], "/me")
            await home.presses(given[name], "Handle")
            await home.says(given[name], handle)
        await home.later(days=1)  # a delivery time
        shown = await home.says(given["Chi"], "/set")
        assert "🦊 Fox" in shown
        assert "نور الليل" in shown


async def test_a_thousand_texts_in_a_minute_are_all_kept_and_somebody_else_is_answered_meanwhile(
    tmp_path: Path,
) -> None:
    texts = [f"text {number}" for number in range(1000)]
    async with second_cycle(tmp_path) as (home, given, ana):
        ben = given["Ben"]
        await home.says(ana, "/checkin")
        waited, began = [], asyncio.get_running_loop().time()
        for start in range(0, len(texts), 100):
            for each in texts[start : start + 100]:
                ana.send(each)
            waited.append(await _answer_to(ben, f"/nonsense {start}"))
        await home.settle()
        assert (await reflection(home, given))[2] == ["\n".join(texts)]
        a_hundred = (asyncio.get_running_loop().time() - began) / len(waited)
        assert sorted(waited)[len(waited) // 2] < a_hundred / 2, "he does not wait until she has been answered"
        said = [message.text for message in ana.chat.messages if message.from_bot]
        assert len(said) < 30, "she is not told a thousand times that it was added"


async def _answer_to(person: Person, words: str) -> float:
    """The seconds until the bot answers somebody."""
    before = len(person.chat.messages) + 1
    begun = time.monotonic()
    person.send(words)
    while not any(message.from_bot for message in person.chat.messages[before:]):
        await asyncio.sleep(0.005)
    return time.monotonic() - begun


async def test_a_bug_is_answered_with_a_reference_that_the_log_has_without_a_word_of_what_was_written(
    tmp_path: Path,
) -> None:
    secret = "my-neighbour-the-mayor"

    def fail(turn: Turn) -> None:
        raise ValueError(f"cannot do {turn.words}")

    def hold_up(_rows: Rows) -> None:
        time.sleep(0.1)

    with capture_logs() as logs:
        async with house(tmp_path) as home:
            ana = (await given_set(home))["Ana"]
            home.app.registry.commands["fail"] = Command("fail", Who.ANYONE, fail)
            home.app.store.submit(hold_up)  # so that the turn shares its commit with its parking, and is run twice
            said = await home.says(ana, f"/fail {secret}")
            assert "no open steps" in await home.says(ana, "/steps")
    found = [each for each in logs if each["event"] == "turn_failed"]
    assert len(found) == 1
    assert found[0]["reference"] in said
    assert secret not in said
    assert secret not in str(logs)
    assert str(ana.id) not in str(logs)


async def test_an_update_whose_commit_nobody_heard_of_comes_again_and_its_answer_goes_out_once(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        update = _sends_nothing(home, ana, "I called him")

        def turn(rows: Rows) -> None:  # as the receiver runs it; then the answer of the database is lost
            incoming = parse(update, home.app.bot, home.clock.now(), commands=frozenset())
            assert incoming is not None
            home.app.dispatch.handle(rows, incoming, home.clock.now())

        await home.app.store.run(turn)
        assert await home.news(ana) == "", "its answer is in the hands of whoever ran the turn"
        home.world.push_raw(update)
        assert (await home.news(ana)).startswith("2 of 4")
        home.world.push_raw(update)
        assert await home.news(ana) == ""
        assert (await reflection(home, given))[2] == ["I called him"]
