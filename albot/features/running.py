"""`/run`: the meeting itself. One control message for each facilitator, edited in place.

    /run ─→ preparing: form, who is here, who presents ── Begin ─→ the clock ── Next · Back · +2 min · Pause ─→ … ── End
      │── no meeting about now ─→ when it is · Plan a meeting · Start one now ─→ how long? ─→ preparing

A button of the control carries `moves`: where the meeting has moved on since, it changes nothing. What every press
changes, `chat.conducting` does; here is only who may, and whether it still fits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from albot.chat import conducting, presenters, refreshing, reviewing
from albot.chat.access import Outdated
from albot.chat.control_words import VIEWS
from albot.chat.message import button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Turn
from albot.domain import running as rules
from albot.domain.authority import Who
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.run_rows import Form, Run, RunState, ScreenKind
from albot.domain.sets import ActionSet, Member, Role
from albot.domain.wallclock import to_wall
from albot.store import meetings, running, sets
from albot.store.rows import Rows
from albot.texts.args import When

LENGTHS = (60, 90, 120)
"""Minutes that are offered for a meeting that starts now: none longer than `rules.EARLY`."""


def run(turn: Turn) -> None:
    """`/run`: the control of the meeting that is on or about to be; else when it is, or how to have one."""
    set_id = turn.member.set_id
    found = running.running_in(turn.rows, set_id, turn.now)
    if found is None:
        meeting = running.meeting_to_run(turn.rows, set_id, turn.now)
        if meeting is None or not sets.members(turn.rows, set_id, role=Role.MEMBER):
            return _no_meeting(turn, set_id)
        found = conducting.prepare(turn.rows, meeting, turn.now)
    held = running.hold(turn.rows, found.id)
    if held is not None:
        refreshing.open_control(turn.rows, held, turn.member, turn.now)
    return None


def _no_meeting(turn: Turn, set_id: int) -> None:
    """Say kindly why there is nothing to run, and what to do instead."""
    if not sets.members(turn.rows, set_id, role=Role.MEMBER):
        return turn.say("running-nobody", buttons=[[button("button-run-invite", "in.invite", turn.member.id)]])
    start = [button("button-run-now", "run.now", set_id)]
    coming = meetings.next_meeting(turn.rows, set_id, turn.now)
    if coming is not None:
        zone = turn.rows.need(ActionSet, set_id).zone
        return turn.say("running-when", when=When(coming.starts_at or turn.now, zone), buttons=[start])
    return turn.say("running-none", buttons=[[button("button-run-plan", "schedule.another", set_id)], start])


# A meeting that starts now


def ask_length(turn: Turn, the_set: ActionSet) -> None:
    """*Start one now*: how long?"""
    choices = [button("button-run-length", "run.start", the_set.id, each, minutes=each) for each in LENGTHS]
    turn.show("running-how-long", buttons=[choices])


def start(turn: Turn, the_set: ActionSet, minutes: int) -> None:
    """A length: the meeting is planned for this minute, and prepared."""
    if minutes not in LENGTHS:
        raise Outdated
    sets.lock(turn.rows, the_set.id)
    nothing_yet = running.running_in(turn.rows, the_set.id, turn.now) is None
    if nothing_yet and running.meeting_to_run(turn.rows, the_set.id, turn.now) is None:
        _plan_now(turn, the_set, minutes)
    run(turn)


def _plan_now(turn: Turn, the_set: ActionSet, minutes: int) -> None:
    """Plan a meeting for this minute.

    It overlaps none: what starts within two hours would be prepared instead, and what was to last until later is over.
    """
    starts_at = turn.now.replace(second=0, microsecond=0)
    meeting = Meeting(
        set_id=the_set.id,
        state=MeetingState.PLANNED,
        starts_at=starts_at,
        wall=to_wall(starts_at, the_set.zone).isoformat(),
        zone=the_set.zone,
        length_minutes=minutes,
        place_asked=True,
    )
    meeting.series_id = meeting.id
    turn.rows.add(meeting)
    turn.rows.flush()
    meetings.adopt_reflections(turn.rows, meeting)
    turn.replan(*(member.id for member in sets.members(turn.rows, the_set.id)))


# The control


def _held(turn: Turn, run: Run, *states: RunState) -> Run:
    """The run as it is now, held against others; raises `Outdated` where it is in none of these states."""
    found = running.hold(turn.rows, run.id)
    if found is None or found.state not in (states or rules.UNDER_WAY):
        raise Outdated
    return found


def _moves(move: Callable[[Rows, Run, datetime], object], *states: RunState) -> Callable[[Turn, Run, int], None]:
    """A press that moves the meeting, unless it has moved since the button was shown."""

    def press(turn: Turn, run: Run, moves: int) -> None:
        held = _held(turn, run, *states)
        _turn_to(turn, held, "")
        if held.moves != moves:
            turn.toast = "run-moved-on"
            refreshing.refresh(turn.rows, held, turn.now)
        else:
            move(turn.rows, held, turn.now)

    return press


def _turn_to(turn: Turn, run: Run, view: str) -> None:
    """Turn my control to a page; where I have none any more, I get one."""
    screen = running.screen(turn.rows, run.id, turn.member.id, ScreenKind.CONTROL)
    if screen is None:
        refreshing.open_control(turn.rows, run, turn.member, turn.now)
        screen = running.screen(turn.rows, run.id, turn.member.id, ScreenKind.CONTROL)
    if screen is not None:
        screen.view = view


def view(turn: Turn, run: Run, place: int) -> None:
    """Turn a page of my control."""
    held = _held(turn, run, RunState.PREPARING, *rules.UNDER_WAY)
    if place >= len(VIEWS):
        raise Outdated
    _turn_to(turn, held, VIEWS[place])
    screen = running.screen(turn.rows, held.id, turn.member.id, ScreenKind.CONTROL)
    if screen is not None:
        screen.shown = ""  # something else may stand in its place, such as the minutes
    refreshing.refresh(turn.rows, held, turn.now)


def form(turn: Turn, run: Run, place: int) -> None:
    """*Full*, *Short*, *Everyone*: the form of this meeting."""
    held = _held(turn, run, RunState.PREPARING)
    if place >= len(Form):
        raise Outdated
    held.form = list(Form)[place]
    refreshing.refresh(turn.rows, held, turn.now)


def here(turn: Turn, run: Run, member_id: int, present: int) -> None:
    """Somebody is here after all, or is not."""
    held = _held(turn, run, RunState.PREPARING, *rules.UNDER_WAY)
    member = _one_of(turn, held, member_id)
    conducting.say_here(turn.rows, held, member, turn.now, present=bool(present))


def _one_of(turn: Turn, run: Run, member_id: int) -> Member:
    """A member of the set that meets; raises `Outdated` for anybody else."""
    found = next((each for each in presenters.members(turn.rows, run) if each.id == member_id), None)
    if found is None:
        raise Outdated
    return found


def _orders(change: Callable[[Rows, Run, int, datetime], None]) -> Callable[[Turn, Run, int], None]:
    """A press that changes who presents, while that is not settled."""

    def press(turn: Turn, run: Run, member_id: int) -> None:
        held = _held(turn, run, RunState.PREPARING, *rules.UNDER_WAY)
        member = _one_of(turn, held, member_id)
        if rules.is_settled(running.stages(turn.rows, held.id)):
            raise Outdated
        change(turn.rows, held, member.id, turn.now)
        _turn_to(turn, held, "order")
        refreshing.refresh(turn.rows, held, turn.now)

    return press


def close_review(turn: Turn, run: Run, moves: int) -> None:
    """*Close and show*: the process review closes, and its results appear."""
    held = _held(turn, run)
    review = reviewing.open_review(turn.rows, turn.rows.need(Meeting, held.meeting_id), turn.now)
    if held.moves != moves:
        turn.toast = "run-moved-on"
    elif not reviewing.close(turn.rows, review, turn.now):
        turn.toast = "run-too-few"
    refreshing.refresh(turn.rows, held, turn.now)


_FACILITATOR = Who.FACILITATOR


def _press(verb: str, what: Callable[..., None]) -> Press:
    return Press(f"run.{verb}", what, Run, _FACILITATOR, keeps=True)


FEATURE = Feature(
    "running",
    commands=[Command("run", _FACILITATOR, run)],
    presses=[
        Press("run.now", ask_length, ActionSet, _FACILITATOR),
        Press("run.start", start, ActionSet, _FACILITATOR),
        _press("view", view),
        _press("form", form),
        _press("here", here),
        _press("up", _orders(presenters.move_up)),
        _press("out", _orders(presenters.take_out)),
        _press("add", _orders(presenters.add)),
        _press("begin", _moves(conducting.begin, RunState.PREPARING)),
        _press("next", _moves(conducting.go_next)),
        _press("back", _moves(conducting.go_back)),
        _press("more", _moves(conducting.more)),
        _press("pause", _moves(conducting.pause, RunState.RUNNING)),
        _press("go-on", _moves(conducting.pause, RunState.PAUSED)),
        _press("fit", _moves(conducting.fit)),
        _press("absent", _moves(conducting.absent)),
        _press("ideas", _moves(conducting.add_ideas)),
        _press("end", _moves(conducting.end)),
        _press("close", close_review),
    ],
)
