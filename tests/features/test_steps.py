"""/steps: the list, one step, how it ends, when and where, the reminder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from albot.domain.sets import Member
from albot.domain.steps import Step, StepState
from albot.sandbox.world import Person
from albot.store import passages, steps
from albot.store.passages import Source
from albot.store.rows import Rows
from albot.store.steps import Making
from tests.features.cycle import second_cycle, step_states, types


def shown(person: Person) -> str:
    """The newest message of the bot, as it reads by now."""
    return next(m.text for m in reversed(person.chat.messages) if m.sender is None and not m.deleted)


async def test_adding_with_when_where_and_a_reminder_that_comes(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        assert "no open steps" in await home.says(ana, "/steps")
        await home.presses(ana, "Add")
        await types(home, ana, "Call Tom")
        assert "1. Call Tom\n2. Ask Ada" in await types(home, ana, "Ask Ada", after=2)
        await home.presses(ana, "That's all")
        assert "Call Tom\nWhen and where" in await home.presses(ana, "When and where?")
        await types(home, ana, "Monday at my desk")
        assert "That time has passed" in await types(home, ana, "yesterday 10:00")
        assert "could not read that" in await types(home, ana, "when I feel like it")
        assert "I will remind you on Mon 23 Nov (10:00 London)." in await types(home, ana, "Monday 10:00")
        assert "Type a day and a time" in await home.presses(ana, "Another time")
        assert "Mon 23 Nov (06:15" in await types(home, ana, "Monday 6:15")
        assert "What could get in the way" in await home.presses(ana, "Yes")
        assert "Ask Ada\nWhen and where" in await types(home, ana, "Then I write to him")
        assert "What could get in the way" in await home.presses(ana, "Skip")
        assert "That is all" in await home.presses(ana, "Skip")

        def told(rows: Rows) -> list[tuple[list[str], str]]:
            found = steps.open_steps(rows, given.members["Ana"])
            fields = ("text", "cue", "fallback")
            return [([steps.text(rows, step, field) for field in fields], step.remind_wall) for step in found]

        assert await home.app.store.run(told) == [
            (["Call Tom", "Monday at my desk", "Then I write to him"], "2026-11-23T06:15:00"),
            (["Ask Ada", "", ""], ""),
        ]
        await home.move_to(datetime(2026, 11, 23, 6, 16, tzinfo=UTC))
        assert await home.news(ana) == "Something you planned."
        await home.presses(ana, "Show")
        assert "Call Tom" in shown(ana) and "Then I write to him" in shown(ana)
        await home.presses(ana, "Done")
        assert "Done: Call Tom" in shown(ana)


async def test_endings_and_what_becomes_of_them(tmp_path: Path) -> None:
    async with second_cycle(tmp_path, "Call Tom", "Ask Ada", "Sleep", "Read") as (home, given, ana):
        listed = await home.says(ana, "/steps")
        assert "1. Call Tom\n2. Ask Ada\n3. Sleep\n4. Read" in listed
        await home.presses(ana, "1")
        assert "What got in the way? It may be worth telling the set." in await home.presses(ana, "Not done")
        assert "What becomes of the step?" in await types(home, ana, "No time")
        assert "Call Tom" in await home.presses(ana, "Carry on with it")
        await home.says(ana, "/steps")
        await home.presses(ana, "1")
        await home.presses(ana, "Partly")
        assert "Ask Ada" in await home.presses(ana, "Back")
        await home.presses(ana, "Partly")
        await home.presses(ana, "Change it")
        assert "1. Ask Eve" in await types(home, ana, "Ask Eve")
        await home.says(ana, "/steps")
        await home.presses(ana, "1")
        await home.presses(ana, "Let it go")
        await home.presses(ana, "All steps")
        await home.presses(ana, "1")
        await home.presses(ana, "Change the words")
        assert "Read the paper" in await types(home, ana, "Read the paper")
        assert await step_states(home, given) == [
            ("Call Tom", StepState.NOT_DONE),
            ("Ask Ada", StepState.PARTLY),
            ("Sleep", StepState.LET_GO),
            ("Read the paper", StepState.OPEN),
            ("Call Tom", StepState.OPEN),
            ("Ask Eve", StepState.OPEN),
        ]
        account = await home.says(ana, "/checkin")  # what ended between the meetings is in the account
        assert "Read the paper" in account
        for _ in range(3):
            account = await home.presses(ana, "Done")
        assert "Not done: Call Tom\nNo time" in account and "Let go: Sleep" in account


async def test_drafts_are_marked_started_and_dropped(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):

        def draft(rows: Rows) -> None:
            member = rows.need(Member, given.members["Ana"])
            making = Making(StepState.DRAFT, home.clock.now())
            steps.make_all(rows, member, ["Meet Tom", "Rest"], Source(None, home.clock.now()), making)

        await home.app.store.run(draft)
        assert "1. Meet Tom (draft)\n2. Rest (draft)" in await home.says(ana, "/steps")
        await home.presses(ana, "1")
        await home.presses(ana, "Start now")
        await home.presses(ana, "All steps")
        await home.presses(ana, "2")
        await home.presses(ana, "Drop")
        assert await step_states(home, given) == [("Meet Tom", StepState.OPEN), ("Rest", StepState.DROPPED)]


async def test_nobody_else_touches_a_step(tmp_path: Path) -> None:
    async with second_cycle(tmp_path, "Call Tom") as (home, given, ana):
        await home.says(ana, "/steps")
        await home.presses(ana, "1")
        data = next(
            b["callback_data"] for m in ana.chat.messages for row in m.keyboard for b in row if b["text"] == "Done"
        )
        await home.says(given["Ben"], "/steps")
        theirs = given["Ben"].chat.messages[-1].message_id
        given["Ben"].press_anyway(theirs, data)
        await home.settle()
        assert await step_states(home, given) == [("Call Tom", StepState.OPEN)]


async def test_a_step_keeps_its_words_sealed_and_goes_with_everything_it_says(tmp_path: Path) -> None:
    async with second_cycle(tmp_path, "Call Tom") as (home, given, _ana):

        def erase(rows: Rows) -> tuple[Step | None, str]:
            step = steps.open_steps(rows, given.members["Ana"])[0]
            step_id = step.id
            steps.erase(rows, step)
            return rows.get(Step, step_id), passages.text(rows, step_id)

        assert await home.app.store.run(erase) == (None, "")
