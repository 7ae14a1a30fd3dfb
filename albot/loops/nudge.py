"""Nudges that are due: judged by fresh facts, and written into the outbox in the same transaction.

    due ─→ hold the person ─→ plan their sets anew ─→ choose ─┬─→ sent: claimed, outbox row, the day is taken
                                                              ├─→ looked at later
                                                              └─→ lapsed

An outbox row is judged once more before it goes (`still_owed_now`). If it does not go after all, the day is given
back. What raises is put off by an hour and logged; it stops neither the person's other nudges nor other people's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from albot import metrics
from albot.chat.planning import facts_of, key_of, owed_of, plan
from albot.chat.quiet_of import quiet_of
from albot.chat.turn import tell
from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.nudges import MemberFacts, Owed, still_owed
from albot.domain.people import Person
from albot.domain.quiet import Lapse, Send, Verdict, Wait, choose, counts, judge, silent
from albot.domain.sets import Member
from albot.domain.wallclock import at_time, to_wall
from albot.features.nudging import message_for
from albot.loops.attempt import attempt
from albot.store import nudges
from albot.store.post import Lane, Outgoing
from albot.store.rows import Rows

GUARD = "nudge"
"""Guards of nudges begin so: `nudge:<id>`."""

AT_ONCE = 5
"""So many nudges or plans are looked at in one transaction, so that no turn waits long behind them (some 0.1 s)."""

AFTER_A_FAILURE = timedelta(hours=1)


@dataclass(frozen=True)
class Waiting:
    """The row of a nudge that waits, and the facts about its member."""

    row: Nudge
    facts: MemberFacts


Pending = dict[Owed, Waiting]


def nudge(rows: Rows, now: datetime) -> bool:
    """Look at some of the nudges that are due; True where there may be more."""
    looked_at = [_look_at(rows, person_id, now) for person_id in nudges.due_persons(rows, now, AT_ONCE)]
    return any(looked_at)


def next_nudge(rows: Rows, now: datetime) -> datetime | None:
    """When the next nudge is looked at, or a meeting begins that changes what is owed."""
    return min((at for at in (nudges.next_look(rows), nudges.next_start(rows, now)) if at is not None), default=None)


def replan(rows: Rows, now: datetime) -> bool:
    """Plan anew for some of those whose time has come: a meeting has begun, or a day is over. True where more wait."""
    members = nudges.to_plan(rows, now, AT_ONCE)
    for member_id in sorted(members):  # as a turn does, so that neither waits for the other
        if _fresh(rows, member_id, now) is None:
            nudges.plan_again(rows, member_id, now + AFTER_A_FAILURE)
    return bool(members)


def still_owed_now(rows: Rows, outgoing: Outgoing, now: datetime) -> bool:
    """Whether a nudge in the outbox may go; where not, it waits or lapses, and the day it took is given back."""
    row = rows.get(Nudge, int(outgoing.guard.partition(":")[2]))
    if row is None or row.state is not NudgeState.SENT:
        return False
    person = rows.need(Person, row.person_id)
    verdict = _verdict(rows, row, person, now)
    if verdict != Send():
        _take_back(rows, row, person, verdict)
        return False
    if row.counted:
        person.last_nudged_on = max(_day_of(person, now), person.last_nudged_on or _day_of(person, now))
    return True


def _verdict(rows: Rows, row: Nudge, person: Person, now: datetime) -> Verdict:
    """Whether a nudge that was sent off may go at `now`, as if it had not been."""
    owed = still_owed(facts_of(rows, rows.need(Member, row.member_id), now, queued=row), key_of(row), now)
    if owed is None:
        return Lapse()
    return judge(owed, quiet_of(person), now, booked=_took_its_day(row, person))


def _took_its_day(row: Nudge, person: Person) -> bool:
    """Whether the person's one nudge of a day is still this one."""
    return row.counted and row.sent_at is not None and person.last_nudged_on == _day_of(person, row.sent_at)


