"""Receives updates, by long polling or handed over by the webhook, and runs each as a turn in the store's transaction.

    getUpdates (JSON) ─┐                                                     ┌─→ committed ─→ deliverer
    webhook: accept ───┼─→ parse, one by one ─→ turn, after the one before ──┤
    inbox: take on ────┘       └ malformed: logged by kind, let go           └─→ late, or failed: sealed copy ─→ inbox

An update is acknowledged (the offset moves on, the webhook answers 200) once its turn, or its sealed copy, is
committed: a kill loses nothing that was fetched, and one slow turn holds up nobody else. Where the database is away
nothing is acknowledged, and Telegram sends the same updates again. Under load it sends some of them twice in any case:
the next updates are fetched while the turns of the last ones still run, and what is in hand is known by its id.

What is in the inbox belongs to nobody. A copy is left for ten seconds to the process that made it, which has the
update in hand; after that whoever looks takes it on. The turns of one person keep their order: in this process by a
chain, between processes by a hold on the person and by a look at what waits of theirs (`store.inbox`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from albot import metrics
from albot.chat.dispatch import Behind, Dispatch, Outcome, Undone, apology, reference
from albot.chat.incoming import Incoming
from albot.clock import Clock
from albot.store import inbox
from albot.store.engine import Store
from albot.store.rows import Rows, is_trouble
from albot.texts.catalogue import catalogue
from albot.wire.parse import parse
from albot.wire.send import Sender

log = structlog.get_logger()

PATIENCE = 0.02
"""Seconds after which what is not done is parked (ARCHITECTURE: 548 of 600 unanswered without parking, 6 with)."""

FEW = 6
"""So many updates are waited for so long. Where more come at once, no time is lost: more is fetched meanwhile.

