"""A member's own journey as a document to keep: made for them alone, with nothing in it that says whose it is.

It holds what `store.journeys` gathered. The file's properties are empty and its dates the same in every file, so that
neither an account nor an hour travels with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from babel.dates import format_date
from docx import Document
from docx.document import Document as Page

from albot.drawing.drawn import Drawn
from albot.texts.args import Arg, pack_all
from albot.texts.catalogue import catalogue

NAME = "my-journey.docx"

THE_SAME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""The date in every file's properties, since it must have one."""

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold (XML 1.0, section 2.2)."""

PARTS = ("what", "stretch", "power")

Values: TypeAlias = Mapping[str, Any]


def journey(values: Values, language: str) -> Drawn:
    """The document of one journey; `values` as `store.journeys.journey` makes them."""
    writing = _Writing(language)
    writing.head(values)
    writing.issue("journey-issue-first", values["first"])
    for cycle in values["cycles"]:
        writing.cycle(cycle)
    writing.list("journey-still-open", values["open"])
    if values["now"] != values["first"]:
        writing.issue("journey-issue-now", values["now"])
    return Drawn(NAME, _without_traces(writing.page))


class _Writing:
    """A document as it is being written, in one language."""

    def __init__(self, language: str) -> None:
        self.page: Page = Document()
        self._language = language

    def head(self, values: Values) -> None:
        """Whose journey through which set it is, as its owner knows both."""
        self._heading("journey-title", 0)
        if values["set"] and values["handle"]:
            self._say("journey-of", set=values["set"], handle=values["handle"])

    def issue(self, heading: str, parts: Mapping[str, str]) -> None:
        """An issue, with what was asked about each part."""
        if parts:
            self._heading(heading, 1)
        for part in PARTS:
            if part in parts:
                self._heading(f"exporting-field-{part}", 2)
                self._write(parts[part])

    def cycle(self, cycle: Values) -> None:
        """The time until one meeting: how steps ended, what was learned, what was taken away."""
        if cycle["until"] is None:
            self._heading("journey-since", 1)
        else:
            self._heading("journey-until", 1, day=self._day(cycle["until"]))
        for step in cycle["steps"]:
            self._step(step)
        self.list("journey-learned", cycle["learned"], level=2)
        for about in ("about_issue", "about_self"):
            self.list(f"journey-{about}", [each["text"] for each in cycle["took"] if each["about"] == about], level=2)

    def list(self, heading: str, texts: list[str], *, level: int = 1) -> None:
        """Texts under a heading, where there are any."""
        if texts:
            self._heading(heading, level)
        for text in texts:
            self._write(text)

    def _step(self, step: Values) -> None:
        ended = self._words(f"journey-step-{step['state']}", day=self._day(step["day"]))
        self._write(f"{step['text']} ({ended})", "List Bullet")
        if step["said"]:
            self._write(step["said"], "List Continue")

    def _heading(self, message_id: str, level: int, **args: Arg) -> None:
        self.page.add_heading(_fit(self._words(message_id, **args)), level)

    def _say(self, message_id: str, **args: Arg) -> None:
        self._write(self._words(message_id, **args))

    def _write(self, text: str, style: str | None = None) -> None:
        self.page.add_paragraph(_fit(text), style)

    def _words(self, message_id: str, **args: Arg) -> str:
        return catalogue().plain(message_id, pack_all(args), self._language).strip()

    def _day(self, day: str) -> str:
        return str(format_date(date.fromisoformat(day), "d MMMM y", locale=self._language))


def _fit(text: str) -> str:
    """A text without what no document may hold."""
    return NOT_IN_XML.sub("", text)


def _without_traces(page: Page) -> bytes:
    """The bytes of a document with nothing in it about who made it, when, or with what."""
    about = page.core_properties
    for name in ("author", "last_modified_by", "comments", "title", "subject", "keywords", "category"):
        setattr(about, name, "")
    about.created = about.modified = THE_SAME_DAY
    about.revision = 1
    saved, bare = BytesIO(), BytesIO()
    page.save(saved)
    with ZipFile(saved) as whole, ZipFile(bare, "w", ZIP_DEFLATED) as written:
        for name in whole.namelist():
            entry = ZipInfo(name, date_time=THE_SAME_DAY.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            written.writestr(entry, whole.read(name))
    return bare.getvalue()
