"""The identity scan: a month in which every person, name and text is planted, and the search for what got out."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import zlib
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import aiohttp
import pytest
import structlog
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from albot import metrics
from albot.chat.message import base36
from albot.clock import HeldClock
from albot.config import PAGES
from albot.domain.columns import new_id
from albot.domain.passages import Passage
from albot.domain.sets import ActionSet
from albot.sandbox.server import Call
from albot.sandbox.world import World
from albot.store import erasing, passages, people
from albot.store.backup import back_up
from albot.store.engine import Store
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from albot.store.vault import Vault
from tests.databases import sqlite_database
from tests.features.test_sharing import EVENING
from tests.given import given_issue, given_reflection, given_set
from tests.house import START, house
from tests.identity import kept, searching
from tests.identity.month import ANA, BEN, CHI, EVE, FAY, Month
from tests.identity.planted import Plants
from tests.identity.searching import Leak
from tests.identity.stage import Stage, logging_as_it_runs, stage


async def test_nobody_can_be_found_where_they_should_not(
    database_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plants, found = Plants(), list[Leak]()
    with logging_as_it_runs("text"):
        async with stage(tmp_path, plants, database_url) as there:
            month = Month(there)
            await first_half(month)
            found += await database(there, "in the middle")
            found += await backup(there, tmp_path / "month.backup")
            found += await pages(there)
            await there.home.close()
            with logging_as_it_runs("json"):
                await there.home.open()
                found += await second_half(month)
                found += await database(there, "at the end")
                found += await pages(there)
                await there.home.close()
    found += searching.in_calls(plants, there.home.server.calls)
    found += searching.in_chats(plants, there.world)
    captured = capfd.readouterr()
    for where, text in {"standard error": captured.err, "standard output": captured.out, "logs": caplog.text}.items():
        found += searching.in_bytes(plants, text.encode(), where)
    assert "[info     ] started" in captured.err and '"event": "turn_failed"' in captured.err
    assert "\n".join([*map(str, found), *unread(there)]) == ""
    assert searching.papers(there.home.server.calls) == PAPERS


PAPERS = {"md", "json", "ics", "csv", "pdf", "docx", "png"}
"""The kinds of files that people are sent in the month: a search in others would prove nothing."""


# That the search finds


FORMS: dict[str, Callable[[str], bytes]] = {
    "text": lambda word: word.encode(),
    "capitals": lambda word: word.upper().encode(),
    "UTF-16": lambda word: word.encode("utf-16-le"),
    "big-endian UTF-16": lambda word: word.encode("utf-16-be"),
    "hex": lambda word: word.encode().hex().encode(),
    "base64": lambda word: b64encode(word.encode()),
    "base64 of a text": lambda word: b64encode(f"I {word}.".encode()),
    "base64 of a longer text": lambda word: b64encode(f"We {word.title()} ...".encode()),
    "JSON": lambda word: json.dumps({"text": word}).encode(),
    "JSON escapes": lambda word: "".join(f"\\u{ord(letter):04X}" for letter in word).encode(),
    "packed": lambda word: b"before" + zlib.compress(f"A long, long text with {word} in it".encode()) + b"after",
    "packed as gzip": lambda word: gzip.compress(word.encode()),
}
"""Ways in which a word may stand somewhere."""

NUMBERS: dict[str, Callable[[int], bytes]] = {
    "text": lambda number: str(number).encode(),
    "big-endian": lambda number: number.to_bytes(8, "big"),
    "little-endian": lambda number: number.to_bytes(8, "little"),
    "base 36": lambda number: base36(number).upper().encode(),
    "hex": lambda number: f"{number:X}".encode(),
    "base64": lambda number: b64encode(f"id {number}".encode()),
    "UTF-16": lambda number: str(number).encode("utf-16-le"),
    "packed": lambda number: zlib.compress(str(number).encode()),
}
"""Ways in which an id may stand somewhere."""


def test_the_search_finds_words_and_ids_in_every_form(tmp_path: Path) -> None:
    plants = Plants()
    person = plants.person(World(HeldClock(START)), ANA)
    word, noise = plants.word(ANA, "a word"), os.urandom(10_000)
    words = (word, person.first_name, str(person.username))
    numbers = (person.id, int(plants.identities[ANA].phone))
    hidden = [(form, write(each)) for form, write in FORMS.items() for each in words]
    hidden += [(form, write(each)) for form, write in NUMBERS.items() for each in numbers]
    assert searching.in_bytes(plants, noise, "noise") == []
    missed = [form for form, data in hidden if not searching.in_bytes(plants, noise + data + noise, form)]
    assert missed == []


async def test_the_search_finds_leaks_that_are_planted(
    database_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plants = Plants()
    async with stage(tmp_path, plants, database_url) as there:
        there.join_world(ANA, BEN)
        ana, word = there.people[ANA], plants.word(ANA, "a word")
        assert await database(there, "before") == await backup(there, tmp_path / "clean.backup") == []
        assert await pages(there) == []
        metrics.error(word)
        assert _among(await pages(there), "/metrics", "Ana's word (a word) as text")
        metrics.ERRORS.remove(word)
        await there.home.app.store.run(lambda rows: _write_in_clear(rows, word, ana.id))
        found = await database(there, "after") + await backup(there, tmp_path / "leaky.backup")
        where = "albot.db-wal" if there.home.app.store.is_sqlite else "dump"
        assert _among(found, where, "Ana's word (a word) as text") and _among(found, where, "id of Ana as")
        assert _among(found, "backup, opened", "Ana's word") and _among(found, "backup, opened", "id of Ana")
        if not there.home.app.store.is_sqlite:
            assert _among(found, "heap", "Ana's word") and _among(found, "log 0", "id of Ana as little-endian bytes")
    (tmp_path / "leaky.backup").write_bytes(b"PK" + word.encode())
    assert searching.in_bytes(plants, (tmp_path / "leaky.backup").read_bytes(), "backup")
    for style in ("text", "json"):
        with logging_as_it_runs(style):
            structlog.get_logger().debug("greeted", person=ana.id)
        assert _among(searching.in_bytes(plants, capfd.readouterr().err.encode(), "log"), "log", "id of Ana as decimal")


def _write_in_clear(rows: Rows, word: str, telegram_id: int) -> None:
    """What a careless feature could do: a text in a column that is not sealed, an id of Telegram's in another."""
    there = rows.add(ActionSet(zone=word))
    rows.add(Passage(owner_id=there.id, row_id=telegram_id, at=START))


