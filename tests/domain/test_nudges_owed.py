"""What a member is owed: the month in the life of a set, as tables, and what stops each nudge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.domain.nudges import (
    USEFULNESS,
    CheckinState,
    MeetingTime,
    MemberFacts,
    NudgeKey,
    NudgeKind,
    OpenStep,
    Owed,
    Rhythm,
    WaitingQuestion,
    nudges_owed,
    still_owed,
)
from albot.domain.wallclock import to_utc, to_wall

LAST, NEXT, STEP = 11, 12, 5
LONDON, NEW_YORK, AMMAN, NAIROBI = "Europe/London", "America/New_York", "Asia/Amman", "Africa/Nairobi"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


# A winter cycle in London, where the wall clock is UTC: from Thursday 8 January to Thursday 5 February, 18:00.
FACTS = MemberFacts(
    member_id=1,
    zone=LONDON,
    set_zone=LONDON,
    last_meeting=MeetingTime(LAST, utc("2026-01-08 18:00")),
    next_meeting=MeetingTime(NEXT, utc("2026-02-05 18:00")),
    open_steps=(OpenStep(STEP, wall("2026-01-20 07:30"), LONDON), OpenStep(6)),
)
AFTER_MEETING = utc("2026-01-08 20:00")


def plan(facts: MemberFacts, now: datetime = AFTER_MEETING) -> dict[str, tuple[str, str]]:
    """Kind → (due, useful until), in UTC to the minute."""
    return {one.kind.value: (f"{one.due_at:%m-%d %H:%M}", f"{one.useful_until:%m-%d %H:%M}") for one in
            nudges_owed(facts, now)}  # fmt: skip


def kinds(facts: MemberFacts, now: datetime = AFTER_MEETING) -> list[str]:
    return [one.kind.value for one in nudges_owed(facts, now)]


def only(facts: MemberFacts, kind: NudgeKind, now: datetime = AFTER_MEETING) -> Owed:
    (owed,) = [one for one in nudges_owed(facts, now) if one.kind is kind]
    return owed


def sent(*owed: Owed) -> dict[NudgeKey, datetime]:
    return {one.key: one.due_at for one in owed}


def test_a_whole_cycle() -> None:
    assert plan(FACTS) == {
        "after_meeting": ("01-09 09:00", "01-11 09:00"),
        "step_reminder": ("01-20 07:30", "01-21 07:30"),
        "halfway": ("01-22 09:00", "01-24 09:00"),
        "checkin_invitation": ("02-02 18:00", "02-04 18:00"),
        "checkin_reminder": ("02-04 18:00", "02-05 18:00"),
        "meeting_soon": ("02-05 17:00", "02-05 18:00"),
    }


def test_each_says_what_it_is_about_and_what_it_was_meant_for() -> None:
    described = {one.kind: (one.subject_id, one.cycle_id, one.wall, one.zone, one.chosen) for one in
                 nudges_owed(replace(FACTS, coming=True), AFTER_MEETING)}  # fmt: skip
    assert described == {
        NudgeKind.AFTER_MEETING: (LAST, LAST, wall("2026-01-09 09:00"), LONDON, False),
        NudgeKind.STEP_REMINDER: (STEP, 0, wall("2026-01-20 07:30"), LONDON, True),
        NudgeKind.HALFWAY: (NEXT, NEXT, wall("2026-01-22 09:00"), LONDON, False),
        NudgeKind.CHECKIN_INVITATION: (NEXT, NEXT, wall("2026-02-02 18:00"), LONDON, False),
        NudgeKind.CHECKIN_REMINDER: (NEXT, NEXT, wall("2026-02-04 18:00"), LONDON, False),
        NudgeKind.MEETING_SOON: (NEXT, NEXT, wall("2026-02-05 17:00"), LONDON, True),
    }


def test_the_order_of_usefulness() -> None:
    assert [kind.value for kind in sorted(USEFULNESS, key=lambda kind: USEFULNESS[kind])] == [
        "step_reminder", "reminded", "checkin_reminder", "checkin_invitation", "question_waiting", "after_meeting",
        "unfinished_checkin", "halfway", "welcome_back", "meeting_soon",
    ]  # fmt: skip


CHECKIN = {"checkin_invitation", "checkin_reminder", "unfinished_checkin"}


@pytest.mark.parametrize(
    ("state", "first_meeting", "issue_given", "checks_in", "expected"),
    [
        (CheckinState.NOT_BEGUN, False, True, True, {"checkin_invitation", "checkin_reminder"}),
        (CheckinState.BEGUN, False, True, True, {"unfinished_checkin"}),
        (CheckinState.FINISHED, False, True, True, set()),
        (CheckinState.DECLINED, False, True, True, set()),
        (CheckinState.NOT_BEGUN, False, False, True, {"checkin_invitation", "checkin_reminder"}),
        (CheckinState.NOT_BEGUN, True, False, True, {"checkin_invitation", "checkin_reminder"}),
        (CheckinState.BEGUN, True, False, True, {"unfinished_checkin"}),
        (CheckinState.NOT_BEGUN, True, True, True, set()),
        (CheckinState.BEGUN, True, True, True, set()),
        (CheckinState.DECLINED, True, False, True, set()),
        (CheckinState.NOT_BEGUN, False, True, False, set()),
        (CheckinState.BEGUN, True, False, False, set()),
    ],
)
def test_the_check_in_asks_only_those_who_have_something_to_say(
    state: CheckinState, first_meeting: bool, issue_given: bool, checks_in: bool, expected: set[str]
) -> None:
    facts = replace(FACTS, checkin=state, first_meeting=first_meeting, issue_given=issue_given, checks_in=checks_in)
    assert CHECKIN & set(kinds(facts)) == expected


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"took_away": True}, {"after_meeting"}),
        ({"checks_in": False}, {"after_meeting", "checkin_invitation", "checkin_reminder"}),
        ({"coming": False}, {"meeting_soon"}),
        ({"open_steps": (OpenStep(6),)}, {"step_reminder"}),
        ({"open_steps": ()}, {"step_reminder", "halfway"}),
        ({"unanswered": 1}, set()),
        ({"unanswered": 2}, {"halfway"}),
        ({"rhythm": Rhythm(halfway=False)}, {"halfway"}),
        ({"last_meeting": None}, {"after_meeting", "halfway"}),
        ({"next_meeting": None}, {"halfway", "checkin_invitation", "checkin_reminder", "meeting_soon"}),
        ({"active": False}, set(plan(FACTS))),
    ],
)
def test_what_is_done_or_unwanted_is_not_owed(change: Mapping[str, object], gone: set[str]) -> None:
    assert set(plan(FACTS)) - set(kinds(replace(FACTS, **change))) == gone  # type: ignore[arg-type]


def test_whoever_left_is_owed_nothing_whatever_was_planned() -> None:
    facts = replace(FACTS, active=False, pause_ends_at=utc("2026-01-12 00:00"), coming=True)
    assert nudges_owed(facts, AFTER_MEETING) == ()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-02-02 17:00", ["checkin_invitation", "checkin_reminder", "meeting_soon"]),
        ("2026-02-04 17:59", ["checkin_invitation", "checkin_reminder", "meeting_soon"]),
        ("2026-02-04 18:00", ["checkin_reminder", "meeting_soon"]),
        ("2026-02-05 17:59", ["checkin_reminder", "meeting_soon"]),
        ("2026-02-05 18:00", []),
    ],
)
def test_what_no_longer_helps_is_not_owed(now: str, expected: list[str]) -> None:
    assert kinds(FACTS, utc(now)) == expected


def test_a_meeting_scheduled_two_days_ahead_invites_at_once() -> None:
    now = utc("2026-01-10 15:00")
    facts = replace(FACTS, next_meeting=MeetingTime(NEXT, utc("2026-01-12 12:00")))
    assert only(facts, NudgeKind.CHECKIN_INVITATION, now).due_at < now
    assert plan(facts, now)["checkin_reminder"][0] == "01-11 12:00"


def test_one_scheduled_for_this_evening_brings_one_message_about_the_check_in() -> None:
    now = utc("2026-01-12 12:00")
    facts = replace(FACTS, next_meeting=MeetingTime(NEXT, utc("2026-01-12 18:00")))
    assert CHECKIN & set(kinds(facts, now)) == {"checkin_reminder"}


def test_the_sets_own_rhythm() -> None:
    facts = replace(FACTS, rhythm=Rhythm(invitation_hours=120, reminder_hours=36, link_hours=2))
    planned = plan(facts)
    assert planned["checkin_invitation"] == ("01-31 18:00", "02-04 06:00")
    assert planned["checkin_reminder"] == ("02-04 06:00", "02-05 18:00")
    assert planned["meeting_soon"] == ("02-05 16:00", "02-05 18:00")


@pytest.mark.parametrize(
    ("zone", "meeting", "invitation", "reminder", "link"),
    [  # all in UTC; the meeting is at 18:00 of the zone's own wall clock
        (LONDON, "2026-03-30 17:00", "2026-03-27 18:00", "2026-03-29 17:00", "2026-03-30 16:00"),
        (LONDON, "2026-10-26 18:00", "2026-10-23 17:00", "2026-10-25 18:00", "2026-10-26 17:00"),
        (NEW_YORK, "2026-03-09 22:00", "2026-03-06 23:00", "2026-03-08 22:00", "2026-03-09 21:00"),
        (NEW_YORK, "2026-11-02 23:00", "2026-10-30 22:00", "2026-11-01 23:00", "2026-11-02 22:00"),
        (AMMAN, "2022-02-26 15:00", "2022-02-23 16:00", "2022-02-25 15:00", "2022-02-26 14:00"),
        (AMMAN, "2021-10-30 16:00", "2021-10-27 15:00", "2021-10-29 16:00", "2021-10-30 15:00"),
        (NAIROBI, "2026-03-30 15:00", "2026-03-27 15:00", "2026-03-29 15:00", "2026-03-30 14:00"),
    ],
)
def test_three_days_before_is_the_same_hour_where_the_clocks_change(
    zone: str, meeting: str, invitation: str, reminder: str, link: str
) -> None:
    starts_at = utc(meeting)
    facts = replace(FACTS, zone=NAIROBI, set_zone=zone, last_meeting=None, open_steps=(),
                    next_meeting=MeetingTime(NEXT, starts_at))  # fmt: skip
    owed = nudges_owed(facts, starts_at - timedelta(days=10))
    assert [one.due_at for one in owed] == [utc(invitation), utc(reminder), utc(link)]
    assert [f"{one.wall:%H:%M} {one.zone}" for one in owed] == [f"18:00 {zone}", f"18:00 {zone}", f"17:00 {zone}"]


def test_a_time_that_the_clocks_skip_moves_on_by_the_gap() -> None:
    # 01:30 on the last Sunday of March does not exist in London.
    facts = replace(FACTS, open_steps=(OpenStep(STEP, wall("2026-03-29 01:30"), LONDON),))
    assert only(facts, NudgeKind.STEP_REMINDER).due_at == utc("2026-03-29 01:30")
    assert to_wall(utc("2026-03-29 01:30"), LONDON) == wall("2026-03-29 02:30")


def test_the_link_comes_an_hour_before_even_inside_the_repeated_hour() -> None:
    # 01:30 comes twice on 25 October in London; the meeting starts at 02:00, an hour after the second 01:00.
    facts = replace(FACTS, next_meeting=MeetingTime(NEXT, utc("2026-10-25 02:00")))
    assert only(facts, NudgeKind.MEETING_SOON).due_at == utc("2026-10-25 01:00")


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        (LONDON, "2026-03-29 08:00"),  # the morning after the clocks went forward: 09:00 is an hour earlier in UTC
        (NEW_YORK, "2026-03-29 13:00"),
        (NAIROBI, "2026-03-29 06:00"),
        ("Australia/Sydney", "2026-03-29 22:00"),  # there it began on Sunday at 05:00, so Monday is the next morning
    ],
)
def test_the_next_morning_is_nine_in_each_ones_own_zone(zone: str, due: str) -> None:
    facts = replace(FACTS, zone=zone, last_meeting=MeetingTime(LAST, utc("2026-03-28 18:00")), next_meeting=None)
    owed = only(facts, NudgeKind.AFTER_MEETING, utc("2026-03-28 20:00"))
    assert owed.due_at == utc(due)
    assert f"{owed.wall:%H:%M} {owed.zone}" == f"09:00 {zone}"


def test_a_meeting_past_midnight_ends_in_the_next_morning_itself() -> None:
    facts = replace(FACTS, last_meeting=MeetingTime(LAST, utc("2026-01-08 23:00")))
    assert only(facts, NudgeKind.AFTER_MEETING).due_at == utc("2026-01-09 09:00")


def test_a_step_reminder_stays_in_the_zone_where_it_was_asked() -> None:
    facts = replace(FACTS, zone=NEW_YORK, open_steps=(OpenStep(STEP, wall("2026-01-20 07:30"), NAIROBI),))
    assert only(facts, NudgeKind.STEP_REMINDER).due_at == utc("2026-01-20 04:30")


def test_a_new_time_for_a_step_is_owed_though_the_old_one_was_sent() -> None:
    told = replace(FACTS, sent=sent(only(FACTS, NudgeKind.STEP_REMINDER)))
    assert "step_reminder" not in kinds(told)
    anew = replace(told, open_steps=(OpenStep(STEP, wall("2026-01-25 10:00"), LONDON),))
    assert only(anew, NudgeKind.STEP_REMINDER).due_at == utc("2026-01-25 10:00")


@pytest.mark.parametrize(
    ("days", "halfway"),
    [(2, False), (4, False), (5, False), (7, True), (14, True), (56, True)],
)
def test_halfway_only_where_it_falls_before_the_invitation(days: int, halfway: bool) -> None:
    ahead = FACTS.last_meeting.starts_at + timedelta(days=days)  # type: ignore[union-attr]
    facts = replace(FACTS, next_meeting=MeetingTime(NEXT, ahead))
    assert ("halfway" in kinds(facts)) is halfway


def test_drafts_are_asked_about_even_when_the_next_meeting_is_near() -> None:
    facts = replace(FACTS, next_meeting=MeetingTime(NEXT, utc("2026-01-10 12:00")))
    assert plan(facts)["after_meeting"] == ("01-09 09:00", "01-10 12:00")


class TestOneFollowUp:
    def test_the_invitation_has_one_and_then_silence(self) -> None:
        invited = replace(FACTS, sent=sent(only(FACTS, NudgeKind.CHECKIN_INVITATION)))
        assert CHECKIN & set(kinds(invited)) == {"checkin_reminder"}
        both = replace(invited, sent={**invited.sent, **sent(only(FACTS, NudgeKind.CHECKIN_REMINDER))})
        assert not CHECKIN & set(kinds(both))

    def test_whoever_begins_after_the_reminder_gets_no_second_one(self) -> None:
        reminded = replace(FACTS, sent=sent(only(FACTS, NudgeKind.CHECKIN_REMINDER)), checkin=CheckinState.BEGUN)
        assert not CHECKIN & set(kinds(reminded, utc("2026-02-04 19:00")))

    def test_a_moved_meeting_moves_what_was_not_sent_and_repeats_nothing_but_the_link(self) -> None:
        before = {one.kind: one for one in nudges_owed(FACTS, AFTER_MEETING)}
        told = [before[NudgeKind.CHECKIN_INVITATION], before[NudgeKind.MEETING_SOON]]
        moved = replace(FACTS, sent=sent(*told), next_meeting=MeetingTime(NEXT, utc("2026-02-12 18:00")))
        planned = plan(moved, utc("2026-02-05 17:30"))
        assert "checkin_invitation" not in planned
        assert planned["checkin_reminder"] == ("02-11 18:00", "02-12 18:00")
        assert planned["meeting_soon"] == ("02-12 17:00", "02-12 18:00")

    def test_a_queued_nudge_follows_its_meeting(self) -> None:
        key = only(FACTS, NudgeKind.MEETING_SOON).key
        moved = replace(FACTS, next_meeting=MeetingTime(NEXT, utc("2026-02-05 19:00")))
        now_owed = still_owed(moved, key, utc("2026-02-05 17:05"))
        assert now_owed is not None and now_owed.due_at == utc("2026-02-05 18:00")
        assert still_owed(replace(moved, coming=False), key, utc("2026-02-05 17:05")) is None


class TestLater:
    NOW = utc("2026-02-02 18:05")
    KEY: NudgeKey = (NudgeKind.CHECKIN_INVITATION, NEXT, NEXT)

    def put_off(self, until: str, facts: MemberFacts = FACTS) -> MemberFacts:
        invited = sent(only(FACTS, NudgeKind.CHECKIN_INVITATION))
        return replace(facts, sent=invited, snoozes={self.KEY: utc(until)})

    def test_it_comes_again_at_the_time_chosen_and_the_follow_up_stays(self) -> None:
        owed = only(self.put_off("2026-02-02 21:05"), NudgeKind.CHECKIN_INVITATION, self.NOW)
        assert (owed.due_at, owed.useful_until, owed.chosen) == (utc("2026-02-02 21:05"), utc("2026-02-04 21:05"), True)
        assert "checkin_reminder" in kinds(self.put_off("2026-02-02 21:05"), self.NOW)

    def test_its_wall_time_is_the_persons_own(self) -> None:
        facts = self.put_off("2026-02-02 21:05", replace(FACTS, zone=NAIROBI))
        owed = only(facts, NudgeKind.CHECKIN_INVITATION, self.NOW)
        assert (owed.wall, owed.zone) == (wall("2026-02-03 00:05"), NAIROBI)

    def test_one_put_off_past_the_reminder_stands_in_for_it(self) -> None:
        facts = self.put_off("2026-02-05 09:00")
        assert plan(facts, self.NOW) == {
            "checkin_invitation": ("02-05 09:00", "02-05 18:00"),
            "meeting_soon": ("02-05 17:00", "02-05 18:00"),
        }

    def test_one_put_off_past_the_meeting_is_dropped_and_the_reminder_comes(self) -> None:
        assert kinds(self.put_off("2026-02-09 09:00"), self.NOW) == ["checkin_reminder", "meeting_soon"]

    @pytest.mark.parametrize("state", [CheckinState.FINISHED, CheckinState.DECLINED])
    def test_never_for_what_was_done_in_the_meantime(self, state: CheckinState) -> None:
        facts = self.put_off("2026-02-03 09:00", replace(FACTS, checkin=state))
        assert kinds(facts, self.NOW) == ["meeting_soon"]

    def test_once_it_came_it_is_over(self) -> None:
        facts = self.put_off("2026-02-03 09:00")
        again = replace(facts, sent=sent(only(facts, NudgeKind.CHECKIN_INVITATION, self.NOW)))
        assert kinds(again, self.NOW) == ["checkin_reminder", "meeting_soon"]

    def test_a_reminder_put_off_still_comes_when_the_check_in_was_begun_and_left(self) -> None:
        reminder = only(FACTS, NudgeKind.CHECKIN_REMINDER)
        facts = replace(FACTS, checkin=CheckinState.BEGUN, sent=sent(reminder),
                        snoozes={reminder.key: utc("2026-02-04 21:30")})  # fmt: skip
        owed = only(facts, NudgeKind.UNFINISHED_CHECKIN, utc("2026-02-04 19:00"))
        assert (owed.due_at, owed.useful_until) == (utc("2026-02-04 21:30"), utc("2026-02-05 18:00"))

    def test_a_step_reminder_put_off_a_week_outlives_the_meeting(self) -> None:
        step = only(FACTS, NudgeKind.STEP_REMINDER)
        facts = replace(FACTS, sent=sent(step), snoozes={step.key: utc("2026-02-06 09:00")})
        assert plan(facts)["step_reminder"] == ("02-06 09:00", "02-07 09:00")


class TestQuestions:
    """In a cycle with nothing else: one came on a Monday evening, one on Tuesday evening."""

    FIRST, SECOND = (WaitingQuestion(31, utc("2026-01-12 18:00")), WaitingQuestion(32, utc("2026-01-13 18:00")))
    FACTS = replace(FACTS, last_meeting=None, next_meeting=None, open_steps=(), questions=(FIRST, SECOND))
    NOW = utc("2026-01-13 19:00")

    def due(self, facts: MemberFacts, now: datetime = NOW) -> list[tuple[int, str, str]]:
        owed = nudges_owed(facts, now)
        return [(one.subject_id, f"{one.due_at:%m-%d %H:%M}", f"{one.useful_until:%m-%d %H:%M}") for one in owed]

    def test_one_that_waits_comes_up_once_on_the_second_morning_in_the_persons_own_zone(self) -> None:
        alone = replace(self.FACTS, questions=(self.FIRST,))
        assert self.due(alone) == [(31, "01-14 09:00", "01-17 09:00")]
        assert self.due(replace(alone, zone=NAIROBI)) == [(31, "01-14 06:00", "01-17 06:00")]
        assert self.due(replace(alone, sent={(NudgeKind.QUESTION_WAITING, 31, 0): utc("2026-01-14 09:00")})) == []
        assert self.due(replace(alone, questions=())) == []

    def test_one_nudge_stands_for_all_that_had_come_by_then(self) -> None:
        together = replace(self.FACTS, questions=(self.FIRST, replace(self.FIRST, question_id=33)))
        assert self.due(together) == [(31, "01-14 09:00", "01-17 09:00")]
        told = {(NudgeKind.QUESTION_WAITING, 31, 0): utc("2026-01-14 09:00")}
        assert [each[0] for each in self.due(self.FACTS)] == [31, 32]
        assert self.due(replace(self.FACTS, sent=told)) == []
        later_one = WaitingQuestion(34, utc("2026-01-14 09:00"))
        came_since = replace(self.FACTS, sent=told, questions=(self.FIRST, self.SECOND, later_one))
        assert self.due(came_since) == [(34, "01-16 09:00", "01-19 09:00")]

    def test_what_was_answered_leaves_the_others(self) -> None:
        assert self.due(replace(self.FACTS, questions=(self.SECOND,))) == [(32, "01-15 09:00", "01-18 09:00")]

    def test_later_is_a_time_of_ones_own_for_this_one_and_no_other(self) -> None:
        facts = replace(self.FACTS, snoozes={(NudgeKind.QUESTION_WAITING, 31, 0): utc("2026-01-20 07:00")})
        assert self.due(facts) == [(32, "01-15 09:00", "01-18 09:00"), (31, "01-20 07:00", "01-23 07:00")]
        assert [one.chosen for one in nudges_owed(facts, self.NOW)] == [False, True]
        came = replace(facts, sent={(NudgeKind.QUESTION_WAITING, 31, 0): utc("2026-01-20 07:00")})
        assert self.due(came) == []
        answered = replace(facts, questions=(self.SECOND,))
        assert [each[0] for each in self.due(answered)] == [32]

    def test_one_put_off_outlives_the_meeting(self) -> None:
        meeting = MeetingTime(NEXT, utc("2026-01-15 18:00"))
        put_off = {(NudgeKind.QUESTION_WAITING, 31, 0): utc("2026-01-20 07:00")}
        facts = replace(self.FACTS, next_meeting=meeting, checks_in=False, coming=False, snoozes=put_off)
        assert (31, "01-20 07:00", "01-23 07:00") in self.due(facts)


@pytest.mark.parametrize(
    ("ends", "zone", "due"),
    [
        ("2026-01-12 00:00", LONDON, "2026-01-12 09:00"),
        ("2026-01-12 09:00", LONDON, "2026-01-12 09:00"),
        ("2026-01-12 14:00", LONDON, "2026-01-13 09:00"),
        ("2026-03-28 21:00", NAIROBI, "2026-03-29 06:00"),
        ("2026-03-29 00:00", LONDON, "2026-03-29 08:00"),  # the day the clocks go forward
    ],
)
def test_a_welcome_on_the_first_morning_after_a_pause(ends: str, zone: str, due: str) -> None:
    facts = replace(FACTS, zone=zone, pause_ends_at=utc(ends))
    welcome = only(facts, NudgeKind.WELCOME_BACK)
    assert (welcome.due_at, welcome.useful_until - welcome.due_at) == (utc(due), timedelta(days=3))
    assert "welcome_back" not in kinds(replace(facts, sent=sent(welcome)))


def test_a_second_pause_has_a_welcome_of_its_own() -> None:
    first = replace(FACTS, pause_ends_at=utc("2026-01-12 00:00"))
    second = replace(first, pause_ends_at=utc("2026-01-26 00:00"), sent=sent(only(first, NudgeKind.WELCOME_BACK)))
    assert only(second, NudgeKind.WELCOME_BACK).due_at == utc("2026-01-26 09:00")


class TestAFacilitatorReminds:
    """/remind before the meeting of Thursday 5 February: the set itself invites on the 2nd and reminds on the 4th."""

    ASKED = utc("2026-02-03 10:00")
    FACTS = replace(FACTS, open_steps=(), coming=False, took_away=True, reminded_at=ASKED)
    KEY = (NudgeKind.REMINDED, NEXT, NEXT)
    INVITED: ClassVar[Mapping[NudgeKey, datetime]] = {
        (NudgeKind.CHECKIN_INVITATION, NEXT, NEXT): utc("2026-02-02 18:00")
    }

    def test_those_whose_check_in_is_open_until_the_meeting_begins(self) -> None:
        owed = only(self.FACTS, NudgeKind.REMINDED, self.ASKED)
        assert (owed.due_at, owed.useful_until) == (self.ASKED, utc("2026-02-05 18:00"))
        begun = replace(self.FACTS, checkin=CheckinState.BEGUN)
        assert "reminded" in kinds(begun, self.ASKED)
        for done in (CheckinState.FINISHED, CheckinState.DECLINED):
            assert "reminded" not in kinds(replace(self.FACTS, checkin=done), self.ASKED)

    def test_before_the_first_meeting_those_without_an_issue(self) -> None:
        first = replace(self.FACTS, last_meeting=None, first_meeting=True, issue_given=False)
        assert "reminded" in kinds(first, self.ASKED)
        assert "reminded" not in kinds(replace(first, issue_given=True), self.ASKED)

    def test_it_takes_the_place_of_the_follow_up(self) -> None:
        told = replace(self.FACTS, sent={**self.INVITED, self.KEY: self.ASKED})
        assert kinds(told, self.ASKED) == []

    def test_one_that_came_before_the_invitation_takes_the_place_of_nothing(self) -> None:
        early = utc("2026-01-30 10:00")
        told = replace(self.FACTS, reminded_at=early, sent={self.KEY: early})
        assert kinds(told, early) == ["checkin_invitation", "checkin_reminder"]

    def test_after_a_follow_up_it_comes_only_where_it_was_asked_for_since(self) -> None:
        followed_up = {**self.INVITED, (NudgeKind.CHECKIN_REMINDER, NEXT, NEXT): utc("2026-02-04 18:00")}
        now = utc("2026-02-04 20:00")
        assert kinds(replace(self.FACTS, sent=followed_up), now) == []
        assert kinds(replace(self.FACTS, sent=followed_up, reminded_at=now), now) == ["reminded"]

    def test_who_chose_a_later_time_hears_then(self) -> None:
        later = {(NudgeKind.CHECKIN_INVITATION, NEXT, NEXT): utc("2026-02-03 19:00")}
        assert "reminded" not in kinds(replace(self.FACTS, sent=self.INVITED, snoozes=later), self.ASKED)


ZONES = (LONDON, NEW_YORK, AMMAN, NAIROBI, "Australia/Lord_Howe", "Pacific/Apia")
MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))


@st.composite
def any_facts(draw: st.DrawFn) -> tuple[MemberFacts, datetime]:
    """A member at any moment of a cycle of two days to ten weeks, with anything already sent, done or put off."""
    start = draw(MOMENTS)
    length = timedelta(hours=draw(st.integers(48, 1680)))
    now = start + draw(st.floats(0, 1.2)) * length
    walls = st.none() | st.datetimes(datetime(2021, 1, 1), datetime(2026, 12, 31))
    asked = st.lists(st.builds(WaitingQuestion, st.integers(30, 35), st.just(start) | MOMENTS), max_size=3)
    steps = st.lists(st.builds(OpenStep, st.integers(20, 25), walls, st.sampled_from(ZONES)), max_size=3)
    facts = MemberFacts(
        member_id=1,
        zone=draw(st.sampled_from(ZONES)),
        set_zone=draw(st.sampled_from(ZONES)),
        rhythm=Rhythm(draw(st.integers(24, 240)), draw(st.integers(2, 48)), draw(st.integers(0, 3))),
        last_meeting=draw(st.sampled_from([None, MeetingTime(LAST, start)])),
        next_meeting=draw(st.sampled_from([None, MeetingTime(NEXT, start + length)])),
        first_meeting=draw(st.booleans()),
        issue_given=draw(st.booleans()),
        checkin=draw(st.sampled_from(CheckinState)),
        took_away=draw(st.booleans()),
        open_steps=tuple({step.step_id: step for step in draw(steps)}.values()),
        questions=tuple({each.question_id: each for each in draw(asked)}.values()),
        coming=draw(st.sampled_from([None, True, False])),
        unanswered=draw(st.integers(0, 4)),
        pause_ends_at=draw(st.sampled_from([None, start + length / 3])),
        reminded_at=draw(st.sampled_from([None, start, start + length / 2])),
    )
    owed = nudges_owed(facts, start)
    hours = st.integers(1, 2000)
    put_off = {one.key: one.due_at + timedelta(hours=draw(hours)) for one in owed if draw(st.booleans())}
    return replace(facts, snoozes=put_off, sent=sent(*(one for one in owed if draw(st.booleans())))), now


@settings(deadline=None)
@given(any_facts())
def test_whatever_the_facts(given_facts: tuple[MemberFacts, datetime]) -> None:
    facts, now = given_facts
    owed = nudges_owed(facts, now)
    assert owed == nudges_owed(facts, now)
    assert len({one.key for one in owed}) == len(owed)
    for one in owed:
        assert max(one.due_at, now) < one.useful_until
        assert one.wall == to_wall(one.due_at, one.zone) or one.due_at == to_utc(one.wall, one.zone)
        assert one.key not in facts.sent or facts.sent[one.key] < one.due_at
        assert one == still_owed(facts, one.key, now)
        if one.kind.value in CHECKIN:
            assert facts.checkin in (CheckinState.NOT_BEGUN, CheckinState.BEGUN)
            assert facts.next_meeting is not None and one.useful_until <= facts.next_meeting.starts_at
    assert len([one for one in owed if one.kind.value in CHECKIN]) <= 2
    assert nudges_owed(replace(facts, sent={**facts.sent, **sent(*owed)}), now) == ()


@settings(deadline=None)
@given(any_facts(), st.floats(0, 1))
def test_time_alone_only_takes_away(given_facts: tuple[MemberFacts, datetime], share: float) -> None:
    facts, now = given_facts
    before = nudges_owed(facts, now - timedelta(days=30) * share)
    assert set(nudges_owed(facts, now)) <= set(before)
