"""`/set`: the page of a set, and what members answer to a meeting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from albot.domain.meetings import Coming
from albot.domain.reflections import Sharing
from albot.domain.sets import ActionSet, Member
from albot.store.rows import Rows
from tests.given import GivenSet, given_reflection, given_set
from tests.house import House, house


async def answers(home: House, given: GivenSet) -> dict[str, bool]:
    """Who comes, by first name."""

    def look(rows: Rows) -> dict[int, bool]:
        return {each.member_id: each.coming for each in rows.session.scalars(select(Coming))}

    found = await home.app.store.run(look)
    return {name: found[member] for name, member in given.members.items() if member in found}


async def test_the_page_shows_handles_meeting_and_rules(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)

        def purpose(rows: Rows) -> None:
            rows.seal(rows.need(ActionSet, given.set_id), "purpose_sealed", "To learn from what we do")

        await home.app.store.run(purpose)
        page = await home.says(given["Ana"], "/set")
        assert "Tuesday set" in page
        assert "To learn from what we do" in page
        handles = ["Blue Otter", "Quiet Heron (you)", "Slow River", "Steady Lamp – facilitator"]
        assert "\n".join(handles) in page
        assert "Thu 3 Dec (18:00 London), until 20:00" in page
        assert "not said yet" in page
        for name in given.people:
            assert name not in page
        assert given["Ana"].chat.messages[-1].protected
        assert "stays here" in await home.presses(given["Ana"], "Ground rules")


async def test_a_new_handle_is_seen_from_its_delivery_time_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)

        def not_yet(rows: Rows) -> None:
            rows.need(Member, given.members["Chi"]).visible_from = home.clock.now() + timedelta(hours=6)

        await home.app.store.run(not_yet)
        assert "Slow River" not in await home.says(given["Ana"], "/set")
        assert "Slow River (you)" in await home.says(given["Chi"], "/set")
        await home.later(hours=6)
        assert "Slow River" in await home.says(given["Ana"], "/set")


async def test_coming_and_not_coming_can_change_and_nobody_is_told(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await home.says(given["Ana"], "/set")
        assert "You are coming" in await home.presses(given["Ana"], "Coming")
        await home.says(given["Ben"], "/set")
        await home.presses(given["Ben"], "Coming")
        assert "you cannot come" in await home.presses(given["Ben"], "Can't")
        assert await answers(home, given) == {"Ana": True, "Ben": False}
        assert "You said that you cannot come." in await home.says(given["Ben"], "/set")
        assert await home.news(given["Fay"]) == ""
        page = await home.says(given["Chi"], "/set")
        assert "coming" not in page
        await home.later(days=14)
        await home.presses(given["Chi"], "Coming")
        assert "Chi" not in await answers(home, given)  # the meeting has begun


async def test_without_a_meeting_the_page_says_so(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        assert "No meeting is planned yet" in await home.says(given["Ana"], "/set")
        assert home.buttons(given["Ana"]) == ["Ask a question", "Ground rules"]
        assert "you need to be in a set" in await home.says(home.coordinator, "/set")


async def test_what_was_shared_lately_can_be_read_after_the_meeting_too(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)  # they meet on Thursday 3 December at 18:00
        fay, ben = given["Fay"], given["Ben"]
        await home.move_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
        await given_reflection(home, given, "Ana")
        await given_reflection(home, given, "Chi", Sharing.FACILITATOR)
        await home.move_to(datetime(2026, 12, 3, 18, 5, tzinfo=UTC))
        assert "Shared lately\nQuiet Heron\n" in await home.says(ben, "/set")
        assert "He was relieved." in await home.presses(ben, "Read Quiet Heron")
        assert "Quiet Heron\nSlow River – for facilitators alone\n" in await home.says(fay, "/set")
        assert "He was relieved." in await home.presses(fay, "Read Slow River")
        await home.move_to(datetime(2026, 12, 14, 12, tzinfo=UTC))
        assert "Shared lately" in await home.says(ben, "/set")
        await home.later(days=1)
        assert "Shared lately" not in await home.says(ben, "/set")
