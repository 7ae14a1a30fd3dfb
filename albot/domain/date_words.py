"""Days, weekdays and repetitions, as people type them: a part of `dates`.

Each function cuts what it reads out of the text, so that nothing is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from albot.domain.date_text import DateCode, DateProblem, Text

FARTHEST = timedelta(days=731)
"""How far ahead a date may lie: two years."""
JUST_PASSED = timedelta(days=31)
"""A date without a year that passed no longer ago is past; otherwise it is next year's."""
MOST_WEEKS = 52
"""Most weeks between one meeting and the next."""


@dataclass(frozen=True)
class Days:
    """The days that a text may mean, and after how many days the next such day comes (0: there is none)."""

    days: list[date]
    again: int = 0


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
ENDS_IN_MONTH = re.compile(rf"{_MONTH} ?$")
"""What stands before a number that is a day of that month."""
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)s?\b\.?"
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

# Date.
_YEAR = r"(?P<year>\d{4}|'\d{2}|2[5-9]|[3-9]\d)(?![\d:])"
_ORDINAL = r"(?:st|nd|rd|th)"
_DATE_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_DATE_NUMERIC = re.compile(
    r"(?<![\d:./-])(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?!\d)"
)
_DATE_NO_YEAR = re.compile(r"(?<![\d:./-])(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?![\d:/-])\.?")
DAY_AND_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:{_ORDINAL}|\.)?[ -]?(?:of )?{_MONTH}(?:,?[ -]?{_YEAR})?")
"""A date such as "3rd of December 2026"."""
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


def take_repetition(parts: Text) -> list[int | None]:
    """Every how many weeks; None for once. "Monthly" may mean every four weeks, or one meeting to begin with."""
    match = parts.take(_EVERY_WEEKS) or parts.take(_EVERY_WEEKDAY) or parts.take(_WEEKLY)
    if not match:
        return [4, None] if parts.take(_MONTHLY) else [None]
    said = match.groupdict()
    weeks = int(said["n"] or (2 if said["other"] else 1)) * (2 if said.get("double") else 1)
    if not 1 <= weeks <= MOST_WEEKS:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return [weeks]


def take_days(parts: Text, today: date, *, hour_wanted: bool, half: str) -> Days | None:
    """The days that the text may mean; None if it names none. A weekday beside a date must fit it."""
    if not half and (days := _take_weekday_and_number(parts, today, hour_wanted=hour_wanted)):
        return days
    if day := _take_weekday_of_week(parts, today):
        return Days([day])
    dates = _take_calendar_days(parts, today) or _take_spoken_day(parts, today)
    weekday = parts.take(_WEEKDAY_NAMED)
    if not weekday:
        return Days(dates) if dates else None
    number = _WEEKDAYS.index(weekday["weekday"][:3])
    return Days(_fitting(dates, number, today)) if dates else _next_weekday(number, weekday["which"], today)


def _take_calendar_days(parts: Text, today: date) -> list[date]:
    """The days that a date in numbers or with a month's name may mean; none if the text has no such date."""
    if match := parts.take(_DATE_ISO):
        return _existing([(int(match["day"]), int(match["month"]))], _in_year(int(match["year"])))
    if match := parts.take(_DATE_NUMERIC):
        return _existing(_orders(match), _in_year(_year(match["year"])))
    if match := parts.take(DAY_AND_MONTH) or parts.take(_DATE_MONTH_DAY):
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


def _take_weekday_and_number(parts: Text, today: date, *, hour_wanted: bool) -> Days | None:
    """What "Fri 9" may mean, where no month stands by it.

    It is the next 9th if that is a Friday. If not, and an hour is still wanted, the number is one and is left for later
    (None); else it is the next 9th or the next that is a Friday.
    """
    match = _DATE_WEEKDAY_DAY.search(parts.rest)
    if not match or DAY_AND_MONTH.search(parts.rest):
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
    return Days(sorted({first, fitting}))


def _take_weekday_of_week(parts: Text, today: date) -> date | None:
    """The day of "in 3 weeks, Thursday" or "Thursday next week": of the week, Monday to Sunday, that is counted to."""
    if not _WEEKDAY_NAMED.search(parts.rest) or not (phrase := parts.take(_WEEK_PHRASE)):
        return None
    weekday = parts.take(_WEEKDAY_NAMED)
    if not weekday:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    counted = _spoken(phrase[0], today)
    return counted + timedelta(days=_WEEKDAYS.index(weekday["weekday"][:3]) - counted.weekday())


def _take_spoken_day(parts: Text, today: date) -> list[date]:
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


def _next_weekday(weekday: int, which: str | None, today: date) -> Days:
    """The days that a weekday alone, or with "next" or "last" before it, may mean."""
    ahead = (weekday - today.weekday()) % 7
    if which == "last":
        return Days([today + timedelta(days=ahead - 7)])
    if which != "next":
        return Days([today + timedelta(days=ahead)], again=7)
    still_this_week = weekday > today.weekday()
    shifts = [ahead, ahead + 7] if still_this_week else [ahead or 7]
    return Days([today + timedelta(days=shift) for shift in shifts])
