"""Nudges that are due: judged by fresh facts, and written into the outbox in the same transaction.

    due ─→ hold the person ─→ plan their sets anew ─→ choose ─┬─→ sent: claimed, outbox row, the day is taken
                                                              ├─→ looked at later
                                                              └─→ lapsed

Several persons are looked at together, with as few statements as one: their facts are read, judged and written at once.
Where something about one of them raises, all is undone and each is looked at by itself (`attempt_all`).

An outbox row is judged once more before it goes (`still_owed_now`). If it does not go after all, the day is given
back. What raises is put off by an hour and logged; it stops neither the person's other nudges nor other people's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from albot import metrics
from albot.chat.planning import Planned, facts_of, key_of, owed_of, plan_all
from albot.chat.quiet_of import quiet_of
from albot.chat.turn import Letter, post
from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.nudges import Owed, still_owed
from albot.domain.people import Person
from albot.domain.quiet import Choice, Lapse, Send, Verdict, Wait, choose, counts, judge
from albot.domain.sets import Member
from albot.domain.wallclock import at_time, to_wall
from albot.features.nudging import Saying, messages_for
from albot.loops.attempt import attempt_all
from albot.store import nudges
from albot.store.nudges import Held
from albot.store.post import Lane, Outgoing
from albot.store.rows import Rows

GUARD = "nudge"
"""Guards of nudges begin so: `nudge:<id>`."""

FAILED = "nudging_failed"
"""What the log calls it when something about a nudge raises."""

AT_ONCE = 50
"""So many nudges or plans are looked at in one transaction, so that no turn waits long behind them (some 0.05 s)."""

AFTER_A_FAILURE = timedelta(hours=1)


Pending = dict[Owed, Saying]


@dataclass(frozen=True)
class Due:
    """A person of whom something is due, and what waits for them until `tonight`, the end of their day."""

    person: Person
    tonight: datetime
    pending: Pending


class Chosen(NamedTuple):
    """A nudge that may be said now, and to whom."""

    person: Person
    owed: Owed
    saying: Saying


def nudge(rows: Rows, now: datetime) -> bool:
    """Look at some of the nudges that are due; True where there may be more."""
    looked_at: set[int] = set()
    due = nudges.due_persons(rows, now, AT_ONCE)
    failed = attempt_all(rows, FAILED, "person", due, lambda ids: looked_at.update(_look_at(rows, ids, now)))
    for person_id in failed:
        nudges.put_off_person(rows, person_id, now, now + AFTER_A_FAILURE)
    return bool(looked_at | failed)


def next_nudge(rows: Rows, now: datetime) -> datetime | None:
    """When the next nudge is looked at, or a meeting begins that changes what is owed."""
    return min((at for at in (nudges.next_look(rows), nudges.next_start(rows, now)) if at is not None), default=None)


def replan(rows: Rows, now: datetime) -> bool:
    """Plan anew for some of those whose time has come: a meeting has begun, or a day is over. True where more wait."""
    members = nudges.to_plan(rows, now, AT_ONCE)
    planned = _fresh(rows, nudges.hold_members(rows, members), now)
    for member_id in set(members) - set(planned):
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


def _look_at(rows: Rows, person_ids: Sequence[int], now: datetime) -> set[int]:
    """Look at everything of some persons that is due: those are left out whom somebody else holds just now."""
    held = nudges.hold_persons(rows, person_ids)
    _judge_all(rows, _pending(rows, held, now), now)
    return {person.id for person, _members in held}


def _pending(rows: Rows, held: Sequence[Held], now: datetime) -> list[Due]:
    """What waits for persons through the end of their day, by fresh facts; what falls due later today matters too."""
    due = {person.id: Due(person, _tonight(person, now), {}) for person, _members in held}
    for facts, theirs in _fresh(rows, [member for each in held for member in each.members], now).values():
        for row in theirs:
            if row.state is not NudgeState.WAITING or row.due_at >= due[row.person_id].tonight:
                continue
            if still_owed(facts, key_of(row), now) is None:
                row.state = NudgeState.LAPSED
            else:
                due[row.person_id].pending[owed_of(row)] = Saying(row, facts)
    return list(due.values())


def _tonight(person: Person, now: datetime) -> datetime:
    """The end of a person's day."""
    return at_time(to_wall(now, person.zone).date() + timedelta(days=1), time.min, person.zone)


