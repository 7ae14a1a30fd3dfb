"""`/me`: one screen, edited in place."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from albot.chat.quiet_of import quiet_of
from albot.domain.nudges import NudgeKind
from albot.domain.people import Person
from albot.domain.quiet import Quiet
from albot.domain.sets import Member
from albot.sandbox.world import Person as Somebody
from albot.store import people, sets
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house


def person_of(rows: Rows, somebody: Somebody) -> Person:
    found = people.find(rows, somebody.id)
    assert found is not None
    return found


async def chosen(home: House, somebody: Somebody) -> Quiet:
    return await home.app.store.run(lambda rows: quiet_of(person_of(rows, somebody)))


async def handle(home: House, given: GivenSet, name: str) -> str:
    return await home.app.store.run(lambda rows: sets.handle(rows, rows.need(Member, given.members[name])))


def screen(somebody: Somebody) -> str:
    return [m.text for m in somebody.chat.messages if m.sender is None and not m.deleted][-1]


async def test_days_nudges_and_the_lock_screen_are_switched_in_place(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await given_set(home))["Ana"]
        first = await home.says(ana, "/me")
        assert "Quiet Heron in Tuesday set" in first
        assert "Time zone: London, where it is 12:00 now" in first
        assert "Quiet hours: 21:00 to 08:00" in first
        assert "Language" not in home.buttons(ana)  # there is one so far
        messages = len(ana.chat.messages)

        await home.presses(ana, "Days")
        await home.presses(ana, "✓ Sunday")
        await home.presses(ana, "✓ Monday")
        await home.presses(ana, "✗ Monday")
        await home.presses(ana, "Back")
        assert "Days without nudges: Sunday" in screen(ana)
        assert (await chosen(home, ana)).excluded_weekdays == {6}

        await home.presses(ana, "Nudges")
        await home.presses(ana, "✓ Halfway to the next meeting")
        await home.presses(ana, "Back")
        assert "Nudges: 9 of 10 kinds" in screen(ana)
        assert (await chosen(home, ana)).stopped == {NudgeKind.HALFWAY}

        await home.presses(ana, "Show my own words on the lock screen")
        assert "your own words may show" in screen(ana)
        assert len(ana.chat.messages) == messages


async def test_zone_and_quiet_hours_are_typed(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await given_set(home))["Ana"]
        await home.says(ana, "/me")
        assert "Which city" in await home.presses(ana, "Time zone")
        assert "do not know that place" in await home.says(ana, "Atlantis under the sea")
        assert "Time zone: Nairobi, where it is 15:00 now" in await home.says(ana, "Nairobi")

        await home.presses(ana, "Time zone")
        assert "Which of these" in await home.says(ana, "Georgia")
        await home.presses(ana, "New York")
        assert "Time zone: New York" in screen(ana)

        await home.presses(ana, "Quiet hours")
        assert "not sure when" in await home.says(ana, "at night")
        assert "Quiet hours: 22:30 to 07:00" in await home.says(ana, "22:30-7")
        assert ((await chosen(home, ana)).quiet_from, (await chosen(home, ana)).quiet_until) == (time(22, 30), time(7))
        await home.presses(ana, "Quiet hours")
        await home.presses(ana, "No quiet hours")
        assert "Quiet hours: none" in screen(ana)


async def test_a_handle_is_changed_by_the_rules_of_joining(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        await home.says(ana, "/me")
        assert "you are Quiet Heron" in await home.presses(ana, "Handle")
        for no in ("BIue Otter", "ana@example.org", "x"):  # Ben's with a capital I, an address, too short
            await home.says(ana, no)
            assert await handle(home, given, "Ana") == "Quiet Heron"
        assert "your Telegram name" in await home.says(ana, "Ana")
        assert await handle(home, given, "Ana") == "Quiet Heron"
        assert "Ana in Tuesday set" in await home.says(ana, "Ana")

        await home.presses(ana, "Handle")
        await home.presses(ana, "Back")
        assert await handle(home, given, "Ana") == "Ana"


async def test_whoever_is_in_two_sets_is_asked_which_handle(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await given_set(home)
        second = await given_set(home, facilitator="Gil", members=("Ana",), name="Friday set")
        ana = second["Ana"]
        first = await home.says(ana, "/me")
        assert "in Tuesday set" in first
        assert "in Friday set" in first
        await home.presses(ana, "Handle")
        await home.presses(ana, "Friday set")
        assert "in Friday set" in await home.says(ana, "Early Tern")
        assert await handle(home, second, "Ana") == "Early Tern"
