"""Conducting a meeting: preparing it, beginning, moving from stage to stage, ending; keeping its screens up to date.

/run ─→ preparing ── Begin ─→ rules, round, bids ── Next ─→ the order holds ─→ each presenter ─→ review ── End ─→ over
                                 ↑ Back          +2 min, Pause, Fit the rest, Not here, Ideas, Who is here

A stage never ends by itself. Every change here is followed by `refreshing.refresh`, which rewrites the screens that
say something else now. Whoever moves a run holds its row (`running.hold`), so that two who press at once move it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from albot.chat import control_words, planning, presenters, refreshing, reviewing, screens
from albot.domain import running as rules
from albot.domain import stages as forms
from albot.domain.meetings import Meeting
from albot.domain.run_rows import Form, Run, RunState, ScreenKind, Stage, StageKind
from albot.domain.running import OPENING, UNDER_WAY
from albot.domain.sets import ActionSet, Member, MemberState, SetState
from albot.domain.stages import Planned
from albot.store import running, sets
from albot.store.rows import Rows

REVIEW_ALONE = 600
"""Seconds at the most where nobody presents and there is only the process review."""

DROPPED = -1
"""The place of a stage that was dropped after it had been in use: its airtime counts."""


# Preparing and beginning


def prepare(rows: Rows, meeting: Meeting, now: datetime) -> Run:
    """The run of a meeting, made where there is none."""
    known = running.of_meeting(rows, meeting.id)
    if known is not None:
        return known
    likes = running.set_form(rows, meeting.set_id)
    run = Run(set_id=meeting.set_id, meeting_id=meeting.id, form=likes.form if likes else Form.FULL)
    rows.add(run)
    rows.flush()
    refreshing.look_again(run, now)
    return run


def begin(rows: Rows, run: Run, now: datetime) -> None:
    """*Begin*: the first stages are planned, and the first of them is on."""
    meeting = rows.need(Meeting, run.meeting_id)
    for each in presenters.here(rows, run):
        running.note_presence(rows, meeting.id, each.id, present=True)
    run.began_at, run.ends_at = now, rules.end_if_begun(meeting, now)
    seconds = presenters.seconds_in_all(rows, run, now)
    _append(rows, run, forms.opening(presenters.wishes(rows, run), seconds, presenters.room(rows, run, now)))
    _enter_next(rows, run, now)
    refreshing.refresh(rows, run, now)


# Moves


def go_next(rows: Rows, run: Run, now: datetime) -> None:
    """*Next*: the stage after this one; nothing where this is the last."""
    drop_gone(rows, run)
    stage = refreshing.current(rows, run)
    if not rules.has_next(running.stages(rows, run.id), run.stage_id):
        return
    if stage is not None:
        rules.leave(run, stage, now)
    _enter_next(rows, run, now)
    refreshing.refresh(rows, run, now)


def go_back(rows: Rows, run: Run, now: datetime) -> None:
    """*Back*: the stage before this one, with what it had left, at least a minute.

    Back among the first stages, who presents is open again, and planned anew with *Next*.
    """
    former = rules.before(running.stages(rows, run.id))
    if former is None:
        return
    stage = refreshing.current(rows, run)
    if stage is not None:
        rules.turn_back(run, stage, now)
    if former.kind in OPENING:
        _drop(rows, [each for each in running.stages(rows, run.id) if each.kind not in OPENING])
    _enter(rows, run, former, now)
    refreshing.refresh(rows, run, now)


def pause(rows: Rows, run: Run, now: datetime) -> None:
    """*Pause*, or *Go on* where it stands still."""
    if run.state is RunState.RUNNING:
        rules.stand_still(run, now)
    else:
        rules.go_on(run, now)
    refreshing.quiet(rows, run, now)
    refreshing.refresh(rows, run, now)


def more(rows: Rows, run: Run, now: datetime) -> None:
    """*+2 min*."""
    stage = refreshing.current(rows, run)
    if stage is not None:
        rules.give_more(run, stage, now)
        refreshing.quiet(rows, run, now)
    refreshing.refresh(rows, run, now)


def fit(rows: Rows, run: Run, now: datetime) -> None:
    """*Fit the rest*: the stages ahead share what is left of the meeting; the silent minute stays one."""
    found = rules.ahead(running.stages(rows, run.id), run.stage_id)
    share = [each for each in found if each.kind is not StageKind.SILENCE]
    total = rules.to_share(run, found, now)
    for stage, seconds in zip(share, forms.refit([rules.has_left(each) for each in share], total), strict=True):
        stage.seconds = stage.used_seconds + seconds
    rows.flush()
    refreshing.refresh(rows, run, now)


def add_ideas(rows: Rows, run: Run, now: datetime) -> None:
    """The presenter said yes to ideas and resources: they come after the questions, or next where those are over."""
    stage = refreshing.current(rows, run)
    found = running.stages(rows, run.id)
    if stage is None or not presenters.want_ideas(rows, run, stage):
        return
    mine = [each for each in found if each.member_id == stage.member_id]
    after = next((each for each in mine if each.kind is StageKind.QUESTIONS and each.left_seconds is None), stage)
    _insert(rows, run, [forms.ideas_stage(presenters.wishes(rows, run), stage.member_id or 0)], after.place + 1)
    refreshing.refresh(rows, run, now)


def end(rows: Rows, run: Run, now: datetime) -> None:
    """*End*: the meeting is over, and its process review opens."""
    stage = refreshing.current(rows, run)
    if stage is not None:
        rules.leave(run, stage, now)
    run.state, run.stage_id, run.ended_at = RunState.ENDED, None, now
    run.stage_ends_at, run.left_seconds = None, None
    run.moves += 1
    rows.flush()
    meeting = rows.need(Meeting, run.meeting_id)
    if run.began_at is not None and meeting.starts_at is not None and meeting.starts_at > now:
        meeting.starts_at = run.began_at  # begun early and over already: it is no longer ahead
        rows.flush()
    review = reviewing.open_review(rows, meeting, now)
    refreshing.refresh(rows, run, now)
    reviewing.invite(rows, review, now)
    for member in sets.members(rows, run.set_id):
        planning.plan(rows, member.id, now)


# Who is there


def say_here(rows: Rows, run: Run, member: Member, now: datetime, *, present: bool) -> None:
    """Somebody is there, or is not: their stages ahead are dropped, or added where it is everyone's turn."""
    running.note_presence(rows, run.meeting_id, member.id, present=present)
    if not present:
        _drop(rows, [each for each in _ahead(rows, run) if each.member_id == member.id])
    elif run.state in UNDER_WAY:
        _add_turn(rows, run, member, now)
    refreshing.refresh(rows, run, now)


