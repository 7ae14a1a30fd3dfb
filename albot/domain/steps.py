"""Step: something a member will do before the next meeting. A draft until its owner keeps it."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from albot.domain.columns import Noun, big, key, maybe_ref, one_of, ref


class StepState(StrEnum):
    """A draft, an open step, or one of the four ways it ends. None of them is a score."""

    DRAFT = "draft"
    OPEN = "open"
    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    LET_GO = "let_go"
    DROPPED = "dropped"


class Aftermath(StrEnum):
    """What becomes of a step that was done partly or not at all."""

    UNDECIDED = "undecided"
    CARRY_ON = "carry_on"
    CHANGE = "change"
    LEAVE = "leave"


ENDINGS = (StepState.DONE, StepState.PARTLY, StepState.NOT_DONE, StepState.LET_GO)

UNFINISHED = frozenset({StepState.PARTLY, StepState.NOT_DONE})
"""Endings after which a member chooses between *Carry on with it*, *Change it* and *Leave it*."""

MOST_LINES = 12
"""So many steps one message may give: more than anybody takes on between two meetings."""

_BULLET = re.compile(r"^\s*(?:[-*•\u2013\u2014·]|\(?\d{1,2}[.)])\s+")


class Step(Noun, table=True):
    """A step, with the passages `text`, `cue`, `fallback` and `hindrance` (how it went, or what got in the way).

    `reflection_id` is the check-in it was drafted in, `passed_in` the one in which its owner passed over it, `ended_in`
    the one whose account it ended in; `aftermath` is what they chose after *Partly* or *Not done*, and `carried_from`
    the step that this one goes on with. `place` is its line in the message that named it. `remind_wall` is the
    wall-clock time (ISO, without offset, in `remind_zone`) at which its owner asked to be reminded. `detailed` is set
    once cue and fallback were offered.
    """

    id: int = key()
    member_id: int = ref("member.id")
    state: StepState = one_of(StepState, StepState.DRAFT)
    reflection_id: int | None = maybe_ref("reflection.id")
    ended_in: int | None = maybe_ref("reflection.id")
    carried_from: int | None = big(index=True)
    made_at: datetime
    place: int = 0
    kept_at: datetime | None = None
    ended_at: datetime | None = None
    passed_in: int | None = maybe_ref("reflection.id")
    aftermath: Aftermath = one_of(Aftermath, Aftermath.UNDECIDED)
    detailed: bool = False
    remind_wall: str = ""
    remind_zone: str = ""


def lines_of(text: str) -> list[str]:
    """The steps that a message names, a line each, without bullets and numbers; never empty for a text that is not."""
    found = [_BULLET.sub("", line).strip() for line in text.splitlines()]
    return [line for line in found if line] or [text.strip()]


def keep(step: Step, now: datetime) -> None:
    """A draft, or a new step, becomes what its owner does."""
    step.state, step.kept_at = StepState.OPEN, now


def end(step: Step, ending: StepState, now: datetime, *, check_in: int | None = None) -> None:
    """A step ends in one of the four ways, in a check-in (its reflection's id) or between two."""
    step.state, step.ended_at, step.ended_in = ending, now, check_in
    step.aftermath, step.passed_in = Aftermath.UNDECIDED, None
    step.remind_wall = step.remind_zone = ""


def reopen(step: Step) -> None:
    """Take an ending back, or that it was passed over."""
    step.state, step.aftermath = StepState.OPEN, Aftermath.UNDECIDED
    step.ended_at = step.ended_in = step.passed_in = None
