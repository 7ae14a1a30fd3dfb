"""What others hear when a step ends or is open again: a check-in partner, and the set where it was asked for help.

Whatever ends a step or takes that back calls `step_changed`, in one place for everybody whom it concerns.
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import delivering
from albot.chat.partnering import told_partner
from albot.domain.delivery_rows import Audience, DeliveryKind
from albot.domain.sets import Member
from albot.domain.steps import Step, StepState
from albot.store import deliveries, steps
from albot.store.rows import Rows

ASKED_WITH = "help-step"
"""The field of a step that keeps its words as they were when the set was asked for help; empty where it is not."""


def step_changed(rows: Rows, step: Step, now: datetime) -> None:
    """A step has ended, is open again, or is about to be erased."""
    told_partner(rows, step, now)
    told_set(rows, step, now)


def told_set(rows: Rows, step: Step, now: datetime) -> None:
    """The set hears at the next delivery time whether help with a step is still wanted."""
    if step.state is StepState.OPEN and steps.text(rows, step, ASKED_WITH):
        delivering.hand_in(rows, rows.need(Member, step.member_id), DeliveryKind.HELP, step.id, now)
        return
    known = deliveries.for_audience(rows, DeliveryKind.HELP, step.id, Audience.SET)
    if known is not None and known.withdrawn_at is None:
        delivering.renew(rows, known, now)
