"""What a process serves, over real HTTP: the webhook lets in what Telegram posts and nothing else, without a word."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from albot.config import PAGES
from albot.wire import web as serving
from albot.wire.web import LARGEST_BODY, SECRET_HEADER, CannotListen, Hook, Web

SECRET = "a-secret_1"
UPDATE = {"update_id": 7, "message": {"text": "hello"}}
OURS = {SECRET_HEADER: SECRET}


@dataclass
class Bot:
    """What stands behind the pages: it takes updates as it is told to, and is ready or not."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    takes: bool | Exception = True
    done: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    why_not_ready: str = ""

    async def accept(self, raw: dict[str, Any]) -> bool:
        self.taken.append(raw)
        await self.go_on.wait()
        self.done += 1
        if isinstance(self.takes, Exception):
            raise self.takes
        return self.takes

    async def ready(self) -> str:
        return self.why_not_ready

    async def scrape(self) -> bytes:
        return b"albot_up 1\n"


@dataclass(frozen=True)
class Stage:
    """The server, what stands behind it, and a client."""

    web: Web
    bot: Bot
    http: aiohttp.ClientSession

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Ask for a page; its status and text."""
        async with self.http.request(method, f"http://{self.web.address}{path}", **more) as answer:
            told = " ".join([*answer.headers.values(), *answer.headers, await answer.text()]).lower()
            assert not any(word in told for word in ("aiohttp", "python", "traceback", "3.1")), told
            return answer.status, await answer.text()

    async def post(self, data: Any, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """Post to the webhook, as Telegram does unless it is said otherwise."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        return await self.ask("POST", "/hook", data=BytesIO(body), headers=OURS if headers is None else headers)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A server with a webhook, whose bot takes everything."""
    bot = Bot()
    bot.go_on.set()
    web = Web("127.0.0.1:0", bot.ready, bot.scrape, Hook("/hook", SECRET, bot.accept))
    await web.start()
    async with aiohttp.ClientSession() as http:
        yield Stage(web, bot, http)
    await web.stop()


async def test_an_update_is_handed_on_and_confirmed_once_it_is_taken(stage: Stage) -> None:
    assert await stage.post(UPDATE) == (200, "")
    assert await stage.ask("POST", "/hook?from=telegram", json=UPDATE, headers=OURS) == (200, "")
    assert stage.bot.taken == [UPDATE, UPDATE]


@pytest.mark.parametrize("takes", [False, RuntimeError("the landlord's number")])
async def test_what_could_not_be_taken_is_asked_for_again(stage: Stage, takes: bool | Exception) -> None:
    stage.bot.takes = takes
    assert await stage.post(UPDATE) == (503, "")
    stage.bot.takes = True
    assert await stage.post(UPDATE) == (200, "")


WRONG_SECRETS = [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET[:-1]}, {SECRET_HEADER: f"{SECRET} "[::-1]}]
WRONG_SECRETS += [{SECRET_HEADER: "å"}, {"Authorization": SECRET}]


@pytest.mark.parametrize("headers", WRONG_SECRETS)
async def test_whoever_does_not_know_the_secret_gets_nowhere(stage: Stage, headers: dict[str, str]) -> None:
    for body in (UPDATE, b"nonsense", b"x" * (LARGEST_BODY + 1)):
        assert await stage.post(body, headers) == (403, "")
    assert stage.bot.taken == []


async def test_a_body_is_not_awaited_before_the_secret_is_right(stage: Stage) -> None:
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: wrong\r\nContent-Length: 100\r\n\r\n"
    assert (await raw(stage.web, head.encode())).startswith(b"HTTP/1.1 403 ")


async def test_a_webhook_without_a_secret_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="secret"):
        Hook("/hook", "", Bot().accept)
    assert SECRET not in repr(Hook("/hook", SECRET, Bot().accept))


NONSENSE = [b"", b"nonsense", b"\xff\xfe\x00", b"{", b"[]", b"7", b"null", b'"text"', b"{}", b'{"message": {}}']
NONSENSE += [b'{"update_id": "7"}', b'{"update_id": null}', b"[" * 100_000, b'{"update_id": ' + b"7" * 5_000 + b"}"]


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: repr(body[:20]))
async def test_what_is_no_update_is_refused_without_a_word(stage: Stage, body: bytes) -> None:
    assert await stage.post(body) == (400, "")
    assert stage.bot.taken == []
    assert await stage.post(UPDATE) == (200, "")


async def test_a_body_may_be_as_large_as_updates_are_and_no_larger(stage: Stage) -> None:
    large = {"update_id": 8, "message": {"text": "\U0001f600" * 4_096, "reply_to_message": {"text": "å" * 4_096}}}
    assert await stage.post(large) == (200, "")
    assert await stage.post({"update_id": 9, "message": "x" * LARGEST_BODY}) == (413, "")
    assert stage.bot.taken == [large]


