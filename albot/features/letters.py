"""`/facilitator`, `/write`: letters in private between a member and the facilitators, and answers to them.

    /facilitator ─→ whom to turn to if this is too much; type ─→ the last screen ── Send ─→ the facilitators of then
    /write ── a handle ─→ type ─→ the last screen ── Send ─→ that member alone
    a letter ── Answer · a reply (swipe) ─→ the last screen ─→ from a facilitator to its author,
                                                               from a member to the facilitators

A letter waits for a delivery time like everything else, shows a handle and a day, and is never shown to anybody else.
What a facilitator writes to one member has prompts of its own (`write.…`): whoever is stood down cannot finish it.
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import delivering, last_screen, typing_in
from albot.chat.access import Outdated
from albot.chat.incoming import Edit
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Command, Delivers, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.letters import Letter
from albot.domain.passages import Passage
from albot.domain.sets import Member, Role
from albot.domain.talks import Conversation
from albot.store import deliveries, letters, passages, sets
from albot.store.passages import Field
from albot.store.rows import Rows
from albot.texts.args import Arg, Term, Words

LETTER_NUMBER = 1
"""People know their letter by this number, where what is typed joins it."""


# Whom to


def to_facilitators(turn: Turn) -> None:
    """`/facilitator`: to my facilitators, from one of them to the others. It first says who is quicker."""
    _check_somebody(turn, None)
    _open(turn, letters.draft(turn.rows, turn.member, None, None, turn.now), "text")


def write(turn: Turn) -> None:
    """`/write`: to whom?"""
    found = sorted(_others(turn), key=lambda each: _handle(turn, each).casefold())
    if not found:
        raise Refusal("write-nobody")
    buttons = [[button("button-write-handle", "write.to", each.id, handle=_handle(turn, each))] for each in found]
    turn.send(Message("write-pick", {}, buttons, sound=True))


def write_to(turn: Turn, member: Member) -> None:
    """A handle, and *Write to them* under a report."""
    _check_somebody(turn, member)
    _open(turn, letters.draft(turn.rows, turn.member, member, None, turn.now), "text")


def _others(turn: Turn) -> list[Member]:
    """Everybody else in the set, and who left it without anybody knowing yet."""
    set_id = turn.member.set_id
    found = [*sets.members(turn.rows, set_id), *sets.just_left(turn.rows, set_id, turn.now)]
    return [each for each in found if each.id != turn.member.id]


def _facilitators(turn: Turn) -> list[Member]:
    found = sets.members(turn.rows, turn.member.set_id, role=Role.FACILITATOR)
    return [each for each in found if each.id != turn.member.id]


def _check_somebody(turn: Turn, to: Member | None) -> None:
    """Raise `Refusal` where a letter would reach nobody: its member is gone, or there are no (other) facilitators."""
    if to is None and not _facilitators(turn):
        raise Refusal("letters-no-others")
    if to is not None and all(each.id != to.id for each in _others(turn)):
        raise Refusal("letters-gone")


def _handle(turn: Turn, member: Member) -> str:
    return sets.handle_seen(turn.rows, member, turn.now)


def _to(turn: Turn, letter: Letter) -> Arg:
    """Whom a letter is for, inside a sentence."""
    member = turn.rows.get(Member, letter.to_member_id)
    if member is not None:
        return _handle(turn, member)
    others = turn.member.role is Role.FACILITATOR
    return Term("letters-to-others" if others else "letters-to-facilitators", {"count": len(_facilitators(turn))})


# Answering


def answer(turn: Turn, copy: Copy) -> None:
    """*Answer*."""
    _open(turn, _answer_to(turn, copy), "text")


def reply(turn: Turn, copy: Copy, text: str) -> None:
    """A reply (a swipe) to a letter is the draft of an answer: the last screen comes before anything leaves."""
    letter = _answer_to(turn, copy)
    passages.replace(turn.rows, _field(turn, letter), text, turn.source)
    turn.open(f"{_feature(letter)}.last", letter.id)
    talk = turn.talk
    if talk is not None:  # what comes in the same breath is the rest of it
        talk.last_at, talk.last_length, talk.last_told = turn.incoming.at, len(text), False
        talk.last_row_id, talk.last_field, talk.last_number = letter.id, "text", LETTER_NUMBER


def _answer_to(turn: Turn, copy: Copy) -> Letter:
    """The draft of an answer: from a facilitator to the author, from a member to the facilitators."""
    delivery = turn.rows.need(Delivery, copy.delivery_id)
    letter = turn.rows.get(Letter, delivery.subject_id)
    if delivery.kind is not DeliveryKind.LETTER or letter is None:
        raise Outdated
    to = turn.rows.need(Member, letter.member_id) if turn.member.role is Role.FACILITATOR else None
    if to is None and letter.to_member_id != turn.member.id:
        raise Refusal("letters-for-facilitators")  # it came while I was one of them
    _check_somebody(turn, to)
    return letters.draft(turn.rows, turn.member, to, letter, turn.now)


# Writing


def _feature(letter: Letter) -> str:
    return "letters" if letter.to_member_id is None else "write"


def _open(turn: Turn, letter: Letter, part: str) -> None:
    """Open a prompt by a button or a command: what is typed then is not the rest of what was typed before."""
    turn.open(f"{_feature(letter)}.{part}", letter.id)
    typing_in.end_burst(turn)


def _letter(turn: Turn, talk: Conversation) -> Letter:
    """The letter of my conversation. What it says goes by my membership in its set."""
    letter = turn.rows.need(Letter, talk.subject_id)
    turn.chosen = turn.rows.need(Member, letter.member_id)
    return letter


def _field(turn: Turn, letter: Letter) -> Field:
    return Field(turn.me.id, letter.id)


def ask(turn: Turn, talk: Conversation) -> Message:
    """What to write, and when it arrives; for the facilitators also whom to turn to if this is too much."""
    letter = _letter(turn, talk)
    known = passages.text(turn.rows, letter.id)
    args: dict[str, Arg] = {"to": _to(turn, letter), "arrives": last_screen.arrives(turn, turn.member)}
    if letter.to_member_id is None:
        args["contact"] = _contact(turn)
    keep: Keyboard = ()
    if known:
        args["known"] = Words(known)
        keep = [[button("button-letters-keep", f"{_feature(letter)}.keep", letter.id)]]
    return Message(f"{_feature(letter)}-ask-{'again' if known else 'first'}", args, keep, protect=True)


def _contact(turn: Turn) -> Term:
    """Whom the ground rules name for when something is too much."""
    text = turn.rows.open(sets.set_of(turn.rows, turn.member), "contact_sealed")
    return Term("letters-contact", {"text": Words(text)}) if text else Term("letters-no-contact")


def take(turn: Turn, talk: Conversation, text: str) -> None:
    """What is typed, in the first place or instead of pressing on the last screen, is the letter."""
    letter = _letter(turn, talk)
    passages.replace(turn.rows, _field(turn, letter), text, turn.source)
    turn.open(f"{_feature(letter)}.last", letter.id)


def target(turn: Turn, talk: Conversation) -> Target:
    """Where bursts join."""
    return Target(_field(turn, _letter(turn, talk)), LETTER_NUMBER)


def ask_last(turn: Turn, talk: Conversation) -> Message:
    """The last screen."""
    letter = _letter(turn, talk)
    text = passages.text(turn.rows, letter.id)
    return last_screen.last_screen(turn, talk, turn.member, _to(turn, letter), text)


def keep(turn: Turn, letter: Letter) -> None:
    """*Keep it*: on with what is written."""
    _check_draft(turn, letter)
    _open(turn, letter, "last")


def change(turn: Turn, letter: Letter) -> None:
    """*Change*."""
    _check_draft(turn, letter)
    _open(turn, letter, "text")


def back(turn: Turn, talk: Conversation) -> None:
    """*Back* from the last screen."""
    change(turn, _letter(turn, talk))


def back_to_handles(turn: Turn, talk: Conversation) -> None:
    """*Back* from a letter to one member: to whom, once more. What is written waits there."""
    _letter(turn, talk)
    turn.close(talk)
    write(turn)


def send(turn: Turn, letter: Letter, asked: int) -> None:
    """*Send*: it waits for the delivery time."""
    _check_draft(turn, letter)
    talk = turn.talk
    if talk is None or not last_screen.is_current(turn, letter, asked):
        raise Outdated
    if turn.ends(talk):
        return
    to = turn.rows.get(Member, letter.to_member_id)
    _check_somebody(turn, to)
    letter.sent_at = turn.now
    whom, arrives = _to(turn, letter), last_screen.arrives(turn, turn.member)
    audience = Audience.FACILITATORS
    delivering.hand_in(turn.rows, turn.member, DeliveryKind.LETTER, letter.id, turn.now, to=to, audience=audience)
    turn.close(talk)
    turn.show("letters-sent", to=whom, arrives=arrives)


def _check_draft(turn: Turn, letter: Letter) -> None:
    """Raise `Outdated` unless there is a letter that was not sent."""
    if letter.sent_at is not None or not passages.text(turn.rows, letter.id):
        raise Outdated


def edited(turn: Turn, found: list[Passage]) -> bool:
    """Change a letter whose message was edited, until somebody may have read it. False where it was no letter."""
    letter = turn.rows.get(Letter, found[0].row_id)
    if letter is None or not isinstance(turn.incoming, Edit):
        return False
    sent = deliveries.of_subject(turn.rows, DeliveryKind.LETTER, letter.id)
    if any(each.released_at is not None for each in sent):
        raise Refusal("letters-arrived")
    passages.change(turn.rows, found[0], turn.incoming.text)
    turn.say("edit-kept")
    talk = turn.talk
    if talk is not None and (talk.subject_id, talk.prompt) == (letter.id, f"{_feature(letter)}.last"):
        typing_in.end_burst(turn)
        turn.ask(talk)
    return True


# What reaches others


def _body(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    letter = rows.get(Letter, delivery.subject_id)
    text = "" if letter is None else passages.text(rows, letter.id)
    if letter is None or not text:
        return None
    to_one = letter.to_member_id is not None  # only facilitators write to one member
    return Message("letter-from-facilitator" if to_one else "letter-to-facilitators", {"text": Words(text)})


def _buttons(rows: Rows, delivery: Delivery, copy: Copy, _now: datetime) -> Keyboard:
    """*Answer*, for whom it is still for, and the way to report it."""
    reader = rows.need(Member, copy.member_id)
    for_me = delivery.audience is Audience.MEMBER or reader.role is Role.FACILITATOR
    found = [button("button-letters-answer", "letters.answer", copy.id)] if for_me else []
    return [row for row in (found, [button("button-delivery-report", "report.about", copy.id)]) if row]


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "letters",
    commands=[Command("facilitator", Who.MEMBER, to_facilitators), Command("write", _FACILITATOR, write)],
    presses=[
        Press("write.to", write_to, Member, _FACILITATOR, keeps=True),
        Press("letters.answer", answer, Copy, keeps=True),
        *(
            press
            for name in ("letters", "write")
            for press in (
                Press(f"{name}.keep", keep, Letter),
                Press(f"{name}.send", send, Letter),
                Press(f"{name}.change", change, Letter),
            )
        ),
    ],
    prompts=[
        Prompt("letters.text", ask, take, target=target),
        Prompt("letters.last", ask_last, take, target=target, back=back, grown=Turn.ask),
        Prompt("write.text", ask, take, target=target, back=back_to_handles, who=_FACILITATOR, of=Letter),
        Prompt("write.last", ask_last, take, target=target, back=back, grown=Turn.ask, who=_FACILITATOR, of=Letter),
    ],
    edits=[edited],
    delivers=[
        Delivers(DeliveryKind.LETTER, _body, _buttons, head="letter-shown", line="delivery-line-letter", reply=reply)
    ],
)
