"""The process review: answers without a handle, shown once, when it closes, where three or more answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from albot.chat import reviewing
from albot.chat.message import button
from albot.domain.meetings import Meeting
from albot.domain.people import Person
from albot.domain.review_rows import LineKind, Review, ReviewAnswer
from albot.domain.run_rows import Attendance, Run, RunState, Screen
from albot.domain.sets import Member
from albot.sandbox.chats import Message
from albot.sandbox.world import Person as Account
from albot.store import passages, reviews
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house

SIX = ("Ana", "Ben", "Chi", "Dev", "Eli", "Fox")
BEGAN = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
OVER = BEGAN + timedelta(hours=2)
CLOSES = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
"""The first delivery time at least twelve hours after the meeting."""

READY = "The process review is ready."
SECRET = "Nobody waits for the quiet ones"
NOT_SAID = ("Ana", "Quiet Heron")


@dataclass
class Scene:
    """A set after a meeting that was run here."""

    home: House
    given: GivenSet

    def __getitem__(self, name: str) -> Account:
        return self.given[name]

    async def look(self, name: str) -> str:
        """What is new for somebody."""
        return await self.home.news(self[name])

    async def taps(self, name: str, *words: str) -> None:
        """Somebody answers the three scales by buttons, and adds no line."""
        for word in ("Begin", *words, "No line"):
            await self.home.presses(self[name], word)

    async def answered(self, names: Iterable[str], *points: int, line: str = "") -> None:
        """Some have answered the three scales; `line`, with their names in it, is what they say to try next time."""
        now = self.home.clock.now()

        def write(rows: Rows) -> None:
            [review] = [each for each, _ in reviews.of_set(rows, self.given.set_id) if each.closed_at is None]
            for name in names:
                member = rows.need(Member, self.given.members[name])
                answer = reviews.need_answer(rows, review.id, member.id)
                answer.support, answer.challenge, answer.airtime = points
                answer.finished_at, answer.line = now, LineKind.NEXT if line else None
                if line:
                    passages.add(rows, Field(member.person_id, answer.id), line.format(name), Source(None, now))

        await self.home.app.store.run(write)


@asynccontextmanager
async def after_a_meeting(tmp_path: Path, *, ended: bool = True, absent: tuple[str, ...] = ()) -> AsyncIterator[Scene]:
    """Six members have met; the review is open, and those who were there are asked."""
    async with house(tmp_path, start=OVER) as home:
        given = await given_set(home, members=SIX)

        def run_it(rows: Rows) -> None:
            meeting = rows.need(Meeting, given.meeting_id)
            run = Run(set_id=given.set_id, meeting_id=meeting.id, began_at=BEGAN, ends_at=OVER)
            run.state, run.ended_at = (RunState.ENDED, OVER) if ended else (RunState.RUNNING, None)
            run.stage_ends_at = OVER
            rows.add(run)
            for name in SIX:
                present = name not in absent
                rows.add(Attendance(meeting_id=meeting.id, member_id=given.members[name], present=present))
            rows.flush()
            reviewing.invite(rows, reviewing.open_review(rows, meeting, OVER), OVER)

        await home.app.store.run(run_it)
        await home.later(seconds=1)
        yield Scene(home, given)


def texts(person: Account) -> str:
    """Everything that stands in somebody's chat from the bot now."""
    return "\n".join(each.text for each in person.chat.messages if each.sender is None and not each.deleted)


def newest(person: Account) -> Message:
    """The newest message of the bot in somebody's chat."""
    return next(each for each in reversed(person.chat.messages) if each.sender is None and not each.deleted)


async def the_review(scene: Scene) -> Review:
    def look(rows: Rows) -> Review:
        found = reviews.of_meeting(rows, scene.given.meeting_id or 0)
        assert found is not None
        return found

    return await scene.home.app.store.run(look)


