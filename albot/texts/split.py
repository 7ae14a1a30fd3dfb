"""Splits a text in Telegram's HTML that is too long for one message, so that every piece is sound by itself.

It is cut after a line, else after a word, else between two characters that are seen as two: a letter keeps its
accents, and an emoji made of several stays one. Tags that are open at a cut are closed there and opened again.
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import takewhile

LIMIT = 4_096
"""Telegram's limit for one message, in UTF-16 units after entities are parsed."""

BACK = 800
"""So many characters before the limit a line may end for the cut to go there; a word, a quarter of that."""

_TOKEN = re.compile(r"<[^>]*>|&[#\w]+;|.", re.DOTALL)
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)


def units(text: str) -> int:
    """How long a text is for Telegram: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible_units(text: str) -> int:
    """How long a text in HTML is for Telegram, which does not count its markup."""
    return units(_visible(text))


def split(text: str) -> list[str]:
    """The pieces of a text, each within the limit. A piece in which nothing can be seen is left out."""
    if 2 * len(text) <= LIMIT or visible_units(text) <= LIMIT:  # a character has two units at the most
        return [text]
    tokens = _TOKEN.findall(text)
    pieces: list[str] = []
    open_tags: list[str] = []
    start = 0
    while start < len(tokens):
        end = _end(tokens, start)
        piece = [*open_tags, *tokens[start:end]]
        for token in filter(_is_tag, tokens[start:end]):
            _follow(open_tags, token)
        pieces.append("".join([*piece, *(f"</{_name(tag)}>" for tag in reversed(open_tags))]))
        start = end
    return [piece for piece in pieces if any(map(_shows, _visible(piece)))]


def _visible(text: str) -> str:
    """The text without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _is_tag(token: str) -> bool:
    return len(token) > 1 and token.startswith("<")


def _shows(character: str) -> bool:
    """Whether a character leaves a trace on the screen: no space, nothing that steers, no blank in Braille."""
    return unicodedata.category(character)[0] not in "ZC" and character != "\u2800"


def _end(tokens: list[str], start: int) -> int:
    """Where the piece that begins at `start` ends: as late as it fits, at the best place near there."""
    used, end = 0, start
    while end < len(tokens):
        used += 0 if _is_tag(tokens[end]) else units(html.unescape(tokens[end]))
        if used > LIMIT:
            return _best(tokens, start, end)
        end += 1
    return end


def _best(tokens: list[str], start: int, end: int) -> int:
    """The place of a cut at or before `end`."""
    for ends, back in (("\n", BACK), (" ", BACK // 4)):
        for place in range(end, max(start, end - back), -1):
            if tokens[place - 1] == ends:
                return place
    for place in range(end, max(start, end - BACK // 4), -1):
        if not _belong_together(tokens[start:place], tokens[place]):
            return place
    return end


def _belong_together(before: list[str], token: str) -> bool:
    """Whether a character is seen as one with the last of those before it."""
    last, this = html.unescape(before[-1]), html.unescape(token)
    if _is_tag(last) or _is_tag(this):
        return False
    if ord(this[0]) in _REGIONAL:  # two of them are a flag
        return sum(1 for _ in takewhile(lambda each: ord(each[0]) in _REGIONAL, reversed(before))) % 2 == 1
    joined = _JOINER in (last, this) or unicodedata.category(this[0]).startswith("M")
    return joined or ord(this[0]) in _SKIN_TONES


def _name(tag: str) -> str:
    return tag.strip("</>").split()[0]


def _follow(open_tags: list[str], token: str) -> None:
    if token.startswith("</"):
        open_tags.pop()
    else:
        open_tags.append(token)
