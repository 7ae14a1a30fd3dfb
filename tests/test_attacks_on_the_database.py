"""Somebody has the database: a copy of it without the key, or the means to write into it.

What the associated data of a sealed value binds is its table, column, row and owner. So a value that is put into
another row, or a row that is given to another owner, opens for nobody. It does not bind what points to a row from
elsewhere, and cannot: whoever may write into the database can add a `copy` row and so make anybody a reader, call a
private reflection shared, make a member a facilitator or move them to another set, and point a passage of Ana's to an
answer of Ben's. The bot would then open, with its key, what it takes for that person's business. Against those there
is only keeping others from writing: what is tried here is that nobody reads by exchanging what is sealed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, update
from sqlmodel import col
from structlog.testing import capture_logs

from albot.app import WrongKey
from albot.chat.message import Message
from albot.chat.turn import tell
from albot.domain.delivery_rows import Delivery
from albot.domain.meetings import Meeting
from albot.domain.passages import Passage
from albot.domain.people import Appointment
from albot.domain.people import Person as Row
from albot.domain.reflections import Issue
from albot.domain.sets import ActionSet, Invite, Member, SetPrompt
from albot.sandbox.world import Person
from albot.store import health, inbox, people
from albot.store.rows import OWNERS, Rows, place_in
from albot.store.tables import METADATA
from albot.store.vault import SealBroken, new_key
from albot.texts.args import Words
from tests.features.asked import EVENING, given_question
from tests.given import GivenSet, given_issue, given_reflection, given_set, given_steps
from tests.house import House, house

SEALED = [
    (table, column.name) for table in METADATA.sorted_tables for column in table.c if column.name.endswith("_sealed")
]
"""Every sealed column there is."""

UNBOUND = {("member", "set_id"), ("delivery", "set_id"), ("invite", "set_id")}
"""Owner columns that come after another one, which is the owner: a row that is moved by these opens all the same.

