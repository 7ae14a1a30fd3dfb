"""`/start`: codes, strangers, and *Now*."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from albot.domain.reflections import TakeAway
from albot.domain.sets import ActionSet, Invite, Member, MemberState, SetState
from albot.domain.steps import StepState
from albot.sandbox.world import Person as Somebody
from albot.store import sets, steps
from albot.store.passages import Source
from albot.store.rows import Rows
from tests.given import GivenSet, given_issue, given_meeting, given_set
from tests.house import House, house

CODE = "A2345678901234567890_-"


async def given_step(home: House, given: GivenSet, name: str) -> None:
    now = home.clock.now()

    def write(rows: Rows) -> None:
        member = rows.need(Member, given.members[name])
        steps.make(rows, member, "Call the council.", Source(None, now), steps.Making(StepState.OPEN, now))

    await home.app.store.run(write)


async def joined_long_ago(home: House, given: GivenSet, name: str) -> None:
    def write(rows: Rows) -> None:
        rows.need(Member, given.members[name]).joined_on = date(2026, 10, 1)

    await home.app.store.run(write)


async def change(home: House, given: GivenSet, name: str, state: MemberState) -> None:
    def write(rows: Rows) -> None:
        member = rows.need(Member, given.members[name])
        member.state, member.visible_from = state, home.clock.now() - timedelta(hours=1)

    await home.app.store.run(write)


def now_buttons(somebody: Somebody) -> list[str]:
    """The labels under the newest *Now*."""
    newest = [m for m in somebody.chat.messages if m.sender is None and m.text.startswith("Now\n")][-1]
    return [b["text"] for row in newest.keyboard for b in row]


async def test_a_stranger_learns_what_this_is_and_a_code_does_what_it_is_for(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        zoe = home.person("Zoe")
        assert "you need an invite link from its facilitator" in await home.says(zoe, "/start")
        assert "do not know this code" in await home.says(zoe, "/start nonsense")
        given = await given_set(home)
        invite = Invite(digest=b"", set_id=given.set_id)
        await home.app.store.run(lambda rows: sets.add_invite(rows, invite, CODE))
        assert "You are invited to Tuesday set" in await home.says(zoe, f"/start {CODE}")
        assert "You are invited to Tuesday set" in await home.says(home.person("Yan"), CODE)


async def test_with_nothing_open_it_says_so_and_when_the_set_meets(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        answer = await home.says(given["Ana"], "/start")
        assert answer == "Now\nNothing waits for you.\nTuesday set meets on Thu 3 Dec (18:00 London)."
        assert home.buttons(given["Ana"]) == []


async def test_the_issue_and_then_the_check_in_open_with_their_invitation(tmp_path: Path) -> None:
    async with house(tmp_path, start=datetime(2026, 12, 1, 12, tzinfo=UTC)) as home:
        given = await given_set(home)
        ana = given["Ana"]
        answer = await home.says(ana, "/start")
        assert "one thing: your issue" in answer
        assert now_buttons(ana) == ["My issue"]
        await given_issue(home, given, "Ana")
        assert "Nothing waits for you" in await home.says(ana, "/start")  # the first check-in asks for nothing else
        await joined_long_ago(home, given, "Ana")
        await given_meeting(home, given, "2026-11-05T18:00")
        answer = await home.says(ana, "/start")
        assert "The check-in before the next meeting is open." in answer
        assert now_buttons(ana)[0] == "Check-in"


async def test_after_a_meeting_until_it_was_taken_away_or_two_weeks_are_over(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        await given_issue(home, given, "Ana")
        held = await given_meeting(home, given, "2026-11-20T11:00")
        ana, ben = given["Ana"], given["Ben"]
        assert "take away" not in await home.says(ana, "/start")  # it is still under way
        await home.later(hours=3)
        answer = await home.says(ana, "/start")
        assert "What do you take away" in answer
        assert now_buttons(ana) == ["After the meeting"]
        ended = TakeAway(
            member_id=given.members["Ana"], meeting_id=held, begun_at=home.clock.now(), finished_at=home.clock.now()
        )
        await home.app.store.run(lambda rows: rows.add(ended))
        assert "take away" not in await home.says(ana, "/start")
        assert now_buttons(ana) == []
        assert "What do you take away" in await home.says(ben, "/start")
        await home.later(days=14)
        await home.says(ben, "/start")
        assert now_buttons(ben) == []


async def test_what_was_left_comes_first_and_goes_on_where_it_was(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        await home.says(ana, "/me")
        await home.presses(ana, "Time zone")
        await home.presses(ana, "Stop for now")
        await given_step(home, given, "Ana")
        answer = await home.says(ana, "/start")
        assert "We are in the middle of your settings." in answer
        assert "One step of yours is open." in answer
        assert now_buttons(ana) == ["Go on", "My steps"]
        assert "Which city" in await home.presses(ana, "Go on")


async def test_a_facilitator_sees_who_waits_and_a_set_without_a_meeting(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay, ana = given["Fay"], given["Ana"]
        await change(home, given, "Ana", MemberState.WAITING)
        answer = await home.says(fay, "/start")
        assert "One person waits to be let in." in answer
        assert "no meeting is planned yet" in answer
        assert now_buttons(fay) == ["Let people in", "Plan a meeting"]
        assert "Quiet Heron" in await home.presses(fay, "Let people in")
        assert "you wait to be let in" in await home.says(ana, "/start")


async def test_several_sets_a_line_each_and_three_buttons_at_most(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        first = await given_set(home)
        second = await given_set(home, facilitator="Ana", members=("Gil",), name="Friday set", meeting=None)
        ana = first["Ana"]
        for given in (first, second):
            await given_step(home, given, "Ana")
        await change(home, second, "Gil", MemberState.WAITING)
        answer = await home.says(ana, "/start")
        assert "Tuesday set meets on" in answer
        assert "Friday set: no meeting is planned yet" in answer
        assert len(now_buttons(ana)) == 3
        assert "My steps · Friday set" in now_buttons(ana)


async def test_an_ended_set_a_pause_and_nobody_s_member(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben = given["Ana"], given["Ben"]
        await home.says(ana, "/pause")
        await home.presses(ana, "Until I say so")
        assert "You are paused until you say so" in await home.says(ana, "/start")
        await change(home, given, "Ben", MemberState.LEFT)
        assert "You are in no set just now" in await home.says(ben, "/start")

        def end(rows: Rows) -> None:
            rows.need(ActionSet, given.set_id).state = SetState.ARCHIVED

        await home.app.store.run(end)
        assert "Tuesday set has ended" in await home.says(ana, "/start")

        assert "/newset makes one" in await home.says(home.coordinator, "/start")
