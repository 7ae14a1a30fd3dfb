"""The closing round: a set ends, and everybody gets their own journey.

    end ─→ meetings ahead cancelled, links closed, who waits is told, conversations and nudges stop
    say_goodbye ─→ each member: their own journey as a document for them alone, and the set's picture

What waits for its delivery time is still released then: nobody's words are lost with the end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from albot.chat import delivering, pictures
from albot.chat.announcing import News, tell_one
from albot.chat.message import Do, Drawing, Message, button
from albot.domain.columns import LONG_AGO
from albot.domain.deliveries import next_delivery
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.people import Person
from albot.domain.retention import Life, goes_at
from albot.domain.sets import ActionSet, MemberState, SetState
from albot.domain.wallclock import to_wall
from albot.store import erasing, handovers, journeys, meetings, sets
from albot.store.journeys import Values
from albot.store.rows import Rows
from albot.texts.args import Day, Term

# Ending a set


def end(rows: Rows, there: ActionSet, now: datetime) -> list[Meeting]:
    """A set ends, with everything that would go on by itself; returns the meetings that are cancelled with it.

    Its members stay in it, so that they can read on, until they leave or its texts go.
    """
    there.state, there.archived_at, there.look_again_at = SetState.ARCHIVED, now, LONG_AGO
    for member in sets.members(rows, there.id):
        erasing.close_conversations(rows, member)
        member.plan_again_at = LONG_AGO
    for invite in sets.invites(rows, there.id):
        invite.revoked_at = now
    handovers.forget_of_set(rows, there.id)
    _turn_waiting_away(rows, there, now)
    return _cancel(rows, there, now)


def _cancel(rows: Rows, there: ActionSet, now: datetime) -> list[Meeting]:
    """No meeting is held any more; what waited for one comes at the next delivery time."""
    ahead = meetings.upcoming(rows, there.id, now)
    for meeting in ahead:
        meeting.state = MeetingState.CANCELLED
        meetings.note_change(rows, meeting)
    rows.flush()
    delivering.put_off(rows, there.id, now)
    return ahead


def _turn_waiting_away(rows: Rows, there: ActionSet, now: datetime) -> None:
    """Whoever was about to join hears at a delivery time that there is nothing to join; they keep what they wrote."""
    at = next_delivery(now, there.deliveries, there.zone or "UTC")
    for member in sets.coming_in(rows, there.id):
        member.state, member.ended_at, member.visible_from = MemberState.LEFT, now, now
        erasing.close_conversations(rows, member)
        tell_one(rows, rows.need(Person, member.person_id), News(Message("closing-not-joined")), at)


# Until when it is kept


def kept_until(rows: Rows, there: ActionSet, now: datetime) -> datetime:
    """When the texts of a set would go that ends now."""
    last = meetings.last_meeting(rows, there.id, now)
    life = Life(
        made_at=there.created_at,
        archived_at=there.archived_at or now,
        last_meeting=None if last is None else last.starts_at,
        kept_months=there.kept_months,
        warned_at=there.warned_at,
    )
    return goes_at(life, now) or now


def kept_day(rows: Rows, there: ActionSet, now: datetime, zone: str) -> Term:
    """The day on which the texts of a set go, with its year."""
    day = to_wall(kept_until(rows, there, now), zone or "UTC").date()
    return Term("closing-day", {"day": Day(day), "year": str(day.year)})


# Goodbye


def say_goodbye(rows: Rows, there: ActionSet, now: datetime, *, but: int) -> None:
    """Everybody hears that the set has ended, with their own journey, and gets the set's picture.

    One person (by id) knows already, and gets the journey and the picture alone.
    """
    for member in sets.members(rows, there.id):
        person = rows.need(Person, member.person_id)
        values = journeys.journey(rows, member)
        found = [picture(rows, there, person, now)]
        if values is not None or person.id != but:
            found = [_goodbye(values, kept_day(rows, there, now, person.zone)), *found]
        for message in found:
            if message is not None:
                tell_one(rows, person, News(message, sets.guard(member)), now)


def _goodbye(values: Values | None, until: Term) -> Message:
    """The goodbye to a member; it may stand on a lock screen, and names no set."""
    if values is None:
        return Message("closing-goodbye", {"until": until}, sound=True)
    copy = button("button-exporting-copy", "export.now")
    message = document("closing-goodbye-journey", values)
    return replace(message, args={"until": until}, buttons=[[copy]], sound=True)


def document(message_id: str, values: Values) -> Message:
    """A member's own journey as a document, for them alone: they may pass on what is theirs."""
    return Message(message_id, do=Do.FILE, drawing=Drawing("journey", values))


def picture(rows: Rows, there: ActionSet, reader: Person, now: datetime) -> Message | None:
    """The set's picture for all: its steps by how they ended, as far as they were shared; None where none were."""
    return pictures.steps_of_set(rows, there, reader, now)
