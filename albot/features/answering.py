"""Answering a question: to its asker alone or on to the whole set, *This made me think*, *Later*.

question ── Answer ─→ type ─→ last screen ── Send ───────────────────→ its asker, at the delivery time
   │                                └─────── Send to the set too ────→ and everybody, without the asker's handle
   ├─── This made me think ─→ its asker hears so, once                   └─ Show my handle too (the asker's yes)
   └─── Later ─→ in 3 hours · tomorrow · next week ─→ a nudge then · no reminder

A reply (swipe) to an answer begins a question to whoever wrote it.

What the set reads names the asker only from the delivery time after their yes. The asker gets a copy of it like
everybody else, so that nobody can tell who asked from who was sent what.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from albot.chat import answering_to, delivering, last_screen, sharing, theirs, typing_in
from albot.chat.access import Outdated
from albot.chat.answering_to import ANSWER_NUMBER, draft, question_of, unanswered
from albot.chat.asking_about import replied
from albot.chat.incoming import Edit
from albot.chat.message import Keyboard, Message, button
from albot.chat.planning import to_put_off
from albot.chat.registry import Delivers, Feature, Press, Prompt, Target
from albot.chat.theirs import SAID
from albot.chat.turn import Refusal, Turn
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.nudges import NudgeKind
from albot.domain.passages import Passage
from albot.domain.questions import Question, Reply
from albot.domain.quiet import LaterChoice
from albot.domain.sets import Member
from albot.domain.talks import Conversation
from albot.store import deliveries, passages, questions, sets
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from albot.texts.args import Arg, Packed, Term, Words

# Writing an answer


def start(turn: Turn, copy: Copy) -> None:
    """*Answer*: type it; where it was begun before, on with that."""
    reply = unanswered(turn, copy)
    turn.open("answer.last" if passages.text(turn.rows, reply.id) else "answer.text", reply.id)
    typing_in.end_burst(turn)


def _fitting(
    asks: Callable[[Turn, Conversation, Reply, Delivery], Message],
) -> Callable[[Turn, Conversation], Message]:
    """Ask only while there is something to answer: the question may be gone, or answered from another screen."""

    def asked(turn: Turn, talk: Conversation) -> Message:
        reply = turn.rows.get(Reply, talk.subject_id)
        delivery = None if reply is None else _open_question(turn, reply)
        if reply is None or delivery is None:
            turn.close(talk)
            return Message("answering-over")
        return asks(turn, talk, reply, delivery)

    return asked


def _open_question(turn: Turn, reply: Reply) -> Delivery | None:
    """How the question came that waits for this answer; None where it waits no longer."""
    return questions.delivery_of(turn.rows, reply.question_id) if reply.sent_at is None else None


def _ask_text(turn: Turn, _talk: Conversation, reply: Reply, delivery: Delivery) -> Message:
    asker = sets.handle_seen(turn.rows, turn.rows.need(Member, delivery.member_id), turn.now)
    text = passages.text(turn.rows, reply.id)
    if not text:
        return Message("answering-ask", {"handle": asker})
    keep = [[button("button-answering-keep", "answer.keep", reply.id)]]
    return Message("answering-ask-again", {"handle": asker, "text": Words(text)}, keep)


def _ask_last(turn: Turn, talk: Conversation, reply: Reply, delivery: Delivery) -> Message:
    """The last screen, with a second way to send."""
    author = turn.rows.need(Member, reply.member_id)
    asker = sets.handle_seen(turn.rows, turn.rows.need(Member, delivery.member_id), turn.now)
    to_all = [[button("button-answering-to-all", "answer.send_all", reply.id, talk.turns)]]
    text = passages.text(turn.rows, reply.id)
    screen = last_screen.last_screen(turn, talk, author, asker, text, more=to_all)
    return Message("answering-last", {"screen": Term(screen.id, screen.args), "handle": asker}, screen.buttons)


def _take(turn: Turn, talk: Conversation, text: str) -> None:
    """What is typed is the answer, in the place of what was typed before; then the last screen."""
    reply = turn.rows.get(Reply, talk.subject_id)
    if reply is None or _open_question(turn, reply) is None:
        turn.close(talk)
        turn.say("answering-over")
        typing_in.loose(turn, text)
        return
    passages.replace(turn.rows, draft(turn, reply), text, turn.source)
    turn.open("answer.last", reply.id)


def _target(turn: Turn, talk: Conversation) -> Target:
    return Target(Field(turn.me.id, talk.subject_id), ANSWER_NUMBER)


def _grown(turn: Turn, talk: Conversation) -> None:
    turn.ask(talk)


def _back_to_question(turn: Turn, talk: Conversation) -> None:
    """*Back* from the first thing there is: the question once more, and nothing waits for an answer."""
    reply = turn.rows.get(Reply, talk.subject_id)
    delivery = None if reply is None else _open_question(turn, reply)
    copy = None if delivery is None else deliveries.copy_of(turn.rows, delivery.id, turn.me.id)
    turn.close(talk)
    if copy is None:
        turn.say("answering-over")
    else:
        delivering.show(turn, copy)


def _back_to_text(turn: Turn, talk: Conversation) -> None:
    turn.open("answer.text", talk.subject_id)


def change(turn: Turn, reply: Reply) -> None:
    """*Change*: type it anew."""
    _need_draft(turn, reply)
    turn.open("answer.text", reply.id)
    typing_in.end_burst(turn)


def keep(turn: Turn, reply: Reply) -> None:
    """*Leave it as it is*: the last screen again."""
    _need_draft(turn, reply)
    turn.open("answer.last", reply.id)
    typing_in.end_burst(turn)


def _need_draft(turn: Turn, reply: Reply) -> None:
    talk = turn.talk
    if reply.sent_at is not None or talk is None or talk.subject_id != reply.id:
        raise Outdated


# Sending it


def send(turn: Turn, reply: Reply, asked: int) -> None:
    """*Send*: to the one who asked."""
    _send(turn, reply, asked, to_set=False)


def send_all(turn: Turn, reply: Reply, asked: int) -> None:
    """*Send to the set too*: question and answer, without the asker's handle."""
    _send(turn, reply, asked, to_set=True)


