"""Queries about sets, members, invites and prompts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import bindparam, col, func, or_, select, text, update

from albot.domain import handles
from albot.domain.authority import AT_HOME
from albot.domain.deliveries import next_delivery
from albot.domain.invites import WRONG_KEPT, WRONG_WITHIN, invite_problem
from albot.domain.people import Person
from albot.domain.sets import ActionSet, CodeAttempt, Invite, Member, MemberState, Role, SetPrompt
from albot.store import sweeping
from albot.store.rows import Rows

CODE = "invite code"
ATTEMPT = "wrong invite code"
HANDLE = "handle"
IN_SET = "in-set"
"""Guards of what is told to somebody as one of a set begin so: they must still be in it when it goes out."""


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


def coming_in(rows: Rows, set_id: int) -> list[Member]:
    """Who is about to join a set, or waits to be admitted, whether the facilitators may know it yet or not."""
    states = (MemberState.JOINING, MemberState.WAITING)
    query = select(Member).where(Member.set_id == set_id, col(Member.state).in_(states)).order_by(col(Member.id))
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


def guard(member: Member) -> str:
    """The guard of a message that is only for somebody who is still in the set."""
    return f"{IN_SET}:{member.id}"


def handle_mark(rows: Rows, set_id: int, skeleton: str) -> bytes:
    """The mark of a handle in a set, from its look-alike skeleton."""
    return rows.vault.digest(HANDLE, f"{set_id}|{skeleton}", rows.vault.numbers[0])


def is_taken(rows: Rows, member: Member, name: str) -> bool:
    """Whether somebody else is or was in the member's set under a handle that looks like this one.

    The one that somebody gave up last counts too: others still see it, or have what was written under it.
    """
    look = handles.skeleton(name)
    digests = rows.vault.digests(HANDLE, f"{member.set_id}|{look}").values()
    others = (Member.set_id == member.set_id, Member.id != member.id)
    query = select(Member.id).where(*others, col(Member.handle_mark).in_(list(digests)))
    if rows.session.scalars(query).first() is not None:
        return True
    changed = rows.session.scalars(select(Member).where(*others, col(Member.former_sealed).is_not(None)))
    return any(handles.skeleton(rows.open(each, "former_sealed")) == look for each in changed)


def take_handle(rows: Rows, member: Member, name: str) -> bool:
    """Give a member a handle for good; False where it is taken. Two who ask at once do so one after the other."""
    lock(rows, member.set_id)
    if is_taken(rows, member, name):
        return False
    rows.seal(member, "handle_sealed", name)
    member.handle_mark = handle_mark(rows, member.set_id, handles.skeleton(name))
    rows.flush()
    return True


def lock(rows: Rows, set_id: int) -> ActionSet:
    """The set, held until the end of this transaction against others who count its people or take a handle."""
    query = select(ActionSet).where(ActionSet.id == set_id).with_for_update()
    return rows.session.scalars(query).one()


def handle(rows: Rows, member: Member) -> str:
    """The handle of a member, as they know it themselves."""
    return rows.open(member, "handle_sealed")


def handle_seen(rows: Rows, member: Member, now: datetime) -> str:
    """The handle under which others see a member: a change shows from the next delivery time on."""
    changing = member.handle_from is not None and now < member.handle_from
    return rows.open(member, "former_sealed") if changing else handle(rows, member)


def change_handle(rows: Rows, member: Member, name: str, now: datetime) -> bool:
    """Give a member another handle, which others see from the next delivery time on; False where it is taken."""
    there, seen = set_of(rows, member), handle_seen(rows, member, now)
    if not take_handle(rows, member, name):
        return False
    rows.seal(member, "former_sealed", seen)
    member.handle_from = next_delivery(now, there.deliveries, there.zone)
    rows.flush()
    return True


def invite_by_code(rows: Rows, code: str) -> Invite | None:
    """The invite with this code. One with a keyed hash, as the first version made them, gets one without here."""
    plain = _code_hash(code)
    digests = [plain, *rows.vault.digests(CODE, code).values()]
    invite = rows.session.scalars(select(Invite).where(col(Invite.digest).in_(digests))).first()
    if invite is not None:
        invite.digest = plain
    return invite


def _code_hash(code: str) -> bytes:
    """The hash of a code. It needs no key: nobody tries 2**128 codes. The byte before it tells it from a keyed one."""
    return b"\x01" + sha256(b"albot invite code|" + code.encode()).digest()


def keyed_invites(rows: Rows, now: datetime) -> int:
    """How many invites that may still be used have a keyed hash: they end when the key leaves the settings."""
    keyed = func.length(Invite.digest) == sha256().digest_size
    query = select(Invite).where(keyed, col(Invite.revoked_at).is_(None), col(Invite.uses_left) > 0)
    return sum(invite_problem(invite, now) is None for invite in rows.session.scalars(query))


def invites(rows: Rows, set_id: int | None) -> list[Invite]:
    """The invites of a set (of the bot, for None) that were not revoked."""
    owner = col(Invite.set_id).is_(None) if set_id is None else col(Invite.set_id) == set_id
    return list(rows.session.scalars(select(Invite).where(owner, col(Invite.revoked_at).is_(None))))


def add_invite(rows: Rows, invite: Invite, code: str) -> None:
    """Keep a new invite, with a hash of its code and nothing else of it."""
    invite.digest = _code_hash(code)
    rows.add(invite)
    rows.flush()


def use_invite(rows: Rows, invite: Invite) -> bool:
    """Take one of the uses of an invite; False where others were faster."""
    taken = rows.session.execute(
        update(Invite)
        .where(col(Invite.id) == invite.id, col(Invite.uses_left) > 0)
        .values(uses_left=col(Invite.uses_left) - 1)
        .returning(col(Invite.id))
    ).all()
    return bool(taken)


def unseen_uses(rows: Rows, invite: Invite, now: datetime) -> int:
    """How many used an invite without the facilitators knowing of them yet: their delivery time is still to come."""
    query = select(func.count()).where(
        Member.invite_id == invite.id,
        or_(
            col(Member.state) == MemberState.JOINING,
            (col(Member.state) == MemberState.WAITING) & (col(Member.visible_from) > now),
        ),
    )
    return int(rows.session.scalars(query).one())


def _attempts_of(rows: Rows, telegram_id: int) -> list[bytes]:
    return list(rows.vault.digests(ATTEMPT, str(telegram_id)).values())


def note_wrong_code(rows: Rows, telegram_id: int, now: datetime) -> None:
    """Remember that somebody tried a code that no invite has."""
    rows.add(CodeAttempt(digest=rows.vault.digest(ATTEMPT, str(telegram_id)), at=now))


def wrong_codes(rows: Rows, telegram_id: int, now: datetime) -> int:
    """How many wrong codes somebody tried of late."""
    query = select(func.count()).where(
        col(CodeAttempt.digest).in_(_attempts_of(rows, telegram_id)), col(CodeAttempt.at) > now - WRONG_WITHIN
    )
    return int(rows.session.scalars(query).one())


def forget_wrong_codes(rows: Rows, now: datetime, limit: int) -> bool:
    """Forget some of the wrong codes of more than a day ago; True where there may be more."""
    return sweeping.sweep(rows, CodeAttempt, col(CodeAttempt.at) <= now - WRONG_KEPT, limit)


_PROMPTS = (
    select(SetPrompt)
    .where(SetPrompt.set_id == bindparam("set_id"), col(SetPrompt.dropped).is_(False))
    .order_by(col(SetPrompt.place), col(SetPrompt.id))
)


def prompts(rows: Rows, set_id: int) -> list[SetPrompt]:
    """The prompts of a set's check-in, in order, without the dropped ones."""
    return list(rows.session.scalars(_PROMPTS, {"set_id": set_id}))