async def test_six_members_answer_and_all_read_the_same_when_it_closes(tmp_path: Path) -> None:
    async with after_a_meeting(tmp_path) as scene:
        home, ana = scene.home, scene["Ana"]
        assert "How did you work together" in await scene.look("Ana")
        first = await home.presses(ana, "Begin")
        assert "1 of 3" in first
        assert home.buttons(ana)[:5] == ["None", "A little", "Some", "Much", "Very much"]
        where = newest(ana).message_id
        assert not await home.presses(ana, "Much")
        await home.presses(ana, "Back")
        assert home.buttons(ana)[3] == "✓ Much"
        await home.presses(ana, "✓ Much")
        await home.presses(ana, "A little")
        await home.presses(ana, "Just right")
        assert newest(ana).message_id == where
        assert "add a line" in newest(ana).text
        asked = await home.presses(ana, "To try next time")
        assert "without your handle" in asked and "cannot take it back" in asked
        assert SECRET in await home.says(ana, SECRET)
        assert await home.presses(ana, "Done") == ""
        assert "Support: Much" in newest(ana).text
        chosen = {"Ben": (4, 3), "Chi": (3, 3), "Dev": (3, 1), "Eli": (3, 1)}
        for name, (support, challenge) in chosen.items():
            await scene.answered([name], support, challenge, 3, line="a line of {}'s own")
        await scene.taps("Fox", "Very much", "Very much", "Far too much")
        await home.move_to(CLOSES - timedelta(minutes=1))
        for name in ("Fay", "Ben"):
            assert SECRET not in texts(scene[name])
            assert READY not in texts(scene[name])
        await home.move_to(CLOSES)
        seen = set()
        for name in ("Fay", *SIX):
            assert (await scene.look(name)).endswith(READY)
            assert not newest(scene[name]).protected
            read = await home.presses(scene[name], "Read")
            assert newest(scene[name]).protected
            seen.add(read)
        [read] = seen
        assert "Process review, Thursday 3 December\n6 members answered." in read
        assert "Support: between Some and Much\nSome 3 · Much 2 · Very much 1" in read
        assert "Challenge: between A little and Some\nNone 2 · A little 1 · Some 2 · Very much 1" in read
        assert "My share of the time: Just right\nJust right 5 · Far too much 1" in read
        assert read.count("a line of") == 4 and SECRET in read
        assert "What we do well" not in read
        assert not any(each in read for each in NOT_SAID)
        assert await home.presses(ana, "Read") == read


async def test_lines_stand_in_the_order_of_random_ids_and_go_with_their_writer(tmp_path: Path) -> None:
    async with after_a_meeting(tmp_path) as scene:
        await scene.answered(SIX, 3, 3, 3, line="line of {}")

        def ids(rows: Rows) -> dict[int, str]:
            answers = (reviews.answer_of(rows, review.id, scene.given.members[name]) for name in SIX)
            return {answer.id: name for answer, name in zip(answers, SIX, strict=True) if answer is not None}

        review = await the_review(scene)
        by_id = await scene.home.app.store.run(ids)
        await scene.home.move_to(CLOSES)
        read = await scene.home.presses(scene["Fay"], "Read")
        shown = sorted(SIX, key=lambda name: read.index(f"line of {name}"))
        assert shown == [by_id[answer_id] for answer_id in sorted(by_id)]
        await scene.home.says(scene["Ana"], "/forget")
        await scene.home.presses(scene["Ana"], "Erase everything")
        await scene.home.presses(scene["Ana"], "Yes, erase it now")
        read = read.removeprefix(f"{READY}\n---\n")
        again = await scene.home.presses(scene["Fay"], "Read")
        assert "line of Ana" not in again
        assert again == read.replace("line of Ana\n", "").replace("\nline of Ana", "")
        assert "6 members answered" in again


async def test_now_leads_into_an_open_review_until_it_is_answered(tmp_path: Path) -> None:
    async with after_a_meeting(tmp_path) as scene:
        home, ana = scene.home, scene["Ana"]
        now = "The process review of your last meeting is open"
        assert now in await home.says(ana, "/start")
        assert "1 of 3" in await home.presses(ana, "Process review")
        await scene.answered(["Ana"], 4, 3, 3)
        assert now not in await home.says(ana, "/start")
        assert now not in await home.says(scene["Fay"], "/start")


async def test_fewer_than_three_are_never_shown_and_only_facilitators_hear_so(tmp_path: Path) -> None:
    async with after_a_meeting(tmp_path) as scene:
        home, fay = scene.home, scene["Fay"]
        await scene.answered(["Ana"], 4, 3, 3, line=SECRET)
        await scene.taps("Ben", "None", "None", "Far too little")
        await home.presses(scene["Chi"], "Begin")
        await home.presses(scene["Chi"], "None")
        before = await home.says(fay, "/review")
        assert "is open" in before and "Fri 4 Dec (09:00 London)" in before
        assert not await close_by_hand(scene)
        await home.move_to(CLOSES + timedelta(days=1))
        for name in SIX:
            assert READY not in texts(scene[name])
        after = await home.says(fay, "/review")
        assert "fewer than three" in after
        assert not any(each in texts(fay) for each in (SECRET, "members answered", "Much", "None"))
        assert (await the_review(scene)).numbers == ""
        assert "This review has closed" in await home.presses(scene["Chi"], "None")
        assert "Read" not in home.buttons(scene["Chi"])


