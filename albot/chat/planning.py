"""Works out anew what nudges are owed to a member, whenever something they depend on has changed.

    something changed ─→ plan ─→ facts ─→ nudges_owed ─→ rows: new, moved, waiting again, lapsed
                                                           │
    tick (loops/nudge): due ─→ plan again ─→ choose ─→ sent, or looked at later, or lapsed

What waits for something (the end of quiet hours, another day, the end of a pause) is looked at anew after every plan:
what it waited for may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from albot.domain.people import Person
from albot.domain.reflections import Issue, Reflection
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetState
from albot.domain.steps import Step
from albot.domain.wallclock import to_wall
from albot.store import meetings, nudges, questions, reflections, steps
from albot.store.rows import Rows

AT_LEAST_EVERY = timedelta(days=1)
"""How long a plan stands at the most, so that a change which nobody told of is noticed all the same."""


def plan(rows: Rows, member_id: int, now: datetime) -> MemberFacts | None:
    """Bring a member's nudge rows in line with the facts, and return these; None where the member was erased.

    Whoever does not answer or cannot be reached just now may do so any time, and nothing is told of that: their rows
    wait as if they did, and whoever sends them asks the facts once more.
    """
    member = nudges.hold_member(rows, member_id)
    if member is None:
        return None
    known = {key_of(row): row for row in nudges.of_member(rows, member.id)}
    open_steps = steps.open_steps(rows, member.id)
    asked = _asked(open_steps)
    for key, row in known.items():
        if row.asked != asked.get(key, row.asked):
            row.later_at = None  # a *Remind me?* time that is new takes the place of a *Later*
    facts = _facts(rows, member, now, open_steps, _said(known.values()))
    for owed in nudges_owed(replace(facts, unanswered=0, active=_in_the_set(rows, member)), now):
        _want(rows, known.pop(owed.key, None), owed, asked.get(owed.key, ""))
    for row in known.values():
        if row.state is NudgeState.WAITING:
            row.state = NudgeState.LAPSED
    member.plan_again_at = _plan_again_at(rows, member, facts, now)
    rows.flush()
    return facts


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
    known = nudges.of_member(rows, member.id)
    facts = _facts(rows, member, now, steps.open_steps(rows, member.id), _said(known, queued))
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


def _said(known: Iterable[Nudge], queued: Nudge | None = None) -> _Said:
    known = list(known)
    return _Said(
        {key_of(row): row.later_at for row in known if row.later_at is not None},
        {key_of(row): row.sent_for for row in known if row.sent_for is not None and row is not queued},
    )


def _facts(rows: Rows, member: Member, now: datetime, open_steps: Iterable[Step], said: _Said) -> MemberFacts:
    person, there = rows.need(Person, member.person_id), rows.need(ActionSet, member.set_id)
    last, ahead = meetings.around(rows, there.id, now)
    for meeting in filter(None, (last, ahead)):
        rows.keep(meeting)  # what a nudge says is about one of them
    has = nudges.preparing(rows, member, last, ahead)
    issue, reflection = has.issue, has.reflection
    if ahead is not None and reflection is None:
        reflection = reflections.left_over(rows, member.id, ahead.id)
    return MemberFacts(
        member_id=member.id,
        zone=person.zone,
        set_zone=there.zone,
        rhythm=Rhythm(there.invitation_hours, there.reminder_hours, there.link_hours, there.halfway),
        last_meeting=None if last is None or _joined_after(member, there, last) else _time_of(last),
        next_meeting=_time_of(ahead),
        first_meeting=last is None,
        issue_given=issue is not None and issue.finished_at is not None,
        checks_in=member.role is Role.MEMBER or issue is not None or reflection is not None,
        checkin=_checkin(reflection, issue, first=last is None),
        took_away=has.away is not None and has.away.is_over,
        open_steps=tuple(_open_step(step) for step in open_steps),
        questions=tuple(_questions(rows, member, now)),
        coming=None if has.coming is None else has.coming.coming,
        reminded_at=_reminded_at(member, ahead),
        unanswered=member.unanswered,
        pause_ends_at=person.paused_until if person.paused else None,
        snoozes=said.snoozes,
        sent=said.sent,
        active=_in_the_set(rows, member) and person.unreachable_since is None,
    )


def _in_the_set(rows: Rows, member: Member) -> bool:
    there = rows.need(ActionSet, member.set_id)
    return member.state is MemberState.ACTIVE and there.state is not SetState.ARCHIVED


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


def _questions(rows: Rows, member: Member, now: datetime) -> Iterator[WaitingQuestion]:
    """The questions to a member that they may be reminded of: while their issue is open, and they did not say no."""
    for each in questions.waiting(rows, member.id) if member.questions else ():
        if not each.put_aside:
            yield WaitingQuestion(each.question.id, each.delivery.released_at or now)


def _asked(open_steps: Iterable[Step]) -> dict[NudgeKey, str]:
    """The *Remind me?* time of each step that has one, as the step says it, under the key of its nudge."""
    return {
        (NudgeKind.STEP_REMINDER, step.id, 0): f"{step.remind_wall} {step.remind_zone}"
        for step in open_steps
        if step.remind_wall
    }


def _want(rows: Rows, row: Nudge | None, owed: Owed, asked: str) -> None:
    """Let a nudge wait that is owed, in its row or a new one.

    A *Remind me?* time that is new is also a wish for such reminders. A welcome that lapsed stays so: it comes first
    after a pause, or not at all.
    """
    member = rows.need(Member, owed.member_id)
    if asked and (row is None or row.asked != asked):
        allow_kind(rows.need(Person, member.person_id), owed.kind)
    if row is None:
        row = Nudge(
            member_id=member.id,
            person_id=member.person_id,
            kind=owed.kind.value,
            subject_id=owed.subject_id,
            cycle_id=owed.cycle_id,
            due_at=owed.due_at,
            useful_until=owed.useful_until,
            look_at=owed.due_at,
        )
        rows.add(row)
    elif row.state is NudgeState.LAPSED and owed.kind is NudgeKind.WELCOME_BACK:
        return
    row.state, row.asked, row.chosen = NudgeState.WAITING, asked, owed.chosen
    row.wall, row.zone, row.due_at = owed.wall.isoformat(), owed.zone, owed.due_at
    row.useful_until, row.look_at = owed.useful_until, owed.due_at


def _plan_again_at(rows: Rows, member: Member, facts: MemberFacts, now: datetime) -> datetime | None:
    """When to work it out anew without being told: as the next meeting begins, and once a day."""
    if not _in_the_set(rows, member):
        return None
    tomorrow = now + AT_LEAST_EVERY
    return tomorrow if facts.next_meeting is None else min(tomorrow, facts.next_meeting.starts_at)