def _send(turn: Turn, reply: Reply, asked: int, *, to_set: bool) -> None:
    talk = turn.talk
    if talk is None or talk.prompt != "answer.last" or not last_screen.is_current(turn, reply, asked):
        raise Outdated
    delivery = _open_question(turn, reply)
    turn.close(talk)
    if delivery is None:
        turn.say("answering-over")
        return
    reply.to_set, reply.sent_at = to_set, turn.now
    asker = turn.rows.need(Member, delivery.member_id)
    delivering.hand_in(turn.rows, turn.member, DeliveryKind.ANSWER, reply.id, turn.now, to=asker)
    if to_set:
        delivering.hand_in(turn.rows, turn.member, DeliveryKind.EXCHANGE, reply.id, turn.now, quotes=asker)
    turn.replan(reply.member_id)
    turn.say("answering-sent", arrives=last_screen.arrives(turn, turn.member))


# This made me think


def think(turn: Turn, copy: Copy) -> None:
    """*This made me think*: its asker hears so at a delivery time, once."""
    question = question_of(turn, copy)
    reply = questions.need_reply(turn.rows, turn.member.id, question.id)
    if reply.thought_at is None:
        reply.thought_at = turn.now
        asker = turn.rows.need(Member, question.member_id)
        delivering.hand_in(turn.rows, turn.member, DeliveryKind.THOUGHT, reply.id, turn.now, to=asker)
        turn.replan(turn.member.id)
    turn.toast = "answering-thought-thanks"


# Later


def later(turn: Turn, copy: Copy) -> None:
    """*Later*: when? At that time, and not before, a nudge brings it back."""
    reply = unanswered(turn, copy)
    if reply.thought_at is not None:
        raise Refusal("answering-thought-already")
    if not turn.member.questions:
        raise Refusal("answering-closed")
    reply.put_aside = False
    nudge = to_put_off(turn.rows, turn.member, (NudgeKind.QUESTION_WAITING, reply.question_id, 0), turn.now)
    choices = [
        [button(f"button-nudging-{choice.value.replace('_', '-')}", "nudge.put", nudge.id, number)]
        for number, choice in enumerate(LaterChoice)
    ]
    never = [button("button-answering-aside", "answer.aside", reply.id)]
    turn.replan(turn.member.id)
    turn.say("answering-when", buttons=[*choices, never])


def put_aside(turn: Turn, reply: Reply) -> None:
    """*No reminder*: it waits in `/inbox`."""
    reply.put_aside = True
    turn.replan(reply.member_id)
    turn.show("answering-aside")


# The asker's handle


def show_handle(turn: Turn, copy: Copy) -> None:
    """*Show my handle too*: beside the question that the set reads, from the next delivery time on."""
    _name(turn, copy, named=True)


def hide_handle(turn: Turn, copy: Copy) -> None:
    """*Without my handle again*."""
    _name(turn, copy, named=False)


def _name(turn: Turn, copy: Copy, *, named: bool) -> None:
    delivery = turn.rows.need(Delivery, copy.delivery_id)
    reply = turn.rows.get(Reply, delivery.subject_id)
    question = None if reply is None else turn.rows.get(Question, reply.question_id)
    if delivery.kind is not DeliveryKind.ANSWER or question is None or question.member_id != copy.member_id:
        raise Outdated
    exchange = deliveries.for_audience(turn.rows, DeliveryKind.EXCHANGE, delivery.subject_id, Audience.SET)
    if exchange is None or exchange.withdrawn_at is not None:
        raise Refusal("answering-not-in-set")
    question.named = named
    delivering.renew(turn.rows, exchange, turn.now)
    label, verb = ("hide", "answer.unname") if named else ("show", "answer.name")
    turn.say(
        "answering-named" if named else "answering-unnamed",
        seen=answering_to.seen_from(turn),
        buttons=[[button(f"button-answering-{label}-handle", verb, copy.id)]],
    )


# Changing an answer that was sent


