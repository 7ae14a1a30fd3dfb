"""What posts updates to a bot's webhook, as Telegram does: a few connections, one update at a time on each."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

AT_ONCE = 40
"""Connections at once where the bot names no number (core.telegram.org/bots/api#setwebhook, max_connections)."""


class WebhookPost:
    """Posts to one address. An update that is not answered with 200 is posted again, after those that wait.

    One for which no connection can be made goes to `elsewhere`.
    """

    def __init__(self, url: str, secret: str, latency: float, elsewhere: Callable[[bytes], None]) -> None:
        self._elsewhere = elsewhere
        where = urlsplit(url)
        self._address = (str(where.hostname), where.port or 80)
        self._head = (
            f"POST {where.path or '/'} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode()
        self._latency = latency
        self._waiting: deque[bytes] = deque()
        self._free: list[_Post] = [_Post(self) for _ in range(AT_ONCE)]
        self._opening: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()

    def post(self, raw: bytes) -> None:
        """Post an update, as soon as a connection is free."""
        self._waiting.append(raw)
        self._go_on()

    def request(self, raw: bytes) -> bytes:
        """The whole request that carries an update."""
        return self._head + b"%d\r\n\r\n" % len(raw) + raw

    def done(self, connection: _Post, raw: bytes, *, well: bool) -> None:
        """A connection has its answer, or was lost."""
        if not well:
            self._waiting.append(raw)
        self._free.append(connection)
        self._go_on()

    def _go_on(self) -> None:
        while self._waiting and self._free:
            connection, raw = self._free.pop(), self._waiting.popleft()
            if connection.open:
                self._loop.call_later(self._latency / 2, connection.send, raw)
            else:
                task = self._loop.create_task(self._opened(connection, raw))
                self._opening.add(task)
                task.add_done_callback(self._opening.discard)

    async def _opened(self, connection: _Post, raw: bytes) -> None:
        try:
            await self._loop.create_connection(lambda: connection, *self._address)
        except OSError:
            await asyncio.sleep(0.1)
            self._free.append(connection)
            self._elsewhere(raw)
        else:
            connection.send(raw)


class _Post(asyncio.Protocol):
    """One connection to the bot."""

    def __init__(self, owner: WebhookPost) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._raw = b""

    @property
    def open(self) -> bool:
        """Whether it can carry an update."""
        return self._transport is not None

    def send(self, raw: bytes) -> None:
        """Post an update and wait for the answer."""
        self._raw = raw
        if self._transport is None:
            self.connection_lost(None)
        else:
            self._transport.write(self._owner.request(raw))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _problem: Exception | None) -> None:
        self._transport = None
        if self._raw:
            self._end(well=False)

    def data_received(self, data: bytes) -> None:
        if self._raw and data.startswith(b"HTTP/"):  # what follows is the rest of an answer
            self._end(well=data.split(b" ", 2)[1] == b"200")

    def _end(self, *, well: bool) -> None:
        raw, self._raw = self._raw, b""
        self._owner.done(self, raw, well=well)
