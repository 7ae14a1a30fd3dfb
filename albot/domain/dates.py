"""Dates and times as people type them: of a meeting, a reminder, a pause, quiet hours.

`read_when` takes a text apart, piece by piece and each at most once: repetition, length, time of day, weekday, date.
Whatever is then left over makes the text not understood; nothing is guessed past. Where a text can mean two things, or
nothing that can be, `DateProblem` says which with a code and, where there are any, the readings to choose from.

Calendar dates are read here, since only so "31 Feb", "3/12" and "Mon 3 Dec" on a Thursday can be told from what is not
a date at all. Phrases that count from today ("the day after tomorrow", "in two months") are read by dateparser. It is
imported at the first such phrase, which then takes 0.3 s and 16 MB; later ones take about 1 ms, every other text about
0.1 ms.

What was decided where people differ:
- A time with minutes is on the 24-hour clock ("7:30" is in the morning); a bare hour up to 11 may be either half of
  the day, unless am, pm, "in the evening" or the like says which.
- 3.12. is the 3rd of December, as everywhere where dates have dots; 3/12 and 3-12 may be either order.
- A date without a year that passed up to a month ago is past (a slip, more likely than a plan for eleven months on);
  one that passed longer ago is next year's.
- A weekday alone is the next to come, today included while its time is ahead. "Next" before a weekday that is still to
  come this week (Monday to Sunday) may be this or next week's.
- A repeated wall time (clocks go back) is pointed out; chosen all the same, it is the first of the two (`wallclock`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import product

from albot.domain.wallclock import is_repeated, to_utc, to_wall, was_skipped

LONGEST_TEXT = 100
"""Longer texts are not read."""
FARTHEST = timedelta(days=731)
"""How far ahead a date may lie: two years."""
JUST_PASSED = timedelta(days=31)
"""A date without a year that passed no longer ago is past; otherwise it is next year's."""
LONGEST_MEETING = 24 * 60
"""In minutes."""
MOST_WEEKS = 52
"""Most weeks between one meeting and the next."""
MOST_CHOICES = 4
"""So many readings at most are offered."""


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


@dataclass(frozen=True)
class _Days:
    """The days that a text may mean, and after how many days the next such day comes (0: there is none)."""

    days: list[date]
    again: int = 0


class _Text:
    """A text that is taken apart."""

    def __init__(self, text: str) -> None:
        self.rest = _prepared(text)

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


_UNITS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_NUMBERS = {
    **{word: str(number) for number, word in enumerate(_UNITS)},
    **{"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90"},
    **{"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th"},
    **{"seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th"},
}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)s?\b\.?"
)
_FILLERS = re.compile(
    r"\b(?:on|at|the|of|from|by|and|for|until|till|then|starting|starts?|beginning|meeting|please)\b|@"
)

# Repetition.
_EVERY_WEEKS = re.compile(
    r"\b(?:repeat(?:s|ing|ed)? )?(?:every|each) (?:(?P<n>\d{1,3})(?:st|nd|rd|th)? |(?P<other>other) )?"
    r"(?:weeks?|wks?|(?P<double>fortnights?))\b"
)
_EVERY_WEEKDAY = re.compile(
    rf"\b(?:repeat(?:s|ing|ed)? )?(?:every|each) (?:(?P<n>\d{{1,3}})(?:st|nd|rd|th)? |(?P<other>other) )?(?={_WEEKDAY})"
)
_WEEKLY = re.compile(r"\b(?:(?P<n>\d{1,3})-)?weekly\b|\b(?P<other>fortnightly|bi-?weekly)\b")
_MONTHLY = re.compile(r"\b(?:every|each) month\b|\bmonthly\b")

