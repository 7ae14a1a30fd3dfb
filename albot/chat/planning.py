"""Works out anew what nudges are owed to a member, soon after something they depend on has changed.

    something changed ─→ plan_again_at
    tick ──────────────→ plan ─→ facts ─→ nudges_owed ─→ rows: new, moved, waiting again, lapsed
                                                           │
    tick (loops/nudge): due ─→ plan again ─→ choose ─→ sent, or looked at later, or lapsed

What waits for something (the end of quiet hours, another day, the end of a pause) is looked at anew after every plan:
what it waited for may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from albot.chat.quiet_of import allow_kind
from albot.domain.meetings import Meeting
from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.nudges import (
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
)
from albot.domain.reflections import Issue, Reflection
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetState
from albot.domain.steps import Step
from albot.domain.wallclock import to_wall
from albot.store import nudges
from albot.store.facts import Known, known_of
from albot.store.questions import Waiting
from albot.store.rows import Rows

AT_LEAST_EVERY = timedelta(days=1)
"""How long a plan stands at the most, so that a change which nobody told of is noticed all the same."""


class Planned(NamedTuple):
    """The facts about a member, and their nudge rows in line with these."""

    facts: MemberFacts
    nudges: list[Nudge]


def plan(rows: Rows, member_id: int, now: datetime) -> None:
    """Bring a member's nudge rows in line with the facts, unless the member was erased.

    Whoever does not answer or cannot be reached just now may do so any time, and nothing is told of that: their rows
    wait as if they did, and whoever sends them asks the facts once more.
    """
    held = nudges.hold_members(rows, [member_id])
    if held:
        plan_all(rows, held, now)


def plan_all(rows: Rows, held: Sequence[Member], now: datetime) -> dict[int, Planned]:
    """The same for members who are held, by their ids: for many with as few queries as for one."""
    planned = {known.member.id: _plan(rows, known, now) for known in known_of(rows, held, now)}
    rows.flush()
    return planned


def _plan(rows: Rows, known: Known, now: datetime) -> Planned:
    left = {key_of(row): row for row in known.nudges}
    asked = _asked(known.open_steps)
    for key, row in left.items():
        if row.asked != asked.get(key, row.asked):
            row.later_at = None  # a *Remind me?* time that is new takes the place of a *Later*
    facts = _facts(known, now, _said(known.nudges))
    wanted = []
    for owed in nudges_owed(replace(facts, unanswered=0, active=_in_the_set(known)), now):
        wanted.append(_want(rows, known, left.pop(owed.key, None), owed, asked.get(owed.key, "")))
    for row in left.values():
        if row.state is NudgeState.WAITING:
            row.state = NudgeState.LAPSED
    known.member.plan_again_at = _plan_again_at(known, facts, now)
    return Planned(facts, [*wanted, *left.values()])


def key_of(row: Nudge) -> NudgeKey:
    """The key of a nudge's row."""
    return (NudgeKind(row.kind), row.subject_id, row.cycle_id)


def owed_of(row: Nudge) -> Owed:
    """What a nudge's row says, as the rules take it."""
    return Owed(
        member_id=row.member_id,
        kind=NudgeKind(row.kind),
        subject_id=row.subject_id,
        cycle_id=row.cycle_id,
        wall=datetime.fromisoformat(row.wall),
        zone=row.zone,
        due_at=row.due_at,
        useful_until=row.useful_until,
        chosen=row.chosen,
    )


def facts_of(rows: Rows, member: Member, now: datetime, *, queued: Nudge | None = None) -> MemberFacts:
    """All that decides what a member is owed now; as if a `queued` nudge had not been sent yet."""
    [known] = known_of(rows, [member], now)
    facts = _facts(known, now, _said(known.nudges, queued))
    if queued is not None and queued.counted:
        return replace(facts, unanswered=facts.unanswered - 1)
    return facts


def to_put_off(rows: Rows, member: Member, key: NudgeKey, now: datetime) -> Nudge:
    """The row of a nudge that is to come at a time of the member's own choice, whether it was owed so far or not."""
    found = next((row for row in nudges.of_member(rows, member.id) if key_of(row) == key), None)
    if found is None:
        kind, subject_id, cycle_id = key
        found = Nudge(
            member_id=member.id,
            person_id=member.person_id,
            kind=kind.value,
            subject_id=subject_id,
            cycle_id=cycle_id,
            due_at=now,
            useful_until=now,
            look_at=now,
            state=NudgeState.LAPSED,
        )
        rows.add(found)
        rows.flush()
    return found


class _Said(NamedTuple):
    """What a member's rows say about nudges: put off with *Later*, and sent."""

    snoozes: Mapping[NudgeKey, datetime]
    sent: Mapping[NudgeKey, datetime]


def _said(remembered: Sequence[Nudge], queued: Nudge | None = None) -> _Said:
    return _Said(
        {key_of(row): row.later_at for row in remembered if row.later_at is not None},
        {key_of(row): row.sent_for for row in remembered if row.sent_for is not None and row is not queued},
    )


