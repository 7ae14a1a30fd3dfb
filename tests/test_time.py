"""Time: the days on which clocks change, other zones, leap day, a clock that is set back, and an outage.

Everything is looked at from outside: when, on the clock on the wall, which message stood in a person's chat.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from albot.domain.people import Person as Known
from albot.domain.sets import Member
from albot.sandbox.world import Person
from albot.store.rows import Rows
from tests.given import GivenSet, given_issue, given_meeting, given_set, given_steps
from tests.house import House, house

LONDON, NEW_YORK, AMMAN, NAIROBI = "Europe/London", "America/New_York", "Asia/Amman", "Africa/Nairobi"

DAYS = [
    (LONDON, "2027-03-28"),  # 01:00 is 02:00
    (LONDON, "2026-10-25"),  # 02:00 is 01:00 again
    (NEW_YORK, "2027-03-14"),
    (NEW_YORK, "2026-11-01"),
    (AMMAN, "2022-02-25"),  # midnight is 01:00; the last time that Jordan's clocks changed in spring
    (AMMAN, "2021-10-29"),  # 01:00 is midnight again
    (NAIROBI, "2027-03-28"),  # never
    (LONDON, "2028-02-29"),  # a leap day
]

WORDS = {
    "Before that, four questions": "invitation",
    "There is still time for the questions": "reminder",
    "meets soon": "soon",
    "has met": "after",
    "Can you come?": "planned",
    "Something you planned": "step",
}


def heard(person: Person, zone: str) -> list[tuple[datetime, str]]:
    """What a person heard of by itself: when on the wall clock of a zone, and what it was about."""
    found = []
    for message in person.chat.messages:
        about = [kind for words, kind in WORDS.items() if words in message.text and message.sender is None]
        found += [(message.date.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0), kind) for kind in about]
    return found


def at(day: date, days: int, hours: str) -> datetime:
    """A wall time so many days after a day."""
    return datetime.combine(day + timedelta(days=days), time.fromisoformat(hours))


def noon(day: date, zone: str) -> datetime:
    """The middle of a day."""
    return datetime.combine(day, time(12), ZoneInfo(zone))


async def live_in(home: House, given: GivenSet, name: str, zone: str) -> None:
    """Somebody lives in another zone than the set."""

    def move(rows: Rows) -> None:
        rows.need(Known, rows.need(Member, given.members[name]).person_id).zone = zone

    await home.app.store.run(move)


@pytest.mark.parametrize(("zone", "day"), DAYS)
async def test_a_month_holds_its_wall_clock(tmp_path: Path, zone: str, day: str) -> None:
    """The set meets every four weeks at 18:00; the second time three days after the day, so that it invites on it."""
    changes = date.fromisoformat(day)
    async with house(tmp_path, start=noon(changes - timedelta(days=27), zone)) as home:
        given = await given_set(home, meeting=None, zone=zone)
        await given_issue(home, given, "Ana")
        fay, first = given["Fay"], changes - timedelta(days=25)
        await home.says(fay, "/schedule", f"{first:%d %B %Y} 18:00, 2 hours, every 4 weeks")
        await home.presses(fay, "Later")
        await home.presses(fay, "Plan it")
        await home.move_to(noon(changes + timedelta(days=5), zone))
        assert heard(given["Ana"], zone) == [
            (at(changes, -27, "12:00"), "planned"),
            (at(changes, -25, "17:00"), "soon"),
            (at(changes, -25, "20:00"), "planned"),
            (at(changes, -24, "09:00"), "after"),
            (at(changes, 0, "18:00"), "invitation"),
            (at(changes, 2, "18:00"), "reminder"),
            (at(changes, 3, "17:00"), "soon"),
            (at(changes, 3, "20:00"), "planned"),
            (at(changes, 4, "09:00"), "after"),
        ]


@pytest.mark.parametrize(("zone", "day"), DAYS)
async def test_quiet_hours_end_on_the_wall_clock(tmp_path: Path, zone: str, day: str) -> None:
    """The set meets at 07:30, when people sleep: what falls there comes at 08:00, and the link not at all."""
    changes = date.fromisoformat(day)
    async with house(tmp_path, start=noon(changes - timedelta(days=2), zone)) as home:
        given = await given_set(home, zone=zone, meeting=f"{changes + timedelta(days=3)}T07:30")
        await given_meeting(home, given, f"{changes - timedelta(days=20)}T07:30")
        await home.move_to(noon(changes + timedelta(days=4), zone))
        assert heard(given["Ana"], zone) == [
            (at(changes, 0, "08:00"), "invitation"),
            (at(changes, 2, "08:00"), "reminder"),
            (at(changes, 4, "09:00"), "after"),
        ]


async def test_who_lives_elsewhere_is_asked_in_the_morning_there(tmp_path: Path) -> None:
    """Between 14 and 28 March 2027 New York has changed its clocks and London has not: four hours instead of five."""
    async with house(tmp_path, start=noon(date(2027, 3, 20), LONDON)) as home:
        given = await given_set(home, meeting="2027-03-25T18:00")
        await given_meeting(home, given, "2027-02-25T18:00")
        await live_in(home, given, "Ana", NEW_YORK)
        await live_in(home, given, "Ben", "Pacific/Auckland")
        await home.move_to(noon(date(2027, 3, 28), LONDON))
        assert heard(given["Ana"], NEW_YORK) == [
            (datetime(2027, 3, 22, 14), "invitation"),
            (datetime(2027, 3, 24, 14), "reminder"),
            (datetime(2027, 3, 25, 13), "soon"),
            (datetime(2027, 3, 26, 9), "after"),
        ]
        assert heard(given["Ben"], "Pacific/Auckland") == [  # 18:00 in London is 07:00 there: quiet until 08:00
            (datetime(2027, 3, 23, 8), "invitation"),
            (datetime(2027, 3, 25, 8), "reminder"),
            (datetime(2027, 3, 27, 9), "after"),
        ]


async def test_a_clock_set_back_says_nothing_twice_or_early(tmp_path: Path) -> None:
    invited = datetime(2026, 11, 30, 18, tzinfo=ZoneInfo(LONDON))
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_meeting(home, given, "2026-11-05T18:00")
        ana = given["Ana"]
        await home.move_to(invited - timedelta(minutes=10))
        home.clock.move_to(invited - timedelta(minutes=70))
        await home.settle()
        assert heard(ana, LONDON) == []
        await home.move_to(invited)
        home.clock.move_to(invited - timedelta(hours=1))
        await home.settle()
        assert "1 of 4" in await home.says(ana, "/checkin")
        assert "2 of 4" in await home.says(ana, "I rang Sam.")
        await home.move_to(invited + timedelta(hours=1))
        assert heard(ana, LONDON) == heard(given["Ben"], LONDON) == [(datetime(2026, 11, 30, 18), "invitation")]
        assert "3 of 4" in await home.says(ana, "That I can ask.")


async def test_an_outage_over_due_times_ends_with_one_nudge_that_still_helps(tmp_path: Path) -> None:
    """Nothing ran from before the invitation until after the reminder and a step's time: one of the three comes."""
    back = datetime(2026, 12, 2, 19, tzinfo=ZoneInfo(LONDON))
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_meeting(home, given, "2026-11-05T18:00")
        await given_steps(home, given, "Ana", "Ring Sam")
        await remind_of_first_step(home, given["Ana"], "1 December 20:00")
        await home.close()
        home.clock.move_to(back - timedelta(hours=1))
        given["Chi"].send("/checkin")
        home.clock.move_to(back)
        await home.open()
        await home.settle()
        assert [kind for _at, kind in heard(given["Ana"], LONDON)] == ["step"]
        assert [kind for _at, kind in heard(given["Ben"], LONDON)] == ["reminder"]
        assert any("1 of 4" in message.text for message in given["Chi"].chat.messages)
        await home.move_to(back + timedelta(hours=20))
        assert [kind for _at, kind in heard(given["Ana"], LONDON)] == ["step", "reminder"]  # on the next day


async def remind_of_first_step(home: House, person: Person, when: str) -> None:
    """Somebody asks for a reminder of the first of their steps."""
    await home.says(person, "/steps")
    await home.presses(person, "1")
    await home.presses(person, "Remind me")
    await home.says(person, when)
    await home.presses(person, "Yes")


async def test_an_outage_over_a_meeting_asks_nothing_about_before_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_meeting(home, given, "2026-11-05T18:00")
        await home.close()
        home.clock.move_to(datetime(2026, 12, 4, 22, tzinfo=ZoneInfo(LONDON)))
        await home.open()
        await home.settle()
        assert heard(given["Ana"], LONDON) == []
        await home.later(days=1)
        assert heard(given["Ana"], LONDON) == [(datetime(2026, 12, 5, 8), "after")]
