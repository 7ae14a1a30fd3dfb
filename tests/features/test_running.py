"""A meeting as it is held: over HTTP, on a held clock, with a facilitator and a co-facilitator."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from albot.chat import refreshing
from albot.clock import HeldClock
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.people import InMeetings
from albot.domain.people import Person as PersonRow
from albot.domain.run_rows import Bid, Form, Run, RunState, SetForm, Stage, StageKind
from albot.domain.sets import ActionSet, Member, MemberState, Role
from albot.loops.tick import Ticker
from albot.sandbox.chats import Message
from albot.sandbox.world import Person
from albot.store import erasing, running
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house

T = TypeVar("T")

EIGHTEEN = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
"""When the meeting is planned."""

FOUR = ("Ana", "Ben", "Chi", "Dev")
OTTER, HERON = "Blue Otter", "Quiet Heron"


async def a_set(home: House, *members: str) -> GivenSet:
    """A set with Fay and Gus as its facilitators; the nudges before the meeting are out of the way."""
    given = await given_set(home, members=(*(members or FOUR), "Gus"))

    def write(rows: Rows) -> None:
        rows.need(Member, given.members["Gus"]).role = Role.FACILITATOR

    await home.app.store.run(write)
    await home.settle()
    return given


def said(person: Person) -> list[Message]:
    """The bot's messages to a person that are still there."""
    return [m for m in person.chat.messages if m.sender is None and not m.deleted]


def control(person: Person) -> str:
    """What a facilitator's control says: the newest message that can end the meeting, or has ended."""
    return next(m for m in reversed(said(person)) if m.protected).text


def labels(person: Person) -> list[str]:
    """The buttons of the control."""
    found = next(m for m in reversed(said(person)) if m.protected)
    return [button["text"] for row in found.keyboard for button in row]


def bells(person: Person) -> list[Message]:
    """All bells that a facilitator ever got, those that are gone too."""
    starts = ("One minute left:", "Time:")
    return [m for m in person.chat.messages if m.sender is None and m.text.startswith(starts) and not m.silent]


def data(person: Person, label: str) -> tuple[int, str]:
    """The message and the data of a button, to press it later however the control may look by then."""
    for message in reversed(said(person)):
        for button in (each for row in message.keyboard for each in row):
            if button["text"] == label:
                return message.message_id, button["callback_data"]
    raise AssertionError(f"no button {label} under {[m.text for m in said(person)]}")


async def run_of(home: House, given: GivenSet) -> Run:
    """The run of the set's meeting."""
    found = await home.app.store.run(lambda rows: running.of_meeting(rows, given.meeting_id or 0))
    assert found is not None
    return found


async def stages(home: House, given: GivenSet) -> list[Stage]:
    """The stages of the set's meeting."""
    run = await run_of(home, given)
    return await home.app.store.run(lambda rows: running.stages(rows, run.id))


async def asks(home: House, given: GivenSet, *names: str) -> None:
    """Members would like time, one after the other."""
    run = await run_of(home, given)

    def write(rows: Rows) -> None:
        for second, name in enumerate(names):
            at = home.clock.now() + timedelta(seconds=second)
            rows.add(Bid(run_id=run.id, member_id=given.members[name], asked_at=at))
        rows.flush()
        refreshing.refresh(rows, rows.need(Run, run.id), home.clock.now())

    await home.app.store.run(write)
    await home.settle()


async def toasted(home: House) -> str:
    """What the last press was answered."""
    await home.settle()
    answers = [call for call in home.server.calls if call.method == "answerCallbackQuery"]
    return str(answers[-1].parameters.get("text") or "")


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """A moment of the evening."""
    return EIGHTEEN.replace(hour=hour, minute=minute, second=second)


