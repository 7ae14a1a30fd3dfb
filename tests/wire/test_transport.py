"""The transport over real HTTP: what arrives at a server, and what each kind of failure is called."""

from __future__ import annotations

import asyncio
import contextlib
import io
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from telegram import Bot, InputFile, ReplyParameters
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from albot.wire.transport import AiohttpRequest, NotDelivered, Timeouts

TOKEN = "4242:a-token-that-must-not-be-seen"  # not a real one
ME = {"id": 4242, "is_bot": True, "first_name": "albot", "username": "albot_bot"}
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}
SHORT = Timeouts(read=0.2, write=0.2, connect=0.2, pool=0.1, media_write=0.2)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def kept(value: object) -> object:
    """A form field as it can be looked at after the call: a file as its name, type and content."""
    return (value.filename, value.content_type, value.file.read()) if isinstance(value, web.FileField) else value


class Unreadable(io.BytesIO):
    """A file whose reading fails with a message that nobody should see."""

    def read(self, _size: int | None = -1) -> bytes:
        raise RuntimeError(TOKEN)


@dataclass
class Server:
    """A Bot API server that answers as it is told, and remembers who called with what."""

    http: TestServer
    script: dict[str, Handler] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    carried: list[dict[str, object]] = field(default_factory=list)
    peers: set[object] = field(default_factory=set)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.http.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        assert request.transport is not None
        self.peers.add(request.transport.get_extra_info("peername"))
        if method in self.script:
            return await self.script[method](request)
        if request.content_type == "application/json":
            self.carried.append(await request.json())
        else:
            self.carried.append({name: kept(value) for name, value in (await request.post()).items()})
        return web.json_response({"ok": True, "result": ME if method == "getMe" else MESSAGE})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    app = web.Application(client_max_size=2**26)
    fake = Server(TestServer(app, host="127.0.0.1"))
    app.router.add_route("*", "/bot{token}/{method}", fake.answer)
    await fake.http.start_server()
    yield fake
    await fake.http.close()


@contextlib.asynccontextmanager
async def calling(root: str, request: AiohttpRequest | None = None) -> AsyncIterator[Bot]:
    """A bot that is not greeted first, so that a test sees only the calls it makes itself."""
    transport, idle = request or AiohttpRequest(timeouts=SHORT), AiohttpRequest()
    try:
        yield Bot(TOKEN, base_url=f"{root}/bot", request=transport, get_updates_request=idle)
    finally:
        await transport.shutdown()


@contextlib.contextmanager
def listening_but_full() -> Iterator[int]:
    """A port whose queue of waiting connections is full, so that one more is neither taken nor refused."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


async def drop(request: web.Request) -> web.StreamResponse:
    """Read the call, then cut the line without a word."""
    await request.read()
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def dawdle(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(0.6)
    return web.json_response({"ok": True, "result": ME})


async def break_off(request: web.Request) -> web.StreamResponse:
    """Promise a long answer and cut the line in its middle."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"ok": true,')
    assert request.transport is not None
    request.transport.close()
    return response


async def failure_of(call: Awaitable[object]) -> NetworkError:
    """What a call fails with; nothing in it, nor in what it was raised from, may show the token."""
    with pytest.raises(NetworkError) as caught:
        await call
    error: BaseException | None = caught.value
    shown = "".join(traceback.format_exception(caught.value))
    while error is not None:
        shown += f"{error} {error!r} {error.args}"
        error = error.__cause__ or error.__context__
    assert "must-not-be-seen" not in shown
    return caught.value


async def test_parameters_arrive_as_they_are(server: Server) -> None:
    async with calling(server.root) as bot:
        await bot.send_message(7, "Grüße & = ✓", disable_notification=True, reply_parameters=ReplyParameters(3))
    assert server.carried == [
        {"chat_id": 7, "text": "Grüße & = ✓", "disable_notification": True, "reply_parameters": {"message_id": 3}}
    ]


async def test_a_file_arrives_whole_with_its_name_beside_the_fields(server: Server) -> None:
    content = bytes(range(256)) * 10_000
    async with calling(server.root) as bot:
        await bot.send_document(7, document=content, filename="mis pasos ñ.md", caption="All of it")
    document = ("mis pasos ñ.md", "text/markdown", content)
    assert server.carried == [{"chat_id": "7", "caption": "All of it", "document": document}]


async def test_one_call_after_another_uses_one_connection(server: Server) -> None:
    async with calling(server.root) as bot:
        for _ in range(5):
            await bot.get_me()
    assert len(server.calls) == 5
    assert len(server.peers) == 1


async def test_calls_at_once_stay_within_the_limit_of_connections(server: Server) -> None:
    async with calling(server.root, AiohttpRequest(connections=3)) as bot:
        await asyncio.gather(*(bot.get_me() for _ in range(12)))
    assert len(server.calls) == 12
    assert len(server.peers) == 3


async def test_an_answer_that_comes_too_late_is_a_timeout_and_not_certainly_lost(server: Server) -> None:
    server.script["getMe"] = dawdle
    async with calling(server.root) as bot:
        error = await failure_of(bot.get_me())
    assert type(error) is TimedOut


async def test_the_caller_may_wait_longer_than_the_default(server: Server) -> None:
    server.script["getMe"] = dawdle
    async with calling(server.root) as bot:
        assert (await bot.get_me(read_timeout=5)).id == 4242


