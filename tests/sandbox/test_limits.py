"""Flood limits, on monotonic time, over HTTP and as a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from albot.sandbox.chats import Chat
from albot.sandbox.errors import ApiError
from albot.sandbox.limits import CHAT_BURST, PAID_A_SECOND, Limits
from albot.sandbox.world import World

if TYPE_CHECKING:
    from tests.sandbox.conftest import Sandbox


@dataclass
class HandClock:
    """A clock whose monotonic time, too, is moved by hand."""

    seconds: float = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


def sent(limits: Limits, chat: Chat, most: int = 100, *, paid: bool = False) -> int:
    """How many messages go out before the first refusal."""
    for number in range(most):
        try:
            limits.take_message(chat, paid=paid)
        except ApiError as refused:
            assert (refused.code, refused.description) == (
                429,
                f"Too Many Requests: retry after {refused.retry_after}",
            )
            return number
    return most


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def world(clock: HandClock) -> World:
    return World(clock)


def test_a_burst_in_a_chat_and_then_one_a_second(clock: HandClock, world: World) -> None:
    limits, chat = Limits(clock), world.add_person("Ann").chat
    assert sent(limits, chat) == CHAT_BURST
    clock.seconds += 0.99
    assert sent(limits, chat) == 0
    clock.seconds += 0.02
    assert sent(limits, chat) == 1
    clock.seconds += 60
    assert sent(limits, chat) == CHAT_BURST


def test_thirty_a_second_over_all_chats(clock: HandClock, world: World) -> None:
    limits = Limits(clock)
    chats = [world.add_person("Ann").chat for _ in range(40)]
    assert sum(sent(limits, chat, most=1) for chat in chats) == 30
    clock.seconds += 0.5
    assert sum(sent(limits, chat, most=1) for chat in chats) == 15


def test_what_is_paid_for_waits_for_a_thousand_a_second_and_takes_no_turn_of_the_others(
    clock: HandClock, world: World
) -> None:
    limits = Limits(clock)
    chats = [world.add_person("Ann").chat for _ in range(1_100)]
    assert sum(sent(limits, chat, most=1, paid=True) for chat in chats) == PAID_A_SECOND
    assert sum(sent(limits, chat, most=1) for chat in chats[-40:]) == 30


def test_in_a_chat_what_is_paid_for_comes_no_faster(clock: HandClock, world: World) -> None:
    limits, chat = Limits(clock), world.add_person("Ann").chat
    assert sent(limits, chat, paid=True) == CHAT_BURST
    assert sent(limits, chat) == 0


def test_twenty_a_minute_in_a_group(clock: HandClock, world: World) -> None:
    limits, group = Limits(clock), world.add_person("Ann").add_bot_to_group("The set")
    assert sent(limits, group) == 20
    clock.seconds += 2
    assert sent(limits, group) == 0
    clock.seconds += 1
    assert sent(limits, group) == 1


def test_edits_count_overall_only(clock: HandClock, world: World) -> None:
    limits, chat = Limits(clock), world.add_person("Ann").chat
    for _ in range(30):
        limits.take_edit()
    with pytest.raises(ApiError):
        limits.take_edit()
    assert sent(limits, chat) == 0


def test_a_refusal_says_how_long_to_wait_and_waiting_so_long_is_enough(clock: HandClock, world: World) -> None:
    limits, group = Limits(clock), world.add_person("Ann").add_bot_to_group("The set")
    sent(limits, group)
    with pytest.raises(ApiError) as refused:
        limits.take_message(group)
    assert refused.value.retry_after == 3
    clock.seconds += 3
    limits.take_message(group)


@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto", "sendDocument"])
async def test_over_http_a_message_is_paid_for_where_it_says_so(sandbox: Sandbox, method: str) -> None:
    sandbox.server.limits.on = True
    for _ in range(30):
        sandbox.server.limits.take_edit()
    file = sandbox.world.keep_file("x.png", "image/png", b"\x89PNG\r\n\x1a\n").file_id
    what = {"text": "x"} if method == "sendMessage" else {method.removeprefix("send").lower(): file}
    assert (await sandbox.ask(method, chat_id=sandbox.ann.id, **what))[0] == 429
    assert (await sandbox.ask(method, chat_id=sandbox.ann.id, **what, allow_paid_broadcast=True))[0] == 200
    assert sandbox.server.calls[-1].parameters["allow_paid_broadcast"] is True


async def test_over_http_and_switched_off(sandbox: Sandbox) -> None:
    sandbox.server.limits.on = True
    before = len(sandbox.ann.chat.messages)
    for _ in range(int(CHAT_BURST)):
        await sandbox.say()
    status, body = await sandbox.ask("sendMessage", chat_id=sandbox.ann.id, text="x")
    assert (status, body["error_code"], body["parameters"]) == (429, 429, {"retry_after": 1})
    assert body["description"] == "Too Many Requests: retry after 1"
    assert len(sandbox.ann.chat.messages) == before + CHAT_BURST
    assert (await sandbox.refusal("sendMessage", chat_id=sandbox.ann.id, text=""))[0] == 400

    sandbox.server.limits.on = False
    for _ in range(10):
        await sandbox.say()
