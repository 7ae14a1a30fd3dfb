"""When it may be said: quiet hours, excluded days, pauses, one nudge a day, and which of several goes first.

The rules are those of PRODUCT.md ("Nudges"). Three decisions stand behind them here:

- A time that a person chose (*Remind me?*, *Later*) overrides their quiet hours, their excluded days and the daily
  limit, because it is their later and more exact word; a pause it does not override.
- It does so while it is that time. What comes more than an hour late, after an outage or a pause, is a nudge like any
  other: quiet hours hold, and it competes for the one nudge of the day. So an outage never ends in a heap of them.
- The most useful nudge of a day wins even if a lesser one is due some hours earlier: the lesser one gives way until
  then, and goes if the other turns out not to be needed.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from albot.domain.nudges import MORNING, USEFULNESS, NudgeKind, Owed
from albot.domain.wallclock import at_time, to_utc, to_wall

UNTIL_I_SAY_SO = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a pause that has none."""

AT_ITS_TIME = timedelta(hours=1)
"""How late a nudge may be and still count as coming at the time that was chosen for it."""

_DAY = timedelta(days=1)
_LOOK_AHEAD = 16  # a week of days, each with at most an excluded day and a quiet night to step over


@dataclass(frozen=True)
class Quiet:
    """When a person wants to be left alone.

    zone: their own (IANA). quiet_from, quiet_until: on its wall clock, may wrap over midnight; equal means never.
    excluded_weekdays: 0 is Monday. paused_until: UTC, or UNTIL_I_SAY_SO; a past one no longer counts.
    stopped: kinds ended with *Stop these*. last_nudged_on: their own date of the last nudge that `counts`.
    """

    zone: str
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    excluded_weekdays: frozenset[int] = frozenset()
    paused_until: datetime | None = None
    stopped: frozenset[NudgeKind] = frozenset()
    last_nudged_on: date | None = None


@dataclass(frozen=True)
class Send:
    """It may be said now."""


@dataclass(frozen=True)
class Wait:
    """Not now: judge it again at `until` (UTC), when it will still help."""

    until: datetime


@dataclass(frozen=True)
class Lapse:
    """It is not to be said any more, as things stand; a pause that ends early may make it owed again."""


Verdict = Send | Wait | Lapse


@dataclass(frozen=True)
class Choice:
    """What becomes of all the nudges of one person that are due: each is in exactly one of the three."""

    send: tuple[Owed, ...]
    wait: tuple[tuple[Owed, datetime], ...]
    lapse: tuple[Owed, ...]


class LaterChoice(enum.StrEnum):
    """The buttons behind *Later*."""

    IN_3_HOURS = "in_3_hours"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"


def in_quiet_hours(moment: datetime, quiet: Quiet) -> bool:
    """Whether a moment (UTC) lies in the person's quiet hours: from the first minute until before the last."""
    clock = to_wall(moment, quiet.zone).time()
    if quiet.quiet_from <= quiet.quiet_until:
        return quiet.quiet_from <= clock < quiet.quiet_until
    return clock >= quiet.quiet_from or clock < quiet.quiet_until


def out_of_quiet_hours(moment: datetime, quiet: Quiet) -> datetime:
    """The first moment (UTC), from this one on, outside quiet hours; also for what is not a nudge.

    Where the clocks skip the end of the quiet hours, they end later by as much as was skipped.
    """
    if not in_quiet_hours(moment, quiet):
        return moment
    wall = to_wall(moment, quiet.zone)
    end = datetime.combine(wall.date(), quiet.quiet_until)
    return _next_time(moment, end if end > wall else end + _DAY, quiet.zone)


def next_allowed(moment: datetime, quiet: Quiet, *, chosen: bool = False) -> datetime | None:
    """The first moment (UTC), from this one on, at which a nudge may come; None if there is none.

    A `chosen` time is allowed as it is, unless it lies in a pause: after that it is no longer the time chosen.
    """
    if quiet.paused_until is not None and quiet.paused_until > moment:
        if quiet.paused_until >= UNTIL_I_SAY_SO:
            return None
        moment = quiet.paused_until
    elif chosen:
        return moment
    for _ in range(_LOOK_AHEAD):
        wall = to_wall(moment, quiet.zone)
        if wall.weekday() in quiet.excluded_weekdays:
            moment = _next_time(moment, datetime.combine(wall.date() + _DAY, time.min), quiet.zone)
        elif in_quiet_hours(moment, quiet):
            moment = out_of_quiet_hours(moment, quiet)
        else:
            return moment
    return None


def counts(owed: Owed, now: datetime) -> bool:
    """Whether sending this at `now` takes up the person's one nudge of the day."""
    return owed.kind is not NudgeKind.MEETING_SOON and not _at_chosen_time(owed, now)


def judge(owed: Owed, quiet: Quiet, now: datetime, *, booked: bool = False) -> Verdict:
    """Whether an owed nudge may be said now, later or no more.

    `booked`: the day's one nudge is already this one (it stands in the outbox and is looked at again before it goes).
    """
    if owed.kind in quiet.stopped or now >= owed.useful_until:
        return Lapse()
    if now < owed.due_at:
        return Wait(owed.due_at)
    allowed = next_allowed(now, quiet, chosen=_at_chosen_time(owed, now))
    if allowed != now:
        return _wait_or_lapse(owed, allowed)
    if counts(owed, now) and not booked and _nudged_today(quiet, now):
        return _another_day(owed, quiet, now)
    return Send()


