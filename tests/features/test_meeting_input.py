"""What cannot be in meetings: each gets a clear answer, and nothing is lost. Over HTTP, on a held clock.

Times that have passed, or that the clocks skip or repeat, are in `test_scheduling`; what a meeting says where there is
none, in `test_running`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from albot.domain.meetings import MeetingState
from albot.domain.reflections import Note
from albot.domain.run_rows import Form, SetForm
from albot.domain.sets import ActionSet, Member, SetState
from albot.sandbox.world import Person
from albot.store import journal, meetings, passages, reviews, running
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house

EIGHTEEN = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
"""When the meeting is planned."""


async def newest(home: House, person: Person, text: str) -> str:
    """What somebody's chat shows last once they have typed."""
    await home.later(seconds=10)
    return await home.says(person, text)


async def planned(home: House, given: GivenSet) -> list[tuple[datetime | None, int]]:
    """The meetings that are planned, with their minutes."""

    def look(rows: Rows) -> list[tuple[datetime | None, int]]:
        return [(each.starts_at, each.length_minutes) for each in meetings.planned(rows, given.set_id)]

    return sorted(await home.app.store.run(look))


EMPTY = {
    "/run": "Nobody is in your set yet",
    "/status": "Check-ins shared: 0 of 0",
    "/remind": "check-in",
    "/roundup": "Nobody has shared anything yet",
    "/announce": "Nobody else is in the set yet",
    "/review": "There is no process review yet",
    "/members": "Steady Lamp",
    "/set": "Steady Lamp",
}
"""What a facilitator is told in a set without members, with a meeting ahead."""


async def test_a_set_without_members_gets_a_clear_answer_to_everything(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=())
        fay = given["Fay"]
        for command, answer in EMPTY.items():
            said = await newest(home, fay, command)
            assert answer in said and "went wrong" not in said, (command, said)
        await newest(home, fay, "/status")
        await home.presses(fay, "Steps")
        await home.presses(fay, "Attendance")
        assert "went wrong" not in str([m.text for m in fay.chat.messages])


async def test_a_set_without_members_can_be_ended(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=(), meeting=None)
        fay = given["Fay"]
        assert "No meeting is planned" in await newest(home, fay, "/remind")
        await newest(home, fay, "/archive")
        await home.presses(fay, "End the set")
        await home.presses(fay, "Yes, end it now")
        there = await home.app.store.run(lambda rows: rows.need(ActionSet, given.set_id).state)
        assert there is SetState.ARCHIVED


def control(person: Person) -> str:
    """What a facilitator's control says."""
    shown = [m for m in person.chat.messages if m.protected and m.from_bot and not m.deleted]
    return next(m.text for m in reversed(shown) if not m.text.startswith("In "))


