"""What is owed: which nudges one member of one set should still get in this cycle, and what each was meant for.

Only facts in and values out; whether a nudge may be said at a given moment is `albot.domain.quiet`'s to judge. The
kinds, hours and limits are those of PRODUCT.md ("Nudges", "A month in the life of a set").

How "72 h before" is meant: the same wall-clock time three days earlier in the set's zone, so that a meeting at 18:00
invites at 18:00 also where the clocks change in between (in elapsed time 71 or 73 hours). The link is different:
"1 h before" is an hour that passes, since the meeting begins when that hour is over.

One follow-up: the check-in reminder (or, for those who began, the unfinished check-in) is the follow-up of the
invitation, and only one of the two ever comes in a cycle. What a facilitator asks for with /remind says the same, so
it stands right before the set's own reminder, takes its place where it comes first, and is not owed where that has come
since; only after a reminder that came before they asked does it come as well, once before a meeting. Being told of a
question is followed up once, too, and one nudge stands for all the questions that had come by then. All other kinds
have none. A person who asks for *Later* gets the same nudge again at the time they chose; that is their own wish and no
follow-up.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import NamedTuple

from albot.domain.wallclock import to_utc, to_wall

MORNING = time(9)
"""When mornings begin for the bot, in the person's own zone."""

_AFTER_MEETING_HELPS = timedelta(days=2)
_HALFWAY_HELPS = timedelta(days=2)
_STEP_REMINDER_HELPS = timedelta(hours=24)
_QUESTION_RESTS = timedelta(days=2)
_QUESTION_HELPS = timedelta(days=3)
_WELCOME_HELPS = timedelta(days=3)
_TAPER_AFTER = 2


class NudgeKind(enum.StrEnum):
    """Every kind of nudge, the most useful first; `MEETING_SOON` stands apart and competes with none."""

    STEP_REMINDER = "step_reminder"
    REMINDED = "reminded"
    CHECKIN_REMINDER = "checkin_reminder"
    CHECKIN_INVITATION = "checkin_invitation"
    QUESTION_WAITING = "question_waiting"
    AFTER_MEETING = "after_meeting"
    UNFINISHED_CHECKIN = "unfinished_checkin"
    HALFWAY = "halfway"
    WELCOME_BACK = "welcome_back"
    MEETING_SOON = "meeting_soon"


USEFULNESS: Mapping[NudgeKind, int] = {kind: place for place, kind in enumerate(NudgeKind)}
"""Place of a kind in the order of usefulness; 0 is the most useful."""

_TOLD_ANEW = frozenset({NudgeKind.STEP_REMINDER, NudgeKind.MEETING_SOON})
"""Kinds that are about a moment: when it is moved to a later one, they are owed anew."""

_OUTLIVE_THE_MEETING = frozenset({NudgeKind.STEP_REMINDER, NudgeKind.QUESTION_WAITING, NudgeKind.WELCOME_BACK})
"""Kinds that help after the next meeting as before it, when they are put off past it."""

_FOLLOW_UPS = (NudgeKind.CHECKIN_REMINDER, NudgeKind.UNFINISHED_CHECKIN)

NudgeKey = tuple[NudgeKind, int, int]
"""Kind, subject and cycle: with the member, what makes a nudge the same nudge."""


class CheckinState(enum.StrEnum):
    """How far a member is with the check-in of a cycle; `DECLINED` is *Not this time*."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    FINISHED = "finished"
    DECLINED = "declined"


@dataclass(frozen=True)
class Rhythm:
    """A set's nudge rhythm: hours before a meeting, and whether there is a halfway check."""

    invitation_hours: int = 72
    reminder_hours: int = 24
    link_hours: int = 1
    halfway: bool = True


@dataclass(frozen=True)
class MeetingTime:
    """A meeting that is not cancelled, and when it starts (UTC)."""

    meeting_id: int
    starts_at: datetime


@dataclass(frozen=True)
class OpenStep:
    """A kept step without an ending; `remind_wall` (naive) is the *Remind me?* time, in the zone where it was asked."""

    step_id: int
    remind_wall: datetime | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class WaitingQuestion:
    """A question to the member that they may be reminded of, and the delivery time (UTC) at which they had it.

    Neither answered nor thought about, not put aside, not from somebody they muted, and their issue is open.
    """

    question_id: int
    came_at: datetime


