"""Rules of a set's calendar: what a plan still lacks, which meetings are in each other's way, how a series goes on.

Also what a facilitator may set the set's rhythm to. Everything here is pure: values in, values out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from albot.domain.dates import DateCode, DateProblem, Reading, read_time, read_when
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.wallclock import to_utc
from albot.domain.zones import zone_label

LENGTHS = (60, 90, 120, 180)
"""Minutes that are offered for a meeting."""

USUAL_WEEKS = 4
"""The repetition that is offered: sets meet every four to eight weeks (PRODUCT: The practice it serves)."""

APART = timedelta(days=1)
"""Two meetings of a set that start closer together than this are likely to be a slip."""

SOON = timedelta(hours=24)
"""A change of a meeting this near is told at once, quiet hours or not (PRODUCT: Nudges)."""

INVITATIONS = (48, 72, 96, 120)
REMINDERS = (12, 24, 36, 48)
LINKS = (1, 2, 3, 12)
"""Hours before a meeting that are offered for the invitation, the reminder and the link."""

LONGEST_HOURS = 336
"""The most hours before a meeting: two weeks. Sets meet every four weeks or more."""

DELIVERIES_APART = timedelta(hours=3)
"""Delivery times closer together than this would let the clock tell who wrote."""


class Part(StrEnum):
    """What a plan is made of, in the order in which it is asked for."""

    WHEN = "when"
    LENGTH = "length"
    PLACE = "place"
    CONFIRM = "confirm"


class Clash(StrEnum):
    """How a meeting gets in the way of another."""

    OVERLAPS = "overlaps"
    NEAR = "near"


@dataclass(frozen=True)
class Slot:
    """The time that a meeting takes, its start in UTC."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """When it is over, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Hours(StrEnum):
    """The three moments before a meeting that a set's rhythm names."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    LINK = "link"


def next_part(draft: Meeting) -> Part:
    """What is asked next about a meeting that is being planned."""
    if not draft.wall:
        return Part.WHEN
    if not draft.length_minutes:
        return Part.LENGTH
    return Part.CONFIRM if draft.place_asked else Part.PLACE


def slot_of(meeting: Meeting) -> Slot | None:
    """The time that a meeting takes, or None while its day is not known."""
    return Slot(meeting.starts_at, meeting.length_minutes) if meeting.starts_at else None


def is_ahead(meeting: Meeting, now: datetime) -> bool:
    """Whether a meeting is planned and has not begun."""
    return meeting.state is MeetingState.PLANNED and meeting.starts_at is not None and meeting.starts_at > now


def clash(new: Slot, others: Iterable[Slot]) -> tuple[Clash, Slot] | None:
    """The meeting that a new one gets in the way of, and how; None where it is free. An overlap comes first."""
    near = None
    for other in others:
        if new.starts_at < other.ends_at and other.starts_at < new.ends_at:
            return Clash.OVERLAPS, other
        if near is None and abs(new.starts_at - other.starts_at) < APART:
            near = Clash.NEAR, other
    return near


def changes_soon(now: datetime, *starts: datetime) -> bool:
    """Whether a change of a meeting that starts (or started out) at these moments cannot wait for the morning."""
    return any(timedelta(0) <= start - now <= SOON for start in starts)


def next_of_series(meeting: Meeting, taken: Collection[Slot], now: datetime) -> tuple[datetime, datetime] | None:
    """The wall-clock time and the moment (UTC) at which a repeating meeting comes again; None where it does not.

    It is the first of the series after `now` that does not come within a day of a meeting that is planned already.
    The wall clock of the meeting's zone holds; one skipped hour does not shift those after it.
    """
    if not meeting.every_weeks or not meeting.series_wall:
        return None
    wall = datetime.fromisoformat(meeting.series_wall)
    while True:
        wall += timedelta(weeks=meeting.every_weeks)
        starts_at = to_utc(wall, meeting.zone)
        if starts_at > now and clash(Slot(starts_at, meeting.length_minutes), taken) is None:
            return wall, starts_at


def read_length(text: str) -> int | None:
    """The minutes that a text says, such as "2 hours", "1h30" or "90"; None where it says none.

    A bare number up to 8 is hours, a larger one minutes: no set meets for eight minutes. Lengths are read as part of
    a date, so the text is read behind one.
    """
    bare = re.fullmatch(r"\s*(\d{1,3})\s*", text)
    if bare:
        text = f"{text} {'hours' if int(bare[1]) <= 8 else 'minutes'}"
    try:
        return read_when(f"2 Jan 2000 12:00, {text}", datetime(2000, 1, 1, tzinfo=UTC), "UTC").length_minutes
    except DateProblem:
        return None


def on_day(day: Reading, text: str, now: datetime, zone: str) -> Reading:
    """The date that a text means to somebody who has said the day and is asked for its time.

    A text that is a date by itself is read as one. What the day was said with (length, repetition) is kept. Raises
    `DateProblem`.
    """
    try:
        found = read_when(f"{day.starts:%Y-%m-%d} {text}", now, zone)
    except DateProblem as problem:
        if problem.choices:
            raise DateProblem(problem.code, [_with(each, day) for each in problem.choices]) from None
        found = read_when(text, now, zone)
    return _with(found, day)


def _with(reading: Reading, day: Reading) -> Reading:
    """A reading, filled up with what was said before."""
    return Reading(
        reading.starts,
        reading.length_minutes or day.length_minutes,
        reading.every_weeks or day.every_weeks,
    )


def pack_readings(readings: Iterable[Reading]) -> str:
    """Readings as a conversation keeps them while somebody chooses: start, length, weeks."""
    return ";".join(
        f"{each.starts.isoformat()}|{each.length_minutes or ''}|{each.every_weeks or ''}" for each in readings
    )


def unpack_readings(packed: str) -> list[Reading]:
    """The readings that a conversation keeps."""
    found = [each.split("|") for each in packed.split(";") if each]
    return [
        Reading(
            datetime.fromisoformat(starts),
            int(minutes) if minutes else None,
            int(weeks) if weeks else None,
        )
        for starts, minutes, weeks in found
    ]


def city(zone: str, language: str) -> str:
    """The city that people know a zone by, in their language; the zone's own name where it is no place (UTC)."""
    try:
        return zone_label(zone, language)
    except LookupError:
        return zone


