"""A lean Bot API server: it is the instrument, so it must cost less than what it measures (see `bench_server`).

A call is read from the socket without a framework, and costs about a twentieth of a millisecond. It knows what the
measured bots call, and checks nothing: `albot.sandbox` is the strict server.

    request ─→ half the latency ─→ carried out: this is when a message arrives ─→ half the latency ─→ answer

Updates wait in order, come by long polling up to 100 at a time, and are kept until a later offset confirms them; or
they go to the bot's webhook (`webhook_post`), if it sets one. Where several processes each set one of their own, they
go to these in turn, as if a balancer stood there.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.bench.flood import Flood
from tests.bench.webhook_post import WebhookPost

Form = dict[str, Any]

A_BATCH = 100
"""Updates in one answer to `getUpdates` (core.telegram.org/bots/api#getupdates)."""

ME: Form = {"id": 1_234_567, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": False}
TRUE = b'{"ok":true,"result":true}'

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the bot as it arrives at the server, or a message that it changed."""

    chat: int
    message_id: int
    text: str
    keyboard: str
    at: float


class Line(asyncio.Protocol):
    """One connection of a client.

    A call that comes before the last has its answer (pipelining) is carried out too. Answers keep the order, since all
    take the same time, but for those to `getUpdates`: a client asks that on a connection of its own.
    """

    def __init__(self, server: FastServer) -> None:
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.lines.add(self)

    def connection_lost(self, _problem: Exception | None) -> None:
        self._transport = None
        self._server.lines.discard(self)

    def hang_up(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._read += data
        while True:
            head, gap, rest = self._read.partition(b"\r\n\r\n")
            found = _LENGTH.search(head)
            length = int(found[1]) if found else 0
            if not gap or len(rest) < length:
                return
            self._read = rest[length:]
            self._server.take(self, head, rest[:length])

    def answer(self, body: bytes, status: bytes = b"200 OK") -> None:
        """Send an answer, unless the client has gone."""
        if self._transport is not None:
            head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            self._transport.write(head % (status, len(body)) + body)


@dataclass
class FastServer:
    """A Bot API server on a loopback port. `heard` is called with each message of the bot as it arrives."""

    latency: float = 0.0
    flood: Flood = field(default_factory=Flood)
    heard: Callable[[Said], None] = lambda _said: None
    calls: int = 0
    refused: int = 0
    url: str = ""

    def __post_init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._updates: deque[tuple[int, bytes]] = deque()
        self._last_update = self._last_message = int(1000 * time.time())  # after those of any server before
        self.lines: set[Line] = set()
        self._listens: asyncio.Server | None = None
        self._poller: Line | None = None
        self._poll_ends: asyncio.TimerHandle | None = None
        self._wakes = False
        self._webhooks: dict[str, WebhookPost] = {}
        self._posted = 0
        self.polled = asyncio.Event()  # or has set a webhook
        self._methods: dict[str, Callable[[Form], bytes]] = {
            "getme": lambda _form: _result(ME),
            "sendmessage": self._send,
            "editmessagetext": self._edit,
            "editmessagereplymarkup": self._edit,
            "setwebhook": self._set_webhook,
            "getwebhookinfo": lambda _form: _result({"url": "", "pending_update_count": len(self._updates)}),
        }

    async def start(self) -> None:
        """Begin to listen; then `url` is known."""
        self._listens = await self._loop.create_server(lambda: Line(self), "127.0.0.1", 0, backlog=1024)
        self.url = f"http://127.0.0.1:{self._listens.sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        """Hang up on everybody."""
        for line in list(self.lines):
            line.hang_up()
        if self._listens is not None:
            self._listens.close()

    # Calls

    def take(self, line: Line, head: bytes, body: bytes) -> None:
        """A call has come out of its line: it arrives after half the latency."""
        self.calls += 1
        if self.latency:
            self._loop.call_later(self.latency / 2, self._carry_out, line, head, body)
        else:
            self._carry_out(line, head, body)

    def _carry_out(self, line: Line, head: bytes, body: bytes) -> None:
        method = head[: head.index(b" HTTP/")].rpartition(b"/")[2].decode().lower()
        form = json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
        if method == "getupdates":
            self._poll(line, form)
            return
        try:
            self._answer(line, self._methods[method](form) if method in self._methods else TRUE)
        except TooMany as refusal:
            self.refused += 1
            self._answer(line, refusal.body, b"429 Too Many Requests")

    def _answer(self, line: Line, body: bytes, status: bytes = b"200 OK") -> None:
        """The answer reaches the client after the other half of the latency."""
        if self.latency:
            self._loop.call_later(self.latency / 2, line.answer, body, status)
        else:
            line.answer(body, status)

    def _send(self, form: Form) -> bytes:
        wait = self.flood.take(int(form["chat_id"]), paid=str(form.get("allow_paid_broadcast")).lower() == "true")
        if wait:
            raise TooMany(wait)
        self._last_message += 1
        return self._message(form, self._last_message)

    def _edit(self, form: Form) -> bytes:
        wait = self.flood.take()
        if wait:
            raise TooMany(wait)
        return self._message(form, int(form["message_id"]))

    def _message(self, form: Form, message_id: int) -> bytes:
        chat, text = int(form["chat_id"]), str(form.get("text", ""))
        keyboard = form.get("reply_markup", "")  # text in a form, and in JSON itself
        keyboard = keyboard if isinstance(keyboard, str) else json.dumps(keyboard)
        self.heard(Said(chat, message_id, text, keyboard, time.monotonic()))
        here = {"id": chat, "type": "private", "first_name": "P"}
        return _result({"message_id": message_id, "date": int(time.time()), "chat": here, "from": ME, "text": text})

    # Updates

    @property
    def webhooks(self) -> int:
        """How many processes have set one."""
        return len(self._webhooks)

    def new_message(self) -> int:
        """The id of the next message, for one that a person sends."""
        self._last_message += 1
        return self._last_message

    def push(self, kind: str, body: Form) -> None:
        """Something happened that the bot is to hear of, from this moment on."""
        self._last_update += 1
        raw = json.dumps({"update_id": self._last_update, kind: body}).encode()
        if self._webhooks:
            return self._post(raw)
        self._updates.append((self._last_update, raw))
        if not self._wakes:  # what happens in the same moment goes out together
            self._wakes = True
            self._loop.call_soon(self._wake)

        return None

    def _post(self, raw: bytes) -> None:
        """Post an update to the next of those who have set a webhook."""
        self._posted += 1
        list(self._webhooks.values())[self._posted % len(self._webhooks)].post(raw)

    def _wake(self) -> None:
        self._wakes = False
        if self._poller is not None and self._updates:
            self._end_poll()

    def _poll(self, line: Line, form: Form) -> None:
        offset = int(form.get("offset") or 0)
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        self._end_poll()  # whoever has waited until now is let go
        self._poller = line
        if self._updates:
            self._end_poll()
        else:
            self._poll_ends = self._loop.call_later(float(form.get("timeout") or 0), self._end_poll)
        self.polled.set()

    def _end_poll(self) -> None:
        """Answer whoever waits for updates with those that there are."""
        line, self._poller = self._poller, None
        if self._poll_ends is not None:
            self._poll_ends.cancel()
            self._poll_ends = None
        if line is not None:
            batch = [raw for _place, (_id, raw) in zip(range(A_BATCH), self._updates, strict=False)]
            self._answer(line, b'{"ok":true,"result":[%b]}' % b",".join(batch))

    def _set_webhook(self, form: Form) -> bytes:
        url = str(form["url"])
        self._webhooks[url] = WebhookPost(url, str(form.get("secret_token", "")), self.latency, self._post)
        self.polled.set()
        return TRUE


class TooMany(Exception):
    """A 429 that tells how long to wait, in whole seconds as Telegram does."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        told = {"description": f"Too Many Requests: retry after {seconds}", "parameters": {"retry_after": seconds}}
        self.body = json.dumps({"ok": False, "error_code": 429, **told}).encode()


def _result(value: Any) -> bytes:
    return json.dumps({"ok": True, "result": value}).encode()
