"""What a parcel becomes on the wire: the calls that a strict server gets, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from albot.chat.message import NEW, Do, Parcel
from albot.clock import HeldClock
from albot.sandbox.server import SandboxServer
from albot.sandbox.world import Person, World
from albot.wire.contact import make_bot
from albot.wire.send import Sender
from tests.house import TOKEN

PICTURE = b"\x89PNG\r\n\x1a\n"


@dataclass
class Post:
    """A sender, the server it sends to, and somebody who gets what it sends."""

    sender: Sender
    server: SandboxServer
    ann: Person

    def parcel(self, do: Do = Do.SEND, **more: Any) -> Parcel:
        """Something for her."""
        return Parcel(
            self.ann.chat.id, do, **{"html": "Here you are", "file_name": "x.png", "file_bytes": PICTURE, **more}
        )

    @property
    def last(self) -> dict[str, Any]:
        """What the last call carried."""
        return self.server.calls[-1].parameters


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    world = World(HeldClock(datetime(2026, 3, 2, 9, tzinfo=UTC)))
    server = SandboxServer(world, TOKEN, limits=False)
    await server.start()
    ann = world.add_person("Ann")
    ann.send("/start")
    async with make_bot(TOKEN, server.url) as bot:
        yield Post(Sender(bot), server, ann)
    await server.stop()


@pytest.mark.parametrize("do", sorted(NEW))
async def test_a_fee_is_offered_only_for_what_may_cost_one(post: Post, do: Do) -> None:
    await post.sender.send(post.parcel(do))
    assert "allow_paid_broadcast" not in post.last
    await post.sender.send(post.parcel(do, paid=True))
    assert post.last["allow_paid_broadcast"] is True