A member who is moved to another set keeps their own handle there; what was released keeps its author.
"""


@dataclass
class Two:
    """Two sets, all of whose words hold "birch" and "copper", with something sealed in every column for each."""

    home: House
    birch: GivenSet
    copper: GivenSet

    def people(self, given: GivenSet) -> list[Person]:
        """Everybody in one of the sets."""
        return list(given.people.values())


async def two_sets(home: House) -> Two:
    """Both sets have written, shared, asked and planned."""
    birch = await given_set(home, name="birch set")
    copper = await given_set(home, facilitator="Gus", members=("Mia", "Ned"), name="copper set")
    for given, writer, asker, word in ((birch, "Ana", "Ben", "birch"), (copper, "Mia", "Ned", "copper")):
        await given_issue(home, given, writer, f"{word} issue")
        await given_steps(home, given, writer, f"{word} step")
        await given_reflection(home, given, writer, texts=(f"{word} one", f"{word} two", f"{word} three"))
        await given_question(home, given, asker, writer, f"{word} question?")
        await home.app.store.run(partial(_seal_all, given=given, word=word))
    await home.move_to(EVENING)
    now = home.clock.now()
    await home.app.store.run(
        lambda rows: inbox.park(rows, [inbox.Raw(900, 0, b'{"birch": 1}'), inbox.Raw(901, 0, b'{"copper": 1}')], now)
    )
    for given in (birch, copper):
        await home.app.store.run(partial(_queued, given=given, now=now))
    return Two(home, birch, copper)


def _seal_all(rows: Rows, given: GivenSet, word: str) -> None:
    """Fill the sealed columns that nothing else has filled, and name everybody by the word."""
    there = rows.need(ActionSet, given.set_id)
    for name in ("purpose", "audience", "rules", "contact"):
        rows.seal(there, f"{name}_sealed", f"{word} {name}")
    meeting = rows.need(Meeting, given.meeting_id)
    rows.seal(meeting, "place_sealed", f"{word} hall")
    for member in rows.session.scalars(select(Member).where(col(Member.set_id) == given.set_id)):
        rows.seal(member, "former_sealed", f"{word} former")
        rows.seal(member, "calendar_title_sealed", f"{word} title")
        for issue in rows.session.scalars(select(Issue).where(col(Issue.member_id) == member.id)):
            rows.seal(issue, "first_sealed", f"{word} at first")
        rows.seal(member, "handle_sealed", f"{word} {member.id % 1000}")
    prompt = rows.session.scalars(select(SetPrompt).where(col(SetPrompt.set_id) == given.set_id)).all()[0]
    rows.seal(prompt, "text_sealed", f"{word} prompt?")
    invite = Invite(digest=os.urandom(32), set_id=given.set_id)
    appointment = Appointment(person_id=rows.need(Member, next(iter(given.members.values()))).person_id)
    rows.seal(invite, "word_sealed", f"{word} word")
    rows.seal(invite, "label_sealed", f"{word} label")
    rows.seal(appointment, "label_sealed", f"{word} label")
    rows.add(invite)
    rows.add(appointment)


def _queued(rows: Rows, given: GivenSet, now: datetime) -> None:
    """Somebody of the set is to get a message in a year."""
    person = rows.need(Row, rows.need(Member, next(iter(given.members.values()))).person_id)
    word = "birch" if "Ana" in given.people else "copper"
    tell(rows, person, Message("partner-step-open", {"text": Words(word)}), now, at=now + timedelta(days=365))


def pairs(rows: Rows, table: Table, column: str) -> tuple[Any, Any]:
    """Two rows of a table that have something sealed in a column: of the two sets, where that can be told."""
    found = rows.session.execute(select(table).where(table.c[column].is_not(None), table.c[column] != b"")).all()
    assert len(found) >= 2, f"nothing is sealed in {table.name}.{column}: put something there, above"
    by_word: dict[str, Any] = {}
    words = [(opened(rows, table, row, column), row) for row in found]
    for said, row in sorted(words, key=lambda each: each[0]):  # not by ids: they are random, and no command shows all
        by_word.setdefault(next((word for word in ("birch", "copper") if word in said), ""), row)
    return (by_word["birch"], by_word["copper"]) if "copper" in by_word else (found[0], found[1])


def opened(rows: Rows, table: Table, row: Any, column: str) -> str:
    """What a sealed column of a row says; raises `SealBroken`."""
    if table.name == "person":
        return str(people.chat_of(rows, rows.need(Row, row.id)))
    return rows.vault.open(getattr(row, column), place_in(table.name, row, column))


def set_values(rows: Rows, table: Table, row_id: int, **values: Any) -> None:
    """Write into the database what no feature would."""
    rows.session.execute(update(table).where(table.c.id == row_id).values(values))
    rows.session.expire_all()


def exchange(rows: Rows, table: Table, column: str, one: Any, other: Any) -> None:
    """Put into each of two rows what the other one has in a column."""
    set_values(rows, table, one.id, **{column: getattr(other, column)})
    set_values(rows, table, other.id, **{column: getattr(one, column)})


def row_of(rows: Rows, table: Table, row_id: int) -> Any:
    """A row as it is now."""
    return rows.session.execute(select(table).where(table.c.id == row_id)).one()


async def test_a_copied_database_tells_nothing_without_the_key(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        scene = await two_sets(home)
        told = [str(person.id) for given in (scene.birch, scene.copper) for person in scene.people(given)]
        planted = [*told, "birch", "copper", str(home.coordinator.id), "cora_real"]
        await home.close()
        stolen = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        connection = sqlite3.connect(tmp_path / "albot.db")
        values = [repr(row) for name in tables(connection) for row in connection.execute(f'SELECT * FROM "{name}"')]
        connection.close()
        dump = "\n".join(values)
        assert not [each for each in planted if each in dump or each.encode() in stolen]
        assert "Europe/London" in dump and b"Europe/London" in stolen, "this would find what is in clear"
        home._chosen = home._chosen.model_copy(update={"key": type(home._chosen.key)(new_key())})
        with pytest.raises(WrongKey):
            await home.open()


def tables(connection: sqlite3.Connection) -> Iterator[str]:
    """The tables of a database file."""
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        yield name


async def test_nothing_sealed_opens_in_another_row_or_for_another_owner(tmp_path: Path) -> None:
    """Every sealed column of every table: the values of two rows exchanged, then their owners."""
    async with house(tmp_path) as home:
        await two_sets(home)

        def attack(rows: Rows) -> set[tuple[str, str]]:
            unbound = set()
            for table, column in SEALED:
                one, other = pairs(rows, table, column)
                for what in (column, *(name for name in OWNERS if name in table.c and name != "id")):
                    if getattr(one, what) in (None, getattr(other, what)):
                        continue
                    with undone(rows):
                        exchange(rows, table, what, one, other)
                        if any(still_opens(rows, table, each.id, column) for each in (one, other)):
                            unbound.add((table.name, what))
            return unbound

        assert await home.app.store.run(attack) <= UNBOUND


def still_opens(rows: Rows, table: Table, row_id: int, column: str) -> bool:
    """Whether a sealed value can be read where it stands now."""
    try:
        opened(rows, table, row_of(rows, table, row_id), column)
    except SealBroken:
        return False
    return True


@contextmanager
def undone(rows: Rows) -> Iterator[None]:
    """What is done inside is as if it had never been."""
    point = rows.session.begin_nested()
    try:
        yield
    finally:
        point.rollback()
        rows.session.expire_all()


COMMANDS = ("set", "me", "issue", "steps", "journal", "facilitator", "cancel", "members", "rules", "prompts")

QUIET = {"person", "outbox", "inbox", "appointment", "invite", "delivery", "issue"}
"""Tables of which none of these commands opens anything; for deliveries and addresses see below, and what an issue was
at first stands in the journey alone."""


async def test_the_bot_shows_nobody_what_was_exchanged_and_goes_on_for_everybody_else(tmp_path: Path) -> None:
    """Table by table: what no longer opens is answered with an apology or left out, and logged without its content."""
    with capture_logs() as logs:
        async with house(tmp_path) as home:
            scene = await two_sets(home)
            third = await given_set(home, facilitator="Hal", members=("Zoe",), name="third set")
            sides = ((scene.birch, "Ana", "copper"), (scene.copper, "Mia", "birch"))
            logged = set()
            for table in dict.fromkeys(table for table, _column in SEALED):
                columns = [column for each, column in SEALED if each is table]
                kept = await home.app.store.run(partial(exchange_all, table=table, columns=columns))
                del logs[:]
                for given, writer, foreign in sides:
                    for person in (given[writer], scene.people(given)[0]):
                        said = await home.says(person, *(f"/{each}" for each in COMMANDS))
                        assert foreign not in said, table.name
                        assert "At any time" in await home.says(person, "/help")
                assert "third set" in await home.says(third["Zoe"], "/set")
                assert not [word for word in ("birch", "copper") if word in str(logs)]
                if [line for line in logs if line["log_level"] == "error"]:
                    logged.add(table.name)
                await home.app.store.run(partial(put_back, table=table, kept=kept))
            assert {table.name for table, _column in SEALED} - logged == QUIET


def exchange_all(rows: Rows, table: Table, columns: list[str]) -> list[tuple[int, dict[str, Any]]]:
    """Exchange the sealed values of two rows, column by column; returns what each row had."""
    kept = []
    for column in columns:
        one, other = pairs(rows, table, column)
        kept += [(each.id, {column: getattr(each, column)}) for each in (one, other)]
    for (one_id, mine), (other_id, theirs) in zip(kept[::2], kept[1::2], strict=True):
        set_values(rows, table, one_id, **theirs)
        set_values(rows, table, other_id, **mine)
    return kept


def put_back(rows: Rows, table: Table, kept: list[tuple[int, dict[str, Any]]]) -> None:
    """Each row has its own again."""
    for row_id, values in kept:
        set_values(rows, table, row_id, **values)


async def test_a_text_that_no_longer_opens_holds_up_nothing_else_at_a_delivery_time(tmp_path: Path) -> None:
    """Two members' answers were exchanged before they were released; a third one's goes out all the same."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        for name, text in (("Ana", "ana one"), ("Ben", "ben one"), ("Chi", "chi one")):
            await given_reflection(home, given, name, texts=(text, "two", "three"))
        with capture_logs() as logs:
            await home.app.store.run(lambda rows: exchange_passages(rows, "ana one", "ben one"))
            await home.move_to(EVENING)
            await home.presses(given["Fay"], "Read")
        said = "\n".join(m.text for m in given["Fay"].chat.messages)
        assert "chi one" in said
        assert "ana one" not in said and "ben one" not in said
        assert [line for line in logs if line["log_level"] == "error"] and "one" not in str(logs).replace("none", "")


