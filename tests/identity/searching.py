"""Searching for what was planted: in bytes of any kind, in calls of the Bot API, in what people have in chats.

Bytes may hold nothing planted, in none of the forms below. Calls may hold what their person may see. One search serves
the month and the leaks that are planted on purpose.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from albot.chat.message import base36
from albot.sandbox.parameters import Upload
from albot.sandbox.server import Call
from albot.sandbox.world import World
from tests.identity.planted import Plants

ZLIB_HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""How a zlib stream begins (RFC 1950, section 2.2, with the usual window)."""

GZIP_HEAD = b"\x1f\x8b\x08"
AROUND = 40
"""Bytes shown around what was found."""


@dataclass(frozen=True)
class Leak:
    """Something planted where it may not be."""

    where: str
    what: str
    near: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} … {self.near}"


# Bytes


def in_bytes(plants: Plants, data: bytes, where: str) -> list[Leak]:
    """Everything planted that some bytes hold, in clear or packed, in any of the usual ways of writing it."""
    found = list(_in_clear(plants, data, where))
    for packed in _unpacked(data):
        found += _in_clear(plants, packed, f"{where}, unpacked")
    return found


def _in_clear(plants: Plants, data: bytes, where: str) -> Iterator[Leak]:
    lower = data.lower()
    for form, needle in _text_forms(plants.stem):
        place = lower.find(needle)
        if place >= 0:
            yield Leak(where, f"{_named(plants, lower[place : place + 11])} as {form}", _near(data, place))
    for form, needle in _base64_forms(plants.stem):
        place = data.find(needle)
        if place >= 0:
            yield Leak(where, f"a planted word in {form}", _near(data, place))
    for identity in plants.identities.values():
        numbers = {"id": identity.telegram_id, "phone": int(identity.phone)}
        for what, number in numbers.items():
            for form, needle in number_forms(number):
                place = (lower if form in CASELESS else data).find(needle)
                if place >= 0:
                    yield Leak(where, f"{what} of {identity.name} as {form}", _near(data, place))


def _text_forms(stem: str) -> list[tuple[str, bytes]]:
    """The stem, in small letters, as it may be written."""
    forms = [
        ("text", stem.encode()),
        ("UTF-16", stem.encode("utf-16-le")),
        ("big-endian UTF-16", stem.encode("utf-16-be")),
        ("reversed text", stem[::-1].encode()),
    ]
    for cased in (stem, stem.title(), stem.upper()):
        forms.append(("hex", cased.encode().hex().encode()))
        forms.append(("JSON escapes", "".join(f"\\u{ord(letter):04x}" for letter in cased).encode()))
    return forms


