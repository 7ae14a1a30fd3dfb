"""`/pause` and `/resume`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from albot.domain.people import Person
from albot.sandbox.world import Person as Somebody
from albot.store import people
from albot.store.rows import Rows
from tests.given import given_set
from tests.house import House, house


async def paused(home: House, somebody: Somebody) -> tuple[bool, datetime | None]:
    def look(rows: Rows) -> tuple[bool, datetime | None]:
        person = people.find(rows, somebody.id)
        assert isinstance(person, Person)
        return person.paused, person.paused_until

    return await home.app.store.run(look)


def screen(somebody: Somebody) -> str:
    return [m.text for m in somebody.chat.messages if m.sender is None and not m.deleted][-1]


async def test_a_pause_until_a_day_and_its_end_by_hand(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        assert "Moved and cancelled meetings still come" in await home.says(ana, "/pause")
        await home.presses(ana, "2 weeks")
        assert "Paused until Friday 4 December" in screen(ana)
        assert await paused(home, ana) == (True, datetime(2026, 12, 4, tzinfo=UTC))

        assert "Paused until Friday 4 December" in await home.says(ana, "/pause")
        await home.presses(ana, "Change")
        assert home.buttons(ana) == ["1 week", "2 weeks", "4 weeks", "Another day", "Until I say so"]
        await home.presses(ana, "Until I say so")
        assert "until you say so" in screen(ana)
        assert await paused(home, ana) == (True, None)

        assert "Good to have you back" in await home.says(ana, "/resume")
        assert await paused(home, ana) == (False, None)
        assert "not paused" in await home.says(ana, "/resume")


async def test_a_typed_day_is_in_the_person_s_own_zone(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben = given["Ben"]

        def move(rows: Rows) -> None:
            person = people.find(rows, ben.id)
            assert person is not None
            person.zone = "America/New_York"

        await home.app.store.run(move)
        await home.says(ben, "/pause")
        assert "Which day" in await home.presses(ben, "Another day")
        assert "that day is over" in (await home.says(ben, "3 November 2026")).lower()
        assert "not sure" in await home.says(ben, "when I feel like it")
        assert "Paused until Thursday 10 December" in await home.says(ben, "10 December")
        assert await paused(home, ben) == (True, datetime(2026, 12, 10, 5, tzinfo=UTC))
        await home.later(days=21)
        assert "not paused" in await home.says(ben, "/resume")  # it ended by itself, on the day


async def test_going_back_from_the_typed_day_pauses_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        await home.says(ana, "/pause")
        await home.presses(ana, "Another day")
        assert "until when" in await home.presses(ana, "Back")
        assert await paused(home, ana) == (False, None)


async def test_no_nudge_comes_in_a_pause_and_those_that_still_help_after_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)  # meets on 3 December at 18:00, and invites three days before
        ana, ben = given["Ana"], given["Ben"]
        for each in (ana, ben):
            await home.says(each, "/me")  # so that both are planned for
        await home.says(ana, "/pause")
        await home.presses(ana, "Until I say so")
        await home.move_to(datetime(2026, 12, 1, 12, tzinfo=UTC))
        assert "first meeting" in await home.news(ben)
        assert await home.news(ana) == ""
        answer = await home.says(ana, "/resume")
        assert "Nudges come again" in answer
        assert "first meeting" in answer
