"""Check-in partners: two members who see each other's step endings until the next meeting.

/steps ── Check-in partner ─→ whom? ─→ the last screen ── Send ─→ asked at a delivery time ── Yes · No
   │                                                                  └─→ the one who asked hears it at the next one
   └── (partners, or asked) Stop · Take it back ─→ over; the other hears it at the next delivery time
a step of one ends ─→ at the next delivery time the other reads how

Nobody learns who else has a partner: whoever is asked is asked, and may say No without a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from albot.chat import delivering, typing_in
from albot.chat.access import Outdated
from albot.chat.last_screen import is_current, last_screen
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.partnering import between, current, is_gone, other_of, told
from albot.chat.registry import Delivers, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.partners import Between, Partnership, holds
from albot.domain.sets import Member, MemberState
from albot.domain.steps import ENDINGS, Step
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_wall
from albot.store import deliveries, meetings, partners, questions, sets, steps
from albot.store.rows import Rows
from albot.texts.args import Arg, Day, Term, When, Words

IN_A_ROW = 2
"""Buttons with handles that stand side by side on a small phone."""

REQUEST = "partner-request"
"""The body of a request that is open; readers have another one once it is not."""


# How it stands


def page(turn: Turn, member: Member) -> None:
    """*Check-in partner*: who it is and until when, or whom to ask."""
    _need_active(member)
    message = _page(turn, member)
    turn.show(message.id, buttons=message.buttons, **message.args)


def _page(turn: Turn, member: Member) -> Message:
    found = current(turn.rows, member, turn.now)
    other = None if found is None else other_of(turn.rows, found[0], member)
    all_steps = [button("button-step-all", "steps.list", member.id)]
    if found is None or other is None:
        return _whom(turn, member, all_steps)
    partnership, stand = found
    args: dict[str, Arg] = {"handle": _seen(turn.rows, other, turn.now), "until": _until(turn.rows, partnership)}
    end = button(f"button-partner-end-{stand.value}", "partner.stop", member.id, partnership.id)
    return Message(f"partner-{stand.value}{_soon(partnership, stand, turn.now)}", args, [[end], all_steps])


def _soon(partnership: Partnership, stand: Between, now: datetime) -> str:
    """What a text about a partnership ends in that was agreed to and has not begun."""
    begun = partnership.agreed_at is None or partnership.agreed_at <= now
    return "" if begun or stand is not Between.PARTNERS else "-soon"


def _whom(turn: Turn, member: Member, all_steps: list[Button]) -> Message:
    """Nobody so far: who may be asked, and who asks."""
    asks = [[button("button-partner-asks", "read.again", copy.id, handle=name)] for name, copy in _asking(turn, member)]
    found = [
        button("button-partner-handle", "partner.ask", member.id, other.id, handle=_seen(turn.rows, other, turn.now))
        for other in _choices(turn, member)
    ]
    rows = [found[start : start + IN_A_ROW] for start in range(0, len(found), IN_A_ROW)]
    return Message("partner-whom" if found else "partner-nobody", {}, [*asks, *rows, all_steps])


def _asking(turn: Turn, member: Member) -> list[tuple[str, Copy]]:
    """The requests that wait for a member's answer, by handle."""
    found = []
    for copy in deliveries.readable(turn.rows, member.id, None, [DeliveryKind.PARTNER]):
        delivery = turn.rows.need(Delivery, copy.delivery_id)
        if _request(turn.rows, delivery, turn.now) is not None:
            author = turn.rows.need(Member, delivery.member_id)
            found.append((_seen(turn.rows, author, turn.now), copy))
    return sorted(found, key=lambda each: each[0].casefold())


def _choices(turn: Turn, member: Member) -> list[Member]:
    """Who may be asked: all who are known by now, but for those who said No before this meeting, by handle."""
    rows, now = turn.rows, turn.now
    known = [
        each for each in sets.members(rows, member.set_id) if each.visible_from is None or each.visible_from <= now
    ]
    known += sets.just_left(rows, member.set_id, now)
    free = [each for each in known if each.id != member.id and not _said_no(turn, member, each)]
    return sorted(free, key=lambda each: _seen(rows, each, now).casefold())


def _said_no(turn: Turn, member: Member, other: Member) -> bool:
    """Whether somebody said No to a member in this cycle, as far as the member knows."""
    for each in partners.between(turn.rows, member.id, other.id):
        answer = told(turn.rows, DeliveryKind.PARTNERED, each)
        heard = answer is not None and answer.member_id == other.id and answer.released_at is not None
        over = partners.over(turn.rows, each)
        if heard and each.agreed_at is None and (over is None or over > turn.now):
            return True
    return False


