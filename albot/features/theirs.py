"""*Yes, change it* and *Keep theirs as it was*: whether what others read changes with what its owner edited."""

from __future__ import annotations

from albot.chat import delivering
from albot.chat.access import Outdated
from albot.chat.registry import Feature, Press
from albot.chat.theirs import SAID
from albot.chat.turn import Turn
from albot.domain.delivery_rows import Delivery, DeliveryKind
from albot.domain.questions import Question
from albot.store import deliveries, passages
from albot.store.passages import Field
from albot.store.rows import Rows

ANSWERS = (DeliveryKind.ANSWER, DeliveryKind.EXCHANGE)
"""An answer reaches its asker by one delivery and the whole set by another: both change, or neither."""


def change(turn: Turn, delivery: Delivery) -> None:
    """*Yes, change it*: at the next delivery time, for all who have it."""
    kinds = ANSWERS if delivery.kind in ANSWERS else (delivery.kind,)
    sent = [each for kind in kinds for each in deliveries.of_subject(turn.rows, kind, delivery.subject_id)]
    found = [each for each in sent if _stands(turn.rows, each)]
    if not found:
        raise Outdated
    for each in found:
        passages.erase(turn.rows, Field(turn.me.id, each.subject_id, SAID))
        if each.withdrawn_at is None:
            delivering.renew(turn.rows, each, turn.now)
    turn.say("theirs-change")


def _stands(rows: Rows, delivery: Delivery) -> bool:
    """Whether others have it, as far as its owner knows: a question that a mute kept back looks as if it had gone."""
    if delivery.kind is DeliveryKind.QUESTION:
        question = rows.get(Question, delivery.subject_id)
        return question is not None and question.sent_at is not None
    return delivery.released_at is not None and delivery.withdrawn_at is None


def keep(turn: Turn, _delivery: Delivery) -> None:
    """*Keep theirs as it was*: what they read is theirs until its owner says otherwise."""
    turn.say("theirs-kept")


FEATURE = Feature("theirs", presses=[Press("theirs.change", change, Delivery), Press("theirs.keep", keep, Delivery)])
