"""`/journal`, and *Note to myself*."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from albot.domain import steps as rules
from albot.domain.reflections import Answer, Note, NoteKind, Reflection
from albot.domain.sets import Member
from albot.domain.steps import StepState
from albot.sandbox.world import Person as Somebody
from albot.store import journal, passages, sets, steps
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House, house


def screen(somebody: Somebody) -> str:
    return [m.text for m in somebody.chat.messages if m.sender is None and not m.deleted][-1]


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


async def given_past(home: House, given: GivenSet, name: str) -> None:
    """A reflection in September, a step kept then and ended in October, something taken away in November."""

    def write(rows: Rows) -> None:
        member = rows.need(Member, given.members[name])
        _reflection(rows, member)
        step = steps.make(
            rows, member, "Ask the council.", Source(None, at(9, 20)), steps.Making(StepState.OPEN, at(9, 20))
        )
        rules.end(step, StepState.PARTLY, at(10, 15))
        passages.add(rows, Field(member.person_id, step.id, "hindrance"), "They were away.", Source(None, at(10, 15)))
        steps.make(rows, member, "A draft.", Source(None, at(10, 15)), steps.Making(StepState.DRAFT, at(10, 15)))
        note = rows.add(Note(member_id=member.id, kind=NoteKind.ABOUT_SELF, at=at(11, 2)))
        rows.flush()
        passages.add(rows, Field(member.person_id, note.id), "I speak too soon.", Source(None, at(11, 2)))

    await home.app.store.run(write)


def _reflection(rows: Rows, member: Member) -> None:
    reflection = rows.add(Reflection(member_id=member.id, begun_at=at(9, 18), finished_at=at(9, 19)))
    rows.add(Reflection(member_id=member.id, begun_at=at(8, 1)))  # nothing was ever answered
    rows.flush()
    first = sets.prompts(rows, member.set_id)[0]
    answer = rows.add(Answer(reflection_id=reflection.id, member_id=member.id, prompt_id=first.id))
    rows.flush()
    passages.add(rows, Field(member.person_id, answer.id), "I wrote <two> letters.", Source(None, at(9, 18)))


async def test_the_journal_goes_back_month_by_month_and_is_one_s_own(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben = given["Ana"], given["Ben"]
        assert "empty so far" in await home.says(ben, "/journal")
        await given_past(home, given, "Ana")

        newest = await home.says(ana, "/journal")
        assert "November 2026" in newest
        assert "what I take away for myself" in newest
        assert "I speak too soon." in newest
        assert home.buttons(ana) == ["← Earlier", "Picture", "As a document", "From a date", "Get a copy"]

        await home.presses(ana, "← Earlier")
        assert "September 2026" in screen(ana)
        assert "Saturday 19 September: check-in" in screen(ana)
        assert "What have you done, and not done, since the last meeting?\nI wrote <two> letters." in screen(ana)
        assert "step, partly done on Thursday 15 October" in screen(ana)
        assert "Ask the council.\nThey were away." in screen(ana)
        assert "draft" not in screen(ana)
        assert home.buttons(ana) == ["Later →", "Picture", "As a document", "From a date", "Get a copy"]

        await home.presses(ana, "From a date")
        assert "not sure" in await home.says(ana, "some time ago")
        assert "nothing since" in await home.says(ana, "10 November")
        await home.says(ana, "20 September")
        assert "Ask the council." in screen(ana)
        assert "letters" not in screen(ana)
        assert "empty so far" in await home.says(ben, "/journal")


async def test_a_text_nobody_asked_for_becomes_a_note(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await given_set(home))["Ana"]
        await home.says(ana, "Remember the tea.")
        await home.presses(ana, "Note to myself")
        assert "Only you see it" in screen(ana)
        assert "Friday 20 November: note\nRemember the tea." in await home.says(ana, "/journal")


async def test_a_note_of_somebody_in_two_sets_goes_where_they_say(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await given_set(home)
        second = await given_set(home, facilitator="Gil", members=("Ana",), name="Friday set")
        ana = second["Ana"]
        await home.says(ana, "Remember the tea.")
        await home.presses(ana, "Note to myself")
        await home.presses(ana, "Friday set")
        where = await home.app.store.run(lambda rows: [note.row.member_id for note in _notes(rows, second)])
        assert where == [second.members["Ana"]]


def _notes(rows: Rows, given: GivenSet) -> list[journal.Entry]:
    return journal.entries(rows, rows.need(Member, given.members["Ana"]).person_id)