def _seen(rows: Rows, other: Member, now: datetime) -> str:
    return sets.handle_seen(rows, other, now)


def _until(rows: Rows, partnership: Partnership) -> Term:
    over = partners.over(rows, partnership)
    if over is None:
        return Term("partner-until-next")
    zone = sets.set_of(rows, rows.need(Member, partnership.member_id)).zone
    return Term("partner-until", {"day": Day(to_wall(over, zone or "UTC").date())})


def _need_active(member: Member) -> None:
    if member.state is not MemberState.ACTIVE:
        raise Outdated


# Asking


def ask(turn: Turn, member: Member, other_id: int) -> None:
    """A handle: the last screen before they are asked."""
    other = _need_choice(turn, member, other_id)
    draft = partners.draft(turn.rows, member.id)
    draft = draft or turn.rows.add(Partnership(member_id=member.id, at=turn.now))
    draft.to_member_id, draft.meeting_id = other.id, _next_meeting_id(turn, member)
    turn.rows.flush()
    turn.open("partner.last", draft.id)


def _need_choice(turn: Turn, member: Member, other_id: int) -> Member:
    """Somebody who may be asked by this member now; raises `Outdated` or `Refusal`."""
    _need_active(member)
    if member.muted_at is not None:
        raise Refusal("partner-muted")
    if current(turn.rows, member, turn.now) is not None:
        raise Refusal("partner-one-at-a-time", buttons=_to_page(member))
    other = next((each for each in _choices(turn, member) if each.id == other_id), None)
    if other is None:
        raise Outdated
    return other


def _to_page(member: Member) -> Keyboard:
    return [[button("button-partner", "partner.page", member.id)]]


def _next_meeting_id(turn: Turn, member: Member) -> int | None:
    coming = meetings.next_meeting(turn.rows, member.set_id, turn.now)
    return None if coming is None else coming.id


def _ask_last(turn: Turn, talk: Conversation) -> Message:
    """The last screen. Days may have passed since it was left: it is asked only while it fits."""
    draft = turn.rows.get(Partnership, talk.subject_id)
    member = None if draft is None else turn.rows.get(Member, draft.member_id)
    other = None if draft is None else turn.rows.get(Member, draft.to_member_id)
    if draft is None or member is None or other is None or draft.sent_at is not None or is_gone(other, turn.now):
        turn.close(talk)
        return Message("partner-ask-over")
    draft.meeting_id = _next_meeting_id(turn, member)
    screen = last_screen(turn, talk, member, _seen(turn.rows, other, turn.now), "")
    return replace(screen, args={**screen.args, "text": Term("partner-you-ask", {"until": _until(turn.rows, draft)})})


def _take_last(turn: Turn, _talk: Conversation, text: str) -> None:
    """Nothing was asked that a text could answer: ask what it is."""
    typing_in.loose(turn, text)


def _back_to_page(turn: Turn, talk: Conversation) -> None:
    member = turn.rows.need(Member, turn.rows.need(Partnership, talk.subject_id).member_id)
    turn.close(talk)
    turn.send(_page(turn, member))


def change(turn: Turn, draft: Partnership) -> None:
    """*Change*: somebody else."""
    talk = turn.talk
    if talk is None or talk.prompt != "partner.last" or talk.subject_id != draft.id:
        raise Outdated
    _back_to_page(turn, talk)


def send(turn: Turn, draft: Partnership, asked: int) -> None:
    """*Send*: they are asked at the next delivery time."""
    talk = turn.talk
    if talk is None or talk.prompt != "partner.last" or not is_current(turn, draft, asked) or draft.sent_at is not None:
        raise Outdated
    sets.lock(turn.rows, turn.member.set_id)
    other = _need_choice(turn, turn.member, draft.to_member_id)
    draft.at = draft.sent_at = turn.now
    draft.meeting_id = _next_meeting_id(turn, turn.member)
    asking = delivering.hand_in(turn.rows, turn.member, DeliveryKind.PARTNER, draft.id, turn.now, to=other)
    turn.close(talk)
    turn.say("partner-sent", handle=_seen(turn.rows, other, turn.now), when=_when(turn, asking))


def _when(turn: Turn, delivery: Delivery) -> When:
    """When a delivery reaches its reader."""
    return When(delivery.due_at or turn.now, sets.set_of(turn.rows, turn.member).zone)


# Answering


