"""No query of a tick or an update reads more than it needs, however long the bot has been there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from albot.sandbox.world import Person
from albot.store.engine import make_engine
from albot.store.vault import Vault, new_key
from tests.bench.year import Year, fill
from tests.conftest import BOTH
from tests.databases import Postgres, sqlite_database
from tests.house import House, house
from tests.store.watching import Watch

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
YEAR = Year(sets=60)
KEY = new_key()


@pytest.fixture(scope="module", params=BOTH)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with a year in it, of either kind."""
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


def cast(home: House) -> list[Person]:
    """The people of the first set, the facilitator last."""
    found = [home.person(f"M{number}") for number in range(7 * YEAR.sets)]
    for person in found:
        person.started = True
    return found[:7]


async def test_x(year: str, tmp_path: Path) -> None:
    async with house(tmp_path, url=year, start=NOW, key=KEY) as home:
        *members, fay = cast(home)
        ana = members[0]
        watch = Watch(home.app.store.engine)
        with watch.during("a tick that finds nothing"):
            await home.app.ticker.tick()
            await home.app.ticker.next_due()
        with watch.during("the tidying"):
            home.app.ticker._tidied_at = None
            await home.app.ticker.tick()
            await home.settle()
        for command in "start checkin steps set inbox me issue privacy help facilitator ask".split():
            with watch.during(f"/{command}"):
                await home.says(ana, f"/{command}")
                await home.says(ana, "/cancel")
        for command in "journal export".split():
            with watch.during(f"/{command}"):
                await home.says(ana, f"/{command}")
        for command in "status members roundup review rhythm prompts rules run invite".split():
            with watch.during(f"/{command}"):
                await home.says(fay, f"/{command}")
                await home.says(fay, "/cancel")
        with watch.during("a check-in"):
            print(await home.says(members[1], "/checkin"))
            print(home.buttons(members[1]))
        with watch.during("two days"):
            await home.later(days=3)
        for seen in watch.seen[:45]:
            print("------", seen)
        for seen in watch.seen:
            if any("SCAN" in line for line in seen.plan.splitlines()):
                print("=====", seen)