@dataclass(frozen=True)
class MemberFacts:
    """All that decides what one member of one set is owed.

    zone, set_zone: IANA names, the person's own and the set's.
    last_meeting: the last one held since the member was admitted; next_meeting: the one this cycle ends with.
    first_meeting: the check-in before next_meeting asks only for the issue.
    checks_in: False for a facilitator who does not wish to bring an issue and check in.
    checkin: of the cycle that ends with next_meeting; took_away: the conversation after last_meeting is over.
    coming: the answer for next_meeting, None if none was given.
    reminded_at: when the facilitator asked to remind those who had not checked in for next_meeting (UTC); None for
    those who were not there then, and for facilitators.
    unanswered: nudges in a row without an answer.
    pause_ends_at: when the last pause ends or ended by itself (UTC, may lie ahead); None for one without an end or
    ended by /resume, where the answer to the command is the welcome.
    snoozes: moments (UTC) chosen with *Later*; a new *Remind me?* time of a step takes its old snooze away.
    sent: the due_at of the last one sent under each key.
    active: False once the member left, was removed, blocked the bot or was erased, or the set was archived.
    """

    member_id: int
    zone: str
    set_zone: str
    rhythm: Rhythm = Rhythm()
    last_meeting: MeetingTime | None = None
    next_meeting: MeetingTime | None = None
    first_meeting: bool = False
    issue_given: bool = True
    checks_in: bool = True
    checkin: CheckinState = CheckinState.NOT_BEGUN
    took_away: bool = False
    open_steps: tuple[OpenStep, ...] = ()
    questions: tuple[WaitingQuestion, ...] = ()
    coming: bool | None = None
    reminded_at: datetime | None = None
    unanswered: int = 0
    pause_ends_at: datetime | None = None
    snoozes: Mapping[NudgeKey, datetime] = field(default_factory=dict)
    sent: Mapping[NudgeKey, datetime] = field(default_factory=dict)
    active: bool = True


@dataclass(frozen=True)
class Owed:
    """One nudge to one member: what about, meant for when, and until when it helps.

    subject_id: the step of a step reminder, the question of one that waits, the meeting of all kinds about a meeting,
    and for a welcome the second at which the pause ends.
    cycle_id: the meeting that the cycle begins (after a meeting) or ends with, else 0.
    wall (naive) and zone: what it was meant for; due_at and useful_until (excluded): the same in UTC.
    chosen: the person chose this time themselves, or said *Coming* to the meeting that is soon.
    """

    member_id: int
    kind: NudgeKind
    subject_id: int
    cycle_id: int
    wall: datetime
    zone: str
    due_at: datetime
    useful_until: datetime
    chosen: bool = False

    @property
    def key(self) -> NudgeKey:
        """Kind, subject and cycle."""
        return (self.kind, self.subject_id, self.cycle_id)


class _When(NamedTuple):
    """A moment as a wall shows it (naive), where that wall hangs, and in UTC."""

    wall: datetime
    zone: str
    due_at: datetime


def nudges_owed(facts: MemberFacts, now: datetime) -> tuple[Owed, ...]:
    """Everything still owed at `now` (UTC) or later in this cycle, the earliest first; nothing sent, done or past use.

    A nudge whose time has passed but which still helps is there with its due_at in the past: an invitation to a
    meeting that was scheduled less than 72 h ahead is so owed at once.
    """
    if not facts.active:
        return ()
    owed = [
        one
        for source in dict.fromkeys(_SOURCES.values())
        for one in source(facts)
        if max(one.due_at, now) < one.useful_until
    ]
    return tuple(sorted(owed, key=lambda one: (one.due_at, USEFULNESS[one.kind], one.subject_id)))


def still_owed(facts: MemberFacts, key: NudgeKey, now: datetime) -> Owed | None:
    """The nudge of this key as it stands now (a moved meeting moves it), or None if it is owed no longer."""
    if not facts.active:
        return None
    owed = (one for one in _SOURCES[key[0]](facts) if one.key == key)
    return next((one for one in owed if max(one.due_at, now) < one.useful_until), None)


def _checkin(facts: MemberFacts) -> Iterator[Owed]:
    """The invitation and its one follow-up, while the check-in is open."""
    meeting = facts.next_meeting
    if meeting is None or not _checkin_is_open(facts):
        return
    follow_up = _wall_before(facts, meeting, facts.rhythm.reminder_hours)
    ids = (meeting.meeting_id, meeting.meeting_id)
    later = facts.snoozes.get((NudgeKind.CHECKIN_INVITATION, *ids))
    begun = facts.checkin is CheckinState.BEGUN
    invitation = _wall_before(facts, meeting, facts.rhythm.invitation_hours)
    reminded = facts.sent.get((NudgeKind.REMINDED, *ids))
    if reminded is not None and reminded >= invitation.due_at:
        return  # the facilitator's reminder was the follow-up
    if not begun:
        yield from _unless_sent(facts, _owed(facts, (NudgeKind.CHECKIN_INVITATION, *ids), invitation, follow_up.due_at))
        if later is not None and follow_up.due_at <= later < meeting.starts_at:
            return  # they asked to be reminded after the follow-up's time: that stands in for it
    kind = NudgeKind.UNFINISHED_CHECKIN if begun else NudgeKind.CHECKIN_REMINDER
    yield from _unless_sent(facts, _owed(facts, (kind, *ids), follow_up, meeting.starts_at), _FOLLOW_UPS)


