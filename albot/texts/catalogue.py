"""The catalogue: loads Fluent files, renders a message to Telegram's HTML, and checks that all of them are sound.

Arguments are escaped here (by `plain`) and nowhere else. Rendering works on the packed form of the arguments (see
`args`), since texts are made when an outbox row is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from albot.texts import plain

HERE = Path(__file__).parent
FALLBACK = "en"
EXPANDABLE_FROM = 300
"""Characters from which a quotation folds: about six lines on a small phone."""

VARIANT = re.compile(r"\[ *([A-Za-z][\w-]*) *\]")
"""How a variant of a message begins: with the word by which it is chosen."""

PLACE = "\x02"
"""Stands on both sides of an argument's name where its text comes in."""

MOST_KEPT = 4_096
"""Messages as Fluent made them that are kept: more than there are in a language, and a few megabytes at the most."""


class TextMissing(Exception):
    """A message id that no catalogue has."""


class Catalogue:
    """All messages of all languages; a language that lacks one falls back to English.

    Fluent makes a message with numbers in it and places for texts, the texts come into their places afterwards. What
    it made is kept for the next time: it holds nothing that anybody wrote.
    """

    def __init__(self, folder: Path = HERE) -> None:
        self._bundles: dict[str, FluentBundle] = {}
        self._choices: set[str] = set()
        self._kept = lru_cache(maxsize=MOST_KEPT)(self._made)
        for language in sorted(path.name for path in folder.iterdir() if path.is_dir() and any(path.glob("*.ftl"))):
            bundle = FluentBundle([language], use_isolating=False)
            parser = FluentParser(with_spans=False)  # where in a file each word stands: 1.6 MB that nobody asks for
            for file in sorted((folder / language).glob("*.ftl")):
                text = file.read_text(encoding="utf-8")
                bundle.add_resource(parser.parse(text), allow_overrides=False)
                self._choices.update(VARIANT.findall(text))
            self._bundles[language] = bundle

    @property
    def languages(self) -> list[str]:
        """The languages there are, by their codes."""
        return list(self._bundles)

    def render(self, message_id: str, packed: Mapping[str, Any], language: str = FALLBACK) -> str:
        """The HTML of a message; raises `TextMissing` where no catalogue has it."""
        return plain.few(self._format(message_id, packed, language, as_html=True))

    def plain(self, message_id: str, packed: Mapping[str, Any], language: str = FALLBACK) -> str:
        """The text of a message without markup, for button labels, menus and files."""
        return self._format(message_id, packed, language, as_html=False)

    def _format(self, message_id: str, packed: Mapping[str, Any], language: str, *, as_html: bool) -> str:
        given = tuple((name, each) for name, value in packed.items() if (each := self._given(value)) is not None)
        parts = self._kept(message_id, language, tuple(packed), given)
        pieces = list(parts)
        for place in range(1, len(pieces), 2):
            pieces[place] = self._show(packed[pieces[place]], language, as_html=as_html)
        return "".join(pieces)

    def _given(self, value: Any) -> int | str | None:
        """What Fluent itself must see of an argument: a number, or a word that some message chooses by."""
        match value:
            case int():
                return value
            case ["s", str() as word] if word in self._choices:
                return word
        return None

    def _made(
        self, message_id: str, language: str, names: tuple[str, ...], given: tuple[tuple[str, int | str], ...]
    ) -> tuple[str, ...]:
        """A message as Fluent makes it, cut where texts come in: between every two pieces the name of one."""
        bundle = self._bundles.get(language)
        if bundle is None or not bundle.has_message(message_id):
            bundle = self._bundles[FALLBACK]
        if not bundle.has_message(message_id):
            raise TextMissing(message_id)
        pattern = bundle.get_message(message_id).value
        if pattern is None:
            raise TextMissing(message_id)
        places = {name: f"{PLACE}{name}{PLACE}" for name in names}
        text, problems = bundle.format_pattern(pattern, {**places, **dict(given)})
        if problems:
            raise ValueError(f"{message_id}: {type(problems[0]).__name__}: {problems[0]}")
        return tuple(str(text).split(PLACE))

    def _show(self, value: Any, language: str, *, as_html: bool) -> str:
        """A packed argument as finished text."""
        match value:  # `str() as text` and not `str(text)`, which takes five times as long in Python 3.11
            case int():
                return str(value)
            case ["s" | "w" | "p" | "a" as kind, str() as text]:
                return _written(kind, text) if as_html else text
            case ["t", int() as unix, str() as zone]:
                return moment(unix, zone, language, as_html=as_html)
            case ["d", str() as day]:
                return format_date(date.fromisoformat(day), "EEEE d MMMM", locale=language)
            case ["mo", str() as day]:
                return format_date(date.fromisoformat(day), "MMMM y", locale=language)
            case ["m", str() as message_id, dict() as args]:
                return self._format(message_id, args, language, as_html=as_html)
            case ["l", list() as items]:
                return "\n".join(self._show(item, language, as_html=as_html) for item in items)
        raise TypeError("an argument of a text is of no known kind")

    def problems(self) -> list[str]:
        """What is wrong with the files: junk, ids that a language lacks or has alone, variables that differ."""
        return list(_problems(HERE))


