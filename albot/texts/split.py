"""Splits a text in Telegram's HTML that is too long for one message, so that every piece is sound by itself."""

from __future__ import annotations

import html
import re

LIMIT = 4_096
"""Telegram's limit for one message, in UTF-16 units after entities are parsed."""

ROOM = LIMIT - 16

_TOKEN = re.compile(r"<[^>]*>|&[#\w]+;|[^<&]")


def units(text: str) -> int:
    """How long a text is for Telegram: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str) -> list[str]:
    """The pieces of a text, each within the limit; tags that are open at a cut are closed and opened again."""
    if units(html.unescape(re.sub(r"<[^>]*>", "", text))) <= LIMIT:
        return [text]
    pieces: list[str] = []
    piece: list[str] = []
    open_tags: list[str] = []
    used = 0
    for token in _TOKEN.findall(text):
        if token.startswith("<"):
            _follow(open_tags, token)
            piece.append(token)
            continue
        size = units(html.unescape(token))
        if used + size > ROOM:
            pieces.append("".join([*piece, *(f"</{_name(tag)}>" for tag in reversed(open_tags))]))
            piece, used = list(open_tags), 0
        piece.append(token)
        used += size
    return [*pieces, "".join(piece)]


def _name(tag: str) -> str:
    return tag.strip("</>").split()[0]


def _follow(open_tags: list[str], token: str) -> None:
    if token.startswith("</"):
        open_tags.pop()
    else:
        open_tags.append(token)
