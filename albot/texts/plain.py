"""What people wrote, as Telegram's HTML in which nothing can be tapped and nothing turns the bot's own words around.

Telegram makes links out of plain text by itself: names, tags, commands, addresses, numbers. Such a link can lead to a
person, or tell a web site who came. Inside `<code>` it looks for none, the text stays as it was, and a tap copies it.

What it links is in TDLib (github.com/tdlib/td, td/telegram/MessageEntity.cpp: find_mentions, find_bot_commands,
find_hashtags, find_cashtags, find_tg_urls, find_urls, find_bank_card_numbers); phone numbers are found by the server
and the apps, by rules that are not public. Here more is taken for a link than there, never less. Before it looks,
Telegram takes some characters out (td/telegram/misc.cpp: clean_input_string), so that is done here too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

PHONE_DIGITS = 7
"""So many digits, with what people put between them, could be a phone number; a bank card has more."""

MOST_MARKED = 50
"""Marked places from which neighbours become one: Telegram forgets the marks of a message beyond its hundredth
(github.com/rubenlagus/TelegramBots/issues/854)."""

# Telegram takes these out of every text: a return, and what separates lines, embeds or overrides a direction.
_TAKEN_OUT = dict.fromkeys([0x0D, *range(0x2028, 0x202F)])
# These too; here they stay, since a letter may be written with them, but nothing is hidden behind them.
_LOST_MARKS = "\u030a\u0333\u033f"
_UNSEEN = dict.fromkeys(map(ord, _LOST_MARKS))

_FIRST_STRONG, _END_ISOLATE = "\u2068", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_LINE = re.compile(r"[^\n\x85]+")
# Scripts that are written from right to left, and what turns or isolates (Unicode Bidirectional Algorithm, UAX #9).
_TURNS = re.compile(
    "[\u0590-\u08ff\u200f\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

_RISKY = re.compile(
    r"@\w"  # a name, an e-mail address
    r"|#[\w\u200c\u00b7\u0d80-\u0dff]*[^\W\d_]"  # a tag has a letter: No. #7 is none
    r"|\$(?:[A-Z]|1INCH)"
    r"|(?<![\w/])/[A-Za-z0-9_]"  # a command; not and/or
    r"|://|\b(?:tg|mailto|tel):\S"
    r"|(?:[\w~-]|[^\x00-\x7f])\.[^\W\d_](?:[^\W\d_]|[^\x00-\xbf\u2000-\u200b\u2010-\u206f\u3000-\u303f])"  # a domain
    r"|\d\.\d{1,3}\.\d{1,3}\.\d"  # four numbers: the address of a machine
)
# Without one of these nothing in a text can be tapped: what follows need not be looked at closely.
_SIGN = re.compile(r"[@#$/:\d]|\.\S")
_CHUNK = re.compile(r"\S+")
_OPENING = "([{<\"'\u201c\u2018\u201e\u00ab\u2039\u00bf\u00a1" + _ISOLATES
_CLOSING = ")]}>\"'\u201d\u2019\u00bb\u203a.,;:!?\u2026" + _END_ISOLATE

_BETWEEN = rf"[ \t\u00a0\u2000-\u200f\u202f\u2060\u2066-\u2069()./~\-\u2010-\u2015\u2212{_LOST_MARKS}]"
_NUMBER = re.compile(rf"(?:\+\(?)?\d(?:{_BETWEEN}*\d)+")
_REST = re.compile(r"/\S+")
_DAY = r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))"
_YEAR = r"(?:18|19|20)\d\d"
_DATE = re.compile(rf"(?<!\d)(?:{_DAY}|{_YEAR} ?[-/\u2013] ?{_YEAR})(?!\d)", re.ASCII)


def quoted(text: str) -> str:
    """The HTML of a text that stands in paragraphs of its own, such as a quotation."""
    return _marked(settled(text))


def inline(text: str) -> str:
    """The HTML of a text in the middle of the bot's own words: a handle, the name of a set."""
    return _marked(_isolated(settled(text)))


def opened(text: str) -> str:
    """The HTML of a text whose links are meant to be followed, such as where a call is held."""
    return html.escape(settled(text), quote=False)


def settled(text: str) -> str:
    """The text without what turns the direction of writing beyond its own line.

    Marks, and isolates that are closed in their line, stay: people who write Arabic or Hebrew need them. Embeddings
    and overrides go, as Telegram takes them out too.
    """
    if text.isascii():
        return text.replace("\r", "")
    text = text.translate(_TAKEN_OUT)
    return _LINE.sub(lambda line: _balanced(line[0]), text) if _TURNS.search(text) else text


def few(marked: str) -> str:
    """The HTML of a text or of a message; where much is marked, what lies between two marked places is marked too."""
    return re.sub("</code>([^<]*)<code>", r"\1", marked) if marked.count("<code>") > MOST_MARKED else marked


def _balanced(line: str) -> str:
    """A line without isolates that are never closed, and without ends of isolates that were never opened."""
    opened_at: list[int] = []
    lonely: set[int] = set()
    for place, character in enumerate(line):
        if character in _ISOLATES:
            opened_at.append(place)
        elif character == _END_ISOLATE:
            if opened_at:
                opened_at.pop()
            else:
                lonely.add(place)
    lonely.update(opened_at)
    return "".join(character for place, character in enumerate(line) if place not in lonely)


def _isolated(text: str) -> str:
    """Each line that is written from right to left, or partly, so that it and the words around keep their order."""
    return _LINE.sub(lambda line: _isolate(line[0]), text) if not text.isascii() and _TURNS.search(text) else text


def _isolate(line: str) -> str:
    return f"{_FIRST_STRONG}{line}{_END_ISOLATE}" if _TURNS.search(line) else line


def _marked(text: str) -> str:
    """The text escaped, with `<code>` around every place that Telegram could make a link of."""
    if not _SIGN.search(text):
        return html.escape(text, quote=False)
    shown, done = [], 0
    for start, end in _joined(sorted([*_words(text), *_numbers(text)])):
        shown += [
            html.escape(text[done:start], quote=False),
            f"<code>{html.escape(text[start:end], quote=False)}</code>",
        ]
        done = end
    return few("".join([*shown, html.escape(text[done:], quote=False)]))


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Where the words stand that hold something to tap, without the brackets and stops around them."""
    if not _risky(text):
        return
    for chunk in _CHUNK.finditer(text):
        if _risky(chunk[0]):
            left = chunk[0].lstrip(_OPENING)
            start = chunk.end() - len(left)
            yield start, start + len(left.rstrip(_CLOSING))


def _risky(text: str) -> bool:
    return bool(_RISKY.search(text) or _RISKY.search(text.translate(_UNSEEN)))


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbers stand that could be a phone or a bank card; dates and years count only after a plus."""
    for number in _NUMBER.finditer(text):
        telling = number[0] if number[0].startswith("+") else _DATE.sub("", number[0])
        if sum(map(str.isdecimal, telling)) >= PHONE_DIGITS:
            start, end = number.span()
            rest = _REST.match(text, end)  # a command that stands at a number: beside the mark it would be one
            yield start, end if rest is None else rest.end()


def _joined(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places in order, those that touch or overlap made one."""
    whole: tuple[int, int] | None = None
    for start, end in places:
        if whole is not None and start <= whole[1]:
            whole = whole[0], max(end, whole[1])
            continue
        if whole is not None:
            yield whole
        whole = start, end
    if whole is not None:
        yield whole
