"""Who comes to a meeting, as others may see it: every answer from its delivery time on, the last one of several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from albot.domain.meetings import Coming


@dataclass(frozen=True)
class Attendance:
    """How many come and cannot, as others see it; of these the members (ids) whose answers may be told by handle."""

    coming: int = 0
    cannot: int = 0
    named_coming: tuple[int, ...] = ()
    named_cannot: tuple[int, ...] = ()


def answer_seen(answer: Coming, now: datetime) -> bool | None:
    """What others see of an answer: the newest from `seen_from` on, until then the one before, or None for none."""
    return answer.coming if answer.seen_from is None or answer.seen_from <= now else answer.former


def attendance(answers: Iterable[Coming], now: datetime, *, open_since: datetime | None = None) -> Attendance:
    """Who comes, as others see it at `now`.

    `open_since` is since when the set knows each other, where it does: what was answered for others to see before that
    was answered without a handle, and stays so.
    """
    seen = [(each, answer_seen(each, now)) for each in answers]
    return Attendance(
        coming=sum(said is True for _each, said in seen),
        cannot=sum(said is False for _each, said in seen),
        named_coming=_named(((each, said) for each, said in seen if said is True), open_since, now),
        named_cannot=_named(((each, said) for each, said in seen if said is False), open_since, now),
    )


def _named(seen: Iterable[tuple[Coming, bool]], open_since: datetime | None, now: datetime) -> tuple[int, ...]:
    if open_since is None:
        return ()
    return tuple(each.member_id for each, _said in seen if each.seen_from and open_since < each.seen_from <= now)
