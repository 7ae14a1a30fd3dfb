"""What the tests of a set's second cycle share: the set, Ana's answers, and what is kept of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from albot.domain.reflections import Sharing
from albot.domain.sets import Member
from albot.domain.steps import StepState
from albot.sandbox.world import Person
from albot.store import reflections, steps
from albot.store.passages import Source
from albot.store.rows import Rows
from albot.store.steps import Making
from tests.given import GivenSet, given_meeting, given_set
from tests.house import House, house

DONE = "What have you done, and not done, since the last meeting?"
LEARN = "What can you learn from this?"
WANT = "What do you want to do between this meeting and the next?"
WAY = "What is the best way of going about it?"


@asynccontextmanager
async def second_cycle(tmp_path: Path, *open_steps: str) -> AsyncIterator[tuple[House, GivenSet, Person]]:
    """A set that has met once and meets again on 3 December; Ana has these open steps."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_meeting(home, given, "2026-11-05T18:00")
        made = datetime(2026, 11, 6, 9, tzinfo=UTC)

        def write(rows: Rows) -> None:
            member = rows.need(Member, given.members["Ana"])
            steps.make_all(rows, member, open_steps, Source(None, made), Making(StepState.OPEN, made))

        await home.app.store.run(write)
        yield home, given, given["Ana"]


async def types(home: House, person: Person, text: str, *, after: float = 60) -> str:
    """Somebody types after so many seconds; a minute is no burst."""
    await home.later(seconds=after)
    return await home.says(person, text)


async def answers_all(home: House, ana: Person, *, share: str = "Share") -> str:
    """Ana answers the four prompts and shares."""
    await home.says(ana, "/checkin")
    await types(home, ana, "I called him")
    await types(home, ana, "He was glad")
    await types(home, ana, "Meet him\nWrite it down")
    await home.presses(ana, "That's all")
    await types(home, ana, "Slowly")
    return await home.presses(ana, share)


async def reflection(home: House, given: GivenSet) -> tuple[Sharing, bool, list[str]]:
    """Ana's reflection: whom it is for, whether it is finished, and its texts."""

    def look(rows: Rows) -> tuple[Sharing, bool, list[str]]:
        found = reflections.for_cycle(rows, given.members["Ana"], given.meeting_id)
        assert found is not None
        answers, texts = reflections.answers(rows, found.id)
        in_order = sorted(answers.values(), key=lambda each: each.place)
        said = [texts.get(each.prompt_id, "") for each in in_order]
        return found.sharing, found.finished_at is not None, said

    return await home.app.store.run(look)


async def step_states(home: House, given: GivenSet) -> list[tuple[str, StepState]]:
    """Ana's steps: each one's words and state."""

    def look(rows: Rows) -> list[tuple[str, StepState]]:
        found = steps.of_states(rows, given.members["Ana"], StepState)
        return [(steps.text(rows, step), step.state) for step in found]

    return await home.app.store.run(look)
