"""Key rotation: afterwards the new key alone opens, finds and recognises everything, whoever wrote meanwhile."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr
from sqlalchemy import Column, ForeignKey, LargeBinary, Table, event, insert, select, update
from sqlmodel import col
from sqlmodel.sql.sqltypes import UTCDateTime
from structlog.testing import capture_logs

from albot.domain import handles
from albot.domain.columns import BIG
from albot.domain.people import PersonKey
from albot.domain.sets import ActionSet, Invite, Member, MemberState
from albot.store import inbox, outbox, passages, people, rotation, sets
from albot.store.engine import Store
from albot.store.passages import Field, Source
from albot.store.post import Outgoing, Parked
from albot.store.rotation import NotUpToDate, Rotated, rotate, sealed_columns, sealed_tables
from albot.store.rows import Rows, place_in
from albot.store.tables import METADATA
from albot.store.vault import Place, Vault, new_key, number_of, read_key
from tests.features.links import link_in
from tests.given import given_set, given_steps
from tests.house import House, house
from tests.keys import another_key
from tests.store.test_migrations import value

T = TypeVar("T")

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OLD = new_key()
NEW = another_key(OLD)
LOST = another_key(OLD, NEW)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause lets a bot get in between; most tests have none."""
    monkeypatch.setattr(rotation, "PAUSE", 0.001)


@contextmanager
def keyed(url: str, *keys: str) -> Iterator[Store]:
    """The database as a process with these keys has it."""
    store = Store(url, Vault(keys))
    try:
        yield store
    finally:
        store.stop()


def with_keys(url: str, job: Callable[[Rows], T], *keys: str) -> T:
    """Do something in one transaction of a process with these keys."""
    with keyed(url, *keys) as store:
        return store.submit(job).result(30)


def rotated(url: str, *keys: str) -> Rotated:
    """Rotate to the first of these keys."""
    with keyed(url, *keys) as store:
        return asyncio.run(rotate(store, NOW))


def numbers(url: str) -> dict[tuple[str, int, str], int]:
    """Of every sealed value in every table the number of its key."""

    def look(rows: Rows) -> dict[tuple[str, int, str], int]:
        return {
            (table.name, row.id, column): getattr(row, column)[0]
            for table in sealed_tables()
            for row in rows.session.execute(select(table))
            for column in sealed_columns(table)
            if getattr(row, column)
        }

    return with_keys(url, look, NEW)


# Every table there is


@pytest.fixture
def poems(database_url: str) -> Iterator[Table]:
    """A table that a later version might have, with a reference to the member whose it is."""
    poem = Table(
        "poem",
        METADATA,
        Column("id", BIG, primary_key=True, autoincrement=False),
        Column("member_id", BIG, ForeignKey("member.id")),
        Column("verse_sealed", LargeBinary),
        Column("rhyme_sealed", LargeBinary),
    )
    with keyed(database_url, OLD) as store:
        poem.create(store.engine)
    yield poem
    METADATA.remove(poem)


def plant_everywhere(rows: Rows) -> None:
    """One row in every table, each sealed column with a text of its own, under the first key of whoever plants."""
    ids: dict[str, int] = {}
    for table in METADATA.sorted_tables:
        made: dict[str, Any] = {
            each.name: NOW if isinstance(each.type, UTCDateTime) else value(each, ids) for each in table.columns
        }
        rows.session.execute(insert(table).values(made))
        ids[table.name] = made.get("id", 0)
    digest = rows.vault.digest(people.PURPOSE, "11")
    rows.session.execute(update(PersonKey).values(digest=digest, key_number=rows.vault.number))
    for table in sealed_tables():
        row = rows.session.execute(select(table)).one()
        values = {
            name: rows.vault.seal(planted(table, name), place(table, row, name, digest))
            for name in sealed_columns(table)
        }
        rows.session.execute(update(table).values(values))


def planted(table: Table, column: str) -> str:
    """The text of one column."""
    return "11" if column == "chat_sealed" else f"{table.name} {column}"


