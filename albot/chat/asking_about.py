"""What asking another member shares: whom one may ask, beginning wherever one meets them, and where a question is.

Whether somebody may be asked is judged by what others see of them at that moment, never by what they switched since:
so no refusal tells anything before its delivery time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from albot.chat.message import Button, Message, button
from albot.chat.turn import Refusal, Turn
from albot.domain.deliveries import as_others_see
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.passages import continues
from albot.domain.question_bank import About
from albot.domain.questions import Question
from albot.domain.sets import Member, MemberState
from albot.store import deliveries, passages, questions, sets
from albot.store.passages import Field
from albot.store.rows import Rows
from albot.store.set_prompts import OWN
from albot.texts.args import Arg, Term, When

NUMBER = 1
"""The words of a question are the only thing that is typed: what joins them is said to join this."""


HELP_ASKED = "help-asked"
"""The body of a request for help that is open; readers have another one once it is over."""


# Who may be asked


def is_known(asker: Member, other: Member, now: datetime) -> bool:
    """Whether somebody is another one in the asker's set, as far as the asker may know by now."""
    if other.id == asker.id or other.set_id != asker.set_id:
        return False
    if other.state is MemberState.LEFT:
        return other.visible_from is not None and other.visible_from > now
    return other.state is MemberState.ACTIVE and (other.visible_from is None or other.visible_from <= now)


def welcomes(other: Member, now: datetime) -> bool:
    """Whether somebody's issue is open to questions, as others see it."""
    return as_others_see(other.questions, other.questions_from, now)


def invites_ideas(other: Member, now: datetime) -> bool:
    """Whether somebody invites ideas, as others see it."""
    return as_others_see(other.ideas, other.ideas_from, now)


def asks_for_help(rows: Rows, other: Member, about_id: int) -> bool:
    """Whether a question would be about help that somebody asked the set for: then it need not be open otherwise."""
    about = rows.get(Delivery, about_id)
    if about is None or about.kind is not DeliveryKind.HELP:
        return False
    wanted = deliveries.body(rows, about).get("id") == HELP_ASKED
    return about.member_id == other.id and wanted


def open_to(rows: Rows, asker: Member, now: datetime) -> list[Member]:
    """Whom somebody may ask just now, in the order of the handles."""
    there = [*sets.members(rows, asker.set_id), *sets.just_left(rows, asker.set_id, now)]
    found = [each for each in there if is_known(asker, each, now) and welcomes(each, now)]
    return sorted(found, key=lambda each: sets.handle_seen(rows, each, now).casefold())


def need_open(
    turn: Turn, asker: Member, other: Member | None, about_id: int, *, draft: Question | None = None
) -> Member:
    """The other one, who may be asked now; raises `Refusal`, which says that a `draft` is kept where there is one."""
    if asker.state is not MemberState.ACTIVE:
        raise Refusal("no-set")
    if asker.muted_at is not None:
        raise Refusal("asking-muted")
    if other is None or not is_known(asker, other, turn.now):
        raise Refusal("asking-gone")
    if welcomes(other, turn.now) or asks_for_help(turn.rows, other, about_id):
        return other
    handle = sets.handle_seen(turn.rows, other, turn.now)
    if draft is None:
        raise Refusal("asking-closed", handle=handle)
    raise Refusal("asking-closed-meanwhile", handle=handle, buttons=[[again_button(draft)]])


def again_button(draft: Question) -> Button:
    """*Go on with it*."""
    return button("button-asking-again", "ask.again", draft.id)


# Beginning


def begin(turn: Turn, asker: Member, other: Member, about_id: int = 0, text: str = "") -> None:
    """Begin a question, or go on with the draft of one; a `text` is its words. Raises `Refusal`."""
    need_open(turn, asker, other, about_id)
    draft = questions.draft(turn.rows, asker.id, other.id, about_id)
    if draft is None:
        draft = turn.rows.add(Question(member_id=asker.id, to_member_id=other.id, about_id=about_id, at=turn.now))
        turn.rows.flush()
    if text:
        _write(turn, draft, text)
    go_on(turn, draft)
    if text:
        _let_bursts_join(turn, draft, text)