def choose(pending: Sequence[Owed], quiet: Quiet, now: datetime) -> Choice:
    """What becomes of those nudges of one person, over all their sets, that are due at `now`.

    `pending` should also hold what falls due later that day: the most useful one of the day wins. Those at their
    chosen time and "meeting soon" all go; of the others one at most.
    """
    verdicts = {one: judge(one, quiet, now) for one in pending if one.due_at <= now}
    rivals = [one for one, verdict in verdicts.items() if verdict == Send() and counts(one, now)]
    if rivals:
        verdicts |= _one_at_most(rivals, pending, quiet, now)
    return Choice(
        send=tuple(one for one, verdict in verdicts.items() if isinstance(verdict, Send)),
        wait=tuple((one, verdict.until) for one, verdict in verdicts.items() if isinstance(verdict, Wait)),
        lapse=tuple(one for one, verdict in verdicts.items() if isinstance(verdict, Lapse)),
    )


def later(choice: LaterChoice, now: datetime, quiet: Quiet) -> datetime:
    """The moment (UTC) meant by a *Later* button.

    A day chosen begins at 09:00 of the person's own zone, or when their quiet hours end if that is after it: they
    chose the day, not the hour.
    """
    if choice is LaterChoice.IN_3_HOURS:
        return now + timedelta(hours=3)
    days = 1 if choice is LaterChoice.TOMORROW else 7
    day = to_wall(now, quiet.zone).date() + timedelta(days=days)
    return out_of_quiet_hours(at_time(day, MORNING, quiet.zone), quiet)


def silent(owed: Owed, quiet: Quiet, now: datetime) -> bool:
    """Whether it comes without a sound: only "meeting soon" in quiet hours; what else comes then was asked to."""
    return owed.kind is NudgeKind.MEETING_SOON and in_quiet_hours(now, quiet)


def _at_chosen_time(owed: Owed, now: datetime) -> bool:
    """Whether the person's own choice of this time still holds; for the link it does until the meeting starts."""
    return owed.chosen and (owed.kind is NudgeKind.MEETING_SOON or now - owed.due_at <= AT_ITS_TIME)


def _nudged_today(quiet: Quiet, now: datetime) -> bool:
    """Whether today's nudge was sent; a later date than today's is left by a move to a zone further west."""
    return quiet.last_nudged_on is not None and quiet.last_nudged_on >= to_wall(now, quiet.zone).date()


def _another_day(owed: Owed, quiet: Quiet, now: datetime) -> Verdict:
    """What becomes of a nudge on a day that has had its one: a welcome comes first or not at all, the others wait."""
    if owed.kind is NudgeKind.WELCOME_BACK:
        return Lapse()
    today = to_wall(now, quiet.zone).date()
    last = max(today, quiet.last_nudged_on or today)
    tomorrow = _next_time(now, datetime.combine(last + _DAY, time.min), quiet.zone)
    return _wait_or_lapse(owed, next_allowed(tomorrow, quiet))


def _wait_or_lapse(owed: Owed, until: datetime | None) -> Verdict:
    if until is None or until >= owed.useful_until:
        return Lapse()
    return Wait(until)


def _one_at_most(rivals: Sequence[Owed], pending: Sequence[Owed], quiet: Quiet, now: datetime) -> dict[Owed, Verdict]:
    """The verdicts on those that compete for the one nudge of the day."""
    best, *others = sorted(rivals, key=lambda one: (USEFULNESS[one.kind], one.useful_until, one.due_at, one.subject_id))
    better = _better_later_today(best, pending, quiet, now)
    if better is not None:
        return {one: _wait_or_lapse(one, better) for one in rivals}
    return {best: Send()} | {one: _another_day(one, quiet, now) for one in others}


def _better_later_today(best: Owed, pending: Sequence[Owed], quiet: Quiet, now: datetime) -> datetime | None:
    """When, later on this day of the person, a more useful nudge may be said that counts; None if there is none."""
    today = to_wall(now, quiet.zone).date()
    better = [one for one in pending if one.due_at > now and USEFULNESS[one.kind] < USEFULNESS[best.kind]]
    moments = [_first_moment(one, quiet) for one in better if counts(one, one.due_at)]
    return min((at for at in moments if at is not None and to_wall(at, quiet.zone).date() == today), default=None)


def _first_moment(owed: Owed, quiet: Quiet) -> datetime | None:
    """When a nudge may first be said, as things stand; None if never."""
    match judge(owed, quiet, owed.due_at):
        case Send():
            return owed.due_at
        case Wait(until):
            return until
        case Lapse():
            return None


def _next_time(moment: datetime, wall: datetime, zone: str) -> datetime:
    """When the wall clock of a zone next shows `wall`, which is ahead of what it shows at `moment`.

    In an hour that the clocks repeat, the first showing may be over: then it is the second.
    """
    reached = to_utc(wall, zone)
    return reached if reached > moment else moment + (wall - to_wall(moment, zone))
