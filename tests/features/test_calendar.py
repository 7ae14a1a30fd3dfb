"""Calendar files: who gets which, what a change of the meeting does to them, and who comes as the others see it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

from albot.domain.meetings import Meeting
from albot.domain.sets import ActionSet, Member
from albot.sandbox.world import Person
from albot.store import deliveries
from albot.store.rows import Rows
from tests.features.links import shown
from tests.features.test_scheduling import plans, said
from tests.given import HANDLES, GivenSet, given_reflection, given_set
from tests.house import House, house
from tests.loops.story import given_going, story

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def file_of(who: Person) -> str:
    """The newest calendar file in somebody's chat, as a calendar with a mind of its own took it."""
    message = next(each for each in reversed(who.chat.messages) if each.document is not None)
    assert message.document is not None
    assert message.document.name == "meeting.ics" and not message.protected
    text = message.document.content.decode()
    IcsCalendarStream.calendar_from_ics(text)
    return text


def first(text: str) -> Any:
    """The first event of a file."""
    return icalendar.Calendar.from_ical(text).walk("VEVENT")[0]


def starts(text: str) -> list[str]:
    """The first three starts, in UTC."""
    found = IcsCalendarStream.calendar_from_ics(text).timeline
    moments = [
        datetime.fromisoformat(str(each.start)).astimezone(UTC) for each, _ in zip(found, range(3), strict=False)
    ]
    return [f"{each:%d %b %H:%M}" for each in moments]


async def takes_file(home: House, who: Person) -> str:
    """Somebody presses the newest *Calendar file*."""
    await home.presses(who, "Calendar file")
    return file_of(who)