def place(table: Table, row: Any, column: str, digest: bytes) -> Any:
    return place_in(table.name, row, column, digest if column == "chat_sealed" else b"")


def read_everywhere(rows: Rows) -> dict[str, str]:
    """What opens, by table and column."""
    digest = rows.vault.digest(people.PURPOSE, "11")
    return {
        f"{table.name}.{name}": rows.vault.open(getattr(row, name), place(table, row, name, digest))
        for table in sealed_tables()
        for row in rows.session.execute(select(table))
        for name in sealed_columns(table)
    }


def test_every_sealed_column_of_every_table_comes_under_the_first_key(database_url: str, poems: Table) -> None:
    with_keys(database_url, plant_everywhere, OLD)
    columns = {
        f"{table.name}.{name}": planted(table, name)
        for table in METADATA.tables.values()
        for name in sealed_columns(table)
    }
    assert {"poem.verse_sealed", "poem.rhyme_sealed", "inbox.body_sealed", "person.chat_sealed"} < set(columns)
    done = rotated(database_url, NEW, OLD)
    assert (done.values, done.broken, done.left) == (len(columns), set(), 0)
    assert set(numbers(database_url).values()) == {number_of(read_key(NEW))}
    assert with_keys(database_url, read_everywhere, NEW) == columns
    assert rotated(database_url, NEW, OLD) == Rotated(invites=done.invites), "there is nothing left to do"


def test_everybodys_address_comes_last_so_that_no_bot_starts_without_the_old_key_too_early() -> None:
    assert sealed_tables()[-1].name == "person"


def test_a_database_that_is_not_there_or_of_another_version_is_left_alone(
    empty_database_url: str, tmp_path: Path
) -> None:
    with pytest.raises(NotUpToDate):
        rotated(empty_database_url, NEW, OLD)
    with pytest.raises(NotUpToDate):
        rotated(f"sqlite:///{tmp_path}/nowhere.db", NEW, OLD)
    assert not (tmp_path / "nowhere.db").exists()


# What the house does with it


def a_set(rows: Rows, *names: str) -> dict[str, int]:
    """A set whose members have these handles; their ids."""
    there = rows.add(ActionSet(zone="Europe/London"))
    rows.flush()
    return {name: a_member(rows, there.id, name, telegram_id) for telegram_id, name in enumerate(names, 11)}


def a_member(rows: Rows, set_id: int, name: str, telegram_id: int) -> int:
    person = people.create(rows, telegram_id, telegram_id)
    member = rows.add(Member(set_id=set_id, person_id=person.id, state=MemberState.ACTIVE))
    rows.flush()
    assert sets.take_handle(rows, member, name)
    return member.id


def test_people_are_found_and_reached_and_lose_the_old_look_up_row_at_the_next_start(database_url: str) -> None:
    with_keys(database_url, lambda rows: a_set(rows, "Quiet Heron", "Blue Otter"), OLD)
    with_keys(database_url, lambda rows: people.find(rows, 12), NEW, OLD)  # has the new look-up row by having written
    rotated(database_url, NEW, OLD)

    def meet(rows: Rows) -> list[int]:
        found = [people.find(rows, telegram_id) for telegram_id in (11, 12)]
        return [people.chat_of(rows, person) for person in found if person is not None]

    def keys(rows: Rows) -> list[int]:
        return list(rows.session.scalars(select(col(PersonKey.key_number))))

    assert with_keys(database_url, meet, NEW) == [11, 12]
    with_keys(database_url, people.forget_retired_keys, NEW, OLD)
    assert len(with_keys(database_url, keys, NEW)) == 4, "while the old key is set, bots may look with it"
    with_keys(database_url, people.forget_retired_keys, LOST)
    assert len(with_keys(database_url, keys, NEW)) == 4, "a wrong key costs nobody the last row they are found by"
    with_keys(database_url, people.forget_retired_keys, NEW)
    assert with_keys(database_url, keys, NEW) == [number_of(read_key(NEW))] * 2
    assert with_keys(database_url, meet, NEW) == [11, 12]


