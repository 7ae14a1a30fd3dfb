"""Who presents at a meeting, and in what order: proposed fairly over past meetings, changed by the facilitator.

least airtime so far first, then who asked first ─→ as many as fit ── up · take out · add ─→ the order that holds

What the facilitator settled is on the bids: their `place`, 0 for somebody taken out. Who asks after that comes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from albot.domain import stages
from albot.domain.meetings import Meeting
from albot.domain.run_rows import Bid, Form, Run, Stage, StageKind
from albot.domain.running import end_if_begun
from albot.domain.sets import Member, Role
from albot.domain.stages import Asked, Wishes
from albot.store import running, sets
from albot.store.rows import Rows


def members(rows: Rows, run: Run) -> list[Member]:
    """The members of the set that meets; its facilitators are not counted."""
    return sets.members(rows, run.set_id, role=Role.MEMBER)


def here(rows: Rows, run: Run) -> list[Member]:
    """The members who are at the meeting."""
    away = running.absent(rows, run.meeting_id)
    return [each for each in members(rows, run) if each.id not in away]


def wishes(rows: Rows, run: Run) -> Wishes:
    """How the set likes its meetings, in the form of this one."""
    return stages.wishes_of(running.set_form(rows, run.set_id), run.form)


def seconds_in_all(rows: Rows, run: Run, now: datetime) -> int:
    """The seconds from a meeting's beginning to its end; of one that is prepared, as if it began now."""
    if run.began_at is not None and run.ends_at is not None:
        return int((run.ends_at - run.began_at).total_seconds())
    return int((end_if_begun(rows.need(Meeting, run.meeting_id), now) - now).total_seconds())


def room(rows: Rows, run: Run, now: datetime) -> int:
    """How many can present."""
    present = len(here(rows, run))
    if run.form is Form.EVERYONE:
        return present
    return min(stages.how_many(wishes(rows, run), seconds_in_all(rows, run, now), present), present)


def asking(rows: Rows, run: Run) -> list[Bid]:
    """The bids of members who are there and were not put down by the facilitator."""
    present = {each.id for each in here(rows, run)}
    return [each for each in running.bids(rows, run.id) if each.asked_at is not None and each.member_id in present]


def order(rows: Rows, run: Run, now: datetime) -> list[int]:
    """Who presents, by member id: those the facilitator settled on, then whoever else asks, while there is room.

    Where nobody has asked, those who are there are proposed: in a room people say so without a phone.
    """
    present = {each.id for each in here(rows, run)}
    bids = {each.member_id: each for each in running.bids(rows, run.id) if each.member_id in present}
    placed = sorted((each for each in bids.values() if each.place), key=lambda each: each.place or 0)
    pool = set(bids) if bids and run.form is not Form.EVERYONE else present
    rest = [each for each in pool if each not in bids or bids[each].place is None]
    free = max(room(rows, run, now) - len(placed), 0)
    return [each.member_id for each in placed] + _fair(rows, run, rest, bids)[:free]


def _fair(rows: Rows, run: Run, member_ids: Sequence[int], bids: dict[int, Bid]) -> list[int]:
    so_far = running.airtime(rows, run)
    return stages.fair_order(
        [Asked(each, so_far.get(each, 0), bids[each].asked_at if each in bids else None) for each in sorted(member_ids)]
    )


def settle(rows: Rows, run: Run, member_ids: Sequence[int]) -> None:
    """This order holds from here on."""
    for place, member_id in enumerate(member_ids, 1):
        running.need_bid(rows, run.id, member_id).place = place
    rows.flush()


def move_up(rows: Rows, run: Run, member_id: int, now: datetime) -> None:
    """One earlier in the order; nothing for the first, or somebody who is not in it."""
    found = order(rows, run, now)
    at = found.index(member_id) if member_id in found else 0
    if at:
        found[at - 1], found[at] = found[at], found[at - 1]
        settle(rows, run, found)


def take_out(rows: Rows, run: Run, member_id: int, now: datetime) -> None:
    """Not this time."""
    found = [each for each in order(rows, run, now) if each != member_id]
    settle(rows, run, found)
    running.need_bid(rows, run.id, member_id).place = 0
    rows.flush()


def add(rows: Rows, run: Run, member_id: int, now: datetime) -> None:
    """Somebody presents too, whether they asked or not, even where the others' time gets shorter by it."""
    found = order(rows, run, now)
    if member_id not in found:
        settle(rows, run, [*found, member_id])


def want_ideas(rows: Rows, run: Run, stage: Stage) -> bool:
    """Whether a presenter can still be given ideas: the set likes them, and they were not added before."""
    if stage.member_id is None or stage.kind is StageKind.FEEDBACK or not wishes(rows, run).ideas:
        return False
    theirs = [each for each in running.stages(rows, run.id) if each.member_id == stage.member_id]
    return all(each.kind is not StageKind.IDEAS for each in theirs)


def others(rows: Rows, run: Run, now: datetime) -> list[Member]:
    """Who is there and does not present."""
    chosen = set(order(rows, run, now))
    return [each for each in here(rows, run) if each.id not in chosen]
