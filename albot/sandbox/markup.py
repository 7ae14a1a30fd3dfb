"""Telegram's HTML: text and entities out of tags, as strict as Telegram, with its words for what is wrong.

The rules and the wording are those of TDLib's `parse_html` (github.com/tdlib/td, td/telegram/MessageEntity.cpp):
offsets in errors count bytes of the UTF-8 text as it was sent; offsets of entities count UTF-16 units of the text as
it is shown. Of what TDLib does afterwards, this does the part that a bot can notice: it trims, drops what may not
stand inside code or inside another quote or link, and finds commands and addresses in the text.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from urllib.parse import urlsplit

from albot.sandbox.chats import Json
from albot.sandbox.errors import ApiError, bad_request

# Further entities are ignored by Telegram (core.telegram.org/bots/api, by experience of its libraries).
MOST_ENTITIES = 100

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-time": "date_time",
    "tg-emoji": "custom_emoji",
}
_SPEAKS_FOR_ITSELF = frozenset({"code", "pre", "text_link", "text_mention", "date_time"})
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_SPACE = b" \t\r\n\0\v"
_NAME_TOKEN = (string.ascii_letters + string.digits + ".-").encode()
_DATE_FORMAT = re.compile(r"[rR]|[tTdDwW]*")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_HOST = re.compile(r"(?:[^\s./?#@:]+\.)+[^\s./?#@:]{2,}|localhost|\d+(?:\.\d+){3}|\[[0-9a-fA-F:]+\]")
_MENTION = re.compile(r"tg:(?://)?user\?id=(\d+)")


def utf16_length(text: str) -> int:
    """How long Telegram takes a text to be: in UTF-16 units, so that most emoji count two."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The text that is shown and its entities; raises Telegram's 400 for what it could not read."""
    if "\0" in source:
        raise _cannot_parse("Text must not contain null bytes")
    if "<" not in source and "&" not in source:
        return source, []
    return _HtmlReader(source.encode()).read()


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """The text without white space at both ends, with the entities moved to fit; emptied ones are left out."""
    kept = text.strip()
    if len(kept) == len(text):
        return text, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, length)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def settle_entities(text: str, entities: list[Json]) -> list[Json]:
    """The entities as a client gets them: what cannot nest left out, commands and addresses in the text found."""
    kept = _without_impossible_nesting(sorted(entities, key=_place))
    return _with_found(text, kept)[:MOST_ENTITIES]


def find_entities(text: str) -> list[Json]:
    """The commands and addresses that Telegram itself marks in a text without markup."""
    return _with_found(text, [])


def checked_address(address: str) -> str:
    """The address as Telegram keeps it, in links and buttons; raises ValueError with its word for what is wrong."""
    if not address:
        raise ValueError("URL host is empty")
    if address.startswith(("tg://", "ton://", "tonsite://")):
        return address
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if parts.scheme not in {"http", "https"}:
        raise ValueError("Unsupported URL protocol")
    if not _HOST.fullmatch(parts.netloc.rpartition("@")[2].rsplit(":", 1)[0] or ""):
        raise ValueError("Wrong HTTP URL")
    return parts.geturl() if parts.path else f"{parts.geturl()}/"


def _cannot_parse(what: str) -> ApiError:
    return bad_request(f"can't parse entities: {what}")


def _decode(text: str) -> str:
    """The text with the four named references that Telegram knows and the numeric ones replaced."""
    return _REFERENCE.sub(_decode_one, text) if "&" in text else text


