"""Pictures with the text beside them that says the same: a set's steps and attendance, and one's own steps.

A message names its picture and carries the numbers; it is drawn when it goes out (`albot.drawing`). None of them tells
who: they count what was shared, and one's own are for oneself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from albot.chat.counting import MOST, Tally, tallies
from albot.chat.message import Do, Drawing, Message
from albot.domain.people import Person
from albot.domain.sets import ActionSet
from albot.domain.steps import ENDINGS
from albot.domain.wallclock import to_wall
from albot.store import counts
from albot.store.rows import Rows
from albot.texts.args import Arg, Day, Lines, Month, Term


def steps_of_set(rows: Rows, there: ActionSet, reader: Person, now: datetime) -> Message | None:
    """A set's steps by how they ended, meeting by meeting; None while nobody has shared any."""
    found = [each for each in tallies(rows, there, now) if any(each.endings)]
    if not found:
        return None
    values = {"title": "picture-steps-title", "rows": [[each.day.isoformat(), *each.endings] for each in found]}
    return _picture("picture-steps", "steps", values, [steps_line(each.day, each.endings) for each in found], reader)


def attendance_of_set(rows: Rows, there: ActionSet, reader: Person, now: datetime) -> Message | None:
    """Check-ins shared and members present, meeting by meeting; None where there is nothing yet."""
    found = tallies(rows, there, now)
    if not found:
        return None
    values = {
        "title": "picture-attendance-title",
        "rows": [[each.day.isoformat(), each.check_ins, each.present] for each in found],
    }
    return _picture("picture-attendance", "attendance", values, [_attendance_line(each) for each in found], reader)


def my_steps(rows: Rows, reader: Person) -> Message | None:
    """One's own steps by how they ended, month by month over all sets; None while none has ended."""
    months: dict[date, Counter[str]] = {}
    for step in counts.ended_steps(rows, reader.id):
        if step.ended_at is not None:
            month = to_wall(step.ended_at, reader.zone).date().replace(day=1)
            months.setdefault(month, Counter())[step.state] += 1
    found = [(month, tuple(count[each] for each in ENDINGS)) for month, count in sorted(months.items())][-MOST:]
    if not found:
        return None
    values = {
        "title": "picture-steps-mine-title",
        "by": "month",
        "rows": [[month.isoformat(), *counted] for month, counted in found],
    }
    lines = [Term("picture-line-steps-month", {"month": Month(month), **ended(counted)}) for month, counted in found]
    return _picture("picture-steps-mine", "steps", values, lines, reader)


def steps_line(day: date, counted: Sequence[int]) -> Term:
    """The steps of one meeting by how they ended, as a line."""
    return Term("picture-line-steps", {"day": Day(day), **ended(counted)})


def ended(counted: Sequence[int]) -> dict[str, Arg]:
    """How many steps ended in each way (by `ENDINGS`), as a text takes it."""
    return dict(zip(("done", "partly", "notdone", "letgo"), counted, strict=True))


def _attendance_line(tally: Tally) -> Term:
    args: dict[str, Arg] = {"day": Day(tally.day), "shared": tally.check_ins}
    if tally.present is None:
        return Term("picture-line-shared", args)
    return Term("picture-line-attendance", {**args, "present": tally.present})


def _picture(
    message_id: str, drawer: str, values: Mapping[str, object], lines: Sequence[Arg], reader: Person
) -> Message:
    drawing = Drawing(drawer, {**values, "dark": reader.dark})
    return Message(message_id, {"lines": Lines(lines)}, do=Do.PICTURE, drawing=drawing)
