"""What members see and do while their set meets: over HTTP, on a held clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from albot.chat.message import base36
from albot.domain.passages import Passage
from albot.domain.people import InMeetings
from albot.domain.people import Person as PersonRow
from albot.domain.run_rows import Attendance, Bid, Form, Run, Screen, Stage
from albot.domain.sets import ActionSet, Member
from albot.sandbox.chats import Message
from albot.sandbox.world import Person
from albot.store import forms, retention, running, steps
from albot.store.rows import Rows
from albot.store.tables import METADATA
from tests.features.test_exporting import exported
from tests.given import GivenSet, given_set
from tests.house import House, house
from tests.test_forget import forget

EIGHTEEN = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
"""When the meeting is planned."""

FOUR = ("Ana", "Ben", "Chi", "Dev")
HERON = "Quiet Heron"
"""Ana's handle."""


async def a_set(home: House, *, likes: dict[str, object] | None = None) -> GivenSet:
    """A set of four that is about to meet, with what it likes about its meetings."""
    given = await given_set(home, members=FOUR)

    def write(rows: Rows) -> None:
        form = forms.need(rows, given.set_id)
        for name, value in (likes or {}).items():
            setattr(form, name, value)

    await home.app.store.run(write)
    await home.settle()
    return given


def said(person: Person) -> list[Message]:
    """The bot's messages to a person that are still there."""
    return [m for m in person.chat.messages if m.sender is None and not m.deleted]


def screen(person: Person) -> Message:
    """A member's one message of the meeting, as it stands now."""
    return next(m for m in said(person) if m.protected)


def labels(message: Message) -> list[str]:
    """The buttons under a message."""
    return [button["text"] for row in message.keyboard for button in row]


async def toast(home: House) -> str:
    """What the last press was answered."""
    await home.settle()
    answers = [call for call in home.server.calls if call.method == "answerCallbackQuery"]
    return str(answers[-1].parameters.get("text") or "")


async def on_to(home: House, fay: Person, person: Person, words: str) -> None:
    """The facilitator goes on until a member's message begins so."""
    for _ in range(20):
        if screen(person).text.startswith(words):
            return
        await home.presses(fay, "Next")
    raise AssertionError(f"no stage begins with {words}: {screen(person).text}")


async def everything(home: House) -> dict[str, int]:
    """How many rows each table has that a meeting could touch."""

    def look(rows: Rows) -> dict[str, int]:
        kept = [t for t in METADATA.sorted_tables if t.name not in ("outbox", "handled", "chat_message", "inbox")]
        return {t.name: len(rows.session.execute(select(t)).all()) for t in kept}

    return await home.app.store.run(look)


async def test_time_is_asked_for_before_it_begins_with_a_line_that_facilitators_alone_see(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN - timedelta(minutes=10)) as home:
        given = await a_set(home)
        fay, ana, ben = given["Fay"], given["Ana"], given["Ben"]
        assert "meet" not in (await home.says(ana, "/start")).split("\n")[1]
        await home.says(fay, "/run")
        assert "getting ready" in await home.says(ana, "/start")
        assert "about to meet" in await home.presses(ana, "Join in")
        assert "In one line" in await home.presses(ana, "I'd like time")
        assert "You have asked for time" in screen(ana).text, "the tap counts, with or without a line"
        assert "200 characters" in await home.says(ana, "word " * 41)
        assert "Kept" in await home.says(ana, "My boss\nwants it  by Friday")

        await home.presses(fay, "Who presents")
        assert "My boss wants it by Friday" in said(fay)[-1].text and HERON in said(fay)[-1].text
        await home.presses(fay, "Done")
        await home.presses(fay, "Begin")
        await on_to(home, fay, ana, "Who would like time")
        assert "Would you like time" in screen(ben).text
        assert not any("boss" in m.text for name in FOUR for m in said(given[name]))

        await home.presses(ben, "I'd like time")
        assert "without a line" in (await home.presses(ben, "Without a line") + said(ben)[-1].text)
        await home.presses(ana, "Take it back")
        assert "Would you like time" in screen(ana).text and "ask again" in await toast(home)
        bids = await home.app.store.run(lambda rows: list(rows.session.scalars(select(Bid))))
        assert [each.member_id for each in bids] == [given.members["Ben"]]
        lines = await home.app.store.run(lambda rows: list(rows.session.scalars(select(Passage))))
        assert lines == [], "the line goes with what it was about"

        late = next(m for m in said(ana) if "I'd like time" in labels(m))
        await home.presses(fay, "Next")
        assert screen(ben).text.startswith("Presenting, in your turn")
        assert "I'd like time" not in labels(screen(ana))
        ana.press_anyway(late.message_id, f"meet.time:{_id(await run_of(home, given))}")
        assert "settled now" in await home.news(ana)


