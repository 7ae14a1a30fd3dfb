"""What the one who was asked can do with a question, wherever they meet it: its buttons, and a reply by a swipe.

question ── Answer · a reply (swipe) ─→ the last screen ─→ its asker, and the whole set if its owner likes
   │── This made me think · Later · No more questions
   └── More ─→ mute its asker · report it
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import delivering
from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, button
from albot.chat.turn import Refusal, Turn
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.passages import continues
from albot.domain.questions import Question, Reply
from albot.domain.sets import Member
from albot.domain.talks import Conversation
from albot.store import deliveries, passages, questions, sets
from albot.store.passages import Field
from albot.store.rows import Rows
from albot.texts.args import Term, When

ANSWER_NUMBER = 1
"""People know their answer to a question by this number, where what is typed joins it."""


def question_buttons(rows: Rows, delivery: Delivery, copy: Copy, _now: datetime) -> Keyboard:
    """What the one who was asked can still do: nothing that they have done already."""
    member = rows.need(Member, copy.member_id)
    reply = questions.reply(rows, member.id, delivery.subject_id)
    answered = reply is not None and reply.sent_at is not None
    thought = reply is not None and reply.thought_at is not None
    found: list[list[Button]] = [[], [], [button("button-answering-more", "answer.more", copy.id)]]
    if not answered:
        found[0].append(button("button-answering-answer", "answer.start", copy.id))
    if not thought:
        found[0].append(button("button-answering-thought", "answer.thought", copy.id))
    if member.questions and not answered and not thought:
        found[1].append(button("button-answering-later", "answer.later", copy.id))
    if member.questions:
        found[1].append(button("button-answering-close", "inbox.close", copy.id))
    return [row for row in found if row]


def question_of(turn: Turn, copy: Copy) -> Question:
    """The question that a copy shows; raises `Outdated` where it shows something else."""
    delivery = turn.rows.need(Delivery, copy.delivery_id)
    question = turn.rows.get(Question, delivery.subject_id)
    if delivery.kind is not DeliveryKind.QUESTION or question is None:
        raise Outdated
    return question


def unanswered(turn: Turn, copy: Copy) -> Reply:
    """What its reader makes of a question that they have not answered yet; raises `Refusal` where they have."""
    reply = questions.need_reply(turn.rows, turn.member.id, question_of(turn, copy).id)
    if reply.sent_at is not None:
        raise Refusal("answering-answered")
    return reply


def draft(turn: Turn, reply: Reply) -> Field:
    """Where the words of an answer stand."""
    return Field(turn.me.id, reply.id)


def replied_to_question(turn: Turn, copy: Copy, text: str) -> None:
    """A reply (a swipe) to a question is the draft of its answer: the last screen comes before anything leaves."""
    reply = unanswered(turn, copy)
    keep = passages.add if _in_the_same_breath(turn, reply) else passages.replace
    keep(turn.rows, draft(turn, reply), text, turn.source)
    turn.open("answer.last", reply.id)
    talk = turn.talk
    if talk is not None:
        _let_bursts_join(turn, talk, reply, text)


def _in_the_same_breath(turn: Turn, reply: Reply) -> bool:
    talk = turn.talk
    if talk is None or talk.last_row_id != reply.id:
        return False
    return continues(talk.last_at, talk.last_length, turn.incoming.at)


def _let_bursts_join(turn: Turn, talk: Conversation, reply: Reply, text: str) -> None:
    """What comes in the same breath is the rest of it, whether it is a reply too or not."""
    talk.last_at, talk.last_length, talk.last_told = turn.incoming.at, len(text), False
    talk.last_row_id, talk.last_field, talk.last_number = reply.id, draft(turn, reply).name, ANSWER_NUMBER


def seen_from(turn: Turn) -> Term:
    """From when the others see what I switch now."""
    at = delivering.delivery_time(turn.rows, turn.member, turn.now)
    if at <= turn.now:
        return Term("seen-at-once")
    return Term("seen-from", {"when": When(at, sets.set_of(turn.rows, turn.member).zone)})


def take_back_exchanges(rows: Rows, question_id: int, now: datetime) -> None:
    """A question is taken back or erased by its asker: so is what went on to the whole set with it."""
    for reply in questions.replies(rows, question_id):
        exchange = deliveries.for_audience(rows, DeliveryKind.EXCHANGE, reply.id, Audience.SET)
        if exchange is not None and exchange.withdrawn_at is None:
            delivering.withdraw(rows, exchange, now)