def _base64_forms(stem: str) -> list[tuple[str, bytes]]:
    """What base64 makes of the stem wherever it stands in a text."""
    forms = []
    for cased in {stem, stem.title(), stem.upper()}:
        for shift in range(3):
            bits = shift * 8
            whole = b64encode(b"\0" * shift + cased.encode() + b"\0\0\0")
            forms.append(("base64", whole[-(-bits // 6) : (bits + len(cased) * 8) // 6]))
    return forms


CASELESS = frozenset({"hex", "base 36"})


def number_forms(number: int) -> list[tuple[str, bytes]]:
    """A number as it may be written. Without its leading zero bytes: SQLite keeps it in as few bytes as it can."""
    size = (number.bit_length() + 7) // 8
    digits = str(number).encode()
    return [
        ("decimal text", digits),
        ("decimal UTF-16", str(number).encode("utf-16-le")),
        ("hex of decimal", digits.hex().encode()),
        ("big-endian bytes", number.to_bytes(size, "big")),
        ("little-endian bytes", number.to_bytes(size, "little")),
        ("base 36", base36(number).encode()),
        ("hex", f"{number:x}".encode()),
        *(("base64", b64encode(b"\0" * shift + digits)[shift + 1 if shift else 0 : -4]) for shift in range(3)),
    ]


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What packed streams in some bytes hold, wherever they begin."""
    for head in (*ZLIB_HEADS, GZIP_HEAD):
        place = data.find(head)
        while place >= 0:
            unpacker = zlib.decompressobj(wbits=31 if head == GZIP_HEAD else 15)
            try:
                inside = unpacker.decompress(data[place : place + 1_000_000], 10_000_000)
            except zlib.error:
                inside = b""
            if inside:
                yield inside
            place = data.find(head, place + 1)


def _named(plants: Plants, token: bytes) -> str:
    """What a word that was found is, as far as that can be told."""
    text = token.decode("ascii", "replace")
    identity, word = plants.identity_of(text), plants.words.get(text)
    if identity is not None:
        return f"{identity[1]} of {identity[0]}"
    return f"{word.owner}'s word ({word.about})" if word is not None else "a planted word"


def _near(data: bytes, place: int) -> str:
    return ascii(data[max(place - AROUND, 0) : place + AROUND])


# Calls


def in_calls(plants: Plants, calls: Iterable[Call]) -> list[Leak]:
    """Everything planted in calls of the Bot API that the person they are for may not get, or not yet, or no more."""
    presses: dict[str, str] = {}
    found: list[Leak] = []
    for call in calls:
        _note_presses(plants, call, presses)
        reader = _reader(plants, call, presses)
        where = f"{call.method} to {reader or 'nobody'} at {call.time:%d %b %H:%M}"
        for text in _texts(_but_address(call.parameters)):
            found += (Leak(where, what, text[:200]) for what in _wrong_in(plants, text, reader, call.time))
        for file in _files(call):
            found += (Leak(f"file in {where}", what, "") for what in _others_words(plants, file, reader))
    return found


def reached(plants: Plants, calls: Iterable[Call]) -> dict[str, set[str]]:
    """Who was sent each of the planted words."""
    got: dict[str, set[str]] = {text: set() for text in plants.words}
    for call in calls:
        reader = _reader(plants, call, {})
        for text in _texts(call.parameters) if reader else ():
            for token in plants.pattern.findall(text):
                if token.lower() in got and reader:
                    got[token.lower()].add(reader)
    return got


def _wrong_in(plants: Plants, text: str, reader: str | None, at: datetime) -> Iterator[str]:
    """What is wrong with showing a text to somebody (None: to nobody in particular)."""
    rest = text
    for token in plants.pattern.findall(text):
        rest = rest.replace(token, "")
        identity, word = plants.identity_of(token.lower()), plants.words.get(token.lower())
        if identity is not None and identity[0] != reader:
            yield f"{identity[1]} of {identity[0]}"
        if word is not None and not (reader and word.may_read(reader, at)):
            yield f"{word.owner}'s word ({word.about})"
    for leak in _in_clear(plants, rest.encode(), ""):
        if reader is None or f" of {reader} as " not in leak.what:
            yield leak.what
    for inner, name in plants.inner.items():
        if name != reader and _holds_number(rest, inner):
            yield f"person id of {name}"


def _holds_number(text: str, number: int) -> bool:
    return any(re.search(rf"(?<![0-9a-z]){form}(?![0-9a-z])", text) for form in (str(number), base36(number)))


def _files(call: Call) -> list[str]:
    uploads = (value for value in call.parameters.values() if isinstance(value, Upload))
    return [upload.content.decode("utf-8", "replace") for upload in uploads]


def _others_words(plants: Plants, text: str, reader: str | None) -> Iterator[str]:
    """Words of others in a file: it can be passed on and lives on, so it holds nobody else's (PRODUCT, privacy, 3)."""
    for token in plants.pattern.findall(text):
        word = plants.words.get(token.lower())
        if word is not None and word.owner != reader and word.about not in ON_ALL_PAPERS:
            yield f"{word.owner}'s word ({word.about})"


ON_ALL_PAPERS = frozenset({"handle", "name of the set", "place of the meeting"})
"""What a file may say that somebody else has typed: which set it is about, where it meets, and who is who there."""


def _note_presses(plants: Plants, call: Call, presses: dict[str, str]) -> None:
    """Whose each button press is that the bot has fetched: what answers it names only the press."""
    batch = (call.answer or {}).get("result") if call.method == "getUpdates" else None
    for update in batch if isinstance(batch, list) else ():
        press = update.get("callback_query")
        if isinstance(press, dict) and "id" in press:
            presses[press["id"]] = plants.name_of.get(press["from"]["id"], "")


def _reader(plants: Plants, call: Call, presses: dict[str, str]) -> str | None:
    """Whom a call is for."""
    if call.method == "answerCallbackQuery":
        return presses.get(str(call.parameters.get("callback_query_id")))
    return plants.name_of.get(int(call.parameters.get("chat_id", 0)))


def _but_address(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name != "chat_id"}


def _texts(value: Any) -> Iterator[str]:
    """All texts and numbers in the arguments of a call: names, keyboards, callback data, and what is in files."""
    match value:
        case Upload():
            yield from (value.name, value.content.decode("utf-8", "replace"))
        case dict():
            for name, each in value.items():
                yield name
                yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)
        case str():
            yield value
        case _:
            yield json.dumps(value, default=str)


# Chats


def in_chats(plants: Plants, world: World) -> list[Leak]:
    """Words of others that still stand in somebody's chat and should be gone."""
    now, found = world.clock.now(), []
    for person in world.people.values():
        reader = plants.name_of[person.id]
        for message in person.chat.messages:
            if message.from_bot and not message.deleted:
                for token in plants.pattern.findall(message.text):
                    word = plants.words.get(token.lower())
                    if word is not None and word.about != "handle" and not word.may_read(reader, now):
                        found.append(
                            Leak(f"chat of {reader}", f"{word.owner}'s word ({word.about})", message.text[:80])
                        )
    return found