async def test_an_upload_that_nobody_reads_times_out() -> None:
    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            await asyncio.sleep(2)

    deaf = await asyncio.start_server(hold, "127.0.0.1", 0, limit=1024)
    async with deaf, calling(f"http://127.0.0.1:{deaf.sockets[0].getsockname()[1]}") as bot:
        async with asyncio.timeout(1.5):
            error = await failure_of(bot.send_document(7, document=bytes(2**25)))
    assert type(error) is TimedOut


async def test_a_file_that_cannot_be_read_fails_without_telling_what_was_in_it(server: Server) -> None:
    async with calling(server.root) as bot:
        document = InputFile(Unreadable(b"1"), filename="steps.md", read_file_handle=False)
        assert not isinstance(await failure_of(bot.send_document(7, document=document)), NotDelivered)


async def test_a_refused_connection_is_certainly_not_delivered() -> None:
    async with calling(f"http://127.0.0.1:{unused_port()}") as bot:
        assert isinstance(await failure_of(bot.get_me()), NotDelivered)


async def test_a_connection_that_is_never_taken_is_certainly_not_delivered() -> None:
    with listening_but_full() as port:
        async with calling(f"http://127.0.0.1:{port}") as bot:
            assert isinstance(await failure_of(bot.get_me()), NotDelivered)


async def test_a_call_that_found_no_free_connection_is_certainly_not_delivered(server: Server) -> None:
    over = asyncio.Event()

    async def hold(_request: web.Request) -> web.StreamResponse:
        """Keep the one connection until the other call has failed."""
        await over.wait()
        return web.json_response({"ok": True, "result": ME})

    server.script["getMe"] = hold
    one = AiohttpRequest(connections=1, timeouts=SHORT)
    async with calling(server.root, one) as bot, asyncio.TaskGroup() as group:
        group.create_task(bot.get_me(read_timeout=60))
        while not server.calls:
            await asyncio.sleep(0.001)
        assert isinstance(await failure_of(bot.get_me(read_timeout=60)), NotDelivered)
        over.set()
    assert server.calls == ["getMe"]


async def test_a_server_without_tls_is_certainly_not_told_anything(server: Server) -> None:
    async with calling(server.root.replace("http:", "https:")) as bot:
        assert isinstance(await failure_of(bot.get_me()), NotDelivered)
    assert server.calls == []


async def test_a_root_that_is_no_address_is_certainly_not_delivered() -> None:
    async with calling("no address at all") as bot:
        assert isinstance(await failure_of(bot.get_me()), NotDelivered)


@pytest.mark.parametrize("ending", [drop, break_off])
async def test_a_line_cut_after_sending_leaves_it_open_and_is_not_tried_again(server: Server, ending: Handler) -> None:
    async with calling(server.root) as bot:
        await bot.get_me()
        server.script["sendMessage"] = ending
        error = await failure_of(bot.send_message(7, "Once, or not at all"))
    assert type(error) is NetworkError
    assert server.calls == ["getMe", "sendMessage"]
    assert len(server.peers) == 1, "the cut met a kept-alive connection, the case where others would try again"


async def test_a_connection_closed_by_the_server_while_idle_costs_no_call(server: Server) -> None:
    async def answer_and_close(request: web.Request) -> web.StreamResponse:
        response = web.json_response({"ok": True, "result": ME})
        await response.prepare(request)
        await response.write_eof()
        assert request.transport is not None
        request.transport.close()
        return response

    server.script["getMe"] = answer_and_close
    async with calling(server.root) as bot:
        await bot.get_me()
        await asyncio.sleep(0.05)
        await bot.send_message(7, "Still here")
    assert len(server.peers) == 2


async def test_a_redirect_is_not_followed(server: Server) -> None:
    async def elsewhere(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": f"{server.root}/bot{TOKEN}/sendMessage"})

    server.script["getMe"] = elsewhere
    async with calling(server.root) as bot:
        await failure_of(bot.get_me())
    assert server.calls == ["getMe"]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"description": "Bad Request: chat not found"}, BadRequest),
        (429, {"description": "Too Many Requests", "parameters": {"retry_after": 7}}, RetryAfter),
    ],
)
async def test_what_the_server_refuses_reaches_the_library_as_it_is(
    server: Server, status: int, body: dict[str, object], expected: type[Exception]
) -> None:
    async def refuse(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": False, "error_code": status, **body}, status=status)

    server.script["sendMessage"] = refuse
    async with calling(server.root) as bot:
        with pytest.raises(expected):
            await bot.send_message(7, "Hello")


@pytest.mark.parametrize("named_by", ["setting", "environment"])
async def test_calls_go_through_the_proxy(named_by: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = f"http://127.0.0.1:{server.http.port}"
    for name in ("http_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    if named_by == "environment":
        monkeypatch.setenv("http_proxy", proxy)
    request = AiohttpRequest(timeouts=SHORT, proxy=proxy if named_by == "setting" else None)
    # Nobody listens at the root itself: only a proxy that takes the call for it can answer.
    async with calling(f"http://127.0.0.1:{unused_port()}", request) as bot:
        assert (await bot.get_me()).id == 4242


async def test_opening_and_closing_twice_is_the_same_as_once(server: Server) -> None:
    request = AiohttpRequest()
    await request.shutdown()
    async with calling(server.root, request) as bot:
        await request.initialize()
        await bot.get_me()
        await request.initialize()
        await bot.get_me()
        await request.shutdown()
        await request.shutdown()
        await request.initialize()
        await bot.get_me()
    assert len(server.peers) == 2
