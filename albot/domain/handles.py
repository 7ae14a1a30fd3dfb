"""What may be a handle, when two handles look alike, and handles to suggest.

A handle is the only thing by which a set knows a member, so it must be readable, must not be taken for another one,
and must not carry an address. What is wrong with one is said as a code (`HandleProblem`); the words for it live with
the texts.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Collection, Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

SHORTEST = 2
"""Fewest visible characters: a single letter says too little to tell members apart."""
LONGEST = 24
"""Most visible characters: a handle still fits on one line of a small phone, beside a verb on a button."""
MOST_MARKS = 3
"""Most accents or vowel signs in a row; living scripts need up to three, more is a tower over other people's lines."""
PHONE_DIGITS = 7
"""So many digits, whatever stands between them, could be a phone number."""


class HandleCode(StrEnum):
    """Why a text cannot be a handle."""

    EMPTY = "empty"
    COMMAND = "command"
    """It starts with a slash."""
    ADDRESS = "address"
    """A link, an e-mail address, an @name, or digits that could be a phone number."""
    INVISIBLE = "invisible"
    """A character that cannot be seen, or that turns the direction of writing."""
    CHARACTER = "character"
    """A character other than letters, digits, spaces, - ' . and emoji."""
    MARKS = "marks"
    """Too many accents on top of each other, or one that sits on nothing."""
    MIXED = "mixed"
    """A word mixes alphabets whose letters look alike."""
    NO_LETTER = "no-letter"
    """Nothing but punctuation."""
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"


class HandleProblem(Exception):
    """A text cannot be a handle: the code says why, `found` is the character at fault where there is one."""

    def __init__(self, code: HandleCode, found: str = "") -> None:
        super().__init__(code.value)
        self.code = code
        self.found = found


_JOINERS = "\u200c\u200d"
_EMOJI_STYLE = "\ufe0f"
_PUNCTUATION = " -'." + _JOINERS + _EMOJI_STYLE
_SKIN_TONES = {ord(tone): None for tone in "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"}
# Phones type curly quotes and long dashes by themselves.
_AS_TYPED = str.maketrans("\u2018\u2019\u02bc\u2010\u2011\u2013\u2014", "'''----")
# Letters, marks and symbols that show nothing (Default_Ignorable_Code_Point of the Unicode Character Database, without
# those of category Cf, which are found by their category) and blank symbols.
_BLANK_RANGES = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800), (0x3164, 0x3164),
    (0xFE00, 0xFE0E), (0xFFA0, 0xFFA0), (0xFFFC, 0xFFFC), (0x1D159, 0x1D159), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Blocks of pictures. By number, since emoji newer than this Python's character database have no category in it.
_PICTURE_RANGES = ((0x2190, 0x27BF), (0x2900, 0x2BFF), (0x1F000, 0x1FAFF))
# Alphabets with enough letters in common to write a word of one with letters of another (UTS #39, section 5).
_ALIKE_ALPHABETS = frozenset({"LATIN", "GREEK", "COPTIC", "CYRILLIC", "ARMENIAN", "CHEROKEE", "LISU", "DESERET"})
# Symbols that are Latin letters in a frame, flags that read as letters, and small capitals, which UTS #39 keeps apart.
_LATIN_BY_NAME = re.compile(r"(?:SYMBOL LETTER|LATIN (?:CAPITAL|SMALL) LETTER|LETTER SMALL CAPITAL) ([A-Z])$")
_ADDRESS = re.compile(
    r"@|://|\bwww\b|\bmailto\b"
    r"|\w\.[^\W\d_]{2}"  # example.org, t.me; initials such as J.R. are no address
    rf"|(?:\d[ .'()+-]*){{{PHONE_DIGITS}}}",
    re.IGNORECASE,
)


def normalise(text: str) -> str:
    """A text as a handle is kept: composed (NFC), plain quotes and hyphens, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_AS_TYPED).split())


def check(text: str) -> str:
    """The handle that a typed text makes, normalised; raises `HandleProblem` where it cannot be one.

    Length counts what is seen: marks, joiners and skin tones are free, an emoji of several parts counts each.
    """
    handle = normalise(text)
    if not handle:
        raise HandleProblem(HandleCode.EMPTY)
    if handle.startswith("/"):
        raise HandleProblem(HandleCode.COMMAND)
    if _ADDRESS.search(unicodedata.normalize("NFKC", handle)):
        raise HandleProblem(HandleCode.ADDRESS)
    _check_characters(handle)
    _check_alphabets(handle)
    if not any(_is_letter(character) or _is_picture(character) for character in handle):
        raise HandleProblem(HandleCode.NO_LETTER)
    _check_length(handle)
    return handle


def skeleton(handle: str) -> str:
    """What is left of a handle when everything is folded that a tired reader overlooks.

    Two handles look alike when their skeletons are equal. Folded are: case; spaces, punctuation, skin tones; Latin,
    Greek and Cyrillic accents; variants such as full-width and mathematical letters (NFKC); letters that look alike
    across alphabets, by the prototypes of UTS #39 "confusables" (as shipped by the package confusable-homoglyphs);
    and 0/o, 1/l/i/|, rn/m, vv/w. "cl" and "d" stay apart: too many plain words differ only there.

    A letter of which only the capital or only the small form looks Latin goes by the capital: the Greek capital nu
    reads as N, at the price that the small one does not read as v. Keep the package pinned: skeletons that are stored
    as hashes are compared with new ones.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", handle).casefold()).translate(_SKIN_TONES)
    return _join_strokes("".join(_look(c) for c in unicodedata.normalize("NFD", folded) if not _is_overlooked(c)))


