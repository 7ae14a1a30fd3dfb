"""The questions of a set's check-in, as its facilitator changes them."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from albot.chat.message import base36
from albot.domain.sets import SetPrompt
from albot.store import set_prompts, sets
from tests.features.links import shown
from tests.given import GivenSet, given_set
from tests.house import House, house


async def parts(home: House, given: GivenSet) -> list[str]:
    """The parts of the set's prompts, in order."""
    return await home.app.store.run(lambda rows: [one.part for one in sets.prompts(rows, given.set_id)])


async def test_words_order_dropping_adding_and_back_to_the_four(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        assert "1. What have you done, and not done" in await home.says(fay, "/prompts")
        await home.presses(fay, "2")
        assert "What can you learn" in shown(fay)
        assert "It asks now" in await home.presses(fay, "Change the words")
        assert "2. What surprised you?" in await home.says(fay, "What surprised you?")
        await home.presses(fay, "2")
        await home.presses(fay, "Up")
        assert await parts(home, given) == ["learn", "done", "want", "way"]
        assert "Up" not in home.buttons(fay)
        await home.presses(fay, "Down")
        await home.presses(fay, "Drop")
        assert await parts(home, given) == ["done", "want", "way"]
        await home.presses(fay, "Add one")
        assert "4. Who could help?" in await home.says(fay, "Who could help?")
        assert await parts(home, given) == ["done", "want", "way", "own"]
        await home.presses(fay, "Back to the four")
        assert await parts(home, given) == ["done", "want", "way", "own"]
        await home.presses(fay, "Yes, the four")
        assert await parts(home, given) == list(set_prompts.PARTS)
        assert "2. What can you learn" in shown(fay)


async def test_a_check_in_keeps_at_least_one_and_at_most_eight_short_questions(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/prompts")
        for _ in range(3):
            await home.presses(fay, "1")
            await home.presses(fay, "Drop")
        await home.presses(fay, "1")
        assert "at least one" in await home.presses(fay, "Drop")
        assert await parts(home, given) == ["way"]
        await home.says(fay, "/prompts")
        await home.presses(fay, "Add one")
        assert "up to 300" in await home.says(fay, "x" * 301)
        assert "1. What is the best way" in await home.presses(fay, "Back")
        for number in range(7):
            await home.presses(fay, "Add one")
            await home.says(fay, f"Question {number}?")
        assert len(await parts(home, given)) == 8
        assert "Add one" not in home.buttons(fay)


async def test_only_a_facilitator_of_the_set_changes_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gus", members=("Mia",), name="Thursday set")
        first = await home.app.store.run(lambda rows: sets.prompts(rows, given.set_id)[0].id)
        assert "for facilitators" in await home.says(given["Ana"], "/prompts")
        for who in (given["Ana"], other["Gus"]):
            for data in (f"prompts.drop:{base36(first)}", f"prompts.words:{base36(first)}"):
                who.press_anyway(1, data)
                await home.settle()
            await home.says(who, "My own words")
        assert await parts(home, given) == list(set_prompts.PARTS)
        query = select(SetPrompt).where(SetPrompt.text_sealed.is_not(None))  # type: ignore[union-attr]
        assert await home.app.store.run(lambda rows: rows.session.scalars(query).all()) == []
