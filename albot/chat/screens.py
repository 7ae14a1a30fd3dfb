"""Screens: the messages of a meeting under way that are changed where they stand, each at most once in a chat.

    put_up ─→ sent ─→ arrived (`note_shown`: its id is known) ── change ─→ edited ── … ── take_down ─→ deleted

What should change before a message has arrived is looked at again once it has. An edit that waits gives way to the
next; one that would change nothing is never written.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from albot.chat.message import Do, Message
from albot.chat.turn import tell
from albot.domain.people import Person
from albot.domain.run_rows import Run, Screen, ScreenKind
from albot.domain.sets import Member
from albot.store import outbox, running
from albot.store.post import Lane, Outgoing
from albot.store.rows import Rows

GUARD = "screen"
"""Guards of these messages begin so: their screen must still be there."""

PURPOSE = "screen"

SOON = timedelta(seconds=1)
"""How soon a screen is looked at again that had arrived with words out of date."""

LANES = {ScreenKind.CONTROL: Lane.REPLY, ScreenKind.BELL: Lane.REPLY}
"""What the facilitator waits for goes before what the members read."""


def put_up(
    rows: Rows,
    run: Run,
    member: Member,
    kind: ScreenKind,
    message: Message,
    now: datetime,
    *,
    at: datetime | None = None,
) -> Screen | None:
    """Send a screen as a new message, at the end of a member's chat; the one before it goes.

    None where the member cannot be reached. A bell that was on its way when the process died does not ring again.
    """
    person = rows.need(Person, member.person_id)
    screen = running.screen(rows, run.id, member.id, kind)
    if screen is None:
        screen = rows.add(Screen(run_id=run.id, member_id=member.id, kind=kind))
    else:
        _clear(rows, screen, person, now)
    rows.flush()
    may_repeat = kind is not ScreenKind.BELL
    sent = tell(
        rows, person, message, now, lane=_lane(screen), guard=f"{guard(screen)}:new", may_repeat=may_repeat, at=at
    )
    if sent is None:
        rows.delete(screen)
        rows.flush()
        return None
    sent.screen_id, screen.shown = screen.id, _digest(rows, message)
    return screen


def change(rows: Rows, screen: Screen, message: Message, now: datetime, *, anew: bool = False) -> None:
    """Let a screen say this, if it does not yet. Where its message is gone it comes `anew`, or not at all."""
    shown = _digest(rows, message)
    if screen.shown == shown:
        return
    if screen.message_id is None:
        screen.shown = ""
        return
    outbox.drop_guarded(rows, guard(screen))
    person = rows.need(Person, rows.need(Member, screen.member_id).person_id)
    edit = replace(message, do=Do.EDIT if anew else Do.AMEND, message_id=screen.message_id)
    sent = tell(rows, person, edit, now, lane=_lane(screen), guard=guard(screen))
    if sent is not None:
        sent.screen_id, screen.shown = screen.id, shown


def last_words(rows: Rows, screen: Screen, message: Message, now: datetime) -> None:
    """Let a screen say this for good: it is no longer kept up to date."""
    for each in (guard(screen), f"{guard(screen)}:new"):
        outbox.drop_guarded(rows, each)
    person = rows.need(Person, rows.need(Member, screen.member_id).person_id)
    here = Do.SEND if screen.message_id is None else Do.EDIT
    tell(rows, person, replace(message, do=here, message_id=screen.message_id or 0), now, lane=_lane(screen))
    rows.delete(screen)
    rows.flush()


def take_down(rows: Rows, screen: Screen, now: datetime) -> None:
    """Delete a screen's message, also one that is still on its way."""
    member = rows.get(Member, screen.member_id)
    person = None if member is None else rows.get(Person, member.person_id)
    if person is not None:
        _clear(rows, screen, person, now)
    rows.delete(screen)
    rows.flush()


def note_shown(rows: Rows, row: Outgoing, message_ids: list[int], now: datetime) -> None:
    """Note where a screen stands, once it was sent; one that was taken down meanwhile, or sent twice, goes."""
    person = rows.get(Person, row.person_id)
    if person is None or not message_ids:
        return
    for message_id in message_ids:
        outbox.remember_message(rows, person.id, message_id, now, mine=True)
    screen = running.hold_screen(rows, row.screen_id or 0)
    stale = message_ids if screen is None else [*message_ids[:-1], screen.message_id]
    for gone in stale:
        if gone is not None:
            tell(rows, person, Message(do=Do.DELETE, message_id=gone), now)
    if screen is not None:
        _arrived(rows, screen, message_ids[-1], now)


def _arrived(rows: Rows, screen: Screen, message_id: int, now: datetime) -> None:
    screen.message_id = message_id
    run = rows.get(Run, screen.run_id)
    if not screen.shown and run is not None:
        run.look_at = now + SOON


def still_there(rows: Rows, row: Outgoing, _now: datetime) -> bool:
    """Whether a screen that waits to be shown or changed is still to be seen."""
    return rows.get(Screen, int(row.guard.split(":")[1])) is not None


def guard(screen: Screen) -> str:
    """The guard of the edits of a screen; that of its first message ends in `:new`."""
    return f"{GUARD}:{screen.id}"


def _clear(rows: Rows, screen: Screen, person: Person, now: datetime) -> None:
    """Take away the message of a screen and whatever waits to be said in it."""
    for each in (guard(screen), f"{guard(screen)}:new"):
        outbox.drop_guarded(rows, each)
    if screen.message_id is not None:
        tell(rows, person, Message(do=Do.DELETE, message_id=screen.message_id), now, lane=_lane(screen))
    screen.message_id = None


def _lane(screen: Screen) -> Lane:
    return LANES.get(screen.kind, Lane.QUESTION)


def _digest(rows: Rows, message: Message) -> str:
    """A keyed hash of what a message says."""
    body = {**message.body(""), "do": "", "message_id": 0, "sound": False}
    return rows.vault.digest(PURPOSE, json.dumps(body, ensure_ascii=False, sort_keys=True)).hex()[:24]
