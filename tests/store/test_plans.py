"""However long the bot has been there, a tick and an update read no more rows than they need, on both databases.

A year of some sets is in the database; the whole house works on it, and every statement is looked at (`watching`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint, delete, insert, text

from albot.domain.columns import new_id
from albot.sandbox.world import Person
from albot.store import outbox
from albot.store.engine import Store, make_engine
from albot.store.post import Lane, Outgoing
from albot.store.tables import METADATA
from albot.store.vault import Vault, new_key
from tests.bench.year import Year, fill
from tests.bench.year_of_a_set import A_SET
from tests.conftest import BOTH
from tests.databases import Postgres, sqlite_database
from tests.features.cycle import types
from tests.house import House, house
from tests.store.watching import Seen, Watch

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
YEAR = Year(sets=40)
KEY = new_key()

TODAY = 27
"""The number of a set that meets today at 18:00."""

MOST_STEPS = 6_000
"""Steps of SQLite that a statement takes at the most: some 600 rows, as for the export of all that one person wrote."""

MOST_ROWS = 1_500
"""Rows of one table that PostgreSQL reads for one at the most. It may still read the smaller ones whole, of members and
meetings: that it need not is seen on SQLite, which has the same indexes."""

MOST_STATEMENTS = 30
"""Statements of a tick that finds nothing."""

FEW = {each.name for table in METADATA.sorted_tables for each in table.indexes if "where" in each.info}
"""Indexes of those rows alone that something still looks for."""

COMMANDS = "start checkin steps set inbox me issue journal export privacy help facilitator ask pause resume"
OF_FACILITATORS = "status members roundup review rhythm prompts rules schedule invite remind run"

MANY = 10_000
"""Messages that wait in the outbox."""


@pytest.fixture(scope="module", params=BOTH)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with a year in it, of either kind. What one test does in it, the next one finds."""
    with ExitStack() as doors:
        if request.param == "sqlite":
            url = sqlite_database(tmp_path_factory.mktemp("year"))
        else:
            server: Postgres = request.getfixturevalue("postgres")
            url = doors.enter_context(server.database(migrated=True))
        engine = make_engine(url)
        fill(engine, Vault([KEY]), YEAR, NOW)
        engine.dispose()
        yield url


def people_of(home: House, number: int) -> list[Person]:
    """Everybody of the year has an account; the members of one set, the facilitator last."""
    a_set = A_SET + 1
    everybody = [home.person(f"M{place}") for place in range(YEAR.sets * a_set)]
    for person in everybody:
        person.started = True
    return everybody[number * a_set : (number + 1) * a_set]


def too_much(watch: Watch) -> list[str]:
    """The statements that read more than they need, with their plans."""
    most = MOST_STEPS if watch.on_sqlite else MOST_ROWS
    return [str(each) for each in watch.seen if each.read > most or _goes_through_a_table(each)]


def _goes_through_a_table(seen: Seen) -> bool:
    """Whether SQLite reads every row of a table that grows, be it by an index, if that is not one of a few rows."""
    scanned = [line.split() for line in seen.plan if line.startswith("SCAN")]
    return any(words[1] in METADATA.tables and not FEW.intersection(words) for words in scanned)


async def test_a_tick_that_finds_nothing_reads_next_to_nothing(year: str, tmp_path: Path) -> None:
    async with house(tmp_path, url=year, start=NOW, key=KEY) as home:
        await home.settle()
        watch = Watch(home.app.store.engine)
        with watch.during("a tick that finds nothing"):
            await home.app.ticker.tick()
        assert 0 < watch.statements["a tick that finds nothing"] <= MOST_STATEMENTS
        with watch.during("looking for the next tick"):
            await home.app.next_due()
        assert not (found := too_much(watch)), "\n\n".join(found)


