"""The rhythm of a set, its delivery times, and its ground rules."""

from __future__ import annotations

from pathlib import Path

from albot.chat.message import base36
from albot.domain.sets import ActionSet
from albot.store.rows import Rows
from tests.features.links import shown
from tests.given import GivenSet, given_set
from tests.house import House, house


async def rhythm_of(home: House, given: GivenSet) -> tuple[int, int, int, bool, str]:
    """Invitation, reminder, link, halfway, delivery times."""

    def look(rows: Rows) -> tuple[int, int, int, bool, str]:
        one = rows.need(ActionSet, given.set_id)
        return one.invitation_hours, one.reminder_hours, one.link_hours, one.halfway, one.deliveries

    return await home.app.store.run(look)


async def test_hours_halfway_and_delivery_times(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        page = await home.says(fay, "/rhythm")
        for line in ("Invitation: 72 hours", "Reminder: 24 hours", "Link: 1 hour before", "09:00 and 18:00 (London)"):
            assert line in page
        await home.presses(fay, "Invitation")
        assert "Invitation: 96 hours" in await home.presses(fay, "96")
        await home.presses(fay, "Reminder")
        assert "could not read" in await home.says(fay, "a bit before")
        assert "invitation, reminder, link" in await home.says(fay, "4 days")
        assert "Reminder: 48 hours" in await home.says(fay, "2 days")
        await home.presses(fay, "Link")
        assert "Link: 2 hours" in await home.presses(fay, "2")
        await home.presses(fay, "Halfway check: turn off")
        assert "One check halfway: no" in shown(fay)
        await home.presses(fay, "Delivery times")
        assert "exactly two" in await home.says(fay, "9:00")
        assert "three hours apart" in await home.says(fay, "9:00 10:00")
        assert "08:30 and 17:00" in await home.says(fay, "5pm and 8:30")
        assert await rhythm_of(home, given) == (96, 48, 2, False, "08:30,17:00")


async def test_only_a_facilitator_of_the_set_changes_the_rhythm(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gus", members=("Mia",), name="Thursday set")
        before = await rhythm_of(home, given)
        number = base36(given.set_id)
        for who in (given["Ana"], other["Gus"]):
            for data in (f"rhythm.halfway:{number}", f"rhythm.set:{number}:0:{base36(96)}", f"rules.change:{number}:0"):
                who.press_anyway(1, data)
                await home.settle()
            await home.says(who, "48")
        given["Fay"].press_anyway(1, f"rhythm.set:{number}:0:{base36(96)}")  # of a question that is not open
        await home.settle()
        assert await rhythm_of(home, given) == before


async def test_a_change_of_the_ground_rules_is_shown_to_all(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, ana = given["Fay"], given["Ana"]
        assert "What is said here stays here." in await home.says(fay, "/rules")
        await home.presses(fay, "Change the rules")
        assert "Everyone in Tuesday set will be told" in await home.says(fay, "One speaks at a time.")
        grown = await home.says(fay, "We end on time.")
        assert "Added" in grown
        assert "One speaks at a time.\nWe end on time." in grown
        assert "Nothing is sent yet" not in await home.news(ana)
        await home.presses(fay, "Send")
        told = await home.news(ana)
        assert "The ground rules of your set have changed" in told
        assert "One speaks" not in told
        read = await home.presses(ana, "Read them")
        assert "One speaks at a time.\nWe end on time." in read
        assert ana.chat.messages[-1].protected
        await home.says(fay, "/rules")
        await home.presses(fay, "Change the contact")
        await home.later(seconds=10)
        await home.says(fay, "Ruth, 0123")
        await home.presses(fay, "Change")
        await home.later(seconds=10)
        assert "Ruth, 0456" in await home.says(fay, "Ruth, 0456")
        await home.presses(fay, "Send")
        await home.news(ana)
        assert "Ruth, 0456" in await home.presses(ana, "Read them")