async def test_the_search_finds_what_is_shown_to_the_wrong_person(tmp_path: Path) -> None:
    plants = Plants()
    async with stage(tmp_path, plants) as there:
        there.join_world(ANA, BEN, CHI)
        ana, ben, chi = (there.people[name] for name in (ANA, BEN, CHI))
        for person in (ana, ben, chi):
            person.started = True
        now, bot = there.home.clock.now(), there.home.app.bot
        shared = plants.word(ANA, "shared", {BEN: now})
        later = plants.word(ANA, "shared later", {BEN: now + timedelta(minutes=1)})
        gone = plants.word(ANA, "withdrawn", {BEN: now - timedelta(days=1)})
        plants.withdrawn(gone, now)
        plants.inner[2**62 + 1] = ANA
        for name, text in ((ANA, f"{ana.id} {ana.first_name} {shared} {later} {gone}"), (BEN, f"Read {shared}")):
            await bot.send_message(there.people[name].id, text)
        assert searching.in_calls(plants, there.home.server.calls) == [] == searching.in_chats(plants, there.world)
        assert searching.reached(plants, there.home.server.calls)[shared] == {ANA, BEN}
        for text, what in {
            f"from {ana.last_name}": "last name of Ana",
            f"@{ana.username}": "username of Ana",
            str(ana.language_code): "language of Ana",
            f"tel {plants.identities[ANA].phone}": "phone of Ana",
            f"tg://user?id={ana.id}": "id of Ana",
            f"soon {later}": "Ana's word (shared later)",
            f"again {gone.upper()}": "Ana's word (withdrawn)",
            f"x {b64encode(ana.first_name.encode()).decode()}": "a planted word in base64",
        }.items():
            await _shows(there, bot.send_message(ben.id, text), what)
        await _shows(there, bot.send_message(chi.id, shared), "Ana's word (shared)")
        for data in (f"x:{base36(ana.id)}", f"x:{base36(2**62 + 1)}"):
            keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Read", callback_data=data)]])
            await _shows(there, bot.send_message(ben.id, "Read", reply_markup=keyboard), "id of Ana")
        await _shows(there, bot.send_document(chi.id, shared.encode(), filename="a.txt"), "Ana's word (shared)")
        await _shows(there, bot.send_document(ben.id, shared.encode(), filename="a.txt"), "Ana's word (shared)")
        await _shows(there, bot.send_document(ben.id, b"-", filename=f"{ana.first_name}.txt"), "first name of Ana")
        await _shows_papers(there, plants.word(FAY, searching.SET_NAME, {BEN: now}))
        await _shows(there, bot.set_my_commands([BotCommand("x", shared)]), "Ana's word (shared)")
        await there.home.settle()
        press = ben.press_anyway(1, "x")
        await there.home.settle()
        there.home.server.calls.append(_toast(there, press, str(ana.first_name)))
        assert searching.in_calls(plants, there.home.server.calls)[-1].what == "first name of Ana"
        plants.withdrawn(shared, now)
        assert _among(searching.in_chats(plants, there.world), "chat of Ben", "Ana's word (shared)")


