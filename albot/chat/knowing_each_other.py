"""Asking a member, in private, whether the set shall be one that knows each other."""

from __future__ import annotations

from datetime import datetime

from albot.chat.announcing import News, tell_one
from albot.chat.message import Message, button
from albot.domain.people import Person
from albot.domain.sets import Member
from albot.store import sets
from albot.store.rows import Rows


def ask(rows: Rows, member: Member, now: datetime) -> None:
    """Ask one member, whatever they answered before; on a lock screen it names no set."""
    member.agrees_to_know, member.agrees_from = None, None
    buttons = [[button("button-know-read", "know.read", member.id)]]
    news = News(Message("know-question-waits", {}, buttons, sound=True), sets.guard(member))
    tell_one(rows, rows.need(Person, member.person_id), news, now)