Counted are all that are not acknowledged, also those whose turns are done: to wait for the last few of many, too, made
the next fetch later and the turns dearer (at 300 a second with 60 ms: 2.1 ms of the processor for 1.8)."""

MANY = 75
"""So many updates may be fetched and not acknowledged, since they come again with each fetch, which brings 100 at the
most. Where there are more, all are parked at once."""

PATIENCE_OF_WEBHOOK = 1.0
"""The same where Telegram posts updates side by side: one that takes long holds up the others of its person alone."""

POLL_SECONDS = 25
LONGEST_PAUSE = 30.0
"""Seconds between two tries at the most while Telegram cannot be reached."""

FAILURES = 3
LOOK = 1.0
"""Seconds between two looks at the inbox, and at whether it is this process that fetches."""

TAKEN_ON = 50
"""Copies that are taken on at a time."""

SOON = timedelta(seconds=0.2)
"""After so long an update that has to wait for an earlier one is looked at again."""

UPDATE_KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]


@dataclass(frozen=True)
class _InHand:
    """An update whose turn is under way. The task says whether that, or a copy for later, is committed."""

    raw: dict[str, Any]
    incoming: Incoming
    task: asyncio.Task[bool]


class Receiver:
    """Takes updates and runs their turns. `hand` takes what a turn wrote, after its commit."""

    def __init__(self, bot: Bot, dispatch: Dispatch, store: Store, clock: Clock, hand: Callable[[Any], None]) -> None:
        self._bot = bot
        self._dispatch = dispatch
        self._store = store
        self._clock = clock
        self._hand = hand
        self._sender = Sender(bot)
        self._chains: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._in_hand: dict[int, _InHand] = {}
        self._fetched: dict[int, _InHand | None] = {}
        """What was fetched and is not acknowledged, by its id; None for what is none of the bot's business."""
        self._beside: set[asyncio.Task[None]] = set()
        self._offset = 0
        self._pause = 1.0
        self._group = asyncio.TaskGroup()
        self._commands = frozenset(dispatch.registry.commands)
        self._kept = 0
        self._has_strays = True
        self.is_open = False
        """Whether updates are taken: after a look at those that wait, which came before."""
        self._owes_a_look = True

    @property
    def busy(self) -> bool:
        """Whether a turn is under way, or what it left to be done after its commit, or is tried again."""
        return bool(self._in_hand or self._beside) or self._owes_a_look

    async def run(self, polls: Callable[[], bool]) -> None:
        """Look after the inbox and, while `polls` says so, fetch updates, for ever. Ends by being cancelled."""
        async with self._group:
            await self._look_into_inbox()  # what waits there was sent before whatever comes now
            self.is_open = True
            self._group.create_task(self._look_after_inbox())
            while True:
                if polls():
                    await self._poll()
                else:
                    await asyncio.sleep(LOOK)

    async def accept(self, raw: dict[str, Any]) -> bool:
        """Take an update that was posted to us; True once its turn or its sealed copy is committed."""
        return self.is_open and await self._all_kept([self._start(raw)], PATIENCE_OF_WEBHOOK)

    async def _poll(self) -> None:
        """Fetch once and begin what came; where fetching or keeping fails, wait a while, longer each time."""
        self._acknowledge()
        batch = await self._fetch()
        if batch is None:
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            return
        self._pause = 1.0
        fresh = {raw["update_id"]: raw for raw in batch if raw["update_id"] not in self._fetched}
        self._fetched |= {update_id: self._start(raw) for update_id, raw in fresh.items()}
        if len(fresh) > FEW and len(self._fetched) <= MANY:
            return
        if await self._all_kept(self._fetched.values(), PATIENCE):
            self._offset = max(self._fetched, default=self._offset - 1) + 1
        else:
            await asyncio.sleep(self._pause)  # the database is in trouble, and the same updates come again
        self._fetched.clear()

    def _acknowledge(self) -> None:
        """Let the offset move on, up to the first update whose turn is not committed."""
        for update_id in sorted(self._fetched):
            each = self._fetched[update_id]
            if each is not None and not (each.task.done() and each.task.result()):
                return
            del self._fetched[update_id]
            self._offset = update_id + 1

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

    async def _all_kept(self, started: Iterable[_InHand | None], patience: float) -> bool:
        """Wait for the turns of some updates, and keep what is not done soon. False where some could not be kept."""
        begun = [each for each in started if each is not None]
        if not begun:
            return True
        if len(begun) <= FEW:
            await asyncio.wait([each.task for each in begun], timeout=patience)
        late = [each for each in begun if not each.task.done()]
        kept = not late or await self._park(late)
        kept = kept and all(each.task.result() for each in begun if each.task.done())
        if not kept:
            log.error("updates_not_kept", updates=len(begun))
        return kept

    # The inbox

    async def _park(self, late: list[_InHand]) -> bool:
        """Keep sealed copies of updates that are in hand; False where that fails."""
        copies, now = [_copy(each.raw, each.incoming) for each in late], self._clock.now()
        try:
            await self._store.run(lambda rows: inbox.park(rows, copies, now), overtaking=True)  # their turns
        except Exception as problem:
            log.error("parking_failed", problem=type(problem).__name__)
            return False
        self._do_beside(self._unpark(late))
        return True

    async def _unpark(self, begun: list[_InHand], meaningless: Sequence[int] = ()) -> None:
        """Let go of copies once their turns are done, and of those that no turn will come of."""
        if begun:
            await asyncio.wait([each.task for each in begun])
        ids = [each.incoming.update_id for each in begun]

        def let_go(rows: Rows) -> None:
            inbox.unpark(rows, ids)
            inbox.drop(rows, meaningless)

        try:
            await self._store.run(let_go)
        except Exception as problem:
            log.error("unparking_failed", problem=type(problem).__name__)

    async def _look_after_inbox(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            await self._look_into_inbox()

    async def _look_into_inbox(self) -> None:
        """Take on what waits in the inbox and is in nobody's hands."""
        kept = self._kept
        try:
            found, waiting = await self._store.run(self._look)
        except Exception as problem:
            log.error("inbox_not_read", problem=type(problem).__name__)
        else:
            self._take_on(found)
            if kept == self._kept and all(update_id in self._in_hand for update_id in waiting):
                self._has_strays = False
        self._owes_a_look = self._owes_a_look and kept != self._kept

    def _look(self, rows: Rows) -> tuple[list[bytes], list[int]]:
        """Copies to be taken on, and all that wait, where there may be some in nobody's hands."""
        found = inbox.take_on(rows, self._clock.now(), TAKEN_ON)
        return found, inbox.waiting_ids(rows) if self._has_strays else []

    def _take_on(self, found: list[bytes]) -> None:
        """Run the turns of updates that waited; one that means nothing any more, to a newer program, is let go."""
        started = [(raw["update_id"], self._start(raw)) for raw in map(json.loads, found)]
        begun = [each for _, each in started if each is not None]
        meaningless = [update_id for update_id, each in started if each is None]
        if started:
            self._do_beside(self._unpark(begun, meaningless))

    # Turns

    def _start(self, raw: dict[str, Any]) -> _InHand | None:
        """Begin the turn of an update, unless it is in hand already. None for what is none of the bot's business."""
        update_id = raw["update_id"]
        if update_id in self._in_hand:
            return self._in_hand[update_id]
        incoming = self._read(raw)
        if incoming is None:
            return None
        task = self._group.create_task(self._turn(incoming, raw))
        self._in_hand[update_id] = _InHand(raw, incoming, task)
        task.add_done_callback(lambda _task: self._in_hand.pop(update_id, None))
        return self._in_hand[update_id]

    def _read(self, raw: dict[str, Any]) -> Incoming | None:
        """What an update means; None for what is malformed, which is logged, or for nobody."""
        try:
            incoming = parse(raw, self._bot, self._clock.now(), commands=self._commands)
        except Exception as problem:
            metrics.malformed()
            kinds = sorted(set(raw) - {"update_id"})[:3]
            log.warning("update_malformed", kinds=[kind[:24] for kind in kinds], problem=type(problem).__name__)
            return None
        metrics.came(incoming)
        return incoming

    async def _turn(self, incoming: Incoming, raw: dict[str, Any]) -> bool:
        """Run a turn after those of the same person before it; one that comes too early, or fails, is kept for later.

        Whether either could be committed.
        """
        arrived = self._clock.monotonic()
        async with self._chains.setdefault(incoming.sender.telegram_id, asyncio.Lock()):
            try:
                outcome = await self._outcome(incoming)
            except Behind:
                return await self._keep(_copy(raw, incoming), self._clock.now() + SOON)
            except Exception as problem:
                metrics.TURNS_FAILED.inc()
                if not is_trouble(problem):  # that is said once for all of them, see `_take`
                    log.error("turn_lost", problem=type(problem).__name__)
                return await self._keep(_copy(raw, incoming), self._clock.now(), failed=not is_trouble(problem))
        metrics.TURN_SECONDS.observe(self._clock.monotonic() - arrived)
        self._after(outcome)
        return True

    async def _outcome(self, incoming: Incoming) -> Outcome:
        """What came of a turn, or of its answer where it was undone."""
        comes_next = self._store.is_sqlite and not self._has_strays  # then the chain keeps the order
        try:
            return await self._store.run(
                lambda rows: self._dispatch.handle(rows, incoming, self._clock.now(), comes_next=comes_next)
            )
        except Undone as problem:
            undone = apology(problem.bug) if problem.bug else problem
        answer = partial(self._dispatch.answer, incoming=incoming, now=self._clock.now(), undone=undone)
        return await self._store.run(answer, overtaking=True)  # it has waited once

    async def _keep(self, copy: inbox.Raw, look_at: datetime, *, failed: bool = False) -> bool:
        """Keep an update for later. After three failures it is set aside under a reference; the database's are none."""
        ref, now = reference(), self._clock.now()

        def keep(rows: Rows) -> bool:
            inbox.park(rows, [copy], now)
            inbox.look_again(rows, copy.id, look_at)
            return failed and inbox.failed_again(rows, copy.id, ref, FAILURES)

        self._kept, self._has_strays = self._kept + 1, True
        try:
            if await self._store.run(keep):
                log.error("update_set_aside", reference=ref)
        except Exception as problem:
            if not is_trouble(problem):
                log.error("parking_failed", problem=type(problem).__name__)
            return False
        self._owes_a_look = True
        return True

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


def _copy(raw: dict[str, Any], incoming: Incoming) -> inbox.Raw:
    return inbox.Raw(incoming.update_id, incoming.sender.telegram_id, json.dumps(raw).encode())
