"""What calendar files hold, as two parsers that know nothing of each other read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

from albot.domain.calendar import Occasion, events, pack, stamp, title_of, uid, zone_of
from albot.domain.wallclock import to_utc
from albot.drawing import draw

BERLIN = "Europe/Berlin"
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC))


def meets(slot: str, moved: str = "", **more: object) -> Occasion:
    """A meeting of two hours on Berlin's clock, at the time of its series or moved from it."""
    at = to_utc(datetime.fromisoformat(moved or slot), BERLIN)
    return Occasion(datetime.fromisoformat(slot), at, BERLIN, **{"minutes": 120, **more})  # type: ignore[arg-type]


def file(*found: Occasion, sequence: int = 0, title: str = "") -> str:
    """The calendar file of these meetings."""
    values = {
        "uid": uid(11, 12, 13),
        "zone": zone_of(found),
        "sequence": sequence,
        "title": title,
        "events": [pack(each) for each in events(found)],
    }
    return draw("calendar", values, "en").data.decode()


def shown(text: str, count: int = 99) -> list[str]:
    """The first events in a calendar of Berlin, on the wall clock, as `ical` reads the file; first checked by both."""
    icalendar.Calendar.from_ical(text)
    found = IcsCalendarStream.calendar_from_ics(text).timeline.included(*YEAR)
    wall = [datetime.fromisoformat(str(each.start)).astimezone(ZoneInfo(BERLIN)) for each in found]
    return [f"{each:%Y-%m-%d %H:%M}" for each in wall][:count]


def entries(text: str) -> list[Any]:
    """The events of a file as `icalendar` reads them."""
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_a_file_invites_nobody_and_rings_nowhere() -> None:
    text = file(meets("2026-12-03T18:00"), sequence=3)
    (entry,) = entries(text)
    assert "\r\nMETHOD:PUBLISH\r\n" in text
    assert "ATTENDEE" not in text and "VALARM" not in text and "LOCATION" not in text
    assert str(entry["organizer"]).endswith(".invalid")
    assert (str(entry["summary"]), str(entry["status"]), entry["sequence"]) == ("Meeting", "CONFIRMED", 3)
    assert entry.decoded("dtstart") == datetime(2026, 12, 3, 18, tzinfo=ZoneInfo(BERLIN))
    assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(hours=2)
    assert shown(text) == ["2026-12-03 18:00"]


def test_what_a_file_says_of_itself_tells_no_hour_and_grows() -> None:
    first, later = (entries(file(meets("2026-12-03T18:00"), sequence=each))[0] for each in (0, 1))
    assert (
        first.decoded("dtstamp") == stamp(0) < later.decoded("dtstamp") == stamp(1) < datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert not {"created", "last-modified"} & {name.lower() for name in first}


def test_two_members_have_files_that_nothing_connects() -> None:
    mine, again, theirs, next_series = uid(1, 2, 3), uid(1, 2, 3), uid(1, 4, 5), uid(6, 2, 3)
    assert mine == again and len({mine, theirs, next_series}) == 3
    assert mine != uid(1, 2, 4)  # the ids that buttons carry are not enough to find it out
    assert mine.endswith("@albot") and not {"1", "2", "3"} & {mine.partition("@")[0]}


def test_a_series_holds_to_the_wall_clock_across_both_changes() -> None:
    text = file(meets("2026-09-24T18:00", every_weeks=4))
    (entry,) = entries(text)
    assert entry["rrule"] == {"FREQ": ["WEEKLY"], "INTERVAL": [4]}
    assert shown(text, 8) == [
        "2026-09-24 18:00",
        "2026-10-22 18:00",
        "2026-11-19 18:00",
        "2026-12-17 18:00",
        "2027-01-14 18:00",
        "2027-02-11 18:00",
        "2027-03-11 18:00",
        "2027-04-08 18:00",
    ]


def test_the_zone_that_a_file_carries_is_right_for_those_who_do_not_know_it_by_name() -> None:
    text = file(meets("2026-09-24T18:00", every_weeks=1)).replace(BERLIN, "Nowhere/Known")
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\n" in text  # when clocks still show the old time
    (entry,) = entries(text)
    zone = entry.decoded("dtstart").tzinfo
    known = ZoneInfo(BERLIN)
    for day in ("2026-10-25", "2027-03-28", "2027-10-31", "2028-03-26"):
        for hour in (0, 1, 3, 4, 12):
            wall = datetime.fromisoformat(f"{day}T{hour:02}:30")
            assert wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=known).utcoffset(), wall


