"""A text with dates and times in it: how it is taken apart, piece by piece, and what is wrong with it or read from it.

`dates` is what others use; it gives these names on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_TEXT = 100
"""Longer texts are not read."""


class DateCode(StrEnum):
    """Why a text is not one date."""

    NOT_UNDERSTOOD = "not-understood"
    PAST = "past"
    IMPOSSIBLE = "impossible"
    """No such day, hour, length or repetition: 31 Feb, 25:00, 0 minutes, every 0 weeks."""
    AMBIGUOUS = "ambiguous"
    """It can mean several things: the choices, earliest first."""
    SKIPPED = "skipped"
    """Clocks go forward over this time: the choice is the first that comes instead."""
    REPEATED = "repeated"
    """Clocks go back over this time: the choices are this time (its first pass) and the first that comes only once."""
    NO_TIME = "no-time"
    """A day without a time of day: the choices are the days that may be meant, at midnight."""
    TOO_FAR = "too-far"
    """Over two years ahead."""


@dataclass(frozen=True)
class Reading:
    """What a text says: the wall time of the start (naive, in the zone it was read for), and what else it gave."""

    starts: datetime
    length_minutes: int | None = None
    every_weeks: int | None = None


class DateProblem(Exception):
    """A text is not one date, time or span: the code says why, the choices are complete readings to pick from."""

    def __init__(self, code: DateCode, choices: Iterable[Reading] = ()) -> None:
        super().__init__(code.value)
        self.code = code
        self.choices = tuple(choices)


_UNITS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_NUMBERS = {
    **{word: str(number) for number, word in enumerate(_UNITS)},
    **{"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90"},
    **{"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th"},
    **{"seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th"},
}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b")
_FILLERS = re.compile(
    r"\b(?:on|at|the|of|from|by|and|for|until|till|then|starting|starts?|beginning|meeting|please)\b|@"
)
NOT_INSIDE = r"(?<![\d:./-])"
"""Before a number: it is no part of a longer one, of a date or of a time."""


class Text:
    """A text that is taken apart."""

    def __init__(self, text: str) -> None:
        self.rest = prepared(text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Cut out the first match; a semicolon marks the cut, so that what stood apart does not grow together."""
        match = pattern.search(self.rest)
        if match:
            self.rest = f"{self.rest[: match.start()]} ; {self.rest[match.end() :]}"
        return match

    def finish(self) -> None:
        """Raise `NOT_UNDERSTOOD` if anything is left that says something."""
        if _FILLERS.sub(" ", self.rest).strip(" ,;.-"):
            raise DateProblem(DateCode.NOT_UNDERSTOOD)


def prepared(text: str) -> str:
    """A text in small letters, ASCII digits, plain signs, single spaces, numbers as digits and times with colons."""
    if len(text) > LONGEST_TEXT:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    plain = unicodedata.normalize("NFKC", text.replace("\u00bd", ".5")).casefold()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain.replace("\u2019", "'"))
    plain = re.sub(r"[()]", " ", re.sub("[\u2010-\u2015]", "-", plain))
    plain = re.sub(r"(?<=\d)t(?=\d{2}:)", " ", " ".join(plain.split())).replace("tonight", "today at night")
    plain = re.sub(r"\b([01]\d|2[0-4])h(\d\d)?\b", lambda clock: f"{clock[1]}:{clock[2] or '00'}", plain)
    return _NUMBER_WORD.sub(lambda word: _NUMBERS[word[0]], plain)


def count(number: str) -> float:
    """A number as it was typed; "a" and "an" are one."""
    return 1 if number.startswith("a") else float(number.replace(",", "."))
