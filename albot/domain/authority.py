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
    """A person's place in one set."""

    member_id: int
    set_id: int
    role: Role
    state: MemberState


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


def in_role(standing: Standing, role: Role | None = None) -> tuple[Membership, ...]:
    """The sets a person is in now, or is in with this role."""
    return tuple(m for m in standing.memberships if m.state in IN_THE_SET and role in (None, m.role))


def may_make_sets(standing: Standing) -> bool:
    """Whether a person may make a set: appointed, a coordinator, or anyone where sets are open."""
    return bool(standing.offices) or standing.open_sets


def _owns(standing: Standing, scope: Scope) -> bool:
    if scope.member_id is not None:
        return any(m.member_id == scope.member_id and m.state in AT_HOME for m in standing.memberships)
    return scope.person_id is not None and scope.person_id == standing.person_id


def allowed(who: Who, standing: Standing, scope: Scope | None = None) -> bool:
    """Whether somebody of this standing may; with a scope, whether they may with that very thing."""
    match who:
        case Who.ANYONE:
            return True
        case Who.PERSON:
            return standing.person_id is not None
        case Who.OWNER:
            return scope is not None and _owns(standing, scope)
        case Who.MEMBER:
            return any(scope is None or m.set_id == scope.set_id for m in in_role(standing))
        case Who.FACILITATOR:
            return any(scope is None or m.set_id == scope.set_id for m in in_role(standing, Role.FACILITATOR))
        case Who.MAKER:
            return may_make_sets(standing)
        case Who.COORDINATOR:
            return Office.COORDINATOR in standing.offices
