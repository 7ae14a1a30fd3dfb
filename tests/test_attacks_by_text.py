"""What a text can be made to do to those who read it: nothing. Each attack is sent with a modified client and read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlmodel import select

from albot.domain.delivery_rows import Delivery
from albot.domain.passages import Passage
from albot.domain.reflections import Sharing
from albot.sandbox.chats import Message
from albot.sandbox.world import Person
from albot.store.rows import Rows
from tests.features.asked import EVENING
from tests.given import GivenSet, given_reflection, given_set
from tests.house import House, house

LINKS = (
    "@durov", "#heron", "/forget", "/start@albot_sandbox_bot", "t.me/albot_sandbox_bot?start=AAAAAAAAAAAAAAAAAAAAAA",
    "https://evil.example/who?reads=this", "evil.example", "tg://user?id=700000002", "tg:user?id=700000002",
    "tg://resolve?domain=albot_sandbox_bot&start=x", "ana@mail.example", "+441632960000", "4111111111111111", "$TON",
)  # fmt: skip
"""What an app makes something to tap of, wherever it stands in a text."""

MARKUP = (
    '<a href="tg://user?id=700000002">look</a>', "<b>bold</b>", "[look](tg://user?id=700000002)", "**bold**",
    "<tg-spoiler>x</tg-spoiler>", "</blockquote><code>", "&lt;b&gt;", "__x__", "```x```", "<pre><code>x</code></pre>",
)  # fmt: skip
"""Markup of any kind, which is shown as it was typed."""

HARMLESS = {"bold", "italic", "code", "blockquote", "expandable_blockquote", "date_time"}
"""The entities that the bot's own messages have, none of which leads anywhere."""

WRITTEN = "What if " + " and ".join([*LINKS, *MARKUP]) + " were all?"


async def an_open_issue(home: House) -> GivenSet:
    """It is evening; Ana has shared and welcomes questions, Ben and Chi have read it."""
    given = await given_set(home)
    await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
    await home.move_to(EVENING)
    for name in ("Ben", "Chi", "Fay"):
        await home.presses(given[name], "Read")
    return given


def shared_by(person: Person) -> Message:
    """The newest message that shows what somebody shared."""
    return next(m for m in reversed(person.chat.messages) if m.from_bot and "He was relieved." in m.text)


async def sends_raw(home: House, person: Person, text: str, **more: Any) -> str:
    """A text arrives with whatever a modified client puts beside it."""
    person.send("something")
    update = home.world.updates.take_all()[-1].update
    update["message"].update({"text": text, **more})
    home.world.push_raw(update)
    return await home.news(person)


async def asks(home: House, person: Person, text: str, **more: Any) -> None:
    """Somebody asks Ana a question in these very words."""
    await home.says(person, "/ask")
    for label in ("Quiet Heron", "Open"):
        await home.presses(person, label)
    await sends_raw(home, person, text, **more)
    await home.presses(person, "Send anyway" if "Send anyway" in home.buttons(person) else "Send")


def entities_over(message: Message, words: str) -> list[str]:
    """The kinds of entity that every character of some words stands in."""
    encoded = message.text.encode("utf-16-le")
    begin = encoded.index(words.encode("utf-16-le")) // 2
    end = begin + len(words.encode("utf-16-le")) // 2
    return [e["type"] for e in message.entities if e["offset"] <= begin and end <= e["offset"] + e["length"]]


def linked(message: Message) -> list[str]:
    """Whatever in a message could be tapped: of the entities, and of the text outside code as an app reads it."""
    found = [entity["type"] for entity in message.entities if entity["type"] not in HARMLESS]
    return found + TAPPED.findall(outside_code(message))


TAPPED = re.compile(r"@\w+|#\w+|\$[A-Z]{3}|(?<!\w)/[a-z]+|\w+\.(?:example|me)\b|\w+://|tg:|\+?\d{9,}")


def outside_code(message: Message) -> str:
    """The text of a message without what stands in code entities."""
    units = message.text.encode("utf-16-le")
    for entity in sorted(message.entities, key=lambda each: -each["offset"]):
        if entity["type"] == "code":
            begin, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
            units = units[:begin] + " ".encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le")


