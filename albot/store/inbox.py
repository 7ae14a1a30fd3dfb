"""Queries of the inbox: which updates were handled, and the sealed copies of those that are not yet.

An update is acknowledged once its turn or its copy here is committed. So whatever happens to a process, a copy stays
until somebody has handled it; and the later updates of the same person wait until then (`is_behind`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Executable, inspect, literal_column
from sqlmodel import and_, bindparam, col, delete, exists, func, select, update

from albot.store import sweeping
from albot.store.post import Handled, Parked
from albot.store.rows import Rows, place_in, place_of
from albot.store.vault import SealBroken

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

PURPOSE = "inbox order"
"""What a person's mark in the inbox is hashed for."""

LOOKED_AFTER = timedelta(seconds=10)
"""How long a copy is left to the process that has its update in hand, before others look after it."""


HANDLED_KEPT = timedelta(days=2)
"""How long the ids of updates are kept: Telegram keeps updates for one day."""

SET_ASIDE_KEPT = timedelta(days=30)
"""How long an update is kept that failed again and again, for whoever runs the bot to look into it."""


@dataclass(frozen=True)
class Raw:
    """An update as it came: its id, the Telegram id of who sent it, and its JSON. Never printed."""

    id: int
    telegram_id: int
    body: bytes

    def __repr__(self) -> str:
        """Its id alone."""
        return f"Raw({self.id})"


@cache
def _new(noun: type[Handled] | type[Parked], *, is_sqlite: bool) -> sqlite.Insert | postgresql.Insert:
    """The statement that writes rows of a noun which are not there yet. It loads one kind of database's part alone."""
    table = inspect(noun).local_table
    if is_sqlite:
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415 - see above

        return insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.postgresql import insert as insert_there  # noqa: PLC0415 - see above

    return insert_there(table).on_conflict_do_nothing()


@cache
def _handle(*, is_sqlite: bool) -> Executable:
    """The statement that notes an update as handled, and answers with its id where it was not before."""
    return _new(Handled, is_sqlite=is_sqlite).returning(literal_column("update_id"))


def mark_handled(rows: Rows, update_id: int, at: datetime) -> bool:
    """Note that an update is handled; False where it was before."""
    noted = rows.execute(_handle(is_sqlite=rows.is_sqlite), {"update_id": update_id, "at": at})
    return noted.first() is not None


_HANDLED = select(Handled.update_id).where(col(Handled.update_id).in_(bindparam("ids", expanding=True)))


def _handled(rows: Rows, update_ids: Iterable[int]) -> set[int]:
    return set(rows.execute(_HANDLED, {"ids": list(update_ids)}).scalars())


# The order of one person's updates

_BEFORE = (
    select(Parked.id)
    .where(
        col(Parked.person_mark).in_(bindparam("marks", expanding=True)),
        col(Parked.id) < bindparam("update_id"),
        col(Parked.reference).is_(None),
        ~exists().where(col(Handled.update_id) == Parked.id),
    )
    .limit(1)
)


def marks(rows: Rows, telegram_id: int) -> list[bytes]:
    """The marks that copies of a person's updates may have, the one for new copies first."""
    return list(rows.vault.digests(PURPOSE, str(telegram_id)).values())


def hold(rows: Rows, telegram_id: int) -> None:
    """Let nobody else run a turn of this person until the end of this transaction; known to the bot or not.

    Processes that are just changing the key have one in common, so they hold by every key that they have, in one
    order. On SQLite there is one process, and it runs the turns of a person one after another.
    """
    if not rows.is_sqlite:
        numbers = sorted(int.from_bytes(mark[:8], signed=True) for mark in marks(rows, telegram_id))
        for number in numbers:
            rows.execute(select(func.pg_advisory_xact_lock(number)))


def is_behind(rows: Rows, telegram_id: int, update_id: int) -> bool:
    """Whether an earlier update of this person waits in the inbox, so that this one has to wait too."""
    waiting = rows.execute(_BEFORE, {"marks": marks(rows, telegram_id), "update_id": update_id})
    return waiting.first() is not None


# Copies


def park(rows: Rows, updates: Sequence[Raw], at: datetime) -> None:
    """Keep sealed copies of updates that are not handled yet, and in the hands of this process."""
    known = _handled(rows, (each.id for each in updates))
    new = [_copy(rows, each, at) for each in updates if each.id not in known]
    if new:
        rows.execute(_new(Parked, is_sqlite=rows.is_sqlite), new)


