"""How a set likes its meetings: over HTTP, on a held clock."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from albot.domain.run_rows import Form, StageKind
from albot.domain.stages import Wishes, wishes_of
from albot.sandbox.world import Person
from albot.store import running
from tests.given import GivenSet, given_set
from tests.house import House, house

EIGHTEEN = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
"""When the meeting is planned."""


async def wishes(home: House, given: GivenSet, form: Form | None = None) -> Wishes:
    """What the set wishes by now."""
    return await home.app.store.run(lambda rows: wishes_of(running.set_form(rows, given.set_id), form))


def page(person: Person) -> str:
    """The page of the form, as it stands now."""
    return next(m.text for m in reversed(person.chat.messages) if m.text.startswith("Your meetings:"))


async def test_a_facilitator_makes_the_form_their_sets_own_and_goes_back_to_what_is_usual(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/rhythm")
        assert "Your meetings: Full" in await home.presses(fay, "Stages of a meeting")
        assert "Round: 10 min" in page(fay) and "two hours" in page(fay).lower()

        assert "Now it has 10" in await home.presses(fay, "Round")
        assert "Round: left out" in await home.presses(fay, "Leave out")
        await home.presses(fay, "Open questions")
        assert "Open questions: 25 min" in await home.says(fay, "25 min")
        await home.presses(fay, "Silent minute before questions: turn on")
        await home.presses(fay, "Ideas, if the presenter likes: turn on")
        changed = {StageKind.ROUND: 0, StageKind.QUESTIONS: 25}
        assert await wishes(home, given) == Wishes(Form.FULL, changed, silence=True, ideas=True)

        await home.presses(fay, "Short")
        assert "Your meetings: Short" in page(fay) and "Open questions: 10 min" in page(fay)
        await home.presses(fay, "Full")
        assert "Open questions: 25 min" in page(fay), "each form keeps its own"
        await home.presses(fay, "As usual")
        assert await wishes(home, given) == Wishes()
        assert "turn on" in str(home.buttons(fay)) and "Round: 10 min" in page(fay)


async def test_minutes_that_no_meeting_can_have_are_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/rhythm")
        await home.presses(fay, "Stages of a meeting")
        await home.presses(fay, "Everyone")
        for stage in ("Account", "Open questions"):
            await home.presses(fay, stage)
            await home.says(fay, "0")
        await home.presses(fay, "Actions")
        assert "nobody would have time" in await home.says(fay, "0")
        for typed in ("500", "99999999999", "-5", "lots", "٣٠ or so", "1.5"):
            answer = await home.says(fay, typed)
            assert "up to 120" in answer or "from 0 to 120" in answer, typed
        assert "Actions: 120 min" in await home.says(fay, "120")
        changed = {StageKind.ACCOUNT: 0, StageKind.QUESTIONS: 0, StageKind.ACTIONS: 120}
        assert await wishes(home, given) == Wishes(Form.EVERYONE, changed)

        await home.presses(fay, "Full")
        await home.presses(fay, "Who would like time")
        assert "Leave out" not in home.buttons(fay)
        assert "needs a minute" in await home.says(fay, "0")
        await home.presses(fay, "Back")
        assert (await wishes(home, given)).minutes == {}


async def test_what_changes_while_a_meeting_is_prepared_counts_for_it(tmp_path: Path) -> None:
    async with house(tmp_path, start=EIGHTEEN) as home:
        given = await given_set(home, members=("Ana", "Ben", "Chi", "Dev", "Eve"))
        fay = given["Fay"]
        assert "room for 2 presenters" in await home.says(fay, "/run")
        await home.presses(fay, "Change minutes")
        await home.presses(fay, "Short")
        control = next(m for m in fay.chat.messages if m.text.startswith("Your meeting,") and not m.deleted)
        assert "short form" in control.text and "room for 4" in control.text
        await home.presses(fay, "Open questions")
        await home.presses(fay, "20")
        assert "room for 3" in control.text
        await home.presses(fay, "Presenting")
        await home.presses(fay, "Begin")
        stages = await home.app.store.run(
            lambda rows: running.stages(rows, running.of_meeting(rows, given.meeting_id or 0).id)  # type: ignore[union-attr]
        )
        assert [each.kind for each in stages] == [StageKind.BIDS]
        assert "Presenting: 10 min" in await home.says(fay, "10"), "what was asked for by then is still taken"
