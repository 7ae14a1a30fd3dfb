"""Dates, times and quiet hours as people type them.

Unless a test says otherwise it is Friday, 20 November 2026, 12:00 in London.
"""

from __future__ import annotations

import time as stopwatch
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.domain.dates import (
    FARTHEST,
    LONGEST_TEXT,
    MOST_CHOICES,
    DateCode,
    DateProblem,
    Reading,
    read_quiet_hours,
    read_time,
    read_when,
)
from albot.domain.wallclock import to_utc, to_wall

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LONDON = "Europe/London"


def read(text: str, *, now: datetime = NOW, zone: str = LONDON, needs_time: bool = True) -> str:
    """What a text says, as "2026-12-03 18:00 120m 4w"."""
    return shown(read_when(text, now, zone, needs_time=needs_time))


def problem(
    text: str, *, now: datetime = NOW, zone: str = LONDON, needs_time: bool = True
) -> tuple[DateCode, list[str]]:
    """Why a text is not one date, and the choices that are offered."""
    with pytest.raises(DateProblem) as raised:
        read_when(text, now, zone, needs_time=needs_time)
    return raised.value.code, [shown(choice) for choice in raised.value.choices]


def shown(reading: Reading) -> str:
    assert reading.starts.tzinfo is None
    length = f" {reading.length_minutes}m" if reading.length_minutes else ""
    return f"{reading.starts:%Y-%m-%d %H:%M}{length}" + (f" {reading.every_weeks}w" if reading.every_weeks else "")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Thu 3 Dec 18:00, 2 hours, every 4 weeks", "2026-12-03 18:00 120m 4w"),
        ("3 December 6pm for 90 minutes", "2026-12-03 18:00 90m"),
        ("next Thursday at 18:00", "2026-11-26 18:00"),
        ("tomorrow 7pm", "2026-11-21 19:00"),
        ("in 3 weeks Thursday 18:30", "2026-12-10 18:30"),
        ("2026-12-03 18:00", "2026-12-03 18:00"),
        ("2026-12-03T18:00", "2026-12-03 18:00"),
        ("18:00 3.12.2026", "2026-12-03 18:00"),
        ("Dec 3rd at half past six pm", "2026-12-03 18:30"),
        ("December 3, 2026 at 6:30 p.m.", "2026-12-03 18:30"),
        ("the third of December, 18:00", "2026-12-03 18:00"),
        ("Thu, 3. Dec 18:00", "2026-12-03 18:00"),
        ("3-dec-2026 18:00", "2026-12-03 18:00"),
        ("3 dec '26 18:00", "2026-12-03 18:00"),
        ("3 Dec 18h30", "2026-12-03 18:30"),
        ("3 Dec 18", "2026-12-03 18:00"),
        ("Thurs 3rd December 18.00", "2026-12-03 18:00"),
        ("\uff13 Dec \uff11\uff18:\uff10\uff10", "2026-12-03 18:00"),
        ("WEDS 2 DEC 7PM", "2026-12-02 19:00"),
        ("13/12 18:00", "2026-12-13 18:00"),
        ("12/31 18:00", "2026-12-31 18:00"),
        ("3.12. 18.30", "2026-12-03 18:30"),
        ("18.30 3.12", "2026-12-03 18:30"),
        ("3.12 18.10", "2026-12-03 18:10"),
        ("at 18.10 3.12", "2026-12-03 18:10"),
        ("the 3rd, 18:00", "2026-12-03 18:00"),
        ("the 31st 18:00", "2026-12-31 18:00"),  # November has none
        ("Fri 27 18:00", "2026-11-27 18:00"),
        ("29 Feb 18:00", "2028-02-29 18:00"),
        ("3 March 18:00", "2027-03-03 18:00"),
        ("quarter to seven pm tomorrow", "2026-11-21 18:45"),
        ("tomorrow evening at 7", "2026-11-21 19:00"),
        ("tomorrow morning at 7", "2026-11-21 07:00"),
        ("tonight at 8", "2026-11-20 20:00"),
        ("the day after tomorrow at noon", "2026-11-22 12:00"),
        ("in two months 18:00", "2027-01-20 18:00"),
        ("in 10 days time 18:00", "2026-11-30 18:00"),
        ("Thursday next week 18:00", "2026-11-26 18:00"),
        ("this coming Thursday 18:00", "2026-11-26 18:00"),
        ("Thursday 18", "2026-11-26 18:00"),
        ("Friday 18:00", "2026-11-20 18:00"),  # today, while its time is ahead
        ("Friday 11:00", "2026-11-27 11:00"),
        ("next Friday 18:00", "2026-11-27 18:00"),
        ("18:00", "2026-11-20 18:00"),
        ("11:00", "2026-11-21 11:00"),
        ("today at 7", "2026-11-20 19:00"),  # seven in the morning has passed
        ("in 2 hours", "2026-11-20 14:00"),
        ("in an hour and a half", "2026-11-20 13:30"),
        ("in half an hour", "2026-11-20 12:30"),
        ("in 90 minutes", "2026-11-20 13:30"),
    ],
)
def test_a_date_as_people_type_it(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("tail", "meant"),
    [
        ("2 hours", "120m"),
        ("- 2 hours", "120m"),
        ("(2h)", "120m"),
        ("for two and a half hours", "150m"),
        ("1\u00bd hours", "90m"),
        ("1.5 hours", "90m"),
        ("1h30", "90m"),
        ("1 hour 45 minutes", "105m"),
        ("an hour and a half", "90m"),
        ("half an hour", "30m"),
        ("for an hour", "60m"),
        ("45 min", "45m"),
        ("every 4 weeks", "4w"),
        ("every four weeks", "4w"),
        ("every week", "1w"),
        ("weekly", "1w"),
        ("every other week", "2w"),
        ("fortnightly", "2w"),
        ("repeating every two fortnights", "4w"),
        ("4-weekly", "4w"),
        ("every 6 weeks for 2 hours", "120m 6w"),
        ("lasting 2 hours then every 4 weeks", "120m 4w"),
    ],
)
def test_length_and_repetition(tail: str, meant: str) -> None:
    assert read(f"Thu 3 Dec 18:00, {tail}") == f"2026-12-03 18:00 {meant}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3 Dec 18:00-20:00", "2026-12-03 18:00 120m"),
        ("3 Dec 6\u20138pm", "2026-12-03 18:00 120m"),
        ("3 Dec from 11 to 1pm", "2026-12-03 11:00 120m"),
        ("3 Dec 7pm-9", "2026-12-03 19:00 120m"),
        ("3 Dec 10pm-1am", "2026-12-03 22:00 180m"),
        ("3 Dec 10-12:30", "2026-12-03 10:00 150m"),
        ("tomorrow from 18 to 20", "2026-11-21 18:00 120m"),
        ("between 6 and 8pm tomorrow", "2026-11-21 18:00 120m"),
        ("Dec 3 - 6pm", "2026-12-03 18:00"),
        ("2026-12-03 18:00 - 20:00", "2026-12-03 18:00 120m"),
    ],
)
def test_from_when_until_when(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("every Thursday 18:00", "2026-11-26 18:00 1w"),
        ("every other Thursday 18:00", "2026-11-26 18:00 2w"),
        ("every second Thursday at 6pm", "2026-11-26 18:00 2w"),
        ("each week on Thursday at 6pm for an hour", "2026-11-26 18:00 60m 1w"),
    ],
)
def test_every_so_many_weekdays(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("3/12 18:00", ["2026-12-03 18:00", "2027-03-12 18:00"]),
        ("Mon 3 Dec 18:00, 2h", ["2026-11-30 18:00 120m", "2026-12-03 18:00 120m"]),
        ("Fri 21 Nov 10:00", ["2026-11-21 10:00", "2026-11-27 10:00"]),
        ("tomorrow, Friday, 18:00", ["2026-11-21 18:00", "2026-11-27 18:00"]),
        ("at 7", ["2026-11-20 19:00", "2026-11-21 07:00"]),
        ("7", ["2026-11-20 19:00", "2026-11-21 07:00"]),
        ("tomorrow 7", ["2026-11-21 07:00", "2026-11-21 19:00"]),
        ("3 Dec half past six", ["2026-12-03 06:30", "2026-12-03 18:30"]),
        ("tomorrow from 6 to 8", ["2026-11-21 06:00 120m", "2026-11-21 18:00 120m"]),
        ("Fri 9", ["2026-11-20 21:00", "2026-11-27 09:00"]),
        ("Fri 9 18:00", ["2026-12-09 18:00", "2027-04-09 18:00"]),
        ("3 Dec 18:00 monthly", ["2026-12-03 18:00 4w", "2026-12-03 18:00"]),
    ],
)
def test_what_may_mean_two_things_is_asked(text: str, choices: list[str]) -> None:
    assert problem(text) == (DateCode.AMBIGUOUS, choices)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Thu 3/12 18:00", "2026-12-03 18:00"),  # 12 March is no Thursday
        ("3/12/2026 18:00", "2026-12-03 18:00"),  # 12 March has passed
        ("12/12 18:00", "2026-12-12 18:00"),
    ],
)
def test_what_can_mean_only_one_thing_is_not_asked(text: str, meant: str) -> None:
    assert read(text) == meant


