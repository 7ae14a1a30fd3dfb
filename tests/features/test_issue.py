"""/issue: writing it, reading it, changing it, and whether the set may see it."""

from __future__ import annotations

from pathlib import Path

from albot.domain.sets import Member, MemberState
from albot.store import passages, reflections
from albot.store.rows import Rows
from tests.features.cycle import types
from tests.given import GivenSet, given_set
from tests.house import House, house


async def issue(home: House, given: GivenSet, name: str) -> tuple[list[str], bool, bool]:
    """A member's issue: its parts, whether it is complete, whether the set may see it."""

    def look(rows: Rows) -> tuple[list[str], bool, bool]:
        found = reflections.issue(rows, given.members[name])
        assert found is not None
        parts = [passages.text(rows, found.id, part) for part in reflections.ISSUE_PARTS]
        return parts, found.finished_at is not None, found.shown

    return await home.app.store.run(look)


async def test_three_questions_then_the_whole(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        assert "1 of 3" in await home.says(ana, "/issue")
        assert "This is the first question" in await home.presses(ana, "Back")
        assert "2 of 3" in await types(home, ana, "Nobody reads my reports.")
        assert await types(home, ana, "Not even my team.", after=2) == "Added to answer 1."
        assert "3 of 3" in await home.presses(ana, "Skip")
        whole = await types(home, ana, "What I write first")
        assert "Nobody reads my reports.\nNot even my team." in whole and "stretches" not in whole
        assert "What I write first\nand to whom" in await types(home, ana, "and to whom", after=2)
        kept = await home.presses(ana, "Show the set")
        assert "under the handle Quiet Heron" in kept and "that is all I ask" in kept
        written = ["Nobody reads my reports.\nNot even my team.", "", "What I write first\nand to whom"]
        assert await issue(home, given, "Ana") == (written, True, True)


async def test_a_part_is_changed_and_the_set_no_longer_sees_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        await home.says(ana, "/issue")
        for text in ("Reports", "My name", "The first line"):
            await types(home, ana, text)
        await home.presses(ana, "Show the set")
        assert "Your set may see this." in await home.says(ana, "/issue")
        assert "My name" in await home.presses(ana, "Change what stretches you")
        assert "The room" in await types(home, ana, "The room")
        await home.presses(ana, "Not yet")
        assert await issue(home, given, "Ana") == (["Reports", "The room", "The first line"], True, False)
        await home.says(ana, "/issue")
        assert "Reports" in await home.presses(ana, "Change what it is")
        assert "Shall the set see this" in await home.presses(ana, "Leave it as it is")
        assert await issue(home, given, "Ana") == (["Reports", "The room", "The first line"], True, False)


async def test_who_waits_to_be_let_in_may_write_it_and_nobody_else_may(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)

        def wait(rows: Rows) -> None:
            rows.need(Member, given.members["Ben"]).state = MemberState.WAITING
            rows.need(Member, given.members["Chi"]).state = MemberState.REMOVED

        await home.app.store.run(wait)
        assert "1 of 3" in await home.says(given["Ben"], "/issue")
        assert "You are not in a set" in await home.says(given["Chi"], "/issue")
        assert "2 of 3" in await types(home, given["Ben"], "Mine")
        assert "invite link" in await home.says(home.person("Eve"), "/issue")