def _reminded(facts: MemberFacts) -> Iterator[Owed]:
    """What the facilitator asked for, while the check-in is open and nothing has reminded of it since, or soon will."""
    meeting, asked_at = facts.next_meeting, facts.reminded_at
    if meeting is None or asked_at is None or not _checkin_is_open(facts):
        return
    ids = (meeting.meeting_id, meeting.meeting_id)
    told = [facts.sent.get((kind, *ids)) for kind in _FOLLOW_UPS]
    chosen = [facts.snoozes.get((kind, *ids)) for kind in (NudgeKind.CHECKIN_INVITATION, *_FOLLOW_UPS)]
    if any(moment is not None and moment >= asked_at for moment in (*told, *chosen)):
        return
    owed = _owed(facts, (NudgeKind.REMINDED, *ids), _at(asked_at, facts.set_zone), meeting.starts_at)
    yield from _unless_sent(facts, owed)


def _checkin_is_open(facts: MemberFacts) -> bool:
    """Whether the check-in before the next meeting still waits for this member."""
    if not facts.checks_in or facts.checkin in (CheckinState.FINISHED, CheckinState.DECLINED):
        return False
    return not (facts.first_meeting and facts.issue_given)


def _meeting_soon(facts: MemberFacts) -> Iterator[Owed]:
    """The link, for all who did not say *Can't*."""
    meeting = facts.next_meeting
    if meeting is None or facts.coming is False:
        return
    when = _at(meeting.starts_at - timedelta(hours=facts.rhythm.link_hours), facts.set_zone)
    key = (NudgeKind.MEETING_SOON, meeting.meeting_id, meeting.meeting_id)
    owed = replace(_owed(facts, key, when, meeting.starts_at), chosen=facts.coming is True)
    yield from _unless_sent(facts, owed)


def _after_meeting(facts: MemberFacts) -> Iterator[Owed]:
    """What I take away, on the morning after the day on which the meeting began for this person.

    Also for those who could not come: their drafts, too, are to be kept or dropped.
    """
    meeting = facts.last_meeting
    if meeting is None or facts.took_away or not facts.checks_in:
        return
    day_after = to_wall(meeting.starts_at, facts.zone) + timedelta(days=1)
    when = _on(_morning_of(day_after), facts.zone)
    useful_until = when.due_at + _AFTER_MEETING_HELPS
    if facts.next_meeting is not None:
        useful_until = min(useful_until, facts.next_meeting.starts_at)
    key = (NudgeKind.AFTER_MEETING, meeting.meeting_id, meeting.meeting_id)
    yield from _unless_sent(facts, _owed(facts, key, when, useful_until))


def _halfway(facts: MemberFacts) -> Iterator[Owed]:
    """How the open steps go, on the morning of the day in the middle of the cycle, if nudges are being answered."""
    last, ahead = facts.last_meeting, facts.next_meeting
    if last is None or ahead is None or not facts.rhythm.halfway:
        return
    if not facts.open_steps or facts.unanswered >= _TAPER_AFTER:
        return
    middle = last.starts_at + (ahead.starts_at - last.starts_at) / 2
    when = _on(_morning_of(to_wall(middle, facts.zone)), facts.zone)
    invitation = _wall_before(facts, ahead, facts.rhythm.invitation_hours)
    useful_until = min(when.due_at + _HALFWAY_HELPS, invitation.due_at)
    key = (NudgeKind.HALFWAY, ahead.meeting_id, ahead.meeting_id)
    yield from _unless_sent(facts, _owed(facts, key, when, useful_until))


def _step_reminders(facts: MemberFacts) -> Iterator[Owed]:
    """A reminder of each open step whose owner asked for one, at the time they chose."""
    for step in facts.open_steps:
        if step.remind_wall is not None:
            when = _on(step.remind_wall, step.zone)
            key = (NudgeKind.STEP_REMINDER, step.step_id, 0)
            owed = _owed(facts, key, when, when.due_at + _STEP_REMINDER_HELPS)
            yield from _unless_sent(facts, replace(owed, chosen=True))


