"""`/privacy`, for strangers and for members: as this bot and each set are really set up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from albot.domain.sets import ActionSet, Member
from albot.sandbox.world import Person as Somebody
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house

PAGES = ("What is kept", "Who sees it", "Who else is there", "For how long", "What I cannot promise")


def screen(somebody: Somebody) -> str:
    return [m.text for m in somebody.chat.messages if m.sender is None and not m.deleted][-1]


async def change(home: House, given: GivenSet, **more: Any) -> None:
    """Set up a set in another way."""

    def write(rows: Rows) -> None:
        for name, value in more.items():
            setattr(rows.need(ActionSet, given.set_id), name, value)

    await home.app.store.run(write)


async def opened(home: House, somebody: Somebody, page: str) -> str:
    await home.says(somebody, "/privacy")
    await home.presses(somebody, page)
    return screen(somebody)


async def test_a_stranger_may_know_who_runs_this_and_what_nobody_can_promise(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        zoe = home.person("Zoe")
        assert "The test kitchen, room 4" in await home.says(zoe, "/privacy")
        assert home.buttons(zoe) == list(PAGES)
        for page in PAGES:
            assert 0 < len(await opened(home, zoe, page)) <= 400, page
            await home.presses(zoe, "Back")
        assert "not end-to-end encrypted" in await opened(home, zoe, "What I cannot promise")
        assert "others see your handle" in await opened(home, zoe, "Who sees it")
        assert "a year after its end" in await opened(home, zoe, "For how long")
        assert "Get a copy" not in home.buttons(zoe)


async def test_a_member_reads_how_their_own_set_is_set_up(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        await change(home, given, deliveries="07:30,12:00", newcomers_read=True)
        for page in PAGES:
            assert len(await opened(home, ana, page)) <= 400, page
        seen = await opened(home, ana, "Who sees it")
        assert "Tuesday set: there you are Quiet Heron.\nIt has one facilitator." in seen
        assert "only at 07:30 and 12:00, on the set's clock. A live meeting is the exception." in seen
        assert "Newcomers read this cycle's texts too" in seen and "closed to questions" in seen
        assert "On your lock screen, what comes unasked shows nobody's words." in seen
        assert "One coordinator gets reports" in await opened(home, ana, "Who else is there")


async def test_it_says_what_has_changed(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, now = given["Ana"], home.clock.now()

        def agree(rows: Rows) -> None:
            for member_id in given.members.values():
                member = rows.need(Member, member_id)
                member.agrees_to_know, member.agrees_from = True, now - timedelta(hours=1)
                member.questions = member.ideas = True

        await home.app.store.run(agree)
        await change(home, given, asks_to_know=True, at_once=True)
        seen = await opened(home, ana, "Who sees it")
        assert "All have agreed to know each other. What you share arrives at once." in seen
        assert "open to questions and ideas" in seen and "only what is shared after they came" in seen
        await change(home, given, at_once=False)
        assert "arrives at 09:00 and 18:00" in await opened(home, ana, "Who sees it")


async def test_for_how_long_is_a_day_for_each_set(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_set(home, facilitator="Gus", members=("Ana",), name="Hill", meeting=None)
        ana, fay = given["Ana"], given["Fay"]
        long = await opened(home, ana, "For how long")
        assert "Hill: until Saturday 20 November 2027, as things are now. A new meeting moves that." in long
        assert "Tuesday set: until Friday 3 December 2027, as" in long and "chose" not in long
        assert "Your sets differ" in await opened(home, ana, "Who sees it")
        await home.presses(ana, "Hill")
        assert "Hill: there you are Quiet Heron." in screen(ana)

        await home.says(fay, "/rhythm")
        await home.presses(fay, "How long things are kept")
        assert home.buttons(fay) == ["6 months", "3 months"]
        await home.presses(fay, "6 months")
        await home.presses(fay, "Yes, make it shorter")
        assert "As things are now, that is Thursday 3 June." in screen(fay)
        assert home.buttons(fay) == ["3 months"]
        long = await opened(home, ana, "For how long")
        assert "Tuesday set: until Thursday 3 June 2027, as" in long and "Its facilitator chose 6 months." in long

        await home.says(ana, "/leave")
        await home.presses(ana, "Hill")
        await home.presses(ana, "Leave the set")
        assert "Hill, which you left: your notes until Saturday 20 November 2027." in await opened(
            home, ana, "For how long"
        )
