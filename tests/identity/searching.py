"""Searching for what was planted: in bytes of any kind, in calls of the Bot API, in what people have in chats.

Bytes may hold nothing planted, in none of the forms below. Calls may hold what their person may see. One search serves
the month and the leaks that are planted on purpose.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from albot.chat.message import base36
from albot.sandbox.parameters import Upload
from albot.sandbox.server import Call
from albot.sandbox.world import World
from tests.identity.planted import Plants, Word

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


@cache
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


@cache
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


@cache
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
            wrong = _wrong_in(plants, text, reader, partial(_may_be_shown, reader=reader, at=call.time))
            found += (Leak(where, what, text[:200]) for what in (*wrong, *_beside_handles(plants, text, reader)))
        for file in _files(call.parameters):
            wrong = _wrong_in_file(plants, file, reader, call.time)
            found += (Leak(f"{file.name} in {where}", what) for what in wrong)
    return found


def reached(plants: Plants, calls: Iterable[Call]) -> dict[str, set[str]]:
    """Who was sent each of the planted words."""
    got: dict[str, set[str]] = {text: set() for text in plants.words}
    for call in calls:
        reader = _reader(plants, call, {})
        inside = (text for file in _files(call.parameters) for text in _inside(file.content))
        for text in (*_texts(call.parameters), *inside) if reader else ():
            for token in plants.pattern.findall(text):
                if token.lower() in got and reader:
                    got[token.lower()].add(reader)
    return got


def _wrong_in(plants: Plants, text: str, reader: str | None, may: Callable[[Word], bool]) -> Iterator[str]:
    """What is wrong with showing a text to somebody (None: to nobody in particular), who may see some words."""
    rest = text
    for token in plants.pattern.findall(text):
        rest = rest.replace(token, "")
        identity, word = plants.identity_of(token.lower()), plants.words.get(token.lower())
        if identity is not None and identity[0] != reader:
            yield f"{identity[1]} of {identity[0]}"
        if word is not None and not may(word):
            yield f"{word.owner}'s word ({word.about})"
    for leak in _in_clear(plants, rest.encode(errors="surrogateescape"), ""):
        if reader is None or f" of {reader} as " not in leak.what:
            yield leak.what
    for inner, name in plants.inner.items():
        if name != reader and _holds_number(rest, inner):
            yield f"person id of {name}"


def _may_be_shown(word: Word, reader: str | None, at: datetime) -> bool:
    return reader is not None and word.may_read(reader, at)


def _beside_handles(plants: Plants, text: str, reader: str | None) -> Iterator[str]:
    """Lines of a process review that stand in one message with anybody's handle: nobody's line has a name to it."""
    words = [plants.words[token.lower()] for token in plants.pattern.findall(text) if token.lower() in plants.words]
    if any(word.about == HANDLE for word in words):
        lines = (word for word in words if word.about == REVIEW_LINE and word.owner != reader)
        yield from (f"{word.owner}'s word ({word.about}) beside a handle" for word in lines)


HANDLE, REVIEW_LINE, SET_NAME, PLACE, TITLE = (
    "handle",
    "line in a review",
    "name of the set",
    "place of the meeting",
    "title in my calendar",
)
"""What words are in that the search has rules of its own for."""


def _holds_number(text: str, number: int) -> bool:
    return _alone(number).search(text) is not None


@cache
def _alone(number: int) -> re.Pattern[str]:
    """A number that stands by itself in a text, as it may be written there."""
    return re.compile(rf"(?<![0-9a-z])(?:{number}|{base36(number)})(?![0-9a-z])")


# Files


def _files(parameters: dict[str, Any]) -> list[Upload]:
    return [value for value in parameters.values() if isinstance(value, Upload)]


def papers(calls: Iterable[Call]) -> set[str]:
    """The kinds of files that anybody was sent, by how their names end."""
    return {file.name.rpartition(".")[2] for call in calls for file in _files(call.parameters)}


def _wrong_in_file(plants: Plants, file: Upload, reader: str | None, at: datetime) -> Iterator[str]:
    """What is wrong with a file: it can be passed on and lives on, so Telegram's names of its reader are wrong, too."""
    ending = file.name.rpartition(".")[2]
    for text in (file.name, *_inside(file.content)):
        yield from _wrong_in(plants, text, None, partial(_may_stand, ending=ending, reader=reader, at=at))


def _may_stand(word: Word, ending: str, reader: str | None, at: datetime) -> bool:
    """Whether a word may stand in a file of a kind: what others wrote never does (PRODUCT, privacy, 3)."""
    if ending not in OWN_PAPERS:
        return ending == "ics" and word.owner == reader and word.about == TITLE
    return word.owner == reader or (word.about in OWN_PAPERS[ending] and _may_be_shown(word, reader, at))


OWN_PAPERS = {
    "md": frozenset({HANDLE, SET_NAME, PLACE}),
    "json": frozenset({HANDLE, SET_NAME, PLACE}),
    "docx": frozenset({SET_NAME}),
}
"""Files with all that is their reader's, and what else they may say: which set it is about, where it meets, and who is
who there. All others name nobody: tables, pages and pictures hold counts, and a calendar file the title of its owner's
own choice."""


def _inside(content: bytes) -> Iterator[str]:
    """What a file holds, with the parts of an archive and packed streams unpacked; bytes that are no text kept as are.

    A picture is not unpacked: there is no writing in its points that a search of bytes could read.
    """
    yield _as_text(content)
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as parts:
            for name in parts.namelist():
                yield name
                yield from _inside(parts.read(name))
    elif not content.startswith(PNG):
        yield from map(_as_text, _unpacked(content))


PNG = b"\x89PNG"


def _as_text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


# Whom it is for


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
    """All texts and numbers in the arguments of a call, such as keyboards and their data; files are searched apart."""
    match value:
        case Upload():
            pass
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
                    if word is not None and word.about != HANDLE and not word.may_read(reader, now):
                        found.append(
                            Leak(f"chat of {reader}", f"{word.owner}'s word ({word.about})", message.text[:80])
                        )
    return found