async def test_updates_and_a_day_of_ticks_read_no_more_than_they_need(year: str, tmp_path: Path) -> None:
    async with house(tmp_path, url=year, start=NOW, key=KEY) as home:
        ana, ben, chi, dan, eve, fin, fay = people_of(home, TODAY)
        watch = Watch(home.app.store.engine)
        for who, commands in ((ana, COMMANDS), (fay, OF_FACILITATORS)):
            for command in commands.split():
                with watch.during(f"/{command}"):
                    assert await home.says(who, f"/{command}", "/cancel")
        with watch.during("a check-in"):
            await check_in(home, ben)
        with watch.during("a text when nothing is asked"):
            assert await home.says(chi, "I called him")
        with watch.during("leaving"):
            await home.says(dan, "/leave")
            await home.presses(dan, "Leave the set")
        with watch.during("erasing"):
            await home.says(eve, "/forget")
            await home.presses(eve, "Erase everything")
            await home.presses(eve, "Yes, erase it now")
        await check_in(home, fin)
        with watch.during("nudges, a delivery time and round-ups"):
            await home.move_to(NOW.replace(hour=17, minute=59))
        with watch.during("a meeting under way"):
            await home.says(fay, "/run")
            while "Begin" not in home.buttons(fay):
                await home.settle()
            await home.presses(fay, "Begin")
            await home.later(minutes=20)
        with watch.during("tidying and retaining"):
            await home.later(hours=7)
        assert not (found := too_much(watch)), "\n\n".join(found)


async def test_a_long_outbox_is_read_as_far_as_it_is_sent(year: str) -> None:
    store = Store(year, Vault([KEY]))
    store.submit(lambda rows: rows.session.execute(insert(Outgoing), [waiting(n) for n in range(MANY)])).result()
    if not store.is_sqlite:
        store.submit(lambda rows: rows.session.execute(text("ANALYZE outbox"))).result()  # as it does by itself, soon
    watch = Watch(store.engine)
    with watch.during("claiming"):
        claimed = store.submit(lambda rows: outbox.claim(rows, NOW, 15, 1)).result()
    with watch.during("settling"):
        store.submit(lambda rows: outbox.drop(rows, [row.id for row in claimed])).result()
    with watch.during("looking for the next"):
        store.submit(outbox.next_due).result()
    with watch.during("a nudge that is no longer owed"):
        store.submit(lambda rows: outbox.drop_guarded(rows, "nudge:7")).result()
    with watch.during("taking over"):
        store.submit(lambda rows: outbox.free_left(rows, 2, NOW)).result()
    with watch.during("sweeping"):
        store.submit(lambda rows: outbox.sweep(rows, NOW, 500)).result()
    store.submit(lambda rows: rows.session.execute(delete(Outgoing)).rowcount).result()  # type: ignore[attr-defined]
    store.stop()
    assert len(claimed) == 15
    assert not (found := too_much(watch)), "\n\n".join(found)


def waiting(number: int) -> dict[str, Any]:
    """A message of a broadcast, due by now or in the quiet hours to come; each has its nudge."""
    at = NOW + timedelta(hours=6 * (number % 2) - 1)
    sealed = {"address_sealed": b"", "body_sealed": b""}
    return {
        "id": new_id(),
        "lane": Lane.DELIVERY,
        "guard": f"nudge:{number}",
        "written_at": NOW,
        "not_before": at,
        **sealed,
    }


async def check_in(home: House, person: Person) -> None:
    """Somebody answers everything, by a press where there is one for it, and shares it."""
    await home.says(person, "/checkin")
    while "Share" not in (offered := home.buttons(person)):
        press = next((label for label in ("Done", "That's all") if label in offered), None)
        await (home.presses(person, press) if press else types(home, person, "I called him"))
    await home.presses(person, "Share")


# What is declared


def indexes(table: Table) -> list[list[str]]:
    """The columns of everything that rows of a table can be found by, whatever else they say."""
    keys = [each for each in table.constraints if isinstance(each, UniqueConstraint | PrimaryKeyConstraint)]
    whole = [each for each in table.indexes if "where" not in each.info]
    return [[column.name for column in each.columns] for each in (*keys, *whole)]


def test_rows_are_found_by_what_they_refer_to_so_that_erasing_it_goes_through_no_table() -> None:
    for table in METADATA.sorted_tables:
        first = {columns[0] for columns in indexes(table)}
        assert {column.name for column in table.columns if column.foreign_keys} <= first, table.name


def test_no_index_is_the_beginning_of_another_one() -> None:
    for table in METADATA.sorted_tables:
        found = indexes(table)
        for place, columns in enumerate(found):
            others = [each[: len(columns)] for each in (*found[:place], *found[place + 1 :])]
            assert columns not in others, table.name


def test_no_index_of_all_members_begins_with_their_state_which_sqlite_would_take_for_whoever_is_active() -> None:
    assert "state" not in {columns[0] for columns in indexes(METADATA.tables["member"])}
