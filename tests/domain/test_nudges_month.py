"""Whole months of nudges, lived through from one due time to the next: what a person gets, and never gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.domain.nudges import (
    CheckinState,
    MeetingTime,
    MemberFacts,
    NudgeKind,
    OpenStep,
    Owed,
    nudges_owed,
)
from albot.domain.quiet import Quiet, choose, counts, in_quiet_hours
from albot.domain.wallclock import to_utc, to_wall

LONDON, NEW_YORK, AMMAN, NAIROBI = "Europe/London", "America/New_York", "Asia/Amman", "Africa/Nairobi"


@dataclass
class Life:
    """One person's nudges over all their sets; nothing ticks during an outage."""

    quiet: Quiet
    sets: dict[int, MemberFacts]
    outages: tuple[tuple[datetime, datetime], ...] = ()
    said: list[tuple[datetime, Owed]] = field(default_factory=list)

    def live(self, start: datetime, end: datetime) -> Life:
        """Go from due time to due time, as the ticks do."""
        now: datetime | None = start
        while now is not None and now < end:
            now = self._tick(now)
        return self

    def _tick(self, now: datetime) -> datetime | None:
        now = max((until for since, until in self.outages if since <= now < until), default=now)
        pending = [one for facts in self.sets.values() for one in nudges_owed(facts, now)]
        found = choose(pending, self.quiet, now)
        for one in found.send:
            self._say(one, now)
        ahead = [one.due_at for one in pending if one.due_at > now] + [until for _, until in found.wait]
        return min(ahead, default=None)

    def _say(self, owed: Owed, now: datetime) -> None:
        self.said.append((now, owed))
        facts = self.sets[owed.member_id]
        sent = {**facts.sent, owed.key: owed.due_at}
        self.sets[owed.member_id] = replace(facts, sent=sent, unanswered=facts.unanswered + 1)
        if counts(owed, now):
            self.quiet = replace(self.quiet, last_nudged_on=to_wall(now, self.quiet.zone).date())

    def story(self) -> list[str]:
        """What was said, on the person's own wall clock."""
        return [f"{to_wall(now, self.quiet.zone):%a %d %b %H:%M} {owed.kind.value}" for now, owed in self.said]


def thursday_set(member: int, zone: str, *, second: bool = False) -> MemberFacts:
    """A set that met on Thursday 12 March 2026 and meets on Thursday 9 April at 18:00, its clocks changing between."""
    return MemberFacts(
        member_id=member,
        zone=zone,
        set_zone=zone,
        last_meeting=MeetingTime(member * 10 + 1, to_utc(datetime(2026, 3, 12, 18), zone)),
        next_meeting=MeetingTime(member * 10 + 2, to_utc(datetime(2026, 4, 9, 18), zone)),
        open_steps=(OpenStep(member * 10 + 3),) if second else (OpenStep(3, datetime(2026, 3, 17, 22, 15), zone),),
        coming=True,
    )


START, END = datetime(2026, 3, 12, 23, tzinfo=UTC), datetime(2026, 4, 30, tzinfo=UTC)
MONTH = [
    "Fri 13 Mar 09:00 after_meeting",
    "Tue 17 Mar 22:15 step_reminder",
    "Mon 06 Apr 18:00 checkin_invitation",
    "Wed 08 Apr 18:00 checkin_reminder",
    "Thu 09 Apr 17:00 meeting_soon",
]


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, AMMAN, NAIROBI])
def test_a_month_of_somebody_who_never_answers(zone: str) -> None:
    life = Life(Quiet(zone), {1: thursday_set(1, zone)}).live(START, END)
    assert life.story() == MONTH  # two without an answer: no halfway check


def test_a_month_of_somebody_who_answers() -> None:
    life = Life(Quiet(LONDON), {1: thursday_set(1, LONDON)}).live(START, datetime(2026, 3, 20, tzinfo=UTC))
    life.sets[1] = replace(life.sets[1], took_away=True, unanswered=0)
    life.live(datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 7, tzinfo=UTC))
    life.sets[1] = replace(life.sets[1], checkin=CheckinState.FINISHED)
    life.live(datetime(2026, 4, 7, tzinfo=UTC), END)
    assert life.story() == [*MONTH[:2], "Thu 26 Mar 09:00 halfway", MONTH[2], MONTH[4]]


def test_two_sets_on_the_same_days_share_one_nudge_a_day() -> None:
    life = Life(Quiet(LONDON), {1: thursday_set(1, LONDON), 2: thursday_set(2, LONDON, second=True)}).live(START, END)
    assert life.story() == [
        "Fri 13 Mar 09:00 after_meeting",
        "Sat 14 Mar 08:00 after_meeting",
        "Tue 17 Mar 22:15 step_reminder",
        "Thu 26 Mar 09:00 halfway",  # of the second set: the first had two without an answer
        "Mon 06 Apr 18:00 checkin_invitation",
        "Tue 07 Apr 08:00 checkin_invitation",
        "Wed 08 Apr 18:00 checkin_reminder",
        "Thu 09 Apr 08:00 checkin_reminder",
        "Thu 09 Apr 17:00 meeting_soon",
        "Thu 09 Apr 17:00 meeting_soon",
    ]


