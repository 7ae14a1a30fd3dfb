"""`/programme`: what all sets of this bot come to, in counts, for coordinators.

    /programme ─→ a table of the last months ── Picture
                     ├── Table as a file (CSV)
                     └── Page for a year (PDF)

Nobody is named, no set either, and no number tells of fewer than five people (`domain.programme`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from itertools import pairwise

from albot.chat.access import Outdated
from albot.chat.message import Do, Drawing, Message, button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Refusal, Turn
from albot.domain import programme as rules
from albot.domain import reviews
from albot.domain.authority import Who
from albot.domain.programme import FEWEST, Month
from albot.store import programme as store
from albot.texts.args import Arg, Lines, Term
from albot.texts.args import Month as MonthName

SHOWN, IN_FILE = 6, 24
"""So many months stand in the message (a phone's width of them is read at once), and in the file."""

COLUMNS = ("month", "sets", "meetings", "hours", "expected", "present", "steps_set", "steps_ended")


def programme(turn: Turn) -> None:
    """`/programme`: the last months as a table."""
    found = _months(turn, SHOWN)
    year = rules.last_midnight(turn.now).year
    buttons = [
        [button("button-programme-picture", "programme.picture"), button("button-programme-csv", "programme.csv")],
        [button("button-programme-year", "programme.year", each, year=str(each)) for each in (year - 1, year)],
    ]
    if not any(each.sets for each in found):
        raise Refusal("programme-nothing")
    turn.say("programme", table="\n".join(_row(each) for each in found), buttons=buttons)


def _months(turn: Turn, count: int) -> list[Month]:
    until = rules.last_midnight(turn.now)
    return _of(turn, rules.months_until(until, count))


def _of(turn: Turn, days: Sequence[date]) -> list[Month]:
    """What these months come to; those that are still to come are left out."""
    until = rules.last_midnight(turn.now)
    begun = [day for day in days if (day.year, day.month) <= (until.year, until.month)]
    by_month = store.by_month(turn.rows, rules.bounds(begun, until)) if begun else []
    return [rules.month(day, found) for day, found in zip(begun, by_month, strict=True)]


def _row(each: Month) -> str:
    """A row of the table, in letters of one width."""
    numbers = (each.sets, each.meetings, each.present, each.steps_set, each.steps_ended)
    return f"{each.day:%Y-%m}" + "".join(f"{_said(number):>5}" for number in numbers)


def _said(number: int | None) -> str:
    return "\u2013" if number is None else str(number)


def picture(turn: Turn) -> None:
    """*Picture*: the same months, with a text that says the same."""
    found = _months(turn, SHOWN)
    values = {"title": "picture-programme-title", "by": "month", "dark": turn.me.dark, "rows": _rows(found)}
    args: dict[str, Arg] = {"lines": Lines([_line(each) for each in found])}
    turn.send(Message("programme-picture", args, do=Do.PICTURE, drawing=Drawing("programme", values)))


def _rows(found: Sequence[Month]) -> list[list[object]]:
    return [[each.day.isoformat(), each.meetings, each.present, each.steps_set, each.steps_ended] for each in found]


def _line(each: Month) -> Term:
    numbers = {"meetings": each.meetings, "present": each.present, "set": each.steps_set, "ended": each.steps_ended}
    return Term(
        "programme-line", {"month": MonthName(each.day), **{name: _said(value) for name, value in numbers.items()}}
    )


def as_csv(turn: Turn) -> None:
    """*Table as a file*: two years by month, for a spreadsheet. What may not be said is empty."""
    made = StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in _months(turn, IN_FILE):
        hours = f"{each.minutes / 60:g}"
        writer.writerow(
            [f"{each.day:%Y-%m}", each.sets, each.meetings, hours, each.expected]
            + ["" if number is None else number for number in (each.present, each.steps_set, each.steps_ended)]
        )
    turn.send(Message("programme-csv", do=Do.FILE, file_name="programme.csv", file_text=made.getvalue()))


def year(turn: Turn, wanted: int) -> None:
    """*Page for a year*: the organisation's page of impact."""
    until = rules.last_midnight(turn.now)
    if wanted not in (until.year - 1, until.year):
        raise Outdated
    found = _of(turn, [date(wanted, number, 1) for number in range(1, 13)])
    if not any(each.sets for each in found):
        raise Refusal("programme-nothing")
    values = {
        "year": wanted,
        "until": min(until.date(), date(wanted, 12, 31)).isoformat(),
        "operator": turn.setting.operator,
        "figures": [*_figures(found), *_reviewed(turn, found)],
        "rows": _rows(found),
    }
    turn.send(Message("programme-year", {"year": str(wanted)}, do=Do.FILE, drawing=Drawing("impact", values)))


def _figures(found: Sequence[Month]) -> list[list[str]]:
    """The year's figures, of the months in which they may be said."""
    noted = [each for each in found if each.present is not None]
    present, expected = sum(each.present or 0 for each in noted), sum(each.expected for each in noted)
    return [
        ["impact-sets", str(len({set_id for each in found for set_id in each.set_ids}))],
        ["impact-meetings", str(sum(each.meetings for each in found))],
        ["impact-hours", f"{sum(each.minutes for each in found) / 60:g}"],
        ["impact-present", f"{present} / {expected}" if expected else _said(None)],
        ["impact-set", _said(_sum(each.steps_set for each in found))],
        ["impact-ended", _said(_sum(each.steps_ended for each in found))],
    ]


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum of what may be said; nothing where none of it may."""
    known = [each for each in numbers if each is not None]
    return sum(known) if known else None


def _reviewed(turn: Turn, found: Sequence[Month]) -> list[list[str]]:
    """The medians of the year's process reviews, where five or more answers stand behind them."""
    edges = rules.bounds([each.day for each in found], rules.last_midnight(turn.now))
    numbers = [
        results
        for each, (start, end) in zip(found, pairwise(edges), strict=True)
        for set_id, results in store.reviews(turn.rows, start, end)
        if set_id in each.set_ids
    ]
    whole = reviews.together(numbers)
    if whole.answers < FEWEST:
        return []
    return [[f"impact-{scale}", f"{median:g} / 5"] for scale, median in whole.medians.items()]


_COORDINATOR = Who.COORDINATOR

FEATURE = Feature(
    "programme",
    commands=[Command("programme", _COORDINATOR, programme)],
    presses=[
        Press("programme.picture", picture, who=_COORDINATOR, keeps=True),
        Press("programme.csv", as_csv, who=_COORDINATOR, keeps=True),
        Press("programme.year", year, who=_COORDINATOR, keeps=True),
    ],
)
