"""Planning, moving and cancelling meetings, and who hears of it when. It is Friday, 20 November 2026, 12:00."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from albot.chat.message import base36
from albot.domain.meetings import Coming, Meeting, MeetingState
from albot.domain.reflections import Reflection
from albot.domain.sets import Member, MemberState
from albot.domain.wallclock import to_wall
from albot.sandbox.world import Person
from albot.store import meetings, people
from albot.store.rows import Rows
from tests.features.links import shown
from tests.given import GivenSet, given_set
from tests.house import House, house


async def said(home: House, who: Person, text: str) -> str:
    """What the bot answers to a text that does not join the one before."""
    await home.later(seconds=10)
    return await home.says(who, text)


async def planned(home: House, given: GivenSet) -> list[tuple[str, int, int | None]]:
    """The planned meetings of the set: their wall clock, length and repetition."""

    def look(rows: Rows) -> list[tuple[str, int, int | None]]:
        found = [m for m in meetings.planned(rows, given.set_id) if m.starts_at]
        return [
            (f"{to_wall(m.starts_at, m.zone):%Y-%m-%d %H:%M}", m.length_minutes, m.every_weeks)
            for m in found
            if m.starts_at
        ]

    return await home.app.store.run(look)


async def change_person(home: House, who: Person, **columns: object) -> None:
    """What a person chose for themselves."""

    def write(rows: Rows) -> None:
        person = people.find(rows, who.id)
        assert person is not None
        for name, value in columns.items():
            setattr(person, name, value)

    await home.app.store.run(write)


async def plans(home: House, given: GivenSet, text: str) -> str:
    """Fay plans a meeting whose text says all but the place; returns what she was told in the end."""
    await said(home, given["Fay"], "/schedule")
    await said(home, given["Fay"], text)
    await home.presses(given["Fay"], "Later")
    return await home.presses(given["Fay"], "Plan it")


async def hears(home: House, given: GivenSet) -> dict[str, str]:
    """What is new for each of the members."""
    return {name: await home.news(given[name]) for name in ("Ana", "Ben", "Chi")}


async def test_a_meeting_is_planned_and_all_are_told(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        assert "When does the set meet?" in await home.says(fay, "/schedule")
        assert "Where is it?" in await said(home, fay, "Thu 3 Dec 18:00, 2 hours, every 4 weeks")
        screen = await said(home, fay, "Room 4, behind the library")
        assert "Thursday 3 December, 18:00–20:00 (London), every 4 weeks" in screen
        assert "Room 4" in screen
        assert "Everyone in Tuesday set will be told" in screen
        assert await planned(home, given) == []
        assert await hears(home, given) == {"Ana": "", "Ben": "", "Chi": ""}
        assert "Planned" in await home.presses(fay, "Plan it")
        assert await planned(home, given) == [("2026-12-03 18:00", 120, 4)]
        for name, news in (await hears(home, given)).items():
            assert "Your set meets on Thu 3 Dec (18:00 London)" in news, name
            assert "Room 4" not in news  # nothing that anybody wrote, on a lock screen
            assert "Tuesday" not in news
            assert given[name].chat.messages[-1].silent is False
        assert "Room 4" in await home.presses(given["Ana"], "Show where")
        assert "You are coming" in await home.presses(given["Ana"], "Coming")


async def test_length_place_and_repetition_by_buttons(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        await home.says(fay, "/schedule")
        assert "How long" in await said(home, fay, "3 Dec 18:00")
        assert "2 hours" in await said(home, fay, "a while")
        await home.presses(fay, "1½ hours")
        assert "18:00–19:30" in await home.presses(fay, "Later")
        assert "not said yet" in shown(fay)
        assert "every 4 weeks" in await home.presses(fay, "Every 4 weeks")
        assert "every" not in await home.presses(fay, "Only once")
        await home.presses(fay, "Change")
        assert "18:00" in await home.presses(fay, "Day and time")
        assert "19:00–20:30" in await said(home, fay, "3 Dec 19:00")
        assert "Nothing is sent yet" in await said(home, fay, "yes")
        await home.presses(fay, "Plan it")
        assert await planned(home, given) == [("2026-12-03 19:00", 90, None)]


PROBLEMS = {
    "whenever": "could not read that",
    "yesterday 18:00": "has passed",
    "19 Nov 18:00": "has passed",
    "31 Feb 18:00": "no such day",
    "3 Dec 2030 18:00": "two years",
}

READINGS = [
    ("3 Dec at 6", "more than one way", "Thursday 3 December, 18:00", "2026-12-03 18:00"),
    ("6/12 18:00", "more than one way", "Sunday 6 December, 18:00", "2026-12-06 18:00"),
    ("Sun 28 Mar 2027 01:30", "clocks go forward", "Sunday 28 March, 02:30", "2027-03-28 02:30"),
    ("Sun 31 Oct 2027 01:30", "comes twice", "Sunday 31 October, 02:00", "2027-10-31 02:00"),
    ("10 Dec 18:00, monthly", "more than one way", "Thursday 10 December, 18:00, every 4 weeks", "2026-12-10 18:00"),
]


async def test_a_date_that_cannot_be_gets_an_answer_of_its_own(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        await home.says(given["Fay"], "/schedule")
        for text, answer in PROBLEMS.items():
            assert answer in await said(home, given["Fay"], text)
        assert "How long" in await said(home, given["Fay"], "3 Dec 18:00")


async def test_a_date_with_several_readings_is_chosen_by_a_button(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        await home.says(fay, "/schedule")
        for text, answer, choice, starts in READINGS:
            assert answer in await said(home, fay, text)
            assert "How long" in await home.presses(fay, choice)
            await home.presses(fay, "2 hours")
            await home.presses(fay, "Later")
            await home.presses(fay, "Plan it")
            assert starts in [start for start, _, _ in await planned(home, given)]
            await home.says(fay, "/schedule")
            await home.presses(fay, "Plan another")


async def test_a_day_without_a_time(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        await home.says(fay, "/schedule")
        assert "Which of these" in await said(home, fay, "6/12, 2 hours, every 4 weeks")
        assert "Saturday 12 June it is" in await home.presses(fay, "Saturday 12 June, every 4 weeks")
        assert "Where is it?" in await said(home, fay, "18:00")
        assert "Saturday 12 June 2027, 18:00–20:00 (London), every 4 weeks" in await home.presses(fay, "Later")


async def test_dates_are_read_in_the_facilitator_s_own_zone(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        await change_person(home, fay, zone="America/New_York")
        assert "New York" in await home.says(fay, "/schedule")
        await said(home, fay, "Thu 3 Dec 19:00, 2 hours, every 4 weeks")
        screen = await home.presses(fay, "Later")
        assert "Friday 4 December, 00:00–02:00 (London), every 4 weeks" in screen
        assert "For you: Thursday 3 December, 19:00–21:00 (New York)" in screen
        await home.presses(fay, "Plan it")
        assert await planned(home, given) == [("2026-12-04 00:00", 120, 4)]


async def test_a_moved_meeting_stays_the_same_and_is_told_to_all(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]

        def answer(rows: Rows) -> None:
            meetings.say_coming(rows, given.meeting_id or 0, given.members["Ana"], coming=True)

        await home.app.store.run(answer)
        assert "Thursday 3 December, 18:00–20:00" in await home.says(fay, "/schedule")
        assert "What is the new day" in await home.presses(fay, "Move")
        screen = await said(home, fay, "Fri 4 Dec 17:00")
        assert "From Thu 3 Dec (18:00 London) to:" in screen
        assert "Friday 4 December, 17:00–19:00" in screen
        assert await planned(home, given) == [("2026-12-03 18:00", 120, None)]  # it stands until confirmed
        assert "Moved to Fri 4 Dec (17:00" in await home.presses(fay, "Move it")
        for news in (await hears(home, given)).values():
            assert "It was Thu 3 Dec (18:00 London).\nIt is now Fri 4 Dec (17:00 London)." in news

        def look(rows: Rows) -> tuple[int, int, int]:
            (meeting,) = rows.session.scalars(select(Meeting)).all()
            return meeting.id, meeting.changes, len(rows.session.scalars(select(Coming)).all())

        assert await home.app.store.run(look) == (given.meeting_id, 1, 0)
        await home.says(fay, "/schedule")
        await home.presses(fay, "Move")
        await said(home, fay, "Fri 4 Dec 17:00")
        assert "Nothing has changed" in await home.presses(fay, "Move it")
        assert await hears(home, given) == {"Ana": "", "Ben": "", "Chi": ""}


async def test_a_cancelled_meeting_is_told_to_all_and_what_was_written_waits(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]

        def begin(rows: Rows) -> None:
            for name in ("Ana", "Ben"):
                began = Reflection(member_id=given.members[name], meeting_id=given.meeting_id)
                rows.add(began).declined = name == "Ben"

        await home.app.store.run(begin)
        await home.says(fay, "/schedule")
        await home.presses(fay, "Cancel")
        assert await planned(home, given) != []
        await home.presses(fay, "Keep it")
        await home.presses(fay, "Cancel")
        await home.presses(fay, "Cancel the meeting")
        assert "Cancelled" in shown(fay)
        assert await planned(home, given) == []
        for news in (await hears(home, given)).values():
            assert "The meeting on Thu 3 Dec (18:00 London) will not be held." in news
        await plans(home, given, "Thu 10 Dec 18:00, 2 hours")

        def look(rows: Rows) -> dict[str, bool]:
            (coming,) = meetings.planned(rows, given.set_id)
            by_member = {each.member_id: each.meeting_id for each in rows.session.scalars(select(Reflection))}
            return {name: by_member[given.members[name]] == coming.id for name in ("Ana", "Ben")}

        assert await home.app.store.run(look) == {"Ana": True, "Ben": False}


async def test_quiet_hours_and_pauses_hold_an_announcement_back(tmp_path: Path) -> None:
    async with house(tmp_path, start=datetime(2026, 11, 20, 22, tzinfo=UTC)) as home:
        given = await given_set(home, meeting=None)
        await change_person(home, given["Ben"], paused=True, paused_until=datetime(2026, 11, 25, 12, tzinfo=UTC))
        await change_person(home, given["Chi"], paused=True)
        await plans(home, given, "Thu 3 Dec 18:00, 2 hours")
        assert await hears(home, given) == {"Ana": "", "Ben": "", "Chi": ""}
        await home.move_to(datetime(2026, 11, 21, 8, tzinfo=UTC))
        news = await hears(home, given)
        assert "meets" in news["Ana"]
        assert (news["Ben"], news["Chi"]) == ("", "")
        await home.move_to(datetime(2026, 11, 25, 12, tzinfo=UTC))
        assert "meets" in (await hears(home, given))["Ben"]
        await home.move_to(datetime(2026, 11, 25, 22, tzinfo=UTC))
        await home.says(given["Fay"], "/schedule")
        await home.presses(given["Fay"], "Cancel")
        await home.presses(given["Fay"], "Cancel the meeting")
        assert "".join((await hears(home, given)).values()) == ""  # eight days ahead: the morning is soon enough
        await home.later(hours=10)
        assert all("will not be held" in news for news in (await hears(home, given)).values())


async def test_a_change_within_a_day_of_the_meeting_comes_at_once(tmp_path: Path) -> None:
    async with house(tmp_path, start=datetime(2026, 12, 2, 22, tzinfo=UTC)) as home:
        given = await given_set(home)
        await change_person(home, given["Ana"], paused=True)
        await hears(home, given)
        await home.says(given["Fay"], "/schedule")
        await home.presses(given["Fay"], "Move")
        await said(home, given["Fay"], "Thu 17 Dec 18:00")
        await home.presses(given["Fay"], "Move it")
        assert all("has moved" in news for news in (await hears(home, given)).values())


async def test_what_is_no_longer_true_is_not_announced_in_the_morning(tmp_path: Path) -> None:
    async with house(tmp_path, start=datetime(2026, 11, 20, 22, tzinfo=UTC)) as home:
        given = await given_set(home, meeting=None)
        await plans(home, given, "Thu 3 Dec 18:00, 2 hours")
        await home.says(given["Fay"], "/schedule")
        await home.presses(given["Fay"], "Move")
        await said(home, given["Fay"], "Thu 10 Dec 18:00")
        await home.presses(given["Fay"], "Move it")
        await home.move_to(datetime(2026, 11, 21, 8, tzinfo=UTC))
        for news in (await hears(home, given)).values():
            assert "meets on Thu 3 Dec" not in news
            assert "It is now Thu 10 Dec" in news


async def test_meetings_that_are_in_each_other_s_way(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/schedule")
        await home.presses(fay, "Plan another")
        await said(home, fay, "3 Dec 19:00, 1 hour")
        await home.presses(fay, "Later")
        await home.presses(fay, "Plan it")
        assert "cannot overlap" in shown(fay)
        await home.presses(fay, "Change")
        await home.presses(fay, "Day and time")
        await said(home, fay, "4 Dec 10:00")
        await home.presses(fay, "Plan it")
        assert "less than a day away" in shown(fay)
        assert len(await planned(home, given)) == 1
        await home.presses(fay, "Plan it anyway")
        assert len(await planned(home, given)) == 2
        await said(home, fay, "/schedule")
        await home.presses(fay, "Fri 4 Dec (10:00 London)")
        assert "10:00–11:00" in shown(fay)


async def test_a_series_goes_on_by_itself_across_the_change_of_clocks(tmp_path: Path) -> None:
    async with house(tmp_path, start=datetime(2027, 3, 1, 12, tzinfo=UTC)) as home:
        given = await given_set(home, meeting=None)
        await said(home, given["Fay"], "/schedule")
        await said(home, given["Fay"], "Thu 4 March 18:00, 2 hours, every 4 weeks")
        await said(home, given["Fay"], "Room 4")
        await home.presses(given["Fay"], "Plan it")
        await hears(home, given)
        await home.move_to(datetime(2027, 3, 4, 19, 59, tzinfo=UTC))
        assert len(await planned(home, given)) == 1
        await hears(home, given)
        await home.move_to(datetime(2027, 3, 4, 20, 0, tzinfo=UTC))
        found = await planned(home, given)
        assert found == [("2027-03-04 18:00", 120, None), ("2027-04-01 18:00", 120, 4)]
        assert all("Thu 1 Apr (18:00 London)" in news for news in (await hears(home, given)).values())
        assert "Room 4" in await home.presses(given["Ana"], "Show where")
        await home.later(minutes=5)
        assert len(await planned(home, given)) == 2


async def test_one_meeting_of_a_series_moves_or_falls_out_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        await plans(home, given, "Thu 3 Dec 18:00, 2 hours, every 4 weeks")
        await home.says(fay, "/schedule")
        await home.presses(fay, "Move")
        assert "The later meetings stay where they were" in await said(home, fay, "Fri 4 Dec 10:00")
        await home.presses(fay, "Move it")
        await home.move_to(datetime(2026, 12, 4, 12, tzinfo=UTC))
        assert [start for start, _, _ in await planned(home, given)] == ["2026-12-04 10:00", "2026-12-31 18:00"]
        await home.says(fay, "/schedule")
        await home.presses(fay, "Cancel")
        await home.presses(fay, "Only this one")
        await home.move_to(datetime(2026, 12, 31, 20, tzinfo=UTC))
        assert [start for start, _, _ in await planned(home, given)][-1] == "2027-01-28 18:00"
        await home.says(fay, "/schedule")
        await home.presses(fay, "Cancel")
        await home.presses(fay, "This one and all later ones")
        await home.move_to(datetime(2027, 3, 1, tzinfo=UTC))
        assert [start for start, _, _ in await planned(home, given)] == ["2026-12-04 10:00"]


async def test_a_place_is_shown_before_it_is_sent(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/schedule")
        await home.presses(fay, "Place or link")
        assert "The new place" in await said(home, fay, "Room 9")
        assert "Added" in await home.says(fay, "https://calls.example/9")
        assert await hears(home, given) == {"Ana": "", "Ben": "", "Chi": ""}
        await home.presses(fay, "Send")
        for news in (await hears(home, given)).values():
            assert "new place or link" in news
            assert "Room 9" not in news
        where = await home.presses(given["Ben"], "Show where")
        assert "Room 9\nhttps://calls.example/9" in where


async def test_a_half_made_plan_waits(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        await home.says(fay, "/schedule")
        await said(home, fay, "Thu 3 Dec 18:00, 2 hours")
        await home.presses(fay, "Stop for now")
        await home.later(days=2)
        assert "Where is it?" in await home.says(fay, "/schedule")
        await home.presses(fay, "Later")
        await home.later(days=20)
        assert "When does the set meet?" in await home.presses(fay, "Plan it")
        assert any("has passed while we waited" in message.text for message in fay.chat.messages)
        assert await planned(home, given) == []
        await said(home, fay, "Thu 17 Dec 18:00")
        await home.presses(fay, "Change")
        await home.presses(fay, "Throw this plan away")
        assert await home.app.store.run(lambda rows: rows.session.scalars(select(Meeting)).all()) == []


async def test_only_a_facilitator_of_the_set_plans(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gus", members=("Mia",), name="Thursday set")
        assert "for facilitators" in await home.says(given["Ana"], "/schedule")
        number = base36(given.meeting_id or 0)
        for who in (given["Ana"], other["Gus"], other["Mia"]):
            for data in (f"schedule.cancelled:{number}:1", f"schedule.move:{number}", f"schedule.place:{number}"):
                who.press_anyway(1, data)
                await home.settle()
        assert len(await planned(home, given)) == 1
        for who in (other["Gus"], other["Mia"]):
            who.press_anyway(1, f"meeting.coming:{number}")
            who.press_anyway(1, f"meeting.show:{number}")
            assert "Tuesday set" not in await home.news(who)

        def look(rows: Rows) -> tuple[int, int]:
            answered = len(rows.session.scalars(select(Coming)).all())
            return answered, len(rows.session.scalars(select(Meeting).where(Meeting.state == MeetingState.DRAFT)).all())

        assert await home.app.store.run(look) == (0, 0)


async def test_who_stops_facilitating_cannot_finish_a_plan(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        await home.says(fay, "/schedule")

        def stand_down(rows: Rows) -> None:
            rows.need(Member, given.members["Fay"]).state = MemberState.REMOVED

        await home.app.store.run(stand_down)
        assert "for facilitators" in await said(home, fay, "3 Dec 18:00")
        assert await planned(home, given) == []
