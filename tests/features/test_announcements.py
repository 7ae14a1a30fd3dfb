"""`/announce`: to all in the set, at a delivery time or at once, behind *Read*; it can be changed and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.given import GivenSet, given_set
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
TEXT = "The door code is 4711."


async def written(home: House, given: GivenSet) -> str:
    """The facilitator types an announcement; returns the last screen."""
    await home.says(given["Fay"], "/announce")
    return await home.says(given["Fay"], TEXT)


async def test_all_get_it_at_the_delivery_time_and_read_it_by_their_own_tap(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana", "Ben"))
        last = await written(home, given)
        assert "everybody in the set" in last and "Tuesday set" in last and "Steady Lamp" in last and TEXT in last
        await home.presses(given["Fay"], "Send")
        await home.move_to(EVENING - timedelta(minutes=1))
        assert await home.news(given["Ana"]) == ""
        await home.move_to(EVENING)
        for name in ("Ana", "Ben"):
            told = await home.news(given[name])
            assert "A word from your facilitator" in told and TEXT not in told
            assert not given[name].chat.messages[-1].silent
            assert TEXT in await home.presses(given[name], "Read")
        assert "word from" not in await home.news(given["Fay"])


async def test_send_now_asks_once_more_and_reaches_all_at_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",))
        await written(home, given)
        assert "They can tell when you wrote it" in await home.presses(given["Fay"], "Send now")
        assert await home.news(given["Ana"]) == ""
        await home.presses(given["Fay"], "Yes, send it now")
        await home.later(seconds=10)
        assert TEXT in await home.presses(given["Ana"], "Read")


async def test_it_is_changed_for_those_who_read_it_and_taken_back(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",))
        fay, ana = given["Fay"], given["Ana"]
        await written(home, given)
        mine = fay.chat.messages[-2]
        assert mine.text == TEXT
        await home.presses(fay, "Send")
        await home.move_to(EVENING)
        await home.presses(ana, "Read")
        fay.edit(mine.message_id, "The door code is 0815.")
        await home.settle()
        await home.presses(fay, "Yes, change it")
        await home.later(days=1)
        assert any("0815" in message.text for message in ana.chat.messages if not message.deleted)
        await home.presses(fay, "Take it back")
        await home.settle()
        assert not any("0815" in message.text for message in ana.chat.messages if not message.deleted)


async def test_there_must_be_somebody_to_tell(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=())
        assert "Nobody else is in the set yet" in await home.says(given["Fay"], "/announce")
