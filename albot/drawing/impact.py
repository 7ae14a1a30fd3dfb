"""The organisation's page of impact for a year, as a PDF that can be printed and read aloud by a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from albot.drawing.charts import programme
from albot.drawing.drawn import Drawn
from albot.texts.catalogue import catalogue

FONT = "DejaVu"
INK, PALE = (28, 39, 51), (213, 219, 225)
WIDTH = 170.0
"""Millimetres between the margins of an A4 page."""


def impact(values: Mapping[str, Any], language: str) -> Drawn:
    """The page: `year`, `until` (ISO day), `operator`, `figures` ([message id, text] each), `rows` as `programme`'s."""
    page = _page(values, language)
    page.set_font(FONT, "B", 22)
    _line(page, 12, _say("impact-title", language, year=str(values["year"])))
    page.set_font(FONT, "", 11)
    _line(page, 6, str(values["operator"]))
    _line(page, 6, _say("impact-until", language, day=str(values["until"])))
    page.ln(4)
    for message_id, text in values["figures"]:
        _figure(page, _say(message_id, language), text)
    page.ln(4)
    picture = programme({"title": "picture-programme-title", "by": "month", "rows": values["rows"]}, language)
    page.image(BytesIO(picture.data), w=110, x=50, alt_text=_say("picture-programme-title", language))
    page.ln(2)
    page.set_font(FONT, "", 9)
    page.multi_cell(WIDTH, 5, _say("impact-note", language))
    return Drawn(f"impact-{values['year']}.pdf", bytes(page.output()))


def _page(values: Mapping[str, Any], language: str) -> FPDF:
    """An empty page with its fonts. It is dated by the day that it counts to, not by when somebody asked for it."""
    page = FPDF(format="A4")
    fonts = files("matplotlib") / "mpl-data" / "fonts" / "ttf"
    page.add_font(FONT, "", str(fonts / "DejaVuSans.ttf"))
    page.add_font(FONT, "B", str(fonts / "DejaVuSans-Bold.ttf"))
    page.set_margins(20, 18)
    page.set_title(_say("impact-title", language, year=str(values["year"])))
    page.set_lang(language)
    page.set_creation_date(datetime.fromisoformat(str(values["until"])).replace(tzinfo=UTC))
    page.add_page()
    page.set_text_color(*INK)
    page.set_draw_color(*PALE)
    return page


def _line(page: FPDF, height: float, text: str) -> None:
    page.multi_cell(WIDTH, height, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _figure(page: FPDF, name: str, text: str) -> None:
    """A figure: what it is, and the number, on one ruled line."""
    page.set_font(FONT, "", 12)
    page.cell(WIDTH * 0.65, 9, name, border="B")
    page.set_font(FONT, "B", 12)
    page.cell(WIDTH * 0.35, 9, text, border="B", align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _say(message_id: str, language: str, **args: str) -> str:
    return catalogue().plain(message_id, {name: ["s", text] for name, text in args.items()}, language)
