"""`/programme`: counts over all sets for coordinators, and nothing of fewer than five people."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from albot.domain.review_rows import Review
from albot.domain.reviews import SCALES, Results, pack
from albot.domain.run_rows import Attendance
from albot.domain.sets import Member, Role
from albot.domain.steps import Step, StepState
from albot.sandbox.chats import Message
from albot.store import sets
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house

FIVE = ("Ana", "Ben", "Chi", "Dan", "Eve")
IN_NOVEMBER = "2026-11-24T18:00"


async def given_a_month(home: House, given: GivenSet, *, steps: int) -> None:
    """A meeting was held at which all but one were noted as present; each member set a step, and some ended theirs."""
    now = home.clock.now()

    def write(rows: Rows) -> None:
        found = sorted(sets.members(rows, given.set_id, role=Role.MEMBER), key=lambda each: each.id)
        for place, member in enumerate(found):
            rows.add(Attendance(meeting_id=given.meeting_id or 0, member_id=member.id, present=place > 0))
            ended = place < steps
            state = StepState.DONE if ended else StepState.OPEN
            rows.add(Step(member_id=member.id, state=state, made_at=now, kept_at=now, ended_at=now if ended else None))
        numbers = pack(Results(dict.fromkeys(SCALES, (0, 0, 1, 4, 1))))
        rows.add(Review(set_id=given.set_id, meeting_id=given.meeting_id or 0, opened_at=now, numbers=numbers))

    await home.app.store.run(write)


def newest_file(home: House) -> Message:
    return [message for message in home.coordinator.chat.messages if message.document or message.photo][-1]


async def test_a_coordinator_sees_counts_of_the_larger_set_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        large = await given_set(home, members=FIVE, meeting=IN_NOVEMBER)
        small = await given_set(home, facilitator="Gus", members=("Hal", "Ida", "Jon", "Kim"), meeting=IN_NOVEMBER)
        await given_a_month(home, large, steps=5)
        await given_a_month(home, small, steps=4)
        assert "nothing to count yet" in await home.says(home.coordinator, "/programme")

        await home.move_to(datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
        said = await home.says(home.coordinator, "/programme")
        assert "2026-11    1    1    \u2013    5    5" in said, "four of five were there: that is too few to say"

        said = await home.presses(home.coordinator, "Picture")
        assert "November 2026: meetings 1, present \u2013, steps set 5, steps ended 5" in said
        assert newest_file(home).photo is not None

        await home.presses(home.coordinator, "Table as a file")
        table = newest_file(home).document
        assert table is not None
        lines = list(csv.reader(StringIO(table.content.decode())))
        assert lines[0] == ["month", "sets", "meetings", "hours", "expected", "present", "steps_set", "steps_ended"]
        assert lines[-1] == ["2026-11", "1", "1", "2", "5", "", "5", "5"]
        assert len(lines) == 25

        assert "Your page for 2026" in await home.presses(home.coordinator, "Page for 2026")
        page = newest_file(home).document
        assert page is not None
        assert page.name == "impact-2026.pdf" and page.content.startswith(b"%PDF")
        before = len(home.coordinator.chat.messages)
        assert "nothing to count yet" in await home.presses(home.coordinator, "Page for 2025")
        assert len(home.coordinator.chat.messages) > before


async def test_what_happens_today_is_counted_from_midnight_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=FIVE, meeting=IN_NOVEMBER)
        await home.move_to(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
        row = "2026-11    1    1    \u2013    0    0"
        assert row in await home.says(home.coordinator, "/programme")
        await given_a_month(home, given, steps=5)
        assert row in await home.says(home.coordinator, "/programme")
        await home.later(days=1)
        assert "2026-11    1    1    \u2013    5    5" in await home.says(home.coordinator, "/programme")


async def test_a_set_that_shrinks_below_five_counts_no_longer_from_that_month_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=FIVE, meeting=IN_NOVEMBER)
        await home.move_to(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))

        def leave(rows: Rows) -> None:
            rows.need(Member, given.members["Eve"]).ended_at = home.clock.now() - timedelta(days=1)

        await home.app.store.run(leave)
        said = await home.says(home.coordinator, "/programme")
        assert "2026-11    1    1" in said
        assert "2026-12    0    0" in said


async def test_nobody_but_a_coordinator_sees_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=FIVE)
        for name in ("Fay", "Ana"):
            assert "2026" not in await home.says(given[name], "/programme")