async def _shows(there: Stage, calling: Awaitable[object], what: str) -> None:
    """A call of the Bot API is reported for what it shows, and only it."""
    before = len(searching.in_calls(there.plants, there.home.server.calls))
    await calling
    new = searching.in_calls(there.plants, there.home.server.calls)[before:]
    assert new and all(what in leak.what for leak in new), (what, new)


async def _shows_papers(there: Stage, set_name: str) -> None:
    """A calendar file says nothing but its owner's title, and a document nothing of others, however it is packed."""
    bot, ben, plants, now = there.home.app.bot, there.people[BEN].id, there.plants, there.home.clock.now()
    handle = plants.word(ANA, searching.HANDLE, {BEN: now})
    line = plants.word(ANA, searching.REVIEW_LINE, {BEN: now})
    before = len(searching.in_calls(plants, there.home.server.calls))
    title, mine = plants.word(BEN, searching.TITLE), plants.word(BEN, "issue")
    await bot.send_document(ben, f"SUMMARY:{title}".encode(), filename="meeting.ics")
    await bot.send_document(ben, _zipped(f"{mine} in {set_name}"), filename="journey.docx")
    await bot.send_message(ben, f"They said: {line}")
    assert len(searching.in_calls(plants, there.home.server.calls)) == before
    for text, what in ((set_name, searching.SET_NAME), (handle, searching.HANDLE), (mine, "issue")):
        await _shows(there, bot.send_document(ben, f"SUMMARY:{text}".encode(), filename="meeting.ics"), f"({what})")
    for text, what in ((handle, "Ana's word (handle)"), (str(there.people[BEN].id), "id of Ben")):
        await _shows(there, bot.send_document(ben, _zipped(text), filename="journey.docx"), what)
        await _shows(there, bot.send_document(ben, zlib.compress(text.encode()), filename="page.pdf"), what)
    await _shows(
        there, bot.send_document(ben, b"\x89PNG" + title.encode(), filename="steps.png"), f"({searching.TITLE})"
    )
    await _shows(there, bot.send_message(ben, f"{handle} said: {line}"), "beside a handle")