def test_moved_and_cancelled_meetings_of_a_series_are_exceptions_in_the_same_file() -> None:
    text = file(
        meets("2026-10-01T18:00"),
        meets("2026-10-15T18:00", "2026-10-16T19:00"),
        meets("2026-10-29T18:00", cancelled=True),
        meets("2026-11-12T18:00", minutes=90, every_weeks=2),
    )
    usual, *exceptions = entries(text)
    assert {str(each["uid"]) for each in (usual, *exceptions)} == {uid(11, 12, 13)}
    assert [each.decoded("recurrence-id").day for each in exceptions] == [1, 15]  # the first one was longer, too
    assert shown(text, 4) == ["2026-10-01 18:00", "2026-10-16 19:00", "2026-11-12 18:00", "2026-11-26 18:00"]


def test_a_repetition_that_was_passed_over_is_left_out() -> None:
    text = file(meets("2026-10-01T18:00"), meets("2026-10-29T18:00", every_weeks=2))
    assert shown(text, 3) == ["2026-10-01 18:00", "2026-10-29 18:00", "2026-11-12 18:00"]


def test_a_series_whose_next_meeting_is_cancelled_begins_with_the_one_after() -> None:
    text = file(meets("2026-10-01T18:00", cancelled=True, every_weeks=2))
    assert shown(text, 2) == ["2026-10-15 18:00", "2026-10-29 18:00"]
    assert "EXDATE" not in text


def test_a_series_that_moved_for_good_goes_by_its_new_rhythm() -> None:
    text = file(meets("2026-10-01T18:00"), meets("2026-10-20T17:00", every_weeks=4))
    assert shown(text, 2) == ["2026-10-20 17:00", "2026-11-17 17:00"]


def test_what_is_cancelled_as_a_whole_says_so() -> None:
    for found in (
        [meets("2026-12-03T18:00", cancelled=True)],
        [meets("2026-12-03T18:00", "2026-12-04T18:00", cancelled=True)],
    ):
        (entry,) = entries(text := file(*found))
        assert str(entry["status"]) == "CANCELLED" and len(shown(text)) == 1


def test_a_series_that_ended_keeps_the_meetings_that_were_held() -> None:
    held = [meets("2026-09-03T18:00"), meets("2026-10-01T18:00")]
    text = file(*held, meets("2026-10-29T18:00", cancelled=True))
    assert shown(text) == ["2026-09-03 18:00", "2026-10-01 18:00"]


@pytest.mark.parametrize(
    ("slot", "every_weeks", "expected"),
    [
        ("2027-03-28T02:30", 0, ["2027-03-28 03:30"]),  # the hour that is skipped
        ("2027-03-14T02:30", 2, ["2027-03-14 02:30", "2027-03-28 03:30", "2027-04-11 02:30"]),
        ("2026-10-25T02:30", 0, ["2026-10-25 02:30"]),  # the hour that comes twice
    ],
)
def test_the_hours_that_clocks_skip_or_repeat(slot: str, every_weeks: int, expected: list[str]) -> None:
    assert shown(file(meets(slot, every_weeks=every_weeks)), 3) == expected


def test_the_second_of_two_equal_hours_is_not_taken_for_the_first() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    text = file(Occasion(datetime(2026, 10, 25, 2, 30), second, BERLIN, 120))
    assert entries(text)[0].decoded("dtstart") == second
    assert len(shown(text)) == 1


def test_a_meeting_without_a_length_and_a_series_of_no_weeks_are_still_files() -> None:
    text = file(meets("2026-12-03T18:00", minutes=0, every_weeks=0))
    (entry,) = entries(text)
    assert "dtend" not in entry and "rrule" not in entry
    assert shown(text) == ["2026-12-03 18:00"]
    assert events([]) == []


def test_a_title_and_a_place_of_ones_own_are_kept_apart_from_the_rest_of_the_file() -> None:
    hostile = title_of("  Coffee;\nATTENDEE:mailto:x@example.org\r\n" + "x" * 99)
    (entry,) = entries(text := file(meets("2026-12-03T18:00", place="Room 4,\nback; door"), title=hostile))
    assert str(entry["summary"]) == hostile and len(hostile) <= 60
    assert str(entry["location"]) == "Room 4,\nback; door"
    assert "\nATTENDEE" not in text and len(shown(text)) == 1
