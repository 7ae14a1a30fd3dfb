"""The sandbox's HTTP server: the Bot API, what the page needs, and the page, on one loopback address."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from albot.sandbox.commands import BotProfile
from albot.sandbox.control import Control
from albot.sandbox.errors import ApiError
from albot.sandbox.faults import Fault, Faults
from albot.sandbox.limits import Limits
from albot.sandbox.methods import METHODS, Desk
from albot.sandbox.page_api import PageApi
from albot.sandbox.parameters import Parameters, read_parameters
from albot.sandbox.polling import Poller
from albot.sandbox.webhook import Webhook
from albot.sandbox.world import Change, World

# "Bots can currently send files of any type of up to 50 MB in size" (core.telegram.org/bots/api#senddocument).
_LARGEST_BODY = 50 * 1024 * 1024

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"


@dataclass(slots=True)
class Call:
    """One call of the Bot API, for tests to look at.

    `time` is the wall clock handed in, `monotonic` real seconds, both at arrival; `answer` is the body that was sent
    (or would have been, when `fault` names the fault that the call met).
    """

    method: str
    parameters: Parameters
    time: datetime
    monotonic: float
    answer: dict[str, Any] | None = None
    fault: str | None = None


class SandboxServer:
    """A Bot API server for one world, listening between `start` and `stop` on a loopback address."""

    def __init__(
        self,
        world: World,
        token: str,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: bool = True,
        control: Control | None = None,
        calls_kept: int = 10_000,
    ) -> None:
        """Make the server of a world; `port` 0 takes a free one; `calls_kept` bounds `calls`.

        Raises ValueError for a token that is none and for a host that others could reach.
        """
        if not _TOKEN.fullmatch(token):
            raise ValueError("a token is digits, a colon, and letters, digits, _ or -")
        if not is_loopback(host):
            raise ValueError("the sandbox listens on this machine's loopback only")
        self.world = world
        self.token = token
        self.calls: list[Call] = []
        self.faults = Faults()
        self.limits = Limits(world.clock, on=limits)
        self._calls_kept = calls_kept
        self._host, self._port = host, port
        self._desk = Desk(world, self.limits, BotProfile())
        self._poller = Poller(world.updates)
        self._webhook = Webhook(world)
        self._page = PageApi(world, self._desk.profile, self.faults, control)
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    @property
    def url(self) -> str:
        """The root of the server, without a slash at the end: what `ALBOT_API_URL` takes."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def idle(self) -> bool:
        """Whether the bot has taken every update: none waits, and it polls for more or is a webhook's."""
        if self._webhook.url:
            return self._webhook.pending == 0
        return self._poller.waiting and len(self.world.updates) == 0

    async def start(self) -> None:
        """Begin to listen; afterwards `url` is known. After `stop` it begins again, on the same port."""
        self._stopping = asyncio.Event()
        app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[_only_from_here])
        app.router.add_route("*", "/bot{token}/{method}", self._handle_call)
        self._page.add_routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.world.listeners.append(self._on_change)
        self._webhook.open()

    async def stop(self) -> None:
        """Stop listening and let go of everyone who waits."""
        if self._runner is None:
            return
        self.world.listeners.remove(self._on_change)
        self._stopping.set()
        self._poller.wake()
        self._page.close()
        await self._webhook.close()
        await self._runner.cleanup()
        self._runner = None

    def _on_change(self, change: Change) -> None:
        if change.event != "update":
            self._page.publish(change)
        elif self._webhook.url:
            self._webhook.wake()
        else:
            self._poller.wake()

    async def _handle_call(self, request: web.Request) -> web.StreamResponse:
        """One call of the Bot API: faults, the method, the record of it."""
        try:
            name, parameters = await self._read_call(request)
        except ApiError as error:
            return _json_answer(error.as_json(), error.code)
        call = self._record(name, parameters)
        for fault in self.faults.take(name):
            answer = await self._suffer(request, call, fault)
            if answer is not None:
                return answer
        status, call.answer = await self._answer(name, parameters)
        if call.fault == "lost":
            return _hang_up(request)
        return _json_answer(call.answer, status)

    async def _read_call(self, request: web.Request) -> tuple[str, Parameters]:
        """The method's proper name and the parameters; raises the errors that come before any method."""
        token = request.match_info["token"]
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        wanted = request.match_info["method"].lower()
        name = _WAITING.get(wanted) or METHODS.get(wanted, ("", None))[0]
        if not name:
            raise ApiError(404, "Not Found")
        return name, await read_parameters(request)

    def _record(self, name: str, parameters: Parameters) -> Call:
        if len(self.calls) >= 2 * self._calls_kept:
            del self.calls[: -self._calls_kept]
        clock = self.world.clock
        call = Call(name, parameters, clock.now(), clock.monotonic())
        self.calls.append(call)
        return call

    async def _answer(self, name: str, parameters: Parameters) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer."""
        try:
            return 200, {"ok": True, "result": await self._carry_out(name, parameters)}
        except ApiError as error:
            return error.code, error.as_json()

    async def _carry_out(self, name: str, parameters: Parameters) -> Any:
        if name == "getUpdates":
            self._webhook.refuse_polling()
            return await self._poller.get_updates(parameters)
        if name == "setWebhook":
            self._poller.end_waiting(ApiError(409, "Conflict: terminated by setWebhook request"))
            return await self._webhook.set(parameters)
        if name == "deleteWebhook":
            return await self._webhook.delete(parameters)
        if name == "getWebhookInfo":
            return self._webhook.info()
        return METHODS[name.lower()][1](self._desk, parameters)

    async def _suffer(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
        """What a fault makes of a call at its beginning; None lets the method be carried out."""
        call.fault = fault.kind
        if fault.kind == "slow":
            await self._pause(fault.seconds)
        if fault.kind in {"slow", "lost"}:
            return None
        if fault.kind == "hang":
            await self._stopping.wait()
        if fault.kind in {"hang", "drop"}:
            return _hang_up(request)
        if fault.kind == "502":
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        error = _refusal(fault)
        call.answer = error.as_json()
        return _json_answer(call.answer, error.code)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not longer than the server lives."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


_WAITING = {name.lower(): name for name in ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")}


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine and nothing that others could reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what another site in the browser could send: a name that leads here (DNS rebinding), a foreign form."""
    if not is_loopback(_host_name(request.host)):
        return web.json_response({"error": "this server answers on its loopback address only"}, status=403)
    origin = request.headers.get("Origin")
    if origin is not None and request.method not in {"GET", "HEAD"} and origin != f"http://{request.host}":
        return web.json_response({"error": "this comes from another site"}, status=403)
    return await handler(request)


def _host_name(host: str) -> str:
    """A Host header without its port."""
    return host.partition("]")[0].strip("[") if host.startswith("[") else host.partition(":")[0]


def _refusal(fault: Fault) -> ApiError:
    if fault.kind == "429":
        seconds = max(1, round(fault.seconds))
        return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
    return ApiError(500, "Internal Server Error")


def _json_answer(body: dict[str, Any], status: int) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


def _hang_up(request: web.Request) -> web.Response:
    """Drop the connection without a word; the answer given back here goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
