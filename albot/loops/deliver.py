"""The deliverer: sends what the outbox holds, in lanes, in order within a chat, within Telegram's limits.

    turn committed ─→ hand (in our hands already) ─┐
    tick, wake ─────→ claim what is due, judge it ─┴─→ queue of the chat ─→ parcels ─→ pace ─→ send ─→ settle

Replies were written for what somebody just did: they are born in the hands of the process that sends, which saves a
commit. All else is claimed from the table, a few at a time, so that a long broadcast never stands before a reply; in
the queue of a chat, too, the more urgent lane goes first. A text that is too long for one message goes out in pieces,
each at its pace and tried again by itself. Settling joins the next commit, at most 50 ms later.

Only the process that has the duty to send does any of this (`duty`). What others write it finds by looking often. As
soon as the duty is lost, what is in hand is left where it is: the next sender claims it. That may be the same process
once the database is back; so after trouble it claims anew what the table says is in its hands and it knows nothing of.

What happens to a message that fails:

| failure | a message that may repeat | one that must not (a nudge) |
| --- | --- | --- |
| too many (429) | waits as told, then again | the same |
| certainly not delivered | again, with growing pauses | the same |
| nobody knows | again, with growing pauses | let go |
| the chat is gone | the person is marked unreachable, what waits for them is let go | the same |
| never acceptable | logged and let go | the same |
| the process was killed | again, by whoever sends next | let go if it was in flight |

What may repeat is tried again where it stands, so that order holds in its chat, after another look at whether it is
still there and its guard holds. What must not waits for its pause, by monotonic time, and is then claimed and judged
anew; it is marked as in flight when it has its turn with Telegram, and no sooner.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Protocol

import structlog

from albot import metrics
from albot.chat.message import NEW, ChatGone, DeliveryFailed, Do, NotAccepted, NotDelivered, Parcel, TryLater, Unclear
from albot.clock import Clock
from albot.loops.duty import SendingDuty
from albot.loops.pace import Pace
from albot.loops.parcels import parcels
from albot.loops.settle import SETTLE_AFTER, Facts, Settling
from albot.store import duties, outbox
from albot.store.engine import Store
from albot.store.post import DutyName, Lane, Outgoing
from albot.store.rows import Rows, is_trouble
from albot.store.vault import SealBroken
from albot.texts.catalogue import catalogue

log = structlog.get_logger()

AT_ONCE = 60
"""How many claimed rows are held in memory: two seconds' worth."""
AT_ONCE_PAID = 600
"""The same where Telegram is paid for more than 30 messages a second: more than are sent while some are settled."""

AT_A_TIME = 15
"""So many rows are claimed in one transaction, so that no turn waits long behind them."""

LONGEST_PAUSE = 60.0
"""Seconds between tries at the most while Telegram cannot be reached."""
TRIES = 3
"""So often a message is given back after a failure that nobody foresaw; then it is let go, so that others go on."""

FLOOD = 20
"""Replies that wait in one chat before the oldest of them are let go: somebody sent hundreds of messages at once, and
what counts is kept in the database and shown by the newest. Questions that are open are asked again by `/start`."""

Judge = Callable[[Rows, Outgoing, datetime], bool]


class _NotOurs(Exception):
    """The duty to send is another's by now."""


class Sends(Protocol):
    """What sends a parcel: `wire.send`, or a stand-in."""

    async def send(self, parcel: Parcel) -> list[int]:
        """Send; returns the message ids, raises one of `DeliveryFailed`."""