def replied(turn: Turn, copy: Copy, text: str) -> None:
    """A reply (a swipe) to what somebody shared is the draft of a question about it."""
    about = turn.rows.need(Delivery, copy.delivery_id)
    begin(turn, turn.member, turn.rows.need(Member, about.member_id), about.id, text)


def go_on(turn: Turn, question: Question) -> None:
    """Ask what comes next: the kind, the words, or whether it shall go."""
    written = bool(passages.text(turn.rows, question.id))
    asked = "ask.kind" if question.kind is None else "ask.last" if written else "ask.text"
    turn.open(asked, question.id)


def words(turn: Turn, question: Question) -> Field:
    """Where the words of a question stand."""
    return Field(turn.me.id, question.id)


def _write(turn: Turn, draft: Question, text: str) -> None:
    """Make a text the words of a question; the second half of one that was split joins the first."""
    talk = turn.talk
    at_it = talk is not None and talk.subject_id == draft.id and talk.last_row_id == draft.id
    joins = talk is not None and at_it and continues(talk.last_at, talk.last_length, turn.incoming.at)
    write = passages.add if joins else passages.replace
    write(turn.rows, words(turn, draft), text, turn.source)


def _let_bursts_join(turn: Turn, draft: Question, text: str) -> None:
    """What comes in the same breath is the rest of it. The screen that follows shows it, so that nothing else does."""
    talk = turn.talk
    if talk is not None:
        talk.last_at, talk.last_length, talk.last_told = turn.incoming.at, len(text), True
        talk.last_row_id, talk.last_field, talk.last_number = draft.id, words(turn, draft).name, NUMBER


# Once it is sent


def delivery_of(rows: Rows, question: Question) -> Delivery | None:
    """By which delivery a question reaches the one who is asked; None where it was never sent."""
    return deliveries.for_audience(rows, DeliveryKind.QUESTION, question.id, Audience.MEMBER)


def waiting(rows: Rows, question: Question) -> Delivery | None:
    """The delivery of a question whose time is still to come. Once it is past, a mute shows in nothing."""
    delivery = delivery_of(rows, question)
    return None if delivery is None or delivery.due_at is None else delivery


def arrives(turn: Turn, question: Question) -> Term:
    """When a question that was sent reaches the one who is asked."""
    delivery = waiting(turn.rows, question)
    if delivery is None or delivery.due_at is None:
        return Term("asking-time-passed")
    if delivery.due_at <= turn.now:
        return Term("arrives-at-once")
    there = sets.set_of(turn.rows, turn.rows.need(Member, question.member_id))
    return Term("arrives", {"when": When(delivery.due_at, there.zone)})


def sent(turn: Turn, question: Question, other: Member) -> Message:
    """It is on its way, and how to take it back."""
    args: dict[str, Arg] = {"handle": sets.handle_seen(turn.rows, other, turn.now), "arrives": arrives(turn, question)}
    return Message("asking-sent", args, [[button("button-asking-take-back", "ask.take_back", question.id)]])


# What it is about


def known_of(rows: Rows, about_id: int) -> About:
    """What is known of what a question is about, from what its readers have and nothing newer."""
    about = rows.get(Delivery, about_id)
    if about is None or about.kind is DeliveryKind.ISSUE:
        return About()
    if about.kind is DeliveryKind.HELP:
        return About(stuck=True)
    shown = deliveries.body(rows, about).get("args", {}).get("parts", ["l", []])
    ids = set(_ids(shown))
    return About(frozenset(_answered(shown)), bool(ids & _STUCK))


_STUCK = {"step-ended-partly", "step-ended-not-done"}


def _answered(shown: Any) -> Iterator[str]:
    """The parts of the prompts that a shared reflection answers."""
    for item in shown[1]:
        match item:
            case ["m", "checkin-part", {"question": question, "answer": answer}]:
                if "checkin-nothing" not in set(_ids(answer)):
                    part = question[1].removeprefix("prompt-") if question[0] == "m" else OWN
                    yield part


def _ids(packed: Any) -> Iterator[str]:
    """The ids of the messages in a packed value."""
    match packed:
        case ["m", str(message_id), dict(args)]:
            yield message_id
            for each in args.values():
                yield from _ids(each)
        case ["l", list(items)]:
            for each in items:
                yield from _ids(each)
