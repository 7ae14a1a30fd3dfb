"""Faults of the line and of Telegram: what the client sees, and what happened all the same."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from albot.sandbox.faults import Faults

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox


def delivered(sandbox: Sandbox) -> int:
    return sum(1 for message in sandbox.ann.chat.messages if message.from_bot)


@pytest.mark.parametrize(
    ("kind", "seconds", "code", "description"),
    [
        ("429", 7, 429, "Too Many Requests: retry after 7"),
        ("500", None, 500, "Internal Server Error"),
    ],
)
async def test_refusals(sandbox: Sandbox, kind: str, seconds: float | None, code: int, description: str) -> None:
    sandbox.server.faults.switch_on(kind, times=1, seconds=seconds)
    status, body = await sandbox.ask("sendMessage", chat_id=sandbox.ann.id, text="x")
    assert (status, body["error_code"], body["description"]) == (code, code, description)
    assert body.get("parameters", {}).get("retry_after") == seconds
    assert delivered(sandbox) == 0
    assert sandbox.server.calls[-1].fault == kind
    assert await sandbox.say() > 0


async def test_a_bad_gateway_is_no_json(sandbox: Sandbox) -> None:
    sandbox.server.faults.switch_on("502", times=1)
    async with sandbox.http.get(f"{sandbox.server.url}/bot{sandbox.server.token}/getMe") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")


@pytest.mark.parametrize(("kind", "arrived"), [("drop", 0), ("lost", 1)])
async def test_a_dropped_connection(sandbox: Sandbox, kind: str, arrived: int) -> None:
    sandbox.server.faults.switch_on(kind, method="sendMessage", times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await sandbox.say("Hello")
    assert delivered(sandbox) == arrived
    assert sandbox.server.calls[-1].fault == kind
    await sandbox.say("Again")
    assert delivered(sandbox) == arrived + 1


async def test_an_answer_that_never_comes(sandbox: Sandbox) -> None:
    sandbox.server.faults.switch_on("hang", times=1)
    with pytest.raises(TimeoutError):
        async with sandbox.http.post(
            f"{sandbox.server.url}/bot{sandbox.server.token}/sendMessage",
            json={"chat_id": sandbox.ann.id, "text": "x"},
            timeout=aiohttp.ClientTimeout(total=0.3),
        ):
            pass
    assert delivered(sandbox) == 0
    await sandbox.say("The line is free again")


async def test_a_slow_line(sandbox: Sandbox) -> None:
    sandbox.server.faults.switch_on("slow", seconds=0.3)
    sandbox.server.faults.switch_on("500", times=1)
    began = time.monotonic()
    assert (await sandbox.refusal("getMe"))[0] == 500
    await sandbox.get("getMe")
    assert time.monotonic() - began > 0.6
    sandbox.server.faults.clear()
    began = time.monotonic()
    await sandbox.get("getMe")
    assert time.monotonic() - began < 0.3


async def test_for_one_method_and_so_many_calls(sandbox: Sandbox) -> None:
    sandbox.server.faults.switch_on("500", method="sendmessage", times=2)
    await sandbox.get("getMe")
    for _ in range(2):
        assert (await sandbox.refusal("sendMessage", chat_id=sandbox.ann.id, text="x"))[0] == 500
    await sandbox.say()
    assert sandbox.server.faults.as_json()["active"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "fire"}, {"kind": "500", "times": 0}, {"kind": "slow", "seconds": -1}, {"kind": "slow", "seconds": 1e9}],
)
def test_faults_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"none of|times|seconds"):
        Faults().switch_on(**wrong)