async def test_a_meeting_to_which_nobody_comes_cannot_begin_and_goes_by_itself(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await given_set(home, members=("Ana", "Ben"))
        fay = given["Fay"]
        await home.says(fay, "/run")
        await home.presses(fay, "Who is here (2)")
        await home.presses(fay, "✓ Quiet Heron")
        await home.presses(fay, "✓ Blue Otter")
        await home.presses(fay, "Done")
        assert "Nobody is marked as here." in control(fay)
        assert "Begin" not in home.buttons(fay)
        await home.later(hours=4)
        assert "nobody began it" in str([m.text for m in fay.chat.messages])
        assert await home.app.store.run(lambda rows: running.of_meeting(rows, given.meeting_id or 0)) is None
        assert "no process review yet" in await newest(home, fay, "/review")
        assert "No meeting is planned" in await newest(home, fay, "/status")


async def test_a_review_that_nobody_answers_shows_nothing_and_says_so(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await given_set(home, members=("Ana", "Ben", "Chi"))
        fay = given["Fay"]
        await home.says(fay, "/run")
        for label in ("Begin", "End", "Yes, end it"):
            await home.presses(fay, label)
        await home.later(days=2)
        assert "fewer than three answered" in await newest(home, fay, "/review")
        assert "Picture" not in home.buttons(fay)
        assert "ready" not in str([m.text for m in given["Ana"].chat.messages])
        review = await home.app.store.run(lambda rows: reviews.of_meeting(rows, given.meeting_id or 0))
        assert review is not None and review.closed_at is not None and not review.numbers
        await newest(home, fay, "/status")
        for picture in ("Steps", "Attendance"):
            await home.presses(fay, picture)
            assert "went wrong" not in str([m.text for m in fay.chat.messages])


@pytest.mark.parametrize(
    "kept", ["full.questions=500,full.rules=0", "full.presenting=0,full.clarifying=0,full.round=-3"]
)
async def test_minutes_that_no_form_can_have_do_no_harm_where_they_are_kept(tmp_path: Path, kept: str) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await given_set(home, members=("Ana", "Ben"))
        write = SetForm(set_id=given.set_id, form=Form.FULL, minutes=kept)
        await home.app.store.run(lambda rows: rows.add(write).id)
        await home.says(given["Fay"], "/run")
        await home.presses(given["Fay"], "Begin")
        for _ in range(3):
            await home.presses(given["Fay"], "Next")

        def seconds(rows: Rows) -> list[int]:
            run = running.of_meeting(rows, given.meeting_id or 0)
            return [] if run is None else [each.seconds for each in running.stages(rows, run.id)]

        found = await home.app.store.run(seconds)
        assert min(found) >= 60 and max(found) < 7200
        assert 7200 - 60 <= sum(found) <= 7200 * 2
        assert "went wrong" not in str([m.text for m in given["Fay"].chat.messages])


@pytest.mark.parametrize("length", ["0 minutes", "-5 minutes", "5000 minutes", "a while"])
async def test_a_length_that_no_meeting_can_have_is_asked_for_again(tmp_path: Path, length: str) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        fay = given["Fay"]
        await newest(home, fay, "/schedule")
        await newest(home, fay, "Thu 3 Dec 18:00")
        assert "I could not read that as a length" in await newest(home, fay, length)
        await home.presses(fay, "2 hours")
        await home.presses(fay, "Later")
        await home.presses(fay, "Plan it")
        assert await planned(home, given) == [(EIGHTEEN, 120)]


async def test_meetings_that_overlap_or_come_close_are_run_one_after_the_other(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN - timedelta(hours=2, minutes=30)) as home:
        given = await given_set(home, members=("Ana", "Ben"))
        fay = given["Fay"]
        await home.says(fay, "/run")
        await home.presses(fay, "Start one now")
        assert "would run into it" not in await home.presses(fay, "2 hours")
        early = control(fay)
        assert "Your meeting" in early and "120 minutes" in early
        await home.presses(fay, "Begin")
        home.clock.move_to(EIGHTEEN)  # it is over its time, and the other would begin
        await newest(home, fay, "/run")
        assert "over time" in control(fay), "the one that is on comes first"
        await home.presses(fay, "End")
        await home.presses(fay, "Yes, end it")
        await newest(home, fay, "/run")
        assert "Your meeting" in control(fay) and "2 members are here" in control(fay)
        kept = await home.app.store.run(lambda rows: meetings.planned(rows, given.set_id))
        assert sorted((each.starts_at, each.state) for each in kept)[-1] == (EIGHTEEN, MeetingState.PLANNED)

        for label in ("Begin", "End", "Yes, end it"):
            await home.presses(fay, label)
        await home.later(minutes=10)  # the planned time of the one that has ended is not over
        await newest(home, fay, "/run")
        await home.presses(fay, "Start one now")
        await home.presses(fay, "1 hour")
        assert "60 minutes are planned" in control(fay)


async def test_all_members_removed_in_the_middle_leave_a_meeting_that_can_be_ended(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await given_set(home, members=("Ana", "Ben"))
        fay = given["Fay"]
        await home.says(fay, "/run")
        await home.presses(fay, "Begin")
        for _ in range(3):
            await home.presses(fay, "Next")
        for handle in ("Quiet Heron", "Blue Otter"):
            await newest(home, fay, "/members")
            for label in ("Remove somebody", handle, f"Remove {handle}"):
                await home.presses(fay, label)
        await home.later(minutes=1)
        assert "They have left the set." in control(fay)
        await home.presses(fay, "Next")
        await home.presses(fay, "End")
        await home.presses(fay, "Yes, end it")
        assert "The meeting is over." in control(fay)
        assert "went wrong" not in str([m.text for each in given.people.values() for m in each.chat.messages])


def person_of(rows: Rows, given: GivenSet, name: str) -> int:
    """The id by which somebody is known."""
    return rows.need(Member, given.members[name]).person_id


async def test_a_file_that_is_too_large_is_answered_and_everything_is_kept(tmp_path: Path) -> None:
    many, long = 13_000, "x" * 4_000
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, now = given["Ana"], home.clock.now()

        def write(rows: Rows) -> None:
            member = rows.need(Member, given.members["Ana"])
            for _ in range(many // 100):
                note = rows.add(Note(member_id=member.id, at=now))
                rows.flush()
                passages.add(rows, Field(member.person_id, note.id), long * 100, Source(None, now))

        await home.app.store.run(write)
        answer = await home.says(ana, "/export")
        assert answer.count("larger than Telegram takes") == 2 and "Nothing is lost" in answer
        assert "I do not know" in await home.says(ana, "/nonsense"), "the chat is not held up by it"
        kept = await home.app.store.run(lambda rows: len(journal.entries(rows, person_of(rows, given, "Ana"))))
        assert kept == many // 100
