"""getUpdates: offsets, waiting, forgetting, and one at a time."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox


async def texts(sandbox: Sandbox, **parameters: Any) -> list[str]:
    return [update["message"]["text"] for update in await sandbox.get("getUpdates", **parameters)]


async def test_updates_stay_until_an_offset_confirms_them(sandbox: Sandbox) -> None:
    for text in "abc":
        sandbox.ann.send(text)
    first = await sandbox.get("getUpdates")
    ids = [update["update_id"] for update in first]
    assert ids == list(range(ids[0], ids[0] + 3))
    assert await sandbox.get("getUpdates") == first
    assert await texts(sandbox, offset=ids[1]) == ["b", "c"]
    assert await texts(sandbox, offset=ids[0]) == ["b", "c"]
    assert await texts(sandbox, offset=ids[2] + 1) == []
    assert await texts(sandbox) == []


async def test_limit_and_negative_offset(sandbox: Sandbox) -> None:
    for number in range(105):
        sandbox.ann.send(str(number))
    assert await texts(sandbox, limit=2) == ["0", "1"]
    assert len(await texts(sandbox, limit=0)) == 100
    assert len(await texts(sandbox, limit=1000)) == 100
    assert await texts(sandbox, offset=-2) == ["103", "104"]
    assert await texts(sandbox) == ["103", "104"]


async def test_a_long_poll_waits_for_what_comes(sandbox: Sandbox) -> None:
    waiting = asyncio.get_running_loop().create_task(texts(sandbox, timeout=20))
    await sandbox.until_idle()
    assert not waiting.done()
    sandbox.ann.send("At last")
    assert await asyncio.wait_for(waiting, 5) == ["At last"]
    assert not sandbox.server.idle


async def test_a_long_poll_ends_empty_after_its_timeout(sandbox: Sandbox) -> None:
    began = time.monotonic()
    assert await texts(sandbox, timeout=1) == []
    assert 0.9 < time.monotonic() - began < 5


async def test_a_second_poll_ends_the_first_with_a_conflict(sandbox: Sandbox) -> None:
    first = asyncio.get_running_loop().create_task(sandbox.refusal("getUpdates", timeout=20))
    await sandbox.until_idle()
    second = asyncio.get_running_loop().create_task(texts(sandbox, timeout=20))
    assert await asyncio.wait_for(first, 5) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    sandbox.ann.send("For the second")
    assert await asyncio.wait_for(second, 5) == ["For the second"]


async def test_only_the_kinds_that_were_asked_for(sandbox: Sandbox) -> None:
    message = sandbox.ann.send("a")
    await sandbox.get("getUpdates", offset=-1, allowed_updates=["edited_message"])
    sandbox.ann.send("b")
    sandbox.ann.edit(message.message_id, "c")
    await sandbox.get("getUpdates")
    updates = await sandbox.get("getUpdates")
    assert [[*update][1] for update in updates] == ["message", "edited_message"]
    await sandbox.get("getUpdates", offset=updates[-1]["update_id"] + 1, allowed_updates=[])
    sandbox.ann.send("d")
    assert await texts(sandbox) == ["d"]
    assert (await sandbox.refusal("getUpdates", allowed_updates="x"))[0] == 400


async def test_what_nobody_fetches_is_forgotten(sandbox: Sandbox) -> None:
    message_id = await sandbox.say(reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
    sandbox.ann.press(message_id, "Go")
    sandbox.ann.send("a")
    assert len(await sandbox.get("getUpdates")) == 2
    sandbox.clock.advance(timedelta(seconds=151))
    assert await texts(sandbox) == ["a"]
    sandbox.clock.advance(timedelta(hours=23))
    assert await texts(sandbox) == ["a"]
    sandbox.clock.advance(timedelta(hours=1))
    assert await texts(sandbox) == []


async def test_raw_updates_come_as_they_are_pushed(sandbox: Sandbox) -> None:
    sandbox.world.push_raw({"message": {"nonsense": True}})
    sandbox.world.push_raw({"update_id": 7, "a_kind_of_tomorrow": None})
    updates = await sandbox.get("getUpdates")
    assert updates[0]["message"] == {"nonsense": True}
    assert updates[1] == {"update_id": 7, "a_kind_of_tomorrow": None}
    await sandbox.get("getUpdates", offset=updates[0]["update_id"] + 1)
    assert len(sandbox.world.updates) == 0
