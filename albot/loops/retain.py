"""Retention: sets, notes and people whose time is over are erased (PRODUCT: Promises of privacy, 5).

    each day each set ─→ four weeks to go ─→ its members are told, once ── Get a copy
                      ├─→ time is over ─→ copies withdrawn, some in each transaction ─→ everything written goes
                      └─→ left a year ago ─→ their notes go
    each day each person ─→ in nothing for a year ─→ they go

What is to be done follows from the rows alone: after a kill the next tick goes on where the last one was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog

from albot.chat import announcing, delivering
from albot.chat.announcing import News
from albot.chat.message import Message, button
from albot.domain.people import Person
from albot.domain.retention import MOST_MONTHS, WARNED_BEFORE, goes_at, months_after
from albot.domain.sets import ActionSet
from albot.domain.wallclock import to_wall
from albot.loops.attempt import attempt
from albot.store import retention
from albot.store.rows import Rows
from albot.texts.args import Day

log = structlog.get_logger()

ERASED = "erased"
"""What a job returns that has erased something: it has more to do, and the database's files are to be cleared."""

LOOKED_AT_EVERY = timedelta(days=1)

AT_ONCE = 10
"""So many things that were shared are withdrawn in one transaction, each from up to a dozen chats."""

PEOPLE_AT_ONCE = 50
"""So many people are asked about in one transaction, by four short searches each."""


def retain(rows: Rows, now: datetime) -> bool | str:
    """Look at one set, else at some people; `ERASED` where something went, True where more may wait."""
    for set_id in retention.to_look_at(rows, now, 1):
        return _attempt(rows, set_id, now)
    return _let_people_go(rows, now)


def _let_people_go(rows: Rows, now: datetime) -> bool | str:
    """Erase the first of some people who has been in nothing for a year."""
    found = retention.people_to_look_at(rows, now, PEOPLE_AT_ONCE)
    for person in found:
        person.look_again_at = now + LOOKED_AT_EVERY
        if retention.is_gone(rows, person, _a_year_before(now)):
            log.info("person_gone", person=person.id)
            attempt(rows, "retention_failed", partial(retention.erase_gone, rows, person), person=person.id)
            return ERASED  # what was loaded before is of no use now: the others are looked at next
    return bool(found)


def _a_year_before(now: datetime) -> datetime:
    return months_after(now, -MOST_MONTHS)


def _attempt(rows: Rows, set_id: int, now: datetime) -> bool | str:
    """Look at one set; where that fails it is looked at again tomorrow, and keeps nobody else's waiting."""
    try:
        with rows.savepoint():
            return _look(rows, rows.need(ActionSet, set_id), now)
    except Exception as problem:
        if rows.comes_again(problem):
            raise
        log.error("retention_failed", set=set_id, problem=type(problem).__name__)
    rows.need(ActionSet, set_id).look_again_at = now + LOOKED_AT_EVERY
    return True


def _look(rows: Rows, there: ActionSet, now: datetime) -> bool | str:
    """Do with one set what is due, a part of it where it is much."""
    at = None if there.erased_at is not None else goes_at(retention.life(rows, there), now)
    if at is not None and at <= now:
        if _withdraw_some(rows, there, now):
            return ERASED
        retention.erase_set(rows, there, now)
        log.info("set_erased", set=there.id)
    elif at is not None:
        _warn(rows, there, at, now)
    there.look_again_at = _next_look(at, now)
    notes = retention.erase_notes_of_gone(rows, there.id, _a_year_before(now))
    gone = retention.delete_empty(rows, there)
    return ERASED if notes or gone or there.erased_at == now else True


def _next_look(at: datetime | None, now: datetime) -> datetime:
    """A day later, or at the very moment at which the members are to be told, or the texts to go."""
    moments = [] if at is None else [at - WARNED_BEFORE, at]
    return min(each for each in (*moments, now + LOOKED_AT_EVERY) if each > now)


def _withdraw_some(rows: Rows, there: ActionSet, now: datetime) -> bool:
    """Take some of what was shared out of the chats of those who have it; False where nothing is left."""
    found = retention.shared(rows, there.id, AT_ONCE)
    for delivery in found:
        delivering.withdraw(rows, delivery, now)
    return bool(found)


def _warn(rows: Rows, there: ActionSet, at: datetime, now: datetime) -> None:
    """Tell everybody whose texts go, once; where a new meeting has moved the day, they are told anew before that."""
    if at - now > WARNED_BEFORE:
        there.warned_at = None
    elif there.warned_at is None:
        there.warned_at = now
        for person in retention.to_warn(rows, there.id):
            announcing.tell_one(rows, person, _warning(person, at), now)


def _warning(person: Person, at: datetime) -> News:
    """What somebody is told; it may stand on a lock screen, and names no set."""
    buttons = [[button("button-exporting-copy", "export.now")], [button("button-retention-why", "privacy.long")]]
    day = Day(to_wall(at, person.zone).date())
    return News(Message("retention-warning", {"day": day}, buttons, sound=True))