def _copy(rows: Rows, raw: Raw, at: datetime) -> dict[str, Any]:
    """The columns of a copy: written past the session, as under load every second update gets one."""
    return {
        "id": raw.id,
        "body_sealed": rows.vault.seal(raw.body, place_in("inbox", raw, "body_sealed")),
        "person_mark": rows.vault.digest(PURPOSE, str(raw.telegram_id)),
        "received_at": at,
        "look_at": at + LOOKED_AFTER,
        "tries": 0,
    }


def take_on(rows: Rows, now: datetime, limit: int) -> list[bytes]:
    """Copies that nobody has looked after in time, in their order; they are left to the caller for a while.

    Nobody leaves one for longer than `LOOKED_AFTER`: what is later than that was written before the clock was set back.
    """
    ids = _due(rows, col(Parked.look_at) <= now, limit)
    ids += _due(rows, col(Parked.look_at) > now + LOOKED_AFTER, limit - len(ids))
    if not ids:
        return []
    rows.session.execute(update(Parked).where(col(Parked.id).in_(ids)).values(look_at=now + LOOKED_AFTER))
    query = select(Parked).where(col(Parked.id).in_(ids)).order_by(col(Parked.id))
    return [raw for _id, raw in _opened(rows, rows.session.scalars(query))]


def _due(rows: Rows, is_time: ColumnElement[bool], limit: int) -> list[int]:
    """The ids of copies whose time it is, held until the end of this transaction."""
    query = select(Parked.id).where(col(Parked.reference).is_(None), is_time)
    held = query.order_by(col(Parked.look_at), col(Parked.id)).limit(limit).with_for_update(skip_locked=True)
    return list(rows.session.scalars(held))


def waiting_ids(rows: Rows) -> list[int]:
    """The ids of the updates that are still to be handled."""
    return list(rows.session.scalars(select(Parked.id).where(*_waits())))


def _waits() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """A copy whose update is still to be handled."""
    return col(Parked.reference).is_(None), ~exists().where(col(Handled.update_id) == Parked.id)


def look_again(rows: Rows, update_id: int, at: datetime) -> None:
    """An update is in nobody's hands any more, and is looked after from a moment on."""
    rows.session.execute(update(Parked).where(col(Parked.id) == update_id).values(look_at=at))


def let_go(rows: Rows) -> None:
    """Every update is in nobody's hands: for a process that is alone with its database, those of the one before it."""
    rows.session.execute(update(Parked).values(look_at=Parked.received_at))


def waiting(rows: Rows) -> list[bytes]:
    """The updates that are still to be handled, in their order."""
    query = select(Parked).where(*_waits()).order_by(col(Parked.id))
    return [raw for _id, raw in _opened(rows, rows.session.scalars(query))]


def drop_of(rows: Rows, telegram_id: int) -> None:
    """Let go of the copies of a person's updates, those set aside too."""
    rows.session.execute(delete(Parked).where(col(Parked.person_mark).in_(marks(rows, telegram_id))))


def unmarked(rows: Rows) -> Iterator[tuple[int, bytes]]:
    """Copies that were made before they said by a mark whose they are, with their ids."""
    return _opened(rows, list(rows.session.scalars(select(Parked).where(col(Parked.person_mark).is_(None)))))


def _opened(rows: Rows, parked: Iterable[Parked]) -> Iterator[tuple[int, bytes]]:
    """Copies by their ids, without those whose key is gone from the settings."""
    for row in parked:
        with suppress(SealBroken):
            yield row.id, rows.vault.open_bytes(row.body_sealed, place_of(row, "body_sealed"))


def unpark(rows: Rows, update_ids: Sequence[int]) -> None:
    """Let go of the copies of updates that are handled."""
    if ids := _handled(rows, update_ids):
        rows.execute(delete(Parked).where(col(Parked.id).in_(ids)))


def drop(rows: Rows, update_ids: Sequence[int]) -> None:
    """Let go of copies whose updates nobody will ever handle."""
    rows.session.execute(delete(Parked).where(col(Parked.id).in_(update_ids)))


def failed_again(rows: Rows, update_id: int, reference: str, most: int) -> bool:
    """Count a failure of an update; after `most` it is set aside under a reference. True once it is."""
    row = rows.session.get(Parked, update_id, populate_existing=True)
    if row is None:
        return False
    row.tries += 1
    if row.tries >= most:
        row.reference = reference
    return row.reference is not None


def sweep(rows: Rows, now: datetime, limit: int) -> bool:
    """Forget some of what is too old to be of use; True where there may be more. See `loops.tidy` for what that is."""
    aside = and_(col(Parked.reference).is_not(None), col(Parked.received_at) < now - SET_ASIDE_KEPT)
    swept = [
        sweeping.sweep(rows, Handled, col(Handled.at) < now - HANDLED_KEPT, limit),
        sweeping.sweep(rows, Parked, aside, limit),
    ]
    return any(swept)
