"""What a process serves over HTTP: the webhook, and whether it lives, is ready, and what it counts.

    POST <webhook's path>   secret? ─ size? ─ an update? ─→ accept ─→ 200 once it is committed; 503: send it again
                              403      413       400
    GET /healthz            "ok" while the event loop turns
    GET /readyz             "ok", or 503 and one word for what is missing
    GET /metrics            text for Prometheus

It stands on aiohttp's low-level server, since there everything that goes out passes through here: an application of
aiohttp's would answer what is no HTTP by itself, with its version and a part of what came. So no answer says what
runs here, nor quotes what was sent. It is meant to stand behind whatever ends TLS, and listens on this machine alone
unless the operator says otherwise.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiohttp.web_protocol import RequestHandler, RequestPayloadError
from aiohttp.web_request import BaseRequest
from aiohttp.web_response import Response, StreamResponse
from aiohttp.web_server import Server

from albot import metrics

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not its value
"""Where Telegram shows the secret (core.telegram.org/bots/api#setwebhook, secret_token)."""

LARGEST_BODY = 1024 * 1024
"""Bytes of an update at the most. Telegram names no limit, but an update holds one message and the one it answers, and
a text has up to 4,096 characters (core.telegram.org/bots/api#sendmessage), which is 48 kB in JSON at its worst, beside
a few hundred entities and buttons. Four times what that comes to, since one that is refused would block those after it.
"""

LAST_SECONDS = 1.0
"""How long what is in hand at the end may take: it is committed, or has its sealed copy, within a fraction of that.
The library takes up to twice as long."""

LINGERING = 1.0
"""Seconds for which the rest of a body that is refused is let in, so that whoever sends it gets to read the answer."""

NAMELESS = {"Server": "albot"}
"""In this header the library would write itself and its version."""

Accept = Callable[[dict[str, Any]], Awaitable[bool]]
Page = Callable[[BaseRequest], Awaitable[Response]]


class CannotListen(Exception):
    """Nothing can listen on an `address`, for a `reason` that the system gives, such as that it is in use."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address}: {reason}")
        self.address, self.reason = address, reason


@dataclass(frozen=True)
class Hook:
    """The webhook: its path, the secret that Telegram shows, and what takes an update.

    `accept` returns true once the update's turn or its sealed copy is committed; else Telegram sends it again.
    """

    path: str
    secret: str = field(repr=False)
    accept: Accept

    def __post_init__(self) -> None:
        """An empty secret would let everybody in."""
        if not self.secret:
            raise ValueError("a webhook needs a secret")


class Web:
    """Serves what the module says on `listen` (a host and a port, of which 0 takes a free one).

    `why_not_ready` answers in one word or none, `scrape` with the metrics; `hook` is None where updates are fetched.
    """

    def __init__(
        self,
        listen: str,
        why_not_ready: Callable[[], Awaitable[str]],
        scrape: Callable[[], Awaitable[bytes]],
        hook: Hook | None = None,
    ) -> None:
        self._listen = listen
        self._why_not_ready = why_not_ready
        self._scrape = scrape
        self._hook = hook
        self._pages: dict[str, Page] = {"/healthz": self._health, "/readyz": self._ready, "/metrics": self._metrics}
        self._server: Server | None = None
        self._listening: asyncio.Server | None = None
        self._stopping = False

    @property
    def address(self) -> str:
        """Where it listens: host and port, once it does."""
        if self._listening is None:
            return self._listen
        host, port = self._listening.sockets[0].getsockname()[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    async def start(self) -> None:
        """Begin to listen; raises `CannotListen`."""
        host, _, port = self._listen.rpartition(":")
        loop = asyncio.get_running_loop()
        self._server = server = Server(self._answer)
        try:
            self._listening = await loop.create_server(lambda: _Connection(server), host.strip("[]"), int(port))
        except OSError as problem:
            reason = os.strerror(problem.errno) if problem.errno and problem.errno > 0 else problem.strerror
            raise CannotListen(self._listen, reason or type(problem).__name__) from None

    async def stop(self) -> None:
        """Finish what is in hand and end; what comes meanwhile is answered 503. May be called again."""
        self._stopping = True
        if self._server is None or self._listening is None:
            return
        await self._server.shutdown(LAST_SECONDS)
        self._listening.close()
        self._listening = None
        await self._server.shutdown(0.1)  # those who came meanwhile, and were sent away

    async def _answer(self, request: BaseRequest) -> Response:
        if self._hook is not None and request.path == self._hook.path:
            return await self._take(request, self._hook) if request.method == "POST" else _only("POST")
        page = self._pages.get(request.path)
        if page is None:
            return _say(404)
        return await page(request) if request.method in ("GET", "HEAD") else _only("GET, HEAD")

    # The webhook

    async def _take(self, request: BaseRequest, hook: Hook) -> Response:
        """Hand an update to `accept`. Nothing of a request is read whose secret is wrong."""
        shown = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(shown, hook.secret.encode()):
            return _say(403)
        if self._stopping:
            return _say(503)
        try:
            body = await _body_of(request)
        except RequestPayloadError:  # it is cut off, or not packed as it says
            return _say(400)
        if body is None:
            return _say(413)
        update = _update_in(body)
        if update is None:
            metrics.malformed()
            return _say(400)
        return _say(200 if await _accepted(hook, update) else 503)

    # The pages

    async def _health(self, _request: BaseRequest) -> Response:
        return _say(200, "ok")

    async def _ready(self, _request: BaseRequest) -> Response:
        why_not = "stopping" if self._stopping else await self._why_not_ready()
        return _say(503 if why_not else 200, why_not or "ok")

    async def _metrics(self, _request: BaseRequest) -> Response:
        return Response(body=await self._scrape(), headers={**NAMELESS, "Content-Type": metrics.CONTENT_TYPE})


class _Connection(RequestHandler):
    """A connection whose errors say nothing of what went wrong, nor of what runs here."""

    def __init__(self, server: Server) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # the library's own way to have none
            lingering_time=LINGERING,
        )

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> StreamResponse:
        """Answer what is no HTTP, or what failed in here, with the status alone."""
        if status >= 500:
            log.error("not_served", problem=type(exc).__name__)
        answer = _say(status)
        answer.force_close()
        return answer


def _say(status: int, text: str = "", **headers: str) -> Response:
    """A short answer."""
    return Response(status=status, text=text, headers={**NAMELESS, **headers})


def _only(methods: str) -> Response:
    """The answer to a method that this path does not know."""
    return _say(405, Allow=methods)


async def _body_of(request: BaseRequest) -> bytes | None:
    """The body of a request, or None where it is too large; no more of it is read than that takes to tell."""
    if (request.content_length or 0) > LARGEST_BODY:
        return None
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _update_in(body: bytes) -> dict[str, Any] | None:
    """The update that a body holds, or None where it holds none."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None


async def _accepted(hook: Hook, update: dict[str, Any]) -> bool:
    """Whether an update was taken; a failure is logged by its kind, and Telegram sends the update again."""
    try:
        return await hook.accept(update)
    except Exception as problem:
        log.error("update_not_taken", problem=type(problem).__name__)
        return False
