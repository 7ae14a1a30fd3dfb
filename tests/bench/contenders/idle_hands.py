"""A bot that does as little as can be, to find out how much the fast server itself can do.

It knows nothing of HTTP but where an answer ends: it looks for chats and texts in what comes, and sends them back
without waiting for anything (pipelining).
"""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlsplit

_END = re.compile(rb"Content-Length: (\d+)\r\n\r\n")
_UPDATE = re.compile(rb'"update_id": (\d+).*?"text": "(.*?)".*?"chat": {"id": (\d+)')


class _Polls(asyncio.Protocol):
    """Asks for updates, and answers each on the other connection."""

    def __init__(self, sends: asyncio.Transport) -> None:
        self._sends = sends
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask(0)

    def _ask(self, offset: int) -> None:
        assert self._transport is not None
        self._transport.write(_request(b"getUpdates", b'{"timeout": 25, "offset": %d}' % offset))

    def data_received(self, data: bytes) -> None:
        self._read += data
        end = _END.search(self._read)
        if end is None or len(self._read) < end.end() + int(end[1]):
            return
        found = _UPDATE.findall(self._read)
        self._read = b""
        for _number, text, chat in found:
            self._sends.write(_request(b"sendMessage", b'{"chat_id": %b, "text": "%b"}' % (chat, text)))
        self._ask(int(found[-1][0]) + 1 if found else 0)


def _request(method: bytes, body: bytes) -> bytes:
    return b"POST /bot1:x/%b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (method, len(body), body)


def run_idle_hands(root: str) -> None:
    """Answer until killed."""
    where = urlsplit(root)
    address = (where.hostname or "", where.port or 0)

    async def stay() -> None:
        loop = asyncio.get_running_loop()
        sends, _ = await loop.create_connection(asyncio.Protocol, *address)
        await loop.create_connection(lambda: _Polls(sends), *address)
        await asyncio.Event().wait()

    asyncio.run(stay())