@pytest.mark.parametrize("column", ["member_id", "body_sealed"])
async def test_what_was_released_is_shown_under_nobody_elses_handle(tmp_path: Path, column: str) -> None:
    """Authors or bodies are exchanged in the database, so that Ben's handle would stand over Ana's words."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        for name, text in (("Ana", "ana one"), ("Ben", "ben one"), ("Chi", "chi one")):
            await given_reflection(home, given, name, texts=(text, "two", "three"))
        await home.move_to(EVENING)
        with capture_logs() as logs:
            await home.app.store.run(lambda rows: exchange_deliveries(rows, given, column))
            fay = given["Fay"]
            await home.presses(fay, "Read")
            said = "\n".join(m.text for m in fay.chat.messages)
            assert "ana one" not in said and "ben one" not in said
            assert [line for line in logs if line["log_level"] == "error"]
            assert "chi one" in said, "what is sound is read all the same"


async def test_addresses_that_were_exchanged_reach_nobody_and_stop_neither_the_others_nor_a_start(
    tmp_path: Path,
) -> None:
    """Each of two people would get the messages of the other. The start looks at a few to see that a key fits."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_reflection(home, given, "Chi")
        await home.app.store.run(partial(exchange_addresses, one=given["Ana"], other=given["Ben"]))
        with capture_logs() as logs:
            await home.move_to(EVENING)
        assert "New in your set" in await home.news(given["Fay"])
        assert await home.news(given["Ana"]) == await home.news(given["Ben"]) == ""
        assert [line for line in logs if line["log_level"] == "error"]
        assert "chi" not in str(logs) and str(given["Ana"].id) not in str(logs)
        await home.close()
        await home.open()
        assert "At any time" in await home.says(given["Ana"], "/help")
        assert await home.app.store.run(fits_all_the_same)