def _questions(facts: MemberFacts) -> Iterator[Owed]:
    """The questions that wait: on the second morning after they came, or when their owner wants to come back to one.

    One nudge stands for all that had come when it was due, since it leads to all of them.
    """
    told = [at for (kind, _subject, _cycle), at in facts.sent.items() if kind is NudgeKind.QUESTION_WAITING]
    mornings = set()
    for one in sorted(facts.questions, key=lambda one: (one.came_at, one.question_id)):
        when = _on(_morning_of(to_wall(one.came_at, facts.zone) + _QUESTION_RESTS), facts.zone)
        key = (NudgeKind.QUESTION_WAITING, one.question_id, 0)
        owed = _owed(facts, key, when, when.due_at + _QUESTION_HELPS)
        if key in facts.snoozes:
            yield from _unless_sent(facts, owed)
        elif when.due_at not in mornings and all(at <= one.came_at for at in told):
            mornings.add(when.due_at)
            yield owed


def _welcome_back(facts: MemberFacts) -> Iterator[Owed]:
    """A welcome on the first morning after a pause ended by itself."""
    if facts.pause_ends_at is None:
        return
    end = to_wall(facts.pause_ends_at, facts.zone)
    morning = _morning_of(end)
    when = _on(morning if morning >= end else morning + timedelta(days=1), facts.zone)
    key = (NudgeKind.WELCOME_BACK, int(facts.pause_ends_at.timestamp()), 0)
    yield from _unless_sent(facts, _owed(facts, key, when, when.due_at + _WELCOME_HELPS))


def _unless_sent(facts: MemberFacts, owed: Owed, kinds: tuple[NudgeKind, ...] = ()) -> Iterator[Owed]:
    """The nudge itself, the nudge at the time chosen with *Later*, or nothing when it (or one of `kinds`) was sent."""
    keys: list[NudgeKey] = [(kind, owed.subject_id, owed.cycle_id) for kind in kinds or (owed.kind,)]
    sent = max((facts.sent[key] for key in keys if key in facts.sent), default=None)
    later = max((facts.snoozes[key] for key in keys if key in facts.snoozes), default=None)
    if later is not None and (sent is None or later > sent):
        yield _put_off(facts, owed, later)
    elif sent is None or (owed.kind in _TOLD_ANEW and owed.due_at > sent):
        yield owed


def _put_off(facts: MemberFacts, owed: Owed, later: datetime) -> Owed:
    """The nudge at a moment chosen with *Later*: it helps as long as it would have, but not beyond the meeting."""
    when = _at(later, facts.zone)
    useful_until = later + (owed.useful_until - owed.due_at)
    if facts.next_meeting is not None and owed.kind not in _OUTLIVE_THE_MEETING:
        useful_until = min(useful_until, facts.next_meeting.starts_at)
    return replace(owed, **when._asdict(), useful_until=useful_until, chosen=True)


def _owed(facts: MemberFacts, key: NudgeKey, when: _When, useful_until: datetime) -> Owed:
    kind, subject_id, cycle_id = key
    return Owed(facts.member_id, kind, subject_id, cycle_id, *when, useful_until)


def _wall_before(facts: MemberFacts, meeting: MeetingTime, hours: int) -> _When:
    """So many hours before the meeting on the wall clock of the set."""
    return _on(to_wall(meeting.starts_at, facts.set_zone) - timedelta(hours=hours), facts.set_zone)


def _morning_of(wall: datetime) -> datetime:
    return datetime.combine(wall.date(), MORNING)


def _on(wall: datetime, zone: str) -> _When:
    return _When(wall, zone, to_utc(wall, zone))


def _at(moment: datetime, zone: str) -> _When:
    return _When(to_wall(moment, zone), zone, moment)


_SOURCES: Mapping[NudgeKind, Callable[[MemberFacts], Iterator[Owed]]] = {
    NudgeKind.STEP_REMINDER: _step_reminders,
    NudgeKind.REMINDED: _reminded,
    NudgeKind.CHECKIN_REMINDER: _checkin,
    NudgeKind.CHECKIN_INVITATION: _checkin,
    NudgeKind.QUESTION_WAITING: _questions,
    NudgeKind.AFTER_MEETING: _after_meeting,
    NudgeKind.UNFINISHED_CHECKIN: _checkin,
    NudgeKind.HALFWAY: _halfway,
    NudgeKind.WELCOME_BACK: _welcome_back,
    NudgeKind.MEETING_SOON: _meeting_soon,
}
"""Where the nudges of a kind come from."""
