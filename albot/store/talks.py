"""Queries about conversations: the one that is open in a person's chat, and those that are parked."""

from __future__ import annotations

from sqlmodel import bindparam, col, select

from albot.domain.talks import Conversation
from albot.store.rows import Rows

_CURRENT = select(Conversation).where(
    Conversation.person_id == bindparam("person_id"), col(Conversation.parked).is_(False)
)


def current(rows: Rows, person_id: int) -> Conversation | None:
    """The conversation that gets what this person types."""
    return rows.session.scalars(_CURRENT, {"person_id": person_id}).first()


def parked(rows: Rows, person_id: int) -> list[Conversation]:
    """The conversations that wait, the latest first."""
    query = (
        select(Conversation)
        .where(Conversation.person_id == person_id, col(Conversation.parked).is_(True))
        .order_by(col(Conversation.opened_at).desc())
    )
    return list(rows.session.scalars(query))


_ABOUT = select(Conversation).where(
    Conversation.person_id == bindparam("person_id"),
    Conversation.subject_id == bindparam("subject_id"),
    col(Conversation.prompt).startswith(bindparam("prefix")),
)


def about(rows: Rows, person_id: int, subject_id: int, prefix: str) -> Conversation | None:
    """The conversation of a person about one thing, by the feature part of its prompt's name."""
    values = {"person_id": person_id, "subject_id": subject_id, "prefix": prefix + "."}
    return rows.session.scalars(_ABOUT, values).first()


def with_prompt(rows: Rows, person_id: int, prefix: str) -> Conversation | None:
    """The latest conversation of a person in one feature, by the feature part of its prompt's name."""
    query = (
        select(Conversation)
        .where(Conversation.person_id == person_id, col(Conversation.prompt).startswith(prefix + "."))
        .order_by(col(Conversation.opened_at).desc())
    )
    return rows.session.scalars(query).first()
