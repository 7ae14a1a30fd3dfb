"""Delivery and copy: what one member causes others to see, and what each reader has of it.

Everything that reaches others is a delivery, whatever it is about: it waits for its delivery time, is released once
for the readers of that moment, may be changed at a later delivery time, and can be withdrawn.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Index, UniqueConstraint

from albot.domain.columns import Noun, big, index_of, key, maybe_ref, one_of, ref


class DeliveryKind(StrEnum):
    """What a delivery is about; its subject is a row of that noun."""

    ISSUE = "issue"
    REFLECTION = "reflection"
    HELP = "help"
    QUESTION = "question"
    NOT_TAKEN = "not_taken"
    ANSWER = "answer"
    EXCHANGE = "exchange"
    THOUGHT = "thought"
    HEARD = "heard"
    PARTNER = "partner"
    PARTNERED = "partnered"
    PARTED = "parted"
    ENDING = "ending"
    LETTER = "letter"
    REPORT = "report"
    ANNOUNCEMENT = "announcement"


class Audience(StrEnum):
    """Whom a delivery is for. Who that is, is settled when it is released, and never grows afterwards."""

    SET = "set"
    FACILITATORS = "facilitators"
    MEMBER = "member"
    COORDINATORS = "coordinators"


class Delivery(Noun, table=True):
    """Something from a member that reaches others from `due_at` (UTC) on.

    `to_member_id` is the one reader where the audience is a member; `quotes_id` is the member whose words it holds
    beside the author's: when they are erased it is made anew. `body_sealed` is the message that readers get, a
    message id of the catalogue with its arguments as JSON, made when it is released: what its author changes later
    reaches nobody before `renew_at`, when it is made anew; `version` counts these. `newcomers` says whether somebody
    who joins in the same cycle may read it too, as its author was told: whoever is let in after `handed_in_at` may not
    otherwise. `withdrawn_at` empties the body.
    """

    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "audience"),
        Index("ix_delivery_set_released", "set_id", "released_at"),
        index_of("ix_delivery_set_due", "set_id", "due_at", where="due_at IS NOT NULL"),
        index_of("ix_delivery_set_renew", "set_id", "renew_at", where="renew_at IS NOT NULL"),
        index_of("ix_delivery_due_at", "due_at", where="due_at IS NOT NULL"),
        index_of("ix_delivery_renew_at", "renew_at", where="renew_at IS NOT NULL"),
    )

    id: int = key()
    set_id: int = ref("action_set.id", index=False)
    member_id: int = ref("member.id")
    kind: DeliveryKind = one_of(DeliveryKind, DeliveryKind.REFLECTION)
    subject_id: int = big(0)
    audience: Audience = one_of(Audience, Audience.SET)
    to_member_id: int | None = big(index=True)
    quotes_id: int | None = big(index=True)
    body_sealed: bytes | None = None
    version: int = 0
    newcomers: bool = False
    handed_in_at: datetime
    due_at: datetime | None = None
    released_at: datetime | None = None
    renew_at: datetime | None = None
    withdrawn_at: datetime | None = None


class Copy(Noun, table=True):
    """That somebody may read a delivery, and whether they have opened it. `version` is the one that they were shown.

    `member_id` is their membership; a coordinator has none. The ids of the messages that show it are in `chat_message`.
    """

    __table_args__ = (UniqueConstraint("delivery_id", "person_id"),)

    id: int = key()
    delivery_id: int = ref("delivery.id", index=False)
    person_id: int = ref("person.id")
    member_id: int | None = maybe_ref("member.id")
    version: int = 0
    opened_at: datetime | None = None
    heard: bool = False
