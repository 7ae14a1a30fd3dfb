"""Times of day, spans of time and lengths, as people type them: a part of `dates`.

Each function cuts what it reads out of the text, so that nothing is read twice.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from albot.domain.date_text import NOT_INSIDE, DateCode, DateProblem, Text, count
from albot.domain.date_words import DAY_AND_MONTH, ENDS_IN_MONTH

LONGEST_MEETING = 24 * 60
"""In minutes."""

# Length.
_LENGTH_PREFIX = r"(?:\b(?:for|lasting|about|length) )?"
_HOURS = re.compile(
    rf"{_LENGTH_PREFIX}{NOT_INSIDE}(?P<hours>\d{{1,3}}(?:[.,](?:25|5|75))?)(?P<half> and a half)?[ -]?"
    r"(?:h(?:(?P<tail>\d{2})\b|(?:ou)?rs?\b|\b))(?:(?: and)? ?(?P<minutes>\d{1,2}) ?(?:minutes?|mins?|m)\b)?"
)
_MINUTES = re.compile(rf"{_LENGTH_PREFIX}{NOT_INSIDE}(?P<minutes>\d{{1,4}})[ -]?(?:minutes?|mins?)\b")
_HALF_HOURS = re.compile(
    rf"{_LENGTH_PREFIX}\b(?:(?P<one_half>(?:an )?hour and a half)|(?P<half>half an hour)|(?P<hour>an hour))\b"
)

# Time of day.
_HALF = r"(?P<half>a\.?m\b\.?|p\.?m\b\.?)"
_CLOCK_HALF = re.compile(rf"{NOT_INSIDE}(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))? ?{_HALF}")
_CLOCK_COLON = re.compile(rf"{NOT_INSIDE}(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?(?![\d:])")
_CLOCK_DOT = re.compile(
    rf"(?:(?P<at>\bat |@ ?)|{NOT_INSIDE})(?P<hour>\d{{1,2}})"
    r"\.(?P<minute>(?(at)\d{2}|(?:00|1[3-9]|[2-9]\d)))(?!\.?\d)"
)
_CLOCK_ANY_DOT = re.compile(rf"{NOT_INSIDE}(?P<hour>\d{{1,2}})\.(?P<minute>\d{{2}})(?!\.?\d)")
_CLOCK_WORDS = re.compile(
    rf"\b(?:a )?(?P<part>half|quarter|5|10|20|25)(?: minutes)? (?P<way>past|to) (?P<hour>\d{{1,2}})\b(?: ?{_HALF})?"
)
_CLOCK_AT = re.compile(r"(?:\bat |@ ?)(?P<hour>\d{1,2})(?: ?o'?clock)?(?![\d:./-]| ?(?:st|nd|rd|th)\b)")
_CLOCK_OCLOCK = re.compile(r"\b(?P<hour>\d{1,2}) ?o'?clock\b")
_CLOCK_BARE = re.compile(rf"{NOT_INSIDE}\b(?P<hour>\d{{1,2}})\b(?![:./-])")
_NOON = re.compile(r"\b(?P<noon>noon|midday)\b|\bmidnight\b")
_PART_OF_DAY = re.compile(r"\b(?:in the |at )?(?:(?P<a>morning)|(?P<p>afternoon|evening)|(?P<n>night))\b")
_SPAN_END = r"\d{1,2}(?:[:.]\d{2})? ?(?:[ap]\.?m\b\.?)?"
_SPAN = re.compile(
    rf"(?:\b(?P<from>from) |\b(?P<between>between) )?{NOT_INSIDE}(?P<start>{_SPAN_END}) ?"
    r"(?:-|\bto\b|\buntil\b|\btill\b|(?(between)\band\b|(?!))) ?"
    rf"(?P<end>{_SPAN_END})(?![\d:./]\d)"
)
_CLOCK_END = re.compile(rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))?(?: ?{_HALF})?")
_CLEAR_TIME = re.compile(r":|[ap]\.?m")


def take_length(parts: Text) -> int | None:
    """For how many minutes."""
    if match := parts.take(_HALF_HOURS):
        minutes = 90 if match["one_half"] else 30 if match["half"] else 60
    elif match := parts.take(_HOURS):
        hours = count(match["hours"]) + (0.5 if match["half"] else 0)
        minutes = round(hours * 60) + int(match["tail"] or match["minutes"] or 0)
    elif match := parts.take(_MINUTES):
        minutes = int(match["minutes"])
    else:
        return None
    if not 1 <= minutes <= LONGEST_MEETING:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return minutes


def take_span(parts: Text) -> tuple[list[time], int | None]:
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
    is_day = ENDS_IN_MONTH.search(before) and not DAY_AND_MONTH.search(before)  # "Dec 3 - 6pm"
    return bool(_CLEAR_TIME.search(match["end"])) and not is_day


def _minutes(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def take_half(parts: Text) -> str:
    """Which part of the day: "a" before noon, "p" after, "n" at night, "" where the text does not say."""
    match = parts.take(_PART_OF_DAY)
    return (match.lastgroup or "") if match else ""


def take_times(parts: Text, half: str = "") -> list[time]:
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


def take_dotted_time(parts: Text, half: str = "") -> list[time]:
    """The time of day that two numbers with a dot mean where they are no date: "Friday 18.05"."""
    match = parts.take(_CLOCK_ANY_DOT)
    return _clock_of(match, half, exact=True) if match else []


def take_bare_time(parts: Text, half: str = "") -> list[time]:
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