def exchange_addresses(rows: Rows, one: Person, other: Person) -> None:
    """Each of two people has the other's address."""
    table, found = METADATA.tables["person"], [people.find(rows, each.id) for each in (one, other)]
    exchange(rows, table, "chat_sealed", *(row_of(rows, table, each.id) for each in found if each is not None))


def fits_all_the_same(rows: Rows) -> bool:
    """Whether the key is said to fit, whichever two people's addresses are exchanged."""
    table = METADATA.tables["person"]
    found = rows.session.execute(select(table)).all()
    fits = []
    for one, other in pairwise(found):
        with undone(rows):
            exchange(rows, table, "chat_sealed", one, other)
            fits.append(health.keys_open(rows))
    return all(fits)


def exchange_passages(rows: Rows, one: str, other: str) -> None:
    """Put each of two texts into the row of the other."""
    found = {rows.open(each, "text_sealed"): each.id for each in rows.session.scalars(select(Passage))}
    table = METADATA.tables["passage"]
    exchange(rows, table, "text_sealed", *(row_of(rows, table, found[each]) for each in (one, other)))


def exchange_deliveries(rows: Rows, given: GivenSet, column: str) -> None:
    """A column of what Ana and Ben shared is the other's."""
    table = METADATA.tables["delivery"]
    found = {each.member_id: each.id for each in rows.session.scalars(select(Delivery))}
    exchange(rows, table, column, *(row_of(rows, table, found[given.members[each]]) for each in ("Ana", "Ben")))