# Length.
_NOT_INSIDE = r"(?<![\d:./-])"
_LENGTH_PREFIX = r"(?:\b(?:for|lasting|about|length) )?"
_HOURS = re.compile(
    rf"{_LENGTH_PREFIX}{_NOT_INSIDE}(?P<hours>\d{{1,3}}(?:[.,](?:25|5|75))?)(?P<half> and a half)?[ -]?"
    r"(?:h(?:(?P<tail>\d{2})\b|(?:ou)?rs?\b|\b))(?:(?: and)? ?(?P<minutes>\d{1,2}) ?(?:minutes?|mins?|m)\b)?"
)
_MINUTES = re.compile(rf"{_LENGTH_PREFIX}{_NOT_INSIDE}(?P<minutes>\d{{1,4}})[ -]?(?:minutes?|mins?)\b")
_HALF_HOURS = re.compile(
    rf"{_LENGTH_PREFIX}\b(?:(?P<one_half>(?:an )?hour and a half)|(?P<half>half an hour)|(?P<hour>an hour))\b"
)

# Time of day.
_HALF = r"(?P<half>a\.?m\b\.?|p\.?m\b\.?)"
_CLOCK_HALF = re.compile(rf"{_NOT_INSIDE}(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))? ?{_HALF}")
_CLOCK_COLON = re.compile(rf"{_NOT_INSIDE}(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?(?![\d:])")
_CLOCK_DOT = re.compile(
    rf"(?:(?P<at>\bat |@ ?)|{_NOT_INSIDE})(?P<hour>\d{{1,2}})"
    r"\.(?P<minute>(?(at)\d{2}|(?:00|1[3-9]|[2-9]\d)))(?!\.?\d)"
)
_CLOCK_ANY_DOT = re.compile(rf"{_NOT_INSIDE}(?P<hour>\d{{1,2}})\.(?P<minute>\d{{2}})(?!\.?\d)")
_CLOCK_WORDS = re.compile(
    rf"\b(?:a )?(?P<part>half|quarter|5|10|20|25)(?: minutes)? (?P<way>past|to) (?P<hour>\d{{1,2}})\b(?: ?{_HALF})?"
)
_CLOCK_AT = re.compile(r"(?:\bat |@ ?)(?P<hour>\d{1,2})(?: ?o'?clock)?(?![\d:./-]| ?(?:st|nd|rd|th)\b)")
_CLOCK_OCLOCK = re.compile(r"\b(?P<hour>\d{1,2}) ?o'?clock\b")
_CLOCK_BARE = re.compile(rf"{_NOT_INSIDE}\b(?P<hour>\d{{1,2}})\b(?![:./-])")
_NOON = re.compile(r"\b(?P<noon>noon|midday)\b|\bmidnight\b")
_PART_OF_DAY = re.compile(r"\b(?:in the |at )?(?:(?P<a>morning)|(?P<p>afternoon|evening)|(?P<n>night))\b")
_SPAN_END = r"\d{1,2}(?:[:.]\d{2})? ?(?:[ap]\.?m\b\.?)?"
_SPAN = re.compile(
    rf"(?:\b(?P<from>from) |\b(?P<between>between) )?{_NOT_INSIDE}(?P<start>{_SPAN_END}) ?"
    r"(?:-|\bto\b|\buntil\b|\btill\b|(?(between)\band\b|(?!))) ?"
    rf"(?P<end>{_SPAN_END})(?![\d:./]\d)"
)
_CLOCK_END = re.compile(rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))?(?: ?{_HALF})?")
_ENDS_IN_MONTH = re.compile(rf"{_MONTH} ?$")
_CLEAR_TIME = re.compile(r":|[ap]\.?m")