def test_next_before_a_day_still_to_come_this_week_may_be_either() -> None:
    tuesday = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
    both = ["2026-11-19 18:00", "2026-11-26 18:00"]
    assert problem("next Thursday 18:00", now=tuesday) == (DateCode.AMBIGUOUS, both)
    assert read("this Thursday 18:00", now=tuesday) == both[0]
    assert read("Thursday next week 18:00", now=tuesday) == both[1]


@pytest.mark.parametrize(
    "text",
    [
        "yesterday 18:00",
        "last Thursday 18:00",
        "3 days ago 18:00",
        "today 11:00",
        "today 12:00",
        "3 Dec 2020 18:00",
        "2026-11-19 18:00",
        "19 Nov 18:00",
        "3 Nov 18:00",
        "Mon 0001-01-01 18:00",
    ],
)
def test_what_has_passed(text: str) -> None:
    assert problem(text) == (DateCode.PAST, [])


@pytest.mark.parametrize(
    "text",
    [
        "31 Feb 18:00",
        "31 Feb",
        "29 Feb 2027 18:00",
        "30.2. 18:00",
        "31/2 18:00",
        "2026-13-40 18:00",
        "0000-01-01 18:00",
        "the 32nd 18:00",
        "3 Dec 25:00",
        "3 Dec 24:00",
        "3 Dec 18:75",
        "3 Dec 18:00 am",
        "3 Dec 18:00, 0 minutes",
        "3 Dec 18:00, 99 hours",
        "3 Dec 18:00-18:00",
        "3 Dec 18:00 every 0 weeks",
        "3 Dec 18:00 every 60 weeks",
    ],
)
def test_what_cannot_be(text: str) -> None:
    assert problem(text) == (DateCode.IMPOSSIBLE, [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello",
        "hello 3 Dec 18:00",
        "3 Dec 18:00 at the library",
        "2 hours",
        "every 4 weeks",
        "every third Thursday of the month 18:00",
        "3 Dec and 4 Dec 18:00",
        "3 Dec 18:00 and 19:00",
        "in 9999 years 18:00",
        "1700000000",
        "3 Dec 18:00" + " " * LONGEST_TEXT,
        "🦊",
    ],
)
def test_what_is_not_understood(text: str) -> None:
    assert problem(text) == (DateCode.NOT_UNDERSTOOD, [])


