"""Odd texts, floods and failures, over real HTTP: what was written comes back whole, and nobody else notices.

Malformed, unknown and repeated updates are in `test_receive`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from albot.chat.registry import Command
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.sandbox.world import Person
from albot.store import outbox
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
    "control characters": "nothing\x00bell\x07escape\x1b[31m tab\tnext\x85line\u2028paragraph\u2029end",
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
    person.send("a place for it")
    update = home.world.updates.take_all()[-1].update
    update["message"]["text"] = words
    update["message"].pop("entities", None)
    home.world.push_raw(update)
    return await home.news(person)


def _solid(words: str) -> str:
    """A text without blanks, which Telegram trims where a message ends, and without what it strips everywhere."""
    return "".join(words.split())


async def test_half_an_emoji_is_refused_with_a_reference_and_stops_nothing(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        await _sends_raw(home, ana, "half \ud83e of it")
        assert "2 of 4" in await types(home, ana, "I called him")
        assert (await reflection(home, given))[2][0].endswith("I called him")
