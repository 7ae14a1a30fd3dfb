"""Queries of the outbox: writing, claiming, settling; and the ids of messages that were sent.

One process sends, and holds the duty to under a number (see `duties`). A row in hand carries that number. One that a
former sender had in hand is free again as soon as another has the duty (`free_left`), and what the former sender still
tries under its own number finds that the row is no longer its own (`take_off`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import and_, bindparam, col, delete, func, insert, select, text, update

from albot.domain.columns import new_id
from albot.store import sweeping
from albot.store.post import ChatMessage, Lane, Outgoing
from albot.store.rows import Rows, place_of
from albot.store.vault import Vault

MESSAGES_KEPT = timedelta(days=2)
"""How long the ids of messages are kept: Telegram lets them be deleted no longer."""

TRIED_FOR = timedelta(days=14)
"""How long a message is kept that was tried and did not go out. What nobody could try yet waits on."""


def seal(rows: Rows, row: Outgoing, chat_id: int, body: dict[str, Any]) -> Outgoing:
    """Seal where a message goes and what it says into its row."""
    row.address_sealed = rows.vault.seal(str(chat_id), place_of(row, "address_sealed"))
    row.body_sealed = rows.vault.seal(json.dumps(body, ensure_ascii=False), place_of(row, "body_sealed"))
    return row


def write(rows: Rows, row: Outgoing, chat_id: int, body: dict[str, Any]) -> Outgoing:
    """Put a message into the outbox, address and body sealed."""
    return rows.add(seal(rows, row, chat_id, body))


def address(vault: Vault, row: Outgoing) -> int:
    """The chat id a row is for; raises `SealBroken`."""
    return int(vault.open(row.address_sealed, place_of(row, "address_sealed")))


def body(vault: Vault, row: Outgoing) -> dict[str, Any]:
    """What a row says, packed; raises `SealBroken`."""
    packed: dict[str, Any] = json.loads(vault.open(row.body_sealed, place_of(row, "body_sealed")))
    return packed


def free_of_update(rows: Rows, update_id: int) -> None:
    """Give back what a repeated update left unsent: its turn was committed, but perhaps nobody heard of it."""
    rows.session.execute(update(Outgoing).where(col(Outgoing.update_id) == update_id).values(held_as=None))


_DUE = (
    select(Outgoing)
    .where(col(Outgoing.held_as).is_(None), Outgoing.lane == bindparam("lane"), Outgoing.not_before <= bindparam("now"))
    .order_by(col(Outgoing.not_before), col(Outgoing.order_in_turn), col(Outgoing.id))
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)


def claim(rows: Rows, now: datetime, limit: int, number: int) -> list[Outgoing]:
    """Take what is due into one's hands, the most urgent lane first."""
    claimed: list[Outgoing] = []
    for lane in Lane:
        if len(claimed) < limit:
            wanted = {"lane": lane, "now": now, "limit": limit - len(claimed)}
            claimed += rows.session.scalars(_DUE, wanted)
    if claimed:
        ids = [row.id for row in claimed]
        rows.session.execute(update(Outgoing).where(col(Outgoing.id).in_(ids)).values(held_as=number))
    return claimed


def free_left(rows: Rows, number: int, now: datetime) -> None:
    """Give back whatever somebody had in hand who no longer has the duty to send."""
    _free(rows, and_(col(Outgoing.held_as).is_not(None), col(Outgoing.held_as) != number), now)


def next_due(rows: Rows) -> datetime | None:
    """When the next message may go out, or None where nothing waits."""
    return rows.session.scalars(select(func.min(Outgoing.not_before))).first()


def take_off(rows: Rows, row: Outgoing, number: int) -> bool:
    """Whether a row may be tried now: it is there, and still in the hands of who asks.

    Notes that what must not repeat is about to be sent.
    """
    there = rows.session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == row.id, col(Outgoing.held_as) == number)
        .values(in_flight=not row.may_repeat)
        .returning(col(Outgoing.id))
    )
    return there.first() is not None