class AskedPrompt(NamedTuple):
    """A prompt as it is in the rows, to read only: what every question of a check-in asks for, in half the time."""

    id: int
    set_id: int
    part: str
    place: int
    text_sealed: bytes | None


_ASKED_PROMPTS = (
    select(SetPrompt.id, SetPrompt.set_id, SetPrompt.part, SetPrompt.place)
    .add_columns(col(SetPrompt.text_sealed))
    .where(col(SetPrompt.set_id) == bindparam("set_id"), col(SetPrompt.dropped).is_(False))
    .order_by(col(SetPrompt.place), col(SetPrompt.id))
)


def asked_prompts(rows: Rows, set_id: int) -> list[AskedPrompt]:
    """The prompts of a set's check-in as `prompts` finds them, to read only."""
    return [AskedPrompt._make(row) for row in rows.execute(_ASKED_PROMPTS, {"set_id": set_id})]


def prompt_words(rows: Rows, prompt: SetPrompt | AskedPrompt) -> str:
    """What a prompt asks in the set's own words; empty where the catalogue has them."""
    return rows.open_in("set_prompt", prompt, "text_sealed")


def prompts_of_each(rows: Rows, set_ids: Collection[int]) -> dict[int, int]:
    """How many prompts sets have of their own, without the dropped ones; those are left out that have none."""
    count = select(SetPrompt.set_id, func.count().label("prompts")).group_by(col(SetPrompt.set_id))
    these = count.where(col(SetPrompt.set_id).in_(set_ids), col(SetPrompt.dropped).is_(False))
    return {each.set_id: each.prompts for each in rows.session.execute(these)}


def set_of(rows: Rows, member: Member) -> ActionSet:
    """The set of a member."""
    return rows.need(ActionSet, member.set_id)


def name(rows: Rows, member: Member) -> str:
    """The name of a member's set."""
    return rows.open(set_of(rows, member), "name_sealed")


def just_left(rows: Rows, set_id: int, now: datetime) -> list[Member]:
    """Who has left since the last delivery time: until the next one the others see them in the set."""
    query = select(Member).where(
        Member.set_id == set_id, Member.state == MemberState.LEFT, col(Member.visible_from) > now
    )
    return list(rows.session.scalars(query))


def by_name(rows: Rows, mine: Iterable[Member]) -> list[Member]:
    """Memberships of one person, in the order of the names of their sets: the same wherever they choose."""
    return sorted(mine, key=lambda each: (name(rows, each).casefold(), each.id))


_WAITS = col(Member.state) == text("'WAITING'")
"""Said literally, as the index says it that holds those alone."""


def with_waiting(rows: Rows, now: datetime) -> list[Member]:
    """Everybody who waits to be admitted and whose facilitators have not been told yet, but may be by now."""
    query = select(Member).where(_WAITS, col(Member.told_facilitators).is_(False), col(Member.visible_from) <= now)
    return list(rows.session.scalars(query))


def next_waiting(rows: Rows) -> datetime | None:
    """When facilitators are next to be told of somebody who waits, or None where nobody new does."""
    query = select(func.min(Member.visible_from)).where(_WAITS, col(Member.told_facilitators).is_(False))
    return rows.session.scalars(query).one()
