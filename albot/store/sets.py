"""Queries about sets, members, invites and prompts."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from albot.domain.authority import AT_HOME
from albot.domain.people import Person
from albot.domain.sets import ActionSet, Invite, Member, MemberState, Role, SetPrompt
from albot.store.rows import Rows

CODE = "invite code"


def members(rows: Rows, set_id: int, *, role: Role | None = None) -> list[Member]:
    """Who is in a set now, in no telling order (by their random ids)."""
    query = select(Member).where(Member.set_id == set_id, Member.state == MemberState.ACTIVE).order_by(col(Member.id))
    if role is not None:
        query = query.where(Member.role == role)
    return list(rows.session.scalars(query))


def waiting(rows: Rows, set_id: int, now: datetime) -> list[Member]:
    """Who waits to be admitted and may be known of by now (from the delivery time after they asked)."""
    query = (
        select(Member)
        .where(Member.set_id == set_id, Member.state == MemberState.WAITING, col(Member.visible_from) <= now)
        .order_by(col(Member.id))
    )
    return list(rows.session.scalars(query))


def membership(rows: Rows, person: Person, set_id: int) -> Member | None:
    """A person's row in a set that matters now: at home there, else removed, else None."""
    query = select(Member).where(Member.person_id == person.id, Member.set_id == set_id)
    found = list(rows.session.scalars(query))
    for states in (AT_HOME, frozenset({MemberState.REMOVED, MemberState.TURNED_AWAY})):
        for member in found:
            if member.state in states:
                return member
    return None


def marks(rows: Rows, set_id: int) -> set[bytes]:
    """The marks of the handles that are taken in a set, by whoever is or was in it."""
    query = select(Member.handle_mark).where(Member.set_id == set_id, col(Member.handle_mark).is_not(None))
    return {mark for mark in rows.session.scalars(query) if mark}


def handle_mark(rows: Rows, set_id: int, skeleton: str) -> bytes:
    """The mark of a handle in a set, from its look-alike skeleton."""
    return rows.vault.digest("handle", f"{set_id}|{skeleton}", rows.vault.numbers[0])


def handle(rows: Rows, member: Member) -> str:
    """The handle of a member."""
    return rows.open(member, "handle_sealed")


def invite_by_code(rows: Rows, code: str) -> Invite | None:
    """The invite with this code, whichever key hashed it."""
    digests = list(rows.vault.digests(CODE, code).values())
    return rows.session.scalars(select(Invite).where(col(Invite.digest).in_(digests))).first()


def invites(rows: Rows, set_id: int | None) -> list[Invite]:
    """The invites of a set (of the bot, for None) that were not revoked."""
    owner = col(Invite.set_id).is_(None) if set_id is None else col(Invite.set_id) == set_id
    return list(rows.session.scalars(select(Invite).where(owner, col(Invite.revoked_at).is_(None))))


def prompts(rows: Rows, set_id: int) -> list[SetPrompt]:
    """The prompts of a set's check-in, in order, without the dropped ones."""
    query = (
        select(SetPrompt)
        .where(SetPrompt.set_id == set_id, col(SetPrompt.dropped).is_(False))
        .order_by(col(SetPrompt.place), col(SetPrompt.id))
    )
    return list(rows.session.scalars(query))


def set_of(rows: Rows, member: Member) -> ActionSet:
    """The set of a member."""
    return rows.need(ActionSet, member.set_id)


def name(rows: Rows, member: Member) -> str:
    """The name of a member's set."""
    return rows.open(set_of(rows, member), "name_sealed")


def with_waiting(rows: Rows, now: datetime) -> list[Member]:
    """Everybody who waits to be admitted and whose facilitators have not been told yet, but may be by now."""
    query = select(Member).where(
        Member.state == MemberState.WAITING,
        col(Member.told_facilitators).is_(False),
        col(Member.visible_from) <= now,
    )
    return list(rows.session.scalars(query))