def put_off(rows: Rows, row: Outgoing) -> None:
    """Note that a row was certainly not delivered, or may be repeated. Whoever has it in hand keeps it for a while."""
    rows.session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == row.id, col(Outgoing.held_as) == row.held_as)
        .values(in_flight=False, tries=col(Outgoing.tries) + 1)
    )


def free_forgotten(rows: Rows, number: int, in_hand: Collection[int], now: datetime) -> None:
    """Give back what is in somebody's hands by the table, but not any more by what they know themselves."""
    _free(rows, and_(col(Outgoing.held_as) == number, col(Outgoing.id).not_in(in_hand)), now)


def _free(rows: Rows, which: ColumnElement[bool], now: datetime) -> None:
    """Give back what was in hand. It was due by then, wherever the clock was set since."""
    due = func.min(Outgoing.not_before, now) if rows.is_sqlite else func.least(Outgoing.not_before, now)
    rows.session.execute(update(Outgoing).where(which).values(held_as=None, not_before=due))


def drop(rows: Rows, row_ids: Iterable[int]) -> None:
    """Forget rows: sent, or never to be."""
    if ids := list(row_ids):
        rows.session.execute(delete(Outgoing).where(col(Outgoing.id).in_(ids)))


def drop_of_person(rows: Rows, person_id: int) -> None:
    """Drop everything that waits for a person."""
    rows.session.execute(delete(Outgoing).where(col(Outgoing.person_id) == person_id))


def drop_guarded(rows: Rows, guard: str) -> None:
    """Drop what waits under a guard, such as a nudge that is no longer owed."""
    rows.session.execute(delete(Outgoing).where(col(Outgoing.guard) == guard, col(Outgoing.guard) != text("''")))


def remember_message(
    rows: Rows, person_id: int, message_id: int, at: datetime, *, mine: bool, copy_id: int | None = None
) -> None:
    """Keep a message id for as long as the message can be deleted, or as there is the copy that it shows."""
    rows.write(ChatMessage(person_id=person_id, message_id=message_id, at=at, mine=mine, copy_id=copy_id))


def remember_page(rows: Rows, person_id: int, message_id: int, at: datetime, review_id: int | None) -> None:
    """Keep the id of a message that shows what a review came to, for as long as there is the review."""
    rows.write(ChatMessage(person_id=person_id, message_id=message_id, at=at, review_id=review_id))


def remember_messages(rows: Rows, messages: Sequence[tuple[int, int]], at: datetime) -> None:
    """Keep the ids of many messages of the bot's, each with the person in whose chat it stands."""
    if messages:
        values = [
            {"id": new_id(), "person_id": person_id, "message_id": message_id, "at": at, "mine": True}
            for person_id, message_id in messages
        ]
        rows.session.execute(insert(ChatMessage), values)


def recent_messages(rows: Rows, person_id: int, since: datetime) -> list[int]:
    """The ids of the messages in a person's chat since then, both sides."""
    query = select(ChatMessage.message_id).where(ChatMessage.person_id == person_id, ChatMessage.at >= since)
    return sorted(set(rows.session.scalars(query)))


def sweep(rows: Rows, now: datetime, limit: int) -> bool:
    """Forget some of what is too old to be of use; True where there may be more. See `loops.tidy` for what that is."""
    old = now - MESSAGES_KEPT
    fleeting = and_(col(ChatMessage.at) < old, col(ChatMessage.copy_id).is_(None), col(ChatMessage.review_id).is_(None))
    stuck = and_(col(Outgoing.written_at) < now - TRIED_FOR, col(Outgoing.tries) > text("0"))
    swept = [
        sweeping.sweep(rows, ChatMessage, fleeting, limit),
        sweeping.sweep(rows, Outgoing, stuck, limit),
    ]
    return any(swept)
