"""What nudges say, and *Later* and *Stop these* under them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from albot.domain.meetings import Meeting
from albot.domain.steps import Step
from albot.domain.wallclock import to_utc
from albot.sandbox.chats import Message
from albot.sandbox.world import Person as Somebody
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house
from tests.loops.story import add_step, change, given_going, person_of, story

MET, MEETS = "2026-11-20T10:00", "2026-12-03T18:00"
AFTER = "Sat 21 Nov 09:00 after"


def at(wall: str) -> datetime:
    return to_utc(datetime.fromisoformat(wall), "Europe/London")


def screen(somebody: Somebody) -> Message:
    return [message for message in somebody.chat.messages if message.from_bot and not message.deleted][-1]


def data(message: Message, label: str) -> str:
    return next(value for row in message.buttons for text, value in row if text == label)


async def stopped(home: House, somebody: Somebody) -> str:
    return await home.app.store.run(lambda rows: person_of(rows, somebody).stopped)


async def test_later_brings_the_same_nudge_again_and_start_ends_that(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana = given["Ana"]
        await home.move_to(at("2026-11-21T12:00"))
        await home.says(ana, "/help")
        await home.move_to(at("2026-11-30T18:00"))
        assert screen(ana).text == (
            "Your set meets on Thu 3 Dec (18:00 London). Before that, four questions. "
            "They take about eight minutes, and you can stop and come back."
        )
        assert not screen(ana).silent
        assert home.buttons(ana) == ["Start", "Later", "Not this time", "Stop these"]

        await home.presses(ana, "Later")
        assert home.buttons(ana) == ["In 3 hours", "Tomorrow"]  # in a week the meeting is over
        await home.presses(ana, "In 3 hours")
        assert screen(ana).text == "All right. I come back to this on Mon 30 Nov (21:00 London)."
        assert home.buttons(ana) == ["Start"]
        await home.move_to(at("2026-11-30T22:00"))
        invited = [AFTER, "Mon 30 Nov 21:00 invitation"]  # the first of the two messages reads otherwise now
        assert story(ana) == invited  # in quiet hours, because she chose the time

        await home.presses(ana, "Later")
        await home.presses(ana, "Tomorrow")
        await home.move_to(at("2026-12-01T08:00"))
        assert "1 of 4" in await home.presses(ana, "Start")
        await home.move_to(at("2026-12-03T12:00"))
        assert story(ana) == [AFTER, "Wed 02 Dec 18:00 unfinished"]


async def test_buttons_of_others_and_forged_ones_are_harmless(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben = given["Ana"], given["Ben"]
        await home.move_to(at("2026-11-21T12:00"))
        for each in (ana, ben):
            await home.says(each, "/help")
        await home.move_to(at("2026-11-30T18:00"))
        theirs, mine = screen(ana), screen(ben)
        for label in ("Later", "Stop these"):
            ben.press_anyway(mine.message_id, data(theirs, label))
        ben.press_anyway(mine.message_id, f"nudge.put:{data(mine, 'Later').split(':')[1]}:z")
        ben.press_anyway(mine.message_id, f"nudge.put:{data(mine, 'Later').split(':')[1]}:2")  # next week
        await home.settle()
        assert await stopped(home, ana) == await stopped(home, ben) == ""
        assert screen(ana).text == theirs.text
        await home.presses(ana, "Not this time")
        ana.press_anyway(theirs.message_id, data(mine, "Later"))
        await home.move_to(at("2026-12-03T12:00"))
        assert story(ana) == [AFTER, "Mon 30 Nov 18:00 invitation"]
        assert story(ben) == [AFTER, "Mon 30 Nov 18:00 invitation", "Wed 02 Dec 18:00 reminder"]


async def test_stop_these_stops_one_kind_until_it_is_turned_on_again(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben = given["Ana"], given["Ben"]
        await home.move_to(at("2026-11-21T12:00"))
        for each in (ana, ben):
            await home.presses(each, "Stop these")
        assert "no more of these: The morning after a meeting" in screen(ana).text
        await home.presses(ben, "Turn them on again")
        assert "They come again" in screen(ben).text
        await home.move_to(at("2026-12-04T12:00"))
        assert [line for line in story(ana) if "Dec" in line] == ["Wed 02 Dec 18:00 reminder", "Thu 03 Dec 17:00 soon"]
        assert story(ben)[-1] == "Fri 04 Dec 09:00 after"


async def test_a_step_shows_its_words_only_to_who_turned_that_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        ana, ben = given["Ana"], given["Ben"]
        first = await _remind(home, given, "Ana", "2026-11-24T12:15")

        def open_words(rows: Rows) -> None:
            person_of(rows, ben).own_words = True

        await home.app.store.run(open_words)
        await _remind(home, given, "Ben", "2026-11-24T12:15")
        await home.move_to(at("2026-11-24T13:00"))
        assert screen(ana).text == "Something you planned."
        assert home.buttons(ana) == ["Show", "Later", "Stop these"]
        assert screen(ben).text.split("\n")[-1] == "Ring the clinic"

        # a new time takes the place of *Later* ...
        await home.presses(ana, "Later")
        assert home.buttons(ana) == ["In 3 hours", "Tomorrow", "Next week"]
        await home.presses(ana, "Tomorrow")
        await _move(home, given, first, "2026-11-26T22:30")
        await home.move_to(at("2026-11-26T23:00"))
        assert story(ana) == ["Thu 26 Nov 22:30 step"]
        # ... and turns stopped ones on again
        await home.presses(ana, "Stop these")
        assert await stopped(home, ana) == "step_reminder"
        await _move(home, given, first, "2026-11-27T12:00")
        assert await stopped(home, ana) == ""
        await home.move_to(at("2026-11-27T12:30"))
        assert story(ana) == ["Fri 27 Nov 12:00 step"]
        await home.presses(ana, "Show")
        assert "Ring the clinic" in screen(ana).text


async def _remind(home: House, given: GivenSet, name: str, wall: str) -> int:
    made: list[int] = []
    now = home.clock.now()
    await change(home, given, lambda rows: made.append(add_step(rows, given, name, now, (wall, "Europe/London")).id))
    return made[0]


async def _move(home: House, given: GivenSet, step_id: int, wall: str) -> None:
    def move(rows: Rows) -> None:
        rows.need(Step, step_id).remind_wall = wall

    await change(home, given, move)


async def test_the_link_comes_as_a_button_and_a_place_behind_one(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        call = await given_set(home, members=("Ana",))
        room = await given_set(home, facilitator="Fred", members=("Ben",))
        nowhere = await given_set(home, facilitator="Flo", members=("Chi",))

        def say_where(rows: Rows) -> None:
            for given, place in ((call, "https://calls.example.org/room-7"), (room, "Town hall, back door")):
                rows.seal(rows.need(Meeting, given.meeting_id), "place_sealed", place)

        await home.app.store.run(say_where)
        await home.settle()
        await home.move_to(at("2026-12-03T17:00"))
        ana, ben, chi = call["Ana"], room["Ben"], nowhere["Chi"]
        assert "meets soon: Thu 3 Dec (18:00 London)." in screen(ana).text
        assert "Set your call name to your handle" in screen(ana).text
        assert data(screen(ana), "Open the call") == "https://calls.example.org/room-7"
        assert "Town hall" not in screen(ben).text
        assert home.buttons(ben) == ["Where?", "Stop these"]
        assert "Town hall, back door" in await home.presses(ben, "Where?")
        assert screen(ben).protected
        assert home.buttons(chi) == ["Stop these"]


async def test_the_welcome_after_a_pause_leads_to_what_is_open(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        await home.says(ana, "/pause")
        await home.presses(ana, "1 week")
        await home.move_to(at("2026-11-27T09:00"))
        assert screen(ana).text == "Good to have you back. Your pause is over, and everything is where you left it."
        assert await home.presses(ana, "What is open")