def yes(turn: Turn, copy: Copy) -> None:
    """*Yes*: they are partners from the delivery time on at which the other hears it."""
    asked, asker = _need_request(turn, copy)
    mine = current(turn.rows, turn.member, turn.now)
    if mine is not None:
        _make_way(turn, mine, asker)
    answer = delivering.hand_in(turn.rows, turn.member, DeliveryKind.PARTNERED, asked.id, turn.now, to=asker)
    asked.agreed_at = answer.due_at or turn.now
    turn.say("partner-you-agreed", handle=_seen(turn.rows, asker, turn.now), when=_when(turn, answer))


def _make_way(turn: Turn, mine: tuple[Partnership, Between], asker: Member) -> None:
    """One partner at a time. Two who ask each other agree all the same: one of the two requests is enough."""
    partnership, stand = mine
    if stand is Between.PARTNERS or partnership.to_member_id != asker.id:
        raise Refusal("partner-one-at-a-time", buttons=_to_page(turn.member))
    if partnership.agreed_at is None:
        _part(turn, partnership)


def no(turn: Turn, copy: Copy) -> None:
    """*No*: the other hears so, without a reason."""
    asked, asker = _need_request(turn, copy)
    asked.ended_at = asked.ended_at or turn.now
    answer = delivering.hand_in(turn.rows, turn.member, DeliveryKind.PARTNERED, asked.id, turn.now, to=asker)
    turn.say("partner-you-declined", handle=_seen(turn.rows, asker, turn.now), when=_when(turn, answer))


def _need_request(turn: Turn, copy: Copy) -> tuple[Partnership, Member]:
    """What a copy asks, and who does; raises `Outdated` where it no longer waits for an answer.

    A request that was taken back meanwhile can be answered all the same: its reader may not know yet.
    """
    _need_active(turn.member)
    sets.lock(turn.rows, turn.member.set_id)
    delivery = turn.rows.need(Delivery, copy.delivery_id)
    asked = _request(turn.rows, delivery, turn.now)
    if asked is None:
        raise Outdated
    return asked, turn.rows.need(Member, delivery.member_id)


def _request(rows: Rows, delivery: Delivery, now: datetime) -> Partnership | None:
    """The request that a delivery is, as long as its reader may answer it."""
    if delivery.kind is not DeliveryKind.PARTNER or deliveries.body(rows, delivery).get("id") != REQUEST:
        return None
    asked = rows.get(Partnership, delivery.subject_id)
    if asked is None or told(rows, DeliveryKind.PARTNERED, asked) is not None:
        return None
    over = partners.over(rows, asked)
    gone = is_gone(rows.get(Member, asked.member_id), now)
    return None if gone or (over is not None and over <= now) else asked


# Ending it


def stop(turn: Turn, member: Member, partnership_id: int) -> None:
    """*Stop*, *Take it back*: at once for oneself; the other hears it at the next delivery time."""
    sets.lock(turn.rows, member.set_id)
    found = turn.rows.get(Partnership, partnership_id)
    if found is None or found.sent_at is None or member.id not in (found.member_id, found.to_member_id):
        raise Outdated
    stand = between(turn.rows, found, member, turn.now)
    other = other_of(turn.rows, found, member)
    if stand is Between.NOTHING or other is None:
        raise Outdated
    _part(turn, found)
    turn.show(
        f"partner-you-ended-{stand.value}",
        handle=_seen(turn.rows, other, turn.now),
        buttons=[[button("button-step-all", "steps.list", member.id)]],
    )


def _part(turn: Turn, partnership: Partnership) -> None:
    """End a partnership for the one whose turn it is, and let the other hear of it."""
    rows, now, me = turn.rows, turn.now, turn.member
    partnership.ended_at = partnership.ended_at or now
    other, already = other_of(rows, partnership, me), told(rows, DeliveryKind.PARTED, partnership)
    if already is not None:
        delivering.withdraw(rows, already, now)  # the other ended it too: there is nobody left to tell
    elif other is not None:
        delivering.hand_in(rows, me, DeliveryKind.PARTED, partnership.id, now, to=other)
    asking = told(rows, DeliveryKind.PARTNER, partnership)
    if asking is not None and asking.withdrawn_at is None and partnership.agreed_at is None:
        delivering.renew(rows, asking, now)


# What reaches them


