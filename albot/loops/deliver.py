"""The deliverer: sends what the outbox holds, in lanes, in order within a chat, within Telegram's limits.

    turn committed ─→ hand (leased to this process) ─┐
    tick, wake ─────→ claim what is due, judge it ───┴─→ queue of the chat ─→ pace ─→ render ─→ send ─→ settle

Replies were written for what somebody just did: they are born leased, which saves a commit. All else is claimed from
the table, a few at a time, so that a long broadcast never stands before a reply. Settling joins the next commit, at
most 50 ms later. What happens to a message that fails:

| failure | a message that may repeat | one that must not (a nudge) |
| --- | --- | --- |
| too many (429) | waits as told, then again | the same |
| certainly not delivered | again, with growing pauses | the same |
| nobody knows | again, with growing pauses | let go |
| the chat is gone | the person is marked unreachable | the same |
| never acceptable | logged and let go | the same |
| the process was killed | again, once its lease ran out | let go if it was in flight |
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Protocol

import structlog

from albot.chat.message import (
    ChatGone,
    DeliveryFailed,
    Do,
    NotAccepted,
    NotDelivered,
    Parcel,
    TryLater,
    Unclear,
)
from albot.clock import Clock
from albot.domain.people import Person
from albot.loops.pace import Pace
from albot.store import outbox
from albot.store.engine import Store
from albot.store.post import Lane, Outgoing
from albot.store.rows import Rows
from albot.store.vault import SealBroken
from albot.texts.catalogue import Catalogue, TextMissing

log = structlog.get_logger()

AT_ONCE = 60
"""How many claimed rows are held in memory: two seconds' worth, so that replies never wait behind a broadcast."""

SETTLE_AFTER = 0.05
LONGEST_PAUSE = 60.0
"""Seconds between tries at the most while Telegram cannot be reached."""
FLOOD = 20
"""Replies that wait in one chat before the oldest of them are let go: somebody sent hundreds of messages at once, and
what counts is kept in the database and shown by the newest. Questions that are open are asked again by `/start`."""

Judge = Callable[[Rows, Outgoing, datetime], bool]


class Sends(Protocol):
    """What sends a parcel: `wire.send`, or a stand-in."""

    async def send(self, parcel: Parcel) -> list[int]:
        """Send; returns the message ids, raises one of `DeliveryFailed`."""