def _fresh(rows: Rows, held: Sequence[Member], now: datetime) -> dict[int, Planned]:
    """Members who are held, planned anew. Those with whom that cannot be done are looked at later."""
    planned: dict[int, Planned] = {}
    members = {member.id: member for member in held}

    def work(ids: Sequence[int]) -> None:
        planned.update(plan_all(rows, [members[each] for each in ids], now))

    for member_id in attempt_all(rows, FAILED, "member", list(members), work):
        nudges.put_off_member(rows, member_id, now, now + AFTER_A_FAILURE)
    return planned


def _judge_all(rows: Rows, due: Sequence[Due], now: datetime) -> None:
    """Send what may be said now; the rest waits or lapses. Where one cannot be said, the others are judged anew."""
    found = [(each, choose(tuple(each.pending), quiet_of(each.person), now)) for each in due]
    chosen = [Chosen(each.person, one, each.pending[one]) for each, choice in found for one in choice.send]
    failed = _send(rows, chosen, now)
    again = []
    for each, choice in found:
        unsaid = [row for one in choice.send if (row := each.pending[one].nudge).id in failed]
        for row in unsaid:
            row.look_at = now + AFTER_A_FAILURE
        if unsaid:
            rest = {one: each.pending[one] for one in each.pending if one not in choice.send}
            again.append(replace(each, pending=rest))
        else:
            _leave(each.pending, choice)
    if again:
        _judge_all(rows, again, now)


def _leave(pending: Pending, choice: Choice) -> None:
    """What is not said now waits or lapses."""
    for one, until in choice.wait:
        pending[one].nudge.look_at = until
    for one in choice.lapse:
        pending[one].nudge.state = NudgeState.LAPSED
        metrics.nudge_lapsed()


def _send(rows: Rows, chosen: Sequence[Chosen], now: datetime) -> set[int]:
    """Claim nudges and write them into the outbox: the ids of those with which that cannot be done."""
    by_id = {each.saying.nudge.id: each for each in chosen}
    said: list[Nudge] = []

    def say(ids: Sequence[int]) -> None:
        mine = _claim(rows, [by_id[each] for each in ids], now)
        messages = messages_for(rows, [each.saying for each in mine], now)
        letters = [
            Letter(each.person, message, f"{GUARD}:{each.saying.nudge.id}")
            for each, message in zip(mine, messages, strict=True)
        ]
        rows.write(*post(rows, letters, now, lane=Lane.NUDGE, may_repeat=False))
        for each in mine:
            _count(rows, each.person, each.saying.nudge, now)
        rows.flush()
        said.extend(each.saying.nudge for each in mine)

    failed = attempt_all(rows, FAILED, "nudge", list(by_id), say)
    for row in said:
        metrics.nudge_sent(now - row.look_at)
    return failed


def _claim(rows: Rows, wanted: Sequence[Chosen], now: datetime) -> list[Chosen]:
    """Those of the nudges that this process got."""
    mine: set[int] = set()
    for counted in (True, False):
        these = [each.saying.nudge for each in wanted if counts(each.owed, now) is counted]
        mine |= nudges.claim(rows, these, now, counted=counted)
    return [each for each in wanted if each.saying.nudge.id in mine]


def _count(rows: Rows, person: Person, row: Nudge, now: datetime) -> None:
    """Note that the person had their nudge of the day, if this is one that counts."""
    if row.counted:
        row.nudged_before, person.last_nudged_on = person.last_nudged_on, _day_of(person, now)
        rows.need(Member, row.member_id).unanswered += 1


def _day_of(person: Person, moment: datetime) -> date:
    return to_wall(moment, person.zone).date()