def test_a_handle_stays_taken_by_whoever_had_it(database_url: str) -> None:
    made = with_keys(database_url, lambda rows: a_set(rows, "Quiet Heron", "Blue Otter", "Red Kite"), OLD)

    def change(rows: Rows) -> None:
        assert sets.change_handle(rows, rows.need(Member, made["Blue Otter"]), "Slow River", NOW)
        rows.need(Member, made["Quiet Heron"]).state = MemberState.REMOVED
        undecided = rows.need(Member, made["Red Kite"])
        undecided.handle_mark = None  # they were told that it is their own name, and have not decided

    with_keys(database_url, change, OLD)
    rotated(database_url, NEW, OLD)

    def taken(rows: Rows) -> list[bool]:
        newcomer = Member(set_id=rows.need(Member, made["Red Kite"]).set_id, person_id=1)
        return [sets.is_taken(rows, newcomer, name) for name in ("QUlET HER0N", "Slow River", "Blue Otter", "Red Kite")]

    assert with_keys(database_url, taken, NEW) == [True, True, True, False]

    def seen(rows: Rows) -> tuple[str, str, str, bytes | None]:
        member, undecided = (rows.need(Member, made[each]) for each in ("Blue Otter", "Red Kite"))
        changed = sets.handle_seen(rows, member, NOW), sets.handle(rows, member)
        return *changed, sets.handle(rows, undecided), undecided.handle_mark

    assert with_keys(database_url, seen, NEW) == ("Blue Otter", "Slow River", "Red Kite", None)


def test_two_handles_that_look_alike_to_a_later_version_both_stay(database_url: str) -> None:
    made = with_keys(database_url, lambda rows: a_set(rows, "Quiet Heron", "Blue Otter"), OLD)

    def alike(rows: Rows) -> None:
        rows.seal(rows.need(Member, made["Blue Otter"]), "handle_sealed", "QUlET HER0N")

    with_keys(database_url, alike, OLD)
    done = rotated(database_url, NEW, OLD)
    assert (done.broken, done.left) == (set(), 0)

    def marks(rows: Rows) -> list[bytes | None]:
        return [rows.need(Member, each).handle_mark for each in made.values()]

    found = with_keys(database_url, marks, NEW)
    assert len(set(found)) == 2
    there = with_keys(database_url, lambda rows: rows.need(Member, made["Blue Otter"]).set_id, NEW)
    mark = with_keys(database_url, lambda rows: sets.handle_mark(rows, there, handles.skeleton("Quiet Heron")), NEW)
    assert mark in found


def test_invites_outlive_the_key_but_for_those_of_the_first_version_that_nobody_used(database_url: str) -> None:
    def make(rows: Rows) -> None:
        for code in ("plain", "used", "unused", "revoked", "expired", "used up"):
            sets.add_invite(rows, Invite(digest=b"", expires_at=NOW + timedelta(days=1)), code)
        for code in ("used", "unused", "revoked", "expired", "used up"):
            invite = sets.invite_by_code(rows, code)
            assert invite is not None
            invite.digest = rows.vault.digest(sets.CODE, code)
            invite.revoked_at = NOW if code == "revoked" else None
            invite.expires_at = NOW if code == "expired" else invite.expires_at
            invite.uses_left = 0 if code == "used up" else 3

    with_keys(database_url, make, OLD)
    with_keys(database_url, lambda rows: sets.invite_by_code(rows, "used"), NEW, OLD)
    assert rotated(database_url, NEW, OLD).invites == 1

    def known(rows: Rows) -> list[bool]:
        return [sets.invite_by_code(rows, code) is not None for code in ("plain", "used", "unused", "guessed")]

    assert with_keys(database_url, known, NEW) == [True, True, False, False]


