"""`/privacy`, for strangers and for members."""

from __future__ import annotations

from pathlib import Path

from albot.domain.sets import ActionSet
from albot.sandbox.world import Person as Somebody
from albot.store.rows import Rows
from tests.given import given_set
from tests.house import house


def screen(somebody: Somebody) -> str:
    return [m.text for m in somebody.chat.messages if m.sender is None and not m.deleted][-1]


async def test_a_stranger_may_know_who_runs_this_and_what_nobody_can_promise(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        zoe = home.person("Zoe")
        assert "The test kitchen, room 4" in await home.says(zoe, "/privacy")
        await home.presses(zoe, "What I cannot promise")
        assert "not end-to-end encrypted" in screen(zoe)
        await home.presses(zoe, "Back")
        await home.presses(zoe, "Who sees it")
        assert "others see your handle" in screen(zoe)


async def test_a_member_reads_how_their_own_sets_are_set_up(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]

        def write(rows: Rows) -> None:
            rows.need(ActionSet, given.set_id).deliveries = "07:30,12:00"

        await home.app.store.run(write)
        await home.says(ana, "/privacy")
        for label in ("What is kept", "For how long", "What I cannot promise", "Who sees it"):
            await home.presses(ana, label)
            assert len(screen(ana)) <= 400, label
            await home.presses(ana, "Back") if label != "Who sees it" else None
        assert "In Tuesday set you are Quiet Heron. It has one facilitator." in screen(ana)
        assert "only at 07:30 and 12:00 on the set's clock" in screen(ana)