@pytest.mark.parametrize("text", ["3 Dec 2029 18:00", "in 5000 weeks 18:00", "21 Nov 2028 18:00", "9999-12-31 23:59"])
def test_what_is_too_far_ahead(text: str) -> None:
    assert problem(text) == (DateCode.TOO_FAR, [])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 Dec", ["2026-12-03 00:00"]),
        ("3 Dec, 2 hours, every 4 weeks", ["2026-12-03 00:00 120m 4w"]),
        ("tomorrow", ["2026-11-21 00:00"]),
        ("tomorrow evening", ["2026-11-21 00:00"]),
        ("today", ["2026-11-20 00:00"]),
        ("3/12", ["2026-12-03 00:00", "2027-03-12 00:00"]),
        ("Mon 3 Dec", ["2026-11-30 00:00", "2026-12-03 00:00"]),
        ("Fri 18", ["2026-12-18 00:00"]),
    ],
)
def test_a_day_without_a_time_is_kept_for_the_next_question(text: str, days: list[str]) -> None:
    assert problem(text) == (DateCode.NO_TIME, days)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3 Dec", "2026-12-03 00:00"),
        ("until Monday", "2026-11-23 00:00"),
        ("today", "2026-11-20 00:00"),
        ("next week", "2026-11-27 00:00"),
        ("Fri 18", "2026-12-18 00:00"),
        ("3 Dec 18:00", "2026-12-03 18:00"),
    ],
)
def test_where_a_day_is_enough(text: str, meant: str) -> None:
    assert read(text, needs_time=False) == meant