def _written(kind: str, text: str) -> str:
    """The HTML of a text among the arguments, by its tag (see `args`)."""
    match kind:
        case "w":
            return _quotation(text, plain.quoted(text))
        case "p":
            return _quotation(text, plain.opened(text))
        case "a":
            return plain.opened(text)
    return plain.inline(text)


def _quotation(text: str, shown: str) -> str:
    """A quotation in Telegram's HTML; `shown` is the HTML of its text."""
    tag = "blockquote expandable" if len(text) > EXPANDABLE_FROM else "blockquote"
    return f"<{tag}>{shown}</blockquote>"


def moment(unix: int, zone: str, language: str, *, as_html: bool) -> str:
    """A moment: the day, and the time with its zone written out, such as `Thu 3 Dec (18:00 London)`.

    In HTML the day is an entity that clients show as day and time in each reader's own zone; an old client leaves it
    as it stands.
    """
    local = datetime.fromtimestamp(unix, UTC).astimezone(ZoneInfo(zone))
    day = format_datetime(local, "EEE d MMM", tzinfo=ZoneInfo(zone), locale=language)
    time = format_datetime(local, "HH:mm", tzinfo=ZoneInfo(zone), locale=language)
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    shown = f'<tg-time unix="{unix}" format="wdt">{day}</tg-time>' if as_html else day
    return f"{shown} ({time} {city})"


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue of this installation, read once."""
    return Catalogue()


class _Variables(Visitor):
    """Collects the variables that a message uses."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def _entries(folder: Path) -> Iterator[tuple[Path, ast.EntryType]]:
    for file in sorted(folder.glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            yield file, entry


def message_variables(folder: Path) -> dict[str, set[str]]:
    """Each message id of a language with the variables it uses."""
    found: dict[str, set[str]] = {}
    for _file, entry in _entries(folder):
        if isinstance(entry, ast.Message) and entry.value is not None:
            visitor = _Variables()
            visitor.visit(entry)
            found[entry.id.name] = visitor.names
    return found


def _problems(folder: Path) -> Iterator[str]:
    languages = [path for path in sorted(folder.iterdir()) if path.is_dir() and any(path.glob("*.ftl"))]
    for language in languages:
        for file, entry in _entries(language):
            if isinstance(entry, ast.Junk):
                yield f"{language.name}/{file.name}: not understood: {re.split(chr(10), entry.content or '')[0]}"
    reference = message_variables(folder / FALLBACK)
    for language in languages:
        here = message_variables(language)
        yield from (f"{language.name}: {name} is missing" for name in sorted(reference.keys() - here.keys()))
        yield from (f"{language.name}: {name} has no English" for name in sorted(here.keys() - reference.keys()))
        for name in sorted(reference.keys() & here.keys()):
            if reference[name] != here[name]:
                yield f"{language.name}: {name} uses other variables than the English text"