class Deliverer:
    """Sends what waits. `hand` and `wake` are called from the event loop; `run` lasts until it is cancelled.

    `judges` answer, by the word before the colon of a row's guard, whether it is still to be sent.
    """

    def __init__(
        self, store: Store, clock: Clock, sender: Sends, judges: Mapping[str, Judge], duty: SendingDuty, pace: Pace
    ) -> None:
        self._store = store
        self._clock = clock
        self._sender = sender
        self._judges = judges
        self._duty = duty
        self._pace = pace
        self._chats: dict[int, deque[Outgoing]] = {}
        self._held: set[int] = set()
        self._claimed: set[int] = set()
        self._called_off: set[int] = set()
        self._pausing: set[int] = set()
        self._lost_sight = False
        self._winds_up = False
        self._settling = Settling(store, clock, self._written)
        self._woken = asyncio.Event()
        self._claiming = False
        self._group: asyncio.TaskGroup | None = None

    def hand(self, written: list[Outgoing]) -> None:
        """Take rows that a turn has just committed; what is not in the hands of this process finds its sender.

        That may be this process again. While its duty has run out, answers are still born under its number; it keeps
        that if nobody takes the duty before it is renewed, and then nothing else would give them back.

        Where it answered nobody who is known, whoever had this chat is erased: what is queued for them goes nowhere.
        """
        for row in written:
            if row.person_id is None:
                self._call_off(row)
        for row in written:
            if self._is_ours(row):
                self._queue(row)
            elif row.held_as is None:
                self.wake()
            else:
                self._look_for_lost()

    def _is_ours(self, row: Outgoing) -> bool:
        """Whether this process has the duty to send and the row in hand; at its end it sends no more than replies."""
        if self._winds_up and row.lane != Lane.REPLY:
            return False
        return row.held_as is not None and row.held_as == self._duty.number

    def _call_off(self, answer: Outgoing) -> None:
        """Let go of what is queued in the chat of an answer to nobody; the first of it may be on its way already."""
        queue = self._chats.get(outbox.address(self._store.vault, answer), deque())
        gone = [row for row in queue if row.person_id is not None]
        self._called_off.update(row.id for row in gone)
        for row in gone:
            if row is not queue[0]:
                queue.remove(row)
                self._drop(row)

    def wake(self) -> None:
        """Look for due rows now."""
        self._woken.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand and nothing waits to be settled."""
        return self._settling.idle and not (self._held or self._claiming or self._woken.is_set())

    async def run(self) -> None:
        """Claim, send and settle for ever."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for chat in list(self._chats):
                group.create_task(self._pump(chat))
            group.create_task(self._settling.run())
            self._woken.set()
            while True:
                await self._until_woken()
                self._claiming = True
                self._woken.clear()  # before looking: what is written while we look wakes us again
                while await self._claim():
                    pass
                self._claiming = False

    async def _until_woken(self) -> None:
        """Wait for somebody to wake us, or until it is time for a look."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._duty.look_every):
                await self._woken.wait()

    def wind_up(self) -> None:
        """Begin with nothing more but replies: what else is not on its way stays in the table, for the next sender."""
        self._winds_up = True

    async def finish(self) -> None:
        """Commit what is known about what was sent, before the end."""
        await self._settling.settle()

    async def _claim(self) -> int:
        """Claim due rows and queue those that are still to be sent; returns how many were found."""
        number, room = self._duty.number, (AT_ONCE_PAID if self._pace.pays else AT_ONCE) - len(self._claimed)
        if number is None or self._winds_up:
            return 0
        if room <= 0:
            await asyncio.sleep(SETTLE_AFTER)
            return 1
        lost_sight, self._lost_sight = self._lost_sight, False

        def claim(rows: Rows) -> tuple[int, list[Outgoing]]:
            if lost_sight:
                outbox.free_forgotten(rows, number, self._held | self._pausing, self._clock.now())
            return self._claim_and_judge(rows, min(room, AT_A_TIME), number)

        try:
            found, fit = await self._store.run(claim)
        except Exception as problem:
            log.error("claiming_failed", problem=type(problem).__name__)
            self._look_for_lost()  # perhaps it was committed all the same
            await asyncio.sleep(1)
            return 0
        self._claimed.update(row.id for row in fit)
        for row in fit:
            self._queue(row)
        return found

    def _look_for_lost(self) -> None:
        """Claim anew, soon, what the table says is in our hands and we know nothing of."""
        self._lost_sight = True
        self.wake()

    def _claim_and_judge(self, rows: Rows, room: int, number: int) -> tuple[int, list[Outgoing]]:
        if not (rows.is_sqlite or duties.is_still(rows, DutyName.SEND, number)):
            return 0, []
        now = self._clock.now()
        found = outbox.claim(rows, now, room, number)
        claimed = [row for row in found if row.id not in self._held]  # a repeated update gives back what is in hand
        fit = [row for row in claimed if self._still(rows, row, now)]
        outbox.drop(rows, {row.id for row in claimed} - {row.id for row in fit})
        return len(found), fit

    def _still(self, rows: Rows, row: Outgoing, now: datetime) -> bool:
        """Whether a row is still to be sent: not one that was in flight at a crash, and its guard holds."""
        if row.in_flight and not row.may_repeat:
            return False
        judge = self._judges.get(row.guard.partition(":")[0])
        if judge is None:
            return True
        try:
            with rows.savepoint():
                return judge(rows, row, now)
        except Exception as problem:
            if rows.comes_again(problem):
                raise
            log.error("judging_failed", problem=type(problem).__name__)
            return False

    def _queue(self, row: Outgoing) -> None:
        if row.id in self._held:
            return
        try:
            chat = outbox.address(self._store.vault, row)
        except SealBroken:
            log.error("address_does_not_open", outgoing=row.id)
            self._drop(row)
            return
        self._held.add(row.id)
        queue = self._chats.get(chat)
        if queue is None:
            queue = self._chats[chat] = deque()
            if self._group is not None:
                self._group.create_task(self._pump(chat))
        _put_in(queue, row)
        if sum(1 for each in queue if each.lane == Lane.REPLY) > FLOOD:
            self._drop(queue[1])
            del queue[1]

    async def _pump(self, chat: int) -> None:
        """Send what waits for one chat, in order, until nothing does."""
        queue = self._chats[chat]
        while queue:
            row = queue[0]
            try:
                await self._deliver(chat, row)
            except _NotOurs:
                self._leave(row)
            except Exception as problem:
                log.error("delivery_failed", outgoing=row.id, problem=type(problem).__name__)
                self._give_up(row)
            if queue and queue[0] is row:
                queue.popleft()
        del self._chats[chat]

    async def _deliver(self, chat: int, row: Outgoing) -> None:
        """Send one message, in pieces where it is long, and note what became of it. Raises `_NotOurs`."""
        if not self._is_ours(row):
            raise _NotOurs
        made = await parcels(self._store.vault, catalogue(), chat, row)
        if not made:
            return self._drop(row)
        if self._pace.pays and row.lane == Lane.DELIVERY:
            made = [replace(parcel, paid=parcel.do in NEW) for parcel in made]
        sent: list[int] = []
        for parcel in made:
            ids = await self._send(row, parcel, begun=bool(sent))
            if ids is None and not sent:
                return None
            if ids is None:
                break  # what is there of it can be deleted
            sent += ids
        metrics.sent(row.lane)
        return self._settling.sent(row, sent)

    async def _send(self, row: Outgoing, parcel: Parcel, *, begun: bool) -> list[int] | None:
        """Send one piece, waiting and trying again where that is right. None where it is let go or given back."""
        for attempt in count(1):
            async with self._turn(row, parcel):
                if row.id in self._called_off:
                    self._drop(row)
                    return None
                if not (self._is_ours(row) or begun):
                    raise _NotOurs
                if not (row.may_repeat or begun or await self._go_ahead(row)):
                    return None
                try:
                    return await self._sender.send(parcel)
                except DeliveryFailed as failure:
                    pause = self._fail(row, parcel.chat_id, failure, attempt)
            if pause is None:
                return None
            if not (row.may_repeat or begun):
                self._settling.put_off(row, pause)
                return None
            await asyncio.sleep(pause)
            if not await self._go_ahead(row, again=True):
                return None
        return None

    def _turn(self, row: Outgoing, parcel: Parcel) -> AbstractAsyncContextManager[None]:
        """Its turn with Telegram. A deletion waits for none: only what is new or changed counts there."""
        if parcel.do is Do.DELETE:
            return nullcontext()
        return self._pace.turn(row.lane, parcel.chat_id if parcel.do in NEW else None, paid=parcel.paid)

    async def _go_ahead(self, row: Outgoing, *, again: bool = False) -> bool:
        """Whether a message may be tried now: nobody has erased it or sends it instead, and `again` its guard holds.

        Where the database cannot say so, what is tried again waits for it in its place. Raises `_NotOurs`.
        """
        now, number = self._clock.now(), row.held_as or 0

        def look(rows: Rows) -> bool:
            return outbox.take_off(rows, row, number) and (not again or self._still(rows, row, now))

        while True:
            try:
                there = await self._store.run(look)
            except Exception as problem:
                if not is_trouble(problem):  # that is said once where it is claimed or settled, and not for each row
                    log.error("judging_failed", problem=type(problem).__name__)
            else:
                break
            if not again:
                self._settling.put_off(row, 1.0)
                return False
            await asyncio.sleep(1)
            if not self._is_ours(row):
                raise _NotOurs
        if not there:
            (self._drop if self._is_ours(row) else self._leave)(row)
        return there

    def _fail(self, row: Outgoing, chat: int, failure: DeliveryFailed, attempt: int) -> float | None:
        """Decide what becomes of a message that did not go through (the table above): the pause, or None to let go."""
        metrics.not_delivered(failure)
        log.info("not_delivered", outgoing=row.id, lane=Lane(row.lane).name, failure=type(failure).__name__)
        if isinstance(failure, TryLater):
            self._pace.told_to_wait(chat, failure.seconds)
            return failure.seconds
        if isinstance(failure, NotDelivered) or (isinstance(failure, Unclear) and row.may_repeat):
            return min(0.25 * 2.0 ** min(row.tries + attempt, 10), LONGEST_PAUSE)
        if isinstance(failure, ChatGone):
            self._gone(row, chat)
        elif isinstance(failure, NotAccepted):
            log.error("not_accepted", outgoing=row.id, what=str(failure))
        self._drop(row)
        return None

    def _gone(self, row: Outgoing, chat: int) -> None:
        """Nothing arrives in this chat any more: let go of what is queued for it too."""
        queue = self._chats[chat]
        for each in queue:
            self._drop(each)
        queue.clear()
        if row.person_id is not None:
            self._settling.gone(row.person_id)

    def _give_up(self, row: Outgoing) -> None:
        """A failure that nobody foresaw: it may pass, unless the message may not repeat or has failed often."""
        if row.may_repeat and row.tries < TRIES:
            self._settling.put_off(row, LONGEST_PAUSE)
        else:
            self._drop(row)

    def _leave(self, row: Outgoing) -> None:
        """Another process sends this, or we do as soon as we have the duty again."""
        for ids in (self._held, self._claimed, self._called_off):
            ids.discard(row.id)
        self._look_for_lost()

    def _drop(self, row: Outgoing) -> None:
        self._held.add(row.id)
        self._settling.dropped(row)

    def _written(self, facts: Facts) -> None:
        """Let go of rows that are settled; those that were put off are claimed anew after their pause."""
        self._held -= facts.rows
        self._called_off &= self._held
        self._claimed &= self._held
        for row, seconds in facts.put_off:
            self._pausing.add(row.id)
            asyncio.get_running_loop().call_later(seconds, self._end_pause, row.id)

    def _end_pause(self, row_id: int) -> None:
        self._pausing.discard(row_id)
        self._look_for_lost()


def _put_in(queue: deque[Outgoing], row: Outgoing) -> None:
    """Queue a row before those of less urgent lanes; the first of the queue may be on its way already."""
    place = next((place for place, each in enumerate(queue) if place and each.lane > row.lane), len(queue))
    queue.insert(place, row)
