"""What is old goes with the hourly look, however much of it there is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import func, select

from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.sets import Member
from albot.loops.tidy import AT_ONCE, NUDGES_KEPT
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house


async def test_all_nudges_that_are_long_past_go_in_one_look_and_no_others(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",), meeting=None)
        long_past = home.clock.now() - NUDGES_KEPT - timedelta(days=1)
        await given_nudges(home, given, long_past, 2 * AT_ONCE + 3)
        await given_nudges(home, given, home.clock.now() - NUDGES_KEPT + timedelta(days=1), 4)
        await home.later(hours=1)
        left = await home.app.store.run(lambda rows: rows.session.scalar(select(func.count()).select_from(Nudge)))
        assert left == 4


async def given_nudges(home: House, given: GivenSet, at: datetime, count: int) -> None:
    """Ana was sent so many nudges at a moment."""

    def write(rows: Rows) -> None:
        ana = rows.need(Member, given.members["Ana"])
        for number in range(count):
            rows.add(
                Nudge(
                    member_id=ana.id,
                    person_id=ana.person_id,
                    kind="halfway",
                    cycle_id=int(at.timestamp()) + number,
                    due_at=at,
                    useful_until=at,
                    look_at=at,
                    state=NudgeState.SENT,
                    sent_at=at,
                )
            )

    await home.app.store.run(write)