def test_what_waits_to_go_out_or_to_be_handled_is_still_sent_and_read(database_url: str) -> None:
    def leave(rows: Rows) -> list[int]:
        person = people.create(rows, 11, 11)
        inbox.park(rows, [inbox.Raw(5, 0, b"an update"), inbox.Raw(6, 0, b"another")], NOW)
        going = [Outgoing(person_id=owner, written_at=NOW, not_before=NOW) for owner in (person.id, None)]
        return [outbox.write(rows, each, 11, {"id": "hello"}).id for each in going]

    ids = with_keys(database_url, leave, OLD)
    rotated(database_url, NEW, OLD)

    def find(rows: Rows) -> list[tuple[int, dict[str, Any]]]:
        found = [rows.need(Outgoing, each) for each in ids]
        return [(outbox.address(rows.vault, each), outbox.body(rows.vault, each)) for each in found]

    assert with_keys(database_url, find, NEW) == [(11, {"id": "hello"})] * 2
    assert with_keys(database_url, inbox.waiting, NEW) == [b"an update", b"another"]


def test_places_are_those_of_the_first_version(database_url: str) -> None:
    """What was sealed before there was a rotation opens: a place may never change."""

    def look(rows: Rows) -> None:
        person = people.create(rows, 11, 11)
        message = outbox.write(rows, Outgoing(person_id=None, written_at=NOW, not_before=NOW), 11, {})
        mine = outbox.write(rows, Outgoing(person_id=person.id, written_at=NOW, not_before=NOW), 11, {})
        inbox.park(rows, [inbox.Raw(5, 0, b"an update")], NOW)
        there = rows.add(ActionSet())
        rows.seal(there, "name_sealed", "Tuesday set")
        rows.flush()
        found = {
            Place(
                "person", "chat_sealed", person.id, person.id, rows.vault.digest("telegram id", "11")
            ): person.chat_sealed,
            Place("outbox", "address_sealed", message.id, 0): message.address_sealed,
            Place("outbox", "body_sealed", mine.id, person.id): mine.body_sealed,
            Place("inbox", "body_sealed", 5, 5): rows.need(Parked, 5).body_sealed,
            Place("action_set", "name_sealed", there.id, there.id): there.name_sealed or b"",
        }
        assert [rows.vault.open(sealed, place) for place, sealed in found.items()] == [
            "11",
            "11",
            "{}",
            "an update",
            "Tuesday set",
        ]

    with_keys(database_url, look, OLD)


# What does not open


def test_what_does_not_open_is_named_and_left_and_stops_nothing(database_url: str) -> None:
    made = with_keys(database_url, lambda rows: a_set(rows, "Quiet Heron", "Blue Otter", "Red Kite"), OLD)

    def swap(rows: Rows) -> None:
        first, second, _third = (rows.need(Member, each) for each in made.values())
        first.handle_sealed, second.handle_sealed = second.handle_sealed, first.handle_sealed

    def lose(rows: Rows) -> int:
        return passages.add(rows, Field(1, 1), "sealed with a key that is gone", Source(None, NOW))

    def exchange(rows: Rows) -> list[int]:
        first, second = (rows.need(Member, made[name]).person_id for name in ("Quiet Heron", "Blue Otter"))
        keys = [
            rows.session.execute(select(PersonKey).filter_by(person_id=each)).scalar_one() for each in (first, second)
        ]
        keys[0].person_id, keys[1].person_id = second, first
        return [first, second]

    with_keys(database_url, swap, OLD)
    passage = with_keys(database_url, lose, LOST)
    stranger = with_keys(database_url, lambda rows: people.create(rows, 21, 22).id, OLD)  # in a chat not their own
    exchanged = with_keys(database_url, exchange, OLD)
    with capture_logs() as logs:
        done = rotated(database_url, NEW, OLD)
    expected = {
        ("passage", passage, "text_sealed"),
        *(("member", made[name], "handle_sealed") for name in ("Quiet Heron", "Blue Otter")),
        *(("person", each, "chat_sealed") for each in exchanged),
        ("person", stranger, "chat_sealed"),
    }
    assert done.broken == expected
    assert (done.left, done.values) == (0, 2), "of the third member handle and address"
    named = [(line["table"], line["row"], line["column"]) for line in logs if line["event"] == "value_does_not_open"]
    assert sorted(named) == sorted(done.broken), "each once"
    assert not any(text in str(logs) for text in ("Heron", "Otter", "gone", "21", "22") if text not in str(done.broken))
    assert (
        with_keys(database_url, lambda rows: sets.handle(rows, rows.need(Member, made["Red Kite"])), NEW) == "Red Kite"
    )


