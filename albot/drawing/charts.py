"""The pictures: steps by how they ended, who was there, the process review, and a programme by months.

Each drawer's values are plain: days are ISO dates, and `dark` asks for the dark scheme. Only the newest rows are drawn,
so that a phone can show them; the text beside a picture says the same (`albot.chat.pictures`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from matplotlib.ticker import MaxNLocator

from albot.drawing.drawn import Drawn
from albot.drawing.plotting import BLUE, GREEN, GREY, ORANGE, SKY, Part, bars, canvas, legend, lines, png, scheme_of
from albot.texts.catalogue import catalogue

MOST = 8
"""Rows of a picture that a phone shows well with a day or a month beside each."""
MOST_MONTHS = 12
"""A year fits where more than `MOST` months have just their first letter."""

SCALE = (1, 2, 3, 4, 5)


def steps(values: Mapping[str, Any], language: str) -> Drawn:
    """Steps by how they ended: `rows` of (day, done, partly, not done, let go), by `by` ("day" or "month").

    `title` is the message that names the picture.
    """
    parts = [
        Part(_say("picture-done", language), BLUE),
        Part(_say("picture-partly", language), SKY, "//"),
        Part(_say("picture-not-done", language), ORANGE, ".."),
        Part(_say("picture-let-go", language), GREY, "xx"),
    ]
    return _bars("steps.png", values, parts, language)


def attendance(values: Mapping[str, Any], language: str) -> Drawn:
    """Check-ins shared and members present at meetings: `rows` of (day, shared, present or None)."""
    parts = [
        Part(_say("picture-shared", language), BLUE, mark="o"),
        Part(_say("picture-present", language), ORANGE, mark="s"),
    ]
    return _lines("attendance.png", values, parts, language)


def review(values: Mapping[str, Any], language: str) -> Drawn:
    """Medians of the process review over meetings: `rows` of (day, support, challenge, airtime), from 1 to 5."""
    scheme = scheme_of(values)
    parts = [
        Part(_say("picture-support", language), BLUE, mark="o"),
        Part(_say("picture-challenge", language), ORANGE, mark="s"),
        Part(_say("picture-airtime", language), GREEN, mark="^"),
    ]
    rows = values["rows"][-MOST:]
    with canvas(_say("picture-review-title", language), scheme) as (figure, axes):
        lines(axes, [_label(row[0], values, language) for row in rows], [row[1:] for row in rows], parts, scheme)
        axes.set_yticks(SCALE)
        axes.set_ylim(0.7, 5.3)
        legend(figure, axes, scheme)
        return png(figure, "review.png")


def programme(values: Mapping[str, Any], language: str) -> Drawn:
    """A programme by months: `rows` of (month, meetings, present, steps set, steps ended); None is left out."""
    parts = [
        Part(_say("picture-meetings", language), BLUE, mark="o"),
        Part(_say("picture-present", language), ORANGE, mark="s"),
        Part(_say("picture-set", language), GREEN, mark="^"),
        Part(_say("picture-ended", language), GREY, mark="D"),
    ]
    return _lines("programme.png", values, parts, language)


def _bars(name: str, values: Mapping[str, Any], parts: list[Part], language: str) -> Drawn:
    scheme, rows = scheme_of(values), values["rows"][-MOST:]
    with canvas(_say(values["title"], language), scheme) as (figure, axes):
        bars(axes, [_label(row[0], values, language) for row in rows], [row[1:] for row in rows], parts)
        legend(figure, axes, scheme)
        return png(figure, name)


def _lines(name: str, values: Mapping[str, Any], parts: list[Part], language: str) -> Drawn:
    """Lines of counts from nothing up, in whole numbers."""
    scheme, by_month = scheme_of(values), values.get("by") == "month"
    rows = values["rows"][-(MOST_MONTHS if by_month else MOST) :]
    with canvas(_say(values["title"], language), scheme) as (figure, axes):
        labels = [_letter(row[0], language) if len(rows) > MOST else _label(row[0], values, language) for row in rows]
        lines(axes, labels, [row[1:] for row in rows], parts, scheme)
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        legend(figure, axes, scheme)
        return png(figure, name)


def _label(day: str, values: Mapping[str, Any], language: str) -> str:
    """A day or a month, short."""
    pattern = "MMM\ny" if values.get("by") == "month" else "d MMM"
    return format_date(date.fromisoformat(day), pattern, locale=language)


def _letter(day: str, language: str) -> str:
    """The first letter of a month."""
    return format_date(date.fromisoformat(day), "LLLLL", locale=language)


def _say(message_id: str, language: str) -> str:
    return catalogue().plain(message_id, {}, language)