def _decode_one(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name, match.group())
    code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
    if not 0 < code < 0x10FFFF or len(match.group().rstrip(";")) >= 10:
        return match.group()
    if 0xD800 <= code <= 0xDFFF:
        raise _cannot_parse(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
            "surrogate code units"
        )
    return chr(code)


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end: where its text begins, in UTF-16 units and in pieces already read."""

    name: str
    argument: str
    unix: int
    offset: int
    piece: int


class _HtmlReader:
    """One pass over the bytes of a text, tag by tag."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._offset = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        """Text and entities of the whole source."""
        while self._at < len(self._source):
            tag_at = self._source.find(b"<", self._at)
            end = len(self._source) if tag_at < 0 else tag_at
            self._take_text(end)
            if tag_at >= 0:
                self._take_tag(tag_at)
        if self._open:
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self._pieces), self._entities

    def _take_text(self, end: int) -> None:
        if end > self._at:
            piece = _decode(self._source[self._at : end].decode())
            self._pieces.append(piece)
            self._offset += utf16_length(piece)
            self._at = end

    def _take_tag(self, begin: int) -> None:
        self._at = begin + 1
        if self._peek() == b"/":
            self._take_end_tag(begin)
        else:
            self._take_start_tag(begin)

    def _peek(self) -> bytes:
        """The byte at the present place; a null byte past the end."""
        return self._source[self._at : self._at + 1] or b"\0"

    def _take_word(self, stops: bytes) -> str:
        """Everything up to the next of the stopping bytes or the end."""
        begin = self._at
        while self._at < len(self._source) and self._peek() not in stops:
            self._at += 1
        return self._source[begin : self._at].decode()

    def _skip_space(self) -> None:
        while self._at < len(self._source) and self._peek() in _SPACE:
            self._at += 1

    def _take_start_tag(self, begin: int) -> None:
        name = self._take_word(_SPACE + b">").lower()
        if self._peek() == b"\0":
            raise _cannot_parse(f"Unclosed start tag at byte offset {begin}")
        if name not in _TYPES:
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {begin}')
        attributes = self._take_attributes(name, begin)
        opened = _opened(name, attributes, self._offset, len(self._pieces))
        if name == "span" and opened.argument != "spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(opened)

    def _take_attributes(self, name: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_space()
            if self._peek() == b">":
                self._at += 1
                return attributes
            key = self._take_word(_SPACE + b"=>/\"'")
            if not key:
                raise _cannot_parse(f'Empty attribute name in the tag "{name}" at byte offset {begin}')
            self._skip_space()
            attributes[key] = self._take_value(name, begin) if self._peek() == b"=" else ""
            if self._peek() == b"\0":
                raise _cannot_parse(f'Unclosed start tag "{name}" at byte offset {begin}')

    def _take_value(self, name: str, begin: int) -> str:
        self._at += 1
        self._skip_space()
        quote = self._peek()
        if quote == b"\0":
            raise _cannot_parse(f'Unclosed start tag "{name}" at byte offset {begin}')
        if quote not in (b'"', b"'"):
            return self._take_name_token()
        end = self._source.find(quote, self._at + 1)
        if end < 0 or end + 1 == len(self._source):
            raise _cannot_parse(f"Unclosed start tag at byte offset {begin}")
        value = _decode(self._source[self._at + 1 : end].decode())
        self._at = end + 1
        return value

    def _take_name_token(self) -> str:
        begin = self._at
        while self._peek() in _NAME_TOKEN:
            self._at += 1
        if self._peek() not in _SPACE + b">":
            raise _cannot_parse(f"Unexpected end of name token at byte offset {begin}")
        return self._source[begin : self._at].decode().lower()

    def _take_end_tag(self, begin: int) -> None:
        if not self._open:
            raise _cannot_parse(f"Unexpected end tag at byte offset {begin}")
        self._at += 1
        name = self._take_word(_SPACE + b">").lower()
        self._skip_space()
        if self._peek() != b">":
            raise _cannot_parse(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.name:
            raise _cannot_parse(
                f'Unmatched end tag at byte offset {begin}, expected "</{opened.name}>", found "</{name}>"'
            )
        if self._offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        """Turn a tag with something in it into an entity."""
        entity: Json = {
            "type": _TYPES[opened.name],
            "offset": opened.offset,
            "length": self._offset - opened.offset,
        }
        if opened.name == "a":
            self._close_link(entity, opened)
        elif opened.name in {"pre", "code"}:
            self._close_code(entity, opened)
        elif opened.name == "tg-time":
            self._close_time(entity, opened)
        else:
            _finish_plain(entity, opened)
            self._entities.append(entity)

    def _close_link(self, entity: Json, opened: _Open) -> None:
        address = opened.argument or "".join(self._pieces[opened.piece :])
        mention = _MENTION.fullmatch(address)
        if mention:
            self._entities.append({**entity, "type": "text_mention", "user": {"id": int(mention.group(1))}})
            return
        try:
            self._entities.append({**entity, "url": checked_address(address)})
        except ValueError:
            return  # Telegram shows the words and leaves out a link that goes nowhere

    def _close_code(self, entity: Json, opened: _Open) -> None:
        """`pre` and `code` of one extent become one block; its language comes from the code's class."""
        last = self._entities[-1] if self._entities else {}
        same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        if opened.name == "pre" and same and last.get("type") == "code" and "language" in last:
            last["type"] = "pre"
        elif opened.name == "code" and same and last.get("type") == "pre" and opened.argument:
            last["language"] = opened.argument
        else:
            self._entities.append({**entity, "language": opened.argument} if opened.argument else entity)

    def _close_time(self, entity: Json, opened: _Open) -> None:
        if not _DATE_FORMAT.fullmatch(opened.argument):
            raise _cannot_parse("Invalid date format specified")
        if opened.unix > 0:
            written = _date_format(opened.argument)
            self._entities.append({**entity, "unix_time": opened.unix, "date_time_format": written})


