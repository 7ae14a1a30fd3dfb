"""`/status` and `/remind`: counts that change at delivery times, and one word to those who have not checked in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from albot.domain.reflections import Sharing
from albot.domain.sets import ActionSet
from albot.domain.steps import StepState, end
from albot.store import sets, steps
from albot.store.rows import Rows
from tests.given import GivenSet, given_issue, given_meeting, given_reflection, given_set, given_steps
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MEMBERS = ("Ana", "Ben", "Chi", "Dan")


async def a_step_ended(home: House, given: GivenSet, name: str, choice: Sharing) -> None:
    """A member has ended a step in their check-in, which is for whom they chose."""
    await given_steps(home, given, name, "Ring the council")
    reflection_id = await given_reflection(home, given, name, choice)

    def end_it(rows: Rows) -> None:
        [step] = steps.open_steps(rows, given.members[name])
        end(step, StepState.DONE, home.clock.now(), check_in=reflection_id)

    await home.app.store.run(end_it)


async def test_counts_are_of_what_was_shared_and_change_at_delivery_times_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=MEMBERS)
        fay = given["Fay"]
        before = await home.says(fay, "/status")
        assert "Check-ins shared: 0 of 4" in before and "Nobody has said yet" in before
        await a_step_ended(home, given, "Ana", Sharing.SET)
        await a_step_ended(home, given, "Ben", Sharing.FACILITATOR)
        await a_step_ended(home, given, "Chi", Sharing.PRIVATE)
        await given_reflection(home, given, "Fay")  # she facilitates, and is not one of the four
        await home.says(given["Dan"], "/set")
        await home.presses(given["Dan"], "Coming")
        await home.move_to(EVENING - timedelta(minutes=1))
        assert await home.says(fay, "/status") == before
        await home.move_to(EVENING)
        after = await home.says(fay, "/status")
        assert "Check-ins shared: 2 of 4" in after
        assert "Steps: 2 done, 0 partly, 0 not done, 0 let go" in after
        assert "1" in after and "Nobody has said yet" not in after
        for handle in ("Quiet Heron", "Blue Otter", "Slow River", "Red Kite"):
            assert handle not in after
        await home.presses(fay, "Steps")
        await home.presses(fay, "Attendance")
        assert sum(message.photo is not None for message in fay.chat.messages) == 2


async def test_a_set_that_knows_each_other_sees_handles(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=MEMBERS)
        long_ago = home.clock.now() - timedelta(days=3)

        def open_it(rows: Rows) -> None:
            rows.need(ActionSet, given.set_id).asks_to_know = True
            for member in sets.members(rows, given.set_id):
                member.agrees_to_know, member.agrees_from = True, long_ago

        await home.app.store.run(open_it)
        await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        said = await home.says(given["Fay"], "/status")
        assert "Nothing shared yet: Blue Otter, Red Kite, Slow River" in said


async def test_a_reminder_reaches_those_who_have_not_checked_in_and_says_nothing_of_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=MEMBERS, meeting="2026-11-23T18:00")
        await given_meeting(home, given, "2026-11-05T18:00")
        assert "not invited anybody" in await home.says(given["Fay"], "/remind")
        await given_reflection(home, given, "Ana", Sharing.PRIVATE)
        await home.move_to(datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
        for name in MEMBERS:
            await home.news(given[name])
        told = await home.says(given["Fay"], "/remind")
        told += await home.presses(given["Fay"], "Remind them")
        assert not any(digit in told for digit in "0123456789")
        await home.settle()
        assert await home.news(given["Ana"]) == ""
        for name in ("Ben", "Chi", "Dan"):
            assert await home.news(given[name]) != ""
        assert "enough" in await home.says(given["Fay"], "/remind")


async def test_a_reminder_waits_for_the_morning_and_comes_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",), meeting="2026-11-23T18:00")
        await given_meeting(home, given, "2026-11-05T18:00")
        await given_issue(home, given, "Ana")
        await home.move_to(datetime(2026, 11, 21, 22, 0, tzinfo=UTC))
        await home.news(given["Ana"])
        await home.says(given["Fay"], "/remind")
        await home.presses(given["Fay"], "Remind them")
        await home.later(hours=1)
        assert await home.news(given["Ana"]) == ""
        await home.move_to(datetime(2026, 11, 22, 8, 1, tzinfo=UTC))
        assert await home.news(given["Ana"]) != ""
        await home.move_to(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
        assert await home.news(given["Ana"]) == ""