async def test_each_member_gets_a_file_that_follows_the_series(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay, ana, ben = (given[name] for name in ("Fay", "Ana", "Ben"))
        await plans(home, given, "Thu 3 Dec 18:00, 2 hours, every 4 weeks")
        mine, theirs = await takes_file(home, ana), await takes_file(home, ben)
        assert starts(mine) == ["03 Dec 18:00", "31 Dec 18:00", "28 Jan 18:00"]
        assert first(mine)["uid"] != first(theirs)["uid"]
        for text in (mine, theirs):
            assert not [each for each in (*given.people, *HANDLES, "Tuesday", "London set") if each in text]
        await home.says(fay, "/schedule")
        await home.presses(fay, "Move")
        await said(home, fay, "Fri 4 Dec 17:00")
        await home.presses(fay, "Move it")
        assert "Your meeting has moved." in await home.news(ana)
        moved = await takes_file(home, ana)
        assert starts(moved) == ["04 Dec 17:00", "31 Dec 18:00", "28 Jan 18:00"]
        assert first(moved)["uid"] == first(mine)["uid"] and first(moved)["sequence"] > first(mine)["sequence"]
        await home.move_to(datetime(2026, 12, 4, 20, tzinfo=UTC))  # the next one is planned by itself
        await home.news(ana)
        going = await takes_file(home, ana)
        assert starts(going) == starts(moved) and first(going)["uid"] == first(mine)["uid"]
        await home.says(fay, "/schedule")
        await home.presses(fay, "Cancel")
        await home.presses(fay, "Only this one")
        await home.move_to(datetime(2026, 12, 5, 9, tzinfo=UTC))
        assert "delete it from your calendar" in await home.news(ana)
        without = await takes_file(home, ana)
        assert starts(without) == ["04 Dec 17:00", "28 Jan 18:00", "25 Feb 18:00"]
        assert first(without)["sequence"] > first(moved)["sequence"]


async def test_a_cancelled_meeting_has_a_cancelled_file(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, ana = given["Fay"], given["Ana"]
        await home.says(ana, "/set")
        await home.presses(ana, "Coming")
        before = await takes_file(home, ana)
        await home.says(fay, "/schedule")
        await home.presses(fay, "Cancel")
        await home.presses(fay, "Cancel the meeting")
        assert "delete it from your calendar" in await home.news(ana)
        after = await takes_file(home, ana)
        assert "delete it from your calendar" in shown(ana)
        assert (str(first(before)["status"]), str(first(after)["status"])) == ("CONFIRMED", "CANCELLED")
        assert first(after)["uid"] == first(before)["uid"] and first(after)["sequence"] > first(before)["sequence"]


async def test_title_and_place_are_the_members_own_choice(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]

        def somewhere(rows: Rows) -> None:
            rows.seal(rows.need(Meeting, given.meeting_id), "place_sealed", "Room 4, behind the library")

        await home.app.store.run(somewhere)
        await home.says(ana, "/set")
        plain = await takes_file(home, ana)
        assert str(first(plain)["summary"]) == "Meeting" and "Room 4" not in plain
        await home.presses(ana, "With the place")
        assert str(first(file_of(ana))["location"]) == "Room 4, behind the library"
        assert "Others may be able to read it" in await home.presses(ana, "Another title")
        assert "letter or a number" in await home.says(ana, "…")
        await said(home, ana, "Lunch; with\nme")
        assert str(first(file_of(ana))["summary"]) == "Lunch; with me"
        await home.says(given["Ben"], "/set")
        assert "Room 4" not in (theirs := await takes_file(home, given["Ben"])) and "Lunch" not in theirs
        await home.presses(ana, "Without the place")
        await home.presses(ana, "Another title")
        await home.presses(ana, 'Just "Meeting"')
        assert file_of(ana) == plain


# Who comes


async def counts(home: House, who: Person) -> str:
    """The line on somebody's page of the set that says how many come, or nothing."""
    page = await home.says(who, "/set")
    return next((line for line in page.splitlines() if " come" in line and line.endswith(".")), "")


async def answers(home: House, given: GivenSet, name: str, *labels: str) -> None:
    """A member opens the page of the set and presses these buttons one after the other."""
    await home.says(given[name], "/set")
    for label in labels:
        await home.presses(given[name], label)


async def test_others_count_answers_as_of_the_last_delivery_time(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        chi, fay = given["Chi"], given["Fay"]
        await answers(home, given, "Ana", "Coming")
        await answers(home, given, "Ben", "Coming", "Can't")
        await answers(home, given, "Fay", "Coming")  # she facilitates, and is not counted
        assert (await counts(home, chi), await counts(home, fay)) == ("", "")
        await home.move_to(EVENING)
        assert await counts(home, chi) == await counts(home, fay) == "1 comes, 1 cannot."
        await answers(home, given, "Ben", "Coming", "Can't", "Coming")
        await answers(home, given, "Ana", "Can't", "Coming")
        assert await counts(home, chi) == "1 comes, 1 cannot."
        await home.move_to(datetime(2026, 11, 21, 9, tzinfo=UTC))
        assert await counts(home, chi) == "2 come."
        for each in HANDLES[:2]:
            assert f"Coming: {each}" not in shown(chi)


async def test_a_set_that_knows_each_other_sees_who_comes_from_then_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await answers(home, given, "Ana", "Coming")
        await home.move_to(EVENING)

        def opened(rows: Rows) -> None:
            there = rows.need(ActionSet, given.set_id)
            there.asks_to_know = there.at_once = True
            for member_id in given.members.values():
                member = rows.need(Member, member_id)
                member.agrees_to_know, member.agrees_from = True, EVENING

        await home.app.store.run(opened)
        await home.later(minutes=5)
        await answers(home, given, "Ben", "Coming")
        page = await home.says(given["Chi"], "/set")
        assert "\n2 come." in page  # Ana's was given when nobody would be named
        assert page.endswith("\nComing: Blue Otter")


# What else a moved or cancelled meeting changes


@pytest.mark.parametrize("button", ["Move it", "Cancel the meeting"])
async def test_what_waits_for_the_link_goes_sooner_where_that_comes_later_or_never(tmp_path: Path, button: str) -> None:
    morning = datetime(2026, 12, 3, 7, tzinfo=UTC)  # after the round-up of 2 December, before the link at 17:00
    async with house(tmp_path, start=morning) as home:
        given = await given_set(home)
        await given_reflection(home, given, "Ana")
        assert await waits_until(home, given) == morning.replace(hour=17)
        await home.says(given["Fay"], "/schedule")
        if button == "Move it":
            await home.presses(given["Fay"], "Move")
            await said(home, given["Fay"], "Thu 10 Dec 18:00")
        else:
            await home.presses(given["Fay"], "Cancel")
        await home.presses(given["Fay"], button)
        assert await waits_until(home, given) == morning.replace(hour=9)


async def waits_until(home: House, given: GivenSet) -> datetime | None:
    """When the one delivery that waits in a set is released."""

    def look(rows: Rows) -> datetime | None:
        (waiting,) = deliveries.waiting(rows, given.set_id)
        return waiting.due_at

    return await home.app.store.run(look)


async def test_a_cancelled_meeting_takes_its_nudges_with_it_and_a_moved_one_moves_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met="2026-11-05T18:00", meets="2026-12-03T18:00")
        fay, ana = given["Fay"], given["Ana"]
        await home.says(ana, "/help")
        await home.says(fay, "/schedule")
        await home.presses(fay, "Move")
        await said(home, fay, "Fri 4 Dec 17:00")
        await home.presses(fay, "Move it")
        await home.move_to(datetime(2026, 12, 1, 18, tzinfo=UTC))
        assert story(ana)[-1] == "Tue 01 Dec 17:00 invitation"
        await home.says(fay, "/schedule")
        await home.presses(fay, "Cancel")
        await home.presses(fay, "Cancel the meeting")
        before = story(ana)
        await home.move_to(datetime(2026, 12, 5, 12, tzinfo=UTC))
        assert story(ana) == before