# In small steps, while others write


def plant(rows: Rows, many: int) -> None:
    for row_id in range(1, many + 1):
        passages.add(rows, Field(1, row_id), f"text {row_id}", Source(None, NOW))


def test_a_transaction_changes_a_few_rows_at_the_most(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    with_keys(database_url, partial(plant, many=20), OLD)
    changed = [0]
    with keyed(database_url, NEW, OLD) as own:
        event.listen(own.engine, "checkin", lambda *_: changed.append(0))  # when a transaction is over

        @event.listens_for(own.engine, "before_cursor_execute")
        def write(_connection: Any, _cursor: Any, statement: str, lines: Any, _context: Any, many: bool) -> None:
            changed[-1] += (len(lines) if many else 1) if statement.startswith("UPDATE") else 0

        assert asyncio.run(rotate(own, NOW)) == Rotated(values=20)
    assert [each for each in changed if each] == [3, 3, 3, 3, 3, 3, 2]


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_what_the_bot_is_just_writing_is_left_to_it(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "PAUSE", 0.02)  # so that five rounds last longer than the bot's transaction
    with_keys(database_url, partial(plant, many=3), OLD)
    with_keys(database_url, lambda rows: passages.add(rows, Field(1, 9), "lost", Source(None, NOW)), LOST)
    begun, over = threading.Event(), threading.Event()

    def write(rows: Rows) -> None:
        (first,), (second,) = (passages.of_field(rows, Field(1, each)) for each in (1, 2))
        rows.seal(first, "text_sealed", "changed")
        second.message_id = 7
        rows.flush()
        begun.set()
        over.wait(30)

    with keyed(database_url, NEW, OLD) as bot, keyed(database_url, NEW, OLD) as own, capture_logs() as logs:
        writing = bot.submit(write)
        assert begun.wait(30)
        threading.Timer(0.4, over.set).start()
        done = asyncio.run(rotate(own, NOW))
        writing.result(30)
    assert (done.values, done.left, len(done.broken)) == (2, 0, 1)
    assert len(logs) == 1, "what does not open is named once, however often it is found"
    found = with_keys(database_url, lambda rows: [passages.text(rows, each) for each in (1, 2, 3)], NEW)
    assert found == ["changed", "text 2", "text 3"]


class Writer:
    """A bot that goes on writing with both keys while the rotation runs, and remembers what it was told is durable."""

    def __init__(self, store: Store, row_ids: list[int]) -> None:
        self.store = store
        self.texts = {row_id: f"text {row_id}" for row_id in row_ids}
        self.people: dict[int, str] = {}
        self.done = asyncio.Event()
        self._numbers = count(100)

    async def write_on(self) -> None:
        """Change texts in place, erase and add some, and let new people in, all at once, until told to stop."""
        while not self.done.is_set():
            erased, *changed = random.sample(sorted(self.texts), 9)
            number = next(self._numbers)
            text, name = f"changed {number}", f"Heron {number}"
            jobs = [partial(self._change, each, text) for each in changed]
            jobs += [partial(self._exchange, erased, 1_000 + number, text), partial(self._join, number, name)]
            await asyncio.gather(*map(self.store.run, jobs))
            del self.texts[erased]
            self.texts.update(dict.fromkeys((1_000 + number, *changed), text))
            self.people[number] = name
            await asyncio.sleep(0.005)  # a bot has something to do all the time, but not without a breath

    @staticmethod
    def _change(row_id: int, text: str, rows: Rows) -> None:
        (passage,) = passages.of_field(rows, Field(1, row_id))
        rows.seal(passage, "text_sealed", text)

    @staticmethod
    def _exchange(erased: int, added: int, text: str, rows: Rows) -> None:
        passages.erase_row(rows, erased)
        passages.add(rows, Field(1, added), text, Source(None, NOW))

    @staticmethod
    def _join(telegram_id: int, name: str, rows: Rows) -> None:
        there = rows.session.scalars(select(ActionSet)).one()
        a_member(rows, there.id, name, telegram_id)


async def test_nothing_that_is_written_meanwhile_is_lost(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "PAUSE", 0.02)
    monkeypatch.setattr(rotation, "BATCH", 10)
    monkeypatch.setattr(rotation, "FEW", 2)
    row_ids = list(range(1, 101))

    def before(rows: Rows) -> None:
        a_set(rows, "Quiet Heron", "Blue Otter")
        plant(rows, len(row_ids))

    with keyed(database_url, OLD) as store:
        await store.run(before)
    with keyed(database_url, NEW, OLD) as bot, keyed(database_url, NEW, OLD) as own:
        writer = Writer(bot, row_ids)
        writing = asyncio.create_task(writer.write_on())
        done = await rotate(own, NOW)
        writer.done.set()
        await writing
    assert (done.broken, done.left) == (set(), 0)
    assert len(writer.people) > 2, "it wrote all the time"

    def after(rows: Rows) -> tuple[dict[int, str], dict[int, str]]:
        found = {telegram_id: people.find(rows, telegram_id) for telegram_id in (11, 12, *writer.people)}
        assert {people.chat_of(rows, person) for person in found.values() if person} == set(found)
        names = {
            telegram_id: sets.handle(rows, member)
            for telegram_id, person in found.items()
            for member in rows.session.scalars(select(Member).filter_by(person_id=person.id if person else 0))
        }
        return {row_id: passages.text(rows, row_id) for row_id in writer.texts}, names

    texts, names = with_keys(database_url, after, NEW)
    assert texts == writer.texts
    assert names == {11: "Quiet Heron", 12: "Blue Otter", **writer.people}
    assert set(numbers(database_url).values()) == {number_of(read_key(NEW))}


def test_somebody_who_goes_on_writing_with_the_old_key_is_noticed(database_url: str) -> None:
    with keyed(database_url, OLD) as bot, keyed(database_url, NEW, OLD) as own:

        def write(*_event: Any) -> None:
            bot.submit(lambda rows: passages.add(rows, Field(1, 1), "more", Source(None, NOW))).result(30)

        event.listen(own.engine, "checkin", write)  # when a transaction of the rotation is over
        done = asyncio.run(rotate(own, NOW))
        event.remove(own.engine, "checkin", write)
        assert done.left > 0
        assert own.submit(rotation.left).result(30) > 0
        assert asyncio.run(rotate(own, NOW)).left == 0


async def test_the_whole_bot_goes_on_from_key_to_key(tmp_path: Path, database_url: str) -> None:
    """One who was in before, one who writes while it is changed and one who joins; then the old key is gone."""
    async with house(tmp_path, url=database_url, key=OLD) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom")
        await restarted(home, OLD, NEW)
        assert "Call Tom" in await home.says(given["Ana"], "/steps")
        await restarted(home, NEW, OLD)
        with keyed(database_url, NEW, OLD) as own:
            rotating = asyncio.create_task(rotate(own, NOW))
            assert "Call Tom" in await home.says(given["Ana"], "/steps")
            await home.says(given["Fay"], "/invite")
            await home.presses(given["Fay"], "6 (the size of the set)")
            await home.presses(given["Fay"], "1 week")
            link = link_in(await home.presses(given["Fay"], "Skip"))
            assert (await rotating).left == 0
        await restarted(home, NEW)
        assert "Call Tom" in await home.says(given["Ana"], "/steps")
        dee = home.person("Dee")
        await home.says(dee, link)
        await home.presses(dee, "I agree")
        assert "looks like a handle" in await home.says(dee, "QUlET HER0N")
        assert "Quiet Heron" in await home.says(given["Ben"], "/set")


async def restarted(home: House, *keys: str) -> None:
    """The bot ends and starts with these keys."""
    await home.close()
    home._chosen = home._chosen.model_copy(update={"key": SecretStr(",".join(keys))})
    await home.open()
