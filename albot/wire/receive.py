"""Receives updates by long polling and hands each to the dispatch, inside the store's transaction.

    getUpdates (JSON) ─→ parse, one by one ─→ turn of that person, after the one before ─→ commit ─→ deliverer
                             │ malformed: logged by kind, let go          │ not done after 50 ms
                             └                                            └─→ sealed copy in the inbox, one commit

The offset moves on once every update of a batch is handled or has its sealed copy: a kill loses nothing that was
fetched, and one slow turn holds up nobody else. What is found in the inbox at the start is handled first.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from albot.chat.dispatch import Dispatch, Outcome, reference
from albot.chat.incoming import Incoming
from albot.clock import Clock
from albot.store import outbox
from albot.store.engine import Store
from albot.texts.catalogue import catalogue
from albot.wire.parse import parse
from albot.wire.send import Sender

log = structlog.get_logger()

PATIENCE = 0.05
"""Seconds after which what is not done is parked (ARCHITECTURE: 548 of 600 unanswered without parking, 6 with)."""

POLL_SECONDS = 25
FAILURES = 3
UPDATE_KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]


class Receiver:
    """Fetches updates and runs their turns. `hand` takes what a turn wrote, after its commit."""

    def __init__(self, bot: Bot, dispatch: Dispatch, store: Store, clock: Clock, hand: Callable[[Any], None]) -> None:
        self._bot = bot
        self._dispatch = dispatch
        self._store = store
        self._clock = clock
        self._hand = hand
        self._sender = Sender(bot)
        self._chains: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._offset = 0
        self._group = asyncio.TaskGroup()
        self._commands = frozenset(dispatch.registry.commands)

    @property
    def busy(self) -> bool:
        """Whether a turn is under way, or what it left to be done after its commit."""
        return bool(self._in_hand or self._beside)

    async def run(self) -> None:
        """Handle what the inbox holds, then fetch for ever. Ends by being cancelled."""
        async with self._group:
            for raw in await self._store.run(outbox.parked_updates):
                self._start(json.loads(raw))
            pause = 1.0
            while True:
                batch = await self._fetch()
                if batch is None:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 30.0)
                    continue
                pause = 1.0
                if batch and await self._take(batch):
                    self._offset = max(raw["update_id"] for raw in batch) + 1
                elif batch:
                    await asyncio.sleep(pause)  # the database is in trouble, and the same batch comes again

    async def _fetch(self) -> list[dict[str, Any]] | None:
        """The next batch as JSON, or None where Telegram cannot be reached just now."""
        try:
            batch = await self._bot._post(
                "getUpdates",
                api_kwargs={"offset": self._offset, "timeout": POLL_SECONDS, "allowed_updates": UPDATE_KINDS},
                read_timeout=POLL_SECONDS + 5,
            )
        except RetryAfter as problem:
            await asyncio.sleep(float(problem._retry_after.total_seconds()))
            return None
        except Conflict:
            log.warning("another_process_polls")
            return None
        except InvalidToken:
            log.error("token_refused")
            return None
        except (NetworkError, TelegramError) as problem:
            log.warning("polling_failed", problem=type(problem).__name__)
            return None
        return [raw for raw in batch if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]

    async def _take(self, batch: list[dict[str, Any]]) -> bool:
        """Start the turns of a batch and keep what is not done soon. False where nothing could be kept."""
        tasks = {raw["update_id"]: self._start(raw) for raw in batch}
        await asyncio.wait(tasks.values(), timeout=PATIENCE)
        late = {raw["update_id"]: json.dumps(raw).encode() for raw in batch if not tasks[raw["update_id"]].done()}
        if not late:
            return True
        try:
            await self._store.run(lambda rows: outbox.park(rows, late, self._clock.now()))
        except Exception as problem:
            log.error("parking_failed", problem=type(problem).__name__)
            return False
        for update_id in late:
            self._group.create_task(self._unpark(update_id, tasks[update_id]))
        return True

    async def _unpark(self, update_id: int, task: asyncio.Task[None]) -> None:
        """Where turns run side by side, one may have looked for its parked copy before that was committed."""
        await asyncio.wait([task])
        try:
            await self._store.run(lambda rows: outbox.unpark(rows, update_id))
        except Exception as problem:
            log.error("unparking_failed", problem=type(problem).__name__)

    def _start(self, raw: dict[str, Any]) -> asyncio.Task[None]:
        update_id = raw["update_id"]
        if update_id not in self._in_hand:
            task = self._group.create_task(self._turn(raw))
            self._in_hand[update_id] = task
            task.add_done_callback(lambda _task: self._in_hand.pop(update_id, None))
        return self._in_hand[update_id]

    async def _turn(self, raw: dict[str, Any]) -> None:
        """Run the turn of one update, after those of the same person that came before."""
        try:
            incoming = parse(raw, self._bot, self._clock.now(), commands=self._commands)
        except Exception as problem:
            kinds = sorted(set(raw) - {"update_id"})[:3]
            log.warning("update_malformed", kinds=[kind[:24] for kind in kinds], problem=type(problem).__name__)
            incoming = None
        if incoming is None:
            return
        lock = self._chains.setdefault(incoming.sender.telegram_id, asyncio.Lock())
        async with lock:
            for attempt in range(1, FAILURES + 1):
                if await self._attempt(incoming, raw, attempt):
                    return

    async def _attempt(self, incoming: Incoming, raw: dict[str, Any], attempt: int) -> bool:
        """Try a turn; a failure (of the database, or of the dispatch itself) is kept, counted and tried again."""
        try:
            outcome = await self._store.run(lambda rows: self._dispatch.handle(rows, incoming, self._clock.now()))
        except Exception as problem:
            log.error("turn_lost", attempt=attempt, problem=type(problem).__name__)
            await self._keep(incoming.update_id, raw)
            await asyncio.sleep(attempt)
            return False
        self._after(outcome)
        return True

    async def _keep(self, update_id: int, raw: dict[str, Any]) -> None:
        """Park an update whose turn failed; after three failures it is set aside under a reference."""
        ref, now = reference(), self._clock.now()

        def keep(rows: Any) -> bool:
            outbox.park(rows, {update_id: json.dumps(raw).encode()}, now)
            rows.flush()
            return outbox.failed_again(rows, update_id, ref, FAILURES)

        try:
            if await self._store.run(keep):
                log.error("update_set_aside", reference=ref)
        except Exception as problem:
            log.error("parking_failed", problem=type(problem).__name__)

    def _after(self, outcome: Outcome) -> None:
        """After the commit: hand over what the turn wrote, answer its press, clear the files of what it erased."""
        self._hand(outcome.written)
        if outcome.erased:
            self._do_beside(self._clear_files())
        if outcome.press_id:
            text = catalogue().plain(outcome.toast, {}) if outcome.toast else ""
            self._do_beside(self._sender.answer(outcome.press_id, text))

    def _do_beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that the next turn need not wait for."""
        task = self._group.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _clear_files(self) -> None:
        """Cut the database's log short after an erasure; where that fails now, the next one or the end does it."""
        try:
            await asyncio.to_thread(self._store.checkpoint)
        except Exception as problem:
            log.error("checkpoint_failed", problem=type(problem).__name__)