def _facts(known: Known, now: datetime, said: _Said) -> MemberFacts:
    member, person, there = known.member, known.person, known.there
    has = known.cycle
    last, ahead, reflection = has.last, has.ahead, has.reflection
    return MemberFacts(
        member_id=member.id,
        zone=person.zone,
        set_zone=there.zone,
        rhythm=Rhythm(there.invitation_hours, there.reminder_hours, there.link_hours, there.halfway),
        last_meeting=None if last is None or _joined_after(member, there, last) else _time_of(last),
        next_meeting=_time_of(ahead),
        first_meeting=last is None,
        issue_given=has.issue is not None and has.issue.finished_at is not None,
        checks_in=member.role is Role.MEMBER or has.issue is not None or reflection is not None,
        checkin=_checkin(reflection, has.issue, first=last is None),
        took_away=has.away is not None and has.away.is_over,
        open_steps=tuple(_open_step(step) for step in known.open_steps),
        questions=tuple(_questions(known.questions, now)),
        coming=None if has.coming is None else has.coming.coming,
        reminded_at=_reminded_at(member, ahead),
        unanswered=member.unanswered,
        pause_ends_at=person.paused_until if person.paused else None,
        snoozes=said.snoozes,
        sent=said.sent,
        active=_in_the_set(known) and person.unreachable_since is None,
    )


def _in_the_set(known: Known) -> bool:
    return known.member.state is MemberState.ACTIVE and known.there.state is not SetState.ARCHIVED


def _joined_after(member: Member, there: ActionSet, meeting: Meeting) -> bool:
    """Whether a member joined after a meeting; one on the same day counts as theirs, since they may have been there."""
    if member.joined_on is None or meeting.starts_at is None:
        return False
    return to_wall(meeting.starts_at, there.zone).date() < member.joined_on


def _time_of(meeting: Meeting | None) -> MeetingTime | None:
    if meeting is None or meeting.starts_at is None:
        return None
    return MeetingTime(meeting.id, meeting.starts_at)


def _checkin(reflection: Reflection | None, issue: Issue | None, *, first: bool) -> CheckinState:
    """How far the check-in is; before the first meeting it is the issue that is begun."""
    if reflection is not None and reflection.declined:
        return CheckinState.DECLINED
    if reflection is not None and reflection.finished_at is not None:
        return CheckinState.FINISHED
    begun = issue is not None if first else reflection is not None and reflection.begun_at is not None
    return CheckinState.BEGUN if begun else CheckinState.NOT_BEGUN


def _reminded_at(member: Member, ahead: Meeting | None) -> datetime | None:
    """When the facilitator asked to remind those who had not checked in, if this is for the member."""
    asked_at = None if ahead is None else ahead.reminded_at
    if asked_at is None or member.role is Role.FACILITATOR:
        return None
    return asked_at if member.admitted_at is None or member.admitted_at <= asked_at else None


def _open_step(step: Step) -> OpenStep:
    if not step.remind_wall:
        return OpenStep(step.id)
    return OpenStep(step.id, datetime.fromisoformat(step.remind_wall), step.remind_zone)


def _questions(waiting: Iterable[Waiting], now: datetime) -> Iterator[WaitingQuestion]:
    """The questions to a member that they may be reminded of: where they did not say no."""
    for each in waiting:
        if not each.put_aside:
            yield WaitingQuestion(each.question.id, each.delivery.released_at or now)


def _asked(open_steps: Iterable[Step]) -> dict[NudgeKey, str]:
    """The *Remind me?* time of each step that has one, as the step says it, under the key of its nudge."""
    return {
        (NudgeKind.STEP_REMINDER, step.id, 0): f"{step.remind_wall} {step.remind_zone}"
        for step in open_steps
        if step.remind_wall
    }


def _want(rows: Rows, known: Known, row: Nudge | None, owed: Owed, asked: str) -> Nudge:
    """Let a nudge wait that is owed, in its row or a new one.

    A *Remind me?* time that is new is also a wish for such reminders. A welcome that lapsed stays so: it comes first
    after a pause, or not at all.
    """
    if asked and (row is None or row.asked != asked):
        allow_kind(known.person, owed.kind)
    if row is None:
        row = Nudge(
            member_id=known.member.id,
            person_id=known.person.id,
            kind=owed.kind.value,
            subject_id=owed.subject_id,
            cycle_id=owed.cycle_id,
            due_at=owed.due_at,
            useful_until=owed.useful_until,
            look_at=owed.due_at,
        )
        rows.add(row)
    elif row.state is NudgeState.LAPSED and owed.kind is NudgeKind.WELCOME_BACK:
        return row
    wanted = {
        "state": NudgeState.WAITING,
        "asked": asked,
        "chosen": owed.chosen,
        "wall": owed.wall.isoformat(),
        "zone": owed.zone,
        "due_at": owed.due_at,
        "useful_until": owed.useful_until,
        "look_at": owed.due_at,
    }
    for name, value in wanted.items():
        if getattr(row, name) != value:  # to set what is so already costs ten times as much
            setattr(row, name, value)
    return row


def _plan_again_at(known: Known, facts: MemberFacts, now: datetime) -> datetime | None:
    """When to work it out anew without being told: as the next meeting begins, and once a day."""
    if not _in_the_set(known):
        return None
    tomorrow = now + AT_LEAST_EVERY
    return tomorrow if facts.next_meeting is None else min(tomorrow, facts.next_meeting.starts_at)
