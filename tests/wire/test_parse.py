"""Reading updates: the same as the library reads, and from a damaged one nothing but sound values."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot, Update

from albot.chat.incoming import Blocked, Command, Edit, GroupCommand, Incoming, Other, Press, Sender, Text
from albot.clock import HeldClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import OTHER_KINDS, Person, World
from albot.wire.contact import make_bot
from albot.wire.parse import Malformed, parse
from tests.house import TOKEN

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
COMMANDS = frozenset({"start", "help"})
DAMAGES: list[Any] = [None, True, 0, -1, 1 << 80, 1.5, "", "x", "\ud83e\0", [], [1], {}, {"id": 1}]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    """A bot that knows its name."""
    server = SandboxServer(World(HeldClock(NOW)), TOKEN)
    await server.start()
    async with make_bot(TOKEN, server.url) as bot:
        yield bot
    await server.stop()


def everything() -> list[dict[str, Any]]:
    """An update of each kind that the bot asks for, with all that a person can send it."""
    world = World(HeldClock(NOW))
    ann = world.add_person("Ann", last_name="Example", username="ann_example")
    group = ann.add_bot_to_group("The set")
    ann.send_to_group(group, "/help")
    first = ann.send("/start abcdefgh")
    ann.send("Hello\nthere", reply_to=first.message_id)
    ann.send("/help@somebody_else_bot")
    ann.edit(first.message_id, "Not a start")
    ann.forward("What they said")
    _send_all_kinds(ann)
    ann.press_anyway(first.message_id, "a.b:1")
    ann.press_anyway(999, "gone")
    ann.block()
    ann.unblock()
    return world.updates.first(100)


def _send_all_kinds(ann: Person) -> None:
    for kind in sorted(OTHER_KINDS):
        ann.send_other(kind, caption="With a caption")


def test_an_update_is_read_as_the_library_reads_it(bot: Bot) -> None:
    found = set()
    for raw in everything():
        ours, theirs = parse(raw, bot, NOW, commands=COMMANDS), Update.de_json(copy.deepcopy(raw), bot)
        if ours is None:
            assert theirs.message is not None
            assert theirs.message.group_chat_created, "nothing else means nothing to us"
            continue
        found.add(type(ours))
        user, chat, message = theirs.effective_user, theirs.effective_chat, theirs.effective_message
        assert user is not None
        assert chat is not None
        assert ours.update_id == theirs.update_id
        assert ours.sender == Sender(user.id, chat.id, "Ann", "Example", "ann_example")
        assert ours.at == NOW
        assert ours.message_id in (0, message.message_id if message else 0)
    assert found == {Blocked, Command, Edit, GroupCommand, Other, Press, Text}


def test_what_each_says_is_read(bot: Bot) -> None:
    read = [each for raw in everything() if (each := parse(raw, bot, NOW, commands=COMMANDS))]
    assert [(each.name, each.words) for each in read if isinstance(each, Command)] == [("start", "abcdefgh")]
    texts = [(each.text, each.reply_to is not None) for each in read if isinstance(each, Text)]
    assert texts == [("Hello\nthere", True), ("/help@somebody_else_bot", False)]
    assert [each.text for each in read if isinstance(each, Edit)] == ["Not a start"]
    assert [each.data for each in read if isinstance(each, Press)] == ["a.b:1", "gone"]
    assert [each.blocked for each in read if isinstance(each, Blocked)] == [True, False]
    kinds = {each.kind for each in read if isinstance(each, Other)}
    assert kinds >= {"forward", "voice", "photo", "document", "contact", "location"}


def test_a_message_keeps_its_own_moment_and_a_press_has_that_of_its_coming(bot: Bot) -> None:
    later = NOW + timedelta(hours=1)
    for raw in everything():
        read = parse(raw, bot, later, commands=COMMANDS)
        assert read is None or read.at == (later if isinstance(read, Press) else NOW)


def test_a_damaged_update_is_malformed_or_means_something_sound(bot: Bot) -> None:
    refused = 0
    for damaged in (each for raw in everything() for each in _damaged(raw)):
        try:
            read = parse(damaged, bot, NOW, commands=COMMANDS)
        except Malformed as problem:
            assert str(problem).isidentifier(), "it names a field"
            refused += 1
        else:
            assert read is None or _is_sound(read), damaged
    assert refused > 1_000


def _damaged(raw: Any) -> Iterator[Any]:
    """What becomes of a value with one of its parts, at any depth, taken out or made something else."""
    for name in raw if isinstance(raw, dict) else ():
        yield {other: value for other, value in raw.items() if other != name}
        for value in (*DAMAGES, *_damaged(raw[name])):
            yield {**raw, name: value}


def _is_sound(read: Incoming) -> bool:
    """Whether everything is of its kind, and every text can go back to Telegram."""
    numbers = (read.update_id, read.sender.telegram_id, read.sender.chat_id, read.message_id)
    names = (read.sender.first_name, read.sender.last_name, read.sender.username)
    own = [
        getattr(read, field.name) for field in fields(read) if field.name in ("name", "words", "text", "data", "kind")
    ]
    texts = [*names, *own]
    return (
        all(type(number) is int for number in numbers)
        and all(isinstance(text, str) and "\0" not in text and text.encode() is not None for text in texts)
        and read.at.tzinfo is UTC
        and isinstance(getattr(read, "reply_to", None), int | None)
    )