# Date.
_YEAR = r"(?P<year>\d{4}|'\d{2}|2[5-9]|[3-9]\d)(?![\d:])"
_ORDINAL = r"(?:st|nd|rd|th)"
_DATE_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_DATE_NUMERIC = re.compile(
    r"(?<![\d:./-])(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?!\d)"
)
_DATE_NO_YEAR = re.compile(r"(?<![\d:./-])(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?![\d:/-])\.?")
_DATE_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:{_ORDINAL}|\.)?[ -]?(?:of )?{_MONTH}(?:,?[ -]?{_YEAR})?")
_DATE_MONTH_DAY = re.compile(rf"\b{_MONTH}[ -]?(?:the )?(?P<day>\d{{1,2}})(?!\d)(?:{_ORDINAL}\b)?(?:,? {_YEAR})?")
_DATE_ORDINAL = re.compile(rf"\b(?P<day>\d{{1,2}}){_ORDINAL}\b")
_DATE_WEEKDAY_DAY = re.compile(rf"\b{_WEEKDAY},? (?:the )?(?P<day>\d{{1,2}})(?P<ordinal>{_ORDINAL})?(?![\d:./-]|\w)")
_WEEKDAY_NAMED = re.compile(rf"\b(?:(?P<which>next|last) |(?:this )?(?:coming )?){_WEEKDAY}")
_COUNT = r"(?:\d{1,4}|an?)"
_COUNTED = rf"{_COUNT} (?:day|week|fortnight|month|year)s?"
_WEEK_PHRASE = re.compile(
    rf"\b(?:in {_COUNT} (?:week|fortnight)s?(?: time)?|{_COUNT} (?:week|fortnight)s? from now|next week|this week)\b"
)
_DAY_PHRASE = re.compile(
    r"\b(?:(?:the )?day after tomorrow|(?:the )?day before yesterday|today|tomorrow|yesterday"
    rf"|in {_COUNTED}(?: and {_COUNTED})?(?: time)?|{_COUNTED} from now|{_COUNTED} ago|(?:next|last) (?:week|month))\b"
)
_IN_HOURS = re.compile(
    r"^in (?:(?P<half>half an hour)|(?P<one_half>an hour and a half|1 and a half hours)"
    r"|(?P<hours>\d{1,3}(?:\.5)?|an?) ?h(?:(?:ou)?rs?|our)?(?: and)?(?: (?P<extra>\d{1,2}) min(?:ute)?s?)?"
    r"|(?P<minutes>\d{1,4}|a) ?min(?:ute)?s?)$"
)


def read_when(text: str, now: datetime, zone: str, *, needs_time: bool = True) -> Reading:
    """The date that a text means to somebody in a zone at a moment (`now`, aware).

    For example "Thu 3 Dec 18:00, 2 hours, every 4 weeks". Raises `DateProblem`, and nothing else, for any text. With
    `needs_time` off, a text without a time of day means the day, at midnight.
    """
    parts = _Text(text)
    if soon := _in_hours(parts, now, zone):
        return _settled([Reading(start) for start in _starts(_Days([soon.date()]), [soon.time()], now, zone)], zone)
    every = _take_repetition(parts)
    times, length = _take_span(parts)
    length = length or _take_length(parts)
    today = to_wall(now, zone).date()
    times, days = _take_times_and_days(parts, today, times, needs_time=needs_time)
    parts.finish()
    if not days and not times:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    starts = _starts(days or _Days([today], again=1), times, now, zone)
    readings = [Reading(start, length, weeks) for start, weeks in product(starts, every)]
    if needs_time and not times:
        raise DateProblem(DateCode.NO_TIME, readings[:MOST_CHOICES])
    return _settled(readings, zone, timed=bool(times))


def read_time(text: str) -> time:
    """A time of day on its own: "18:30", "6pm", "half past six in the evening", "noon".

    A bare hour is on the 24-hour clock. Raises `DateProblem`.
    """
    parts = _Text(text)
    half = _take_half(parts)
    times = _take_times(parts, half) or _take_bare_time(parts, half)
    parts.finish()
    if not times:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    return times[0]


def read_quiet_hours(text: str) -> tuple[time, time]:
    """From when until when it is to be quiet: "21-8", "22:30 to 7", "9pm to 8am"; bare hours are on the 24-hour clock.

    Raises `DateProblem`; the same time twice is `IMPOSSIBLE`, since it may mean never or always.
    """
    ends = re.split(r" ?(?:-|\bto\b|\buntil\b|\btill\b|\band\b) ?", re.sub(r"^(?:from|between) ", "", _prepared(text)))
    if len(ends) != 2:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    begins, stops = read_time(ends[0]), read_time(ends[1])
    if begins == stops:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return begins, stops


