"""The next delivery time: by the wall clock of the set, across daylight saving, and always after the moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albot.domain.deliveries import next_delivery, times_of
from albot.domain.wallclock import to_wall

TWICE = "09:00,18:00"


def utc(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2026-11-20T08:59:59", "Europe/London", "2026-11-20T09:00"),
        ("2026-11-20T09:00", "Europe/London", "2026-11-20T18:00"),  # strictly after
        ("2026-11-20T18:00", "Europe/London", "2026-11-21T09:00"),
        ("2026-03-28T19:00", "Europe/London", "2026-03-29T08:00"),  # clocks went forward in the night
        ("2026-10-24T18:00", "Europe/London", "2026-10-25T09:00"),  # and back
        ("2026-03-08T03:00", "America/New_York", "2026-03-08T13:00"),
        ("2026-11-20T16:30", "Africa/Nairobi", "2026-11-21T06:00"),
        ("2026-11-20T23:00", "Pacific/Auckland", "2026-11-21T05:00"),
    ],
)
def test_the_next_delivery_is_at_the_wall_time_of_the_set(moment: str, zone: str, expected: str) -> None:
    assert next_delivery(utc(moment), TWICE, zone) == utc(expected)


def test_a_delivery_time_that_clocks_skip_comes_moved_forward() -> None:
    assert next_delivery(utc("2026-03-29T00:30"), "01:30", "Europe/London") == utc("2026-03-29T01:30")


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        times_of("nine")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Amman", "Africa/Nairobi", "Pacific/Chatham"]),
)
def test_it_is_after_the_moment_within_a_day_and_at_one_of_the_times(moment: datetime, zone: str) -> None:
    at = moment.replace(tzinfo=UTC)
    found = next_delivery(at, TWICE, zone)
    assert at < found <= at + timedelta(hours=16)  # 15 from 18:00 to 9:00, 16 in the night that clocks go back
    assert to_wall(found, zone).time() in times_of(TWICE)
