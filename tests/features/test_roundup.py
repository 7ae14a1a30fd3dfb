"""`/roundup`: what was released so far and nothing that waits; sent to all once between two delivery times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from albot.domain.reflections import Sharing
from albot.store import deliveries
from tests.given import given_reflection, given_set
from tests.house import house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def test_it_shows_what_was_released_and_releases_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        assert "Nobody has shared anything yet" in await home.says(fay, "/roundup")
        await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
        assert "Nobody has shared anything yet" in await home.says(fay, "/roundup")
        await home.move_to(EVENING)
        await given_reflection(home, given, "Ben")
        for person in (ana, ben, fay):
            await home.news(person)
        said = await home.says(fay, "/roundup")
        assert "Quiet Heron – questions welcome" in said and "Blue Otter" not in said
        assert home.buttons(fay) == ["Read Quiet Heron", "Send it to all"]
        await home.presses(fay, "Send it to all")
        got = await home.news(ben)
        assert "Before the meeting" in got and "Quiet Heron" in got and "Blue Otter" not in got
        assert await home.news(ana) == ""  # there is nothing of others for her to read
        waiting = await home.app.store.run(lambda rows: len(deliveries.waiting(rows, given.set_id)))
        assert waiting == 1


async def test_it_goes_to_all_once_between_two_delivery_times(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben, fay = given["Ben"], given["Fay"]
        await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.says(fay, "/roundup")
        fay.press(fay.chat.messages[-1].message_id, "Send it to all")
        fay.press(fay.chat.messages[-1].message_id, "Send it to all")
        await home.settle()
        assert (await home.news(ben)).count("Before the meeting") == 1
        assert "Everybody has this already" in await home.says(fay, "/roundup")
        await home.move_to(MORNING)
        await home.says(fay, "/roundup")
        await home.presses(fay, "Send it to all")
        assert (await home.news(ben)).count("Before the meeting") == 1


async def test_it_keeps_out_of_quiet_hours_and_does_not_take_the_place_of_the_round_up(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting="2026-11-22T18:00")
        ben, fay = given["Ben"], given["Fay"]
        await given_reflection(home, given, "Ana")
        await home.move_to(EVENING + timedelta(hours=4))
        await home.news(ben)
        await home.says(fay, "/roundup")
        await home.presses(fay, "Send it to all")
        assert await home.news(ben) == ""
        await home.move_to(datetime(2026, 11, 21, 8, 1, tzinfo=UTC))
        assert (await home.news(ben)).count("Before the meeting") == 1
        await home.move_to(datetime(2026, 11, 21, 18, 1, tzinfo=UTC))
        assert (await home.news(ben)).count("Before the meeting") == 1
        assert "Everybody has this already" in await home.says(fay, "/roundup")


async def test_without_a_meeting_there_is_nothing_to_round_up_for(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        assert "/schedule" in await home.says(given["Fay"], "/roundup")