def _asks(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    """The request; once it is taken back, that it is. It reaches nobody who wants nothing of the one who asks."""
    asked = rows.get(Partnership, delivery.subject_id)
    unseen = delivery.released_at is None
    if asked is None or (unseen and questions.mute(rows, asked.to_member_id, asked.member_id) is not None):
        return None
    if asked.ended_at is not None and unseen:
        return None
    if asked.ended_at is not None and asked.agreed_at is None:
        return Message("partner-request-over")
    return Message(REQUEST, {"until": _until(rows, asked)})


def _answers(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    """The answer; none to one who no longer asks."""
    asked = rows.get(Partnership, delivery.subject_id)
    if asked is None:
        return None
    parted = told(rows, DeliveryKind.PARTED, asked)
    if parted is not None and parted.member_id == asked.member_id:
        return None
    if asked.agreed_at is None or asked.ended_at is not None:
        return Message("partner-no")
    return Message("partner-yes", {"until": _until(rows, asked)})


def _parts(rows: Rows, delivery: Delivery, now: datetime) -> Message | None:
    """That one of the two has ended it, where that is news to the other."""
    found = rows.get(Partnership, delivery.subject_id)
    if found is None or found.ended_at is None or _are_partners(rows, found, now):
        return None
    if found.agreed_at is not None and found.agreed_at <= found.ended_at:
        return Message("partner-parted")
    asking, answer = told(rows, DeliveryKind.PARTNER, found), told(rows, DeliveryKind.PARTNERED, found)
    unread = asking is None or asking.released_at is None
    declined = answer is not None and found.agreed_at is None
    by_asker = delivery.member_id == found.member_id
    return None if unread or declined or not by_asker else Message("partner-taken-back")


def _are_partners(rows: Rows, found: Partnership, now: datetime) -> bool:
    """Whether the two are partners all the same, by another request."""
    pairs = partners.between(rows, found.member_id, found.to_member_id)
    return any(holds(each, partners.over(rows, each), now) for each in pairs)


def _ends(rows: Rows, delivery: Delivery, now: datetime) -> Message | None:
    """How a step ended, or that it is open again; what was done while they were no partners reaches nobody."""
    step = rows.get(Step, delivery.subject_id)
    if step is None:
        return None
    pairs = partners.between(rows, delivery.member_id, delivery.to_member_id or 0)

    def theirs(moment: datetime) -> bool:
        return any(holds(each, partners.over(rows, each), moment) for each in pairs)

    text = steps.text(rows, step)
    if step.state in ENDINGS:
        ended = Term(f"step-ended-{step.state.value.replace('_', '-')}", {"text": text})
        return Message("partner-step-ended", {"ended": ended}) if theirs(step.ended_at or now) else None
    seen = delivery.released_at is not None and theirs(now)
    return Message("partner-step-open", {"text": Words(text)}) if seen else None


def _answer_buttons(rows: Rows, delivery: Delivery, copy: Copy, now: datetime) -> Keyboard:
    """*Yes* and *No* while the request is open."""
    report = [button("button-delivery-report", "report.about", copy.id)]
    if _request(rows, delivery, now) is None:
        return [report]
    yes_or_no = [
        button("button-partner-yes", "partner.yes", copy.id),
        button("button-partner-no", "partner.no", copy.id),
    ]
    return [yes_or_no, report]


def _report_button(_rows: Rows, _delivery: Delivery, copy: Copy, _now: datetime) -> Keyboard:
    return [[button("button-delivery-report", "report.about", copy.id)]]


def _no_buttons(_rows: Rows, _delivery: Delivery, _copy: Copy, _now: datetime) -> Keyboard:
    return ()


_Body = Callable[[Rows, Delivery, datetime], Message | None]


def _change(kind: DeliveryKind, body: _Body) -> Delivers:
    """A kind of news about a partnership, of which nothing but that there is some is said unasked."""
    return Delivers(kind, body, _no_buttons, line="delivery-line-partnered")


FEATURE = Feature(
    "partners",
    presses=[
        Press("partner.page", page, Member),
        Press("partner.ask", ask, Member),
        Press("partner.change", change, Partnership),
        Press("partner.send", send, Partnership),
        Press("partner.yes", yes, Copy),
        Press("partner.no", no, Copy),
        Press("partner.stop", stop, Member),
    ],
    prompts=[Prompt("partner.last", _ask_last, _take_last, back=_back_to_page)],
    delivers=[
        Delivers(DeliveryKind.PARTNER, _asks, _answer_buttons, line="delivery-line-partner"),
        _change(DeliveryKind.PARTNERED, _answers),
        _change(DeliveryKind.PARTED, _parts),
        Delivers(DeliveryKind.ENDING, _ends, _report_button, line="delivery-line-ending"),
    ],
)