async def close_by_hand(scene: Scene) -> bool:
    """What *Close and show* in the meeting does."""
    now = scene.home.clock.now()

    def close(rows: Rows) -> bool:
        review = reviews.of_meeting(rows, scene.given.meeting_id or 0)
        return review is not None and reviewing.close(rows, review, now)

    done = await scene.home.app.store.run(close)
    await scene.home.later(seconds=1)
    return done


async def test_closed_in_the_meeting_it_reaches_those_there_at_once_and_the_others_in_the_morning(
    tmp_path: Path,
) -> None:
    async with after_a_meeting(tmp_path, ended=False, absent=("Fox",)) as scene:
        home = scene.home
        await home.move_to(OVER + timedelta(hours=1, minutes=30))  # the quiet hours have begun
        await scene.answered(SIX[:2], 4, 3, 3)
        assert not await close_by_hand(scene)
        assert "fewer" not in await home.says(scene["Fay"], "/review")
        await scene.answered(["Chi"], 4, 3, 3)
        assert await close_by_hand(scene)
        assert await close_by_hand(scene)
        assert [READY in texts(scene[name]) for name in ("Ana", "Dev", "Fox")] == [True, True, False]
        await scene.home.move_to(CLOSES)
        assert [texts(scene[name]).count(READY) for name in ("Ana", "Dev", "Fox", "Fay")] == [1, 1, 1, 1]


async def test_answers_can_be_changed_until_it_closes_and_not_by_anything_after(tmp_path: Path) -> None:
    async with after_a_meeting(tmp_path) as scene:
        home, ana = scene.home, scene["Ana"]
        await scene.answered(("Ben", "Chi", "Dev"), 3, 3, 3)
        await scene.taps("Ana", "None", "None", "Far too little")
        await home.presses(ana, "Add a line")
        await home.presses(ana, "To try next time")
        await home.says(ana, "first words")
        await home.later(minutes=1)
        assert "other words" in await home.says(ana, "other words")
        message = next(each for each in ana.chat.messages if each.text == "other words")
        assert "and more" in await home.says(ana, "and more")  # a burst goes on with the same line
        ana.edit(message.message_id, "edited words")
        assert "Changed." in await home.news(ana)
        await home.presses(ana, "Done")
        await home.presses(ana, "Change my answers")
        for word in ("Very much", "Very much", "Far too much"):
            await home.presses(ana, word)
        await home.presses(ana, "We do this well")
        await home.move_to(CLOSES)
        await home.news(ana)
        read = await home.presses(ana, "Read")
        assert "None" not in read and "first words" not in read
        assert "What we do well\nedited words\nand more" in read
        assert "Support: Some\nSome 3 · Very much 1" in read
        late = await home.says(ana, "too late for this")
        assert "This review has closed" in late and "What is this?" in late
        ana.edit(message.message_id, "smuggled in")
        assert "stays as it was" in await home.news(ana)
        await home.presses(ana, "Begin")
        assert "This review has closed" in texts(ana)
        assert await home.presses(ana, "Read") == read


async def test_no_line_takes_one_back_and_a_press_of_old_buttons_asks_what_is_missing(tmp_path: Path) -> None:
    async with after_a_meeting(tmp_path) as scene:
        home, ana = scene.home, scene["Ana"]
        await home.presses(ana, "Begin")
        await home.presses(ana, "Much")
        await home.presses(ana, "Stop for now")
        assert "2 of 3" in await home.presses(ana, "Go on")
        await home.presses(ana, "Some")
        await home.presses(ana, "Far too little")
        await home.presses(ana, "We do this well")
        await home.says(ana, SECRET)
        await home.presses(ana, "No line")
        assert SECRET not in newest(ana).text
        await scene.answered(("Ben", "Chi"), 3, 3, 3)
        await home.move_to(CLOSES)
        assert SECRET not in await home.presses(scene["Ben"], "Read")


async def test_who_came_later_neither_answers_nor_reads_and_facilitators_do_not_answer(tmp_path: Path) -> None:
    async with after_a_meeting(tmp_path) as scene:
        home = scene.home
        review = await the_review(scene)

        def later(rows: Rows) -> None:
            rows.need(Member, scene.given.members["Fox"]).admitted_at = OVER + timedelta(minutes=5)

        await home.app.store.run(later)
        await scene.answered(SIX[:3], 3, 3, 3)
        begin = button("x", "review.begin", review.id).data
        read = button("x", "review.read", review.id).data
        await home.says(scene["Fay"], "/set")
        scene["Fay"].press_anyway(newest(scene["Fay"]).message_id, begin)
        assert "for the members" in await scene.look("Fay")
        await scene.look("Fox")
        await home.presses(scene["Fox"], "Begin")
        assert await scene.look("Fox") == ""
        await home.move_to(CLOSES)
        assert READY not in texts(scene["Fox"])
        scene["Fox"].press_anyway(newest(scene["Fox"]).message_id, read)
        assert "members answered" not in await scene.look("Fox")
        assert "members answered" in await home.presses(scene["Fay"], "Read")
        assert await home.app.store.run(lambda rows: len(reviews.finished(rows, review.id))) == 3


