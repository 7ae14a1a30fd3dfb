"""Step: something a member will do before the next meeting. A draft until its owner keeps it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import SQLModel

from albot.domain.columns import key, kind, maybe_ref, ref


class StepState(StrEnum):
    """A draft, an open step, or one of the four ways it ends. None of them is a score."""

    DRAFT = "draft"
    OPEN = "open"
    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    LET_GO = "let_go"
    DROPPED = "dropped"


ENDINGS = (StepState.DONE, StepState.PARTLY, StepState.NOT_DONE, StepState.LET_GO)


class Step(SQLModel, table=True):
    """A step, with the passages `text`, `cue`, `fallback` and `hindrance` (what got in the way).

    `reflection_id` is the check-in it was drafted in, `ended_in` the one in which it ended. `remind_wall` is the
    wall-clock time (ISO, without offset, in `remind_zone`) at which its owner asked to be reminded.
    `carried_from` is the step that this one goes on with. `detailed` is set once cue and fallback were offered.
    """

    id: int = key()
    member_id: int = ref("member.id")
    state: StepState = kind(StepState, StepState.DRAFT)
    reflection_id: int | None = maybe_ref("reflection.id")
    ended_in: int | None = maybe_ref("reflection.id")
    carried_from: int | None = None
    made_at: datetime
    kept_at: datetime | None = None
    ended_at: datetime | None = None
    aftermath: str = ""
    detailed: bool = False
    remind_wall: str = ""
    remind_zone: str = ""