def _id(run: Run) -> str:
    """A run as a button carries it."""
    return base36(run.id)


async def run_of(home: House, given: GivenSet) -> Run:
    """The run of the set's meeting."""
    found = await home.app.store.run(lambda rows: running.of_meeting(rows, given.meeting_id or 0))
    assert found is not None
    return found


async def test_agreeing_to_the_rules_is_thanked_for_and_counted_nowhere(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        await home.says(given["Fay"], "/run")
        await home.presses(given["Fay"], "Begin")
        ana = given["Ana"]
        assert "stays here" not in screen(ana).text, "what somebody wrote comes by one's own tap"
        before = await everything(home)
        await home.presses(ana, "I agree")
        assert "Thank you" in await toast(home)
        assert await everything(home) == before
        assert "What is said here stays here" in await home.presses(ana, "Read them")
        assert "I agree" in labels(screen(ana))


async def test_a_turn_with_ideas_and_steps_that_wait_for_the_morning_after(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home, likes={"ideas": True, "silence": True, "form": Form.FULL})
        fay, ana, ben = given["Fay"], given["Ana"], given["Ben"]
        await home.says(fay, "/run")
        await home.presses(fay, "Begin")
        await home.presses(ana, "I'd like time")
        await home.presses(ana, "Without a line")
        await on_to(home, fay, ana, "Presenting, in your turn")
        assert HERON in screen(ben).text and not labels(screen(ben))
        await home.presses(ana, "Yes, ideas please")
        assert "Ideas come after" in await toast(home)
        assert "Yes, ideas please" not in str([labels(m) for m in said(ana)])

        await on_to(home, fay, ben, "Clarifying questions")
        assert "asks for a fact" in screen(ben).text and "For example:" in screen(ben).text
        await on_to(home, fay, ben, "A silent minute")
        assert screen(ben).text == screen(ana).text == "A silent minute"
        await on_to(home, fay, ben, "Open questions")
        assert screen(ben).text.count("•") == 3 and "•" not in screen(ana).text
        await home.presses(fay, "Next")
        assert screen(ben).text.startswith(f"Ideas and resources: {HERON}")

        await on_to(home, fay, ana, "Actions")
        assert not labels(screen(ben))
        await home.presses(ana, "Note my steps")
        assert "1. Ring the council" in await home.says(ana, "Ring the council\n- Ask Ada")
        await home.later(seconds=10)
        await home.presses(fay, "Next")  # the meeting goes on, and so do they
        assert "3. Sleep on it" in await home.says(ana, "Sleep on it")
        await home.presses(ana, "That's all")
        assert "kept as drafts" in said(ana)[-1].text
        ana.press_anyway(screen(ana).message_id, f"meet.steps:{_id(await run_of(home, given))}")
        assert "your own turn" in await home.news(ana)
        await home.presses(fay, "End")
        await home.presses(fay, "Yes, end it")
        assert "is over" in screen(ana).text and "Begin" in labels(screen(ana))

        await home.move_to(EIGHTEEN + timedelta(hours=15))
        await home.says(ana, "/start")
        await home.presses(ana, "After the meeting")
        await home.says(ana, "It is smaller than I thought.")
        await home.later(seconds=10)
        assert "In the meeting you noted this step" in await home.says(ana, "I can ask.")
        for label in ("Keep", "Drop", "Keep"):
            await home.presses(ana, label)
        kept = await home.app.store.run(
            lambda rows: [steps.text(rows, each) for each in steps.open_steps(rows, given.members["Ana"])]
        )
        assert kept == ["Ring the council", "Sleep on it"]


async def test_everyone_gets_other_questions_in_each_turn_and_nobody_is_named_before_a_message_has_arrived(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home, likes={"form": Form.EVERYONE, "minutes": "everyone.rules=0"})
        fay, dev = given["Fay"], given["Dev"]
        await home.says(fay, "/run")
        await home.presses(fay, "Begin")
        theirs = [c.parameters for c in home.server.calls if str(c.parameters.get("chat_id")) == str(dev.chat.id)]
        new = next(str(each["text"]) for each in theirs if "Account" in str(each.get("text")))
        assert not any(handle in new for handle in (HERON, "Blue Otter", "Slow River", "Red Kite"))
        await home.presses(fay, "Next")
        assert any(handle in screen(dev).text for handle in (HERON, "Blue Otter", "Slow River")) or "your" in new
        seen = []
        for _ in range(11):
            questions = [line for line in screen(dev).text.splitlines() if line.startswith("•")]
            if questions:
                seen.append(frozenset(questions))
            await home.presses(fay, "Next")
        assert len(seen) == 3 and len(frozenset().union(*seen)) == 9
        assert "I'd like time" not in str([labels(m) for m in said(dev)])


async def test_what_comes_in_meetings_is_each_ones_choice(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home, likes={"form": Form.EVERYONE})
        fay, ana, ben, chi = (given[name] for name in ("Fay", "Ana", "Ben", "Chi"))
        for person, label in ((ana, "✗ only my turn"), (ben, "✗ nothing")):
            await home.says(person, "/me")
            await home.presses(person, "In meetings")
            await home.presses(person, label)
            assert f"In meetings: {label[2:]}" in said(person)[-1].text
        await home.presses(ana, "Dark pictures")
        assert "Pictures: dark" in said(ana)[-1].text and "Light pictures" in labels(said(ana)[-1])
        chosen = await home.app.store.run(
            lambda rows: {
                name: (person.in_meetings, person.dark)
                for name in ("Ana", "Ben", "Chi")
                for person in [rows.need(PersonRow, rows.need(Member, given.members[name]).person_id)]
            }
        )
        assert chosen == {
            "Ana": (InMeetings.TURN, True), "Ben": (InMeetings.NOTHING, False), "Chi": (InMeetings.ALL, False)
        }  # fmt: skip
        before = {person.id: len(said(person)) for person in (ana, ben, chi)}
        await home.says(fay, "/run")
        await home.presses(fay, "Begin")
        turns = []
        for _ in range(13):
            turns += [m.text for m in said(ana)[before[ana.id] :] if not m.silent]
            await home.presses(fay, "Next")
        assert any(text.startswith("It is your turn. Now: Account") and "What have you done" in text for text in turns)
        assert len(said(ben)) == before[ben.id]
        assert len(said(chi)) == before[chi.id] + 1


async def test_whoever_joins_in_is_here_and_what_is_over_says_so(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay, ana = given["Fay"], given["Ana"]
        await home.says(fay, "/run")
        await home.presses(fay, "Who is here (4)")
        await home.presses(fay, f"✓ {HERON}")
        await home.presses(fay, "Done")
        await home.presses(fay, "Begin")
        assert not any(m.protected for m in said(ana))
        await home.says(ana, "/start")
        await home.presses(ana, "Join in")
        assert screen(ana).text.startswith("Ground rules")
        away = await home.app.store.run(
            lambda rows: list(rows.session.scalars(select(Attendance).where(Attendance.present.is_(False))))  # type: ignore[attr-defined]
        )
        assert away == []
        assert "Run the meeting" in str(await home.says(fay, "/start")) + str(home.buttons(fay))
        await home.presses(fay, "End")
        await home.presses(fay, "Yes, end it")
        await home.presses(ana, "Join in")
        assert "not held now" in said(ana)[-1].text


async def test_what_is_written_in_a_meeting_is_exported_and_erased(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await a_set(home)
        fay, ana = given["Fay"], given["Ana"]
        await home.says(fay, "/run")
        await home.presses(fay, "Begin")
        await home.presses(ana, "I'd like time")
        await home.says(ana, "About my boss")
        await on_to(home, fay, ana, "Presenting, in your turn")
        page, whole = await exported(home, ana)
        assert "About my boss" in page
        mine = whole["sets"][0]
        assert [each["texts"] for each in mine["bids"]] == [{"text": "About my boss"}]
        assert "presenting" in {each["kind"] for each in mine["stages"]}

        await forget(home, ana)
        await home.later(minutes=2)
        await home.presses(fay, "Next")  # the meeting goes on without her
        left = await home.app.store.run(
            lambda rows: [
                each
                for noun in (Bid, Stage, Attendance, Screen)
                for each in rows.session.scalars(select(noun))
                if each.member_id == given.members["Ana"]  # type: ignore[attr-defined]
            ]
        )
        assert left == []

        def erase(rows: Rows) -> int:
            retention.erase_set(rows, rows.need(ActionSet, given.set_id), home.clock.now())
            return sum(len(rows.session.execute(select(noun)).all()) for noun in (Run, Stage, Bid, Screen))

        assert await home.app.store.run(erase) == 0
