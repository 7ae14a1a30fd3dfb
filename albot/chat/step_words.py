"""How steps look in messages: as lines of a list, or one of them whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from albot.domain.steps import ENDINGS, Step, StepState
from albot.domain.wallclock import to_utc
from albot.store import steps
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, When, Words


def line(rows: Rows, step: Step, number: int = 0) -> Term:
    """A step on a line of its own, with its number where it has one and what is special about it."""
    kind = "draft" if step.state is StepState.DRAFT else "carried" if step.carried_from else "open"
    id = f"step-line-{kind}" if number else "step-line"
    return Term(id, {"text": steps.text(rows, step), **({"number": number} if number else {})})


def numbered(rows: Rows, found: Iterable[Step]) -> Lines:
    """Steps as a numbered list."""
    return Lines([line(rows, step, number) for number, step in enumerate(found, 1)])


def endings(rows: Rows, found: Iterable[Step]) -> Lines:
    """How steps ended, a line each, with what their owner said about it."""
    ended = [step for step in found if step.state in ENDINGS]
    return Lines([ending(rows, step) for step in ended])


def ending(rows: Rows, step: Step) -> Term:
    """How a step ended, and what its owner said about it."""
    said = steps.text(rows, step, "hindrance")
    how = Term(f"step-ended-{step.state.value.replace('_', '-')}", {"text": steps.text(rows, step)})
    return Term("step-ended-and-said", {"ended": how, "said": Words(said)}) if said else how


def whole(rows: Rows, step: Step) -> Lines:
    """One step with everything that is known about it."""
    parts: list[Arg] = [ending(rows, step) if step.state in ENDINGS else Words(steps.text(rows, step))]
    for field in ("cue", "fallback"):
        written = steps.text(rows, step, field)
        if written:
            parts.append(Term(f"step-has-{field}", {"text": Words(written)}))
    if step.remind_wall:
        parts.append(Term("step-has-reminder", {"when": reminder(step)}))
    return Lines(parts)


def reminder(step: Step) -> When:
    """When a step's reminder comes, on the clock of the zone in which it was asked for."""
    return When(to_utc(datetime.fromisoformat(step.remind_wall), step.remind_zone), step.remind_zone)
