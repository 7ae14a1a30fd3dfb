"""What a turn costs, counted in what it asks the database: little, and no more with the years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from albot.chat.incoming import Command, Incoming, Sender, Text
from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.nudges import NudgeKind
from albot.domain.sets import Member
from albot.domain.steps import StepState, end
from albot.sandbox.world import Person
from albot.store import steps
from albot.store.passages import Source
from albot.store.rows import Rows
from albot.store.steps import Making
from tests.features.cycle import second_cycle
from tests.house import House

LONG_AGO = datetime(2026, 3, 2, 9, tzinfo=UTC)
IN_A_YEAR = 60
"""Steps and nudges of somebody who has been in a set for long."""

MOST = {"/checkin": 17, "I called him": 12, "He was glad": 12, "Meet him": 13}
"""What is typed, and how many statements that may take: each costs some 50 us of processor time."""


def a_long_history(rows: Rows, member_id: int) -> None:
    """What a member has done and was nudged about in the cycles before."""
    member = rows.need(Member, member_id)
    lines = [f"Step {number}" for number in range(IN_A_YEAR)]
    for step in steps.make_all(rows, member, lines, Source(None, LONG_AGO), Making(StepState.OPEN, LONG_AGO)):
        end(step, StepState.DONE, LONG_AGO)
    for number in range(IN_A_YEAR):
        rows.add(
            Nudge(
                member_id=member.id,
                person_id=member.person_id,
                kind=NudgeKind.CHECKIN_INVITATION,
                cycle_id=number + 1,
                state=NudgeState.SENT,
                due_at=LONG_AGO,
                look_at=LONG_AGO,
                useful_until=LONG_AGO,
                sent_for=LONG_AGO,
            )
        )


def a_check_in(home: House, person: Person, first_id: int) -> Sequence[Incoming]:
    """What somebody types in a check-in, each text a minute after the one before, so that none is a burst."""
    updates: list[Incoming] = []
    for number, text in enumerate(MOST):
        sender = Sender(person.id, person.chat.id)
        at, update_id = home.clock.now() + timedelta(minutes=number), first_id + number
        if text.startswith("/"):
            updates.append(Command(update_id, sender, at, update_id, name=text.removeprefix("/")))
        else:
            updates.append(Text(update_id, sender, at, update_id, text=text))
    return updates


async def asked(home: House, updates: Sequence[Incoming]) -> list[int]:
    """How many statements each of these updates takes, one after another."""
    statements: list[str] = []

    @event.listens_for(home.app.store.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    def turn(update: Incoming, rows: Rows) -> int:
        statements.clear()
        home.app.dispatch.handle(rows, update, update.at)
        return len(statements)

    return [await home.app.store.run(partial(turn, each)) for each in updates]


async def test_a_check_in_asks_the_database_little_however_long_somebody_is_in_a_set(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.app.store.run(lambda rows: a_long_history(rows, given.members["Ben"]))
        for person, first_id in ((ana, 2**40), (given["Ben"], 2**41)):
            numbers = await asked(home, a_check_in(home, person, first_id))
            assert all(number <= most for number, most in zip(numbers, MOST.values(), strict=True)), numbers
