"""When a nudge may be said: quiet hours, excluded days, pauses, one a day, chosen times, and after an outage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.domain.nudges import USEFULNESS, NudgeKind, Owed
from albot.domain.quiet import (
    UNTIL_I_SAY_SO,
    Choice,
    Lapse,
    LaterChoice,
    Quiet,
    Send,
    Verdict,
    Wait,
    choose,
    counts,
    in_quiet_hours,
    judge,
    later,
    next_allowed,
    out_of_quiet_hours,
    silent,
)
from albot.domain.wallclock import to_wall, was_skipped

LONDON, NEW_YORK, AMMAN, NAIROBI = "Europe/London", "America/New_York", "Asia/Amman", "Africa/Nairobi"
K = NudgeKind
SAT, SUN = 5, 6


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def nudge(kind: NudgeKind, due: str, until: str, *, chosen: bool = False, member: int = 1) -> Owed:
    """One owed nudge; times in UTC."""
    return Owed(member, kind, 7, 7, utc(due).replace(tzinfo=None), "UTC", utc(due), utc(until), chosen)


UTC_DAY = Quiet("UTC")  # quiet from 21:00 to 8:00
# Wednesday 4 February 2026.
INVITATION = nudge(K.CHECKIN_INVITATION, "2026-02-04 10:00", "2026-02-06 10:00")
REMINDER = nudge(K.CHECKIN_REMINDER, "2026-02-04 18:00", "2026-02-05 18:00", member=2)
HALFWAY = nudge(K.HALFWAY, "2026-02-04 09:00", "2026-02-06 09:00", member=3)
WELCOME = nudge(K.WELCOME_BACK, "2026-02-04 09:00", "2026-02-07 09:00", member=3)
STEP = nudge(K.STEP_REMINDER, "2026-02-04 07:00", "2026-02-05 07:00", chosen=True)
SOON = nudge(K.MEETING_SOON, "2026-02-04 20:30", "2026-02-04 21:30", chosen=True)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "moment", "quiet"),
    [
        ("21:00", "08:00", "20:59", False),
        ("21:00", "08:00", "21:00", True),
        ("21:00", "08:00", "00:00", True),
        ("21:00", "08:00", "07:59", True),
        ("21:00", "08:00", "08:00", False),
        ("08:00", "16:00", "07:59", False),
        ("08:00", "16:00", "08:00", True),
        ("08:00", "16:00", "16:00", False),
        ("00:00", "06:00", "00:00", True),
        ("00:00", "06:00", "23:59", False),
        ("22:00", "00:00", "23:59", True),
        ("22:00", "00:00", "00:00", False),
        ("07:00", "07:00", "07:00", False),
    ],
)
def test_quiet_hours_on_the_clock(quiet_from: str, quiet_until: str, moment: str, quiet: bool) -> None:
    mine = Quiet("UTC", time.fromisoformat(quiet_from), time.fromisoformat(quiet_until))
    assert in_quiet_hours(utc(f"2026-02-04 {moment}"), mine) is quiet


@pytest.mark.parametrize(
    ("zone", "moment", "allowed"),
    [  # in UTC; quiet from 21:00 to 8:00 of the zone
        (LONDON, "2026-02-04 12:00", "2026-02-04 12:00"),
        (LONDON, "2026-02-04 21:00", "2026-02-05 08:00"),
        (LONDON, "2026-02-05 07:59", "2026-02-05 08:00"),
        (LONDON, "2026-03-28 22:00", "2026-03-29 07:00"),  # the night the clocks go forward is an hour shorter
        (LONDON, "2026-10-24 21:00", "2026-10-25 08:00"),  # and the one they go back an hour longer
        (NEW_YORK, "2026-03-08 03:00", "2026-03-08 12:00"),
        (NEW_YORK, "2026-11-01 02:00", "2026-11-01 13:00"),
        (AMMAN, "2022-02-24 20:00", "2022-02-25 05:00"),
        (AMMAN, "2021-10-28 19:00", "2021-10-29 06:00"),
        (NAIROBI, "2026-03-28 19:00", "2026-03-29 05:00"),
    ],
)
def test_a_nudge_in_quiet_hours_moves_to_their_end(zone: str, moment: str, allowed: str) -> None:
    assert next_allowed(utc(moment), Quiet(zone)) == utc(allowed)


@pytest.mark.parametrize(
    ("zone", "quiet_until", "moment", "end"),
    [
        (LONDON, "01:30", "2026-03-28 23:00", "2026-03-29 01:30"),  # 01:30 is skipped: 02:30 on the wall
        (LONDON, "01:30", "2026-10-25 00:10", "2026-10-25 00:30"),  # the first 01:30
        (LONDON, "01:30", "2026-10-25 01:10", "2026-10-25 01:30"),  # 01:10 once more: the second 01:30
        (NEW_YORK, "01:30", "2026-11-01 06:10", "2026-11-01 06:30"),
        (AMMAN, "00:30", "2022-02-24 21:00", "2022-02-24 22:30"),  # Friday begins at 01:00
        (AMMAN, "00:30", "2021-10-28 22:10", "2021-10-28 22:30"),  # Friday's first hour comes twice: the second
        ("America/St_Johns", "00:00", "2006-10-29 02:45", "2006-10-29 03:30"),  # at 00:01 back to the day before
    ],
)
def test_quiet_hours_that_end_inside_a_change_of_clocks(zone: str, quiet_until: str, moment: str, end: str) -> None:
    quiet = Quiet(zone, time(21), time.fromisoformat(quiet_until))
    assert out_of_quiet_hours(utc(moment), quiet) == utc(end)
    assert not in_quiet_hours(utc(end), quiet)


@pytest.mark.parametrize(
    ("excluded", "moment", "allowed"),
    [
        ({SAT, SUN}, "2026-02-06 20:59", "2026-02-06 20:59"),
        ({SAT, SUN}, "2026-02-06 21:00", "2026-02-09 08:00"),
        ({SAT, SUN}, "2026-02-07 12:00", "2026-02-09 08:00"),
        ({SUN}, "2026-02-07 12:00", "2026-02-07 12:00"),
        (set(range(7)) - {2}, "2026-02-05 12:00", "2026-02-11 08:00"),
        (set(range(7)) - {2}, "2026-02-04 22:00", "2026-02-11 08:00"),
        (set(range(7)), "2026-02-05 12:00", None),
    ],
)
def test_excluded_days(excluded: set[int], moment: str, allowed: str | None) -> None:
    quiet = replace(UTC_DAY, excluded_weekdays=frozenset(excluded))
    assert next_allowed(utc(moment), quiet) == (allowed and utc(allowed))


def test_an_excluded_day_is_the_persons_own() -> None:
    quiet = Quiet(NAIROBI, time(), time(), frozenset({SUN}))
    assert next_allowed(utc("2026-02-07 20:59"), quiet) == utc("2026-02-07 20:59")
    assert next_allowed(utc("2026-02-07 21:00"), quiet) == utc("2026-02-08 21:00")


def test_an_excluded_day_before_one_that_begins_at_one_o_clock() -> None:
    quiet = Quiet(AMMAN, time(), time(), frozenset({3}))  # Thursday; on Friday 25 February 2022 there is no midnight
    assert next_allowed(utc("2022-02-24 12:00"), quiet) == utc("2022-02-24 22:00")


def test_a_pause_moves_a_nudge_behind_it_and_what_was_chosen_too() -> None:
    paused = replace(UTC_DAY, paused_until=utc("2026-02-10 00:00"))
    assert next_allowed(utc("2026-02-04 12:00"), paused) == utc("2026-02-10 08:00")
    assert next_allowed(utc("2026-02-04 12:00"), paused, chosen=True) == utc("2026-02-10 08:00")
    assert next_allowed(utc("2026-02-10 12:00"), paused) == utc("2026-02-10 12:00")
    for_good = replace(UTC_DAY, paused_until=UNTIL_I_SAY_SO)
    assert next_allowed(utc("2026-02-04 12:00"), for_good, chosen=True) is None


def test_a_chosen_time_is_allowed_as_it_is() -> None:
    quiet = replace(UTC_DAY, excluded_weekdays=frozenset({2}))
    assert next_allowed(utc("2026-02-04 23:15"), quiet, chosen=True) == utc("2026-02-04 23:15")


@pytest.mark.parametrize(
    ("owed", "now", "expected"),
    [
        (INVITATION, "2026-02-04 09:59", Wait(utc("2026-02-04 10:00"))),
        (INVITATION, "2026-02-04 10:00", Send()),
        (INVITATION, "2026-02-04 21:00", Wait(utc("2026-02-05 08:00"))),
        (INVITATION, "2026-02-06 09:59", Send()),
        (INVITATION, "2026-02-06 10:00", Lapse()),
        (REMINDER, "2026-02-04 22:00", Wait(utc("2026-02-05 08:00"))),
        (STEP, "2026-02-04 07:00", Send()),
        (STEP, "2026-02-04 06:59", Wait(utc("2026-02-04 07:00"))),
        (SOON, "2026-02-04 21:05", Send()),
        (replace(SOON, chosen=False), "2026-02-04 20:30", Send()),
        (replace(SOON, chosen=False), "2026-02-04 21:05", Lapse()),
    ],
)
def test_the_verdict_on_one_nudge(owed: Owed, now: str, expected: Verdict) -> None:
    assert judge(owed, UTC_DAY, utc(now)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"stopped": frozenset({K.CHECKIN_INVITATION})}, Lapse()),
        ({"stopped": frozenset({K.CHECKIN_REMINDER})}, Send()),
        ({"paused_until": utc("2026-02-05 00:00")}, Wait(utc("2026-02-05 08:00"))),
        ({"paused_until": utc("2026-02-09 00:00")}, Lapse()),
        ({"paused_until": UNTIL_I_SAY_SO}, Lapse()),
        ({"paused_until": utc("2026-02-04 00:00")}, Send()),
        ({"excluded_weekdays": frozenset({2})}, Wait(utc("2026-02-05 08:00"))),
        ({"excluded_weekdays": frozenset({2, 3, 4})}, Lapse()),
        ({"excluded_weekdays": frozenset(range(7))}, Lapse()),
        ({"last_nudged_on": date(2026, 2, 3)}, Send()),
        ({"last_nudged_on": date(2026, 2, 4)}, Wait(utc("2026-02-05 08:00"))),
        ({"last_nudged_on": date(2026, 2, 5)}, Lapse()),  # they moved west: Friday 8:00 in Samoa is too late
        ({"zone": NAIROBI, "last_nudged_on": date(2026, 2, 4)}, Wait(utc("2026-02-05 05:00"))),
    ],
)
def test_the_verdict_on_an_invitation_by_what_the_person_wants(change: dict[str, object], expected: Verdict) -> None:
    quiet = replace(UTC_DAY, **change)  # type: ignore[arg-type]
    owed = replace(INVITATION, useful_until=utc("2026-02-06 08:00"))
    assert judge(owed, quiet, utc("2026-02-04 12:00")) == expected


def test_the_link_needs_no_place_in_the_day_and_takes_none() -> None:
    spent = replace(UTC_DAY, last_nudged_on=date(2026, 2, 4))
    for soon in (SOON, replace(SOON, chosen=False)):
        assert judge(soon, spent, utc("2026-02-04 20:30")) == Send()
        assert not counts(soon, utc("2026-02-04 21:00"))


def test_a_pause_and_stop_these_hold_for_chosen_times_too() -> None:
    assert judge(STEP, replace(UTC_DAY, stopped=frozenset({K.STEP_REMINDER})), STEP.due_at) == Lapse()
    assert judge(SOON, replace(UTC_DAY, paused_until=UNTIL_I_SAY_SO), SOON.due_at) == Lapse()


def test_only_the_link_is_silent_and_only_in_quiet_hours() -> None:
    assert not silent(SOON, UTC_DAY, utc("2026-02-04 20:30"))
    assert silent(SOON, UTC_DAY, utc("2026-02-04 21:00"))
    assert not silent(STEP, UTC_DAY, utc("2026-02-04 07:00"))


class TestChosenTimes:
    def test_they_need_no_place_in_the_day_and_take_none(self) -> None:
        spent = replace(UTC_DAY, last_nudged_on=date(2026, 2, 4))
        assert judge(STEP, spent, STEP.due_at) == Send()
        assert not counts(STEP, STEP.due_at)

    @pytest.mark.parametrize(
        ("now", "expected"),
        [("07:55", Send()), ("08:00", Send()), ("08:01", Wait(utc("2026-02-05 08:00"))), ("22:00", Lapse())],
    )
    def test_more_than_an_hour_late_they_are_like_any_other(self, now: str, expected: Verdict) -> None:
        spent = replace(UTC_DAY, last_nudged_on=date(2026, 2, 4))
        late = replace(STEP, useful_until=utc("2026-02-05 08:01") if expected != Lapse() else STEP.useful_until)
        assert judge(late, spent, utc(f"2026-02-04 {now}")) == expected

    def test_one_missed_in_the_evening_waits_for_the_morning(self) -> None:
        evening = nudge(K.STEP_REMINDER, "2026-02-04 19:00", "2026-02-05 19:00", chosen=True)
        assert judge(evening, UTC_DAY, utc("2026-02-05 03:00")) == Wait(utc("2026-02-05 08:00"))


class TestOneADay:
    def test_the_most_useful_goes_and_the_others_wait_or_lapse(self) -> None:
        short = replace(HALFWAY, useful_until=utc("2026-02-05 08:00"))
        found = choose([short, WELCOME, REMINDER, INVITATION], UTC_DAY, utc("2026-02-04 18:00"))
        assert found == Choice(
            send=(REMINDER,), wait=((INVITATION, utc("2026-02-05 08:00")),), lapse=(short, WELCOME)
        )  # fmt: skip

    def test_those_that_wait_miss_the_excluded_days(self) -> None:
        friday = replace(UTC_DAY, excluded_weekdays=frozenset({3}))
        found = choose([INVITATION, REMINDER], friday, utc("2026-02-04 18:00"))
        assert found.wait == ((INVITATION, utc("2026-02-06 08:00")),)

    def test_after_todays_nudge_a_second_waits(self) -> None:
        spent = replace(UTC_DAY, last_nudged_on=date(2026, 2, 4))
        found = choose([INVITATION], spent, utc("2026-02-04 10:00"))
        assert found == Choice((), ((INVITATION, utc("2026-02-05 08:00")),), ())

    def test_a_lesser_one_in_the_morning_gives_way_to_the_evenings(self) -> None:
        found = choose([HALFWAY, REMINDER], UTC_DAY, utc("2026-02-04 09:00"))
        assert found == Choice((), ((HALFWAY, REMINDER.due_at),), ())

    def test_and_goes_then_if_the_other_is_no_longer_needed(self) -> None:
        assert choose([HALFWAY], UTC_DAY, REMINDER.due_at).send == (HALFWAY,)

    @pytest.mark.parametrize(
        "rival",
        [
            replace(REMINDER, due_at=utc("2026-02-05 09:00"), useful_until=utc("2026-02-06 09:00")),  # not today
            replace(REMINDER, due_at=utc("2026-02-04 22:00")),  # today, but in quiet hours
            replace(REMINDER, chosen=True),  # takes no place
            replace(SOON, chosen=False),  # stands apart
            replace(WELCOME, due_at=utc("2026-02-04 12:00")),  # less useful
        ],
    )
    def test_it_does_not_give_way_to(self, rival: Owed) -> None:
        assert choose([HALFWAY, rival], UTC_DAY, utc("2026-02-04 09:00")).send == (HALFWAY,)

    def test_nor_to_a_kind_that_was_stopped(self) -> None:
        quiet = replace(UTC_DAY, stopped=frozenset({K.CHECKIN_REMINDER}))
        assert choose([HALFWAY, REMINDER], quiet, utc("2026-02-04 09:00")).send == (HALFWAY,)

    def test_of_two_of_a_kind_the_one_that_ends_first_goes(self) -> None:
        other = replace(INVITATION, member_id=2, useful_until=utc("2026-02-06 09:00"))
        found = choose([INVITATION, other], UTC_DAY, utc("2026-02-04 10:00"))
        assert (found.send, found.wait) == ((other,), ((INVITATION, utc("2026-02-05 08:00")),))

    def test_chosen_times_and_the_link_all_go_beside_it(self) -> None:
        now = utc("2026-02-04 20:30")
        chosen = [replace(STEP, subject_id=number, due_at=now) for number in (1, 2)]
        found = choose([*chosen, SOON, REMINDER, HALFWAY], UTC_DAY, now)
        assert set(found.send) == {*chosen, SOON, REMINDER}

    def test_two_welcomes_are_one(self) -> None:
        found = choose([WELCOME, replace(WELCOME, member_id=9)], UTC_DAY, WELCOME.due_at)
        assert len(found.send) == len(found.lapse) == 1

    def test_what_is_not_due_is_left_alone(self) -> None:
        assert choose([INVITATION, REMINDER], UTC_DAY, utc("2026-02-04 08:00")) == Choice((), (), ())


class TestTheOutboxLooksAgain:
    SPENT = replace(UTC_DAY, last_nudged_on=date(2026, 2, 4))

    def test_its_own_place_in_the_day_is_no_hindrance(self) -> None:
        assert judge(INVITATION, self.SPENT, utc("2026-02-04 10:05"), booked=True) == Send()

    def test_but_quiet_hours_a_pause_and_the_end_of_its_use_are(self) -> None:
        late = utc("2026-02-04 21:00")
        assert judge(INVITATION, self.SPENT, late, booked=True) == Wait(utc("2026-02-05 08:00"))
        assert judge(INVITATION, replace(self.SPENT, paused_until=UNTIL_I_SAY_SO), late, booked=True) == Lapse()
        assert judge(INVITATION, self.SPENT, utc("2026-02-06 10:00"), booked=True) == Lapse()


def test_after_an_outage_one_nudge_at_most_and_only_if_it_still_helps() -> None:
    backlog = [
        nudge(K.STEP_REMINDER, "2026-02-02 10:00", "2026-02-03 10:00", chosen=True),
        nudge(K.STEP_REMINDER, "2026-02-04 06:30", "2026-02-05 06:30", chosen=True, member=2),
        nudge(K.STEP_REMINDER, "2026-02-04 09:00", "2026-02-05 09:00", chosen=True, member=3),
        INVITATION,
        nudge(K.CHECKIN_INVITATION, "2026-02-02 10:00", "2026-02-04 11:00", member=4),
        nudge(K.AFTER_MEETING, "2026-02-03 09:00", "2026-02-05 09:00"),
        nudge(K.MEETING_SOON, "2026-02-04 08:00", "2026-02-04 09:00", chosen=True),
    ]
    found = choose(backlog, UTC_DAY, utc("2026-02-04 12:00"))
    assert found.send == (backlog[1],)
    assert {one for one, _ in found.wait} == {backlog[2], INVITATION, backlog[5]}
    assert set(found.lapse) == {backlog[0], backlog[4], backlog[6]}
    in_the_night = choose(backlog, UTC_DAY, utc("2026-02-04 23:00"))
    assert in_the_night.send == ()


@pytest.mark.parametrize(
    ("choice", "zone", "now", "moment"),
    [
        (LaterChoice.IN_3_HOURS, LONDON, "2026-02-04 20:10", "2026-02-04 23:10"),
        (LaterChoice.IN_3_HOURS, LONDON, "2026-03-28 23:00", "2026-03-29 02:00"),
        (LaterChoice.TOMORROW, LONDON, "2026-02-04 20:10", "2026-02-05 09:00"),
        (LaterChoice.TOMORROW, LONDON, "2026-03-28 12:00", "2026-03-29 08:00"),
        (LaterChoice.TOMORROW, LONDON, "2026-10-24 12:00", "2026-10-25 09:00"),
        (LaterChoice.TOMORROW, NEW_YORK, "2026-03-08 02:00", "2026-03-08 13:00"),
        (LaterChoice.TOMORROW, NAIROBI, "2026-02-04 21:10", "2026-02-06 06:00"),
        (LaterChoice.NEXT_WEEK, NEW_YORK, "2026-10-28 15:00", "2026-11-04 14:00"),
        (LaterChoice.NEXT_WEEK, AMMAN, "2022-02-21 10:00", "2022-02-28 06:00"),
    ],
)
def test_later(choice: LaterChoice, zone: str, now: str, moment: str) -> None:
    assert later(choice, utc(now), Quiet(zone)) == utc(moment)


def test_later_on_another_day_means_after_their_night() -> None:
    by_day = Quiet("UTC", time(8), time(16))
    assert later(LaterChoice.TOMORROW, utc("2026-02-04 18:00"), by_day) == utc("2026-02-05 16:00")
    assert later(LaterChoice.IN_3_HOURS, utc("2026-02-04 06:00"), by_day) == utc("2026-02-04 09:00")


ZONES = (LONDON, NEW_YORK, AMMAN, NAIROBI, "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "Asia/Beirut")
CLOCK = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
MINUTES = st.datetimes(datetime(2005, 1, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)
CHANGES = tuple(  # nights on which some of these zones changed their clocks, or skipped a day
    utc(text)
    for text in ("2026-03-28 20:00", "2026-10-24 20:00", "2026-03-08 03:00", "2026-11-01 03:00", "2022-02-24 18:00",
                 "2021-10-28 18:00", "2006-10-29 01:00", "2011-12-30 06:00", "2021-10-30 18:00")
)  # fmt: skip
MOMENTS = MINUTES | st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(0, 720)
)
QUIETS = st.builds(
    Quiet,
    zone=st.sampled_from(ZONES),
    quiet_from=CLOCK,
    quiet_until=CLOCK,
    excluded_weekdays=st.frozensets(st.integers(0, 6)),
    paused_until=st.none() | MINUTES | st.just(UNTIL_I_SAY_SO),
    stopped=st.frozensets(st.sampled_from(NudgeKind), max_size=2),
)


def allowed(moment: datetime, quiet: Quiet) -> bool:
    """What the rules say of one moment, without looking for another."""
    if quiet.paused_until is not None and moment < quiet.paused_until:
        return False
    return not in_quiet_hours(moment, quiet) and to_wall(moment, quiet.zone).weekday() not in quiet.excluded_weekdays


@settings(deadline=None)
@given(MOMENTS, QUIETS)
def test_the_next_allowed_moment_is_allowed_and_none_was_before(moment: datetime, quiet: Quiet) -> None:
    found = next_allowed(moment, quiet)
    if found is None:
        assert len(quiet.excluded_weekdays) == 7 or quiet.paused_until == UNTIL_I_SAY_SO
        return
    assert found >= moment
    assert allowed(found, quiet)
    assert next_allowed(found, quiet) == found
    if was_skipped(datetime.combine(to_wall(found, quiet.zone), quiet.quiet_until), quiet.zone):
        return  # there the quiet hours end later by the gap
    earlier = [moment + (found - moment) * share / 50 for share in range(50)]
    assert not [one for one in earlier if one < found and allowed(one, quiet)]


@st.composite
def any_pending(draw: st.DrawFn) -> tuple[list[Owed], datetime]:
    """Nudges of one person over several sets, due in the days around a moment."""
    now = draw(MOMENTS)
    pending = []
    for number in range(draw(st.integers(0, 8))):
        due = now + timedelta(minutes=draw(st.integers(-4000, 1500)))
        useful_until = due + timedelta(minutes=draw(st.integers(30, 4000)))
        kind = draw(st.sampled_from(NudgeKind))
        wall = due.replace(tzinfo=None)
        pending.append(Owed(number, kind, number, 0, wall, "UTC", due, useful_until, draw(st.booleans())))
    return pending, now


@settings(deadline=None)
@given(any_pending(), QUIETS)
def test_whatever_is_pending(given_pending: tuple[list[Owed], datetime], quiet: Quiet) -> None:
    pending, now = given_pending
    found = choose(pending, quiet, now)
    decided = [*found.send, *(one for one, _ in found.wait), *found.lapse]
    assert sorted(one.member_id for one in decided) == [one.member_id for one in pending if one.due_at <= now]
    counted = [one for one in found.send if counts(one, now)]
    assert len(counted) <= 1
    for one in found.send:
        assert one.due_at <= now < one.useful_until and one.kind not in quiet.stopped
        assert quiet.paused_until is None or quiet.paused_until <= now
        assert one.chosen or allowed(now, quiet)
    for one, until in found.wait:
        assert now < until < one.useful_until
        assert allowed(until, quiet)
        assert not counted or USEFULNESS[counted[0].kind] <= USEFULNESS[one.kind] or not counts(one, now)
    assert choose(pending, quiet, now) == found
    if counted:
        today = to_wall(now, quiet.zone).date()
        after = choose([one for one in pending if one not in found.send], replace(quiet, last_nudged_on=today), now)
        assert not [one for one in after.send if counts(one, now)]
