"""Settles what became of messages: writes it down, that of 50 ms in one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from albot.chat import delivering, reviewing, screens
from albot.chat.message import Do, Message
from albot.clock import Clock
from albot.domain.people import Person
from albot.features import DELIVERS
from albot.store import outbox, people
from albot.store.engine import Store
from albot.store.post import Lane, Outgoing
from albot.store.rows import Rows
from albot.texts.catalogue import FALLBACK

log = structlog.get_logger()

SETTLE_AFTER = 0.05


@dataclass
class Facts:
    """What became of messages: sent with these ids, never to be, put off for so long; and whose chat is gone."""

    sent: list[tuple[Outgoing, list[int]]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    put_off: list[tuple[Outgoing, float]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.sent or self.dropped or self.put_off or self.gone)

    @property
    def rows(self) -> set[int]:
        """The ids of the rows that are no longer in hand."""
        return {row.id for row, _ids in self.sent} | set(self.dropped) | {row.id for row, _seconds in self.put_off}


class Settling:
    """Collects facts and writes them down; `written` is told of those that are."""

    def __init__(self, store: Store, clock: Clock, written: Callable[[Facts], None]) -> None:
        self._store = store
        self._clock = clock
        self._written = written
        self._facts = Facts()
        self._noted = asyncio.Event()

    @property
    def idle(self) -> bool:
        """Whether nothing waits to be written down."""
        return not self._facts

    def sent(self, row: Outgoing, message_ids: list[int]) -> None:
        """A message was sent, as these in its chat."""
        self._facts.sent.append((row, message_ids))
        self._noted.set()

    def dropped(self, row: Outgoing) -> None:
        """A message is let go."""
        self._facts.dropped.append(row.id)
        self._noted.set()

    def put_off(self, row: Outgoing, seconds: float) -> None:
        """A message is claimed again after so long, by monotonic time."""
        self._facts.put_off.append((row, seconds))
        self._noted.set()

    def gone(self, person_id: int) -> None:
        """Nothing reaches a person any more."""
        self._facts.gone.append(person_id)
        self._noted.set()

    async def run(self) -> None:
        """Write down for ever what is noted."""
        while True:
            await self._noted.wait()
            await asyncio.sleep(SETTLE_AFTER)
            try:
                await self.settle()
            except Exception as problem:
                log.error("settling_failed", problem=type(problem).__name__)
                await asyncio.sleep(1)

    async def settle(self) -> None:
        """Write down what is noted; where that fails, it is noted again and the failure raised."""
        facts, self._facts = self._facts, Facts()
        self._noted.clear()
        if not facts:
            return
        now = self._clock.now()
        writing = self._store.submit(lambda rows: _write_down(rows, facts, now))
        try:
            await asyncio.wrap_future(writing)
        except asyncio.CancelledError:
            if writing.cancel():  # else it has begun, and runs to its end
                self._note_again(facts)
            raise
        except Exception:
            self._note_again(facts)
            raise
        self._written(facts)

    def _note_again(self, facts: Facts) -> None:
        """Nothing else knows that these were sent: unless they are written with the next commit, they are sent again.

        Whether there is a next one knows only the caller: the loop goes on, the end of the process not.
        """
        for name, noted in vars(facts).items():
            getattr(self._facts, name).extend(noted)
        self._noted.set()


def _write_down(rows: Rows, facts: Facts, now: datetime) -> None:
    outbox.drop(rows, [row.id for row, _ids in facts.sent] + facts.dropped)
    _note_sent(rows, facts.sent, now)
    for row, _seconds in facts.put_off:
        outbox.put_off(rows, row)
    for person_id in facts.gone:
        person = rows.get(Person, person_id)
        if person is not None:
            person.unreachable_since = now
            outbox.drop_of_person(rows, person_id)


def _note_sent(rows: Rows, sent: Sequence[tuple[Outgoing, list[int]]], now: datetime) -> None:
    """Note where messages stand now, by what they show."""
    known = people.known(rows, {row.person_id for row, _ids in sent if row.person_id is not None})
    plain: list[tuple[int, int]] = []
    for row, message_ids in sent:
        if row.person_id is None:
            continue
        if row.person_id not in known:
            _take_back(rows, row, message_ids, now)  # it was on its way when they were erased
        elif row.copy_id is not None:
            delivering.note_shown(rows, DELIVERS, row, message_ids, now)
        elif row.screen_id is not None:
            screens.note_shown(rows, row, message_ids, now)
        elif row.guard.startswith(reviewing.PAGE):
            reviewing.note_page_shown(rows, row, message_ids, now)
        else:
            plain += [(row.person_id, message_id) for message_id in message_ids]
    outbox.remember_messages(rows, plain, now)


def _take_back(rows: Rows, row: Outgoing, message_ids: list[int], now: datetime) -> None:
    """Delete messages to somebody who is no longer known; what does so belongs to nobody and has its own address."""
    for message_id in message_ids:
        deletion = Outgoing(person_id=None, lane=Lane.DELIVERY, written_at=now, not_before=now)
        body = Message(do=Do.DELETE, message_id=message_id).body(FALLBACK)
        outbox.write(rows, deletion, outbox.address(rows.vault, row), body)