def _prepared(text: str) -> str:
    """A text in small letters, ASCII digits, plain signs, single spaces, numbers as digits and times with colons."""
    if len(text) > LONGEST_TEXT:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    plain = unicodedata.normalize("NFKC", text.replace("\u00bd", ".5")).casefold()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain.replace("\u2019", "'"))
    plain = re.sub(r"[()]", " ", re.sub("[\u2010-\u2015]", "-", plain))
    plain = re.sub(r"(?<=\d)t(?=\d{2}:)", " ", " ".join(plain.split())).replace("tonight", "today at night")
    plain = re.sub(r"\b([01]\d|2[0-4])h(\d\d)?\b", lambda clock: f"{clock[1]}:{clock[2] or '00'}", plain)
    return _NUMBER_WORD.sub(lambda word: _NUMBERS[word[0]], plain)


def _in_hours(parts: _Text, now: datetime, zone: str) -> datetime | None:
    """The wall time, to the minute, that a text such as "in 2 hours" means; None for any other text."""
    match = parts.take(_IN_HOURS)
    if not match:
        return None
    if match["minutes"]:
        minutes = _count(match["minutes"])
    elif match["hours"]:
        minutes = _count(match["hours"]) * 60 + int(match["extra"] or 0)
    else:
        minutes = 30 if match["half"] else 90
    return to_wall(now + timedelta(minutes=minutes), zone).replace(second=0, microsecond=0)


def _count(number: str) -> float:
    """A number as it was typed; "a" and "an" are one."""
    return 1 if number.startswith("a") else float(number.replace(",", "."))


def _take_repetition(parts: _Text) -> list[int | None]:
    """Every how many weeks; None for once. "Monthly" may mean every four weeks, or one meeting to begin with."""
    match = parts.take(_EVERY_WEEKS) or parts.take(_EVERY_WEEKDAY) or parts.take(_WEEKLY)
    if not match:
        return [4, None] if parts.take(_MONTHLY) else [None]
    said = match.groupdict()
    weeks = int(said["n"] or (2 if said["other"] else 1)) * (2 if said.get("double") else 1)
    if not 1 <= weeks <= MOST_WEEKS:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return [weeks]


def _take_length(parts: _Text) -> int | None:
    """For how many minutes."""
    if match := parts.take(_HALF_HOURS):
        minutes = 90 if match["one_half"] else 30 if match["half"] else 60
    elif match := parts.take(_HOURS):
        hours = _count(match["hours"]) + (0.5 if match["half"] else 0)
        minutes = round(hours * 60) + int(match["tail"] or match["minutes"] or 0)
    elif match := parts.take(_MINUTES):
        minutes = int(match["minutes"])
    else:
        return None
    if not 1 <= minutes <= LONGEST_MEETING:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return minutes


def _take_span(parts: _Text) -> tuple[list[time], int | None]:
    """The starts and the minutes that a span such as "18:00-20:00" or "6 to 8pm" may mean; nothing if there is none.

    Where am or pm is left out at one end, the shortest span that fits is meant.
    """
    match = next((match for match in _SPAN.finditer(parts.rest) if _is_span(match)), None)
    if not match:
        return [], None
    parts.take(re.compile(re.escape(match[0])))
    ends = [end for part in ("start", "end") if (end := _CLOCK_END.fullmatch(match[part].strip()))]
    exact = any(end["minute"] for end in ends) and not any(end["half"] for end in ends)
    starts, stops = (_clock_of(end, exact=exact) for end in ends)
    lengths = {start: min((_minutes(stop) - _minutes(start)) % (24 * 60) for stop in stops) for start in starts}
    minutes = min(lengths.values())
    if not minutes:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return [start for start in starts if lengths[start] == minutes], minutes


def _is_span(match: re.Match[str]) -> bool:
    """Whether two numbers with a dash between them are times, and not a date or the beginning of a length."""
    if match["from"] or match["between"]:
        return True
    if _CLEAR_TIME.search(match["start"]):
        return bool(_CLEAR_TIME.search(match["end"])) or not re.match(r" ?[a-z]", match.string[match.end() :])
    before = match.string[: match.start()]
    is_day = _ENDS_IN_MONTH.search(before) and not _DATE_DAY_MONTH.search(before)  # "Dec 3 - 6pm"
    return bool(_CLEAR_TIME.search(match["end"])) and not is_day