def _take_back(rows: Rows, row: Nudge, person: Person, verdict: Verdict) -> None:
    """A nudge did not go out after all."""
    if _took_its_day(row, person):
        person.last_nudged_on = row.nudged_before
    if row.counted:
        member = rows.need(Member, row.member_id)
        member.unanswered = max(0, member.unanswered - 1)
    row.sent_at, row.sent_for, row.counted = None, None, False
    row.state = NudgeState.LAPSED
    if isinstance(verdict, Wait):
        row.state, row.look_at = NudgeState.WAITING, verdict.until
    else:
        metrics.nudge_lapsed()


def _look_at(rows: Rows, person_id: int, now: datetime) -> bool:
    """Look at everything of one person that is due; False where somebody else holds them just now."""
    held = True

    def look() -> None:
        nonlocal held
        person = nudges.hold_person(rows, person_id)
        if person is None:
            held = False
        else:
            _judge_all(rows, person, _pending(rows, person, now), now)

    if not attempt(rows, "nudging_failed", look, person=person_id):
        nudges.put_off(rows, person_id, now, now + AFTER_A_FAILURE)
    return held


def _pending(rows: Rows, person: Person, now: datetime) -> Pending:
    """What waits for a person through the end of their day, by fresh facts; what falls due later today matters too."""
    tonight = at_time(to_wall(now, person.zone).date() + timedelta(days=1), time.min, person.zone)
    members = {row.member_id for row in nudges.waiting(rows, person.id, tonight)}
    facts = {member_id: _fresh(rows, member_id, now) for member_id in members}
    pending: Pending = {}
    for row in nudges.waiting(rows, person.id, tonight):
        known = facts.get(row.member_id)
        if known is None:
            row.look_at = max(row.look_at, now + AFTER_A_FAILURE)
        elif still_owed(known, key_of(row), now) is None:
            row.state = NudgeState.LAPSED
        else:
            pending[owed_of(row)] = Waiting(row, known)
    return pending


def _fresh(rows: Rows, member_id: int, now: datetime) -> MemberFacts | None:
    """The facts about a member, with their rows in line; None where that cannot be had."""
    found: list[MemberFacts | None] = []
    attempt(rows, "nudging_failed", lambda: found.append(plan(rows, member_id, now)), member=member_id)
    return found[0] if found else None


def _judge_all(rows: Rows, person: Person, pending: Pending, now: datetime) -> None:
    """Send what may be said now; the rest waits or lapses. Where one cannot be said, the others are judged anew."""
    found = choose(tuple(pending), quiet_of(person), now)
    failed = [one for one in found.send if not _send(rows, person, one, pending[one], now)]
    for one in failed:
        pending[one].row.look_at = now + AFTER_A_FAILURE
    if failed:
        return _judge_all(rows, person, {one: pending[one] for one in pending if one not in found.send}, now)
    for one, until in found.wait:
        pending[one].row.look_at = until
    for one in found.lapse:
        pending[one].row.state = NudgeState.LAPSED
        metrics.nudge_lapsed()
    return None


def _send(rows: Rows, person: Person, owed: Owed, waiting: Waiting, now: datetime) -> bool:
    """Claim a nudge and write it into the outbox; False where that cannot be done."""
    row = waiting.row

    def say() -> None:
        sound = not silent(owed, quiet_of(person), now)
        message = message_for(rows, row, waiting.facts, now, sound=sound)
        if nudges.claim(rows, row, now, counted=counts(owed, now)):
            tell(rows, person, message, now, lane=Lane.NUDGE, guard=f"{GUARD}:{row.id}", may_repeat=False)
            _count(rows, person, row, now)

    return attempt(rows, "nudging_failed", say, nudge=row.id)


def _count(rows: Rows, person: Person, row: Nudge, now: datetime) -> None:
    """Note that the person had their nudge of the day, if this is one that counts."""
    metrics.nudge_sent(now - row.look_at)
    if row.counted:
        row.nudged_before, person.last_nudged_on = person.last_nudged_on, _day_of(person, now)
        rows.need(Member, row.member_id).unanswered += 1


def _day_of(person: Person, moment: datetime) -> date:
    return to_wall(moment, person.zone).date()