def same_as_name(handle: str, first_name: str, last_name: str, username: str) -> bool:
    """Whether a handle gives away its owner's Telegram name; parts that its owner left out are empty.

    It does if it equals the name, in either order, or the username, or holds a word of the name (of two letters or
    more).
    """
    whole = {skeleton(first_name + last_name), skeleton(last_name + first_name), skeleton(username)} - {""}
    words = {skeleton(word) for word in f"{first_name} {last_name}".split()}
    telling = {word for word in words if len(word) >= SHORTEST}
    return skeleton(handle) in whole or any(skeleton(word) in telling for word in re.split(r"[ .-]+", handle))


def suggestions(taken_skeletons: Collection[str], rng: random.Random, n: int = 3) -> list[str]:
    """Up to `n` friendly handles of two words that look like none of those taken, in random order."""
    pairs = rng.sample(range(len(ADJECTIVES) * len(NOUNS)), len(ADJECTIVES) * len(NOUNS))
    handles = (f"{ADJECTIVES[pair // len(NOUNS)]} {NOUNS[pair % len(NOUNS)]}" for pair in pairs)
    free = (handle for handle in handles if skeleton(handle) not in taken_skeletons)
    return [handle for handle, _ in zip(free, range(n), strict=False)]


def _check_characters(handle: str) -> None:
    """Refuse what cannot be seen, what is neither letter, digit, picture nor plain punctuation, and towers of marks."""
    marks = 0
    for i, character in enumerate(handle):
        is_mark = unicodedata.category(character) in ("Mn", "Mc") and character != _EMOJI_STYLE
        marks = marks + 1 if is_mark else 0
        if _is_invisible(handle, i):
            raise HandleProblem(HandleCode.INVISIBLE)
        if marks > MOST_MARKS or (is_mark and (i == 0 or handle[i - 1] in " .'-")):
            raise HandleProblem(HandleCode.MARKS)
        if not (is_mark or character in _PUNCTUATION or _is_letter(character) or _is_picture(character)):
            raise HandleProblem(HandleCode.CHARACTER, character)


def _check_alphabets(handle: str) -> None:
    """Refuse a word that mixes alphabets with letters in common: such a word exists only to look like another."""
    for word in handle.split():
        letters = unicodedata.normalize("NFKC", word)
        alphabets = {unicodedata.name(c, "").split(" ")[0] for c in letters if c.isalpha()}
        if len(alphabets & _ALIKE_ALPHABETS) > 1:
            raise HandleProblem(HandleCode.MIXED)


def _check_length(handle: str) -> None:
    """Refuse fewer or more visible characters than a handle may have."""
    visible = sum(unicodedata.category(c)[0] not in "MC" or _is_picture(c) for c in handle.translate(_SKIN_TONES))
    if visible < SHORTEST:
        raise HandleProblem(HandleCode.TOO_SHORT)
    if visible > LONGEST:
        raise HandleProblem(HandleCode.TOO_LONG)


def _is_letter(character: str) -> bool:
    """Whether a character is a letter or a decimal digit of any script."""
    return unicodedata.category(character)[0] == "L" or unicodedata.category(character) == "Nd"


def _is_picture(character: str) -> bool:
    """Whether a character is an emoji, a part of one, or a like symbol."""
    return any(first <= ord(character) <= last for first, last in _PICTURE_RANGES) and not _is_blank(character)


def _is_blank(character: str) -> bool:
    """Whether a character has a category of visible ones and yet shows nothing."""
    return any(first <= ord(character) <= last for first, last in _BLANK_RANGES)


def _is_invisible(text: str, i: int) -> bool:
    """Whether the character at `i` cannot be seen there; a joiner may stand where its script or an emoji needs it."""
    character = text[i]
    if character in _JOINERS:
        return not _joins(text[i - 1 : i], text[i + 1 : i + 2])
    if character == _EMOJI_STYLE:
        return i == 0 or not _is_picture(text[i - 1])
    return _is_blank(character) or (unicodedata.category(character)[0] == "C" and not _is_picture(character))


