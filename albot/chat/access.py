"""Whose and which set's a row is, for the permission check that every button goes through."""

from __future__ import annotations

from albot.domain.authority import AT_HOME, Scope, Standing
from albot.domain.columns import Noun
from albot.domain.sets import ActionSet, Member
from albot.store.rows import Rows


class Outdated(Exception):
    """A button that no longer fits what is: it is answered kindly and changes nothing."""


def scope(rows: Rows, row: Noun) -> Scope:
    """Whose and which set's a row is, from its own columns and its member's."""
    if isinstance(row, Member):
        return Scope(row.set_id, row.id, row.person_id)
    if isinstance(row, ActionSet):
        return Scope(set_id=row.id)
    member = rows.get(Member, getattr(row, "member_id", None))
    if member is not None:
        return scope(rows, member)
    return Scope(getattr(row, "set_id", None), None, getattr(row, "person_id", getattr(row, "owner_id", None)))


def membership(rows: Rows, standing: Standing, row: Noun) -> Member | None:
    """The presser's own membership in the set that a row belongs to."""
    where = scope(rows, row).set_id
    for each in standing.memberships:
        if each.set_id == where and each.state in AT_HOME:
            return rows.get(Member, each.member_id)
    return None
