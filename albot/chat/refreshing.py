"""The screens of a meeting: one silent message for each member, a control for each facilitator, turns and bells.

`refresh` follows every change: it rewrites what says something else now, sends what is missing, and takes away what is
for nobody. What the screens say is `stage_words` and `control_words`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from albot.chat import control_words, presenters, screens, stage_words
from albot.chat.quiet_of import quiet_of
from albot.domain import running as rules
from albot.domain.people import InMeetings, Person
from albot.domain.run_rows import Run, RunState, Screen, ScreenKind, Stage
from albot.domain.running import UNDER_WAY
from albot.domain.sets import Member, MemberState, Role
from albot.store import running
from albot.store.rows import Rows

APART = timedelta(seconds=2)
"""A member's second new message of one moment comes so much later."""

AT_LEAST_EVERY = timedelta(minutes=5)
"""How often a meeting is looked at while its clock stands still: somebody may have left, or it was moved."""

KEPT_AFTER = timedelta(hours=1)
"""How long after its end the screens of a meeting are still kept up to date."""


def current(rows: Rows, run: Run) -> Stage | None:
    """The stage that a meeting is in; None where it is in none, or its member was erased."""
    return rows.get(Stage, run.stage_id)


def refresh(rows: Rows, run: Run, now: datetime) -> None:
    """Rewrite every screen whose words changed; send those that are missing, and take away what is for nobody."""
    rows.flush()
    stage = current(rows, run)
    end_turns(rows, run, stage, now)
    if run.state is RunState.ENDED:
        quiet(rows, run, now)
    refresh_controls(rows, run, now)
    for screen in running.screens(rows, run.id, ScreenKind.TURN):
        member = rows.need(Member, screen.member_id)
        if stage is not None and _takes_part(rows, run, member):
            screens.change(rows, screen, stage_words.turn_message(rows, run, stage, member, now), now)
        else:
            screens.take_down(rows, screen, now)
    _refresh_stages(rows, run, stage, now)
    look_again(run, now)
    rows.flush()


def refresh_controls(rows: Rows, run: Run, now: datetime) -> None:
    """Rewrite the facilitators' controls; who no longer facilitates has none."""
    for screen in running.screens(rows, run.id):
        if screen.kind not in (ScreenKind.CONTROL, ScreenKind.BELL):
            continue
        member = rows.need(Member, screen.member_id)
        if member.state is not MemberState.ACTIVE or member.role is not Role.FACILITATOR:
            screens.take_down(rows, screen, now)
        elif screen.kind is ScreenKind.CONTROL:
            person = rows.need(Person, member.person_id)
            screens.change(rows, screen, control_words.control(rows, run, screen.view, person, now), now, anew=True)


def _refresh_stages(rows: Rows, run: Run, stage: Stage | None, now: datetime) -> None:
    """The members' screens: those there are, and in a meeting under way those that are missing."""
    known = {each.member_id: each for each in running.screens(rows, run.id, ScreenKind.STAGE)}
    for screen in known.values():
        member = rows.need(Member, screen.member_id)
        if _takes_part(rows, run, member):
            screens.change(rows, screen, stage_words.stage_message(rows, run, stage, member, now), now)
        else:
            screens.take_down(rows, screen, now)
    for member in presenters.here(rows, run) if run.state in UNDER_WAY else ():
        if member.id not in known and _reachable(rows, member, now, InMeetings.ALL):
            join_in(rows, run, member, now)


def join_in(rows: Rows, run: Run, member: Member, now: datetime) -> Screen | None:
    """Put a member's screen of a meeting at the end of their chat."""
    message = stage_words.stage_message(rows, run, current(rows, run), member, now)
    return screens.put_up(rows, run, member, ScreenKind.STAGE, message, now)


def open_control(rows: Rows, run: Run, member: Member, now: datetime) -> None:
    """Put the control of a meeting at the end of a facilitator's chat."""
    person = rows.need(Person, member.person_id)
    message = control_words.control(rows, run, "", person, now)
    screen = screens.put_up(rows, run, member, ScreenKind.CONTROL, message, now)
    if screen is not None:
        screen.view = ""


def _takes_part(rows: Rows, run: Run, member: Member) -> bool:
    return member.state is MemberState.ACTIVE and member.id not in running.absent(rows, run.meeting_id)


def _reachable(rows: Rows, member: Member, now: datetime, *wanted: InMeetings) -> bool:
    """Whether a member gets messages of these kinds in meetings now."""
    person = rows.need(Person, member.person_id)
    paused = quiet_of(person).paused_until
    return person.in_meetings in wanted and person.unreachable_since is None and (paused is None or paused <= now)


def begin_turn(rows: Rows, run: Run, stage: Stage, now: datetime) -> None:
    """Tell a member that it is their turn: with sound, unless they want nothing in meetings."""
    member = rows.need(Member, stage.member_id)
    if not _reachable(rows, member, now, InMeetings.ALL, InMeetings.TURN):
        return
    shown = running.screen(rows, run.id, member.id, ScreenKind.STAGE)
    first = shown is None and _reachable(rows, member, now, InMeetings.ALL)  # the refresh is about to send it
    at = now + APART if first or (shown is not None and shown.message_id is None) else None
    message = stage_words.turn_message(rows, run, stage, member, now)
    screens.put_up(rows, run, member, ScreenKind.TURN, message, now, at=at)


def end_turns(rows: Rows, run: Run, stage: Stage | None, now: datetime) -> None:
    """Take down what told members of their turn, but for the one whose stage is on."""
    for screen in running.screens(rows, run.id, ScreenKind.TURN):
        if stage is None or screen.member_id != stage.member_id:
            screens.take_down(rows, screen, now)


def ring(rows: Rows, run: Run, now: datetime) -> None:
    """Ring where a bell is due: every facilitator with a control hears it, and the bell before goes."""
    stage = current(rows, run)
    due = rules.bell(rules.left(run, now), run.rung) if run.state is RunState.RUNNING else 0
    if stage is None or not due:
        return
    run.rung = due
    for control in running.screens(rows, run.id, ScreenKind.CONTROL):
        member = rows.need(Member, control.member_id)
        screens.put_up(rows, run, member, ScreenKind.BELL, control_words.bell(stage, due), now)


def quiet(rows: Rows, run: Run, now: datetime) -> None:
    """The clock is another: what rang is over."""
    for screen in running.screens(rows, run.id, ScreenKind.BELL):
        screens.take_down(rows, screen, now)


def look_again(run: Run, now: datetime) -> None:
    """When this run is next looked at by itself."""
    if run.state is RunState.ENDED:
        run.look_at = (run.ended_at or now) + KEPT_AFTER
    else:
        run.look_at = rules.next_moment(run, now) or now + AT_LEAST_EVERY
