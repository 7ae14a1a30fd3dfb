"""The clock of a meeting: what it shows, when it rings, and what a move does to the time of a stage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albot.domain import running as rules
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.run_rows import Run, RunState, Stage, StageKind

NOON = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
SECONDS = st.integers(-4_000, 8_000)


def after(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def begun(seconds: int, kind: StageKind = StageKind.QUESTIONS) -> tuple[Run, Stage]:
    """A run that went into a stage of so many seconds at noon."""
    run, stage = Run(set_id=1, meeting_id=2), Stage(run_id=3, kind=kind, seconds=seconds, member_id=4)
    rules.enter(run, stage, NOON)
    return run, stage


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (600, ("minutes", 10)),
        (599, ("minutes", 10)),
        (540, ("minutes", 9)),
        (61, ("minutes", 2)),
        (60, ("seconds", 60)),
        (46, ("seconds", 60)),
        (45, ("seconds", 45)),
        (1, ("seconds", 15)),
        (0, ("time", 0)),
        (-59, ("time", 0)),
        (-60, ("over", 1)),
        (-179, ("over", 2)),
    ],
)
def test_the_clock_shows_minutes_then_quarters_then_what_is_over_time(seconds: int, shown: tuple[str, int]) -> None:
    assert rules.face(seconds) == shown


@given(SECONDS)
def test_the_clock_changes_exactly_when_it_says_and_not_more_often_than_it_may(seconds: int) -> None:
    then = rules.next_change(seconds)
    assert then < seconds
    assert rules.face(then) != rules.face(seconds)
    assert all(rules.face(each) == rules.face(seconds) for each in range(then + 1, seconds))
    assert then - rules.next_change(then) == (15 if 0 < then <= 60 else 60)


@pytest.mark.parametrize(
    ("seconds", "rung", "rings"),
    [(61, 0, 0), (60, 0, 1), (30, 1, 0), (0, 1, 2), (-40, 2, 0), (-40, 0, 2), (0, 2, 0)],
)
def test_a_bell_rings_at_one_minute_and_at_time_and_never_twice(seconds: int, rung: int, rings: int) -> None:
    assert rules.bell(seconds, rung) == rings


def test_a_silent_minute_does_not_ring_as_it_begins() -> None:
    run, _stage = begun(60, StageKind.SILENCE)
    assert rules.bell(rules.left(run, NOON), run.rung) == 0
    assert rules.bell(rules.left(run, after(60)), run.rung) == 2


def test_a_pause_keeps_the_seconds_and_is_no_airtime() -> None:
    run, stage = begun(600)
    rules.stand_still(run, after(100))
    assert (rules.left(run, after(5_000)), rules.next_moment(run, after(5_000))) == (500, None)
    rules.go_on(run, after(5_000))
    rules.leave(run, stage, after(5_020))
    assert (stage.left_seconds, stage.used_seconds) == (480, 120)


def test_going_back_gives_what_was_left_and_at_least_a_minute() -> None:
    run, first = begun(600)
    rules.leave(run, first, after(400))
    second = Stage(run_id=3, kind=StageKind.ACTIONS, seconds=300, member_id=4)
    rules.enter(run, second, after(400))
    rules.turn_back(run, second, after(460))
    rules.enter(run, first, after(460))
    assert rules.left(run, after(460)) == 200
    assert (run.moves, run.stage_id) == (3, first.id)
    rules.leave(run, first, after(860))  # 200 s over time
    assert first.used_seconds == 800
    rules.enter(run, second, after(860))
    assert rules.left(run, after(860)) == 240
    rules.turn_back(run, second, after(860))
    rules.enter(run, first, after(860))
    assert rules.left(run, after(860)) == 60
    rules.leave(run, first, after(870))
    assert first.used_seconds == 810


def test_two_minutes_more_ring_anew_also_in_a_pause() -> None:
    run, stage = begun(120)
    run.rung = 2
    rules.give_more(run, stage, after(130))
    assert (rules.left(run, after(130)), run.rung, stage.seconds) == (110, 0, 240)
    rules.stand_still(run, after(130))
    rules.give_more(run, stage, after(130))
    assert (run.state, rules.left(run, after(999))) == (RunState.PAUSED, 230)


@pytest.mark.parametrize(
    ("minutes_late", "ends"),
    [(-30, 90), (0, 120), (20, 120), (89, 120), (110, 140), (170, 200)],
)
def test_a_meeting_that_is_begun_late_still_ends_in_time(minutes_late: int, ends: int) -> None:
    meeting = Meeting(set_id=1, state=MeetingState.PLANNED, starts_at=NOON, length_minutes=120)
    assert rules.end_if_begun(meeting, after(60 * minutes_late)) == after(60 * ends)


@pytest.mark.parametrize(("minutes", "can"), [(-121, False), (-120, True), (0, True), (180, True), (181, False)])
def test_a_meeting_can_be_run_about_its_time(minutes: int, can: bool) -> None:
    meeting = Meeting(set_id=1, state=MeetingState.PLANNED, starts_at=NOON, length_minutes=120)
    assert rules.can_be_run(meeting, after(60 * minutes)) is can
    meeting.state = MeetingState.CANCELLED
    assert not rules.can_be_run(meeting, after(60 * minutes))


def test_what_is_ahead_can_be_fitted_where_it_would_end_late_and_there_is_a_minute_for_each() -> None:
    run, stage = begun(600)
    rest = [Stage(run_id=3, kind=StageKind.ACTIONS, seconds=1_000) for _ in range(3)]
    run.ends_at = after(600 + 2_000)
    assert (rules.minutes_late(run, rest, NOON), rules.can_be_fitted(run, rest, NOON)) == (16, True)
    assert rules.to_share(run, rest, NOON) == 2_000
    assert not rules.can_be_fitted(run, rest, after(2_000 + 421))
    run.ends_at = after(600 + 3_000)
    assert not rules.can_be_fitted(run, rest, NOON)
    assert rules.airtime([stage, *rest]) == {4: 0}