def read_hours(text: str) -> int | None:
    """Hours before a meeting that a text says: "72", "72 hours", "3 days"; None where it says none in bounds."""
    said = re.fullmatch(r"\s*(\d{1,3})\s*(h|hours?|d|days?)?(?:\s+before)?\s*\.?\s*", text.casefold())
    if not said:
        return None
    hours = int(said[1]) * (24 if (said[2] or "").startswith("d") else 1)
    return hours if 1 <= hours <= LONGEST_HOURS else None


def in_order(invitation: int, reminder: int, link: int) -> bool:
    """Whether the hours before a meeting leave the invitation first, then the reminder, then the link."""
    return LONGEST_HOURS >= invitation > reminder > link >= 1


def read_deliveries(text: str) -> tuple[time, time]:
    """The two delivery times of a day that a text says, such as "9:00 18:00" or "9am and 6 pm", the earlier first.

    Raises `DateProblem`: `NOT_UNDERSTOOD` unless it says exactly two times, `IMPOSSIBLE` for two too close together.
    """
    one = r"\d{1,2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?"
    said = re.fullmatch(rf"\s*({one})(?:\s*(?:,|;|&|\+|/|and|-|\u2013)\s*|\s+)({one})\s*\.?\s*", text.casefold())
    if not said:
        raise DateProblem(DateCode.NOT_UNDERSTOOD)
    first, second = sorted((read_time(said[1]), read_time(said[2])))
    span = timedelta(hours=second.hour - first.hour, minutes=second.minute - first.minute)
    if min(span, timedelta(days=1) - span) < DELIVERIES_APART:
        raise DateProblem(DateCode.IMPOSSIBLE)
    return first, second
