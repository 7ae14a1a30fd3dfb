"""The calendar of a set: what gets in the way of what, and how a series goes on when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from albot.domain.dates import DateCode, DateProblem, Reading
from albot.domain.meetings import Meeting
from albot.domain.schedule import (
    Clash,
    Part,
    Slot,
    changes_soon,
    clash,
    in_order,
    next_of_series,
    next_part,
    on_day,
    pack_readings,
    read_deliveries,
    read_hours,
    read_length,
    unpack_readings,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONDON = "Europe/London"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def series(wall: str, zone: str = LONDON, weeks: int = 4) -> Meeting:
    return Meeting(set_id=1, series_wall=wall, zone=zone, every_weeks=weeks, length_minutes=120)


def test_a_plan_is_asked_for_what_it_lacks() -> None:
    draft = Meeting(set_id=1, length_minutes=0)
    assert next_part(draft) is Part.WHEN
    draft.wall = "2026-12-03T18:00:00"
    assert next_part(draft) is Part.LENGTH
    draft.length_minutes = 90
    assert next_part(draft) is Part.PLACE
    draft.place_asked = True
    assert next_part(draft) is Part.CONFIRM


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("2026-12-03 18:00", Clash.OVERLAPS),
        ("2026-12-03 16:01", Clash.OVERLAPS),
        ("2026-12-03 16:00", Clash.NEAR),  # over when the other begins
        ("2026-12-04 17:59", Clash.NEAR),
        ("2026-12-04 18:00", None),
        ("2026-12-02 18:00", None),
    ],
)
def test_what_gets_in_the_way(start: str, found: Clash | None) -> None:
    other = Slot(moment("2026-12-03 18:00"), 120)
    met = clash(Slot(moment(start), 120), [other])
    assert met == (found and (found, other))


def test_an_overlap_counts_before_what_is_only_near() -> None:
    near, over = Slot(moment("2026-12-03 09:00"), 60), Slot(moment("2026-12-03 18:00"), 120)
    assert clash(Slot(moment("2026-12-03 19:00"), 60), [near, over]) == (Clash.OVERLAPS, over)


@pytest.mark.parametrize(
    ("zone", "wall", "weeks", "now", "then"),
    [
        (LONDON, "2026-12-03T18:00", 4, "2026-12-03 20:00", "2026-12-31 18:00"),
        (LONDON, "2027-03-04T18:00", 4, "2027-03-04 20:00", "2027-04-01 17:00"),  # clocks went forward: still 18:00
        (LONDON, "2026-10-08T18:00", 4, "2026-10-08 20:00", "2026-11-05 18:00"),  # and back
        ("America/New_York", "2027-02-25T18:00", 4, "2027-02-26 01:00", "2027-03-25 22:00"),
        ("Africa/Nairobi", "2027-03-04T18:00", 4, "2027-03-04 17:00", "2027-04-01 15:00"),
        (LONDON, "2027-02-28T01:30", 4, "2027-02-28 03:30", "2027-03-28 01:30"),  # 01:30 is skipped: 02:30
        (LONDON, "2026-12-03T18:00", 4, "2027-02-01 09:00", "2027-02-25 18:00"),  # after an outage: what lies ahead
        (LONDON, "2026-12-03T18:00", 1, "2026-12-03 20:00", "2026-12-10 18:00"),
    ],
)
def test_a_series_holds_to_the_wall_clock(zone: str, wall: str, weeks: int, now: str, then: str) -> None:
    found = next_of_series(series(wall, zone, weeks), [], moment(now))
    assert found is not None
    assert found[1] == moment(then)


def test_a_skipped_hour_does_not_shift_the_meetings_after_it() -> None:
    found = next_of_series(series("2027-02-28T01:30"), [], moment("2027-02-28 04:00"))
    assert found is not None
    after = next_of_series(series(found[0].isoformat()), [], moment("2027-03-29 00:00"))
    assert after is not None
    assert after[0] == datetime(2027, 4, 25, 1, 30)


def test_a_series_steps_over_what_is_planned_by_hand() -> None:
    taken = [Slot(moment("2026-12-31 10:00"), 60)]
    found = next_of_series(series("2026-12-03T18:00"), taken, moment("2026-12-03 20:00"))
    assert found is not None
    assert found[1] == moment("2027-01-28 18:00")
    assert next_of_series(Meeting(set_id=1, zone=LONDON), [], NOW) is None


def test_a_change_within_a_day_cannot_wait() -> None:
    assert changes_soon(NOW, NOW + timedelta(hours=24))
    assert changes_soon(NOW, NOW + timedelta(days=9), NOW + timedelta(hours=1))
    assert not changes_soon(NOW, NOW + timedelta(hours=24, minutes=1))
    assert not changes_soon(NOW, NOW - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2 hours", 120),
        ("1h30", 90),
        ("90", 90),
        ("2", 120),
        ("an hour", 60),
        ("long", None),
        ("3 Dec", None),
        ("0", None),
    ],
)
def test_a_length_as_people_type_it(text: str, minutes: int | None) -> None:
    assert read_length(text) == minutes


@pytest.mark.parametrize(
    ("text", "hours"),
    [("72", 72), ("72 hours before", 72), ("3 days", 72), ("1 h", 1), ("0", None), ("15 days", None), ("soon", None)],
)
def test_hours_before_a_meeting(text: str, hours: int | None) -> None:
    assert read_hours(text) == hours


def test_the_rhythm_has_an_order() -> None:
    assert in_order(72, 24, 1)
    assert not in_order(24, 24, 1)
    assert not in_order(72, 1, 1)
    assert not in_order(400, 24, 1)


@pytest.mark.parametrize("text", ["9:00 18:00", "18:00, 9:00", "9am and 6 pm", "9 18", "09.00 - 18.00"])
def test_two_delivery_times(text: str) -> None:
    assert read_deliveries(text) == (time(9), time(18))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9:00", DateCode.NOT_UNDERSTOOD),
        ("9:00 13:00 18:00", DateCode.NOT_UNDERSTOOD),
        ("in the morning", DateCode.NOT_UNDERSTOOD),
        ("9:00 9:30", DateCode.IMPOSSIBLE),
        ("23:00 1:00", DateCode.IMPOSSIBLE),
        ("9:00 25:00", DateCode.IMPOSSIBLE),
    ],
)
def test_what_are_not_two_delivery_times(text: str, code: DateCode) -> None:
    with pytest.raises(DateProblem) as raised:
        read_deliveries(text)
    assert raised.value.code is code


def test_a_time_for_a_day_that_was_said_before() -> None:
    day = Reading(datetime(2026, 12, 3), 120, 4)
    assert on_day(day, "18:00", NOW, LONDON) == Reading(datetime(2026, 12, 3, 18), 120, 4)
    assert on_day(day, "Fri 4 Dec 17:00, 1 hour", NOW, LONDON) == Reading(datetime(2026, 12, 4, 17), 60, 4)
    with pytest.raises(DateProblem) as raised:
        on_day(day, "at 6", NOW, LONDON)
    assert [choice.starts.hour for choice in raised.value.choices] == [6, 18]
    assert all(choice.every_weeks == 4 for choice in raised.value.choices)


def test_readings_survive_being_kept() -> None:
    readings = [Reading(datetime(2026, 12, 3, 6)), Reading(datetime(2026, 12, 3, 18), 90, 4)]
    assert unpack_readings(pack_readings(readings)) == readings
    assert unpack_readings("") == []
