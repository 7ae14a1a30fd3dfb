"""Dates and times as people type them: of a meeting, a reminder, a pause, quiet hours.

`read_when` takes a text apart, piece by piece and each at most once: repetition, length, time of day, weekday, date.
Whatever is then left over makes the text not understood; nothing is guessed past. Where a text can mean two things, or
nothing that can be, `DateProblem` says which with a code and, where there are any, the readings to choose from.

Calendar dates are not left to a library, since only so "31 Feb", "3/12" and "Mon 3 Dec" on a Thursday can be told from
what is not a date at all (`date_words`, `clock_words`). Phrases that count from today ("the day after tomorrow", "in
two months") are read by dateparser. It is imported at the first such phrase, which then takes 0.3 s and 16 MB; later
ones take about 1 ms, every other text about 0.1 ms.

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
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product

from albot.domain.clock_words import take_bare_time, take_dotted_time, take_half, take_length, take_span, take_times
from albot.domain.date_text import LONGEST_TEXT, DateCode, DateProblem, Reading, Text, count, prepared
from albot.domain.date_words import FARTHEST, Days, take_days, take_repetition
from albot.domain.wallclock import is_repeated, to_utc, to_wall, was_skipped

__all__ = [
    "FARTHEST",
    "LONGEST_TEXT",
    "MOST_CHOICES",
    "DateCode",
    "DateProblem",
    "Reading",
    "read_quiet_hours",
    "read_time",
    "read_when",
]

MOST_CHOICES = 4
"""So many readings at most are offered."""
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
    parts = Text(text)
    if soon := _in_hours(parts, now, zone):
        return _settled([Reading(start) for start in _starts(Days([soon.date()]), [soon.time()], now, zone)], zone)
    every = take_repetition(parts)
    times, length = take_span(parts)
    length = length or take_length(parts)
    today = to_wall(now, zone).date()
    times, days = _take_times_and_days(parts, today, times, needs_time=needs_time)
    parts.finish()
    if not days and not times:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    starts = _starts(days or Days([today], again=1), times, now, zone)
    readings = [Reading(start, length, weeks) for start, weeks in product(starts, every)]
    if needs_time and not times:
        raise DateProblem(DateCode.NO_TIME, readings[:MOST_CHOICES])
    return _settled(readings, zone, timed=bool(times))


def read_time(text: str) -> time:
    """A time of day on its own: "18:30", "6pm", "half past six in the evening", "noon".

    A bare hour is on the 24-hour clock. Raises `DateProblem`.
    """
    parts = Text(text)
    half = take_half(parts)
    times = take_times(parts, half) or take_bare_time(parts, half)
    parts.finish()
    if not times:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    return times[0]


def read_quiet_hours(text: str) -> tuple[time, time]:
    """From when until when it is to be quiet: "21-8", "22:30 to 7", "9pm to 8am"; bare hours are on the 24-hour clock.

    Raises `DateProblem`; the same time twice is `IMPOSSIBLE`, since it may mean never or always.
    """
    ends = re.split(r" ?(?:-|\bto\b|\buntil\b|\btill\b|\band\b) ?", re.sub(r"^(?:from|between) ", "", prepared(text)))
    if len(ends) != 2:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    begins, stops = read_time(ends[0]), read_time(ends[1])
    if begins == stops:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return begins, stops


def _in_hours(parts: Text, now: datetime, zone: str) -> datetime | None:
    """The wall time, to the minute, that a text such as "in 2 hours" means; None for any other text."""
    match = parts.take(_IN_HOURS)
    if not match:
        return None
    if match["minutes"]:
        minutes = count(match["minutes"])
    elif match["hours"]:
        minutes = count(match["hours"]) * 60 + int(match["extra"] or 0)
    else:
        minutes = 30 if match["half"] else 90
    return to_wall(now + timedelta(minutes=minutes), zone).replace(second=0, microsecond=0)


def _take_times_and_days(
    parts: Text, today: date, times: list[time], *, needs_time: bool
) -> tuple[list[time], Days | None]:
    """The times of day and the days that the text may mean; either may be missing."""
    half = take_half(parts)
    times = times or take_times(parts, half)
    days = take_days(parts, today, hour_wanted=needs_time and not times, half=half)
    if not times and days:
        times = take_dotted_time(parts, half)
    return times or take_bare_time(parts, half), days


def _starts(days: Days, times: list[time], now: datetime, zone: str) -> list[datetime]:
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
