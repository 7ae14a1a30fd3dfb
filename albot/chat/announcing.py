"""Announcements to a set: to every member who can be reached, each outside their own quiet hours.

What cannot wait (a meeting changed within 24 hours of it) goes out at once. A pause holds back all but moved and
cancelled meetings; what it holds back comes when it ends, if it still holds then. On a lock screen an announcement
shows nothing of what anybody wrote: no name of a set, no place; those come behind a button.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from albot.chat import delivering
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.quiet_of import quiet_of
from albot.chat.turn import tell
from albot.domain.authority import IN_THE_SET
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.people import Person
from albot.domain.quiet import UNTIL_I_SAY_SO, out_of_quiet_hours
from albot.domain.schedule import changes_soon, is_ahead
from albot.domain.sets import ActionSet
from albot.store import sets
from albot.store.post import Outgoing
from albot.store.rows import Rows
from albot.texts.args import Arg, When

GUARD = "meeting"
"""Guards of announcements of a meeting begin so: `meeting:<id>:<changes>:<state>` must still hold when one goes out."""


@dataclass(frozen=True)
class News:
    """What everybody is told. `guard` must hold when it goes out; without one, that they are still in the set.

    `urgent` overrides quiet hours, `through_pauses` a pause.
    """

    message: Message
    guard: str = ""
    urgent: bool = False
    through_pauses: bool = False


def announce(rows: Rows, set_id: int, news: News, now: datetime, *, but: int | None = None) -> None:
    """Tell everybody in a set, except one person (by id)."""
    for member in sets.members(rows, set_id):
        person = rows.need(Person, member.person_id)
        if person.id != but:
            tell_one(rows, person, replace(news, guard=news.guard or sets.guard(member)), now)


def tell_one(rows: Rows, person: Person, news: News, now: datetime) -> None:
    """Tell one person, when their quiet hours and their pause allow it."""
    at = _allowed(person, news, now)
    if at is not None:
        tell(rows, person, news.message, now, guard=news.guard, at=at)


def planned(rows: Rows, meeting: Meeting, now: datetime, *, but: int | None = None) -> None:
    """Tell a set that a meeting is planned."""
    _of_meeting(rows, meeting, "meeting-planned", now, but=but)


def planned_for(rows: Rows, meeting: Meeting, person: Person, now: datetime) -> None:
    """Tell somebody who is new in a set of the meeting that is planned."""
    tell_one(rows, person, _news(rows, meeting, "meeting-planned", now), now)


def moved(rows: Rows, meeting: Meeting, was: datetime, now: datetime, *, but: int | None = None) -> None:
    """Tell a set that a meeting has moved; `was` is when it would have started (UTC). It gets a round-up of its own."""
    meeting.rounded_up_at = None
    _of_meeting(rows, meeting, "meeting-moved", now, was=was, but=but)


def cancelled(rows: Rows, meeting: Meeting, now: datetime, *, but: int | None = None) -> None:
    """Tell a set that a meeting will not be held."""
    _of_meeting(rows, meeting, "meeting-cancelled", now, but=but)


def place_changed(rows: Rows, meeting: Meeting, now: datetime, *, but: int | None = None) -> None:
    """Tell a set that the place or link of a meeting is another."""
    _of_meeting(rows, meeting, "meeting-place-changed", now, but=but)


def answers(meeting: Meeting) -> list[Button]:
    """*Coming* and *Can't*."""
    return [
        button("button-meeting-coming", "meeting.coming", meeting.id),
        button("button-meeting-cant", "meeting.cant", meeting.id),
    ]


def calendar_file(meeting: Meeting) -> Button:
    """*Calendar file*: for everybody, whether they took an older one or not."""
    return button("button-calendar-file", "calendar.file", meeting.id)


def still_holds(rows: Rows, row: Outgoing, now: datetime) -> bool:
    """Whether an announcement of a meeting is still true when it goes out, and for somebody who is still in the set."""
    _prefix, meeting_id, changes, state = row.guard.split(":")
    meeting = rows.get(Meeting, int(meeting_id))
    person = rows.get(Person, row.person_id)
    if meeting is None or person is None:
        return False
    member = sets.membership(rows, person, meeting.set_id)
    at_home = member is not None and member.state in IN_THE_SET
    ahead = meeting.starts_at is not None and meeting.starts_at > now
    return at_home and ahead and (meeting.changes, meeting.state.value) == (int(changes), state)


def _of_meeting(
    rows: Rows,
    meeting: Meeting,
    message_id: str,
    now: datetime,
    *,
    was: datetime | None = None,
    but: int | None = None,
) -> None:
    """Announce something about a meeting; what waits for its round-up or its link waits for the meeting's new time."""
    delivering.put_off(rows, meeting.set_id, now)
    announce(rows, meeting.set_id, _news(rows, meeting, message_id, now, was), now, but=but)


def _news(rows: Rows, meeting: Meeting, message_id: str, now: datetime, was: datetime | None = None) -> News:
    """Something about a meeting. A moved or cancelled one passes through pauses."""
    zone = rows.need(ActionSet, meeting.set_id).zone
    times = [each for each in (meeting.starts_at, was) if each is not None]
    args: dict[str, Arg] = dict(zip(("when", "was"), [When(each, zone) for each in times], strict=False))
    return News(
        Message(message_id, args, _buttons(meeting, now), sound=True),
        f"{GUARD}:{meeting.id}:{meeting.changes}:{meeting.state.value}",
        urgent=changes_soon(now, *times),
        through_pauses=meeting.state is MeetingState.CANCELLED or was is not None,
    )


def _buttons(meeting: Meeting, now: datetime) -> Keyboard:
    if not is_ahead(meeting, now):
        return [[calendar_file(meeting)]]
    return [answers(meeting), [button("button-meeting-show", "meeting.show", meeting.id), calendar_file(meeting)]]


def _allowed(person: Person, news: News, now: datetime) -> datetime | None:
    """When a person may be told: None where a pause without an end holds it back."""
    quiet = quiet_of(person)
    until = None if news.through_pauses else quiet.paused_until
    if until is not None and until > now:
        return None if until >= UNTIL_I_SAY_SO else out_of_quiet_hours(until, quiet)
    return now if news.urgent else out_of_quiet_hours(now, quiet)