def test_a_month_without_weekends_and_mondays() -> None:
    quiet = Quiet(LONDON, time(17, 30), time(10), frozenset({5, 6, 0}))
    life = Life(quiet, {1: thursday_set(1, LONDON)}).live(START, END)
    assert life.story() == [
        "Fri 13 Mar 10:00 after_meeting",
        "Tue 17 Mar 22:15 step_reminder",
        "Tue 07 Apr 10:00 checkin_invitation",
        "Thu 09 Apr 10:00 checkin_reminder",
        "Thu 09 Apr 17:00 meeting_soon",
    ]


def test_a_pause_over_the_first_weeks() -> None:
    until = to_utc(datetime(2026, 3, 29), LONDON)  # a Sunday, the day the clocks go forward
    facts = replace(thursday_set(1, LONDON), pause_ends_at=until)
    life = Life(Quiet(LONDON, paused_until=until), {1: facts}).live(START, END)
    assert life.story() == ["Sun 29 Mar 09:00 welcome_back", *MONTH[2:]]


def test_an_outage_over_the_invitation_and_the_reminder() -> None:
    outage = (to_utc(datetime(2026, 4, 6, 12), LONDON), to_utc(datetime(2026, 4, 9, 3), LONDON))
    life = Life(Quiet(LONDON), {1: thursday_set(1, LONDON)}, (outage,)).live(START, END)
    assert life.story() == [*MONTH[:2], "Thu 09 Apr 08:00 checkin_reminder", MONTH[4]]


ZONES = (LONDON, NEW_YORK, AMMAN, NAIROBI)
SPRING = datetime(2026, 3, 1, tzinfo=UTC)
YEARS = st.sampled_from([SPRING, SPRING.replace(month=10), datetime(2022, 2, 1, tzinfo=UTC),
                         datetime(2021, 10, 1, tzinfo=UTC)])  # fmt: skip


@st.composite
def lives(draw: st.DrawFn) -> tuple[Life, datetime]:
    """A person in one to four sets, somewhere where the clocks change, with an outage at times."""
    start, zone = draw(YEARS), draw(st.sampled_from(ZONES))
    hours = st.integers(1, 24 * 45).map(lambda hour: start + timedelta(hours=hour))
    sets = {}
    for member in range(1, draw(st.integers(1, 4)) + 1):
        last, ahead = sorted(draw(st.lists(hours, min_size=2, max_size=2, unique=True)))
        walls = draw(st.lists(st.none() | hours.map(lambda at: at.replace(tzinfo=None)), max_size=3))
        sets[member] = MemberFacts(
            member_id=member,
            zone=zone,
            set_zone=draw(st.sampled_from(ZONES)),
            last_meeting=MeetingTime(member * 10 + 1, last),
            next_meeting=MeetingTime(member * 10 + 2, ahead),
            checkin=draw(st.sampled_from(CheckinState)),
            open_steps=tuple(OpenStep(member * 10 + 3 + number, wall, zone) for number, wall in enumerate(walls)),
            coming=draw(st.sampled_from([None, True, False])),
        )
    clock = st.times().map(lambda at: at.replace(second=0, microsecond=0))
    quiet = Quiet(zone, draw(clock), draw(clock), draw(st.frozensets(st.integers(0, 6), max_size=5)))
    down = draw(hours)
    outages = draw(st.sampled_from([(), ((down, down + timedelta(days=2)),)]))
    return Life(quiet, sets, outages), start


def counted(life: Life) -> Iterable[tuple[datetime, Owed]]:
    return [(now, owed) for now, owed in life.said if counts(owed, now)]


@settings(deadline=None, max_examples=60)
@given(lives())
def test_whoever_it_is_and_whatever_happens(given_life: tuple[Life, datetime]) -> None:
    life, start = given_life
    quiet = life.quiet
    life.live(start, start + timedelta(days=60))
    days = Counter(to_wall(now, quiet.zone).date() for now, _ in counted(life))
    assert not [day for day, nudges in days.items() if nudges > 1]
    for now, owed in life.said:
        assert owed.due_at <= now < owed.useful_until
        if counts(owed, now) or not owed.chosen:
            assert not in_quiet_hours(now, quiet)
            assert to_wall(now, quiet.zone).weekday() not in quiet.excluded_weekdays
        if owed.kind.value.startswith("checkin") or owed.kind is NudgeKind.UNFINISHED_CHECKIN:
            assert life.sets[owed.member_id].checkin in (CheckinState.NOT_BEGUN, CheckinState.BEGUN)
    assert not [key for key, times in Counter((one.member_id, *one.key) for _, one in life.said).items() if times > 1]
    about_checkin = Counter(one.member_id for _, one in life.said if "checkin" in one.kind.value)
    assert max(about_checkin.values(), default=0) <= 2
    for since, until in life.outages:
        assert not [now for now, _ in life.said if since <= now < until]
        assert len([now for now, _ in counted(life) if now == until]) <= 1
