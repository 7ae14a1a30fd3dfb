"""Reading what members shared: *Read* at a delivery time, by handle, again; and *Read it, nothing to add*.

told at a delivery time ── Read ─→ each thing as a message of its own ── (the rest: Read more)
/set, round-up ── Read Heron ─→ what Heron shared lately
a shared text ── Ask a question · Read it, nothing to add ─→ its owner hears that they were read, at a delivery time
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from albot.chat import delivering, reflection_words, rounding_up
from albot.chat.access import Outdated
from albot.chat.asking_about import replied
from albot.chat.checking_in import read_sheet
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Delivers, Feature, Press
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.deliveries import as_others_see
from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.reflections import Issue, Reflection
from albot.domain.sets import Member
from albot.store import deliveries
from albot.store.rows import Rows
from albot.store.vault import SealBroken

log = structlog.get_logger()

AT_A_TIME = 5
"""So many things are shown for one press: what fills a small phone a few times over."""


# Reading


def read_new(turn: Turn, member: Member) -> None:
    """*Read*: what is new, a few at a time."""
    _read(turn, member)


def read_reports(turn: Turn) -> None:
    """*Read*, for a coordinator: their reading is in no membership."""
    _read(turn, None)


def _read(turn: Turn, member: Member | None) -> None:
    waiting = deliveries.unopened(turn.rows, turn.me.id, None if member is None else member.id)
    if not waiting:
        raise Refusal("delivery-nothing-new")
    _show(turn, waiting[:AT_A_TIME])
    rest = len(waiting) - AT_A_TIME
    if rest > 0:
        verb = "read.reports" if member is None else "read.new"
        more = button("button-delivery-more", verb, *([] if member is None else [member.id]))
        turn.say("delivery-more", count=rest, buttons=[[more]])


def read_again(turn: Turn, copy: Copy) -> None:
    """*Read it again*: a long one that has changed."""
    delivering.show(turn, copy)


def read_of(turn: Turn, author: Member) -> None:
    """*Read Heron*: what somebody shared lately, as far as I may read it."""
    since = rounding_up.lately(turn.rows, author.set_id, turn.now)
    found = deliveries.readable(turn.rows, turn.member.id, since)
    theirs = [copy for copy in found if turn.rows.need(Delivery, copy.delivery_id).member_id == author.id]
    if not theirs:
        raise Outdated
    _show(turn, theirs)


def _show(turn: Turn, found: Sequence[Copy]) -> None:
    """Show some copies. One that does not open, since somebody was at the database, keeps nobody from the others."""
    broken = [copy for copy in found if not _shown(turn, copy)]
    if broken:
        turn.say("delivery-does-not-open", count=len(broken))


def _shown(turn: Turn, copy: Copy) -> bool:
    try:
        delivering.show(turn, copy)
    except SealBroken as problem:
        log.error("copy_does_not_open", copy=copy.id, what=str(problem))
        return False
    return True


# Read it, nothing to add


def hear(turn: Turn, copy: Copy) -> None:
    """*Read it, nothing to add*: its owner hears so at a delivery time."""
    delivery = turn.rows.need(Delivery, copy.delivery_id)
    if delivery.kind not in deliveries.SHARED:
        raise Outdated
    if not copy.heard:
        copy.heard = True
        author = turn.rows.need(Member, delivery.member_id)
        delivering.hand_in(turn.rows, turn.member, DeliveryKind.HEARD, copy.id, turn.now, to=author)
    turn.toast = "delivery-heard-thanks"


def _heard(rows: Rows, delivery: Delivery, now: datetime) -> Message | None:
    copy = rows.get(Copy, delivery.subject_id)
    what = None if copy is None else rows.get(Delivery, copy.delivery_id)
    if what is None:
        return None
    return Message("shared-heard", {"what": delivering.name_of(rows, what, now)})


# What reaches others


def _reflection(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    reflection = rows.get(Reflection, delivery.subject_id)
    return None if reflection is None else reflection_words.shared_reflection(rows, read_sheet(rows, reflection))


def _issue(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    issue = rows.get(Issue, delivery.subject_id)
    return None if issue is None else reflection_words.shared_issue(rows, issue)


def _shared_buttons(rows: Rows, delivery: Delivery, copy: Copy, now: datetime) -> Keyboard:
    """What a reader can do with what somebody shared."""
    author = rows.need(Member, delivery.member_id)
    found: list[Button] = []
    if as_others_see(author.questions, author.questions_from, now):
        found.append(button("button-delivery-ask", "ask.about", copy.id))
    if not copy.heard:
        found.append(button("button-delivery-heard", "read.heard", copy.id))
    return [[each] for each in (*found, button("button-delivery-report", "report.about", copy.id))]


def _no_buttons(_rows: Rows, _delivery: Delivery, _copy: Copy, _now: datetime) -> Keyboard:
    return ()


FEATURE = Feature(
    "reading",
    presses=[
        Press("read.new", read_new, Member, after_end=True),
        Press("read.reports", read_reports, who=Who.COORDINATOR),
        Press("read.again", read_again, Copy, after_end=True),
        Press("read.of", read_of, Member, who=Who.MEMBER, keeps=True, after_end=True),
        Press("read.heard", hear, Copy, keeps=True),
    ],
    delivers=[
        Delivers(DeliveryKind.ISSUE, _issue, _shared_buttons, line="delivery-line-shared", reply=replied),
        Delivers(DeliveryKind.REFLECTION, _reflection, _shared_buttons, line="delivery-line-shared", reply=replied),
        Delivers(DeliveryKind.HEARD, _heard, _no_buttons, line="delivery-line-heard"),
    ],
)
