"""`/roundup`: the round-up as it stands, and *Send it to all*.

It shows what was released by now and nothing that waits, so that between two delivery times it does not change; so
sending it again would tell nobody anything before the next one.
"""

from __future__ import annotations

from dataclasses import replace

from albot.chat import rounding_up
from albot.chat.access import Outdated
from albot.chat.announcing import News, tell_one
from albot.chat.message import button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.deliveries import last_delivery
from albot.domain.meetings import Meeting
from albot.domain.people import Person
from albot.domain.schedule import is_ahead
from albot.store import meetings, sets
from albot.texts.args import When


def round_up(turn: Turn) -> None:
    """`/roundup`: as I may read it; the button sends everybody theirs."""
    there = sets.set_of(turn.rows, turn.member)
    meeting = meetings.next_meeting(turn.rows, there.id, turn.now)
    if meeting is None:
        raise Refusal("roundup-no-meeting")
    message = rounding_up.round_up(turn.rows, turn.member, meeting, turn.now)
    if message is None:
        raise Refusal("roundup-empty", when=When(meeting.starts_at or turn.now, there.zone))
    if _sent(turn, meeting):
        turn.send(replace(message, protect=True))
        turn.say("roundup-sent-already")
        return
    send = [button("button-roundup-send", "roundup.send", meeting.id)]
    turn.send(replace(message, buttons=[*message.buttons, send], protect=True))


def _sent(turn: Turn, meeting: Meeting) -> bool:
    """Whether everybody has had the round-up since the last delivery time: it has not changed since."""
    there = sets.set_of(turn.rows, turn.member)
    since = last_delivery(turn.now, there.deliveries, there.zone or "UTC")
    return any(at is not None and at >= since for at in (meeting.shown_at, meeting.rounded_up_at))


def send(turn: Turn, meeting: Meeting) -> None:
    """*Send it to all*: to each what they may read, outside their quiet hours."""
    sets.lock(turn.rows, meeting.set_id)
    if not is_ahead(meeting, turn.now):
        raise Outdated
    if _sent(turn, meeting):
        raise Refusal("roundup-sent-already")
    meeting.shown_at = turn.now
    for reader in sets.members(turn.rows, meeting.set_id):
        message = rounding_up.round_up(turn.rows, reader, meeting, turn.now)
        if message is not None and reader.id != turn.member.id:
            tell_one(turn.rows, turn.rows.need(Person, reader.person_id), News(message, sets.guard(reader)), turn.now)
    turn.say("roundup-sent")


FEATURE = Feature(
    "rounding_up_now",
    commands=[Command("roundup", Who.FACILITATOR, round_up)],
    presses=[Press("roundup.send", send, Meeting, Who.FACILITATOR, keeps=True)],
)