def _zipped(text: str) -> bytes:
    """A document of the kind that is an archive."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<t>{text}</t>")
    return made.getvalue()


def _toast(there: Stage, press_id: str, text: str) -> Call:
    clock = there.home.clock
    parameters = {"callback_query_id": press_id, "text": text}
    return Call("answerCallbackQuery", parameters, clock.now(), clock.monotonic())


def _among(found: list[Leak], where: str, what: str) -> bool:
    return any(where in leak.where and what in leak.what for leak in found)


async def test_the_search_finds_what_is_left_of_somebody_who_was_erased(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_issue(home, given, "Ana")
        await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.presses(given["Ben"], "Read")
        gone = await home.app.store.run(lambda rows: kept.somebody(rows, given["Ana"].id))
        url = home.app.store.url
        left = await home.app.store.run(lambda rows: kept.left_of(rows, gone))
        tables = {leak.what.split(".")[0] for leak in left}
        assert {"person", "person_key", "member", "passage", "reflection", "delivery", "copy"} <= tables
        assert [leak for name, data in kept.files(url).items() for leak in kept.left_in_bytes(gone, data, name)]
        await home.says(given["Ana"], "/forget")
        await home.presses(given["Ana"], "Erase everything")
        await home.presses(given["Ana"], "Yes, erase it now")
        assert await home.app.store.run(lambda rows: kept.left_of(rows, gone)) == []
        assert [leak for name, data in kept.files(url).items() for leak in kept.left_in_bytes(gone, data, name)] == []


async def test_an_erasure_leaves_nothing_in_the_files_of_a_database_that_is_written_in_much(
    tmp_path: Path, vault: Vault
) -> None:
    """A database moves rows from page to page as it grows, and what it moved may stay behind where it was."""
    store = Store(sqlite_database(tmp_path), vault)
    try:
        await store.run(_write_much)
        for telegram_id in PEOPLE[:-1]:
            gone = await store.run(partial(kept.somebody, telegram_id=telegram_id))
            await store.run(partial(_erase, telegram_id=telegram_id))
            store.checkpoint()
            for name, data in kept.files(store.url).items():
                assert kept.left_in_bytes(gone, data, name) == []
    finally:
        store.stop()


PEOPLE = range(1_000_001, 1_000_008)


def _write_much(rows: Rows) -> None:
    """Everybody writes in turn, and writes some of it anew."""
    known = [people.create(rows, each, each) for each in PEOPLE]
    for number in range(100):
        for person in known:
            field = Field(person.id, new_id())
            passages.add(rows, field, "A few words. " * (number % 9), Source(None, START))
            if number % 3 == 0:
                passages.replace(rows, field, "Other words, and more of them. " * 9, Source(None, START))


def _erase(rows: Rows, telegram_id: int) -> None:
    person = people.find(rows, telegram_id)
    assert person is not None
    erasing.erase_person(rows, person, telegram_id)


# The month


async def first_half(month: Month) -> None:
    """The set is made, meets and looks back on it, checks in, and asks and answers."""
    await month.the_set_is_made()
    await month.members_join()
    await month.the_first_days()
    await month.they_meet()
    await month.the_morning_after()
    await month.all_check_in()
    await month.ana_changes_an_answer()
    await month.they_ask()
    await month.they_answer()


async def second_half(month: Month) -> list[Leak]:
    """Letters and a partner; trouble; one leaves and one is erased; the second meeting, and the end."""
    await month.letters_and_a_partner()
    await month.things_go_wrong()
    await month.they_look_at_everything()
    await month.ben_is_back()
    month.stage.plants.inner.update(await month.person_ids())
    await month.dan_leaves()
    eve = month.stage.people[EVE]
    gone = await month.home.app.store.run(lambda rows: kept.somebody(rows, eve.id))
    await month.eve_is_erased()
    found = await month.home.app.store.run(lambda rows: kept.left_of(rows, gone))
    found += kept.words_of(month.plants, EVE, await month.home.app.store.run(lambda rows: list(kept.opened(rows))))
    store = month.home.app.store
    if store.is_sqlite:
        for name, data in kept.files(store.url).items():
            found += kept.left_in_bytes(gone, data, name)
    await month.until_the_new_year()
    return found


async def database(there: Stage, when: str) -> list[Leak]:
    """What the database's files hold while the bot runs."""
    store = there.home.app.store
    files = kept.files(store.url) if store.is_sqlite else await asyncio.to_thread(kept.postgres_files, store)
    assert any(len(each) > 50_000 for each in files.values())
    return [leak for name, data in files.items() for leak in searching.in_bytes(there.plants, data, f"{name} {when}")]


async def backup(there: Stage, file: Path) -> list[Leak]:
    """What a backup holds that is made while the bot runs, as the file is and opened with the key."""
    store = there.home.app.store
    await asyncio.to_thread(back_up, store.url, store.vault, file, there.home.clock.now())
    inside = kept.in_backup(file, store.vault)
    assert b"passage" in inside
    found = searching.in_bytes(there.plants, file.read_bytes(), "backup")
    return found + searching.in_bytes(there.plants, inside, "backup, opened")


async def pages(there: Stage) -> list[Leak]:
    """What anybody may read who can reach the address that the bot listens at."""
    found: list[Leak] = []
    async with aiohttp.ClientSession() as http:
        for path in PAGES:
            async with http.get(f"http://{there.home.app.web.address}{path}") as answer:
                assert answer.status == 200
                head = str(answer.raw_headers).encode()
                found += searching.in_bytes(there.plants, head + await answer.read(), path)
    return found


def unread(there: Stage) -> list[str]:
    """Words that somebody should have been shown in this month and was not: a scan of those would prove nothing."""
    got = searching.reached(there.plants, there.home.server.calls)
    return [
        f"not shown: {word.owner}, {word.about}: {sorted(set(word.readers) - got[text])}"
        for text, word in there.plants.words.items()
        if set(word.readers) - got[text]
    ]
