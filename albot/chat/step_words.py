"""How steps look in messages: as lines of a list, or one of them whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from albot.domain.steps import ENDINGS, Step, StepState
from albot.domain.wallclock import to_utc
from albot.store import passages
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, When, Words


def numbered(rows: Rows, found: Iterable[Step]) -> Lines:
    """Steps as a numbered list, with what is special about each."""
    listed = list(found)
    texts = passages.texts(rows, [step.id for step in listed])
    lines = []
    for number, step in enumerate(listed, 1):
        kind = "draft" if step.state is StepState.DRAFT else "carried" if step.carried_from else "open"
        lines.append(Term(f"step-line-{kind}", {"number": number, "text": texts.get((step.id, "text"), "")}))
    return Lines(lines)


def endings(rows: Rows, found: Iterable[Step]) -> Lines:
    """How steps ended, with what their owner said about it; those that are still open are left out."""
    ended = [step for step in found if step.state in ENDINGS]
    texts = passages.texts(rows, [step.id for step in ended])
    return Lines([_ending(step, texts) for step in ended])


def ending(rows: Rows, step: Step) -> Term:
    """How a step ended, and what its owner said about it."""
    return _ending(step, passages.texts(rows, [step.id]))


def _ending(step: Step, texts: Mapping[tuple[int, str], str]) -> Term:
    text, said = (texts.get((step.id, field), "") for field in ("text", "hindrance"))
    how = Term(ended_id(step.state), {"text": text})
    return Term("step-ended-and-said", {"ended": how, "said": Words(said)}) if said else how


def ended_id(state: StepState) -> str:
    """The message that says that a step ended so."""
    return f"step-ended-{state.value.replace('_', '-')}"


def whole(rows: Rows, step: Step, now: datetime) -> Lines:
    """One step with everything that is known about it."""
    texts = passages.texts(rows, [step.id])
    words = Words(texts.get((step.id, "text"), ""))
    parts: list[Arg] = [_ending(step, texts) if step.state in ENDINGS else words]
    for field in ("cue", "fallback"):
        written = texts.get((step.id, field))
        if written:
            parts.append(Term(f"step-has-{field}", {"text": Words(written)}))
    when = reminder(step, now)
    if when is not None:
        parts.append(Term("step-has-reminder", {"when": when}))
    return Lines(parts)


def reminder(step: Step, now: datetime) -> When | None:
    """When a step's reminder will come, on the clock of the zone in which it was asked for; None once it is over."""
    if not step.remind_wall:
        return None
    when = When(to_utc(datetime.fromisoformat(step.remind_wall), step.remind_zone), step.remind_zone)
    return when if when.moment > now else None