async def test_a_whole_meeting_with_two_facilitators_and_a_kill_in_the_middle(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay, gus, ana, ben = (given[name] for name in ("Fay", "Gus", "Ana", "Ben"))
        before = {name: len(said(given[name])) for name in FOUR}

        assert "4 members are here" in await home.says(fay, "/run")
        await home.says(gus, "/run")
        assert all(len(said(given[name])) == before[name] for name in FOUR), "nobody hears of it before it begins"
        await home.presses(fay, "Begin")
        for facilitator in (fay, gus):
            assert "Ground rules" in control(facilitator)
            assert "2 minutes left" in control(facilitator)
        await home.presses(gus, "Next")
        assert "Round" in control(fay)
        assert "You end at 20:00, as planned." in control(fay)
        await home.presses(fay, "Next")
        await asks(home, given, "Ben", "Ana")
        assert "2 members would like time" in control(gus)
        assert f"1. {OTTER}\n2. {HERON}" in control(gus)

        await home.presses(fay, "Next")
        assert f"Presenting, 1 of 2: {OTTER}" in control(gus)
        assert f"Next: Clarifying questions, {OTTER}" in control(fay)
        planned = [(each.kind, each.member_id) for each in (await stages(home, given))[3:]]
        assert [kind for kind, _member in planned].count(StageKind.QUESTIONS) == 2
        assert planned[-1] == (StageKind.REVIEW, None)
        assert sum(each.seconds for each in (await stages(home, given))[3:]) == 7200

        run = await run_of(home, given)
        ends = run.stage_ends_at
        assert ends is not None
        await home.move_to(ends - timedelta(minutes=5))
        assert "5 minutes left" in control(fay)
        await home.close()
        home.clock.move_to(ends - timedelta(seconds=150))
        await home.open()
        await home.settle()
        assert "3 minutes left" in control(gus)
        assert not bells(fay)
        await home.move_to(ends - timedelta(seconds=59))
        assert "60 seconds left" in control(fay)
        assert [m.text for m in bells(fay)] == [m.text for m in bells(gus)] == ["One minute left: Presenting"]
        await home.close()
        await home.open()
        await home.move_to(ends - timedelta(seconds=40))
        assert "45 seconds left" in control(fay)
        await home.move_to(ends + timedelta(seconds=150))
        assert "2 minutes over time" in control(fay)
        assert "At this pace you end at 20:02, 2 minutes late." in control(gus)
        assert [m.text for m in bells(gus)] == ["One minute left: Presenting", "Time: Presenting"]
        assert [m.deleted for m in bells(gus)] == [True, False]

        await home.presses(gus, "Fit the rest")
        assert "You end at 20:00, as planned." in control(fay)
        await home.presses(gus, "Next")
        assert "You end at 20:00, as planned." in control(fay)
        assert all(m.deleted for m in bells(gus))
        for _ in range(3):
            await home.presses(fay, "Next")
        await home.presses(fay, "Next")
        assert f"Presenting, 2 of 2: {HERON}" in control(gus)
        for _ in range(5):
            await home.presses(fay, "Next")
        assert "Process review" in control(gus)
        assert "Next" not in labels(gus)
        await home.presses(gus, "Close and show")
        assert "Fewer than three" in await toasted(home)
        await home.presses(gus, "End")
        assert "End the meeting?" in control(gus)
        assert "Process review" in control(fay)
        await home.presses(gus, "Yes, end it")
        for facilitator in (fay, gus):
            assert "The meeting is over." in control(facilitator)
            assert f"{OTTER}: " in control(facilitator)
            assert not labels(facilitator)
        assert (await run_of(home, given)).state is RunState.ENDED
        new = {name: len(said(given[name])) - before[name] for name in FOUR}
        assert max(new.values()) <= 8
        turns = [len([m for m in person.chat.messages if m.sender is None and not m.silent]) for person in (ana, ben)]
        assert turns == [len([m for m in said(given["Chi"]) if not m.silent]) + 1] * 2
        assert "No meeting is planned" in await home.says(fay, "/run")


async def test_two_who_press_next_at_once_move_on_one_stage(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, url=database_url, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay, gus = given["Fay"], given["Gus"]
        for facilitator in (fay, gus):
            await home.says(facilitator, "/run")
            await home.settle()  # on PostgreSQL it may be written only after the first look at the outbox
        await home.presses(fay, "Begin")
        await home.settle()
        for facilitator in (fay, gus):
            message, press = data(facilitator, "Next")
            facilitator.press_anyway(message, press)
        assert await toasted(home) == "The meeting has already moved on."
        assert (await run_of(home, given)).moves == 2
        assert "Round" in control(fay)
        assert "Round" in control(gus)


async def test_pause_more_time_and_back(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay = given["Fay"]
        await home.says(fay, "/run")
        await home.presses(fay, "Begin")
        await home.presses(fay, "+2 min")
        assert "4 minutes left" in control(fay)
        await home.later(seconds=100)
        await home.presses(fay, "Pause")
        await home.later(minutes=30)
        assert "Paused: 3 minutes left" in control(fay)
        assert not bells(fay)
        await home.presses(fay, "Go on")
        await home.later(seconds=81)
        assert "60 seconds left" in control(fay)
        assert len(bells(fay)) == 1
        await home.presses(fay, "Next")
        await home.presses(fay, "Back")
        assert "60 seconds left" in control(fay)
        assert "Ground rules" in control(fay)
        await home.presses(fay, "Next")
        await home.later(minutes=2)
        await home.presses(fay, "Back")
        await home.presses(fay, "Next")
        assert "Round" in control(fay)
        assert "9 minutes left" in control(fay), "of eleven"


async def test_the_order_is_fair_over_meetings_and_the_facilitator_may_change_it(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay = given["Fay"]

        def had_time(rows: Rows) -> None:
            old = Meeting(set_id=given.set_id, state=MeetingState.PLANNED, starts_at=EIGHTEEN - timedelta(days=28))
            rows.add(old)
            rows.flush()
            run = Run(set_id=given.set_id, meeting_id=old.id, state=RunState.ENDED)
            rows.add(run)
            rows.flush()
            spoke = {"Ana": 1200, "Ben": 300}
            for name, seconds in spoke.items():
                of = given.members[name]
                rows.add(Stage(run_id=run.id, kind=StageKind.QUESTIONS, member_id=of, used_seconds=seconds, place=-1))

        await home.app.store.run(had_time)
        await home.says(fay, "/run")
        await asks(home, given, "Ana", "Dev", "Ben", "Chi")
        await home.presses(fay, "Who presents")
        assert "1. Red Kite\n2. Slow River" in control(fay), "two have room; both had no time yet, and Dev asked first"
        await home.presses(fay, "Add somebody")
        await home.presses(fay, HERON)
        await home.presses(fay, f"↑ {HERON}")
        await home.presses(fay, "Not Red Kite")
        assert f"1. {HERON}\n2. Slow River" in control(fay)
        assert "Red Kite" not in control(fay)
        await home.presses(fay, "Done")
        await home.presses(fay, "Begin")
        for _ in range(3):
            await home.presses(fay, "Next")
        assert f"Presenting, 1 of 2: {HERON}" in control(fay)
        message, press = data(fay, "Next")
        up = press.replace("run.next", "run.up").rsplit(":", 1)[0] + ":1"
        fay.press_anyway(message, up)
        assert "earlier" in await toasted(home)


async def test_back_to_the_bids_opens_the_order_again(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay = given["Fay"]
        await home.says(fay, "/run")
        await asks(home, given, "Ana", "Ben")
        await home.presses(fay, "Begin")
        for _ in range(3):
            await home.presses(fay, "Next")
        assert "Who presents" not in labels(fay)
        await home.later(seconds=20)
        await home.presses(fay, "Back")
        await home.presses(fay, "Who presents")
        await home.presses(fay, f"↑ {OTTER}")
        await home.presses(fay, "Done")
        await home.presses(fay, "Next")
        assert f"Presenting, 1 of 2: {OTTER}" in control(fay)
        assert [m.text for m in said(given["Ana"]) if not m.silent] == [
            m.text for m in said(given["Chi"]) if not m.silent
        ], "her turn is over for now"


async def test_each_gets_what_they_want_in_meetings_and_never_two_at_once(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay = given["Fay"]

        def choose(rows: Rows) -> None:
            people = {name: rows.need(PersonRow, rows.need(Member, given.members[name]).person_id) for name in FOUR}
            people["Ben"].in_meetings, people["Chi"].in_meetings = InMeetings.TURN, InMeetings.NOTHING
            people["Dev"].paused = True
            rows.add(SetForm(set_id=given.set_id, form=Form.EVERYONE, minutes="everyone.rules=0"))

        await home.app.store.run(choose)
        await home.says(fay, "/run")
        before = {name: len(said(given[name])) for name in FOUR}
        await home.presses(fay, "Who presents")
        while not control(fay).split("\n")[1].endswith(HERON):
            await home.presses(fay, f"↑ {HERON}")
        await home.presses(fay, "Done")
        await home.presses(fay, "Begin")
        assert [len(said(given[name])) - before[name] for name in FOUR] == [1, 0, 0, 0]
        await home.later(seconds=2)
        assert [len(said(given[name])) - before[name] for name in FOUR] == [2, 0, 0, 0]
        for _ in range(9):
            await home.presses(fay, "Next")
            await home.later(seconds=2)
        counts = {name: len([m for m in given[name].chat.messages if m.sender is None]) for name in FOUR}
        assert [counts[name] - before[name] for name in FOUR] == [2, 1, 0, 0]


async def test_the_clock_is_not_slept_through(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        await home.says(given["Fay"], "/run")
        await home.presses(given["Fay"], "Begin")
        due = (await run_of(home, given)).look_at
        assert due == EIGHTEEN + timedelta(minutes=1)
        clock = HeldClock(due - timedelta(seconds=0.7), running=True)
        ticker = asyncio.get_running_loop().create_task(Ticker(home.app.store, clock, 1, lambda: None).run(60))
        try:
            async with asyncio.timeout(10):
                while (await run_of(home, given)).look_at == due:
                    await asyncio.sleep(0.1)
        finally:
            ticker.cancel()


async def test_everyone_has_a_turn_also_who_comes_late_and_not_who_is_absent(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay = given["Fay"]
        await home.says(fay, "/run")
        await home.presses(fay, "Everyone")
        await home.presses(fay, "Who is here (4)")
        await home.presses(fay, f"✓ {OTTER}")
        assert f"– {OTTER}" in labels(fay)
        await home.presses(fay, "Done")
        assert "3 members are here" in control(fay)
        quiet = len(said(given["Ben"]))
        await home.presses(fay, "Begin")
        assert len(said(given["Ben"])) == quiet
        await home.presses(fay, "Next")
        first = control(fay)
        assert "Account, 1 of 3" in first
        absent = next(label for label in labels(fay) if label.startswith("Not here: "))
        await home.presses(fay, absent)
        assert "Account, 2 of 3" in control(fay)
        assert absent.removeprefix("Not here: ") not in control(fay).split("\n")[0]

        await home.presses(fay, "Who is here (2)")
        await home.presses(fay, f"– {OTTER}")
        await home.presses(fay, "Done")
        assert len(said(given["Ben"])) == quiet + 1
        left = await stages(home, given)
        late = [each for each in left if each.member_id == given.members["Ben"]]
        assert [each.kind for each in late] == [StageKind.ACCOUNT, StageKind.QUESTIONS, StageKind.ACTIONS]
        assert left[-1].kind is StageKind.REVIEW
        await home.presses(fay, "+2 min")
        assert "At this pace you end at 20:01, one minute late." in control(fay)
        await home.presses(fay, "Fit the rest")
        assert "as planned" in control(fay)


async def test_who_leaves_in_the_middle_has_no_stages_ahead_and_a_facilitator_who_does_no_control(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay, gus = given["Fay"], given["Gus"]
        await home.says(fay, "/run")
        await home.says(gus, "/run")
        await asks(home, given, "Ana", "Ben")
        await home.presses(fay, "Begin")
        for _ in range(3):
            await home.presses(fay, "Next")
        assert HERON in control(fay)
        next_press = data(gus, "Next")

        def leave(rows: Rows) -> None:
            rows.need(Member, given.members["Ana"]).state = MemberState.REMOVED
            rows.need(Member, given.members["Gus"]).role = Role.MEMBER

        await home.app.store.run(leave)
        await home.later(minutes=1, seconds=1)
        assert "They have left the set." in control(fay)
        assert f"Next: Presenting, {OTTER}" in control(fay)
        assert next(m for m in gus.chat.messages if m.message_id == next_press[0]).deleted
        gus.press_anyway(*next_press)
        assert "earlier" in await toasted(home)
        await home.presses(fay, "Next")
        assert OTTER in control(fay).split("\n")[0]

        def erase(rows: Rows) -> None:
            person = rows.need(PersonRow, rows.need(Member, given.members["Ben"]).person_id)
            erasing.erase_person(rows, person, given["Ben"].id)

        await home.app.store.run(erase)
        await home.later(minutes=1, seconds=1)
        assert "Whoever had this turn is no longer in the set." in control(fay)
        await home.presses(fay, "Next")
        assert "Process review" in control(fay)


async def test_a_co_facilitator_takes_over_with_one_command_and_a_new_control_takes_the_old_ones_place(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay, gus = given["Fay"], given["Gus"]
        await home.says(fay, "/run")
        await home.presses(fay, "Begin")
        fay.block()
        await home.settle()
        await home.later(seconds=30)
        await home.says(gus, "/run")
        assert "Ground rules" in control(gus)
        await home.presses(gus, "Next")
        assert "Round" in control(gus)
        await home.says(gus, "/run")
        assert len([m for m in said(gus) if "Round" in m.text]) == 1


@pytest.mark.parametrize("what", ["cancelled", "moved", "forgotten"])
async def test_a_meeting_that_is_prepared_and_not_held_goes(tmp_path: Path, what: str) -> None:
    async with house(tmp_path, start=EIGHTEEN - timedelta(hours=1)) as home:
        given = await a_set(home)
        fay = given["Fay"]
        await home.says(fay, "/run")
        if what == "cancelled":
            await home.says(fay, "/schedule")
            await home.presses(fay, "Cancel")
            await home.presses(fay, "Cancel the meeting")
        if what == "moved":

            def move(rows: Rows) -> None:
                rows.need(Meeting, given.meeting_id).starts_at = EIGHTEEN + timedelta(days=7)

            await home.app.store.run(move)
        home.clock.move_to(home.clock.now() + timedelta(hours=5))
        await home.settle()
        assert any("This meeting was moved or cancelled, or nobody began it." in m.text for m in said(fay))
        assert await home.app.store.run(lambda rows: running.of_meeting(rows, given.meeting_id or 0)) is None


async def test_a_meeting_that_nobody_ends_ends_by_itself(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay = given["Fay"]
        await home.says(fay, "/run")
        await home.presses(fay, "Begin")
        await home.presses(fay, "Pause")
        home.clock.move_to(at(22, 59))
        await home.settle()
        assert "Paused" in control(fay)
        await home.move_to(at(23, 5))
        assert "The meeting is over." in control(fay)
        await home.later(hours=2)
        run = await run_of(home, given)
        assert run.look_at is None
        assert not await home.app.store.run(lambda rows: running.screens(rows, run.id))


async def test_what_run_says_where_there_is_no_meeting_now(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN - timedelta(hours=3)) as home:
        empty = await given_set(home, facilitator="Eva", members=(), meeting=None, name="Empty set")
        assert "Nobody is in your set yet" in await home.says(empty["Eva"], "/run")
        none = await given_set(home, facilitator="Nia", members=("Ned",), meeting=None, name="New set")
        assert "No meeting is planned" in await home.says(none["Nia"], "/run")
        given = await a_set(home)
        fay = given["Fay"]
        assert "Thu 3 Dec (18:00 London)" in await home.says(fay, "/run")
        await home.presses(fay, "Start one now")
        await home.presses(fay, "2 hours")
        assert "4 members are here" in control(fay)
        await home.presses(fay, "Begin")
        assert "You end at 17:00" in control(fay)

        nia = none["Nia"]
        await home.presses(nia, "Start one now")
        twice = data(nia, "1½ hours")
        for _ in range(2):
            nia.press_anyway(*twice)
        await home.settle()
        assert "One member is here" in control(nia)
        held = await home.app.store.run(lambda rows: running.meeting_to_run(rows, none.set_id, home.clock.now()))
        assert held is not None
        assert held.length_minutes == 90

        late = await given_set(home, facilitator="Lou", members=("Lee",), meeting="2026-12-03T12:05", name="Late set")
        await home.says(late["Lou"], "/run")
        assert "12:05" in control(late["Lou"]), "it ended 55 minutes ago"


async def test_ideas_come_after_the_questions_once_the_presenter_said_yes(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay = given["Fay"]

        def likes(rows: Rows) -> None:
            rows.add(SetForm(set_id=given.set_id, form=Form.SHORT, ideas=True, silence=True))

        await home.app.store.run(likes)
        await home.says(fay, "/run")
        await asks(home, given, "Ana")
        await home.presses(fay, "Begin")
        await home.presses(fay, "Next")
        assert "Presenting, 1 of 1" in control(fay)
        await home.presses(fay, "Ideas: they said yes")
        assert "Ideas: they said yes" not in labels(fay)
        kinds = [each.kind for each in await stages(home, given)]
        assert kinds[kinds.index(StageKind.SILENCE) + 1 :][:3] == [
            StageKind.QUESTIONS,
            StageKind.IDEAS,
            StageKind.ACTIONS,
        ]


async def test_a_set_that_ends_with_its_last_person_takes_its_runs_along(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await given_set(home, members=("Ana",))
        await home.says(given["Fay"], "/run")
        await home.presses(given["Fay"], "Begin")

        def erase(rows: Rows) -> int:
            for name in ("Ana", "Fay"):
                person = rows.need(PersonRow, rows.need(Member, given.members[name]).person_id)
                erasing.erase_person(rows, person, given[name].id)
            return len([each for each in [rows.get(ActionSet, given.set_id)] if each is not None])

        assert await home.app.store.run(erase) == 0
        await home.later(minutes=5)
