"""`/announce`: what a facilitator tells the whole set.

    /announce ─→ type ─→ the last screen ── Send ─→ at the next delivery time
                              └── Send now ─→ sure? (it tells when you wrote) ─→ at once, outside quiet hours
    sent ── Take it back · editing one's own message ─→ asks whether the others' copy changes too

It comes as "A word from your facilitator" with *Read*, so that no lock screen shows it.
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import delivering, last_screen, theirs, typing_in
from albot.chat.access import Outdated
from albot.chat.incoming import Edit
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Command, Delivers, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.letters import Announcement
from albot.domain.passages import Passage
from albot.domain.sets import Member, Role
from albot.domain.talks import Conversation
from albot.store import deliveries, letters, passages, sets
from albot.store.passages import Field
from albot.store.rows import Rows
from albot.texts.args import Term, Words

NUMBER = 1
"""People know their announcement by this number, where what is typed joins it."""


def announce(turn: Turn) -> None:
    """`/announce`: what do you want to tell all? Refused where there is nobody to tell."""
    if len(sets.members(turn.rows, turn.member.set_id)) < 2:
        raise Refusal("announce-nobody")
    _open(turn, letters.announcement(turn.rows, turn.member, turn.now), "text")


def _open(turn: Turn, made: Announcement, part: str) -> None:
    turn.open(f"announce.{part}", made.id)
    typing_in.end_burst(turn)


def _draft(turn: Turn, talk: Conversation) -> Announcement:
    """The announcement of my conversation. What it says goes by my membership in its set."""
    made = turn.rows.need(Announcement, talk.subject_id)
    turn.chosen = turn.rows.need(Member, made.member_id)
    return made


def _field(turn: Turn, made: Announcement) -> Field:
    return Field(turn.me.id, made.id)


def ask(turn: Turn, talk: Conversation) -> Message:
    """What to tell, with what is written so far."""
    made = _draft(turn, talk)
    known = passages.text(turn.rows, made.id)
    if not known:
        return Message("announce-ask", {"set": sets.name(turn.rows, turn.member)})
    keep = button("button-announce-keep", "announce.keep", made.id)
    return Message("announce-ask-again", {"known": Words(known)}, [[keep]])


def take(turn: Turn, talk: Conversation, text: str) -> None:
    """What is typed, in the first place or instead of pressing on the last screen, is the announcement."""
    made = _draft(turn, talk)
    passages.replace(turn.rows, _field(turn, made), text, turn.source)
    turn.open("announce.last", made.id)


def target(turn: Turn, talk: Conversation) -> Target:
    """Where bursts join."""
    return Target(_field(turn, _draft(turn, talk)), NUMBER)


def ask_last(turn: Turn, talk: Conversation) -> Message:
    """The last screen; it can also go at once."""
    made = _draft(turn, talk)
    now = [[button("button-announce-now", "announce.now", made.id, talk.turns)]]
    at_once = delivering.delivery_time(turn.rows, turn.member, turn.now) <= turn.now
    text, to = passages.text(turn.rows, made.id), Term("announce-to-all")
    return last_screen.last_screen(turn, talk, turn.member, to, text, more=() if at_once else now)


def keep(turn: Turn, made: Announcement) -> None:
    """*Keep it*: on with what is written."""
    _check_draft(turn, made)
    _open(turn, made, "last")


def change(turn: Turn, made: Announcement) -> None:
    """*Change*."""
    _check_draft(turn, made)
    _open(turn, made, "text")


def back(turn: Turn, talk: Conversation) -> None:
    """*Back* from the last screen."""
    change(turn, _draft(turn, talk))


def send(turn: Turn, made: Announcement, asked: int) -> None:
    """*Send*: at the next delivery time."""
    _send(turn, made, asked, now=False)


def ask_now(turn: Turn, made: Announcement, asked: int) -> None:
    """*Send now*: it tells when it was written."""
    _check(turn, made, asked)
    sure = button("button-announce-now-sure", "announce.now_sure", made.id, asked)
    turn.say("announce-now-sure", buttons=[[sure]])


def send_now(turn: Turn, made: Announcement, asked: int) -> None:
    """*Yes, send it now*."""
    _send(turn, made, asked, now=True)


def _send(turn: Turn, made: Announcement, asked: int, *, now: bool) -> None:
    talk = _check(turn, made, asked)
    if turn.ends(talk):
        return
    made.sent_at = turn.now
    arrives = Term("arrives-at-once") if now else last_screen.arrives(turn, turn.member)
    delivery = delivering.hand_in(turn.rows, turn.member, DeliveryKind.ANNOUNCEMENT, made.id, turn.now)
    if now:
        delivery.due_at = turn.now
    turn.close(talk)
    withdraw = button("button-announce-withdraw", "announce.withdraw", made.id)
    turn.show("announce-sent", arrives=arrives, buttons=[[withdraw]])


def _check(turn: Turn, made: Announcement, asked: int) -> Conversation:
    """The conversation whose newest last screen was pressed; raises `Outdated` for any other button."""
    _check_draft(turn, made)
    talk = turn.talk
    if talk is None or not last_screen.is_current(turn, made, asked):
        raise Outdated
    return talk


def _check_draft(turn: Turn, made: Announcement) -> None:
    """Raise `Outdated` unless there is something that was not sent."""
    if made.sent_at is not None or not passages.text(turn.rows, made.id):
        raise Outdated


def withdraw(turn: Turn, made: Announcement) -> None:
    """*Take it back*: from all who have it, at once."""
    found = [each for each in deliveries.of_subject(turn.rows, DeliveryKind.ANNOUNCEMENT, made.id) if _stands(each)]
    if not found:
        raise Outdated
    for delivery in found:
        delivering.withdraw(turn.rows, delivery, turn.now)
    turn.show("announce-withdrawn")


def _stands(delivery: Delivery) -> bool:
    return delivery.withdrawn_at is None


def edited(turn: Turn, found: list[Passage]) -> bool:
    """Change an announcement whose message was edited, and ask about what was read. False where it was none."""
    made = turn.rows.get(Announcement, found[0].row_id)
    if made is None or not isinstance(turn.incoming, Edit):
        return False
    sent = [each for each in deliveries.of_subject(turn.rows, DeliveryKind.ANNOUNCEMENT, made.id) if _stands(each)]
    read = [each for each in sent if each.released_at is not None]
    passages.change(turn.rows, found[0], turn.incoming.text)
    if read:
        theirs.ask(turn, read)
    else:
        _say_kept(turn, made)
    return True


def _say_kept(turn: Turn, made: Announcement) -> None:
    turn.say("edit-kept")
    talk = turn.talk
    if talk is not None and (talk.subject_id, talk.prompt) == (made.id, "announce.last"):
        typing_in.end_burst(turn)
        turn.ask(talk)


# What reaches others


def _body(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    """What they tell, unless whoever wrote it was stood down before it went out."""
    if delivery.released_at is None and rows.need(Member, delivery.member_id).role is not Role.FACILITATOR:
        return None
    text = passages.text(rows, delivery.subject_id)
    return Message("announcement", {"text": Words(text)}) if text else None


def _buttons(_rows: Rows, _delivery: Delivery, copy: Copy, _now: datetime) -> Keyboard:
    return [[button("button-delivery-report", "report.about", copy.id)]]


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "announcements",
    commands=[Command("announce", _FACILITATOR, announce)],
    presses=[
        Press("announce.keep", keep, Announcement),
        Press("announce.change", change, Announcement),
        Press("announce.send", send, Announcement),
        Press("announce.now", ask_now, Announcement, keeps=True),
        Press("announce.now_sure", send_now, Announcement),
        Press("announce.withdraw", withdraw, Announcement),
    ],
    prompts=[
        Prompt("announce.text", ask, take, target=target, who=_FACILITATOR, of=Announcement),
        Prompt(
            "announce.last",
            ask_last,
            take,
            target=target,
            back=back,
            grown=Turn.ask,
            who=_FACILITATOR,
            of=Announcement,
        ),
    ],
    edits=[edited],
    delivers=[
        Delivers(
            DeliveryKind.ANNOUNCEMENT,
            _body,
            _buttons,
            head="announcement-shown",
            line="delivery-line-announcement",
            sounds=True,
        )
    ],
)
