"""`/archive`: a set ends; everybody gets their own journey; what waits still arrives, and then it is quiet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document

from albot.domain.meetings import Meeting, MeetingState
from albot.domain.reflections import Note, NoteKind, Sharing
from albot.domain.sets import ActionSet, Member, MemberState, SetState
from albot.domain.steps import StepState, end
from albot.drawing import draw
from albot.sandbox.chats import File
from albot.sandbox.world import Person
from albot.store import meetings, passages, sets, steps
from albot.store.journeys import journey
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from tests.features.links import made_link, shown
from tests.given import GivenSet, given_issue, given_meeting, given_reflection, given_set, given_steps
from tests.house import START, House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def ended(home: House, person: Person) -> str:
    """A facilitator ends their set; returns what the bot said in the end."""
    await home.says(person, "/archive")
    await home.presses(person, "End the set")
    await home.presses(person, "Yes, end it now")
    return shown(person)


def documents(person: Person) -> list[File]:
    """The documents of their journey that somebody got."""
    files = [m.document for m in person.chat.messages if m.document is not None and not m.protected]
    return [each for each in files if each.name == "my-journey.docx"]


def text_of(file: File) -> str:
    """What stands in a document."""
    return "\n".join(each.text for each in Document(BytesIO(file.content)).paragraphs)


async def a_cycle(home: House, given: GivenSet, name: str) -> None:
    """A member has been through one meeting: a step not done, something learned, something taken away."""
    await given_issue(home, given, name)
    await given_steps(home, given, name, "Call the council.", "Ask Ada.")
    await given_reflection(home, given, name, Sharing.PRIVATE, ("I called.", f"{name} learned to wait.", "Slowly."))
    now = home.clock.now()

    def write(rows: Rows) -> None:
        member = rows.need(Member, given.members[name])
        first, _second = steps.open_steps(rows, member.id)
        end(first, StepState.NOT_DONE, now)
        passages.add(rows, Field(member.person_id, first.id, "hindrance"), "It rained.", Source(None, now))
        note = rows.add(Note(member_id=member.id, kind=NoteKind.ABOUT_SELF, meeting_id=given.meeting_id, at=now))
        rows.flush()
        passages.add(rows, Field(member.person_id, note.id), "I can ask.", Source(None, now))

    await home.app.store.run(write)


async def test_a_set_ends_after_two_questions_and_everybody_gets_their_own_journey(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting="2026-11-20T12:30")
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await a_cycle(home, given, "Ana")
        await home.later(hours=3)
        ahead = await given_meeting(home, given, "2026-12-03T18:00")
        said = await home.says(fay, "/archive")
        assert "20 November 2027" in said
        await home.presses(fay, "No, keep it")
        await home.says(fay, "/archive")
        await home.presses(fay, "End the set")
        assert "cancels the meeting ahead" in shown(fay)
        await home.news(ana), await home.news(ben)
        await home.presses(fay, "Yes, end it now")
        assert "Tuesday set has ended" in shown(fay)
        state = await home.app.store.run(lambda rows: rows.need(ActionSet, given.set_id))
        assert (state.state, state.archived_at) == (SetState.ARCHIVED, home.clock.now())
        assert (await home.app.store.run(lambda rows: rows.need(Meeting, ahead).state)) is MeetingState.CANCELLED
        told = await home.news(ana)
        assert "will not be held" in told
        assert "your own journey" in told and "Tuesday set" not in told
        found = documents(ana)
        assert len(found) == 1
        written = text_of(found[0])
        for words in ("Tuesday set, as Quiet Heron", "Nobody reads my reports.", "Ana learned to wait.", "I can ask."):
            assert words in written
        assert "Call the council. (not done, 20 November 2026)" in written and "It rained." in written
        assert "Until the meeting on 20 November 2026" in written
        assert "Ask Ada." in written[written.index("Steps that are still open") :]
        assert "Slowly." not in written  # the best way of going about it is no part of a journey
        assert "Your set has ended." in await home.news(ben)
        assert documents(ben) == [] == documents(fay)


async def test_what_waits_for_its_delivery_time_still_arrives_and_then_it_is_quiet(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting="2026-11-21T08:00")  # the round-up is out at 18:00 before
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await given_steps(home, given, "Ben", "Call the council.")
        await home.move_to(EVENING + timedelta(minutes=5))
        await given_reflection(home, given, "Ana")  # it waits for the link
        await ended(home, fay)
        await home.move_to(MORNING - timedelta(minutes=1))
        await home.news(ben)
        await home.move_to(MORNING)
        assert "One member shared something." in await home.news(ben)
        assert "He was relieved." in await home.presses(ben, "Read")
        assert "One member shared something." in await home.news(fay)
        await home.news(ana)
        await home.later(days=60)
        assert [await home.news(person) for person in (ana, ben, fay)] == ["", "", ""]


async def test_in_a_set_that_has_ended_there_is_reading_and_leaving_and_no_more(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await given_issue(home, given, "Ana")
        await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        await home.says(ben, "/steps")
        await home.says(ben, "/checkin")
        await ended(home, fay)
        for command in ("checkin", "steps", "inbox", "ask", "facilitator"):
            assert "Your set has ended" in await home.says(ben, f"/{command}"), command
        for command in ("schedule", "invite", "members", "prompts", "rhythm", "rules", "write", "roundup", "archive"):
            assert "Your set has ended" in await home.says(fay, f"/{command}"), command
        assert "Your set has ended" in await home.says(ana, "/issue")
        assert "Your set has ended" in await home.presses(ben, "Ask a question")
        page = await home.says(ben, "/set")
        assert "has ended" in page and "Quiet Heron" in page
        assert "He was relieved." in await home.presses(ben, "Read Quiet Heron")
        assert "has ended" in await home.says(ben, "/start")
        assert "To read" in await home.says(ben, "/export")
        assert "/checkin" not in await home.says(ben, "/help")
        await home.says(ana, "/journal")
        await home.presses(ana, "As a document")
        assert "Nobody reads my reports." in text_of(documents(ana)[-1])
        await home.says(ben, "/leave")
        await home.presses(ben, "Leave the set")
        await home.says(fay, "/leave")
        await home.presses(fay, "Leave the set")
        states = await home.app.store.run(
            lambda rows: [rows.need(Member, given.members[name]).state for name in ("Ana", "Ben", "Fay")]
        )
        assert states == [MemberState.ACTIVE, MemberState.LEFT, MemberState.LEFT]


async def test_a_reply_to_what_was_shared_is_not_lost_and_another_set_goes_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gus", members=("Ben", "Mia", "Ned"), name="Thursday set")
        ben = given["Ben"]
        await given_steps(home, other, "Ben", "Paint the door.")
        await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        read = next(m for m in reversed(ben.chat.messages) if "He was relieved." in m.text)
        await ended(home, given["Fay"])
        await home.news(ben)
        assert "Paint the door." in await home.says(ben, "/steps")  # asks no longer which set
        ben.send("What did he say?", reply_to=read.message_id)
        said = await home.news(ben)
        assert "Your set has ended" in said and "What is this?" in said


async def test_links_and_conversations_end_and_who_waits_hears_of_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay, eva, gus = given["Ana"], given["Fay"], home.person("Eva"), home.person("Gus")
        link = await made_link(home, fay)
        await home.says(eva, f"/start {link}")
        await home.presses(eva, "I agree")
        await home.says(ana, "/issue")
        await ended(home, fay)
        await home.news(ana), await home.news(eva)
        assert "What is this?" in await home.says(ana, "Nobody reads my reports.")
        assert "I agree" not in "".join([await home.says(gus, f"/start {link}"), *home.buttons(gus)])
        await home.move_to(EVENING)
        assert "The set that you wanted to join has ended." in await home.news(eva)
        assert "wait" not in await home.news(fay)


async def test_goodbye_keeps_out_of_quiet_hours_and_pauses(tmp_path: Path) -> None:
    async with house(tmp_path, start=datetime(2026, 11, 20, 22, 0, tzinfo=UTC)) as home:
        given = await given_set(home, meeting=None)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await given_issue(home, given, "Ana")
        await given_issue(home, given, "Ben")
        await home.says(ben, "/pause")
        await home.presses(ben, "2 weeks")
        await ended(home, fay)
        await home.news(ben)
        await home.move_to(datetime(2026, 11, 21, 7, 59, tzinfo=UTC))
        assert documents(ana) == []
        await home.move_to(datetime(2026, 11, 21, 8, 1, tzinfo=UTC))
        assert len(documents(ana)) == 1
        assert documents(ben) == []
        await home.later(days=15)
        assert len(documents(ben)) == 1


async def test_two_who_end_it_at_once_end_it_once_and_an_old_button_ends_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await home.says(fay, "/archive")
        await home.presses(fay, "End the set")
        old = next(m for m in reversed(fay.chat.messages) if m.keyboard)
        await home.later(minutes=11)
        fay.press(old.message_id, "Yes, end it now")
        await home.settle()
        assert (await home.app.store.run(lambda rows: rows.need(ActionSet, given.set_id).state)) is SetState.ACTIVE
        await home.says(fay, "/archive")
        await home.presses(fay, "End the set")
        newest = next(m for m in reversed(fay.chat.messages) if m.keyboard)
        await home.news(ana)
        fay.press(newest.message_id, "Yes, end it now")
        fay.press(newest.message_id, "Yes, end it now")
        assert (await home.news(ana)).count("Your set has ended") == 1


async def test_the_issue_of_the_start_is_kept_when_it_changes(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        await given_issue(home, given, "Ana", "At first.")
        for words in ("In the middle.", "In the end."):
            await home.says(ana, "/issue")
            await home.presses(ana, "Change what it is")
            await home.says(ana, words)
            await home.later(minutes=5)
        values = await home.app.store.run(lambda rows: journey(rows, rows.need(Member, given.members["Ana"])))
        assert values is not None
        assert (values["first"]["what"], values["now"]["what"]) == ("At first.", "In the end.")
        assert values["first"]["power"] == "What I write first."


async def test_a_set_that_ends_with_its_facilitator_leaves_no_series_no_link_and_nothing_unread(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting="2026-11-21T08:00")
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await made_link(home, fay)
        await home.app.store.run(lambda rows: setattr(rows.need(Meeting, given.meeting_id), "every_weeks", 1))
        await home.move_to(EVENING + timedelta(minutes=5))
        await given_reflection(home, given, "Ana")  # it waits for the link
        await home.says(fay, "/forget")
        await home.presses(fay, "Erase everything")
        await home.presses(fay, "Yes, erase it now")
        await home.settle()
        found = await home.app.store.run(
            lambda rows: (rows.need(ActionSet, given.set_id).state, sets.invites(rows, given.set_id))
        )
        assert found == (SetState.ARCHIVED, [])
        await home.move_to(MORNING - timedelta(minutes=1))
        await home.news(ben)
        await home.move_to(MORNING)
        assert "One member shared something." in await home.news(ben)
        await home.news(ana)
        await home.later(days=30)
        assert (await home.news(ana), await home.news(ben)) == ("", "")
        ahead = await home.app.store.run(lambda rows: meetings.upcoming(rows, given.set_id, START))
        assert ahead == []


def test_a_document_is_the_same_each_time_and_says_nothing_about_its_making() -> None:
    step = {"text": "A\x00\x0bB", "state": "let_go", "day": date(2026, 12, 1).isoformat(), "said": ""}
    cycle = {"until": None, "steps": [step], "learned": [], "took": []}
    values = {"set": "S", "handle": "H", "first": {}, "now": {"what": "X\ufffe"}, "cycles": [cycle], "open": []}
    made = draw("journey", values, "en")
    assert made == draw("journey", values, "en")
    assert made.name == "my-journey.docx"
    about = Document(BytesIO(made.data)).core_properties
    assert {about.author, about.last_modified_by, about.title, about.comments} == {""}
    with ZipFile(BytesIO(made.data)) as whole:
        assert {entry.date_time for entry in whole.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert "AB (let go, 1 December 2026)" in [each.text for each in Document(BytesIO(made.data)).paragraphs]


async def test_nobody_s_journey_holds_the_words_or_the_handle_of_another(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await a_cycle(home, given, "Ana")
        await a_cycle(home, given, "Ben")
        await ended(home, given["Fay"])
        await home.settle()
        mine, his = text_of(documents(given["Ana"])[0]), text_of(documents(given["Ben"])[0])
        assert "Ben learned" not in mine and "Blue Otter" not in mine and "Ana learned" not in his