def absent(rows: Rows, run: Run, now: datetime) -> None:
    """*Not here*: the presenter whose turn it is did not come. Their turn is over, and counts for no airtime."""
    stage = refreshing.current(rows, run)
    member = None if stage is None else rows.get(Member, stage.member_id)
    if stage is None or member is None:
        return
    running.note_presence(rows, run.meeting_id, member.id, present=False)
    _drop(rows, [each for each in _ahead(rows, run) if each.member_id == member.id])
    rules.leave(run, stage, now)
    stage.used_seconds = 0
    _enter_next(rows, run, now)
    refreshing.refresh(rows, run, now)


def drop_gone(rows: Rows, run: Run) -> None:
    """Those who have left the set have no stages ahead."""
    _drop(rows, [each for each in _ahead(rows, run) if each.member_id is not None and not _active(rows, each)])


def _active(rows: Rows, stage: Stage) -> bool:
    member = rows.get(Member, stage.member_id)
    return member is not None and member.state is MemberState.ACTIVE


def _ahead(rows: Rows, run: Run) -> list[Stage]:
    return rules.ahead(running.stages(rows, run.id), run.stage_id)


def _add_turn(rows: Rows, run: Run, member: Member, now: datetime) -> None:
    """Give a latecomer their stages before the review, as long as those of the others."""
    found = running.stages(rows, run.id)
    bid = running.bid_of(rows, run.id, member.id)
    has_turn = any(each.member_id == member.id for each in _ahead(rows, run))
    if has_turn or not rules.is_settled(found) or not (run.form is Form.EVERYONE or (bid is not None and bid.place)):
        return
    usual = {each.kind: each.seconds for each in found if each.member_id is not None}
    plan = forms.presenting(presenters.wishes(rows, run), [member.id], presenters.seconds_in_all(rows, run, now))
    theirs = [each for each in plan if each.member_id == member.id or each.kind is StageKind.SILENCE]
    sized = [Planned(each.kind, each.member_id, usual.get(each.kind, each.seconds)) for each in theirs]
    review = next((each for each in found if each.kind is StageKind.REVIEW), None)
    _insert(rows, run, sized, found[-1].place + 1 if review is None else review.place)


# Stages


def _append(rows: Rows, run: Run, planned: Sequence[Planned]) -> None:
    found = running.stages(rows, run.id)
    _insert(rows, run, planned, found[-1].place + 1 if found else 0)


def _insert(rows: Rows, run: Run, planned: Sequence[Planned], place: int) -> None:
    """Put stages in before whatever is at this place."""
    for stage in running.stages(rows, run.id):
        if stage.place >= place:
            stage.place += len(planned)
    for at, each in enumerate(planned, place):
        rows.add(Stage(run_id=run.id, place=at, kind=each.kind, member_id=each.member_id, seconds=each.seconds))
    rows.flush()


