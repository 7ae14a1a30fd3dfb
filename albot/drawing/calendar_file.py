"""Calendar files (RFC 5545): what `domain.calendar` says, as a file that calendars take.

A file is published (METHOD:PUBLISH): nobody is invited, nobody answers, and no alarm rings at work. It names nobody,
no set and no moment at which anybody did anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, vCalAddress, vDDDLists, vDDDTypes
from icalendar import Event as Entry

from albot.domain.calendar import Event, stamp, unpack
from albot.domain.wallclock import to_utc
from albot.drawing.drawn import Drawn
from albot.texts.catalogue import catalogue

PRODUCT = "-//albot//meetings//EN"
ORGANISER = "mailto:meeting@albot.invalid"
"""Stands for nobody: no mail ever reaches a name under .invalid (RFC 2606, section 2)."""

YEARS_AHEAD = 15
"""So far a zone's rules are written out: for those few calendars that do not know the zone by its name."""


def calendar_file(values: Mapping[str, Any], language: str) -> Drawn:
    """A calendar file, from its `uid`, `zone`, `sequence`, `title` (empty for the usual one) and packed `events`."""
    found = [unpack(each) for each in values["events"]]
    zone = str(values["zone"])
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    if any(each.starts.tzinfo is None for each in found):
        made.add_component(_timezone(zone, min(_moment(each.starts, zone) for each in found).year))
    title = values["title"] or catalogue().plain("calendar-title", {}, language)
    for each in found:
        made.add_component(_entry(each, values, title))
    return Drawn("meeting.ics", made.to_ical())


def _entry(event: Event, values: Mapping[str, Any], title: str) -> Entry:
    """One event of the file."""
    zone, sequence = ZoneInfo(values["zone"]), int(values["sequence"])
    made = Entry()
    made.add("uid", values["uid"])
    made.add("dtstamp", stamp(sequence))
    made.add("sequence", sequence)
    starts = event.starts if event.starts.tzinfo else event.starts.replace(tzinfo=zone)
    made.add("dtstart", starts)
    if event.minutes > 0:  # one without a length has no end either: it would have to be later than the start
        made.add(
            "dtend", (_moment(event.starts, zone.key) + timedelta(minutes=event.minutes)).astimezone(starts.tzinfo)
        )
    made.add("summary", title)
    if event.place:
        made.add("location", event.place)
    made.add("organizer", vCalAddress(ORGANISER))
    made.add("class", "PRIVATE")
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    _repeat(made, event, zone)
    return made


def _repeat(made: Entry, event: Event, zone: ZoneInfo) -> None:
    """How an event repeats, or which repetition it takes the place of."""
    if event.instead_of is not None:
        made.add("recurrence-id", event.instead_of.replace(tzinfo=zone))
    if event.every_weeks:
        rule: dict[str, Any] = {"freq": "weekly", "interval": event.every_weeks}
        if event.until is not None:
            rule["until"] = to_utc(event.until, zone.key)
        made.add("rrule", rule)
    if event.without:
        made.add("exdate", [each.replace(tzinfo=zone) for each in event.without])


def _moment(time: datetime, zone: str) -> datetime:
    return time.astimezone(UTC) if time.tzinfo else to_utc(time, zone)


@lru_cache(maxsize=64)
def _timezone(zone: str, year: int) -> Timezone:
    """The rules of a zone from a year on."""
    made = Timezone.from_tzid(zone, first_date=date(year, 1, 1), last_date=date(year + YEARS_AHEAD, 1, 1))
    for rule in made.subcomponents:
        _begin_in_time(rule)
    return made


def _begin_in_time(rule: Any) -> None:
    """Let a rule by which clocks go forward begin when they still show the old time (RFC 5545, 3.6.5).

    The library writes down what they show afterwards, which is later by what they skip.
    """
    skipped = rule["tzoffsetto"].td - rule["tzoffsetfrom"].td
    if skipped <= timedelta(0):
        return
    rule["dtstart"] = vDDDTypes(rule["dtstart"].dt - skipped)
    if "rdate" in rule:
        rule["rdate"] = vDDDLists([each.dt - skipped for each in rule["rdate"].dts])
