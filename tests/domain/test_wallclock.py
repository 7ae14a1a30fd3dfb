"""Wall clocks on the days they change, and on days that are rare."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albot.domain.wallclock import at_time, is_repeated, to_utc, to_wall, was_skipped

LONDON, NEW_YORK, AMMAN, NAIROBI = "Europe/London", "America/New_York", "Asia/Amman", "Africa/Nairobi"
LORD_HOWE = "Australia/Lord_Howe"


def shown(text: str) -> datetime:
    return datetime.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


zones = st.sampled_from([LONDON, NEW_YORK, AMMAN, NAIROBI, LORD_HOWE, "America/Santiago", "Africa/Casablanca", "UTC"])
walls = st.datetimes(min_value=shown("2020-01-01 00:00"), max_value=shown("2036-12-31 00:00")).map(
    lambda wall: wall.replace(microsecond=0, fold=0)
)


@pytest.mark.parametrize(
    ("zone", "wall", "meant"),
    [
        (LONDON, "2026-03-29 00:59", "2026-03-29 00:59"),
        (LONDON, "2026-03-29 01:30", "2026-03-29 01:30"),  # skipped: stands for 02:30 summer time
        (LONDON, "2026-03-29 02:00", "2026-03-29 01:00"),
        (LONDON, "2026-10-25 01:30", "2026-10-25 00:30"),  # repeated: the first
        (LONDON, "2026-10-25 02:00", "2026-10-25 02:00"),
        (NEW_YORK, "2026-03-08 02:30", "2026-03-08 07:30"),  # skipped: stands for 03:30
        (NEW_YORK, "2026-11-01 01:30", "2026-11-01 05:30"),  # repeated: the first
        (NEW_YORK, "2028-02-29 18:00", "2028-02-29 23:00"),
        (AMMAN, "2022-02-25 00:30", "2022-02-24 22:30"),  # skipped, the last time that clocks changed there
        (AMMAN, "2022-01-15 09:00", "2022-01-15 07:00"),
        (AMMAN, "2027-01-15 09:00", "2027-01-15 06:00"),  # summer time the whole year since October 2022
        (NAIROBI, "2026-10-25 01:30", "2026-10-24 22:30"),
        (LORD_HOWE, "2026-10-04 02:15", "2026-10-03 15:45"),  # clocks go forward by half an hour only
    ],
)
def test_a_wall_time_stands_for_one_moment(zone: str, wall: str, meant: str) -> None:
    assert to_utc(shown(wall), zone) == moment(meant)


@pytest.mark.parametrize(
    ("zone", "wall", "skipped", "repeated"),
    [
        (LONDON, "2026-03-29 00:59", False, False),
        (LONDON, "2026-03-29 01:00", True, False),
        (LONDON, "2026-03-29 01:59", True, False),
        (LONDON, "2026-03-29 02:00", False, False),
        (LONDON, "2026-10-25 00:59", False, False),
        (LONDON, "2026-10-25 01:00", False, True),
        (LONDON, "2026-10-25 01:59", False, True),
        (LONDON, "2026-10-25 02:00", False, False),
        (NEW_YORK, "2026-03-08 02:30", True, False),
        (NEW_YORK, "2026-11-01 01:30", False, True),
        (AMMAN, "2022-02-25 00:30", True, False),
        (AMMAN, "2027-02-26 00:30", False, False),
        (AMMAN, "2022-10-28 00:30", False, False),  # the change back that was called off
        (NAIROBI, "2026-03-29 01:30", False, False),
        (LORD_HOWE, "2026-10-04 02:15", True, False),
        (LORD_HOWE, "2026-10-04 02:45", False, False),
    ],
)
def test_hours_that_never_come_and_hours_that_come_twice(zone: str, wall: str, skipped: bool, repeated: bool) -> None:
    assert (was_skipped(shown(wall), zone), is_repeated(shown(wall), zone)) == (skipped, repeated)


def test_the_morning_after_is_each_ones_own_morning() -> None:
    day = date(2026, 3, 29)
    assert at_time(day, time(9), LONDON) == moment("2026-03-29 08:00")
    assert at_time(day, time(9), NAIROBI) == moment("2026-03-29 06:00")
    assert at_time(date(2028, 2, 29), time(9), AMMAN) == moment("2028-02-29 06:00")


def test_what_is_mixed_up_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone of its own"):
        to_utc(moment("2026-01-01 00:00"), LONDON)
    with pytest.raises(ValueError, match="needs a time zone"):
        to_wall(shown("2026-01-01 00:00"), LONDON)
    with pytest.raises(ZoneInfoNotFoundError):
        to_utc(shown("2026-01-01 00:00"), "Europe/Atlantis")


@given(walls, zones)
def test_every_wall_time_that_comes_is_shown_again(wall: datetime, zone: str) -> None:
    again = to_wall(to_utc(wall, zone), zone)
    assert (again == wall) is not was_skipped(wall, zone)
    assert again >= wall


@given(walls, zones)
def test_every_moment_comes_back_or_is_the_second_pass_of_a_repeated_hour(wall: datetime, zone: str) -> None:
    meant = wall.replace(tzinfo=UTC)
    on_the_wall = to_wall(meant, zone)
    assert not was_skipped(on_the_wall, zone)
    first = to_utc(on_the_wall, zone)
    assert first == meant or (is_repeated(on_the_wall, zone) and first < meant)
