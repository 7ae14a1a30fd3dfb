"""*Something is wrong here*: a report about something one was sent, to somebody who did not write it.

    a text ── Something is wrong here ─→ what is wrong? (or Skip) ─→ the last screen ─┬─ Send without my handle
                                                                                      └─ Send with my handle
    about a member ─→ the facilitators ── Mute this handle · Write to them
    about a facilitator ─→ the coordinators, and never any facilitator

A report holds what the reporter read, as it was when they sent it: its author can change or take back the text, not
the report. So its words are put together at *Send* and wait in the delivery; where they go may still change (see
`members`: somebody who becomes a facilitator meanwhile). Nothing of its author is in it unless they wished so.
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import delivering, last_screen, typing_in
from albot.chat.access import Outdated
from albot.chat.incoming import Edit
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Delivers, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.letters import Report
from albot.domain.passages import Passage
from albot.domain.people import Office
from albot.domain.sets import Member, Role
from albot.domain.talks import Conversation
from albot.store import deliveries, letters, passages, people, sets
from albot.store.passages import Field
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Link, Packed, Term, Words

WORD_NUMBER = 1
"""People know their word by this number, where what is typed joins it."""


# What is wrong


def about(turn: Turn, copy: Copy) -> None:
    """*Something is wrong here*, under something that somebody else wrote."""
    delivery = turn.rows.need(Delivery, copy.delivery_id)
    if copy.member_id is None or delivery.kind is DeliveryKind.REPORT:
        raise Outdated
    author = turn.rows.need(Member, delivery.member_id)
    if turn.member.role is Role.FACILITATOR and author.role is not Role.FACILITATOR:
        handle = sets.handle_seen(turn.rows, author, turn.now)
        raise Refusal("report-yours", handle=handle, buttons=_measures(author))
    _check_reaches(turn, author)
    report = letters.report(turn.rows, turn.member, delivery, turn.now)
    if report.sent_at is not None:
        raise Refusal("report-already")
    turn.open("report.text", report.id)


def _check_reaches(turn: Turn, author: Member) -> None:
    """Raise `Refusal` where a report about a facilitator would reach nobody, or a facilitator of the same set."""
    if _audience(author) is Audience.FACILITATORS:
        return
    holders = _coordinators(turn.rows)
    if holders & _facilitators(turn.rows, author.set_id) or not holders - {turn.me.id}:
        contact = turn.rows.open(sets.set_of(turn.rows, turn.member), "contact_sealed")
        lines: list[Arg] = [Term("report-nobody-contact", {"text": Words(contact)})] if contact else []
        raise Refusal("report-nobody", lines=Lines(lines), operator=Link(turn.setting.operator))


def _coordinators(rows: Rows) -> set[int]:
    """The person ids of the coordinators."""
    return {each.id for each in people.holders(rows, Office.COORDINATOR)}


def _facilitators(rows: Rows, set_id: int) -> set[int]:
    """The person ids of those who facilitate a set."""
    return {each.person_id for each in sets.members(rows, set_id, role=Role.FACILITATOR)}


def _audience(author: Member) -> Audience:
    """Who gets a report about what somebody wrote."""
    return Audience.COORDINATORS if author.role is Role.FACILITATOR else Audience.FACILITATORS


def _to(turn: Turn, author: Member) -> Term:
    """Who gets it, inside a sentence."""
    if _audience(author) is Audience.COORDINATORS:
        return Term("report-whom-coordinators")
    return Term("report-whom-facilitators", {"count": len(_facilitators(turn.rows, author.set_id))})


def _report(turn: Turn, talk: Conversation) -> tuple[Report, Delivery, Member]:
    """The report of my conversation, what it is about, and who wrote that."""
    report = turn.rows.need(Report, talk.subject_id)
    turn.chosen = turn.rows.need(Member, report.member_id)
    return report, *_reported(turn, report)


def _reported(turn: Turn, report: Report) -> tuple[Delivery, Member]:
    """What a report is about, and who wrote that; raises `Refusal` where its author has erased it."""
    delivery = turn.rows.get(Delivery, report.delivery_id)
    if delivery is None:
        raise Refusal("report-gone")
    return delivery, turn.rows.need(Member, delivery.member_id)


def ask(turn: Turn, talk: Conversation) -> Message:
    """What is wrong, and who will read it."""
    report, _delivery, author = _report(turn, talk)
    known = passages.text(turn.rows, report.id)
    args: dict[str, Arg] = {"to": _to(turn, author)}
    return Message("report-ask-again", {**args, "known": Words(known)}) if known else Message("report-ask-first", args)


def take(turn: Turn, talk: Conversation, text: str) -> None:
    """A word about it, in the first place or instead of pressing on the last screen."""
    report, _delivery, _author = _report(turn, talk)
    passages.replace(turn.rows, Field(turn.me.id, report.id), text, turn.source)
    turn.open("report.last", report.id)


def skip(turn: Turn, talk: Conversation) -> None:
    """*Skip*: the text speaks for itself, or what was written before does."""
    turn.open("report.last", talk.subject_id)


def target(turn: Turn, talk: Conversation) -> Target:
    """Where bursts join."""
    return Target(Field(turn.me.id, talk.subject_id), WORD_NUMBER)


# The last screen


def ask_last(turn: Turn, talk: Conversation) -> Message:
    """To whom, what they see, and the two ways to send it."""
    report, delivery, author = _report(turn, talk)
    send = [
        [button(f"button-report-send-{how}", "report.send", report.id, talk.turns, named)]
        for named, how in enumerate(("unnamed", "named"))
    ]
    args: dict[str, Arg] = {
        "to": _to(turn, author),
        "handle": sets.handle_seen(turn.rows, author, turn.now),
        "mine": sets.handle(turn.rows, turn.member),
        "word": _word(turn.rows, report),
        "arrives": _arrives(turn, delivery),
    }
    buttons = [*send, [button("button-change", "report.change", report.id)]]
    return Message("report-last", args, buttons, protect=True)


def _arrives(turn: Turn, delivery: Delivery) -> Lines:
    """When it arrives; and, where nobody else got the text, that this tells who reports it."""
    lines: list[Arg] = [last_screen.arrives(turn, turn.member)]
    if delivery.audience is Audience.MEMBER:
        lines.append(Term("report-guess"))
    return Lines(lines)


def _text(rows: Rows, delivery: Delivery) -> Arg:
    """What was reported, as its readers have it."""
    made = deliveries.body(rows, delivery)
    return Packed(["m", made["id"], made["args"]]) if made else Term("delivery-withdrawn")


def _word(rows: Rows, report: Report) -> Term:
    text = passages.text(rows, report.id)
    return Term("report-word", {"text": Words(text)}) if text else Term("report-no-word")


def change(turn: Turn, report: Report) -> None:
    """*Change*."""
    if report.sent_at is not None:
        raise Outdated
    turn.open("report.text", report.id)
    typing_in.end_burst(turn)


def back(turn: Turn, talk: Conversation) -> None:
    """*Back* from the last screen."""
    turn.open("report.text", talk.subject_id)


def send(turn: Turn, report: Report, asked: int, named: int) -> None:
    """*Send without my handle*, *Send with my handle*: it waits for the delivery time."""
    talk = turn.talk
    if talk is None or talk.prompt != "report.last" or not last_screen.is_current(turn, report, asked) or named > 1:
        raise Outdated
    sets.lock(turn.rows, turn.member.set_id)  # nobody becomes a facilitator just now
    delivery, author = _reported(turn, report)
    _check_reaches(turn, author)
    report.sent_at, report.named = turn.now, bool(named)
    whom, arrives = _to(turn, author), last_screen.arrives(turn, turn.member)
    _hand_in(turn, report, delivery, author)
    turn.close(talk)
    turn.show("report-sent", to=whom, arrives=arrives)


def _hand_in(turn: Turn, report: Report, delivery: Delivery, author: Member) -> None:
    """Hand a report in, with its words as they are now."""
    rows, mine = turn.rows, turn.member
    by = Term("report-by", {"handle": sets.handle(rows, mine)}) if report.named else Term("report-by-nobody")
    args: dict[str, Arg] = {
        "set": sets.name(rows, mine),
        "handle": sets.handle_seen(rows, author, turn.now),
        "text": _text(rows, delivery),
        "lines": Lines([_word(rows, report), by]),
    }
    audience = _audience(author)
    handed = delivering.hand_in(rows, mine, DeliveryKind.REPORT, report.id, turn.now, audience=audience)
    delivering.make_body(rows, handed, Message(f"report-to-{audience}", args))


def edited(turn: Turn, found: list[Passage]) -> bool:
    """Change the word of a report whose message was edited, until it is sent. False where it was none."""
    report = turn.rows.get(Report, found[0].row_id)
    if report is None or not isinstance(turn.incoming, Edit):
        return False
    if report.sent_at is not None:
        raise Refusal("report-sent-already")
    passages.change(turn.rows, found[0], turn.incoming.text)
    turn.say("edit-kept")
    talk = turn.talk
    if talk is not None and (talk.subject_id, talk.prompt) == (report.id, "report.last"):
        typing_in.end_burst(turn)
        turn.ask(talk)
    return True


# What reaches others


def _body(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    """What was put together at *Send*, for those whom it is for by now.

    None where it would reach whom it is about or, about a facilitator, any other facilitator of the set.
    """
    kept = deliveries.body(rows, delivery)
    author = _author(rows, delivery)
    if not kept or author is None:
        return None
    facilitators = _facilitators(rows, delivery.set_id)
    coordinates = delivery.audience is Audience.COORDINATORS
    astray = bool(facilitators & _coordinators(rows)) if coordinates else author.person_id in facilitators
    args: dict[str, Arg] = {name: Packed(value) for name, value in kept["args"].items()}
    return None if astray else Message(f"report-to-{delivery.audience}", args)


def _author(rows: Rows, delivery: Delivery) -> Member | None:
    """Who wrote what a report is about, unless that was erased."""
    report = rows.get(Report, delivery.subject_id)
    reported = None if report is None else rows.get(Delivery, report.delivery_id)
    return None if reported is None else rows.get(Member, reported.member_id)


def _buttons(rows: Rows, delivery: Delivery, copy: Copy, _now: datetime) -> Keyboard:
    """What a facilitator can do about it; coordinators read what they can do."""
    reader, author = rows.get(Member, copy.member_id), _author(rows, delivery)
    if reader is None or reader.role is not Role.FACILITATOR or author is None:
        return ()
    return _measures(author)


def _measures(author: Member) -> Keyboard:
    """*Mute this handle* (see `members`), *Write to them* (see `letters`)."""
    mute = [] if author.muted_at is not None else [button("button-report-mute", "members.mute", author.id, 1)]
    return [row for row in (mute, [button("button-report-write", "write.to", author.id)]) if row]


def no_reply(_turn: Turn, _copy: Copy, _text: str) -> None:
    """A reply (a swipe) to a report could be meant for two people: it goes to nobody."""
    raise Refusal("report-no-reply")


FEATURE = Feature(
    "reporting",
    presses=[
        Press("report.about", about, Copy, keeps=True),
        Press("report.send", send, Report),
        Press("report.change", change, Report),
    ],
    prompts=[
        Prompt("report.text", ask, take, target=target, skip=skip),
        Prompt("report.last", ask_last, take, target=target, back=back, grown=Turn.ask),
    ],
    edits=[edited],
    delivers=[
        Delivers(DeliveryKind.REPORT, _body, _buttons, head="report-shown", line="delivery-line-report", reply=no_reply)
    ],
)