async def test_markup_links_and_mentions_in_a_text_reach_its_readers_as_plain_words(tmp_path: Path) -> None:
    """As a question, an answer that goes on to the whole set, a letter and a reflection; it is protected too."""
    async with house(tmp_path) as home:
        given = await an_open_issue(home)
        ana, ben, chi, fay = (given[name] for name in ("Ana", "Ben", "Chi", "Fay"))
        await asks(home, ben, WRITTEN)
        await home.says(chi, "/facilitator")
        await sends_raw(home, chi, WRITTEN)
        await home.presses(chi, "Send")
        await given_reflection(home, given, "Chi", Sharing.SET, (WRITTEN, "So it was.", "Slowly."))
        await home.later(days=1)
        for reader in (ana, ben, fay):
            await home.presses(reader, "Read")
        await home.presses(ana, "Answer")
        await sends_raw(home, ana, WRITTEN)
        await home.presses(ana, "Send to the set too")
        await home.later(days=1)
        for reader in (ben, chi, fay):
            await home.presses(reader, "Read")
        for reader, times in ((ana, 2), (ben, 2), (chi, 1), (fay, 3)):
            got = [m for m in reader.chat.messages if m.from_bot and WRITTEN in m.text and m.protected]
            assert len(got) >= times, reader.first_name
            for message in got:
                assert linked(message) == []
                assert all("code" in entities_over(message, link) for link in LINKS)
            assert not [m for m in reader.chat.messages if m.from_bot and linked(m)]


async def test_a_handle_and_a_set_with_links_in_their_names_are_plain_words(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, name="Join t.me/evil or @durov <b>now</b>")
        ben = given["Ben"]
        await home.says(ben, "/me")
        await home.presses(ben, "Handle")
        for typed in ("@durov", "t.me/durov", "<b>Ben</b>", "tg://user?id=1", "#heron", "/forget", "Ben &lt;b&gt;"):
            await home.later(minutes=1)
            assert "Your settings" not in await home.says(ben, typed), typed
        for command in ("/set", "/checkin", "/help", "/privacy", "/members"):
            await home.says(given["Fay"], command)
        with_name = [m for m in given["Fay"].chat.messages if m.from_bot and "@durov" in m.text]
        assert with_name and not [m for m in with_name if linked(m)]


SMUGGLED: dict[str, Any] = {
    "quote": {"text": "QUOTED-WORDS", "position": 0, "is_manual": True},
    "external_reply": {
        "origin": {
            "type": "user",
            "date": 1,
            "sender_user": {"id": 700000002, "is_bot": False, "first_name": "ORIGIN"},
        },
        "chat": {"id": -100, "type": "channel", "title": "OUTSIDE"},
        "message_id": 5,
    },
    "entities": [
        {
            "type": "text_mention",
            "offset": 0,
            "length": 4,
            "user": {"id": 700000002, "is_bot": False, "first_name": "MENTIONED"},
        },
        {"type": "text_link", "offset": 5, "length": 5, "url": "tg://user?id=700000002"},
        {"type": "custom_emoji", "offset": 0, "length": 4, "custom_emoji_id": "5368324170671202286"},
    ],
    "via_bot": {"id": 7, "is_bot": True, "first_name": "VIABOT", "username": "viabot"},
    "reply_markup": {"inline_keyboard": [[{"text": "KEYBOARD", "url": "https://evil.example"}]]},
    "link_preview_options": {"url": "https://evil.example/PREVIEW"},
    "author_signature": "SIGNED",
    "sender_chat": {"id": -1, "type": "channel", "title": "CHANNEL"},
    "effect_id": "5104841245755180586",
    "has_media_spoiler": True,
}
"""What stands beside the text of a message, in the shape of the Bot API's Message object."""

PLANTED = re.compile(
    "QUOTED|ORIGIN|OUTSIDE|MENTIONED|VIABOT|KEYBOARD|PREVIEW|SIGNED|CHANNEL|REPLIED|evil|700000002|5368324170671202286"
)