@dataclass
class _Settled:
    """What became of messages since the last commit."""

    sent: list[tuple[Outgoing, list[int]]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    put_off: list[tuple[int, datetime]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.sent or self.dropped or self.put_off or self.gone)


class Deliverer:
    """Sends what waits. `hand` and `wake` are called from the event loop; `run` lasts until it is cancelled.

    `judges` answer, by the word before the colon of a row's guard, whether it is still to be sent.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        clock: Clock,
        sender: Sends,
        judges: Mapping[str, Judge],
        pace: Pace | None = None,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._sender = sender
        self._judges = judges
        self._pace = pace or Pace(clock)
        self._chats: dict[int, deque[Outgoing]] = {}
        self._held: set[int] = set()
        self._settled = _Settled()
        self._woken = asyncio.Event()
        self._claiming = False
        self._unsettled = asyncio.Event()
        self._group: asyncio.TaskGroup | None = None

    def hand(self, written: list[Outgoing]) -> None:
        """Take rows that a turn has just committed, leased to this process."""
        for row in written:
            self._queue(row)

    def wake(self) -> None:
        """Look for due rows now."""
        self._woken.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand and nothing waits to be settled."""
        return not (self._held or self._settled or self._claiming or self._woken.is_set())

    async def run(self) -> None:
        """Claim, send and settle for ever."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for chat in list(self._chats):
                group.create_task(self._pump(chat))
            group.create_task(self._settle_for_ever())
            self._woken.set()
            while True:
                await self._woken.wait()
                self._claiming = True
                self._woken.clear()  # before looking: what is written while we look wakes us again
                while await self._claim():
                    pass
                self._claiming = False

    async def finish(self) -> None:
        """Commit what is known about what was sent, before the end."""
        await self._settle()

    async def _claim(self) -> int:
        """Lease due rows and queue those that are still to be sent; returns how many were found."""
        room = AT_ONCE - len(self._held)
        if room <= 0:
            await asyncio.sleep(SETTLE_AFTER)
            return 1
        try:
            found, fit = await self._store.run(lambda rows: self._claim_and_judge(rows, room))
        except Exception as problem:
            log.error("claiming_failed", problem=type(problem).__name__)
            await asyncio.sleep(1)
            return 0
        for row in fit:
            self._queue(row)
        return found

    def _claim_and_judge(self, rows: Rows, room: int) -> tuple[int, list[Outgoing]]:
        now = self._clock.now()
        claimed = [row for row in outbox.claim(rows, now, room) if row.id not in self._held]
        fit = [row for row in claimed if self._still(rows, row, now)]
        outbox.drop(rows, {row.id for row in claimed} - {row.id for row in fit})
        return len(claimed), fit

    def _still(self, rows: Rows, row: Outgoing, now: datetime) -> bool:
        """Whether a row is still to be sent: not one that was in flight at a crash, and its guard holds."""
        if row.in_flight and not row.may_repeat:
            return False
        judge = self._judges.get(row.guard.partition(":")[0])
        try:
            return judge is None or judge(rows, row, now)
        except Exception as problem:
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
        queue.append(row)
        if len(queue) > FLOOD and queue[1].lane == Lane.REPLY:
            self._drop(queue[1])
            del queue[1]

    async def _pump(self, chat: int) -> None:
        """Send what waits for one chat, in order, until nothing does."""
        queue = self._chats[chat]
        while queue:
            row = queue[0]
            try:
                await self._deliver(chat, row)
            except Exception as problem:
                log.error("delivery_failed", outgoing=row.id, problem=type(problem).__name__)
                self._drop(row)
            if queue and queue[0] is row:
                queue.popleft()
        del self._chats[chat]

    async def _deliver(self, chat: int, row: Outgoing) -> None:
        """Send one message, waiting and trying again where that is right, so that order holds in its chat."""
        for attempt in count(1):
            try:
                parcel = self._parcel(chat, row)
            except (SealBroken, TextMissing, ValueError, TypeError) as problem:
                log.error("text_not_made", outgoing=row.id, problem=type(problem).__name__, what=str(problem)[:80])
                return self._drop(row)
            if not row.may_repeat:
                await self._store.run(lambda rows: outbox.take_off(rows, row.id))
            if parcel.do in (Do.SEND, Do.FILE):
                await self._pace.in_chat(chat)
            await self._pace.anywhere(row.lane)
            try:
                sent = await self._sender.send(parcel)
            except DeliveryFailed as failure:
                pause = self._fail(row, failure, attempt)
                if pause is None:
                    return None
                await asyncio.sleep(pause)
            else:
                self._settled.sent.append((row, sent))
                self._unsettled.set()
                return None
        return None

    def _fail(self, row: Outgoing, failure: DeliveryFailed, attempt: int) -> float | None:
        """Decide what becomes of a message that did not go through (the table above): the pause, or None to let go."""
        log.info("not_delivered", outgoing=row.id, lane=row.lane.name, failure=type(failure).__name__)
        pause: float = min(0.5 * 2.0 ** min(attempt, 10), LONGEST_PAUSE)
        if isinstance(failure, TryLater):
            pause = failure.seconds
            if failure.everywhere:
                self._pace.hold(failure.seconds)
        elif isinstance(failure, ChatGone) and row.person_id is not None:
            self._settled.gone.append(row.person_id)
        elif isinstance(failure, NotAccepted):
            log.error("not_accepted", outgoing=row.id, what=str(failure))
        again = isinstance(failure, TryLater | NotDelivered) or (isinstance(failure, Unclear) and row.may_repeat)
        if again and row.may_repeat:
            return pause
        if again:  # it must not be late either: given back, so that it is judged again before the next try
            self._settled.put_off.append((row.id, self._clock.now() + timedelta(seconds=pause)))
        else:
            self._settled.dropped.append(row.id)
        self._unsettled.set()
        return None

    def _drop(self, row: Outgoing) -> None:
        self._held.add(row.id)
        self._settled.dropped.append(row.id)
        self._unsettled.set()

    async def _settle_for_ever(self) -> None:
        while True:
            await self._unsettled.wait()
            await asyncio.sleep(SETTLE_AFTER)
            try:
                await self._settle()
            except Exception as problem:
                log.error("settling_failed", problem=type(problem).__name__)
                await asyncio.sleep(1)

    async def _settle(self) -> None:
        """Write down what became of messages; what could not be written is tried again with the next."""
        settled, self._settled = self._settled, _Settled()
        self._unsettled.clear()
        if not settled:
            return
        now = self._clock.now()
        try:
            await self._store.run(lambda rows: _write_down(rows, settled, now))
        except Exception:
            for name in ("sent", "dropped", "put_off", "gone"):
                getattr(self._settled, name).extend(getattr(settled, name))
            self._unsettled.set()
            raise
        self._held -= {row.id for row, _ids in settled.sent}
        self._held -= set(settled.dropped) | {row_id for row_id, _until in settled.put_off}
        if settled.put_off:
            self._retry_at(min(until for _row_id, until in settled.put_off) - now)

    def _retry_at(self, wait: timedelta) -> None:
        """Look again when the first of what was put off may go, without waiting for a tick."""
        asyncio.get_running_loop().call_later(max(wait.total_seconds(), 0) + 0.01, self.wake)

    def _parcel(self, chat: int, row: Outgoing) -> Parcel:
        """The message of a row as text, for its chat."""
        body: dict[str, Any] = outbox.body(self._store.vault, row)
        language = body["language"]
        render, plain = self._catalogue.render, self._catalogue.plain
        buttons = tuple(
            tuple((plain(each["label"], each["args"], language), *_action(each)) for each in line)
            for line in body["buttons"]
        )
        name, text = body["file"]
        return Parcel(
            chat_id=chat,
            do=Do(body["do"]),
            html=render(body["id"], body["args"], language) if body["id"] else "",
            buttons=buttons,
            sound=body["sound"],
            protect=body["protect"],
            message_id=body["message_id"],
            file_name=name,
            file_bytes=text.encode(),
        )


def _action(packed: dict[str, Any]) -> tuple[str, str]:
    """What a packed button does, and with what."""
    return next((kind, packed[kind]) for kind in ("url", "copy", "data") if kind in packed)


def _write_down(rows: Rows, settled: _Settled, now: datetime) -> None:
    outbox.drop(rows, [row.id for row, _ids in settled.sent] + settled.dropped)
    for row, message_ids in settled.sent:
        receiver = rows.get(Person, row.person_id)
        for message_id in message_ids if receiver else ():  # they may have been erased meanwhile
            outbox.remember_message(rows, receiver.id, message_id, now, mine=True)
    for row_id, until in settled.put_off:
        outbox.put_off(rows, row_id, until)
    for person_id in settled.gone:
        person = rows.get(Person, person_id)
        if person is not None:
            person.unreachable_since = now
            outbox.drop_of_person(rows, person_id)
