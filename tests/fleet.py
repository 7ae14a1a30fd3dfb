"""Several processes of the bot on one PostgreSQL, behind something that hands updates to whichever is there."""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from albot.config import Settings
from albot.rehearsal import free_port
from albot.wire.web import SECRET_HEADER
from tests.house import settings
from tests.killed import run_bot

SECRET = "a-secret_1"


@dataclass
class Fleet:
    """The processes, by their place, and the balancer before them."""

    settings: list[Settings]
    processes: list[BaseProcess | None] = field(default_factory=list)
    killed: int = 0
    _turn: itertools.count[int] = field(default_factory=itertools.count)

    def begin(self, place: int) -> None:
        """Start the process of a place."""
        context = multiprocessing.get_context("forkserver")
        process = context.Process(target=run_bot, args=(self.settings[place],), daemon=True)
        process.start()
        self.processes[place] = process

    async def kill(self, place: int) -> None:
        """End the process of a place by SIGKILL."""
        process = self.processes[place]
        if process is not None:
            process.kill()
            await asyncio.to_thread(process.join)
            self.processes[place] = None
            self.killed += 1

    async def hand_on(self, request: web.Request) -> web.Response:
        """Hand an update to the next process that takes connections, as a balancer does; 502 where it breaks off."""
        body, headers = await request.read(), {SECRET_HEADER: request.headers.get(SECRET_HEADER, "")}
        for _ in self.settings:
            chosen = self.settings[next(self._turn) % len(self.settings)]
            try:
                url = f"http://{chosen.listen}{request.path}"
                async with request.app[LINE].post(url, data=body, headers=headers) as answer:
                    return web.Response(status=answer.status)
            except ConnectionRefusedError:
                continue
            except (ClientError, TimeoutError) as problem:
                if isinstance(problem, OSError) and problem.errno is not None:
                    continue  # no connection was made
                return web.Response(status=502)
        return web.Response(status=502)


LINE = web.AppKey("line", ClientSession)


@asynccontextmanager
async def fleet(many: int, url: str, api_url: str, **given: object) -> AsyncIterator[Fleet]:
    """So many processes that begin when they are told to, and the balancer, which the webhook names."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.killed"])  # what a child would else import by itself
    first = 30_000 + os.getpid() % 3_000 * 10  # a place of its own for each worker
    app = web.Application()
    runner = web.AppRunner(app)
    async with ClientSession(timeout=ClientTimeout(total=30)) as line:
        app[LINE] = line
        ports = [free_port(first + place) for place in range(many + 1)]
        hook = f"http://127.0.0.1:{ports[-1]}/updates"
        made = Fleet(
            [
                settings(url, api_url, listen=f"127.0.0.1:{port}", webhook_url=hook, webhook_secret=SECRET, **given)
                for port in ports[:-1]
            ],
            [None] * many,
        )
        app.router.add_post("/updates", made.hand_on)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", ports[-1]).start()
        try:
            yield made
        finally:
            for place in range(many):
                await made.kill(place)
            await runner.cleanup()
