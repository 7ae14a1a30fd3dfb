"""When a person wants to be left alone, read from their row for the rules in `albot.domain.quiet`.

How the row says it: `excluded_days` holds weekdays as digits, 0 for Monday ("56" and "5,6" are a weekend); `stopped`
holds nudge kinds, separated by commas. A pause is `paused`; with `paused_until` it ends then by itself, and both may
stay as they are. /resume takes both away.
"""

from __future__ import annotations

from datetime import datetime

from albot.domain.nudges import NudgeKind
from albot.domain.people import Person
from albot.domain.quiet import UNTIL_I_SAY_SO, Quiet


def quiet_of(person: Person) -> Quiet:
    """A person's quiet hours, excluded days, pause, stopped kinds, and the day of their last nudge."""
    return Quiet(
        zone=person.zone,
        quiet_from=person.quiet_from,
        quiet_until=person.quiet_until,
        excluded_weekdays=frozenset(int(digit) for digit in person.excluded_days if digit.isdigit()),
        paused_until=_paused_until(person),
        stopped=stopped_of(person),
        last_nudged_on=person.last_nudged_on,
    )


def stopped_of(person: Person) -> frozenset[NudgeKind]:
    """The kinds of nudge that a person stopped."""
    return frozenset(NudgeKind(kind) for kind in person.stopped.split(",") if kind)


def stop_kind(person: Person, kind: NudgeKind) -> None:
    """No more nudges of this kind, until the person turns them on again."""
    person.stopped = _written(stopped_of(person) | {kind})


def allow_kind(person: Person, kind: NudgeKind) -> None:
    """Nudges of this kind again."""
    person.stopped = _written(stopped_of(person) - {kind})


def _written(kinds: frozenset[NudgeKind]) -> str:
    return ",".join(sorted(kinds))


def _paused_until(person: Person) -> datetime | None:
    if not person.paused:
        return None
    return person.paused_until or UNTIL_I_SAY_SO
