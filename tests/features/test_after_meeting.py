"""The morning after: what I take away, and drafts that become steps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from albot.chat.message import button
from albot.domain.reflections import NoteKind
from albot.domain.steps import StepState
from albot.store import passages, reflections
from albot.store.rows import Rows
from tests.features.cycle import answers_all, second_cycle, step_states, types
from tests.given import GivenSet
from tests.house import House

MORNING_AFTER = datetime(2026, 12, 4, 9, 1, tzinfo=UTC)


async def taken(home: House, given: GivenSet) -> tuple[str, str, bool]:
    """What Ana took away from the meeting: about the issue, about herself, and whether that is over."""

    def look(rows: Rows) -> tuple[str, str, bool]:
        assert given.meeting_id is not None
        member_id = given.members["Ana"]
        found = [reflections.note_of(rows, member_id, given.meeting_id, kind) for kind in list(NoteKind)[1:]]
        said = [passages.text(rows, note.id) if note else "?" for note in found]
        away = reflections.take_away(rows, member_id, given.meeting_id)
        return said[0], said[1], away is not None and away.is_over

    return await home.app.store.run(look)


async def test_takes_away_keeps_changes_drops_and_adds_and_only_then_the_details(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        await home.presses(ana, "Skip")
        await home.presses(ana, "Skip")
        await types(home, ana, "Meet Tom\nAsk Ada\nRest")
        await home.presses(ana, "That's all")
        await types(home, ana, "Slowly")
        await home.presses(ana, "Share")
        await home.move_to(MORNING_AFTER)
        assert "Your set has met." in await home.news(ana)
        assert "for your issue?" in await home.presses(ana, "Start")
        assert "about yourself?" in await types(home, ana, "Ask earlier")
        assert await types(home, ana, "much earlier", after=2) == "Added to answer 1."
        assert "Ask earlier\nmuch earlier" in await home.presses(ana, "Back")
        assert "about yourself?" in await home.presses(ana, "Skip")
        assert "Meet Tom" in await home.presses(ana, "Skip")
        assert "Ask Ada" in await home.presses(ana, "Keep")
        await home.presses(ana, "Change")
        assert "Rest" in await types(home, ana, "Ask Eve")
        await home.presses(ana, "Drop")
        added = await types(home, ana, "Write it down")
        assert "1. Meet Tom\n2. Ask Eve\n3. Write it down" in added
        assert await taken(home, given) == ("Ask earlier\nmuch earlier", "", False)
        assert "Meet Tom\nWhen and where" in await home.presses(ana, "That's all")
        assert await taken(home, given) == ("Ask earlier\nmuch earlier", "", True)
        await types(home, ana, "On Monday")
        await home.presses(ana, "No")
        assert "Ask Eve\nWhen and where" in await home.presses(ana, "Skip")
        assert await step_states(home, given) == [
            ("Meet Tom", StepState.OPEN),
            ("Ask Eve", StepState.OPEN),
            ("Rest", StepState.DROPPED),
            ("Write it down", StepState.OPEN),
        ]


async def test_stopping_and_coming_back_finds_the_same_draft_unless_it_is_gone(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await answers_all(home, ana)
        await home.move_to(MORNING_AFTER)
        await home.presses(ana, "Start")
        await home.presses(ana, "Skip")
        assert "Meet him" in await home.presses(ana, "Skip")
        await home.presses(ana, "Stop for now")
        await home.later(days=2)
        await home.says(ana, "/steps")
        await home.presses(ana, "1")
        await home.presses(ana, "Drop")
        assert "Write it down" in await home.presses(ana, "Go on")
        await home.presses(ana, "Keep")
        assert "When and where" in await home.presses(ana, "That's all")
        old = next(m for m in ana.chat.messages if "Your set has met." in m.text)
        ana.press_anyway(old.message_id, _start_data(given))
        assert "done this already" in await home.news(ana)


def _start_data(given: GivenSet) -> str:
    """The data of the button that begins the conversation after Ana's meeting."""
    assert given.meeting_id is not None
    return button("", "after.start", given.meeting_id).data