async def test_asked_are_those_who_were_there_and_have_no_screen_and_have_not_answered(tmp_path: Path) -> None:
    async with house(tmp_path, start=OVER + timedelta(hours=2)) as home:
        given = await given_set(home, members=SIX)

        def end(rows: Rows) -> None:
            meeting = rows.need(Meeting, given.meeting_id)
            ended = home.clock.now()
            run = Run(set_id=given.set_id, meeting_id=meeting.id, state=RunState.ENDED, began_at=BEGAN, ended_at=ended)
            rows.add(run)
            for name in SIX:
                present = name != "Fox"
                rows.add(Attendance(meeting_id=meeting.id, member_id=given.members[name], present=present))
            rows.flush()
            rows.add(Screen(run_id=run.id, member_id=given.members["Ana"]))
            review = reviewing.open_review(rows, meeting, ended)
            answered = ReviewAnswer(review_id=review.id, member_id=given.members["Ben"], finished_at=ended)
            answered.support = answered.challenge = answered.airtime = 3
            rows.add(answered)
            person = rows.need(Person, rows.need(Member, given.members["Chi"]).person_id)
            person.paused = True
            rows.flush()
            reviewing.invite(rows, review, ended)

        await home.app.store.run(end)
        await home.later(seconds=1)
        asked = {name for name in (*SIX, "Fay") if "How did you work together" in texts(given[name])}
        assert asked == {"Dev", "Eli"}


async def test_facilitators_open_one_for_a_meeting_that_was_not_run_here_and_see_them_over_time(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, start=OVER + timedelta(hours=14)) as home:
        given = await given_set(home, members=SIX)
        scene, fay = Scene(home, given), given["Fay"]
        assert "no process review yet" in await home.says(fay, "/review")
        assert "open, and I ask" in await home.presses(fay, "Open a review: Thursday 3 December")
        await home.says(fay, "/review")
        assert home.buttons(fay) == []
        assert "How did you work together" in await scene.look("Ana")
        await scene.answered(SIX[:3], 4, 3, 3, line="line of {}")
        assert "line of" not in await home.says(fay, "/review")
        await home.later(days=3)
        page = await home.says(fay, "/review")
        assert "line of Ana" in page and home.buttons(fay) == ["Picture"]
        second = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
        await home.app.store.run(lambda rows: _held(rows, given, second))
        await home.move_to(second + timedelta(hours=15))
        await home.says(fay, "/review")
        await home.presses(fay, "Open a review: Thursday 31 December")
        await scene.answered(SIX[:4], 2, 5, 2)
        await home.later(days=3)
        page = await home.says(fay, "/review")
        assert "31 December" in page and "line of" not in page
        assert home.buttons(fay) == ["Earlier ones", "Picture"]
        said = await home.presses(fay, "Picture")
        assert "Thursday 3 December: support 4, challenge 3, airtime 3" in said
        assert "Thursday 31 December: support 2, challenge 5, airtime 2" in said
        assert newest(fay).photo is not None
        await home.presses(fay, "Earlier ones")
        assert "line of Ana" in await home.presses(fay, "Thursday 3 December")
        points = await home.app.store.run(lambda rows: reviewing.series(rows, given.set_id))
        assert [medians for _day, medians in points] == [(4, 3, 3), (2, 5, 2)]


def _held(rows: Rows, given: GivenSet, starts_at: datetime) -> None:
    first = rows.need(Meeting, given.meeting_id)
    rows.add(Meeting(set_id=given.set_id, state=first.state, starts_at=starts_at, zone=first.zone))


async def test_a_review_can_only_be_opened_once_and_within_a_week(tmp_path: Path) -> None:
    async with house(tmp_path, start=OVER - timedelta(minutes=1)) as home:
        given = await given_set(home, members=SIX)

        async def offered(*, minutes: float) -> bool:
            await home.move_to(OVER + timedelta(minutes=minutes))
            said = await home.says(given["Fay"], "/review")
            assert "no process review yet" in said
            return any(each["text"].startswith("Open") for row in newest(given["Fay"]).keyboard for each in row)

        week = 7 * 24 * 60
        assert [await offered(minutes=each) for each in (-1, 0, week - 1, week)] == [False, True, True, False]
        await home.presses(given["Fay"], "Open a review: Thursday 3 December")
        assert await home.app.store.run(lambda rows: reviews.of_set(rows, given.set_id)) == []
