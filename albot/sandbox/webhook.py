"""The webhook: updates posted to the bot instead of fetched by it.

Telegram posts side by side, up to `max_connections`, and keeps only an order within one queue: a chat's messages are
one queue, a person's button presses another (telegram-bot-api, Client.cpp, `webhook_queue_id`). So does this, that a
bot may meet a message and a press of one person at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from albot.sandbox.chats import Json
from albot.sandbox.errors import ApiError, bad_request
from albot.sandbox.parameters import Parameters, flag_of, number_of, text_of
from albot.sandbox.updates import Waiting
from albot.sandbox.world import World

_MOST_AT_ONCE = 100
_USUAL_AT_ONCE = 40
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10.0
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """Where updates are posted to, if anywhere, and the posting."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.url = ""
        self._secret = ""
        self._at_once = _USUAL_AT_ONCE
        self._last_error: Json = {}
        self._task: asyncio.Task[None] | None = None
        self._awake = asyncio.Event()
        self._queues: dict[str, deque[Waiting]] = {}

    @property
    def pending(self) -> int:
        """How many updates nobody has taken yet."""
        return len(self._world.updates) + sum(len(queue) for queue in self._queues.values())

    def refuse_polling(self) -> None:
        """Raise Telegram's 409 for `getUpdates` while a webhook is set."""
        if self.url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )

    async def set(self, parameters: Parameters) -> bool:
        """Post to an address from now on; an empty one ends it. Unlike Telegram's, it may be plain HTTP on loopback."""
        url = text_of(parameters, "url")
        if not url:
            return await self.delete(parameters)
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        await self.delete(parameters)
        allowed = parameters.get("allowed_updates")
        if isinstance(allowed, list):
            self._world.updates.allowed = frozenset(str(kind) for kind in allowed)
        self.url, self._secret = url, text_of(parameters, "secret_token")
        self._at_once = min(max(number_of(parameters, "max_connections", _USUAL_AT_ONCE), 1), _MOST_AT_ONCE)
        self.open()
        return True

    def open(self) -> None:
        """Begin to post, if there is an address."""
        if self.url:
            self._task = asyncio.get_running_loop().create_task(self._post_all())

    async def delete(self, parameters: Parameters) -> bool:
        """Post no more."""
        await self.close()
        self.url, self._secret, self._last_error = "", "", {}
        if flag_of(parameters, "drop_pending_updates"):
            self._world.updates.clear()
        return True

    def info(self) -> Json:
        """What `getWebhookInfo` answers."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
        }
        if self._world.updates.allowed:
            info["allowed_updates"] = sorted(self._world.updates.allowed)
        return {**info, "max_connections": self._at_once, **self._last_error} if self.url else info

    def wake(self) -> None:
        """Something came."""
        self._awake.set()

    async def close(self) -> None:
        """End the posting, wait until it has ended, and leave what was not taken for whoever fetches next."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._world.updates.put_back([waiting for queue in self._queues.values() for waiting in queue])
        self._queues.clear()

    async def _post_all(self) -> None:
        """Post what comes, each queue in order, the queues side by side."""
        places = asyncio.Semaphore(self._at_once)
        patience = ClientTimeout(total=_PATIENCE_SECONDS)
        async with ClientSession(timeout=patience) as session, asyncio.TaskGroup() as tasks:
            while True:
                self._awake.clear()
                for waiting in self._world.updates.take_all():
                    name = _queue_of(waiting.update)
                    if name not in self._queues:
                        self._queues[name] = deque()
                        tasks.create_task(self._post_queue(session, places, name))
                    self._queues[name].append(waiting)
                await self._awake.wait()

    async def _post_queue(self, session: ClientSession, places: asyncio.Semaphore, name: str) -> None:
        """Post one queue, oldest first, each until it is taken, then forget the queue."""
        queue = self._queues[name]
        while queue:
            async with places:
                await self._post_until_taken(session, queue[0].update)
            queue.popleft()
        del self._queues[name]

    async def _post_until_taken(self, session: ClientSession, update: Json) -> None:
        pause = _PAUSE_SECONDS
        while not await self._post(session, update):
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _post(self, session: ClientSession, update: Json) -> bool:
        """Post an update once; says whether it was answered with a 2xx."""
        headers = {_HEADER: self._secret} if self._secret else {}
        try:
            async with session.post(self.url, json=update, headers=headers) as answer:
                if answer.status < 300:
                    return True
                self._note_error(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        except (ClientError, TimeoutError) as error:
            self._note_error(f"Connection failed: {type(error).__name__}")
        return False

    def _note_error(self, message: str) -> None:
        self._last_error = {
            "last_error_date": int(self._world.clock.now().timestamp()),
            "last_error_message": message,
        }


def _queue_of(update: Json) -> str:
    """The queue of an update: the chat of a message, the person of a press, else its kind."""
    for kind, body in update.items():
        if kind == "callback_query":
            return f"press of {body.get('from', {}).get('id')}"
        if isinstance(body, dict) and "chat" in body:
            return f"chat {body['chat'].get('id')}"
    return str(sorted(update))
