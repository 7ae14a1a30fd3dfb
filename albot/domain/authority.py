"""Who may do what: one pure function that help texts, menus and every command and press ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from albot.domain.people import Office
from albot.domain.sets import MemberState, Role

IN_THE_SET = frozenset({MemberState.ACTIVE})
AT_HOME = frozenset({MemberState.JOINING, MemberState.WAITING, MemberState.ACTIVE})


class Who(StrEnum):
    """Whom a command or a button is for."""

    ANYONE = "anyone"
    PERSON = "person"
    MEMBER = "member"
    OWNER = "owner"
    FACILITATOR = "facilitator"
    MAKER = "maker"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Membership:
    """A person's place in one set. `ended` is that the set itself is over: then there is only reading and leaving."""

    member_id: int
    set_id: int
    role: Role
    state: MemberState
    ended: bool = False


@dataclass(frozen=True)
class Standing:
    """What a person is on this bot. A stranger has no person id. `open_sets` lets anyone make a set."""

    person_id: int | None = None
    offices: frozenset[Office] = frozenset()
    memberships: tuple[Membership, ...] = ()
    open_sets: bool = False


@dataclass(frozen=True)
class Scope:
    """Whose and which set's a thing is, as far as it is anybody's."""

    set_id: int | None = None
    member_id: int | None = None
    person_id: int | None = None


def in_role(standing: Standing, role: Role | None = None, *, ended: bool = False) -> tuple[Membership, ...]:
    """The sets a person is in now, or is in with this role; with `ended` those too that are over."""
    mine = (m for m in standing.memberships if m.state in IN_THE_SET and role in (None, m.role))
    return tuple(m for m in mine if ended or not m.ended)


def may_make_sets(standing: Standing) -> bool:
    """Whether a person may make a set: appointed, a coordinator, or anyone where sets are open."""
    return bool(standing.offices) or standing.open_sets


def _owns(standing: Standing, scope: Scope, *, ended: bool) -> bool:
    if scope.member_id is not None:
        mine = (m for m in standing.memberships if m.member_id == scope.member_id and m.state in AT_HOME)
        return any(ended or not m.ended for m in mine)
    return scope.person_id is not None and scope.person_id == standing.person_id


def allowed(who: Who, standing: Standing, scope: Scope | None = None, *, ended: bool = False) -> bool:
    """Whether somebody of this standing may; with a scope, whether they may with that very thing.

    `ended` is for what is open in a set that is over, too.
    """
    match who:
        case Who.ANYONE:
            return True
        case Who.PERSON:
            return standing.person_id is not None
        case Who.OWNER:
            return scope is not None and _owns(standing, scope, ended=ended)
        case Who.MEMBER:
            return any(scope is None or m.set_id == scope.set_id for m in in_role(standing, ended=ended))
        case Who.FACILITATOR:
            mine = in_role(standing, Role.FACILITATOR, ended=ended)
            return any(scope is None or m.set_id == scope.set_id for m in mine)
        case Who.MAKER:
            return may_make_sets(standing)
        case Who.COORDINATOR:
            return Office.COORDINATOR in standing.offices
