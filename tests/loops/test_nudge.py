"""Nudges in the real house: who gets which when, and who gets none."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from albot.domain.meetings import Meeting
from albot.domain.nudge_rows import Nudge
from albot.domain.sets import Member
from albot.domain.steps import Step
from albot.domain.wallclock import to_utc
from albot.loops.nudge import nudge
from albot.store import meetings, passages, steps
from albot.store.rows import Rows
from tests.given import given_set
from tests.house import House, house
from tests.loops.story import add_step, change, given_going, person_of, reflection, story

MET, MEETS = "2026-11-20T10:00", "2026-12-03T18:00"
AFTER = "Sat 21 Nov 09:00 after"
SOON = "Thu 03 Dec 17:00 soon"


def at(wall: str, zone: str = "Europe/London") -> datetime:
    return to_utc(datetime.fromisoformat(wall), zone)


async def test_an_invitation_one_follow_up_and_nothing_for_what_is_done(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben, chi, fay = (given[name] for name in ("Ana", "Ben", "Chi", "Fay"))
        await home.move_to(at("2026-11-25T12:00"))

        def finish(rows: Rows) -> None:
            reflection(rows, given, "Chi", home.clock.now()).finished_at = home.clock.now()

        await change(home, given, finish)
        await home.move_to(at("2026-11-30T17:59"))
        assert story(ana) == [AFTER]
        await home.move_to(at("2026-11-30T18:00"))
        assert story(ana) == [AFTER, "Mon 30 Nov 18:00 invitation"]

        await change(home, given, lambda rows: reflection(rows, given, "Ben", home.clock.now()))
        await home.move_to(at("2026-12-03T17:30"))
        assert story(ana) == [AFTER, "Mon 30 Nov 18:00 invitation", "Wed 02 Dec 18:00 reminder", SOON]
        assert story(ben) == [AFTER, "Mon 30 Nov 18:00 invitation", "Wed 02 Dec 18:00 unfinished", SOON]
        assert story(chi) == [AFTER, SOON]
        assert story(fay) == [SOON]  # she facilitates, and did not wish to bring an issue
        await home.later(hours=20)
        assert story(fay) == [SOON]
        assert story(chi) == [AFTER, SOON, "Fri 04 Dec 09:00 after"]


async def test_sets_share_one_nudge_a_day_and_the_most_useful_wins(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        first = await given_going(home, met=MET, meets="2026-12-31T18:00", members=("Ana",))
        await given_set(home, members=("Ana",), meeting="2026-11-24T18:00", name="Second set")
        ana = first["Ana"]
        await home.move_to(at("2026-11-22T12:00"))
        # 09:00 on Saturday gave way to the invitation, which was due that evening
        assert story(ana) == ["Sat 21 Nov 18:00 invitation", "Sun 22 Nov 08:00 after"]

        await given_set(home, members=("Ana",), meeting="2026-11-23T18:00", name="Third set")
        await home.settle()
        await home.move_to(at("2026-11-24T12:00"))
        # meetings of two sets, a day apart: a reminder each, at most one on a day, and both links
        assert story(ana)[2:] == ["Mon 23 Nov 08:00 reminder", "Mon 23 Nov 17:00 soon", "Tue 24 Nov 08:00 reminder"]
        said = [message.text for message in ana.chat.messages]
        assert not any(name in text for text in said for name in ("Tuesday set", "Second set", "Third set"))
        assert "One of your sets meets soon" in said[-2]


async def test_quiet_hours_and_excluded_days_move_a_nudge_but_not_the_link_after_coming(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben, chi = (given[name] for name in ("Ana", "Ben", "Chi"))

        def wish(rows: Rows) -> None:
            for each in (ana, ben):
                person = person_of(rows, each)
                person.quiet_from, person.quiet_until = time(17), time(10)
            person_of(rows, chi).excluded_days = "0,3"
            meetings.say_coming(rows, given.meeting_id or 0, given.members["Ana"], coming=True)
            meetings.say_coming(rows, given.meeting_id or 0, given.members["Chi"], coming=False)

        await change(home, given, wish)
        await home.move_to(at("2026-12-03T18:00"))
        moved = ["Sat 21 Nov 10:00 after", "Tue 01 Dec 10:00 invitation", "Thu 03 Dec 10:00 reminder"]
        assert story(ana) == [*moved, f"{SOON} (silent)"]
        assert story(ben) == moved  # it would have come in quiet hours, and they did not say that they come
        # Monday and Thursday without nudges; and who cannot come needs no link
        assert story(chi) == [AFTER, "Tue 01 Dec 08:00 invitation", "Wed 02 Dec 18:00 reminder"]


async def test_a_pause_stops_nudges_and_what_still_helps_comes_after_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben, chi = (given[name] for name in ("Ana", "Ben", "Chi"))
        await home.move_to(at("2026-11-22T12:00"))
        await home.says(ana, "/pause")
        await home.presses(ana, "1 week")
        await home.says(ben, "/pause")
        await home.presses(ben, "Until I say so")

        def pause(rows: Rows) -> None:
            person = person_of(rows, chi)
            person.paused, person.paused_until = True, at("2026-12-01T00:00")

        await change(home, given, pause)
        await home.move_to(at("2026-12-01T12:00"))
        assert story(ana) == [AFTER, "Sun 29 Nov 09:00 welcome", "Mon 30 Nov 18:00 invitation"]
        assert story(ben) == [AFTER]
        assert story(chi) == [AFTER, "Tue 01 Dec 08:00 invitation"]  # more useful than a welcome, and one a day

        await home.says(ben, "/resume")
        assert story(ben) == [AFTER, "Tue 01 Dec 12:00 invitation"]


async def test_after_an_outage_of_five_days_each_gets_one_nudge_at_most(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben = given["Ana"], given["Ben"]
        now, zone = home.clock.now(), "Europe/London"

        def remind(rows: Rows) -> None:
            add_step(rows, given, "Ana", now, ("2026-12-01T10:00", zone))
            add_step(rows, given, "Ana", now, ("2026-12-03T07:00", zone))
            add_step(rows, given, "Ana", now, ("2026-12-03T08:30", zone))
            add_step(rows, given, "Ben", now, ("2026-12-01T10:00", zone))

        await change(home, given, remind)
        await home.move_to(at("2026-11-28T12:00"))
        home.clock.move_to(at("2026-12-03T12:00"))
        await home.settle()
        seen = {each: [line for line in story(each) if "Dec" in line] for each in (ana, ben)}
        assert seen[ana] == ["Thu 03 Dec 12:00 step"]  # two were due that morning: neither is at its time any more
        assert seen[ben] == ["Thu 03 Dec 12:00 reminder"]  # what would have helped on Tuesday does not now
        await home.move_to(at("2026-12-03T17:30"))
        assert [line for line in story(ana) if "Dec" in line] == ["Thu 03 Dec 12:00 step", SOON]


async def test_whoever_blocked_or_left_gets_nothing_and_coming_back_is_enough(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben = given["Ana"], given["Ben"]
        await home.move_to(at("2026-11-22T12:00"))
        ana.block()
        await home.settle()
        await home.says(ben, "/leave")
        await home.presses(ben, "Leave the set")
        heard = len(ben.chat.messages)
        await home.move_to(at("2026-12-01T12:00"))
        ana.unblock()
        await home.settle()
        await home.move_to(at("2026-12-03T12:00"))
        assert story(ana) == [AFTER, "Tue 01 Dec 12:00 invitation", "Wed 02 Dec 18:00 reminder"]
        assert story(ben) == [AFTER]
        assert len(ben.chat.messages) == heard


ZONES = [
    ("Europe/London", "2026-10-25"),
    ("Europe/London", "2027-03-28"),
    ("America/New_York", "2026-11-01"),
    ("America/New_York", "2027-03-14"),
]


@pytest.mark.parametrize(("zone", "day"), ZONES)
async def test_a_step_reminder_keeps_its_wall_time_when_clocks_change(tmp_path: Path, zone: str, day: str) -> None:
    changes = date.fromisoformat(day)
    start = datetime.combine(changes - timedelta(days=3), time(12), UTC)
    async with house(tmp_path, start=start) as home:
        given = await given_set(home, members=("Ana",), meeting=None)
        await home.settle()
        walls = [f"{changes + timedelta(days=n)}T07:15" for n in (-1, 0, 1)]

        def remind(rows: Rows) -> None:
            person_of(rows, given["Ana"]).zone = zone
            for wall in walls:
                add_step(rows, given, "Ana", start, (wall, zone))

        await change(home, given, remind)
        await home.later(days=6)
        assert story(given["Ana"], zone) == [f"{datetime.fromisoformat(wall):%a %d %b %H:%M} step" for wall in walls]


async def test_after_two_without_an_answer_there_is_no_halfway_check(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets="2026-12-31T18:00")
        ana, ben = given["Ana"], given["Ben"]

        def write(rows: Rows) -> None:
            for name in ("Ana", "Ben"):
                add_step(rows, given, name, home.clock.now())
                rows.need(Member, given.members[name]).unanswered = 1  # the next morning's is the second

        await change(home, given, write)
        await home.later(days=2)
        await home.says(ben, "/help")
        await home.later(days=30)
        assert story(ana) == [AFTER]
        assert story(ben) == [AFTER, "Fri 11 Dec 09:00 halfway"]


async def test_what_waits_in_the_outbox_is_judged_again_before_it_goes(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben, chi = (given[name] for name in ("Ana", "Ben", "Chi"))
        await home.move_to(at("2026-11-30T17:00"))
        home.server.faults.switch_on("429", method="sendMessage", seconds=2)
        await home.move_to(at("2026-11-30T18:00"))

        def finish(rows: Rows) -> None:
            reflection(rows, given, "Ana", home.clock.now()).finished_at = home.clock.now()
            person_of(rows, chi).quiet_from = time(18, 30)

        await change(home, given, finish)
        home.clock.move_to(at("2026-11-30T19:00"))
        home.server.faults.clear()
        while len(story(ben)) == 1:  # the pauses are the machine's own time
            await asyncio.sleep(0.01)
        await home.move_to(at("2026-12-01T12:00"))
        assert story(ana) == [AFTER]  # she had finished before it could go
        assert story(ben) == [AFTER, "Mon 30 Nov 19:00 invitation"]
        assert story(chi) == [AFTER, "Tue 01 Dec 08:00 invitation"]  # in quiet hours by then
        days = await home.app.store.run(lambda rows: [person_of(rows, each).last_nudged_on for each in (ana, ben, chi)])
        assert days == [date(2026, 11, 21), date(2026, 11, 30), date(2026, 12, 1)]


async def test_what_raises_is_put_off_by_an_hour_and_stops_nobody_else(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        await home.move_to(at("2026-11-30T17:00"))
        broken = await home.app.store.run(
            lambda rows: add_step(rows, given, "Ben", home.clock.now(), ("2026-12-24T10:00", "Nowhere/City")).id
        )
        await home.move_to(at("2026-11-30T18:30"))
        assert story(given["Ana"])[1:] == ["Mon 30 Nov 18:00 invitation"]
        assert story(given["Ben"])[1:] == []

        def mend(rows: Rows) -> None:
            rows.need(Step, broken).remind_zone = "Europe/London"

        await home.app.store.run(mend)
        await home.move_to(at("2026-11-30T20:00"))
        assert story(given["Ben"])[1:] == ["Mon 30 Nov 19:00 invitation"]


async def test_what_cannot_be_worded_is_put_off_and_stops_neither_others_nor_ones_own(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        ana, ben = given["Ana"], given["Ben"]

        def spoil(rows: Rows) -> None:
            person_of(rows, ana).own_words = True
            step = add_step(rows, given, "Ana", home.clock.now(), ("2026-11-30T18:00", "Europe/London"))
            [passage] = passages.of_field(rows, steps.where(rows, step))
            passage.text_sealed = b"somebody was at the database"

        await change(home, given, spoil)
        await home.move_to(at("2026-11-30T18:30"))
        invited = "Mon 30 Nov 18:00 invitation"
        assert story(ana)[-1] == story(ben)[-1] == invited

        def mend(rows: Rows) -> None:
            person_of(rows, ana).own_words = False

        await home.app.store.run(mend)
        await home.move_to(at("2026-11-30T19:30"))
        assert story(ana)[-2:] == [invited, "Mon 30 Nov 19:00 step"]


async def test_many_nudges_that_are_due_ask_the_database_no_more_than_one_does(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        one = await given_going(home, met=MET, meets=MEETS, members=("Ana",))
        many = await given_going(home, met=MET, meets="2026-12-04T18:00", members=("Ben", "Chi", "Dan", "Eve", "Gil"))
        asked = []
        for moment in ("2026-11-30T18:00", "2026-12-01T18:00"):
            await home.move_to(at(moment) - timedelta(minutes=1))
            home.clock.move_to(at(moment))
            asked.append(await home.app.store.run(lambda rows: _asked_by_a_look(rows, home.clock.now())))
        await home.settle()
        assert story(one["Ana"])[1:] == ["Mon 30 Nov 18:00 invitation"]
        assert all(story(each)[1:] == ["Tue 01 Dec 18:00 invitation"] for each in many.people.values() if story(each))
        assert asked[0] == asked[1]


def _asked_by_a_look(rows: Rows, now: datetime) -> int:
    """How many statements it takes to look at what is due."""
    said: list[str] = []

    def listen(*seen: object) -> None:
        said.append(str(seen[2]))

    engine = rows.session.get_bind().engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        assert nudge(rows, now)
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return len(said)


async def test_a_moved_meeting_moves_what_was_not_said_yet_also_where_nobody_told(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        await home.move_to(at("2026-11-28T12:00"))

        def move(rows: Rows) -> None:
            rows.need(Meeting, given.meeting_id).starts_at = at("2026-12-10T18:00")

        await home.app.store.run(move)
        await home.move_to(at("2026-12-08T12:00"))
        assert story(given["Ana"]) == [AFTER, "Mon 07 Dec 18:00 invitation"]


async def test_a_tick_with_nothing_due_searches_an_index(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await given_going(home, met=MET, meets=MEETS)
        said: list[str] = []
        engine = home.app.store.engine
        event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
        await home.app.ticker.tick()
        about = [each for each in said if "FROM nudge" in each]
        assert 1 <= len(about) <= 3  # who is due, and what is old in two states
        for statement in about:
            names = statement.count("?")
            with engine.connect() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("x",) * names).all()
            assert all("ix_nudge_state_look_at" in str(line) for line in plan)


async def test_old_nudges_are_forgotten(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_going(home, met=MET, meets=MEETS)
        await home.later(days=30)
        assert await count(home) > 0
        await change(home, given, lambda rows: None)
        home.clock.advance(timedelta(days=95))
        await home.settle()
        assert await count(home) == 0


async def count(home: House) -> int:
    return await home.app.store.run(lambda rows: len(rows.session.scalars(select(Nudge)).all()))
