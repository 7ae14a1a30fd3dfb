"""What a database holds of somebody: for the tests of erasing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from albot.sandbox.world import Person as Somebody
from albot.store import erasing, people
from albot.store.rows import Rows
from albot.store.tables import METADATA
from tests.house import House


async def ids_of(home: House, somebody: Somebody, *, but: Collection[str] = ()) -> set[int]:
    """The ids of all rows about a person, except those of some tables."""

    def look(rows: Rows) -> set[int]:
        person = people.find(rows, somebody.id)
        assert person is not None
        members = [member.id for member in erasing.of_person(rows, person.id)]
        found = {person.id, *members}
        for name, values in (("person_id", [person.id]), ("member_id", members), ("owner_id", [person.id])):
            for table in METADATA.sorted_tables:
                if name in table.c and "id" in table.c and table.name not in but:
                    found |= set(rows.session.scalars(select(table.c.id).where(table.c[name].in_(values))))
        return found

    return await home.app.store.run(look)


async def every_value(home: House) -> dict[str, list[Any]]:
    """All values of all rows, by table and column."""

    def look(rows: Rows) -> dict[str, list[Any]]:
        return {
            f"{table.name}.{column.name}": list(rows.session.scalars(select(column)))
            for table in METADATA.sorted_tables
            for column in table.columns
        }

    return await home.app.store.run(look)


async def where_named(home: House, ids: set[int]) -> list[str]:
    """The tables and columns that still hold one of these ids."""
    found = await every_value(home)
    return [where for where, values in found.items() if ids & {value for value in values if isinstance(value, int)}]