def edited(turn: Turn, found: list[Passage]) -> bool:
    """Change what an edited message gave an answer; False where it gave something else."""
    reply = turn.rows.get(Reply, found[0].row_id)
    if reply is None or not isinstance(turn.incoming, Edit):
        return False
    kinds = (DeliveryKind.ANSWER, DeliveryKind.EXCHANGE)
    read = [each for kind in kinds for each in sharing.read_by_now(turn.rows, kind, reply.id)]
    if read and not passages.text(turn.rows, reply.id, SAID):
        was = passages.text(turn.rows, reply.id)
        passages.add(turn.rows, Field(turn.me.id, reply.id, SAID), was, Source(None, turn.incoming.at))
    passages.change(turn.rows, found[0], turn.incoming.text)
    turn.rows.flush()
    if read:
        theirs.ask(turn, read, "answering-edited")
        return True
    turn.say("edit-kept")
    talk = turn.talk
    if talk is not None and talk.subject_id == reply.id:
        typing_in.end_burst(turn)
        turn.ask(talk)
    return True


# What reaches others


def _as_delivered(rows: Rows, delivery: Delivery) -> dict[str, Arg]:
    """The kind and the words of a question as the one who was asked has them, whatever its asker changed since."""
    made = deliveries.body(rows, delivery)["args"]
    return {"kind": Packed(made["kind"]), "words": Packed(made["text"])}


def _said(rows: Rows, reply: Reply) -> Words:
    """An answer as others may read it."""
    return Words(passages.text(rows, reply.id, SAID) or passages.text(rows, reply.id))


def _reply_and_question(rows: Rows, delivery: Delivery) -> tuple[Reply, Delivery] | None:
    """A reply, and how the question came; None where either is gone."""
    reply = rows.get(Reply, delivery.subject_id)
    question = None if reply is None else questions.delivery_of(rows, reply.question_id)
    return None if reply is None or question is None else (reply, question)


def _answer(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    found = _reply_and_question(rows, delivery)
    if found is None:
        return None
    reply, question = found
    args: dict[str, Arg] = {**_as_delivered(rows, question), "text": _said(rows, reply)}
    return Message("answering-answer-to-set" if reply.to_set else "answering-answer", args)


def _answer_buttons(rows: Rows, delivery: Delivery, copy: Copy, _now: datetime) -> Keyboard:
    """What the asker can do with an answer: say whether the set sees their handle beside the question."""
    reply = rows.get(Reply, delivery.subject_id)
    question = None if reply is None else rows.get(Question, reply.question_id)
    report = [button("button-delivery-report", "report.about", copy.id)]
    if reply is None or question is None or not reply.to_set:
        return [report]
    if question.named:
        return [[button("button-answering-hide-handle", "answer.unname", copy.id)], report]
    return [[button("button-answering-show-handle", "answer.name", copy.id)], report]


def _exchange(rows: Rows, delivery: Delivery, now: datetime) -> Message | None:
    """Question and answer for the whole set; with the asker's handle only where they agreed."""
    found = _reply_and_question(rows, delivery)
    question = None if found is None else rows.get(Question, found[0].question_id)
    if found is None or question is None:
        return None
    args: dict[str, Arg] = {**_as_delivered(rows, found[1]), "text": _said(rows, found[0])}
    if not question.named:
        return Message("answering-exchange", args)
    asker = sets.handle_seen(rows, rows.need(Member, question.member_id), now)
    return Message("answering-exchange-named", {**args, "handle": asker})


def _thought(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    found = _reply_and_question(rows, delivery)
    return None if found is None else Message("answering-thought", _as_delivered(rows, found[1]))


def _report_button(_rows: Rows, _delivery: Delivery, copy: Copy, _now: datetime) -> Keyboard:
    return [[button("button-delivery-report", "report.about", copy.id)]]


def _no_buttons(_rows: Rows, _delivery: Delivery, _copy: Copy, _now: datetime) -> Keyboard:
    return ()


FEATURE = Feature(
    "answering",
    presses=[
        Press("answer.start", start, Copy, keeps=True),
        Press("answer.change", change, Reply),
        Press("answer.keep", keep, Reply),
        Press("answer.send", send, Reply),
        Press("answer.send_all", send_all, Reply),
        Press("answer.thought", think, Copy, keeps=True),
        Press("answer.later", later, Copy, keeps=True),
        Press("answer.aside", put_aside, Reply),
        Press("answer.name", show_handle, Copy, keeps=True),
        Press("answer.unname", hide_handle, Copy, keeps=True),
    ],
    prompts=[
        Prompt("answer.text", _fitting(_ask_text), _take, target=_target, back=_back_to_question),
        Prompt("answer.last", _fitting(_ask_last), _take, target=_target, back=_back_to_text, grown=_grown),
    ],
    edits=[edited],
    delivers=[
        Delivers(DeliveryKind.ANSWER, _answer, _answer_buttons, line="delivery-line-answer", reply=replied),
        Delivers(DeliveryKind.EXCHANGE, _exchange, _report_button, line="delivery-line-exchange", reply=replied),
        Delivers(DeliveryKind.THOUGHT, _thought, _no_buttons, line="delivery-line-thought", reply=replied),
    ],
)
