"""What the sandbox's page asks of the server: the people, what they do, the clock and the faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from albot.clock import HeldClock
from albot.sandbox.chats import Json
from albot.sandbox.commands import BotProfile
from albot.sandbox.control import Control
from albot.sandbox.errors import ActionRefused
from albot.sandbox.faults import Faults
from albot.sandbox.views import groups_view, person_view
from albot.sandbox.world import Change, Person, World

_PAGE = Path(__file__).parent / "page"

# Nothing from the internet: the browser itself refuses what is not from this address.
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

# The furthest that one press of a clock button may go.
_FURTHEST = timedelta(days=400)

# A page that does not read has this many events waiting before it is let go; it then connects and loads anew.
_EVENTS_WAITING = 1000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageApi:
    """The routes `/`, `/page/…` and `/sandbox/…`."""

    def __init__(self, world: World, profile: BotProfile, faults: Faults, control: Control | None) -> None:
        self._world = world
        self._profile = profile
        self._faults = faults
        self._control = control
        self._watchers: set[asyncio.Queue[bytes | None]] = set()
        self._changes = 0

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add everything the page needs to the server's routes."""
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "/", self._index),
            ("GET", "/page/{name}", self._page_file),
            ("GET", "/sandbox/state", self._state),
            ("GET", "/sandbox/events", self._events),
            ("POST", "/sandbox/people", self._add_person),
            ("GET", "/sandbox/people/{id}", self._person),
            ("POST", "/sandbox/people/{id}/{action}", self._act),
            ("POST", "/sandbox/clock", self._move_clock),
            ("GET", "/sandbox/faults", self._show_faults),
            ("POST", "/sandbox/faults", self._switch_fault),
            ("DELETE", "/sandbox/faults", self._clear_faults),
            ("GET", "/sandbox/files/{id}", self._file),
        ]
        for method, path, handler in routes:
            router.add_route(method, path, _explained(handler))

    def publish(self, change: Change) -> None:
        """Tell every open page what changed."""
        if change.event == "changed":
            self._changes += 1
            self._send_event("changed", {"person": change.person, "seq": self._changes})
        else:
            self._send_event(change.event, change.details or {})

    def close(self) -> None:
        """Let go of the pages that listen."""
        for watcher in self._watchers:
            watcher.put_nowait(None)

    def _send_event(self, event: str, data: Json) -> None:
        line = f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
        for watcher in self._watchers:
            watcher.put_nowait(line if watcher.qsize() < _EVENTS_WAITING else None)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_PAGE / "index.html", headers=_HEADERS)

    async def _page_file(self, request: web.Request) -> web.StreamResponse:
        path = _PAGE / request.match_info["name"]
        if path.parent != _PAGE or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_HEADERS)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        bot = self._world.bot
        name = self._profile.get_text("name", {}) or bot["first_name"]
        return _json(
            {
                "now": self._world.clock.now().isoformat(),
                "bot": {"username": bot["username"], "name": name},
                "people": [person_view(person, self._profile) for person in self._world.people.values()],
                "groups": groups_view(self._world),
                "faults": self._faults.as_json(),
                "next_due": await self._next_due(),
            }
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events for as long as the page listens."""
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b": here\n\n")
        watcher: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._watchers.add(watcher)
        try:
            while (line := await watcher.get()) is not None:
                await response.write(line)
        except ConnectionError:
            pass
        finally:
            self._watchers.discard(watcher)
        return response

    async def _add_person(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        person = self._world.add_person(_text(body, "first_name").strip(), _optional_text(body, "username"))
        return _json(person_view(person, self._profile))

    async def _person(self, request: web.Request) -> web.StreamResponse:
        return _json(person_view(self._person_of(request), self._profile))

    async def _act(self, request: web.Request) -> web.StreamResponse:
        """Let a person do something, and show them afterwards."""
        person = self._person_of(request)
        action = _ACTIONS.get(request.match_info["action"])
        if action is None:
            raise web.HTTPNotFound
        action(person, await _body(request))
        return _json(person_view(person, self._profile))

    async def _move_clock(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        now = self._world.clock.now()
        target = await self._target(body, now)
        if not timedelta(0) <= target - now <= _FURTHEST:
            raise ActionRefused("the clock goes on only, by 400 days at most")
        await self._move_to(target)
        shown = self._world.clock.now().isoformat()
        self._send_event("clock", {"now": shown})
        return _json({"now": shown, "next_due": await self._next_due()})

    async def _target(self, body: Json, now: datetime) -> datetime:
        if body.get("to") == "next":
            if self._control is not None:
                await self._control.settle()  # what somebody did just now may bring something about
            due = None if self._control is None else await self._control.next_due()
            if due is None:
                raise ActionRefused("nothing is planned")
            return max(due.astimezone(UTC), now)
        seconds = body.get("seconds")
        if not isinstance(seconds, int | float) or not abs(seconds) <= _FURTHEST.total_seconds():
            raise ActionRefused("seconds is missing or no number that makes sense")
        return now + timedelta(seconds=seconds)

    async def _move_to(self, target: datetime) -> None:
        clock = self._world.clock
        if self._control is not None:
            await self._control.move_to(target)
        elif isinstance(clock, HeldClock):
            clock.move_to(target)
        else:
            raise ActionRefused("this clock cannot be moved")

    async def _next_due(self) -> str | None:
        due = None if self._control is None else await self._control.next_due()
        return None if due is None else due.astimezone(UTC).isoformat()

    async def _show_faults(self, request: web.Request) -> web.StreamResponse:
        return _json(self._faults.as_json())

    async def _switch_fault(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        try:
            self._faults.switch_on(
                str(body.get("kind", "")),
                method=_optional_text(body, "method"),
                times=body.get("times"),
                seconds=body.get("seconds"),
            )
        except (TypeError, ValueError) as error:
            raise ActionRefused(str(error)) from None
        return _json(self._faults.as_json())

    async def _clear_faults(self, request: web.Request) -> web.StreamResponse:
        self._faults.clear()
        return _json(self._faults.as_json())

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._world.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        headers = dict(_HEADERS)
        if not file.mime.startswith("image/"):
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=file.content, headers={**headers, "Content-Type": file.mime})

    def _person_of(self, request: web.Request) -> Person:
        person = self._world.people.get(int(request.match_info["id"])) if request.match_info["id"].isdecimal() else None
        if person is None:
            raise ActionRefused("there is no such person")
        return person


def _send(person: Person, body: Json) -> None:
    text = _text(body, "text")
    if body.get("forwarded"):
        person.forward(text)
    else:
        person.send(text, _number(body, "reply_to") if body.get("reply_to") is not None else None)


def _edit(person: Person, body: Json) -> None:
    person.edit(_number(body, "message_id"), _text(body, "text"))


def _press(person: Person, body: Json) -> None:
    person.press(_number(body, "message_id"), _text(body, "data"))


def _send_other(person: Person, body: Json) -> None:
    person.send_other(_text(body, "kind"), forwarded=bool(body.get("forwarded")))


_ACTIONS: dict[str, Callable[[Person, Json], object]] = {
    "messages": _send,
    "edits": _edit,
    "presses": _press,
    "others": _send_other,
    "block": lambda person, body: person.block(),
    "unblock": lambda person, body: person.unblock(),
}


def _explained(handler: Handler) -> Handler:
    """The handler, with what a person cannot do answered as 400 and `{"error": …}`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ActionRefused as error:
            return _json({"error": str(error)}, status=400)

    return handle


async def _body(request: web.Request) -> Json:
    """The JSON object that was posted; nothing at all is an empty one."""
    text = await request.text()
    try:
        body = json.loads(text) if text else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ActionRefused("this is no JSON object")
    return body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ActionRefused(f"{name} is missing")
    return value


def _optional_text(body: Json, name: str) -> str | None:
    return _text(body, name) if body.get(name) not in (None, "") else None


def _number(body: Json, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int):
        raise ActionRefused(f"{name} is missing or no number")
    return value


def _json(data: Any, status: int = 200) -> web.Response:
    return web.Response(
        body=json.dumps(data).encode(), status=status, content_type="application/json", headers=_HEADERS
    )
