"""Queries about duties: what one process does at a time for all of them, and how another takes it over.

A duty is a row with its holder and the moment until which it holds, by the database's own clock: the clocks of several
machines never agree. It is a row and not an advisory lock, which a pooled connection keeps after it was given back,
and loses without a word when it breaks. The number grows with each change of hands. Whoever held the duty before and
has not noticed yet is told apart by it: what they claim or try carries their number, and no longer fits.

SQLite belongs to one process (see `app.alone_with`), which takes what it wants.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import col, func, select, update

from albot.store.post import Duty, DutyName
from albot.store.rows import Rows

NOBODY = 0

LONGEST = timedelta(minutes=2)
"""Longer than anybody takes a duty for: what holds for longer was taken before the database's clock was set back."""


def database_now(rows: Rows) -> datetime:
    """The database's own clock."""
    if rows.is_sqlite:
        moment = rows.session.scalars(select(func.datetime())).one()
        return datetime.strptime(moment, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    now: datetime = rows.session.scalars(select(func.clock_timestamp())).one()
    return now


def take(rows: Rows, name: DutyName, holder: int, span: timedelta) -> int | None:
    """Take or keep a duty for so long: the number under which it is held, or None where somebody else has it."""
    duty = _hold(rows, name)
    now = database_now(rows)
    if duty.holder != holder:
        if duty.holder != NOBODY and now < duty.until <= now + LONGEST and not rows.is_sqlite:
            duty.asked_at = now
            return None
        duty.holder = holder
        duty.number += 1
    duty.until = now + span
    return duty.number


def give_back(rows: Rows, name: DutyName, holder: int) -> None:
    """Let others have a duty at once."""
    rows.session.execute(update(Duty).where(col(Duty.name) == name, col(Duty.holder) == holder).values(holder=NOBODY))


def is_still(rows: Rows, name: DutyName, number: int) -> bool:
    """Whether a duty is still held under this number; if so, it is until the end of this transaction."""
    query = select(Duty.number).where(col(Duty.name) == name, col(Duty.number) == number)
    return rows.session.scalars(query.with_for_update(read=True)).first() is not None


def others_ask(rows: Rows, name: DutyName, within: timedelta) -> bool:
    """Whether another process has asked for a duty in so short a time: then there are several."""
    asked_at = rows.session.scalars(select(Duty.asked_at).where(col(Duty.name) == name)).first()
    return asked_at is not None and abs(database_now(rows) - asked_at) < within


def _hold(rows: Rows, name: DutyName) -> Duty:
    """The row of a duty, held until the end of this transaction. The first who asks makes it."""
    query = select(Duty).where(col(Duty.name) == name).with_for_update()
    duty = rows.session.scalars(query).first()
    if duty is None:
        duty = rows.add(Duty(name=name, holder=NOBODY, until=database_now(rows)))
        rows.flush()  # where another process makes it at the same moment, this job is done again
    return duty