def _minutes(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def _take_times_and_days(
    parts: _Text, today: date, times: list[time], *, needs_time: bool
) -> tuple[list[time], _Days | None]:
    """The times of day and the days that the text may mean; either may be missing."""
    half = _take_half(parts)
    times = times or _take_times(parts, half)
    days = _take_days(parts, today, hour_wanted=needs_time and not times, half=half)
    if not times and days and (dotted := parts.take(_CLOCK_ANY_DOT)):
        times = _clock_of(dotted, half, exact=True)
    return times or _take_bare_time(parts, half), days


def _take_half(parts: _Text) -> str:
    """Which part of the day: "a" before noon, "p" after, "n" at night, "" where the text does not say."""
    match = parts.take(_PART_OF_DAY)
    return (match.lastgroup or "") if match else ""


def _take_times(parts: _Text, half: str = "") -> list[time]:
    """The times of day that the text may mean, where it is clear that it speaks of one."""
    if match := parts.take(_CLOCK_WORDS):
        return _clock_in_words(match, half)
    if match := parts.take(_CLOCK_HALF):
        return _clock_of(match)
    if match := parts.take(_CLOCK_COLON) or parts.take(_CLOCK_DOT):
        return _clock_of(match, half, exact=True)
    if match := parts.take(_NOON):
        return [time(12 if match["noon"] else 0)]
    if match := parts.take(_CLOCK_AT) or parts.take(_CLOCK_OCLOCK):
        return _clock_of(match, half)
    return []


def _take_bare_time(parts: _Text, half: str = "") -> list[time]:
    """The hours that a number may mean which nothing else has taken."""
    match = parts.take(_CLOCK_BARE)
    return _clock_of(match, half) if match else []


def _clock_of(match: re.Match[str], half: str = "", *, exact: bool = False) -> list[time]:
    """The times of day that a match with an hour, and perhaps minutes and am or pm, may mean."""
    said = match.groupdict()
    return _clock(int(said["hour"]), int(said.get("minute") or 0), (said.get("half") or half)[:1], exact=exact)


def _clock(hour: int, minute: int, half: str, *, exact: bool) -> list[time]:
    """The times of day that an hour and minutes may mean; `exact` is on the 24-hour clock where `half` is empty."""
    if hour > 23 or minute > 59 or (half == "a" and hour > 12):
        raise DateProblem(DateCode.IMPOSSIBLE)
    if half and 1 <= hour <= 12:
        after_noon = half == "p" or (half == "n" and 6 <= hour < 12)
        return [time(hour % 12 + (12 if after_noon else 0), minute)]
    if exact or half or not 1 <= hour < 12:
        return [time(hour, minute)]
    return [time(hour, minute), time(hour + 12, minute)]


def _clock_in_words(match: re.Match[str], half: str) -> list[time]:
    """The times of day that "half past 6" or "10 to 7 pm" may mean."""
    minutes = {"half": 30, "quarter": 15}.get(match["part"]) or int(match["part"])
    shift = timedelta(minutes=minutes if match["way"] == "past" else -minutes)
    return [(datetime.combine(date(2000, 1, 2), at) + shift).time() for at in _clock_of(match, half)]


def _take_days(parts: _Text, today: date, *, hour_wanted: bool, half: str) -> _Days | None:
    """The days that the text may mean; None if it names none. A weekday beside a date must fit it."""
    if not half and (days := _take_weekday_and_number(parts, today, hour_wanted=hour_wanted)):
        return days
    if day := _take_weekday_of_week(parts, today):
        return _Days([day])
    dates = _take_calendar_days(parts, today) or _take_spoken_day(parts, today)
    weekday = parts.take(_WEEKDAY_NAMED)
    if not weekday:
        return _Days(dates) if dates else None
    number = _WEEKDAYS.index(weekday["weekday"][:3])
    return _Days(_fitting(dates, number, today)) if dates else _next_weekday(number, weekday["which"], today)


def _take_calendar_days(parts: _Text, today: date) -> list[date]:
    """The days that a date in numbers or with a month's name may mean; none if the text has no such date."""
    if match := parts.take(_DATE_ISO):
        return _existing([(int(match["day"]), int(match["month"]))], _in_year(int(match["year"])))
    if match := parts.take(_DATE_NUMERIC):
        return _existing(_orders(match), _in_year(_year(match["year"])))
    if match := parts.take(_DATE_DAY_MONTH) or parts.take(_DATE_MONTH_DAY):
        month = _MONTHS.index(match["month"][:3]) + 1
        found = _in_year(_year(match["year"])) if match["year"] else _without_year(today)
        return _existing([(int(match["day"]), month)], found)
    if match := parts.take(_DATE_NO_YEAR):
        return _existing(_orders(match), _without_year(today))
    if match := parts.take(_DATE_ORDINAL):
        return [next(_days_of_months(int(match["day"]), today))]
    return []


def _orders(match: re.Match[str]) -> list[tuple[int, int]]:
    """Day and month of a date in numbers, in the orders that its signs allow."""
    day, month = int(match["a"]), int(match["b"])
    return [(day, month)] if match["sign"] == "." or day == month else [(day, month), (month, day)]


def _year(text: str) -> int:
    """A year of four digits, or of two in this century."""
    digits = text.strip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _existing(orders: list[tuple[int, int]], found: Callable[[int, int], date | None]) -> list[date]:
    """The days that exist among those of these orders; `IMPOSSIBLE` if none does."""
    days = [day for order in orders if (day := found(*order))]
    if not days:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return days


def _in_year(year: int) -> Callable[[int, int], date | None]:
    """What finds the day of a day and month in a year."""
    return lambda day, month: _date(year, month, day)


def _without_year(today: date) -> Callable[[int, int], date | None]:
    """What finds the day that a day and month mean without a year: just passed, or the next to come."""

    def found(day: int, month: int) -> date | None:
        years = range(today.year - 1, today.year + 9)  # a leap day may be eight years ahead
        days = (_date(year, month, day) for year in years)
        return next((one for one in days if one and one >= today - JUST_PASSED), None)

    return found


def _date(year: int, month: int, day: int) -> date | None:
    """A day of the calendar, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days_of_months(number: int, today: date) -> Iterator[date]:
    """From today on, the days of that number in each month that has one; `IMPOSSIBLE` if no month has."""
    if not 1 <= number <= 31:
        raise DateProblem(DateCode.IMPOSSIBLE)
    month = today.replace(day=1)
    while True:
        day = _date(month.year, month.month, number)
        if day and day >= today:
            yield day
        month = (month + timedelta(days=31)).replace(day=1)


def _take_weekday_and_number(parts: _Text, today: date, *, hour_wanted: bool) -> _Days | None:
    """What "Fri 9" may mean, where no month stands by it.

    It is the next 9th if that is a Friday. If not, and an hour is still wanted, the number is one and is left for later
    (None); else it is the next 9th or the next that is a Friday.
    """
    match = _DATE_WEEKDAY_DAY.search(parts.rest)
    if not match or _DATE_DAY_MONTH.search(parts.rest):
        return None
    number, weekday = int(match["day"]), _WEEKDAYS.index(match["weekday"][:3])
    as_hour = hour_wanted and not match["ordinal"]
    if as_hour and not 1 <= number <= 31:
        return None
    coming = _days_of_months(number, today)
    first = next(coming)
    if first.weekday() != weekday and as_hour and number < 24:
        return None
    parts.take(_DATE_WEEKDAY_DAY)
    fitting = first if first.weekday() == weekday else next(day for day in coming if day.weekday() == weekday)
    return _Days(sorted({first, fitting}))


def _take_weekday_of_week(parts: _Text, today: date) -> date | None:
    """The day of "in 3 weeks, Thursday" or "Thursday next week": of the week, Monday to Sunday, that is counted to."""
    if not _WEEKDAY_NAMED.search(parts.rest) or not (phrase := parts.take(_WEEK_PHRASE)):
        return None
    weekday = parts.take(_WEEKDAY_NAMED)
    if not weekday:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    counted = _spoken(phrase[0], today)
    return counted + timedelta(days=_WEEKDAYS.index(weekday["weekday"][:3]) - counted.weekday())


def _take_spoken_day(parts: _Text, today: date) -> list[date]:
    """The day of a phrase that counts from today."""
    phrase = parts.take(_DAY_PHRASE)
    return [_spoken(phrase[0], today)] if phrase else []


def _spoken(phrase: str, today: date) -> date:
    """The day that a phrase means, as dateparser reads it; it is handed only phrases that it is known to read right."""
    import dateparser  # noqa: PLC0415 - it costs 16 MB, which a process that meets no such phrase does not pay

    settings = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "future",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["relative-time"],
    }
    try:
        found = dateparser.parse(phrase.removesuffix(" time"), languages=["en"], settings=settings)
    except (OverflowError, ValueError):
        found = None
    if found is None:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    return datetime.date(found)


def _fitting(days: list[date], weekday: int, today: date) -> list[date]:
    """Of days that may be meant, those on the weekday named.

    If none is, all of them and the weekday nearest to the first: one of the two must be a slip.
    """
    fitting = [day for day in days if day.weekday() == weekday]
    if fitting or abs(days[0] - today) > FARTHEST:
        return fitting or days
    around = [days[0] + timedelta(days=shift) for shift in range(-6, 7)]
    near = [day for day in around if day.weekday() == weekday and (day > today or days[0] <= today)]
    return [*days, min(near, key=lambda day: abs(day - days[0]))]


def _next_weekday(weekday: int, which: str | None, today: date) -> _Days:
    """The days that a weekday alone, or with "next" or "last" before it, may mean."""
    ahead = (weekday - today.weekday()) % 7
    if which == "last":
        return _Days([today + timedelta(days=ahead - 7)])
    if which != "next":
        return _Days([today + timedelta(days=ahead)], again=7)
    still_this_week = weekday > today.weekday()
    shifts = [ahead, ahead + 7] if still_this_week else [ahead or 7]
    return _Days([today + timedelta(days=shift) for shift in shifts])


def _starts(days: _Days, times: list[time], now: datetime, zone: str) -> list[datetime]:
    """The wall times ahead that days and times make, earliest first, at midnight if there are no times.

    Without a time today still lies ahead. Raises `PAST` or `TOO_FAR` if nothing is left.
    """
    wall_now = to_wall(now, zone)
    ahead = set()
    for day, at in product(days.days, times or [time()]):
        start = datetime.combine(day, at)
        passed = _has_passed(start, now, zone) if times else day < wall_now.date()
        if passed and days.again:
            start += timedelta(days=days.again)
        if not passed or days.again:
            ahead.add(start)
    if not ahead:
        raise DateProblem(DateCode.PAST)
    near = sorted(start for start in ahead if start - wall_now <= FARTHEST)
    if not near:
        raise DateProblem(DateCode.TOO_FAR)
    return near


def _has_passed(start: datetime, now: datetime, zone: str) -> bool:
    """Whether a wall time is not ahead any more.

    Long ago and far ahead the zone does not matter, and it would carry a time over the ends of the calendar.
    """
    wall_now = to_wall(now, zone)
    if abs(start - wall_now) > FARTHEST:
        return start < wall_now
    return to_utc(start, zone) <= now


def _settled(readings: list[Reading], zone: str, *, timed: bool = True) -> Reading:
    """The one reading, if there is one and clocks show its time exactly once."""
    if len(readings) > 1:
        raise DateProblem(DateCode.AMBIGUOUS, readings[:MOST_CHOICES])
    (reading,) = readings
    if timed and was_skipped(reading.starts, zone):
        moved = to_wall(to_utc(reading.starts, zone), zone)
        raise DateProblem(DateCode.SKIPPED, [replace(reading, starts=moved)])
    if timed and is_repeated(reading.starts, zone):
        later = reading.starts
        while is_repeated(later, zone):
            later += timedelta(minutes=30)
        raise DateProblem(DateCode.REPEATED, [reading, replace(reading, starts=later)])
    return reading
