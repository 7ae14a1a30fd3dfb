"""Queries of the outbox and the inbox: writing, claiming, settling; parking updates and remembering handled ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import and_, col, delete, func, not_, or_, select, update

from albot.domain.review_rows import Review
from albot.store.post import ChatMessage, Handled, Outgoing, Parked
from albot.store.rows import Rows, place_of
from albot.store.vault import SealBroken, Vault

LEASE = timedelta(seconds=60)
"""How long a claimed row belongs to the one who claimed it: longer than any call to Telegram may take."""


def write(rows: Rows, row: Outgoing, chat_id: int, body: dict[str, Any]) -> Outgoing:
    """Put a message into the outbox, address and body sealed."""
    row.address_sealed = rows.vault.seal(str(chat_id), place_of(row, "address_sealed"))
    row.body_sealed = rows.vault.seal(json.dumps(body, ensure_ascii=False), place_of(row, "body_sealed"))
    return rows.add(row)


def address(vault: Vault, row: Outgoing) -> int:
    """The chat id a row is for; raises `SealBroken`."""
    return int(vault.open(row.address_sealed, place_of(row, "address_sealed")))


def body(vault: Vault, row: Outgoing) -> dict[str, Any]:
    """What a row says, packed; raises `SealBroken`."""
    packed: dict[str, Any] = json.loads(vault.open(row.body_sealed, place_of(row, "body_sealed")))
    return packed


def unsent_of_update(rows: Rows, update_id: int) -> list[Outgoing]:
    """What a repeated update left unsent, to be handed over again."""
    query = select(Outgoing).where(Outgoing.update_id == update_id).order_by(col(Outgoing.order_in_turn))
    return list(rows.session.scalars(query))


def claim(rows: Rows, now: datetime, limit: int) -> list[Outgoing]:
    """Lease what is due, the most urgent lane first."""
    query = (
        select(Outgoing)
        .where(Outgoing.not_before <= now, or_(col(Outgoing.leased_until).is_(None), col(Outgoing.leased_until) < now))
        .order_by(col(Outgoing.lane), col(Outgoing.written_at), col(Outgoing.order_in_turn))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = list(rows.session.scalars(query))
    for row in claimed:
        row.leased_until = now + LEASE
    return claimed


def free_leases(rows: Rows) -> None:
    """Give back every lease: for a process that is alone with its database, those of the one before it."""
    rows.session.execute(update(Outgoing).values(leased_until=None))


def next_due(rows: Rows) -> datetime | None:
    """When the next message may go out, or None where nothing waits."""
    return rows.session.scalars(select(func.min(Outgoing.not_before))).first()


def take_off(rows: Rows, row: Outgoing, now: datetime) -> bool:
    """Renew a lease before a try; False where the row is gone. Notes that what must not repeat is about to be sent."""
    there = rows.session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == row.id)
        .values(leased_until=now + LEASE, in_flight=not row.may_repeat)
        .returning(col(Outgoing.id))
    )
    return there.first() is not None


def put_off(rows: Rows, row_id: int, until: datetime) -> None:
    """Give a row back that was certainly not delivered, or may be repeated, to be sent no sooner than `until`."""
    rows.session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == row_id)
        .values(not_before=until, leased_until=None, in_flight=False, tries=col(Outgoing.tries) + 1)
    )


def drop(rows: Rows, row_ids: Iterable[int]) -> None:
    """Forget rows: sent, or never to be."""
    if ids := list(row_ids):
        rows.session.execute(delete(Outgoing).where(col(Outgoing.id).in_(ids)))


def drop_of_person(rows: Rows, person_id: int) -> None:
    """Drop everything that waits for a person."""
    rows.session.execute(delete(Outgoing).where(col(Outgoing.person_id) == person_id))


def drop_guarded(rows: Rows, guard: str) -> None:
    """Drop what waits under a guard, such as a nudge that is no longer owed."""
    rows.session.execute(delete(Outgoing).where(col(Outgoing.guard) == guard))


def remember_message(
    rows: Rows, person_id: int, message_id: int, at: datetime, *, mine: bool, copy_id: int | None = None
) -> ChatMessage:
    """Keep a message id for as long as the message can be deleted, or as there is the copy that it shows."""
    return rows.add(ChatMessage(person_id=person_id, message_id=message_id, at=at, mine=mine, copy_id=copy_id))


def recent_messages(rows: Rows, person_id: int, since: datetime) -> list[int]:
    """The ids of the messages in a person's chat since then, both sides."""
    query = select(ChatMessage.message_id).where(ChatMessage.person_id == person_id, ChatMessage.at >= since)
    return sorted(set(rows.session.scalars(query)))


def was_handled(rows: Rows, update_id: int) -> bool:
    """Whether an update was handled before."""
    return rows.session.get(Handled, update_id) is not None


def mark_handled(rows: Rows, update_id: int, at: datetime) -> None:
    """Note that an update is handled, and let go of its parked copy."""
    rows.add(Handled(update_id=update_id, at=at))
    rows.session.execute(delete(Parked).where(col(Parked.id) == update_id))


def park(rows: Rows, updates: dict[int, bytes], at: datetime) -> None:
    """Keep sealed copies of updates that were fetched and are not handled yet."""
    for update_id, raw in updates.items():
        if rows.session.get(Parked, update_id) is None and not was_handled(rows, update_id):
            parked = Parked(id=update_id, body_sealed=b"", received_at=at)
            parked.body_sealed = rows.vault.seal(raw, place_of(parked, "body_sealed"))
            rows.add(parked)


def parked_updates(rows: Rows) -> list[bytes]:
    """The parked updates that are still to be handled, in their order."""
    query = select(Parked).where(col(Parked.reference).is_(None)).order_by(col(Parked.id))
    return [raw for _id, raw in _opened(rows, rows.session.scalars(query))]


def parked_bodies(rows: Rows) -> Iterator[tuple[int, bytes]]:
    """All parked updates, those set aside too, with their ids."""
    return _opened(rows, list(rows.session.scalars(select(Parked))))


def _opened(rows: Rows, parked: Iterable[Parked]) -> Iterator[tuple[int, bytes]]:
    """Parked updates by their ids, without those whose key is gone from the settings."""
    for row in parked:
        with suppress(SealBroken):
            yield row.id, rows.vault.open_bytes(row.body_sealed, place_of(row, "body_sealed"))


def unpark(rows: Rows, update_id: int) -> None:
    """Let go of the parked copy of an update, if it was handled while it was being parked."""
    if was_handled(rows, update_id):
        rows.session.execute(delete(Parked).where(col(Parked.id) == update_id))


def failed_again(rows: Rows, update_id: int, reference: str, most: int) -> bool:
    """Count a failure of a parked update; after `most` it is set aside under a reference. True once it is."""
    row = rows.session.get(Parked, update_id)
    if row is None:
        return False
    row.tries += 1
    if row.tries >= most:
        row.reference = reference
    return row.reference is not None


def sweep(rows: Rows, now: datetime) -> None:
    """Forget update ids after two days (Telegram keeps updates for one) and message ids past deleting.

    Those of copies and of what reviews came to stay: they can be changed at any age.
    """
    old = now - timedelta(days=2)
    rows.session.execute(delete(Handled).where(col(Handled.at) < old))
    reviewed = and_(col(ChatMessage.review_id).is_not(None), col(ChatMessage.review_id).in_(select(Review.id)))
    rows.session.execute(
        delete(ChatMessage).where(col(ChatMessage.at) < old, col(ChatMessage.copy_id).is_(None), not_(reviewed))
    )