def _joins(before: str, after: str) -> bool:
    """Whether a joiner has work here: in an emoji, after a virama, or between Arabic letters (RFC 5892, appendix A)."""
    if not before or not after:
        return False
    if _is_picture(after) and (_is_picture(before) or before == _EMOJI_STYLE):
        return True
    return unicodedata.combining(before) == 9 or unicodedata.bidirectional(before) == "AL"


def _is_overlooked(character: str) -> bool:
    """Whether a decomposed character is a space, punctuation, an accent of Latin, Greek, Cyrillic, or shows nothing."""
    if _is_picture(character):
        return False
    return 0x0300 <= ord(character) <= 0x036F or _is_blank(character) or unicodedata.category(character)[0] in "ZPC"


def _look(character: str) -> str:
    """What a character, folded for case, looks like: a Latin letter or digit if it can, else its prototype."""
    if named := _LATIN_BY_NAME.search(unicodedata.name(character, "")):
        return named[1].lower()
    capital = _prototypes().get(character.upper(), character.upper())
    return (capital if capital.isascii() else _prototypes().get(character, character)).casefold()


def _join_strokes(looks: str) -> str:
    """Fold what differs by a stroke or a gap."""
    return looks.translate(str.maketrans("01i|", "olll")).replace("rn", "m").replace("vv", "w")


@cache
def _prototypes() -> dict[str, str]:
    """For each character that looks like another: the shortest and then smallest of its look-alikes, ASCII first.

    The data of UTS #39 is read as a file, once, when the first handle is compared (some 50 ms and 5 MB):
    importing the package would keep it all, names included. Right-to-left entries come wrapped in direction marks.
    """
    text = files("confusable_homoglyphs").joinpath("confusables.json").read_text(encoding="utf-8")
    alike: dict[str, list[str]] = json.loads(text, object_hook=_without_name)
    prototypes: dict[str, str] = {}
    for found in _families(alike):
        prototype = min(found, key=lambda look: (not look.isascii(), len(look), look))
        prototypes.update({look: prototype for look in found if len(look) == 1 and look != prototype})
    return prototypes


def _without_name(entry: dict[str, Any]) -> Any:
    """One look-alike as its bare text, as soon as it is read; the whole table as it is."""
    return entry["c"] if isinstance(entry.get("c"), str) else entry


def _families(alike: dict[str, list[str]]) -> Iterator[set[str]]:
    """The groups of texts that look alike, from the pairs in both directions."""
    links: dict[str, list[str]] = {}
    for text, others in alike.items():
        links.setdefault(text.strip("\u200e"), []).extend(other.strip("\u200e") for other in others)
    seen: set[str] = set()
    for text in links:
        family, ahead = set[str](), [text]
        while ahead:
            look = ahead.pop()
            if look not in seen:
                seen.add(look)
                family.add(look)
                ahead.extend(links.get(look, ()))
        if family:
            yield family


# Kept as plain text: a list of words is easier to read and to add to than a list of strings.
_ADJECTIVES = """
Airy Autumn Balmy Breezy Bright Calm Careful Cheerful Clear Coastal Cosy Curious Daring Dawning Dewy Distant
Drifting Early Earnest Faithful Floating Forest Friendly Frosty Gentle Glad Gleaming Glowing Grateful Hardy
Hidden Hopeful Humming Kind Lasting Leafy Lively Lucky Lunar Mellow Merry Misty Mossy Open Patient
Peaceful Pebbly Playful Polar Quick Quiet Rainy Ready Rippling Roaming Rolling Rooted Rustling Sandy Serene
Shady Shining Singing Snowy Soaring Sparkling Spring Starry Steady Still Summer Sunny Tidal Tranquil Trusty
Twilight Wandering Warm Wild Windy Winter Wise Wooded
"""
ADJECTIVES = tuple(_ADJECTIVES.split())
"""First words of suggested handles: weather, seasons and moods; nothing about looks, origin or gender, no colours."""

_NOUNS = """
Acorn Alder Badger Bay Beech Birch Bison Brook Canyon Clover Comet Coral Crane Cricket Curlew Delta
Dolphin Dune Elm Falcon Finch Firefly Fjord Glacier Grove Gull Harbour Hare Hedgehog Heron Hill Island Kelp
Kestrel Lagoon Lake Lapwing Lichen Linnet Lynx Magpie Marsh Meadow Meteor Minnow Moth Oak Oasis Orchard
Osprey Otter Owl Oyster Pebble Penguin Petrel Pine Plover Pond Poplar Puffin Quail Rainbow Reed Reef Ridge
Salmon Seal Shore Spruce Squirrel Starling Stork Stream Swallow Swift Tern Thicket Thrush Tortoise Trout Valley
Walnut Warbler Waterfall Wave Wetland Wombat Woodland
"""
NOUNS = tuple(_NOUNS.split())
"""Second words of suggested handles: animals, plants and places; no given names, no emblems of nations."""
