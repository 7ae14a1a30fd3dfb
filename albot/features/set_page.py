"""`/set`: what a set is, who is in it by their handles, and its next meeting with *Coming* and *Can't*.

Answers to a meeting are counted from the next delivery time on, and named only where the set knows each other. Handles
are shown from the delivery time on at which they may be known, in the order of the alphabet, without any counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from albot.chat import announcing, attending, rounding_up
from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press
from albot.chat.rounding_up import Shared
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.meetings import Meeting
from albot.domain.schedule import is_ahead, slot_of
from albot.domain.sets import ActionSet, Member, Role, SetState
from albot.domain.wallclock import to_wall
from albot.store import meetings, sets
from albot.texts.args import Arg, Lines, Place, Term, When, Words


def set_page(turn: Turn) -> None:
    """`/set`: the page of a set."""
    the_set = sets.set_of(turn.rows, turn.member)
    coming = meetings.next_meeting(turn.rows, the_set.id, turn.now)
    since = rounding_up.lately(turn.rows, the_set.id, turn.now)
    shared = rounding_up.shared_with(turn.rows, turn.member, turn.now, since=since)
    lines = [*_about(turn, the_set), _handles(turn, the_set), *_shared(turn, shared), *_meeting(turn, coming)]
    args: dict[str, Arg] = {"set": turn.rows.open(the_set, "name_sealed"), "lines": Lines(lines)}
    turn.send(Message("set-page", args, _buttons(turn, shared, coming), protect=True))


def _about(turn: Turn, the_set: ActionSet) -> list[Arg]:
    """Purpose and audience, where the set has them."""
    found = {part: turn.rows.open(the_set, f"{part}_sealed") for part in ("purpose", "audience")}
    return [Term(f"set-{part}", {"text": Words(text)}) for part, text in found.items() if text]


def _handles(turn: Turn, the_set: ActionSet) -> Arg:
    """The handles as of the last delivery time, facilitators marked; mine is marked too."""
    known = [
        member
        for member in sets.members(turn.rows, the_set.id)
        if member.id == turn.member.id or member.visible_from is None or member.visible_from <= turn.now
    ]
    known += sets.just_left(turn.rows, the_set.id, turn.now)
    named = sorted(((_handle(turn, member), member) for member in known), key=lambda one: one[0].casefold())
    return Term("set-handles", {"handles": Lines([_named(turn, handle, member) for handle, member in named])})


def _handle(turn: Turn, member: Member) -> str:
    """How I know a member: myself at once, others as of the last delivery time."""
    mine = member.id == turn.member.id
    return sets.handle(turn.rows, member) if mine else sets.handle_seen(turn.rows, member, turn.now)


def _named(turn: Turn, handle: str, member: Member) -> Term:
    kind = "facilitator" if member.role is Role.FACILITATOR else "member"
    mine = "-you" if member.id == turn.member.id else ""
    return Term(f"set-handle-{kind}{mine}", {"handle": handle})


def _meeting(turn: Turn, coming: Meeting | None) -> list[Arg]:
    """The next meeting: when, until when, where, who comes as far as that is known, and what I answered."""
    slot = slot_of(coming) if coming else None
    if coming is None or slot is None:
        return [Term("set-ended" if _has_ended(turn) else "set-no-meeting")]
    zone = sets.set_of(turn.rows, turn.member).zone
    ends = f"{to_wall(slot.ends_at, zone):%H:%M}"
    lines: list[Arg] = [Term("set-meeting", {"when": When(slot.starts_at, zone), "ends": ends})]
    place = meetings.place(turn.rows, coming)
    lines.append(Term("set-place", {"place": Place(place)}) if place else Term("set-no-place"))
    lines += attending.who_comes(turn.rows, coming, turn.now)
    answer = meetings.answer_of(turn.rows, coming.id, turn.member.id)
    if answer is not None:
        lines.append(Term("set-you-come" if answer.coming else "set-you-cannot"))
    return lines


def _has_ended(turn: Turn) -> bool:
    return sets.set_of(turn.rows, turn.member).state is SetState.ARCHIVED


def _shared(turn: Turn, shared: Sequence[Shared]) -> list[Arg]:
    """Who shared something lately, by handle."""
    lines = [rounding_up.line(turn.rows, each, turn.member, turn.now) for each in shared]
    return [Term("set-shared", {"lines": Lines(lines)})] if lines else []


def _buttons(turn: Turn, shared: Sequence[Shared], coming: Meeting | None) -> Keyboard:
    """*Read* for each who shared, *Ask a question*, *Coming* and *Can't*, the ground rules."""
    reading = rounding_up.read_buttons(turn.rows, turn.member, shared, turn.now)
    asking = [] if _has_ended(turn) else [button("button-set-ask", "ask.whom", turn.member.id)]
    last = [*asking, button("button-set-rules", "rules.read", turn.member.set_id)]
    return [*reading, *(_of_meeting(coming) if coming else []), last]


def _of_meeting(meeting: Meeting) -> list[list[Button]]:
    """*Coming*, *Can't*, and the calendar file in a line of its own: three in one are too narrow for a phone."""
    return [announcing.answers(meeting), [announcing.calendar_file(meeting)]]


def show_meeting(turn: Turn, meeting: Meeting) -> None:
    """*Show where*: a meeting whole, with its set's name and place."""
    if not is_ahead(meeting, turn.now):
        raise Outdated
    the_set = turn.rows.need(ActionSet, meeting.set_id)
    args: dict[str, Arg] = {"set": turn.rows.open(the_set, "name_sealed"), "lines": Lines(_meeting(turn, meeting))}
    turn.send(Message("set-page", args, _of_meeting(meeting), protect=True))


def come(turn: Turn, meeting: Meeting) -> None:
    """*Coming*."""
    _answer(turn, meeting, coming=True)


def cannot(turn: Turn, meeting: Meeting) -> None:
    """*Can't*."""
    _answer(turn, meeting, coming=False)


def _answer(turn: Turn, meeting: Meeting, *, coming: bool) -> None:
    """Keep the answer, which others count from the next delivery time on; the link before a meeting depends on it."""
    if not is_ahead(meeting, turn.now):
        raise Outdated
    attending.say(turn.rows, meeting, turn.member, turn.now, coming=coming)
    turn.replan(turn.member.id)
    when = When(meeting.starts_at or turn.now, turn.rows.need(ActionSet, meeting.set_id).zone)
    buttons = [[announcing.calendar_file(meeting)]] if coming else []
    turn.say("meeting-you-come" if coming else "meeting-you-cannot", when=when, buttons=buttons)


FEATURE = Feature(
    "set_page",
    commands=[Command("set", Who.MEMBER, set_page, menu=3, after_end=True)],
    presses=[
        Press("meeting.coming", come, Meeting, Who.MEMBER, keeps=True),
        Press("meeting.cant", cannot, Meeting, Who.MEMBER, keeps=True),
        Press("meeting.show", show_meeting, Meeting, Who.MEMBER, keeps=True),
    ],
)