def test_where_a_day_is_enough_two_days_are_still_asked_about() -> None:
    both = ["2026-12-03 00:00", "2027-03-12 00:00"]
    assert problem("3/12", needs_time=False) == (DateCode.AMBIGUOUS, both)
    assert problem("yesterday", needs_time=False) == (DateCode.PAST, [])


@pytest.mark.parametrize(
    ("zone", "text", "instead"),
    [
        (LONDON, "28 March 2027 01:30, 2h", "2027-03-28 02:30 120m"),
        ("America/New_York", "14 March 2027 02:30, 2h", "2027-03-14 03:30 120m"),
    ],
)
def test_a_time_that_clocks_skip(zone: str, text: str, instead: str) -> None:
    assert problem(text, zone=zone) == (DateCode.SKIPPED, [instead])


def test_a_time_that_clocks_show_twice() -> None:
    choices = ["2027-10-31 01:30", "2027-10-31 02:00"]
    assert problem("31 Oct 2027 01:30") == (DateCode.REPEATED, choices)


@pytest.mark.parametrize("zone", ["Asia/Amman", "Africa/Nairobi"])
@pytest.mark.parametrize("day", ["26 Feb 2027", "28 March 2027", "31 Oct 2027"])
def test_where_clocks_do_not_change_nothing_is_said(zone: str, day: str) -> None:
    assert read(f"{day} 01:30", zone=zone).endswith("01:30")


def test_days_are_those_of_the_zone() -> None:
    late = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    assert read("tomorrow 18:00", now=late) == "2026-11-21 18:00"
    assert read("tomorrow 18:00", now=late, zone="Africa/Nairobi") == "2026-11-22 18:00"
    assert read("today 17:00", now=late, zone="America/Los_Angeles") == "2026-11-20 17:00"


def test_hours_from_now_are_hours_that_pass_even_when_clocks_change() -> None:
    evening_before = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert read("in 2 hours", now=evening_before) == "2027-03-28 03:30"


def test_a_leap_day() -> None:
    before = datetime(2028, 2, 27, 12, 0, tzinfo=UTC)
    assert read("the day after tomorrow 18:00", now=before) == "2028-02-29 18:00"
    assert read("29 Feb 18:00", now=before) == "2028-02-29 18:00"
    assert read("29 Feb 2028 18:00 every 4 weeks", now=before) == "2028-02-29 18:00 4w"


def test_a_date_that_just_passed_at_the_turn_of_the_year_is_past() -> None:
    january = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)
    assert problem("20 Dec 18:00", now=january) == (DateCode.PAST, [])
    assert read("1 Dec 18:00", now=january) == "2027-12-01 18:00"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("18:30", time(18, 30)),
        ("18.30", time(18, 30)),
        ("7:30", time(7, 30)),
        ("6pm", time(18)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("at 9", time(9)),
        ("9", time(9)),
        ("21", time(21)),
        ("9 o'clock in the evening", time(21)),
        ("half past six in the evening", time(18, 30)),
        ("7 at night", time(19)),
        ("noon", time(12)),
        ("midnight", time(0)),
    ],
)
def test_a_time_on_its_own(text: str, meant: time) -> None:
    assert read_time(text) == meant


