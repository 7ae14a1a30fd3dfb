"""Nudge, as a row: what is owed to a member, when, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Index, UniqueConstraint

from albot.domain.columns import Noun, big, key, one_of, ref


class NudgeState(StrEnum):
    """What became of a nudge."""

    WAITING = "waiting"
    SENT = "sent"
    LAPSED = "lapsed"


class Nudge(Noun, table=True):
    """A nudge for one member about one subject in one cycle, with the wall time it was meant for and `due_at` in UTC.

    `look_at` is when it is looked at next: at `due_at`, or later where it had to wait. A chosen time stays in
    `due_at`, so that what comes late is known to be late. `chosen` marks a time the person chose themselves;
    `later_at` is the moment asked for with *Later*; `asked` the *Remind me?* time of a step, as the step has it.

    `sent_for` is the `due_at` of the last one sent. `counted` says that it took the one nudge of the day, and
    `nudged_before` what the person's `last_nudged_on` was before: both to give the day back if it does not go out.
    """

    __table_args__ = (
        UniqueConstraint("member_id", "kind", "subject_id", "cycle_id"),
        Index("ix_nudge_state_look_at", "state", "look_at"),
    )

    id: int = key()
    member_id: int = ref("member.id", index=False)
    person_id: int = ref("person.id")
    kind: str
    subject_id: int = big(0, index=True)
    cycle_id: int = big(0)
    wall: str = ""
    zone: str = ""
    due_at: datetime
    useful_until: datetime
    look_at: datetime
    chosen: bool = False
    later_at: datetime | None = None
    asked: str = ""
    state: NudgeState = one_of(NudgeState, NudgeState.WAITING)
    sent_at: datetime | None = None
    sent_for: datetime | None = None
    counted: bool = False
    nudged_before: date | None = None
