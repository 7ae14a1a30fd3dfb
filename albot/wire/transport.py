"""The Bot API client's HTTP transport: python-telegram-bot's request object on an aiohttp session.

The default transport's connection pool costs more with every call that waits (its scan grows with the square), and
its errors do not tell whether anything left this machine. The outgoing queue needs to know that: what was certainly
not delivered may be tried again even when it must never arrive twice. So a failed call ends in one of three:

- `NotDelivered`: no connection was made (refused, no such host, TLS, connect or pool timeout). Nothing was sent.
- `telegram.error.TimedOut`: connected, and then a time limit passed. The call may have been carried out.
- `telegram.error.NetworkError`, not one of these two: reset, closed or broken answer. It may have been carried out.

Nothing is tried again here. aiohttp itself repeats a call on a fresh connection only for idempotent methods, when a
kept-alive one turns out to be dead; the Bot API is called by POST, which it never repeats. A kept-alive connection
that the server closed is noticed before reuse, unless its closing crosses our request: then aiohttp reports
`ServerDisconnectedError` or a reset, and nobody can tell whether the request was read, so it counts as ambiguous.

The address of a call holds the bot's token and aiohttp's messages hold the address. Errors leave with the name of
their type alone, raised outside the `except` block, so that no chained exception carries the message along.

Certificates are checked against the system's list, so a container needs `ca-certificates`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput  # the library gives these parameters no public type

# Shorter than the 75 s after which common servers close an idle connection (nginx's `keepalive_timeout` default), so
# that it is nearly always this side that closes, and a call seldom meets a connection that is just being closed.
KEEPALIVE_SECONDS = 30.0

_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,  # refused, unreachable, no such host, TLS, proxy not reached
    aiohttp.ConnectionTimeoutError,  # connecting, or waiting for a free connection
    aiohttp.ClientHttpProxyError,  # the proxy would not open a tunnel
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


class NotDelivered(NetworkError):
    """The call certainly did not reach the Bot API server: no connection to it was made."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds a call may take in each of its parts where the caller names none; None waits without limit."""

    read: float | None = 5.0
    write: float | None = 5.0
    connect: float | None = 5.0
    pool: float | None = 1.0
    media_write: float | None = 20.0


class AiohttpRequest(BaseRequest):
    """A `telegram.request.BaseRequest` that keeps connections open and tells what was certainly not delivered.

    `connections` limits how many are open at once. `proxy` is the URL of an HTTP proxy; without one the usual
    environment variables (`HTTPS_PROXY`, `NO_PROXY` and so on) hold. The session opens with the first call or with
    `initialize`, inside the running event loop, so an instance may be made before there is a loop.
    """

    __slots__ = ("_connections", "_proxy", "_session", "_timeouts")

    def __init__(self, connections: int = 64, timeouts: Timeouts | None = None, proxy: str | None = None) -> None:
        self._connections = connections
        self._timeouts = timeouts or Timeouts()
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer where the caller names none; long polling adds its own wait to it."""
        return self._timeouts.read

    async def initialize(self) -> None:
        """Open the session, unless it is open."""
        self._open_session()

    async def shutdown(self) -> None:
        """Close the session and its connections, unless it is closed. It may be opened again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call; gives the HTTP status and the body of the answer, whatever they say.

        Raises `NotDelivered`, `TimedOut` or `NetworkError` (see the module), none of which holds the address.
        """
        ours = self._timeouts
        uploads = request_data is not None and request_data.contains_files
        timeout = _client_timeout(
            pool=_seconds(pool_timeout, ours.pool),
            connect=_seconds(connect_timeout, ours.connect),
            write=_seconds(write_timeout, ours.media_write if uploads else ours.write),
            read=_seconds(read_timeout, ours.read),
        )
        try:
            return await self._exchange(method, url, request_data, timeout)
        except Exception as error:  # also what is our mistake: its message may quote a file's content
            failure = _failure(error)
        raise failure

    async def _exchange(
        self, method: str, url: str, request_data: RequestData | None, timeout: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        session = self._open_session()
        carried = _carried(request_data)
        # A redirect would carry the token and the text to another address.
        async with session.request(method, url, timeout=timeout, allow_redirects=False, **carried) as answer:
            return answer.status, await answer.read()

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEPALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
                # Costs two thread hops a call, so only where the environment names a proxy at all.
                trust_env=self._proxy is None and bool(getproxies()),
            )
        return self._session


def _seconds(given: ODVInput[float], default: float | None) -> float | None:
    """The time limit a caller gave, or ours where they gave none."""
    return given if given is None or isinstance(given, int | float) else default


@lru_cache(maxsize=32)
def _client_timeout(
    pool: float | None, connect: float | None, write: float | None, read: float | None
) -> aiohttp.ClientTimeout:
    """The same limits in aiohttp's terms.

    It knows no limit for writing, so the sum of all four bounds the whole call; and it counts waiting for a free
    connection and connecting as one.
    """
    connecting = None if pool is None or connect is None else pool + connect
    whole = None if connecting is None or write is None or read is None else connecting + write + read
    return aiohttp.ClientTimeout(total=whole, connect=connecting, sock_connect=connect, sock_read=read)


def _carried(request_data: RequestData | None) -> dict[str, Any]:
    """What a call carries, as aiohttp takes it: parameters with a file among them as a form, all else as JSON.

    A form, in which every value is quoted by itself, takes ten times as long to make.
    """
    if request_data is None:
        return {}
    return {"data": _form(request_data)} if request_data.contains_files else {"json": request_data.parameters}


def _form(request_data: RequestData) -> aiohttp.FormData:
    """The parameters and files as a form, which goes out as multipart.

    Names of files go as they are (quoting would show "my%20steps.md"), and content in pieces rather than in one write.
    """
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for name, (filename, content, mime_type) in request_data.multipart_data.items():
        pieces = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, pieces, filename=filename, content_type=mime_type)
    return form


def _failure(error: Exception) -> NetworkError:
    """What the library and the outgoing queue are told about an error; of its message nothing is kept."""
    kind = type(error).__name__
    if isinstance(error, _BEFORE_SENDING):
        return NotDelivered(kind)
    if isinstance(error, TimeoutError):
        return TimedOut(kind)
    return NetworkError(kind)