async def test_a_body_that_hides_its_size_is_cut_off(stage: Stage) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * (LARGEST_BODY // 20)

    assert await stage.ask("POST", "/hook", data=pieces(), headers=OURS) == (413, "")
    packed = {**OURS, "Content-Encoding": "gzip"}
    assert await stage.post(gzip.compress(b" " * (20 * LARGEST_BODY)), packed) == (413, "")
    assert await stage.post(b"not packed", packed) == (400, "")
    assert stage.bot.taken == []


async def test_whether_it_lives_and_is_ready_can_be_asked(stage: Stage) -> None:
    assert await stage.ask("GET", "/healthz") == (200, "ok")
    assert await stage.ask("HEAD", "/healthz") == (200, "")
    assert await stage.ask("GET", "/readyz") == (200, "ok")
    stage.bot.why_not_ready = "database"
    assert await stage.ask("GET", "/readyz") == (503, "database")
    assert await stage.ask("GET", "/healthz") == (200, "ok")
    assert await stage.ask("GET", "/metrics") == (200, "albot_up 1\n")


async def test_there_is_nothing_else(stage: Stage) -> None:
    for path in ("/", "/hook/", "/hook/x", "/Healthz", "/metrics/", "/..%2fmetrics", "/favicon.ico"):
        assert await stage.ask("GET", path) == (404, "")
        assert await stage.ask("POST", path, headers=OURS, json=UPDATE) == (404, "")
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"):
        assert await stage.ask(method, "/hook", headers=OURS) == (405, "")
    for path in PAGES:
        assert await stage.ask("POST", path) == (405, "")
    assert stage.bot.taken == []


async def test_without_a_webhook_nothing_can_be_posted() -> None:
    bot = Bot()
    web = Web("127.0.0.1:0", bot.ready, bot.scrape)
    await web.start()
    async with aiohttp.ClientSession() as http:
        assert await Stage(web, bot, http).post(UPDATE) == (404, "")
        assert await Stage(web, bot, http).ask("GET", "/healthz") == (200, "ok")
    await web.stop()


NO_HTTP = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"HELLO\r\n\r\n",
    b"BREW / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9\r\n\r\n",
]
NO_HTTP += [
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
]


@pytest.mark.parametrize("sent", NO_HTTP, ids=lambda sent: repr(sent[:30]))
async def test_what_is_no_http_learns_nothing(stage: Stage, sent: bytes) -> None:
    answer = await raw(stage.web, sent)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.") and b" 400 " in head.splitlines()[0], answer
    assert b"Server: albot\r\n" in answer
    assert body == b""


async def raw(web: Web, sent: bytes) -> bytes:
    """Send some bytes, and read whatever comes until the other side closes."""
    host, _, port = web.address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)
    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()
    return answer


async def test_while_it_stops_what_is_in_hand_is_finished_and_the_rest_is_sent_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "LAST_SECONDS", 30.0)
    stage.bot.go_on.clear()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(stage.post(UPDATE))
        while not stage.bot.taken:
            await asyncio.sleep(0.001)
        stopping = group.create_task(stage.web.stop())
        await asyncio.sleep(0)
        assert await stage.post({"update_id": 8}) == (503, "")
        assert await stage.ask("GET", "/readyz") == (503, "stopping")
        assert await stage.ask("GET", "/healthz") == (200, "ok")
        await asyncio.sleep(0.05)
        stage.bot.go_on.set()
        assert await first == (200, "")
        await stopping
    assert stage.bot.taken == [UPDATE]
    with pytest.raises(aiohttp.ClientConnectorError):
        await stage.post(UPDATE)
    await stage.web.stop()


async def test_what_never_comes_to_an_end_does_not_keep_it_from_stopping(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "LAST_SECONDS", 0.01)
    stage.bot.go_on.clear()
    posting = asyncio.gather(stage.post(UPDATE), return_exceptions=True)
    while not stage.bot.taken:
        await asyncio.sleep(0.001)
    await stage.web.stop()
    assert isinstance((await posting)[0], aiohttp.ServerDisconnectedError)


async def test_whoever_goes_away_does_not_take_the_update_along(stage: Stage) -> None:
    """Telegram may close the line while a turn is under way: the turn goes on, and the update comes again."""
    stage.bot.go_on.clear()
    async with asyncio.TaskGroup() as group:
        posting = group.create_task(stage.post(UPDATE))
        while not stage.bot.taken:
            await asyncio.sleep(0.001)
        posting.cancel()
    stage.bot.go_on.set()
    while not stage.bot.done:
        await asyncio.sleep(0.001)
    assert await stage.post(UPDATE) == (200, "")
    assert stage.bot.taken == [UPDATE, UPDATE]


async def test_an_address_that_is_taken_or_is_not_here_is_named() -> None:
    bot = Bot()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(CannotListen) as found:
            await Web(address, bot.ready, bot.scrape).start()
    assert (found.value.address, found.value.reason) == (address, "Address already in use")
    with pytest.raises(CannotListen) as found:
        await Web("192.0.2.1:0", bot.ready, bot.scrape).start()
    assert found.value.reason == "Cannot assign requested address"
    again = Web(address, bot.ready, bot.scrape)
    await again.start()
    assert again.address == address
    await again.stop()


async def test_it_listens_on_ipv6_too() -> None:
    bot = Bot()
    web = Web("[::1]:0", bot.ready, bot.scrape)
    try:
        await web.start()
    except CannotListen:
        pytest.skip("this machine has no IPv6")
    async with aiohttp.ClientSession() as http:
        assert await Stage(web, bot, http).ask("GET", "/healthz") == (200, "ok")
    await web.stop()