async def test_nothing_beside_the_typed_text_is_kept_or_passed_on(tmp_path: Path) -> None:
    """Quotes, replies to somebody's message, mentions and links by entity, keyboards, another bot's hand in it."""
    async with house(tmp_path) as home:
        given = await an_open_issue(home)
        ana, ben = given["Ana"], given["Ben"]
        replied = {**shared_by(ben).as_api(home.world.bot), "message_id": 4_000, "text": "REPLIED-TO"}
        await asks(home, ben, "What would it take?", **SMUGGLED, reply_to_message=replied)
        swiped = shared_by(ben).as_api(home.world.bot)
        await sends_raw(home, ben, "Who could help you?", **SMUGGLED, reply_to_message=swiped)
        for label in ("Open", "Send"):
            await home.presses(ben, label)
        await home.later(days=1)
        await home.presses(ana, "Read")
        kept = await home.app.store.run(everything_in_clear)
        assert sorted(text for text in kept if "?" in text and len(text) < 40) == [
            "What would it take?",
            "Who could help you?",
        ]
        assert not PLANTED.findall("\n".join(kept))
        got = [m for m in ana.chat.messages if m.from_bot and ("would it take" in m.text or "could help you" in m.text)]
        assert len(got) == 2
        for person in given.people.values():
            bots = [m for m in person.chat.messages if m.from_bot]
            assert not PLANTED.findall("\n".join(f"{m.text}{m.keyboard}{m.entities}" for m in bots))


def everything_in_clear(rows: Rows) -> list[str]:
    """All that is kept of what anybody wrote, opened."""
    texts = [rows.open(each, "text_sealed") for each in rows.session.scalars(select(Passage))]
    return texts + [rows.open(each, "body_sealed") for each in rows.session.scalars(select(Delivery))]


ORIGINS: list[dict[str, Any]] = [
    {"type": "user", "date": 1, "sender_user": {"id": 700000002, "is_bot": False, "first_name": "Ana"}},
    {"type": "hidden_user", "date": 1, "sender_user_name": "Ana"},
    {"type": "channel", "date": 1, "chat": {"id": -100, "type": "channel", "title": "News"}, "message_id": 3},
]


async def test_a_forwarded_text_is_never_taken_for_ones_own(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await an_open_issue(home)
        ben = given["Ben"]
        await home.says(ben, "/ask")
        for label in ("Quiet Heron", "Open"):
            await home.presses(ben, label)
        for origin in ORIGINS:
            await sends_raw(home, ben, "FORWARDED-WORDS", forward_origin=origin)
            assert "Send" not in home.buttons(ben)
        kept = await home.app.store.run(everything_in_clear)
        assert "FORWARDED-WORDS" not in "\n".join(kept)


UNRULY = {
    "marks in a tower": "Why " + "Z" + "\u0300\u0323\u0489" * 1364,
    "markup without end": "What " + "<b>" * 1300,
    "markup within markup": "What " + "<b><i><u>" * 200 + "x" + "</u></i></b>" * 200,
    "zero bytes": "What\0 if\0?",
    "half characters": "What if \ud83d and \udc00?",
    "turned around": "What if \u202eyrros ton si ehs\u2066\u2066\u2066?",
    "the catalogue's own": 'What { $handle } { "x" } \x02text\x03 \x02handle\x03 %s {0} ?',
    "json": 'What "}]}, ["m", "went-wrong", {}] \\u0000 ?',
    "lines": "What\n" * 800,
    "names without end": "What " + "@a " * 1300,
}


async def test_unruly_texts_harm_neither_their_reader_nor_what_comes_after_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await an_open_issue(home)
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        for text in UNRULY.values():
            await asks(home, ben, text)
            await home.later(minutes=1)
        await asks(home, chi, "What helps you?")
        await home.later(days=1)
        for label in ("Read", "Read more", "Read more"):
            await home.presses(ana, label)
        bots = [m for m in ana.chat.messages if m.from_bot]
        assert sum(m.text.startswith("Slow River") and m.text.endswith("What helps you?") for m in bots) == 1
        assert sum(m.text.startswith("Blue Otter") for m in bots) == len(UNRULY)
        assert "my side" not in "".join(m.text for m in bots)
        assert not [m for m in bots if linked(m)]
        assert "There are more" in await home.says(ana, "/inbox") or "Read 6" in home.buttons(ana)
