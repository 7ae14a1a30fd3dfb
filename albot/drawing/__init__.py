"""What is drawn when a message goes out: pictures, calendar files, documents.

    outbox row: name of a drawer + plain values ─→ draw ─→ a file's name and bytes ─→ wire

A row names what to draw instead of carrying it. Drawers get values that JSON can carry, take the words from the
catalogue, and know no database. They may take most of a second: whoever calls `draw` does so off the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from threading import Lock
from typing import Any

from albot.drawing.drawn import Drawn

Drawer = Callable[[Mapping[str, Any], str], Drawn]
"""Makes a file of values, with the words of a language."""

DRAWERS: Mapping[str, str] = {
    "attendance": "charts.attendance",
    "calendar": "calendar_file.calendar_file",
    "journey": "journey.journey",
    "impact": "impact.impact",
    "programme": "charts.programme",
    "review": "charts.review",
    "steps": "charts.steps",
}
"""The drawers by name: file and function in this room. Each file is loaded when it is first needed, since the libraries
behind it take time and memory that a bot without pictures should not pay for."""

_ONE_AT_A_TIME = Lock()
"""Matplotlib's text layout and font cache are not made for threads side by side."""


def draw(kind: str, values: Mapping[str, Any], language: str) -> Drawn:
    """Draw something by the name of its drawer; raises `KeyError` for one that is not there."""
    file, function = DRAWERS[kind].split(".")
    with _ONE_AT_A_TIME:
        drawer: Drawer = getattr(import_module(f"albot.drawing.{file}"), function)
        return drawer(values, language)