def _drop(rows: Rows, found: Iterable[Stage]) -> None:
    for stage in found:
        if stage.used_seconds:
            stage.place = DROPPED
        else:
            rows.delete(stage)
    rows.flush()


def _plan_rest(rows: Rows, run: Run, now: datetime) -> None:
    """The order holds: everything from the first presenter to the review, fitted to what is left of the meeting."""
    chosen = presenters.order(rows, run, now)
    presenters.settle(rows, run, chosen)
    rest = 0 if run.ends_at is None else int((run.ends_at - now).total_seconds())
    least = rules.LEAST * (3 * len(chosen) + 1)
    seconds = max(rest, least) if chosen else min(max(rest, least), REVIEW_ALONE)
    _append(rows, run, forms.presenting(presenters.wishes(rows, run), chosen, seconds))


def _enter_next(rows: Rows, run: Run, now: datetime) -> None:
    """Go into the first stage ahead; the rest is planned where nothing is left of the opening."""
    rows.flush()
    found = running.stages(rows, run.id)
    if not rules.ahead(found, run.stage_id) and not rules.is_settled(found):
        _plan_rest(rows, run, now)
    to_come = _ahead(rows, run)
    if to_come:
        former = rules.before(running.stages(rows, run.id))
        _enter(rows, run, to_come[0], now, after=former)
    else:
        _no_stage(run, now)


def _no_stage(run: Run, now: datetime) -> None:
    """Nothing is left, since whoever was to come has gone: the clock stands, and only *End* and *Back* remain."""
    run.stage_id, run.stage_ends_at, run.left_seconds, run.rung = None, now, None, 2
    run.state = RunState.RUNNING
    run.moves += 1


def _enter(rows: Rows, run: Run, stage: Stage, now: datetime, *, after: Stage | None = None) -> None:
    """Go into a stage. Whose turn begins with it hears so; going back rings nothing."""
    fresh = not stage.used_seconds and stage.member_id is not None
    rules.enter(run, stage, now)
    rows.flush()
    refreshing.quiet(rows, run, now)
    if stage.kind is StageKind.REVIEW:
        reviewing.open_review(rows, rows.need(Meeting, run.meeting_id), now)
    refreshing.end_turns(rows, run, stage, now)
    if fresh and (after is None or after.member_id != stage.member_id):
        refreshing.begin_turn(rows, run, stage, now)


# Looking again


def look(rows: Rows, run: Run, now: datetime) -> None:
    """Do what falls due in a meeting: the clock, bells, screens; its end where everybody forgot it."""
    if run.state is RunState.ENDED:
        _forget_screens(rows, run, now)
    elif run.state is RunState.PREPARING and not _still_ahead(rows, run, now):
        call_off(rows, run, now)
    elif run.state in UNDER_WAY and _is_forgotten(rows, run, now):
        end(rows, run, now)
    else:
        drop_gone(rows, run)
        refreshing.ring(rows, run, now)
        refreshing.refresh(rows, run, now)


def _still_ahead(rows: Rows, run: Run, now: datetime) -> bool:
    """Whether a meeting that is prepared is still one that can be run."""
    meeting = rows.need(Meeting, run.meeting_id)
    return rules.can_be_run(meeting, now) and not _is_over(rows, run)


def _is_forgotten(rows: Rows, run: Run, now: datetime) -> bool:
    """Whether nobody is going to end a meeting: its time is long over, or its set has ended."""
    return _is_over(rows, run) or (run.ends_at is not None and now >= run.ends_at + rules.FORGOTTEN)


def _is_over(rows: Rows, run: Run) -> bool:
    return rows.need(ActionSet, run.set_id).state is SetState.ARCHIVED


def call_off(rows: Rows, run: Run, now: datetime) -> None:
    """A meeting that was prepared is not held now: it was moved or cancelled, or nobody began it."""
    for screen in running.screens(rows, run.id):
        if screen.kind is ScreenKind.CONTROL:
            screens.last_words(rows, screen, control_words.called_off(), now)
        else:
            screens.take_down(rows, screen, now)
    rows.flush()
    running.erase(rows, run)


def _forget_screens(rows: Rows, run: Run, now: datetime) -> None:
    """An hour after its end nothing of a meeting is kept up to date any more."""
    if now >= (run.ended_at or now) + refreshing.KEPT_AFTER:
        for screen in running.screens(rows, run.id):
            rows.delete(screen)
        run.look_at = None
    else:
        refreshing.refresh(rows, run, now)