@pytest.mark.parametrize(
    ("text", "begins", "stops"),
    [
        ("21-8", time(21), time(8)),
        ("22:30 to 7", time(22, 30), time(7)),
        ("9pm \u2013 8am", time(21), time(8)),
        ("from 10pm until 7", time(22), time(7)),
        ("between 22 and 7", time(22), time(7)),
        ("22.30-7.00", time(22, 30), time(7)),
        ("midnight to 8", time(0), time(8)),
    ],
)
def test_quiet_hours(text: str, begins: time, stops: time) -> None:
    assert read_quiet_hours(text) == (begins, stops)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", DateCode.NOT_UNDERSTOOD),
        ("21", DateCode.NOT_UNDERSTOOD),
        ("at night", DateCode.NOT_UNDERSTOOD),
        ("21-8-9", DateCode.NOT_UNDERSTOOD),
        ("25-7", DateCode.IMPOSSIBLE),
        ("8-8", DateCode.IMPOSSIBLE),
    ],
)
def test_quiet_hours_that_are_none(text: str, code: DateCode) -> None:
    with pytest.raises(DateProblem) as raised:
        read_quiet_hours(text)
    assert raised.value.code is code


WORDS = (
    "1 2 3 9 12 18 25 29 31 32 2026 2027 0001 9999 18:00 01:30 24:00 6pm 7.30 3.12 3/12 31/2 3.12.2026 2026-12-03 "
    "monday mon thu friday next last this every other each week weeks weekly monthly in a an half hour hours 2h "
    "minutes dec december feb march 3rd 31st the of at on from to until between and - , past quarter tomorrow today "
    "yesterday day after tomorrow now ago months years morning evening tonight noon midnight "
    "o'clock for 99999 T Z ' ( ) 🦊"
).split(" ")
typed = st.text(max_size=120) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
# The years around now, so that dates without a year, just passed and too far all come up.
moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))


@settings(deadline=None)  # the first call loads dateparser
@given(typed, moments, st.sampled_from([LONDON, "America/New_York", "Pacific/Apia", "Africa/Nairobi"]), st.booleans())
def test_any_text_is_a_date_ahead_or_a_coded_problem(text: str, now: datetime, zone: str, needs_time: bool) -> None:
    try:
        found = [read_when(text, now, zone, needs_time=needs_time)]
    except DateProblem as raised:
        assert raised.code in DateCode
        assert len(raised.choices) <= MOST_CHOICES
        assert raised.code is not DateCode.AMBIGUOUS or len(raised.choices) > 1
        found = list(raised.choices)
    today = to_wall(now, zone).date()
    for reading in found:
        assert reading.starts.date() >= today
        assert to_utc(reading.starts, zone) > now or reading.starts.time() == time()
        assert reading.starts <= to_wall(now, zone) + FARTHEST + timedelta(hours=3)
        assert reading.length_minutes is None or reading.length_minutes > 0
        assert reading.every_weeks is None or reading.every_weeks > 0


@given(typed)
def test_any_text_is_a_time_or_a_coded_problem(text: str) -> None:
    for reader in (read_time, read_quiet_hours):
        try:
            assert reader(text)
        except DateProblem as raised:
            assert raised.code in (DateCode.NOT_UNDERSTOOD, DateCode.IMPOSSIBLE)


@given(
    st.integers(1, 720),
    st.sampled_from(["%a %d %b %Y %H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H.%M", "%I:%M %p, %B %d, %Y"]),
)
def test_every_date_that_is_written_out_is_read_back(hours: int, form: str) -> None:
    meant = datetime(2026, 11, 21) + timedelta(hours=hours)
    assert read(meant.strftime(form)) == f"{meant:%Y-%m-%d %H:%M}"


def test_a_call_is_quick() -> None:
    read("tomorrow 18:00")
    texts = ["Thu 3 Dec 18:00, 2 hours, every 4 weeks", "1 " * 50, "\ufdfa" * 100, "tomorrow 7pm", "3-" * 50] * 10
    begun = stopwatch.perf_counter()
    for text in texts:
        try:
            read_when(text, NOW, LONDON)
        except DateProblem:
            continue
    assert (stopwatch.perf_counter() - begun) / len(texts) < 0.02
