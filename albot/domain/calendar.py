"""What a calendar file holds: which events a meeting or a series of meetings is, under which name calendars know them.

A series is one event that repeats, from the first of its meetings that still fits its rhythm on. A meeting of it that
is at another time is an exception with the time it would have been at (RECURRENCE-ID); one that will not be held is
left out (EXDATE), which every calendar obeys, while many show a cancelled exception as if it were held. What is
cancelled as a whole is one cancelled event.

A repetition that falls into the hour that clocks skip stays as it is agreed: calendars move it forward, as the
meeting moves (RFC 5545, 3.3.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from albot.domain.meetings import Meeting, MeetingState
from albot.domain.wallclock import to_utc, to_wall

STAMP = datetime(2020, 1, 1, tzinfo=UTC)
"""When a file says that it was made (DTSTAMP), a minute later with each change.

Calendars want it to grow with what changes. The hour of the change itself, or of asking for the file, would stand in
two people's calendars alike, or tell when somebody used the bot; this one is the same for everybody.
"""

LONGEST_TITLE = 60
"""Characters of a title that fit into a line of a calendar."""


@dataclass(frozen=True)
class Occasion:
    """One meeting of a series, or one alone, as calendars have to show it.

    `slot` is when its series has it, naive on the wall clock of `zone`, and `moment` when it is (UTC). `every_weeks` is
    on the last of a series that goes on. `place` is empty where nobody said, or it is not wanted.
    """

    slot: datetime
    moment: datetime
    zone: str
    minutes: int
    place: str = ""
    cancelled: bool = False
    every_weeks: int = 0

    @property
    def starts(self) -> datetime:
        """When it starts as a file says it: on the wall clock, or in UTC for the second of two equal hours."""
        wall = to_wall(self.moment, self.zone)
        return wall if to_utc(wall, self.zone) == self.moment else self.moment


@dataclass(frozen=True)
class Event:
    """An event of a file. Times are naive on the wall clock of the file's zone, or UTC.

    `without` are the repetitions that are left out, `until` is the last one (of a series that has ended), `instead_of`
    the repetition that this event takes the place of.
    """

    starts: datetime
    minutes: int
    place: str = ""
    cancelled: bool = False
    every_weeks: int = 0
    until: datetime | None = None
    without: tuple[datetime, ...] = ()
    instead_of: datetime | None = None


def uid(series_id: int, member_id: int, person_id: int) -> str:
    """The name by which calendars know a series of somebody's: always the same for them, another one for each member.

    Whoever is in the set may have seen the first two ids, in the data of buttons. The person's never leaves the
    database: without it nobody can tell whose calendar an event was found in.
    """
    return sha256(f"albot calendar|{series_id}|{member_id}|{person_id}".encode()).hexdigest()[:32] + "@albot"


def stamp(sequence: int) -> datetime:
    """When a file says that it was made, by the number of changes so far."""
    return STAMP + timedelta(minutes=sequence)


def title_of(text: str) -> str:
    """A title as a calendar shows it: one line, cut where it is too long; empty where nothing was said."""
    return " ".join(text.split())[:LONGEST_TITLE].strip()


def occasion(meeting: Meeting, place: str) -> Occasion | None:
    """A meeting as calendars have to show it; None while its time is not known."""
    if meeting.starts_at is None:
        return None
    wall = to_wall(meeting.starts_at, meeting.zone)
    return Occasion(
        slot=datetime.fromisoformat(meeting.series_wall) if meeting.series_wall else wall,
        moment=meeting.starts_at,
        zone=meeting.zone,
        minutes=meeting.length_minutes,
        place=place,
        cancelled=meeting.state is MeetingState.CANCELLED,
        every_weeks=meeting.every_weeks or 0,
    )


def zone_of(found: Sequence[Occasion]) -> str:
    """The zone whose wall clock a file goes by: that of the last meeting."""
    return max(found, key=lambda each: each.slot).zone


def events(found: Iterable[Occasion]) -> list[Event]:
    """The events of a file, from all meetings of one series (or a single one): the repeating one and its exceptions.

    Empty where there are no meetings.
    """
    known = sorted(found, key=lambda each: each.slot)
    if not known:
        return []
    weeks = _weeks(known)
    if not weeks:
        return [_alone(known[-1])]
    rhythm = [each for each in known if _fits(each, known[-1], weeks)]
    held = [each for each in rhythm if not each.cancelled]
    if known[-1].every_weeks == 0 and not held:
        return [_alone(known[-1])]
    first = held[0].slot if held else rhythm[-1].slot + timedelta(weeks=weeks)
    until = None if known[-1].every_weeks else held[-1].slot
    usual = Event(first, rhythm[-1].minutes, rhythm[-1].place, every_weeks=weeks, until=until)
    usual = replace(usual, without=_left_out(usual, rhythm))
    return [usual, *(_exception(each) for each in held if _differs(each, usual))]


def _alone(only: Occasion) -> Event:
    return Event(only.starts, only.minutes, only.place, cancelled=only.cancelled)


def _weeks(known: Sequence[Occasion]) -> int:
    """How many weeks lie between two meetings; of a series that has ended, between its last two. 0 for no series."""
    if known[-1].every_weeks or len(known) == 1:
        return known[-1].every_weeks
    apart = known[-1].slot - known[-2].slot
    return apart // timedelta(weeks=1) if apart % timedelta(weeks=1) == timedelta(0) else 0


def _fits(one: Occasion, last: Occasion, weeks: int) -> bool:
    """Whether a meeting is in the rhythm that its series has now."""
    return one.zone == last.zone and (last.slot - one.slot) % timedelta(weeks=weeks) == timedelta(0)


def _left_out(usual: Event, rhythm: Sequence[Occasion]) -> tuple[datetime, ...]:
    """The repetitions up to the last known meeting that are not held."""
    held = {each.slot for each in rhythm if not each.cancelled}
    last, found, slot = usual.until or rhythm[-1].slot, [], usual.starts
    while slot <= last:
        if slot not in held:
            found.append(slot)
        slot += timedelta(weeks=usual.every_weeks)
    return tuple(found)


def _differs(one: Occasion, usual: Event) -> bool:
    """Whether a meeting is at another time or place, or of another length, than its series says."""
    as_agreed = to_utc(one.slot, one.zone) == one.moment
    return not as_agreed or (one.minutes, one.place) != (usual.minutes, usual.place)


def _exception(one: Occasion) -> Event:
    return Event(one.starts, one.minutes, one.place, instead_of=one.slot)


# As JSON can carry them, for whoever draws the file


def pack(event: Event) -> dict[str, Any]:
    """An event as JSON can carry it."""
    return {name: _packed(value) for name, value in asdict(event).items()}


def unpack(values: Mapping[str, Any]) -> Event:
    """An event from its JSON."""
    read = datetime.fromisoformat
    return Event(
        **{
            **values,
            "starts": read(values["starts"]),
            "until": read(values["until"]) if values["until"] else None,
            "instead_of": read(values["instead_of"]) if values["instead_of"] else None,
            "without": tuple(map(read, values["without"])),
        }
    )


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return [each.isoformat() for each in value] if isinstance(value, tuple) else value
