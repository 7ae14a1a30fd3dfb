"""A database with a crowd in it: sets that have met and meet again, and as many waiting nudges as one likes."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

from albot.clock import SystemClock
from albot.config import Settings
from albot.domain.nudge_rows import Nudge
from albot.domain.nudges import NudgeKind
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Member, MemberState, SetState
from albot.sandbox import world
from albot.sandbox.server import SandboxServer
from albot.store.engine import Store
from albot.store.rows import Rows
from albot.store.vault import Vault
from tests.given import GivenSet, given_meeting, given_set
from tests.house import House

A_SET = 7
CROWD = NudgeKind.STEP_REMINDER.value
EACH = 100
"""Nudges of one member."""


def wall(days: int) -> str:
    """A wall time so many days from now."""
    return (SystemClock().now() + timedelta(days=days)).replace(tzinfo=None, microsecond=0).isoformat()[:16]


async def add_sets(chosen: Settings, server: SandboxServer, sets: int) -> list[world.Person]:
    """So many sets of seven in their second cycle; returns their members, who have not begun to check in."""
    home = House(chosen, server, SystemClock(), server.world.add_person("Cora"))  # type: ignore[arg-type]
    await home.open()
    found: list[world.Person] = []
    for number in range(sets):
        names = tuple(f"M{number}_{place}" for place in range(A_SET))
        given: GivenSet = await given_set(home, facilitator=f"F{number}", members=names, meeting=wall(10))
        await given_meeting(home, given, wall(-15))
        found += [given[name] for name in names]
    await home.settle()
    await home.close()
    return found


def add_nudges(chosen: Settings, count: int) -> None:
    """So many nudges that wait for their time in the months to come, a hundred for each of as many members as needed.

    The first of each member is written as the program would, the others are copies of it, each an hour later.
    """
    store = Store(chosen.database_url, Vault(chosen.keys))
    store.submit(lambda rows: _members(rows, count // EACH)).result()
    file = Path(str(store.engine.url.database))
    store.stop()
    columns = [column for column in Nudge.model_fields if column not in ("id", "subject_id", "look_at", "due_at")]
    names = ", ".join(columns)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-1000000")  # a gibibyte: ids are random, so every page is written to
    connection.execute(
        f"WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < {EACH - 1})"
        f" INSERT INTO nudge (id, subject_id, look_at, due_at, {names})"
        f" SELECT abs(random()), n, {_later('look_at')}, {_later('due_at')}, {names} FROM nudge, place"
        " WHERE kind = ?",
        [CROWD],
    )
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _later(column: str) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, n || ' hours')"


def _members(rows: Rows, count: int) -> None:
    now = SystemClock().now()
    there = rows.add(ActionSet(state=SetState.ACTIVE, zone="Europe/London", size=6, created_at=now))
    rows.flush()
    due = now + timedelta(days=30)
    for _ in range(count):
        person = rows.add(Person())
        rows.flush()
        member = Member(set_id=there.id, person_id=person.id, state=MemberState.ACTIVE, plan_again_at=due)
        rows.add(member)
        rows.flush()
        rows.add(
            Nudge(
                member_id=member.id,
                person_id=person.id,
                kind=CROWD,
                due_at=due,
                look_at=due,
                useful_until=due + timedelta(days=90),
            )
        )
