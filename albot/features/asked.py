"""A question once it is sent: taking it back, changing its words, and what reaches the one who is asked.

    sent ── Take it back ─→ a draft again, gone wherever it was shown
      │── edited before its delivery time ─→ that is what is delivered; after it ─→ their copy too?
      └── its delivery time ─→ who is asked has it · is not taken: a draft again, its asker is told the time after

Of a mute nothing is told: whatever its asker can do looks as if it had been delivered.
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import asking_about, delivering, theirs, typing_in
from albot.chat.access import Outdated
from albot.chat.answering_to import question_buttons, replied_to_question, take_back_exchanges
from albot.chat.asking_about import again_button, arrives, delivery_of, sent, waiting
from albot.chat.incoming import Edit
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Delivers, Feature, Press
from albot.chat.turn import Turn
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.passages import Passage
from albot.domain.questions import Question, QuestionKind
from albot.domain.sets import Member, MemberState
from albot.store import deliveries, passages, questions
from albot.store.rows import Rows
from albot.texts.args import Packed, Term, Words

# Taking it back


def take_back(turn: Turn, question: Question) -> None:
    """*Take it back*: at once; after a word about that, where it may have been read."""
    if question.sent_at is None:
        raise Outdated
    if waiting(turn.rows, question) is not None:
        take_back_now(turn, question)
    else:
        yes = button("button-sharing-take-back", "ask.take_back_now", question.id)
        turn.say("sharing-take-back", buttons=[[yes], [button("button-sharing-leave", "ask.leave", question.id)]])


def take_back_now(turn: Turn, question: Question) -> None:
    """*Take it back*: it is a draft again, and gone wherever it was shown."""
    if question.sent_at is None:
        raise Outdated
    delivery = delivery_of(turn.rows, question)
    if delivery is not None:
        delivering.withdraw(turn.rows, delivery, turn.now)
    take_back_exchanges(turn.rows, question.id, turn.now)
    question.sent_at = None
    turn.say("asking-taken-back", buttons=[[again_button(question)]])


def leave(turn: Turn, question: Question) -> None:
    """*Leave it as it is*: the other one has it."""
    other = turn.rows.get(Member, question.to_member_id)
    if question.sent_at is None or other is None:
        raise Outdated
    note = sent(turn, question, other)
    turn.show(note.id, buttons=note.buttons, **note.args)


# Editing the message that it was typed in


def edited(turn: Turn, found: list[Passage]) -> bool:
    """Change the words of a question; False where the edited message gave something else."""
    question = turn.rows.get(Question, found[0].row_id) if isinstance(turn.incoming, Edit) else None
    if question is None or not isinstance(turn.incoming, Edit):
        return False
    passages.change(turn.rows, found[0], turn.incoming.text)
    delivery = delivery_of(turn.rows, question)
    if question.sent_at is None or delivery is None:
        _say_kept(turn, question)
    elif delivery.due_at is not None:
        turn.say("asking-edited", arrives=arrives(turn, question))
    else:
        theirs.ask(turn, [delivery], "asking-edited-late")
    return True


def _say_kept(turn: Turn, question: Question) -> None:
    turn.say("edit-kept")
    talk = turn.talk
    if talk is not None and talk.subject_id == question.id:
        typing_in.end_burst(turn)
        turn.ask(talk)


# What reaches others


def _body(rows: Rows, delivery: Delivery, now: datetime) -> Message | None:
    """What the one who is asked gets. Where they closed their issue meanwhile it becomes a draft again."""
    question, other = rows.get(Question, delivery.subject_id), rows.get(Member, delivery.to_member_id)
    if question is None or other is None:
        return None
    asker = rows.need(Member, question.member_id)
    muted = questions.mute(rows, other.id, asker.id) is not None
    if delivery.released_at is not None:
        return _as_it_was(rows, delivery) if muted else _changed(rows, question, now)
    if other.state is not MemberState.ACTIVE or asker.muted_at is not None:
        return None
    if not _taken(rows, question, other):
        question.sent_at = None
        delivering.hand_in(rows, other, DeliveryKind.NOT_TAKEN, question.id, now, to=asker, quotes=asker)
        return None
    return None if muted else _said(rows, question)


def _taken(rows: Rows, question: Question, other: Member) -> bool:
    """Whether the one who is asked welcomes this question: by what they say now, since their delivery time is here."""
    welcome = other.questions or asking_about.asks_for_help(rows, other, question.about_id)
    return welcome and (other.ideas or question.kind is not QuestionKind.IDEA)


def _said(rows: Rows, question: Question) -> Message:
    kind = Term(f"question-kind-{question.kind or QuestionKind.OPEN}")
    return Message("question-body", {"kind": kind, "text": Words(passages.text(rows, question.id))})


def _changed(rows: Rows, question: Question, now: datetime) -> Message:
    """What its reader gets anew. What went on to the whole set with it follows at the delivery time after that."""
    for reply in questions.replies(rows, question.id):
        exchange = deliveries.for_audience(rows, DeliveryKind.EXCHANGE, reply.id, Audience.SET)
        if exchange is not None and exchange.withdrawn_at is None:
            delivering.renew(rows, exchange, now)
    return _said(rows, question)


def _as_it_was(rows: Rows, delivery: Delivery) -> Message:
    """What its reader has already: nothing new comes from somebody whom they muted."""
    made = deliveries.body(rows, delivery)
    return Message(made["id"], {name: Packed(value) for name, value in made["args"].items()})


def _not_taken(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    """What the asker gets where their question was not taken, unless they have sent it again since."""
    question, other = rows.get(Question, delivery.subject_id), rows.get(Member, delivery.member_id)
    if question is None or other is None or question.sent_at is not None:
        return None
    only_ideas = question.kind is QuestionKind.IDEA and other.questions
    text = Words(passages.text(rows, question.id))
    return Message("question-idea-not-taken" if only_ideas else "question-not-taken", {"text": text})


def _not_taken_buttons(rows: Rows, delivery: Delivery, _copy: Copy, _now: datetime) -> Keyboard:
    question = rows.get(Question, delivery.subject_id)
    return () if question is None or question.sent_at is not None else [[again_button(question)]]


FEATURE = Feature(
    "asked",
    presses=[
        Press("ask.take_back", take_back, Question),
        Press("ask.take_back_now", take_back_now, Question),
        Press("ask.leave", leave, Question),
    ],
    edits=[edited],
    delivers=[
        Delivers(
            DeliveryKind.QUESTION,
            _body,
            question_buttons,
            line="delivery-line-question",
            sounds=True,
            reply=replied_to_question,
        ),
        Delivers(DeliveryKind.NOT_TAKEN, _not_taken, _not_taken_buttons, line="delivery-line-not-taken"),
    ],
)
