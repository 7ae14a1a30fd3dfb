"""Set, member and invite: who belongs together, under which handles, and how one comes in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Index, UniqueConstraint

from albot.domain.columns import LONG_AGO, Noun, big, index_of, key, maybe_ref, one_of, ref


class SetState(StrEnum):
    """Where a set is in its life."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class Role(StrEnum):
    """What a member is in a set."""

    MEMBER = "member"
    FACILITATOR = "facilitator"


class MemberState(StrEnum):
    """Where a member is between the notice and the goodbye."""

    JOINING = "joining"
    WAITING = "waiting"
    ACTIVE = "active"
    TURNED_AWAY = "turned_away"
    LEFT = "left"
    REMOVED = "removed"


class ActionSet(Noun, table=True):
    """A set: four to eight people and their facilitators. Its texts are sealed with the set as their owner.

    The rhythm is in hours before a meeting; `deliveries` are wall-clock times in the set's zone, comma-separated.
    `asks_to_know` is that its members were asked to be a set that knows each other; while all agree, `at_once` lets
    everything reach the others without waiting. `newcomers_read` lets those who join read what was shared in the cycle.
    `begun_at` is when somebody began to make it: a draft that nobody finishes goes after a while.
    Its texts are kept for `kept_months` after its end (see `retention`): `warned_at` is when its members were told that
    they go soon, `erased_at` when they went, `look_again_at` when it is next asked whether they should.
    """

    __tablename__ = "action_set"
    __table_args__ = (Index("ix_action_set_state_begun_at", "state", "begun_at"),)

    id: int = key()
    state: SetState = one_of(SetState, SetState.DRAFT)
    zone: str = ""
    size: int = 0
    name_sealed: bytes | None = None
    purpose_sealed: bytes | None = None
    audience_sealed: bytes | None = None
    rules_sealed: bytes | None = None
    contact_sealed: bytes | None = None
    invitation_hours: int = 72
    reminder_hours: int = 24
    link_hours: int = 1
    halfway: bool = True
    deliveries: str = "09:00,18:00"
    at_once: bool = False
    asks_to_know: bool = False
    newcomers_read: bool = False
    begun_at: datetime | None = None
    created_at: datetime | None = None
    archived_at: datetime | None = None
    kept_months: int = 12
    warned_at: datetime | None = None
    erased_at: datetime | None = None
    look_again_at: datetime | None = Field(default=LONG_AGO, index=True)


class Member(Noun, table=True):
    """A person in a set, known there by a handle.

    `handle_mark` is an HMAC of the set and the handle's look-alike skeleton: unique, and telling nothing without
    the key. `begun_at` is when they began to join: who never comes to the end of that goes. `admitted_at` is when they
    were let in; `visible_from` is the delivery time at which others may first know of this handle or, once its owner
    has left, may first know of that. `unanswered` counts nudges in a row that got no answer; `plan_again_at` is when
    what is owed to them is worked out anew by itself. `former_sealed` is the handle that others see until
    `handle_from`, the delivery time after a change.

    `without_word` marks one who waits without the admission word. `questions` and `ideas` say whether they welcome
    those; others see a change from the delivery time `questions_from` or `ideas_from` on. `agrees_to_know` is their
    answer to being a set that knows each other, which counts from `agrees_from` on. `muted_at` is since when a
    facilitator keeps them from asking. `calendar_title_sealed` is what they want their calendar files to be
    titled instead of "Meeting", and `calendar_place` whether the place is in them.
    """

    __table_args__ = (
        UniqueConstraint("set_id", "handle_mark"),
        index_of("ix_member_waiting", "told_facilitators", "visible_from", where="state = 'WAITING'"),
        index_of("ix_member_joining", "begun_at", where="state = 'JOINING'"),
    )

    id: int = key()
    set_id: int = ref("action_set.id", index=False)
    person_id: int = ref("person.id")
    role: Role = one_of(Role, Role.MEMBER)
    state: MemberState = one_of(MemberState, MemberState.JOINING)
    handle_sealed: bytes | None = None
    handle_mark: bytes | None = None
    former_sealed: bytes | None = None
    handle_from: datetime | None = None
    invite_id: int | None = maybe_ref("invite.id")
    begun_at: datetime | None = None
    admitted_at: datetime | None = None
    visible_from: datetime | None = None
    told_facilitators: bool = False
    without_word: bool = False
    questions: bool = False
    questions_from: datetime | None = None
    ideas: bool = False
    ideas_from: datetime | None = None
    agrees_to_know: bool | None = None
    agrees_from: datetime | None = None
    muted_at: datetime | None = None
    calendar_title_sealed: bytes | None = None
    calendar_place: bool = False
    unanswered: int = 0
    plan_again_at: datetime | None = Field(default=LONG_AGO, index=True)
    joined_on: date | None = None
    ended_at: datetime | None = None


class Invite(Noun, table=True):
    """A link into a set, or (without a set) into the office of facilitator. Only a hash of its code is stored.

    `label_sealed` is what a coordinator calls the one that a link without a set is for, until it is used.
    """

    id: int = key()
    digest: bytes = Field(index=True, unique=True)
    set_id: int | None = maybe_ref("action_set.id")
    made_by: int | None = maybe_ref("person.id")
    uses_left: int = 8
    expires_at: datetime | None = None
    word_sealed: bytes | None = None
    label_sealed: bytes | None = None
    revoked_at: datetime | None = None


class CodeAttempt(Noun, table=True):
    """A wrong invite code that somebody tried, kept for a day. `digest` is a keyed hash of their Telegram id."""

    __tablename__ = "code_attempt"

    id: int = key()
    digest: bytes = Field(index=True)
    at: datetime = Field(index=True)


class SetPrompt(Noun, table=True):
    """One prompt of a set's check-in. `part` says what its answer is: one of the four accounts, or the set's own.

    The four of the practice have no text of their own until the facilitator changes their words.
    """

    __tablename__ = "set_prompt"

    id: int = key()
    set_id: int = ref("action_set.id")
    place: int = 0
    part: str = "own"
    text_sealed: bytes | None = None
    dropped: bool = False


class Handover(Noun, table=True):
    """That a facilitator asks a member to look after the set; it stays until it is answered.

    With `together` the one who asked facilitates on. A Yes takes effect at `effective_at`, a delivery time.
    """

    id: int = key()
    member_id: int = ref("member.id")
    from_member_id: int = big(0, index=True)
    together: bool = False
    asked_at: datetime
    effective_at: datetime | None = Field(default=None, index=True)