def _date_format(written: str) -> str:
    """The format as the Bot API shows it back: relative alone, or week day, date and time, the short form winning."""
    if written in {"r", "R"}:
        return "r"
    day = "w" if "w" in written.lower() else ""
    return day + next((c for c in "dD" if c in written), "") + next((c for c in "tT" if c in written), "")


def _finish_plain(entity: Json, opened: _Open) -> None:
    if opened.name == "blockquote" and opened.argument:
        entity["type"] = "expandable_blockquote"
    if opened.name == "tg-emoji":
        if not opened.argument.isdigit() or not 0 < int(opened.argument) < 2**63:
            raise _cannot_parse("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = opened.argument


def _opened(name: str, attributes: dict[str, str], offset: int, piece: int) -> _Open:
    """The tag with the one attribute that means something to it; others are ignored, as Telegram does."""
    argument = ""
    if name == "a":
        argument = attributes.get("href", "")
    elif name == "code" and attributes.get("class", "").startswith("language-"):
        argument = attributes["class"].removeprefix("language-")
    elif name == "span" and attributes.get("class", "").startswith("tg-"):
        argument = attributes["class"].removeprefix("tg-")
    elif name == "blockquote" and "expandable" in attributes:
        argument = "1"
    elif name in {"tg-time", "tg-emoji"}:
        argument = attributes.get("format" if name == "tg-time" else "emoji-id", "")
    digits = re.match(r"-?\d+", attributes.get("unix", ""))
    return _Open(name, argument, int(digits.group()) if digits else 0, offset, piece)


def _without_impossible_nesting(entities: list[Json]) -> list[Json]:
    """Leave out what stands inside code, and a quote in a quote or a link in a link."""
    kept: list[Json] = []
    for entity in entities:
        around = [other["type"] for other in kept if _holds(other, entity)]
        kind = entity["type"]
        if "code" in around or "pre" in around:
            continue
        if kind.endswith("blockquote") and any(other.endswith("blockquote") for other in around):
            continue
        if kind in {"text_link", "date_time"} and {"text_link", "date_time"} & set(around):
            continue
        kept.append(entity)
    return kept


def _place(entity: Json) -> tuple[int, int, int]:
    """Where an entity sorts: by its start, the longer one first, then what rules out others first."""
    first = ("blockquote", "expandable_blockquote", "pre", "code")
    kind = entity["type"]
    return entity["offset"], -entity["length"], first.index(kind) if kind in first else len(first)


def _holds(outer: Json, inner: Json) -> bool:
    return bool(
        outer["offset"] <= inner["offset"] and inner["offset"] + inner["length"] <= outer["offset"] + outer["length"]
    )


def _with_found(text: str, entities: list[Json]) -> list[Json]:
    """The entities and, where none that speaks for itself stands, the commands and addresses of the text."""
    if "/" not in text:
        return entities
    taken = [entity for entity in entities if entity["type"] in _SPEAKS_FOR_ITSELF]
    found: list[Json] = []
    for kind, pattern in (("url", _ADDRESS), ("bot_command", _COMMAND)):
        for match in pattern.finditer(text):
            entity = {
                "type": kind,
                "offset": utf16_length(text[: match.start()]),
                "length": utf16_length(match.group()),
            }
            if not any(_overlap(entity, other) for other in [*taken, *found]):
                found.append(entity)
    if not found:
        return entities
    return sorted([*entities, *found], key=_place)


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
